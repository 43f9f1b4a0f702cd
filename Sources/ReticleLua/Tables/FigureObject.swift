import LuaHost
import Profiles

extension TableObject {
  /// A table of figures with what each of them means, its total and its notes.
  convenience init(figures table: FigureTable) {
    var context = Context()
    context.notes = table.notes
    context.definitions = table.definitions
    context.total = table.total
    self.init(table.table, context: context)
  }
}

/// Options that functions about fit have in common.
enum FitOptions {
  static var inside: Parameter {
    Parameter(
      "inside", .list(.text), "the tiers that count as inside the profile",
      standard: "{ \"A\", \"B\", \"C\" }")
  }

  static var level: Parameter {
    Parameter("level", .number, "the confidence of intervals", standard: "0.95")
  }

  static func tiers(_ options: LuaTableContent) throws -> [String] {
    try options["inside"].tableContent()?.list.compactMap(\.text) ?? ["A", "B", "C"]
  }

  static func level(_ options: LuaTableContent, _ arguments: Arguments) throws -> Double {
    let level = options["level"].double ?? 0.95
    guard level > 0, level < 1 else {
      throw arguments.problem("'level' must be between 0 and 1")
    }
    return level
  }

  static func window(_ options: LuaTableContent, _ name: String, months: Int) -> Window {
    guard let span = options[name].object as? SpanObject else { return .months(months) }
    return span.months > 0 ? .months(span.months) : .days(span.days)
  }
}
