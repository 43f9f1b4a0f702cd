import Basics
import LuaHost
import LuaSyntax

/// Columns that are named in the arguments of a table's methods.
extension Checker {
  func isListOfTexts(_ arguments: [Expression]) -> Bool {
    guard arguments.count == 1, case .table(let fields, _) = arguments[0] else { return false }
    return columnTexts(arguments).count == fields.count
  }

  /// Texts among the arguments, or in the one list that is the argument.
  func columnTexts(_ arguments: [Expression]) -> [TextLiteral] {
    var texts: [TextLiteral] = []
    for argument in arguments {
      if case .text(let literal) = argument { texts.append(literal) }
      if case .table(let fields, _) = argument {
        for case .positional(.text(let literal)) in fields { texts.append(literal) }
      }
    }
    return texts
  }

  /// Arguments that are names of columns, not expressions.
  func checkColumns(_ function: HostFunction, _ arguments: [Expression], _ schema: Schema) {
    switch function.name {
    case "select", "drop", "distinct", "column":
      for literal in columnTexts(arguments) { checkColumn(literal.text, literal.at, schema) }
    case "sort":
      for literal in columnTexts(arguments) {
        let name = literal.text.hasPrefix("-") ? String(literal.text.dropFirst()) : literal.text
        if !schema.has(name), !schema.has(literal.text) {
          say(literal.at, unknownColumn(name, schema))
        }
      }
    case "find":
      guard arguments.count == 2, case .text(let literal) = arguments[0] else { break }
      if case .nil = arguments[1] { break }
      checkColumn(literal.text, literal.at, schema)
    case "rename":
      guard case .table(let fields, _)? = arguments.first else { break }
      for field in fields {
        switch field {
        case .named(let old, let at, _): checkColumn(old, at, schema)
        case .keyed(.text(let literal), _): checkColumn(literal.text, literal.at, schema)
        default: break
        }
      }
    case "join":
      guard arguments.count > 1 else { break }
      checkKeys(arguments[1], schema, self.schema(of: visit(arguments[0])))
    case "group_by":
      for literal in columnTexts(arguments) where !schema.has(literal.text) {
        rowExpression(literal, schema)
      }
    default: break
    }
  }

  private func checkColumn(_ name: String, _ at: Position, _ schema: Schema) {
    if !schema.has(name) { say(at, unknownColumn(name, schema)) }
  }

  /// The columns that two tables are joined by.
  private func checkKeys(_ keys: Expression, _ left: Schema, _ right: Schema?) {
    func both(_ literal: TextLiteral) {
      checkColumn(literal.text, literal.at, left)
      if let right { checkColumn(literal.text, literal.at, right) }
    }
    if case .text(let literal) = keys { both(literal) }
    guard case .table(let fields, _) = keys else { return }
    for field in fields {
      switch field {
      case .positional(.text(let literal)): both(literal)
      case .named(let name, let at, .text(let other)):
        checkColumn(name, at, left)
        if let right { checkColumn(other.text, other.at, right) }
      default: break
      }
    }
  }

  /// The new name of each old one, if all are written out.
  func newNames(_ arguments: [Expression]) -> [String: String]? {
    guard case .table(let fields, _)? = arguments.first else { return nil }
    var names: [String: String] = [:]
    for field in fields {
      guard case .named(let old, _, .text(let new)) = field else { return nil }
      names[old] = new.text
    }
    return names
  }

  /// Texts and functions that make columns: their type says only that they are values.
  func checkNewColumns(_ function: HostFunction, _ arguments: [Expression]) {
    guard function.name == "with", case .table(let fields, _)? = arguments.first else { return }
    for case .named(let name, _, let value) in fields {
      switch value {
      case .text, .function: rowFunction(value, function, "'\(name)'")
      case .local(let variable, _):
        if case .luaFunction? = known[ObjectIdentifier(variable)] {
          rowFunction(value, function, "'\(name)'")
        }
      default: break
      }
    }
  }
}
