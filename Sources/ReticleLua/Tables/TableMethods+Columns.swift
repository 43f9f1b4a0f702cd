import Basics
import Columns
import LuaHost
import LuaLift
import Profiles

extension TableMethods {
  /// Choosing and making columns.
  static var columns: [HostFunction] {
    [
      HostFunction(
        "with", "The table with new or changed columns",
        details: """
          All functions see the table as it was. A plain number or true/false fills the column. A
          text is an expression: a word to fill the column with stands in both quotes, as in
          { segment = "'enterprise'" }.
          """,
        [
          Parameter(
            "columns", .map(.any),
            "functions of the row, expressions or values, by the column's name")
        ],
        returns: [
          Returned(TableType.table, "all rows; new columns come last, in the order of their names")
        ],
        errors: ["a function that gives different kinds of values, with the first row of each"],
        example: """
          local t = open().accounts:with{
            revenue_per_head = "annual_revenue / employees",
            region = function(a) return a.country == "US" and "home" or "abroad" end,
          }
          assert(t[1].region)
          """,
        body: .swift { arguments in
          let object = try this(arguments)
          var made: [(name: String, column: Column)] = []
          for (name, value) in try arguments.options("columns").fields {
            made.append((name, try column(name, value, object.table, arguments.engine)))
          }
          return result(object.changed(try object.table.with(made)))
        }),
      HostFunction(
        "select", "Only some columns, in the given order",
        [.repeated("columns", .oneOf([.text, .list(.text)]), "names of columns")],
        returns: [Returned(TableType.table, "all rows")],
        example: "assert(#open().accounts:select{ \"name\", \"country\" }.columns == 2)",
        body: .swift { arguments in
          let object = try this(arguments)
          return result(
            object.changed(try object.table.select(try RowKeys.names(arguments.rest, arguments))))
        }),
      HostFunction(
        "drop", "All columns but some",
        [.repeated("columns", .oneOf([.text, .list(.text)]), "names of columns to leave out")],
        returns: [Returned(TableType.table, "all rows")],
        example: "print(open().accounts:drop \"phone\":head(1))",
        body: .swift { arguments in
          let object = try this(arguments)
          return result(
            object.changed(try object.table.drop(try RowKeys.names(arguments.rest, arguments))))
        }),
      HostFunction(
        "rename", "Other names for columns",
        [Parameter("names", .map(.text), "the new name for each old one: { old = \"new\" }")],
        returns: [Returned(TableType.table, "the same rows and columns")],
        example: "assert(open().accounts:rename{ name = \"company\" }[1].company)",
        body: .swift { arguments in
          let object = try this(arguments)
          let pairs = try arguments.options("names").fields.map {
            (from: $0.name, to: $0.value.text ?? "")
          }
          return result(object.changed(try object.table.rename(pairs)))
        }),
      HostFunction(
        "column", "The values of a column as a Lua list",
        details:
          "Missing values are left as gaps, so # may stop early; the second result is the number of rows.",
        [Parameter("name", .text, "the column")],
        returns: [
          Returned(.list(.any), "values by row number"), Returned(.integer, "the number of rows"),
        ],
        example: """
          local names, n = open().accounts:head(3):column "name"
          assert(n == 3 and names[1])
          """,
        body: .swift { arguments in
          let table = try this(arguments).table
          let column = try table.column(arguments.text("name")!)
          var pairs: [(key: LuaValue, value: LuaValue)] = []
          for row in 0..<column.count where !column.isMissing(row) {
            pairs.append((.integer(Int64(row + 1)), TableObject.value(column[row])))
          }
          return [.object(NewTable(pairs: pairs)), .integer(Int64(column.count))]
        }),
    ]
  }

  private static func column(
    _ name: String, _ value: LuaValue, _ table: Table, _ engine: LuaEngine
  ) throws -> Column {
    switch value {
    case .function, .text:
      return try RowFunction(value, what: "\(table.name):with '\(name)'", in: engine).column(
        on: table)
    case .object(let bands as BandsObject):
      return try RowKeys.column(
        .object(bands), of: table, what: "\(table.name):with", position: 1, engine: engine
      ).column
    default:
      guard let cell = TableObject.cell(value), let type = cell.type else {
        throw Problem(
          .script,
          "\(table.name):with: '\(name)' must be a function of the row, an expression or a value, not \(value.kind)"
        )
      }
      let builder = ColumnBuilder(type: type, capacity: table.rowCount)
      for _ in 0..<table.rowCount { builder.append(cell) }
      return builder.finish()
    }
  }
}
