import Basics
import CRM
import Columns
import LuaHost
import LuaLift
import LuaSyntax

/// Walks a script once, with what is known of its variables.
class Checker {
  let check: ScriptCheck
  let file: String
  let source: [UInt8]
  private var messages: Set<ScriptCheck.Message> = []
  /// What is known of variables that are never assigned to again.
  var known: [ObjectIdentifier: Shape] = [:]
  /// The tables that string expressions and figures speak of just now, the innermost last; nil where
  /// its columns are not known.
  var contexts: [Schema?] = []
  /// Functions that are being walked for a row: one that calls itself ends here.
  var walking: [ObjectIdentifier] = []

  var registry: Registry { check.registry }
  var found: [ScriptCheck.Message] { Array(messages) }

  init(_ check: ScriptCheck, file: String, source: [UInt8]) {
    self.check = check
    self.file = file
    self.source = source
  }

  func say(_ at: Position, _ text: String, isNote: Bool = false) {
    messages.insert(
      ScriptCheck.Message(
        file: file, line: at.line, column: at.column, text: text, isNote: isNote))
  }

  func say(_ at: Position, _ problem: Problem) { say(at, problem.message) }

  /// Walks what is probably, but not surely, about a table: what it says becomes a note, and only if
  /// it names what was meant, or is about values.
  func inDoubt(_ body: () -> Void) {
    let before = messages
    messages = []
    body()
    let doubtful = messages
    messages = before
    for message in doubtful where !before.contains(message) {
      let isTelling =
        message.isNote || message.text.contains("did you mean")
        || message.text.hasPrefix("this compares")
      if isTelling {
        messages.insert(
          ScriptCheck.Message(
            file: message.file, line: message.line, column: message.column, text: message.text,
            isNote: true))
      }
    }
  }

  /// Names that the script gives values: of variables, fields and new columns.
  lazy var assignedNames: Set<String> = Checker.assignedNames(in: source)

  func check(_ body: FunctionBody) { walk(body.block) }

  // MARK: statements

  func walk(_ statements: [Statement]) { for statement in statements { walk(statement) } }

  private func walk(_ statement: Statement) {
    switch statement {
    case .expression(let expression): _ = visit(expression)
    case .local(let variables, let values):
      let shapes = values.map(visit)
      for (index, variable) in variables.enumerated() where index < shapes.count {
        know(variable, shapes[index])
      }
    case .localFunction(let variable, let body):
      know(variable, .luaFunction(body))
      walk(body.block)
    case .assign(let targets, let values, _):
      for value in values { _ = visit(value) }
      for target in targets { assign(target) }
    case .function(let target, let body):
      assign(target)
      walk(body.block)
    case .block(let inner): walk(inner)
    case .whileLoop(let condition, let inner):
      _ = visit(condition)
      walk(inner)
    case .repeatLoop(let inner, let condition):
      walk(inner)
      _ = visit(condition)
    case .branch(let cases, let otherwise):
      for (condition, inner) in cases {
        _ = visit(condition)
        walk(inner)
      }
      walk(otherwise ?? [])
    case .numericFor(let variable, let limits, let inner):
      for limit in limits { _ = visit(limit) }
      know(variable, .number(nil))
      walk(inner)
    case .genericFor(let variables, let values, let inner):
      let shapes = values.map(visit)
      if case .object(RowsObject.luaType) = shapes.first ?? .unknown, let first = variables.first {
        know(first, .row(rowsSchema(values.first)))
      }
      if let only = values.first, values.count == 1, case .table = shapes[0] {
        say(only.start, "a table cannot be looped over as it is: write  \(Self.loop(over: only))")
      }
      walk(inner)
    case .giveBack(let values): for value in values { _ = visit(value) }
    case .jump: break
    }
  }

  func know(_ variable: Variable, _ shape: Shape) {
    if !variable.isAssigned { known[ObjectIdentifier(variable)] = shape }
  }

  private func assign(_ target: Expression) {
    switch target {
    case .global(let name, let at):
      say(at, "\"\(name)\" is not declared: write  local \(name) = …  the first time")
    case .index(let base, let key, let at):
      let shape = visit(base)
      _ = visit(key)
      switch shape {
      case .library(let name): say(at, "\(name) cannot be changed: libraries are locked")
      case .row: say(at, "a row cannot be changed: make a new column with t:with{ … }")
      default:
        if let type = shape.objectType { say(at, "a \(type) cannot be changed") }
      }
    default: _ = visit(target)
    }
  }

  // MARK: expressions

  func visit(_ expression: Expression) -> Shape {
    switch expression {
    case .nil: return .nothing
    case .boolean: return .boolean
    case .integer(let value, _): return .number(Double(value))
    case .number(let value, _): return .number(value)
    case .text(let literal): return .text(literal.text)
    case .rest: return .unknown
    case .local(let variable, _): return known[ObjectIdentifier(variable)] ?? .unknown
    case .global(let name, let at): return global(name, at)
    case .index(let base, let key, let at): return index(visit(base), key, at)
    case .call(let callee, let arguments, let at): return call(callee, arguments, at)
    case .method(let receiver, let name, let at, let arguments):
      if case .global = receiver, case .library(let library) = visit(receiver),
        registry.members(of: library).contains(name)
      {
        say(at, "write a dot, not a colon: \(library).\(name)(…)")
      }
      return method(receiver, name, at, arguments)
    case .function(let body):
      walk(body.block)
      return .luaFunction(body)
    case .unary(let operation, let operand, _):
      let shape = visit(operand)
      switch operation {
      case .not: return .boolean
      case .length: return .number(nil)
      case .minus: if case .number(let value) = shape { return .number(value.map { -$0 }) }
      case .complement: break
      }
      return .unknown
    case .binary(let operation, let left, let right, let at):
      return binary(operation, left, right, at)
    case .table(let fields, _):
      for field in fields {
        switch field {
        case .positional(let value), .named(_, _, let value): _ = visit(value)
        case .keyed(let key, let value):
          _ = visit(key)
          _ = visit(value)
        }
      }
      return .luaTable
    case .parenthesised(let inner, _): return visit(inner)
    }
  }

  private func binary(
    _ operation: BinaryOperator, _ left: Expression, _ right: Expression, _ at: Position
  ) -> Shape {
    let (a, b) = (visit(left), visit(right))
    switch operation {
    case .and, .or: return .unknown
    case .less, .greater, .lessOrEqual, .greaterOrEqual, .equal, .notEqual:
      compare(operation, a, b, at)
      return .boolean
    case .concat: return .text(nil)
    default:
      if case .number = a, case .number = b { return .number(nil) }
      return .unknown
    }
  }

  private func compare(_ operation: BinaryOperator, _ a: Shape, _ b: Shape, _ at: Position) {
    guard let left = ComparedKind(a), let right = ComparedKind(b) else { return }
    if left != right {
      var text = "this compares \(left.rawValue) with \(right.rawValue)"
      if let name = cellName(a) ?? cellName(b) { text += ": \"\(name)\" holds \(held(a, b))" }
      if operation == .equal { text += ", and is never true" }
      if operation == .notEqual { text += ", and is always true" }
      text += advice(a, b)
      say(at, text)
    } else if left == .boolean, operation.isOrdering {
      say(at, "booleans have no order")
    } else if left == .text, !operation.isOrdering {
      noteValue(operation, a, b, at)
    }
  }

  private func cellName(_ shape: Shape) -> String? {
    if case .cell(let name, _, _) = shape { name } else { nil }
  }

  private func held(_ a: Shape, _ b: Shape) -> String {
    let cell = cellName(a) != nil ? a : b
    switch ComparedKind(cell) {
    case .number?: return "numbers"
    case .text?: return "texts"
    case .date?: return "dates"
    default: return "true and false"
    }
  }

  private func advice(_ a: Shape, _ b: Shape) -> String {
    for (shape, other) in [(a, b), (b, a)] {
      guard case .text(let text?) = shape else { continue }
      if ComparedKind(other) == .number, let advice = ComparisonAdvice.number(text) {
        return " (\(advice))"
      }
      if ComparedKind(other) == .date { return " (\(ComparisonAdvice.date(text)))" }
    }
    return ""
  }

  // MARK: names

  static let plainGlobals: Set<String> = ["_VERSION", "arg", "_ENV"]

  func global(_ name: String, _ at: Position) -> Shape {
    if let function = registry.functions.first(where: {
      $0.name == name && $0.module == nil && $0.receiver == nil
    }) {
      return .hostFunction(function)
    }
    if registry.modules.contains(where: { $0.name == name }) { return .library(name) }
    for (library, names) in Registry.luaFunctions {
      if library == name { return .library(name) }
      if library == nil, names.contains(name) { return .plainFunction }
    }
    if Self.plainGlobals.contains(name) { return .unknown }
    say(at, registry.unknownGlobal(name))
    return .unknown
  }

  private static let plainValues: Set<String> = [
    "math.huge", "math.pi", "math.maxinteger", "math.mininteger", "utf8.charpattern",
  ]

  private func member(_ library: String, _ name: String, _ at: Position) -> Shape {
    if let function = registry.functions.first(where: {
      $0.module == library && $0.name == name
    }) {
      return .hostFunction(function)
    }
    if Self.plainValues.contains("\(library).\(name)") { return .unknown }
    if registry.members(of: library).contains(name) { return .plainFunction }
    say(at, registry.unknownFunction(name, of: library))
    return .unknown
  }

  private func index(_ base: Shape, _ key: Expression, _ at: Position) -> Shape {
    let keyShape = visit(key)
    let name: String? = if case .text(let text) = keyShape { text } else { nil }
    switch base {
    case .library(let library):
      if let name { return member(library, name, at) }
    case .crm:
      if let name { return crmMember(name, at) }
    case .table(let schema):
      if case .number = keyShape { return .row(schema) }
      // A table of one row has its cells as members, and of some tables the columns are not known.
      if let name, let schema, !schema.has(name) { memberOf(TableObject.luaType, name, at) }
    case .row(let schema?):
      guard let name else { return .unknown }
      if schema.has(name) { return schema.cell(name) }
      if Self.related.contains(name) { return .unknown }
      say(at, unknownColumn(name, schema))
    default: break
    }
    return .unknown
  }

  /// What rows have besides their columns: the rows of other tables that belong to them.
  static let related = Set(Entity.allCases.filter(\.isTable).map(\.name) + ["account"])

  func unknownColumn(_ name: String, _ schema: Schema) -> String {
    var message = "\(schema.name) has no column \"\(name)\""
    if let near = nearest(to: name, in: schema.names) {
      message += " (did you mean \"\(near)\"?)"
    } else if let step = Table.step(adding: name) {
      message += " (\(step))"
    }
    return message
  }

  private func crmMember(_ name: String, _ at: Position) -> Shape {
    guard let type = registry.types.first(where: { $0.name == CRMObject.luaType }),
      type.fields.contains(where: { $0.name == name })
    else {
      memberOf(CRMObject.luaType, name, at)
      return .unknown
    }
    if let tables = check.tables, tables[name] == nil {
      say(at, "the data has no \(name): no file looked like them")
    }
    return .table(check.tables?[name])
  }

  /// Says so if the type has no such field and no such method.
  func memberOf(_ type: String, _ name: String, _ at: Position) {
    guard let object = registry.types.first(where: { $0.name == type }) else { return }
    let methods = registry.functions.filter { $0.receiver == type }.map(\.name)
    let known = object.fields.map(\.name) + methods
    if known.contains(name) { return }
    say(at, registry.unknownMember(of: object, named: name))
  }
}
