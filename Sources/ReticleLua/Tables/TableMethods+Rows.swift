import Basics
import Columns
import LuaHost
import LuaLift
import Profiles

/// The methods of tables, by what they do.
enum TableMethods {
  static func this(_ arguments: Arguments) throws -> TableObject {
    try arguments.this(TableObject.self)
  }

  static func result(_ table: TableObject) -> [LuaValue] { [.object(table)] }

  /// Choosing and ordering rows.
  static var rows: [HostFunction] {
    [
      HostFunction(
        "where", "The rows for which a condition holds",
        details: """
          Anything but false and nil counts as true. A condition that compares a missing value
          with <, <=, > or >= does not hold.
          """,
        [Parameter("filter", .rowFunction, "the condition")],
        returns: [Returned(TableType.table, "those rows, in their order")],
        errors: ["a column that does not exist, with the nearest name"],
        example: """
          local crm = open()
          local big = crm.accounts:where(function(a) return a.employees >= 1000 end)
          assert(#big == #crm.accounts:where "employees >= 1000")
          """,
        body: .swift { arguments in
          let object = try this(arguments)
          let filter = try RowFunction(
            arguments["filter"], what: "\(object.table.name):where", in: arguments.engine)
          let passed = try filter.evaluate(on: object.table).passed
          return result(object.changed(object.table.filter(passed)))
        }),
      HostFunction(
        "sort", "The rows in the order of columns",
        details:
          "Missing values come last, whichever the direction. Rows that are equal keep their order.",
        [
          .repeated(
            "keys", .text,
            "names of columns; a minus in front (\"-employees\") for the largest first")
        ],
        returns: [Returned(TableType.table, "all rows, ordered")],
        example: """
          local t = open().accounts:sort("-employees", "name")
          assert(t[1].employees >= t[2].employees)
          """,
        body: .swift { arguments in
          let object = try this(arguments)
          guard !arguments.rest.isEmpty else { throw arguments.problem("name at least one column") }
          let keys = arguments.rest.compactMap(\.text).map { key -> SortKey in
            // A column may really begin with a minus.
            if object.table[key] == nil, key.hasPrefix("-") {
              return SortKey(column: String(key.dropFirst()), descending: true)
            }
            return SortKey(column: key, descending: false)
          }
          return result(object.changed(try object.table.sorted(by: keys)))
        }),
      HostFunction(
        "head", "The first rows",
        [Parameter("n", .integer, "how many", standard: "10")],
        returns: [Returned(TableType.table, "at most n rows")],
        example: "assert(#open().accounts:head(5) == 5)",
        body: .swift { arguments in
          let object = try this(arguments)
          return result(object.changed(object.table.head(max(0, arguments.int("n") ?? 10))))
        }),
      HostFunction(
        "slice", "Rows by their number",
        [
          Parameter("first", .integer, "the first row, from 1"),
          Parameter("last", .integer, "the last row, included", standard: "the end"),
        ],
        returns: [Returned(TableType.table, "those rows; numbers past the end are no error")],
        example: "assert(#open().accounts:slice(11, 20) == 10)",
        body: .swift { arguments in
          let object = try this(arguments)
          let count = object.table.rowCount
          let first = min(max(1, arguments.int("first")!), count + 1)
          let last = min(max(first - 1, arguments.int("last") ?? count), count)
          return result(object.changed(object.table.slice(first - 1..<last)))
        }),
      HostFunction(
        "distinct", "The first row of each combination of values",
        [
          .repeated(
            "columns", .oneOf([.text, .list(.text)]), "the columns to compare; none means all")
        ],
        returns: [Returned(TableType.table, "rows in their order")],
        example: "print(open().accounts:distinct \"country\":select{ \"country\" })",
        body: .swift { arguments in
          let object = try this(arguments)
          let names = try RowKeys.names(arguments.rest, arguments)
          return result(object.changed(try object.table.distinct(by: names.isEmpty ? nil : names)))
        }),
      HostFunction(
        "union", "The rows of two tables, one after the other",
        details:
          "Columns are matched by name; a column that only one table has is missing in the other's rows.",
        [Parameter("other", TableType.table, "the table whose rows come after")],
        returns: [Returned(TableType.table, "all rows")],
        errors: ["a column that is of another kind in the other table"],
        example: """
          local a = open().accounts
          assert(#a:head(3):union(a:slice(4, 5)) == 5)
          """,
        body: .swift { arguments in
          let object = try this(arguments)
          let other = try arguments.object("other", as: TableObject.self)
          return result(TableObject(try object.table.union(other.table), context: object.context))
        }),
      HostFunction(
        "find", "The first row with a value",
        details: """
          With one argument, columns that identify a row are looked through: ids, domain, name,
          e-mail. With two, the named column.
          """,
        [
          Parameter("column", .any, "a column, or the value itself"),
          Parameter("value", .any, "the value to find", standard: "none"),
        ],
        returns: [Returned(.row, "the row, or nil if there is none")],
        example: """
          local accounts = open().accounts
          local first = accounts[1]
          assert(accounts:find(first.account_id).name == first.name)
          """,
        body: .swift { arguments in
          let object = try this(arguments)
          let table = object.table
          func row(_ column: String, _ value: Value) throws -> LuaValue? {
            guard let row = try table.find(column, equals: value) else { return nil }
            return .row(owner: try TableView.of(table, in: arguments.engine).owner, row: row)
          }
          if !arguments["value"].isNil, let column = arguments.text("column") {
            guard let value = TableObject.cell(arguments["value"]) else {
              throw arguments.problem(
                "'value' must be a value of a cell, not \(arguments["value"].kind)")
            }
            return [try row(column, value) ?? nothing(table, arguments)]
          }
          guard let value = TableObject.cell(arguments["column"]), !value.isMissing else {
            throw arguments.problem(
              "'column' must be a column or a value, not \(arguments["column"].kind)")
          }
          let identifying = table.names.filter { name in
            name.hasSuffix("_id") || name == "id"
              || ["domain", "name", "email", "website"].contains(name)
          }
          guard !identifying.isEmpty else {
            throw arguments.problem(
              "\(table.name) has no column that identifies a row",
              hints: ["name the column: t:find(\"column\", value)"])
          }
          for name in identifying {
            guard let column = table[name], Self.comparable(column, value) else { continue }
            if let found = try row(name, value) { return [found] }
          }
          return [nothing(table, arguments)]
        }),
      HostFunction(
        "rows", "All rows, for a loop",
        details:
          "For work that a row function cannot do; where, with and summarize are many times faster.",
        returns: [Returned(.function, "gives one row at each call, then nil")],
        example: """
          local n = 0
          for a in open().accounts:head(7):rows() do n = n + #a.account_id // #a.account_id end
          assert(n == 7)
          """,
        body: .swift { arguments in
          [.object(RowsObject(try TableView.of(try this(arguments).table, in: arguments.engine)))]
        }),
      HostFunction(
        "within", "The rows whose account is in another table",
        details: """
          Keeps people, deals or touches of the companies you chose: the ICP comes first, the
          persona inside it.
          """,
        [Parameter("accounts", TableType.table, "a table with the column account_id")],
        returns: [Returned(TableType.table, "those rows")],
        errors: ["a table without account_id"],
        example: """
          local crm = open()
          local big = crm.accounts:where "employees >= 1000"
          print(#crm.contacts:within(big))
          """,
        body: .swift { arguments in
          let object = try this(arguments)
          let accounts = try arguments.object("accounts", as: TableObject.self)
          var context = object.context
          if let personas = object.context.personas {
            let within = try personas.within(accounts.table)
            context.personas = within
            context.notes = within.notes
            context.isWithinICP = within.isWithinICP
            return [.object(TableObject(within.table, whole: object.whole, context: context))]
          }
          let kept = try object.table.join(
            accounts.table, on: [(left: "account_id", right: "account_id")], how: .semi)
          context.isWithinICP = accounts.table["fit"] != nil || accounts.table["tier"] != nil
          return [.object(TableObject(kept, whole: object.whole, context: context))]
        }),
    ]
  }

  private static func nothing(_ table: Table, _ arguments: Arguments) -> LuaValue {
    arguments.engine.noteNothing(
      "find gave nil, as no row of \(table.name) has that value: test it with  if row then … end")
    return .nil
  }

  private static func comparable(_ column: Column, _ value: Value) -> Bool {
    switch value {
    case .text: column.type.isText
    case .integer, .number: column.type.isNumeric
    default: column.type == value.type
    }
  }
}
