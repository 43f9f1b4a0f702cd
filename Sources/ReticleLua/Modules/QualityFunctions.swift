import Basics
import CRM
import Columns
import LuaHost
import Profiles

/// `crm:quality` and `table:quality`: how well fields are filled.
enum QualityFunctions {
  private static let least = Parameter(
    "least", .number, "the share, 0 to 1, below which a field is marked", standard: "0.6")

  static var ofCRM: HostFunction {
    HostFunction(
      "quality", "How well each field of each table is filled, and what was wrong with its cells",
      details: """
        enough says whether a field is filled in at least the share `least` of rows. To refuse to
        score on fields below a share, give the profile one: icp.define{ coverage = 0.6, … }.
        """,
      [
        Parameter(
          "options",
          .options([
            least,
            Parameter(
              "table", .choice(Entity.allCases.filter(\.isTable).map(\.name)), "one table only",
              standard: "all"),
          ]), "least share, table", standard: "none")
      ],
      returns: [
        Returned(
          .object(TableObject.luaType),
          "a row a field: table, column, type, rows, filled, coverage, marked_missing, unreadable, enough"
        )
      ],
      example: """
        local fields = open():quality{ least = 0.9 }
        print(fields:where "not enough":sort "coverage")
        assert(fields:find("column", "account_id").coverage == 1)
        """,
      body: .swift { arguments in
        let crm = try arguments.this(CRMObject.self)
        let options = try arguments.options("options")
        let least = try share(options["least"].double, arguments)
        let only = options["table"].text
        let tables = crm.data.report.tables.filter { only == nil || $0.entity.name == only }
        let rows = tables.flatMap { table in table.columns.map { (table.entity.name, $0) } }
        let result = try Table(
          name: "quality",
          [
            ("table", Column(texts: rows.map(\.0))),
            ("column", Column(texts: rows.map(\.1.name))),
            ("type", Column(texts: rows.map(\.1.type.rawValue))),
            ("rows", Column(integers: rows.map { Int64($0.1.rows) })),
            ("filled", Column(integers: rows.map { Int64($0.1.rows - $0.1.missing) })),
            ("coverage", Column(numbers: rows.map(\.1.filled))),
            (
              "marked_missing",
              Column(integers: rows.map { Int64($0.1.marks.reduce(0) { $0 + $1.cells }) })
            ),
            ("unreadable", Column(integers: rows.map { Int64($0.1.unreadable) })),
            ("enough", Column(booleans: rows.map { $0.1.filled >= least })),
          ], rowCount: rows.count)
        return [.object(TableObject(result))]
      })
  }

  static var ofTable: HostFunction {
    HostFunction(
      "quality", "How well each column of the table is filled",
      [Parameter("options", .options([least]), "least share", standard: "none")],
      returns: [
        Returned(
          .object(TableObject.luaType),
          "a row a column: column, type, rows, filled, coverage, enough")
      ],
      example: """
        print(open().accounts:where "country == 'DE'":quality():sort "coverage")
        """,
      body: .swift { arguments in
        let table = try arguments.this(TableObject.self).table
        let least = try share(try arguments.options("options")["least"].double, arguments)
        let fields = CoverageGate.fields(table, table.names)
        let result = try Table(
          name: "quality",
          [
            ("column", Column(texts: fields.map(\.column))),
            ("type", Column(texts: table.types.map(\.rawValue))),
            ("rows", Column(integers: fields.map { Int64($0.rows) })),
            ("filled", Column(integers: fields.map { Int64($0.filled) })),
            ("coverage", Column(numbers: fields.map(\.share))),
            ("enough", Column(booleans: fields.map { $0.share >= least })),
          ], rowCount: fields.count)
        return [.object(TableObject(result))]
      })
  }

  private static func share(_ value: Double?, _ arguments: Arguments) throws -> Double {
    let share = value ?? 0.6
    guard share >= 0, share <= 1 else {
      throw arguments.problem("'least' must be a share from 0 to 1")
    }
    return share
  }
}
