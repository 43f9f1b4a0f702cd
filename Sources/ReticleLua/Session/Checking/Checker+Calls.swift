import Basics
import LuaHost
import LuaSyntax

extension Checker {
  // MARK: calls

  func call(_ callee: Expression, _ arguments: [Expression], _ at: Position) -> Shape {
    let shape = visit(callee)
    guard case .hostFunction(let function) = shape else {
      for argument in arguments { _ = visit(argument) }
      checkHabits(callee, arguments)
      return .unknown
    }
    // A figure is worked out on the table around it; what a library is given is of its own.
    let isApart = function.module != nil
    if isApart { contexts.append(nil) }
    check(function, arguments, at: at, named: callee.start)
    if isApart { contexts.removeLast() }
    checkWords(function, arguments)
    return given(by: function, arguments)
  }

  func method(
    _ receiver: Expression, _ name: String, _ at: Position, _ arguments: [Expression]
  ) -> Shape {
    let shape = visit(receiver)
    if case .text = shape, !registry.members(of: "string").contains(name) {
      let known = registry.members(of: "string")
      say(at, Problem.unknown("function of texts", name, known: known))
    }
    guard let type = shape.objectType,
      let function = registry.functions.first(where: { $0.receiver == type && $0.name == name })
    else {
      if let type = shape.objectType { memberOf(type, name, at) }
      for argument in arguments { _ = visit(argument) }
      return .unknown
    }
    let schema = schema(of: shape)
    contexts.append(schema)
    check(function, arguments, at: at, named: at)
    if case .table = shape { checkNewColumns(function, arguments) }
    if let schema { checkColumns(function, arguments, schema) }
    contexts.removeLast()
    return given(by: function, arguments, on: shape)
  }

  func schema(of shape: Shape) -> Schema? {
    switch shape {
    case .table(let schema), .groups(let schema): schema
    default: nil
    }
  }

  /// The table that `t:rows()` walks.
  func rowsSchema(_ expression: Expression?) -> Schema? {
    guard case .method(let receiver, "rows", _, _)? = expression else { return nil }
    // What there is to say about the receiver has been said.
    return schema(of: visit(receiver))
  }

  // MARK: what calls give

  /// Methods whose result has the columns of their table.
  private static let keepsColumns: Set<String> = [
    "where", "sort", "head", "slice", "distinct", "within", "show", "save",
  ]

  private func given(
    by function: HostFunction, _ arguments: [Expression], on receiver: Shape = .unknown
  ) -> Shape {
    if function.qualifiedName == "open" {
      return arguments.isEmpty ? .crm : .unknown
    }
    guard case .table(let schema?) = receiver else {
      return Shape(function.returns.first?.type)
    }
    switch function.name {
    case _ where Self.keepsColumns.contains(function.name): return .table(schema)
    case "with":
      guard case .table(let fields, _)? = arguments.first else { return .table(nil) }
      let names = fields.compactMap { field in
        if case .named(let name, _, _) = field { name } else { nil }
      }
      return .table(names.count == fields.count ? schema.adding(names) : nil)
    case "select":
      let names = columnTexts(arguments).map(\.text)
      let isPlain = names.count == arguments.count || isListOfTexts(arguments)
      return .table(isPlain ? schema.selecting(names) : nil)
    case "union":
      guard let other = arguments.first.map(visit), let more = self.schema(of: other) else {
        return .table(nil)
      }
      let new = more.names.filter { !schema.has($0) }
      return .table(new.isEmpty ? schema : schema.adding(new))
    case "rename":
      guard let names = newNames(arguments) else { return .table(nil) }
      return .table(schema.renaming(names))
    case "join":
      guard arguments.count == 3, case .text(let how) = arguments[2],
        ["semi", "anti"].contains(how.text)
      else { return .table(nil) }
      return .table(schema)
    case "group_by": return .groups(schema)
    case "find": return .row(schema)
    case "rows": return .object(RowsObject.luaType)
    default: return Shape(function.returns.first?.type)
    }
  }

  // MARK: arguments

  private func check(
    _ function: HostFunction, _ arguments: [Expression], at: Position, named: Position
  ) {
    let isOpen = arguments.last?.isMultiple == true
    let isRepeated = function.parameters.last?.isRepeated == true
    if arguments.count > function.parameters.count, !isRepeated {
      let extra = arguments[function.parameters.count]
      // A call may give nothing, and nil counts as nothing.
      let isNothing = if case .nil = extra { true } else { false }
      if !(isNothing || isOpen && arguments.count == function.parameters.count + 1) {
        let n = function.parameters.count
        say(
          extra.start,
          "\(function.qualifiedName): takes at most \(n) argument\(n == 1 ? "" : "s"): \(function.signature)"
        )
      }
    }
    // What follows `count(a.contacts, …` is about contacts, whose columns are not looked at.
    let isOfRelated =
      function.parameters.contains { $0.name == "of_related" }
      && arguments.first.map(Self.isRelated) ?? false
    for (index, argument) in arguments.enumerated() {
      if isOfRelated, index > 0 {
        _ = visit(argument)
        continue
      }
      let parameter =
        index < function.parameters.count
        ? function.parameters[index] : isRepeated ? function.parameters.last : nil
      self.argument(argument, parameter?.type ?? .any, function, "'\(parameter?.name ?? "")'")
    }
    guard !isOpen, arguments.count < function.parameters.count else { return }
    for parameter in function.parameters[arguments.count...]
    where parameter.isRequired && !parameter.isRepeated {
      if case .any = parameter.type { continue }
      say(
        named,
        "\(function.qualifiedName): '\(parameter.name)' is missing: it must be \(parameter.type.described)"
      )
    }
  }

  /// Of types that a table literal may be of the one that it looks like: names, or one after another.
  private static func shape(of given: [TableField], _ types: [LuaType]) -> LuaType? {
    let hasNames = given.contains { if case .named = $0 { true } else { false } }
    let shapes = types.filter { type in
      switch type {
      case .list: !hasNames
      case .map, .options: hasNames
      default: false
      }
    }
    return shapes.count == 1 && !given.isEmpty ? shapes[0] : nil
  }

  /// Visits an argument, knowing what it is to be.
  private func argument(
    _ expression: Expression, _ type: LuaType, _ function: HostFunction, _ what: String
  ) {
    switch type {
    case .rowFunction:
      rowFunction(expression, function, what)
      return
    case .oneOf(let types) where Self.isRowFunction(expression) && types.contains(where: \.isRow):
      rowFunction(expression, function, what)
      return
    case .options(let fields):
      if case .table(let given, let at) = expression {
        options(given, fields, function, at)
        return
      }
    case .oneOf(let types):
      if case .table(let given, _) = expression, let shape = Self.shape(of: given, types) {
        argument(expression, shape, function, what)
        return
      }
    case .list(let item):
      if case .table(let given, _) = expression {
        for field in given {
          switch field {
          case .positional(let value): argument(value, item, function, what)
          case .named(let name, _, let value):
            say(expression.start, Check.named(name, what, function).message)
            _ = visit(value)
          case .keyed(let key, let value):
            _ = visit(key)
            _ = visit(value)
          }
        }
        return
      }
    case .map(let item):
      if case .table(let given, _) = expression {
        for field in given {
          switch field {
          case .named(let name, _, let value): argument(value, item, function, "\(what).\(name)")
          case .positional(let value):
            say(value.start, Check.unnamed(what, function).message)
            _ = visit(value)
          case .keyed(let key, let value):
            _ = visit(key)
            argument(value, item, function, what)
          }
        }
        return
      }
    default: break
    }
    let shape = visit(expression)
    if Self.fits(shape, type) == false, let kind = shape.kind {
      if case .nothing = shape { return }
      say(
        expression.start,
        "\(function.qualifiedName): \(what) must be \(type.described), not \(kind)")
    }
    if case .choice(let choices) = type, case .text(let text?) = shape, !choices.contains(text) {
      say(
        expression.start,
        Problem.unknown("choice", text, known: choices).at("\(function.qualifiedName): \(what)"))
    }
  }

  /// Rows that belong to a row: `a.contacts`, and `contacts` in an expression.
  private static func isRelated(_ expression: Expression) -> Bool {
    switch expression {
    case .index(_, key: .text(let literal), _): related.contains(literal.text)
    case .global(let name, _): related.contains(name)
    default: false
    }
  }

  private static func isRowFunction(_ expression: Expression) -> Bool {
    switch expression {
    case .text, .function: true
    default: false
    }
  }

  private func options(
    _ given: [TableField], _ fields: [Parameter], _ function: HostFunction, _ at: Position
  ) {
    var names: Set<String> = []
    var isOpen = false
    for field in given {
      switch field {
      case .named(let name, let place, let value):
        names.insert(name)
        if let parameter = fields.first(where: { $0.name == name }) {
          argument(value, parameter.type, function, "'\(name)'")
        } else {
          say(
            place,
            Problem.unknown("option", name, known: fields.map(\.name)).at(function.qualifiedName))
          _ = visit(value)
        }
      case .positional(let value):
        isOpen = true
        _ = visit(value)
      case .keyed(let key, let value):
        isOpen = true
        _ = visit(key)
        _ = visit(value)
      }
    }
    if isOpen { return }
    for parameter in fields where parameter.isRequired && !names.contains(parameter.name) {
      say(
        at,
        "\(function.qualifiedName): '\(parameter.name)' is missing: it must be \(parameter.type.described)"
      )
    }
  }

  /// Whether a value fits a declared type; nil if that is not known.
  private static func fits(_ shape: Shape, _ type: LuaType) -> Bool? {
    if shape.kind == nil { return nil }
    switch type {
    case .any: return true
    case .oneOf(let types):
      let answers = types.map { fits(shape, $0) }
      return answers.contains(true) ? true : answers.contains { $0 == nil } ? nil : false
    case .boolean: if case .boolean = shape { return true }
    case .integer:
      guard case .number(let value) = shape else { return false }
      return value.map { $0 == $0.rounded() }
    case .number: if case .number = shape { return true }
    case .text, .choice: if case .text = shape { return true }
    case .date: if case .moment = shape { return true }
    case .rowFunction:
      switch shape {
      case .text, .luaFunction, .hostFunction, .plainFunction: return true
      default: return false
      }
    case .function:
      switch shape {
      case .luaFunction, .hostFunction, .plainFunction: return true
      default: return false
      }
    case .row: if case .row = shape { return true }
    case .object(let name): return shape.objectType == name
    case .list, .map, .options: if case .luaTable = shape { return true }
    }
    return false
  }
}

extension LuaType {
  fileprivate var isRow: Bool {
    if case .rowFunction = self { return true }
    if case .oneOf(let types) = self { return types.contains(where: \.isRow) }
    return false
  }
}
