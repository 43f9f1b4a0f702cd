import Basics
import CRM
import Columns

/// Scores brought back into the CRM: record id, fit, tier and reasons in the form that its import
/// takes.
public enum WriteBack {
  /// A CRM whose import is known.
  public enum System: String, Sendable, CaseIterable {
    case hubspot, salesforce
  }

  /// What the rows are. Salesforce tells it by the first characters of an id.
  public enum Record: String, Sendable, CaseIterable {
    case accounts, contacts, leads

    /// The column of the table that holds the record's id.
    var key: String {
      switch self {
      case .accounts: "account_id"
      case .contacts: "contact_id"
      case .leads: "lead_id"
      }
    }
  }

  /// What is written besides scores, and how it is called.
  public struct Options: Sendable {
    public var record = Record.accounts
    /// The column with the record's id; nil: that of the record.
    public var id: String?
    /// The CRM's names for what is written: `fit`, `fit_low`, `fit_high`, `tier`, `reasons`, `icp`,
    /// `scored_on`, `id`.
    public var headers: [(name: String, header: String)] = []
    /// Further columns of the table and the fields they go to.
    public var columns: [(name: String, header: String)] = []
    /// The profile's name, where the table has no column `icp`.
    public var icp: String?
    /// The day of scoring, in days since 1970-01-01.
    public var day: Int32
    public var audience = AudienceOptions()

    public init(day: Int32) { self.day = day }
  }

  /// Rows whose id cannot be used, by reason.
  public struct IDs: Sendable, Equatable {
    public var missing = 0
    /// Not the form of an id: cut off, rounded by a spreadsheet, in lower case, of another system.
    public var malformed = 0
    /// Ids of another kind of record.
    public var foreign = 0
  }

  /// Writes the file with its ledger and manifest.
  ///
  /// - Throws: a ``Problem`` where the table is not scored, has no ids, or no row is left.
  public static func write(
    _ table: Table, to system: System, path: String, options: Options
  ) throws -> (result: AudienceResult, ids: IDs) {
    for name in ["fit", "tier"] where table[name] == nil {
      throw Problem(
        .script, "\(table.name) has no column \(name): it is not scored",
        hints: ["write back what a score gives: ideal:score(accounts):write_back(…)"])
    }
    let key = options.id ?? options.record.key
    let ids = try table.column(key)
    let destination = try self.destination(system, options, of: table)
    var prepared: [(name: String, column: Column)] = [("record_id", ids)]
    let day = Column(days: [Int32?](repeating: options.day, count: table.rowCount))
    prepared.append(("scored_on", day))
    if table["icp"] == nil, let name = options.icp {
      prepared.append(("icp", Column(texts: [String?](repeating: name, count: table.rowCount))))
    }
    let checked = check(ids, destination.columns[0].field)
    var result = try AudienceWriter.write(
      try table.with(prepared), to: destination, path: path, options: options.audience)
    let told = [
      (checked.missing, "no id"), (checked.malformed, "an id that is no id of \(system.rawValue)"),
      (checked.foreign, "the id of another kind of record than \(options.record.rawValue)"),
    ]
    for (count, what) in told where count > 0 {
      result.warnings.append(
        "\(AudienceResult.grouped(count)) row\(count == 1 ? " has" : "s have") \(what): not written"
      )
    }
    return (result, checked)
  }

  private static func destination(
    _ system: System, _ options: Options, of table: Table
  ) throws -> Destination {
    var destination =
      switch system {
      case .hubspot:
        try Destination.parse(
          String(decoding: PackageResources.hubspot_scores_txt, as: UTF8.self),
          place: "hubspot_scores.txt")
      case .salesforce:
        try Destination.parse(
          String(decoding: PackageResources.salesforce_scores_txt, as: UTF8.self),
          place: "salesforce_scores.txt")
      }
    if system == .salesforce {
      destination.columns[0].field =
        switch options.record {
        case .accounts: .salesforceAccountID
        case .contacts: .salesforceContactID
        case .leads: .salesforceLeadID
        }
    }
    let known = destination.columns.map { $0.sources.first == "record_id" ? "id" : $0.sources[0] }
    for (name, header) in options.headers {
      guard let place = known.firstIndex(of: name) else {
        throw Problem.unknown("figure", name, known: known).at("headers")
      }
      let old = destination.columns[place].header
      destination.columns[place].header = header
      let renamed = { (all: Destination.Alternatives) in
        all.map { $0.map { $0 == old ? header : $0 } }
      }
      destination.needs = renamed(destination.needs)
      destination.match = renamed(destination.match)
      destination.same = renamed(destination.same)
    }
    for (name, header) in options.columns {
      _ = try table.column(name)
      var column = Destination.Column(header: header, platform: .plain)
      column.sources = [name]
      if system == .salesforce { column.limit = 32_000 }
      destination.columns.append(column)
    }
    var seen: Set<String> = []
    for header in destination.headers where !seen.insert(header).inserted {
      throw Problem(.script, "two columns of the file would be called \"\(header)\"")
    }
    return destination
  }

  private static func check(_ ids: Column, _ field: Field) -> IDs {
    var result = IDs()
    for row in 0..<ids.count {
      let text = ids.isMissing(row) ? "" : ids[row].written
      switch Normaliser.normalise(platform: .plain, field: field, value: text) {
      case .plain: break
      case .drop(.missing): result.missing += 1
      case .drop(.notUsed): result.foreign += 1
      default: result.malformed += 1
      }
    }
    return result
  }
}
