import Basics
import Columns
import LuaHost
import LuaLift
import Profiles

extension TableMethods {
  private static let figures = Parameter(
    "figures", .map(.object(FigureObject.luaType)),
    "what to work out, by the name of its column: { n = count() }")

  /// Grouping and summing up.
  static var groups: [HostFunction] {
    [
      HostFunction(
        "group_by", "The table split by the values of columns, expressions or functions",
        details: """
          A missing value is a group of its own. Groups come in the order of their first row. In a
          table, keys can be named: t:group_by{ quarter = "created.quarter" }.
          """,
        [.repeated("keys", .any, "columns, expressions, functions of the row, or bands")],
        returns: [Returned(.object(GroupedObject.luaType), "groups, for summarize")],
        example: """
          local t = open().deals:group_by("outcome"):summarize{ n = count(), value = sum "amount" }
          assert(#t >= 2)
          """,
        body: .swift { arguments in
          let object = try this(arguments)
          guard !arguments.rest.isEmpty else { throw arguments.problem("name at least one key") }
          let keys = try RowKeys.columns(
            arguments.rest, of: object.table, what: "\(object.table.name):group_by",
            engine: arguments.engine)
          let grouping = try object.table.grouping(by: keys.map(\.column))
          return [.object(GroupedObject(object.table, keys: keys, grouping: grouping))]
        }),
      HostFunction(
        "summarize", "One row of figures for the whole table", [figures],
        returns: [
          Returned(TableType.table, "one row; columns in the order the figures were written")
        ],
        example: """
          local s = open().deals:summarize{ n = count(), acv = mean("amount", "outcome == 'won'") }
          assert(s.n == #open().deals and s.acv > 0)
          """,
        body: .swift { arguments in
          let object = try this(arguments)
          let whole = try object.table.grouping(by: [Column]())
          let columns = try summary(arguments, object.table, whole)
          return result(TableObject(try Table(name: object.table.name, columns, rowCount: 1)))
        }),
    ]
  }

  static var summarizeGroups: HostFunction {
    HostFunction(
      "summarize", "One row of figures for each group", [figures],
      returns: [
        Returned(
          TableType.table,
          "one row a group: the keys, then the figures in the order they were written")
      ],
      example: """
        local t = open().accounts:group_by(bands("employees", 50, 250, 1000)):summarize{ n = count() }
        print(t)
        """,
      body: .swift { arguments in
        let groups = try arguments.this(GroupedObject.self)
        var columns = zip(groups.keys, groups.grouping.keyColumns()).map {
          (name: $0.name, column: $1)
        }
        columns += try summary(arguments, groups.table, groups.grouping)
        let table = try Table(
          name: groups.table.name, columns, rowCount: groups.grouping.groupCount)
        return [.object(TableObject(table))]
      })
  }

  private static func summary(
    _ arguments: Arguments, _ table: Table, _ grouping: Grouping
  ) throws -> [(name: String, column: Column)] {
    let wanted = try arguments.options("figures").fields.compactMap { field in
      (field.value.object as? FigureObject).map { (name: field.name, figure: $0) }
    }
    // A Lua table has no order; the figures in it were made in the order they are written.
    let ordered = wanted.sorted { ($0.figure.serial, $0.name) < ($1.figure.serial, $1.name) }
    return try ordered.map { name, figure in
      let what = "\(table.name):summarize '\(name)'"
      do {
        let mask =
          figure.filter.isNil
          ? nil
          : try RowFunction(figure.filter, what: what, in: arguments.engine).evaluate(on: table)
            .passed
        let column =
          figure.value.isNil
          ? nil
          : try RowKeys.column(
            figure.value, of: table, what: what, position: 1, engine: arguments.engine
          ).column
        return (name, try grouping.aggregate(figure.aggregate, of: column, where: mask))
      } catch let problem as Problem where !problem.message.hasPrefix(what) {
        throw problem.at(what)
      }
    }
  }

  /// Joining tables.
  static var joins: [HostFunction] {
    [
      HostFunction(
        "join", "The columns of two tables side by side, matched by a key",
        details: """
          inner keeps rows that match, left keeps all rows of the first table, semi keeps rows that
          match without adding columns, anti those that do not match. A missing key never matches.
          A row that matches several rows appears once for each.
          """,
        [
          Parameter("other", TableType.table, "the table whose columns are added"),
          Parameter(
            "key", .oneOf([.text, .list(.text), .map(.text)]),
            "the column both have, several, or { left = \"right\" }"),
          Parameter(
            "how", .choice(["inner", "left", "semi", "anti"]), "what to keep", standard: "\"inner\""
          ),
        ],
        returns: [Returned(TableType.table, "rows in the order of the first table")],
        errors: ["keys of different kinds, such as a text and a number"],
        example: """
          local crm = open()
          local t = crm.deals:join(crm.accounts, "account_id", "left")
          assert(#t >= #crm.deals)
          """,
        body: .swift { arguments in
          let object = try this(arguments)
          let other = try arguments.object("other", as: TableObject.self)
          let how = JoinKind(rawValue: arguments.text("how") ?? "inner")!
          return result(
            object.changed(try object.table.join(other.table, on: try keys(arguments), how: how)))
        })
    ]
  }

  private static func keys(_ arguments: Arguments) throws -> [(left: String, right: String)] {
    if let name = arguments.text("key") { return [(name, name)] }
    let content = try arguments.options("key")
    let keys =
      content.list.compactMap(\.text).map { (left: $0, right: $0) }
      + content.fields.compactMap { field in field.value.text.map { (left: field.name, right: $0) }
      }
    if keys.isEmpty { throw arguments.problem("'key' names no column") }
    return keys
  }
}
