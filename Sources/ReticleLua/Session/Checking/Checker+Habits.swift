import Basics
import Columns
import LuaHost
import LuaSyntax

/// Mistakes that habits from elsewhere lead to.
extension Checker {
  /// Calls of what is no function of the host: `pairs` of a table, a dot where a colon belongs.
  func checkHabits(_ callee: Expression, _ arguments: [Expression]) {
    switch callee {
    case .global(let name, let at) where name == "pairs" || name == "ipairs":
      guard let first = arguments.first else { return }
      let shape = visit(first)
      if case .table = shape {
        // ipairs does work: it asks for one row after the other.
        say(
          at, "\(name) is not how to go through the rows: write  \(Self.loop(over: first))",
          isNote: name == "ipairs")
      } else if name == "pairs", let type = shape.objectType {
        say(at, "pairs needs a Lua table, not a \(type)")
      }
    case .index(let base, key: .text(let literal), let at):
      let shape = visit(base)
      guard let type = shape.objectType, isMethod(literal.text, of: type) else { return }
      // A table of one row has its cells as members.
      if schema(of: shape)?.has(literal.text) == true { return }
      if let first = arguments.first {
        // t.where(t, …) is t:where(…).
        let given = visit(first)
        if first.isMultiple || given.kind == nil || given.objectType == type { return }
      }
      say(at, "write a colon, not a dot:  \(Self.path(base) ?? "x"):\(literal.text)(…)")
    default: break
    }
  }

  private func isMethod(_ name: String, of type: String) -> Bool {
    guard registry.functions.contains(where: { $0.receiver == type && $0.name == name }) else {
      return false
    }
    let fields = registry.types.first { $0.name == type }?.fields ?? []
    return !fields.contains { $0.name == name }
  }

  /// How to go through the rows of what an expression gives.
  static func loop(over table: Expression) -> String {
    "for row in \(path(table) ?? "t"):rows() do"
  }

  private static func path(_ expression: Expression) -> String? {
    switch expression {
    case .local(let variable, _): variable.name
    case .global(let name, _): name
    case .index(let base, key: .text(let literal), _): path(base).map { "\($0).\(literal.text)" }
    default: nil
    }
  }

  // MARK: functions that give nothing

  /// Says so if a condition or a new column has no `return`: Lua gives nil then.
  func checkReturn(of body: FunctionBody, _ function: HostFunction) {
    guard function.receiver == TableObject.luaType, !Self.gives(body.block) else { return }
    switch function.name {
    case "where": say(body.at, "this function has no return, so no row passes")
    case "with": say(body.at, "this function has no return, so the column stays empty")
    default: break
    }
  }

  /// Whether a `return` of a value is among the statements, or an error that is meant.
  private static func gives(_ statements: [Statement]) -> Bool {
    statements.contains { statement in
      switch statement {
      case .giveBack(let values): !values.isEmpty
      case .block(let inner), .whileLoop(_, let inner), .repeatLoop(let inner, _),
        .numericFor(_, _, let inner), .genericFor(_, _, let inner):
        gives(inner)
      case .branch(let cases, let otherwise):
        cases.contains { gives($0.block) } || gives(otherwise ?? [])
      case .expression(.call(.global("error", _), _, _)): true
      default: false
      }
    }
  }

  // MARK: values

  /// Notes a text that a column of few values never holds, if one of them was probably meant.
  func noteValue(_ operation: BinaryOperator, _ a: Shape, _ b: Shape, _ at: Position) {
    for (cell, other) in [(a, b), (b, a)] {
      guard case .cell(let name, .text, let column?) = cell, case .text(let text?) = other,
        let meant = Self.meant(text, in: column)
      else { continue }
      let answer = operation == .equal ? "never" : "always"
      say(
        at,
        "in this data \"\(name)\" is never \"\(text)\" (did you mean \"\(meant)\"?): this is \(answer) true",
        isNote: true)
    }
  }

  /// The value that a text which is none was probably meant to be. Only of columns whose values are
  /// kinds of things: names and addresses are nobody's business.
  private static func meant(_ text: String, in column: Column) -> String? {
    guard case .coded(_, let dictionary) = column.storage, (1...60).contains(dictionary.count),
      column.count - column.missingCount >= 4 * dictionary.count
    else { return nil }
    let values = dictionary.entries.map(\.string)
    if values.contains(text) { return nil }
    let wanted = text.lowercased()
    if let same = values.first(where: { $0.lowercased() == wanted }) { return same }
    // "won" for "Closed Won", if there is only one such.
    let containing = values.filter { value in
      value.lowercased().split { !$0.isLetter && !$0.isNumber }.contains { $0 == wanted }
    }
    if containing.count == 1 { return containing[0] }
    // DE is not meant to be DK.
    return wanted.count > 3 ? nearest(to: text, in: values) : nil
  }
}
