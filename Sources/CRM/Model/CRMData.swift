import Basics
import Columns

/// The tables of a CRM, with canonical column names, linked to each other.
///
/// Columns that nobody knows keep the header of their file.
public final class CRMData: Sendable {
  private let tables: [Entity: Table]
  /// What was recognised, what was not, and what is odd.
  public let report: CRMReport
  /// The day the data is looked at, in days since 1970-01-01.
  public let asOf: Int32

  init(tables: [Entity: Table], report: CRMReport, asOf: Int32) {
    self.tables = tables
    self.report = report
    self.asOf = asOf
  }

  /// The table of an entity, or nil if no file held one.
  public subscript(entity: Entity) -> Table? { tables[entity] }

  public var accounts: Table? { tables[.accounts] }
  public var contacts: Table? { tables[.contacts] }
  public var deals: Table? { tables[.deals] }
  public var subscriptions: Table? { tables[.subscriptions] }
  public var touches: Table? { tables[.touches] }
  public var spend: Table? { tables[.spend] }
  public var tickets: Table? { tables[.tickets] }
  public var usage: Table? { tables[.usage] }
  public var surveys: Table? { tables[.surveys] }
  public var market: Table? { tables[.market] }
  public var leads: Table? { tables[.leads] }

  /// The entities there are tables of, in a fixed order.
  public var entities: [Entity] { Entity.allCases.filter { tables[$0] != nil } }

  /// The table called `name`, such as `deals`.
  ///
  /// - Throws: ``Problem`` that says which files there were when no file held such a table, and
  ///   the nearest name when there is no such entity.
  public func table(_ name: String) throws -> Table {
    let known = Entity.allCases.filter(\.isTable)
    guard let entity = Entity(rawValue: name), entity.isTable else {
      throw Problem.unknown("table", name, known: known.map(\.name)).at("crm")
    }
    if let table = tables[entity] { return table }
    var hints =
      report.files.isEmpty
      ? [] : ["files read: " + report.files.map(\.name).joined(separator: ", ")]
    let near = report.files.filter { $0.entity == nil && $0.nearest?.entity == entity }
    for file in near { hints.append("\(file.name) is nearest: \(file.why)") }
    hints.append("say which file it is: open(…, { \(name) = { file = \"…\" } })")
    throw Problem(.data, "there are no \(name): no file looked like them", hints: hints)
  }
}
