import Basics
import Columns

/// What was known about customers on a day.
///
/// Things that carry a date (deals, touches, subscriptions, tickets, usage, surveys, spend) are
/// seen as they were. A column of accounts holds today's value: it is only seen if it does not
/// change (by its name, or because it was declared static), or can be worked out anew from dated
/// things.
public struct AsOf: Sendable {
  /// In days since 1970-01-01. What happened on that day is known.
  public let day: Int32
  /// Account columns that were said not to change.
  public let declaredStatic: Set<String>

  public init(_ day: Int32, static declared: Set<String> = []) {
    self.day = day
    declaredStatic = declared
  }

  /// Account columns that hardly ever change.
  public static let staticColumns: Set<String> = [
    "account_id", "name", "domain", "website", "industry", "sector", "country", "region", "state",
    "city", "zip", "founded", "parent_id", "ownership", "created", "linkedin_url", "sub_industry",
    "country_code", "state_code", "address", "naics", "sic",
  ]

  var text: String { Calendar.text(days: day) }

  /// Deals as they stood: later ones left out, those that closed later open, with nothing of
  /// what was learnt since.
  ///
  /// The amount, stage and probability of a deal that closed later are not known: they are
  /// missing. Columns that tell the outcome are missing too.
  public func deals(_ deals: Table) throws -> Table {
    let facts = try DealFacts(deals, asOf: day)
    let known = facts.closed.or(facts.open)
    var hidden: [(name: String, column: Column)] = []
    let decided = facts.closed
    for name in deals.names
    where Self.learntLater.contains(name) || OutcomeColumns.names.contains(name) {
      if name == "outcome" { continue }
      let column = try deals.column(name)
      let validity = column.validity.map { $0.and(decided) } ?? decided
      hidden.append((name, column.masked(by: validity)))
    }
    let dictionary = TextDictionary(["lost", "open", "won"])
    let codes = Buffer<UInt16>(count: deals.rowCount)
    for row in 0..<deals.rowCount {
      codes.base[row] = facts.won[row] ? 2 : facts.lost[row] ? 0 : 1
    }
    hidden.append(
      ("outcome", Column(type: .text, storage: .coded(codes, dictionary), validity: nil)))
    return try withoutLater(deals.with(hidden).filter(known))
  }

  /// Dates after the day are not known yet: missing.
  func withoutLater(_ table: Table) throws -> Table {
    var changed: [(name: String, column: Column)] = []
    for (name, type) in zip(table.names, table.types) where type.isTemporal {
      let column = try table.column(name)
      let days = column.days()
      let limit = day
      let known = Bitmap.parallel(table.rowCount) { days.base[$0] <= limit }
      if known.countOfSet < table.rowCount {
        let validity = column.validity.map { $0.and(known) } ?? known
        changed.append((name, column.masked(by: validity)))
      }
    }
    return changed.isEmpty ? table : try table.with(changed)
  }

  private static let learntLater: Set<String> = [
    "amount", "acv", "tcv", "arr", "mrr", "discount", "stage", "deal_stage", "probability",
    "forecast", "next_step", "last_activity", "last_modified", "competitor",
  ]

  /// Subscriptions that had begun, with later ends unknown.
  public func subscriptions(_ subscriptions: Table) throws -> Table {
    let start = try dates(subscriptions, "start")
    let known = Bitmap(count: subscriptions.rowCount) { row in
      start.day(row).map { $0 <= day } ?? false
    }
    guard subscriptions["end"] != nil else { return subscriptions.filter(known) }
    let end = try dates(subscriptions, "end")
    let ended = Bitmap(count: subscriptions.rowCount) { row in
      end.day(row).map { $0 <= day } ?? false
    }
    var hidden: [(name: String, column: Column)] = [("end", end.masked(by: ended))]
    for name in subscriptions.names where OutcomeColumns.names.contains(name) {
      let column = try subscriptions.column(name)
      hidden.append((name, column.masked(by: column.validity.map { $0.and(ended) } ?? ended)))
    }
    return try withoutLater(subscriptions.with(hidden).filter(known))
  }

  /// The rows of a table of events that had happened.
  ///
  /// - Throws: where there is no column `date` (or the one named).
  public func events(_ events: Table, date name: String = "date") throws -> Table {
    let date = try dates(events, name)
    return try withoutLater(
      events.filter(
        Bitmap(count: events.rowCount) { row in date.day(row).map { $0 <= day } ?? false }))
  }

  private func dates(_ table: Table, _ name: String) throws -> Column {
    let column = try table.column(name)
    guard column.type.isTemporal || column.missingCount == column.count else {
      throw Problem(.data, "\(table.name): \(name) is \(column.type.rawValue), not a date")
    }
    return column
  }

  /// All tables as they were. Accounts: see ``accounts(of:)``.
  public func history(_ history: CustomerHistory) throws -> CustomerHistory {
    CustomerHistory(
      accounts: try accounts(of: history).table, deals: try history.deals.map(deals),
      subscriptions: try history.subscriptions.map(subscriptions),
      touches: try history.touches.map { try events($0) },
      tickets: try history.tickets.map { try events($0, date: Self.dateColumn($0)) },
      usage: try history.usage.map { try events($0, date: Self.dateColumn($0)) },
      surveys: try history.surveys.map { try events($0) },
      spend: try history.spend.map { try events($0) })
  }

  /// What the day of an event is called in its table.
  static func dateColumn(_ table: Table) -> String {
    ["submitted", "date", "created", "month"].first { table[$0] != nil } ?? "date"
  }
}

extension Column {
  /// The same cells, where `validity` says so; the others missing.
  func masked(by validity: Bitmap) -> Column {
    // Slots of missing cells must be zero, and for codes one past the last.
    let rows = Buffer<Int32>(count: count)
    for row in 0..<count { rows.base[row] = validity[row] ? Int32(truncatingIfNeeded: row) : -1 }
    return take(optional: rows)
  }
}
