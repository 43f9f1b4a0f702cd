import Basics
import Columns
import LuaHost
import Profiles

/// A column under another name.
struct NamedColumn: RowValue, RowTest {
  let column: String
  var text: String { column }
  var columnNames: [String]? { [column] }

  func column(on table: Table) throws -> Column { try table.column(column) }

  func evaluate(on table: Table) throws -> RowTestResult {
    let column = try table.column(column)
    let present = Bitmap(count: table.rowCount) { !column.isMissing($0) }
    return RowTestResult(passed: present, unknown: present.inverted())
  }
}

/// The tier of each row's account in a profile; as a condition, whether it is in any of its tiers.
struct ICPTier: RowValue, RowTest {
  let icp: ICP
  var text: String { "in a tier of \(icp.name)" }

  var columnNames: [String]? {
    var names: [String] = []
    for test in icp.gates.map(\.test) + icp.criteria.map(\.test) {
      guard let own = test.columnNames else { return nil }
      names += own
    }
    return names
  }

  func column(on table: Table) throws -> Column { try icp.score(table).column("tier") }

  func evaluate(on table: Table) throws -> RowTestResult {
    let tiers = try column(on: table)
    let inside = Set(icp.tiers.map(\.name))
    return RowTestResult(
      passed: Bitmap(count: table.rowCount) { tiers.text($0).map(inside.contains) ?? false },
      unknown: Bitmap(count: table.rowCount))
  }
}

/// Calendar periods of a date to group by, such as `periods("created", "quarter")`.
final class PeriodsObject: HostObject {
  static var luaType: String { "periods" }
  let column: String
  let unit: Period

  init(_ column: String, _ unit: Period) { (self.column, self.unit) = (column, unit) }

  var key: CohortKey {
    switch unit {
    case .month: .month(of: column)
    case .quarter: .quarter(of: column)
    case .year: .year(of: column)
    }
  }
}

/// `periods`: the grouping key of calendar periods.
enum PeriodFunctions {
  static func declare(in registry: inout Registry) {
    registry.add(
      ObjectType(
        PeriodsObject.self, "Calendar periods of a date to group by",
        describe: { periods, _ in "\(periods.unit.rawValue)s of \(periods.column)" }))
    registry.add([function])
  }

  private static var function: HostFunction {
    HostFunction(
      "periods", "Calendar periods of a date, to group by: 2025-Q1",
      details: """
        For cohorts and metrics. The column of keys is called created_quarter and so on. Metrics know
        one date that accounts do not have: first_purchase, the day of the first won deal or paid
        subscription; its periods are the cohorts of first purchase.
        """,
      [
        Parameter("column", .text, "a date column, or first_purchase"),
        Parameter(
          "unit", .choice(Period.allCases.map(\.rawValue)), "how long a period is",
          standard: "\"quarter\""),
      ],
      returns: [Returned(.object(PeriodsObject.luaType), "a key")],
      example: """
        local crm = open()
        print(cohorts(crm, { by = periods("created", "year") }))
        print(metrics.retention(crm, { by = periods("first_purchase", "quarter") }))
        """,
      body: .swift { arguments in
        let unit = arguments.text("unit").flatMap(Period.init(rawValue:)) ?? .quarter
        return [.object(PeriodsObject(arguments.text("column") ?? "", unit))]
      })
  }
}
