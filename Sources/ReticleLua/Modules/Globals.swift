import Basics
import Columns
import LuaHost
import LuaLift
import Profiles

/// Functions that every script has without a library in front.
enum GlobalFunctions {
  static var all: [HostFunction] {
    [
      HostFunction(
        "print", "Shows values, tables as tables",
        [.repeated("values", .any, "anything")],
        example: "print(\"accounts\", #open().accounts)",
        body: .swift { arguments in
          let session = try Session.of(arguments.engine)
          let texts = try arguments.rest.map { try shown($0, arguments.engine) }
          // Tables of several lines stand below each other.
          let hasTable = zip(arguments.rest, texts).contains { value, text in
            value.object != nil && text.utf8.contains(UInt8(ascii: "\n"))
          }
          session.output.write(texts.joined(separator: hasTable ? "\n" : "\t") + "\n")
          return []
        }),
      HostFunction(
        "require", "The result of another script: an ICP, personas, helpers of your own",
        details: """
          "icp.best" is the file icp/best.lua below the script's folder, or below the folder named
          scripts that it is in. Each module runs once.
          """,
        [Parameter("name", .text, "folders and file, separated by dots")],
        returns: [Returned(.any, "what the module returned")],
        errors: ["a module that does not exist, with the places that were looked at"],
        example: "local ok, message = pcall(require, \"no.such.module\") assert(not ok)",
        body: .swift { arguments in
          let session = try Session.of(arguments.engine)
          return try session.modules.require(arguments.text("name")!, in: arguments.engine)
        }),
      HostFunction(
        "bands", "Ranges of a number, to group by",
        [
          Parameter("column", .text, "a column of numbers"),
          .repeated("edges", .number, "where one range ends and the next begins, ascending"),
        ],
        returns: [
          Returned(
            .object(BandsObject.luaType),
            "bands: below the first edge, between edges, from the last on")
        ],
        errors: ["edges that do not ascend"],
        example:
          "print(open().accounts:group_by(bands(\"employees\", 50, 250, 1000)):summarize{ n = count() })",
        body: .swift { arguments in
          return [
            .object(
              BandsObject(try Bands(arguments.text("column")!, arguments.rest.compactMap(\.double)))
            )
          ]
        }),
      HostFunction(
        "last", "The rows with the latest dates",
        [
          Parameter("n", .integer, "how many"),
          Parameter("t", .object(TableObject.luaType), "the table"),
          Parameter("by", .text, "the date column", standard: "closed, else created, else date"),
        ],
        returns: [Returned(.object(TableObject.luaType), "at most n rows, the latest first")],
        example: "assert(#last(10, open().deals:where \"outcome == 'won'\") == 10)",
        body: .swift { arguments in
          let object = try arguments.object("t", as: TableObject.self)
          let table = object.table
          guard
            let column = arguments.text("by")
              ?? ["closed", "created", "date"].first(where: { table[$0] != nil })
          else {
            throw arguments.problem(
              "\(table.name) has no date column", hints: ["name it: last(10, t, \"column\")"])
          }
          guard try table.column(column).type.isTemporal else {
            throw arguments.problem("the column \"\(column)\" holds no dates")
          }
          let sorted = try table.sorted(by: [SortKey(column: column, descending: true)])
          return [.object(object.changed(sorted.head(max(0, arguments.int("n")!))))]
        }),
      HostFunction(
        "help", "What a function or library does, with an example",
        [
          Parameter(
            "name", .any, "its name as a text, or the function itself", standard: "an overview")
        ],
        example: "help \"bands\"",
        body: .swift { arguments in
          let session = try Session.of(arguments.engine)
          session.output.write(
            Help.text(about: try topic(arguments), in: arguments.engine.registry) + "\n")
          return []
        }),
    ]
  }

  private static func topic(_ arguments: Arguments) throws -> String? {
    switch arguments["name"] {
    case .nil: return nil
    case .text(let name): return name
    case .function(let function):
      if let name = arguments.engine.name(of: function) { return name }
      throw arguments.problem(
        "this is a function of your own", hints: ["help \"open\" explains open"])
    case .object(let object): return type(of: object).luaType
    default: return nil
    }
  }

  /// A value as `print` shows it.
  static func shown(_ value: LuaValue, _ engine: LuaEngine) throws -> String {
    switch value {
    case .text(let text): text
    default: try PlainTables.text(value, engine)
    }
  }
}

/// Lua's own tables as text: what is in them, not where they lie in memory, so that the same
/// script prints the same bytes.
private enum PlainTables {
  /// Beyond so many entries or levels only "…" is shown.
  private static let entries = 40
  private static let levels = 3

  static func text(_ value: LuaValue, _ engine: LuaEngine, level: Int = 0) throws -> String {
    // A table inside a table is there already; one with a text of its own is shown by that.
    let described = value.object is NestedTable ? "table: " : try engine.describe(value)
    guard described.hasPrefix("table: "), let content = try? value.tableContent() else {
      if case .text(let text) = value, level > 0 { return "\"\(text)\"" }
      return described
    }
    if content.pairs.isEmpty { return "{}" }
    if level == levels { return "{…}" }
    var parts: [String] = []
    let list = content.list
    for item in list.prefix(entries) { parts.append(try text(item, engine, level: level + 1)) }
    for field in content.fields.prefix(max(0, entries - parts.count)) {
      parts.append("\(field.name) = \(try text(field.value, engine, level: level + 1))")
    }
    // Other keys than 1, 2, 3 … and names: true, 1.5, 7 after a gap.
    for (key, item) in content.pairs.dropFirst(list.count).prefix(max(0, entries - parts.count)) {
      if case .text = key { continue }
      parts.append(
        "[\(try text(key, engine, level: levels))] = \(try text(item, engine, level: level + 1))")
    }
    if parts.count < content.pairs.count { parts.append("…") }
    return "{ \(parts.joined(separator: ", ")) }"
  }
}
