import Basics

/// The arguments of one call, checked against the declaration of its function.
public struct Arguments {
  public let function: HostFunction
  public let engine: LuaEngine
  /// The object a method was called on.
  public let receiver: (any HostObject)?
  private let values: [String: LuaValue]
  private let repeated: [LuaValue]

  init(_ raw: [LuaValue], of function: HostFunction, in engine: LuaEngine) throws {
    self.function = function
    self.engine = engine
    var raw = raw[...]
    if let type = function.receiver {
      guard case .object(let object)? = raw.first, Swift.type(of: object).luaType == type else {
        let got = raw.first?.kind ?? "nothing"
        throw Problem(
          .script, "\(function.qualifiedName): must be called on a \(type), not \(got)",
          hints: ["write a colon, not a dot:  x:\(function.name)(…)"])
      }
      receiver = object
      raw = raw.dropFirst()
    } else {
      receiver = nil
    }
    var values: [String: LuaValue] = [:]
    var rest: [LuaValue] = []
    for parameter in function.parameters {
      if parameter.isRepeated {
        for value in raw {
          try Check.value(value, parameter.type, "'\(parameter.name)'", function)
          rest.append(value)
        }
        raw = []
        continue
      }
      let value = raw.popFirst() ?? .nil
      if value.isNil {
        if case .any = parameter.type {
        } else if parameter.isRequired {
          throw Problem(
            .script,
            "\(function.qualifiedName): '\(parameter.name)' is missing: it must be \(parameter.type.described)",
            hints: ["\(function.signature)"])
        }
        continue
      }
      try Check.value(value, parameter.type, "'\(parameter.name)'", function)
      values[parameter.name] = value
    }
    if let extra = raw.first, !extra.isNil {
      throw Problem(
        .script,
        "\(function.qualifiedName): takes at most \(function.parameters.count) argument\(function.parameters.count == 1 ? "" : "s")",
        hints: [function.signature])
    }
    self.values = values
    repeated = rest
  }

  /// The argument of that name; nil if it was left out.
  public subscript(name: String) -> LuaValue { values[name] ?? .nil }

  /// The arguments of the repeated parameter.
  public var rest: [LuaValue] { repeated }

  public func text(_ name: String) -> String? { self[name].text }
  public func int(_ name: String) -> Int? { self[name].int }
  public func double(_ name: String) -> Double? { self[name].double }
  public func bool(_ name: String) -> Bool? { self[name].bool }

  /// The object of an argument whose declared type is an object.
  public func object<T: HostObject>(_ name: String, as type: T.Type = T.self) throws -> T {
    guard let object = self[name].object as? T else {
      throw Problem(.script, "\(function.qualifiedName): '\(name)' must be a \(T.luaType)")
    }
    return object
  }

  /// The object the method was called on.
  public func this<T: HostObject>(_ type: T.Type = T.self) throws -> T {
    guard let object = receiver as? T else {
      throw Problem(.fault, "\(function.qualifiedName) was called on another type")
    }
    return object
  }

  /// The fields of an options table (empty if it was left out).
  public func options(_ name: String) throws -> LuaTableContent {
    try self[name].tableContent() ?? LuaTableContent(pairs: [])
  }

  /// A problem with this call in front of it.
  public func problem(_ message: String, hints: [String] = []) -> Problem {
    Problem(.script, "\(function.qualifiedName): \(message)", hints: hints)
  }
}

/// Whether a value is of a declared type.
public enum Check {
  static func value(_ value: LuaValue, _ type: LuaType, _ what: String, _ function: HostFunction)
    throws
  {
    if case .oneOf(let types) = type {
      var nested: Problem?
      // A table with names is tried as one with names: its mistakes are then those of the values.
      let content = try value.tableContent()
      let hasNames = content?.fields.isEmpty == false
      let hasBoth = types.contains(where: \.isList) && types.contains(where: \.isMap)
      for option in types {
        if hasBoth, hasNames ? option.isList : option.isMap && content?.isEmpty == false {
          continue
        }
        do {
          try self.value(value, option, what, function)
          return
        } catch let problem as Problem {
          // A table that is nearly right deserves its own message, not "must be a or b".
          if matches(kind: value, option) { nested = nested ?? problem }
        }
      }
      throw nested ?? wrong(value, type, what, function)
    }
    guard matches(kind: value, type) else { throw wrong(value, type, what, function) }
    switch type {
    case .list(let item):
      let content = try value.tableContent()!
      let list = content.list
      if let name = content.fields.first?.name { throw named(name, what, function) }
      // Lists of numbers may have gaps: a value that is not known.
      if list.count < content.pairs.count, !item.isNumber {
        throw Problem(
          .script,
          "\(function.qualifiedName): \(what) has a gap: entry \(list.count + 1) is nil",
          hints: ["is a variable in it misspelt, or not set yet?"])
      }
      for (position, element) in list.enumerated() {
        try self.value(element, item, "\(what)[\(position + 1)]", function)
      }
    case .map(let item):
      let content = try value.tableContent()!
      if content.fields.count < content.pairs.count { throw unnamed(what, function) }
      for (name, element) in content.fields {
        try self.value(element, item, "\(what).\(name)", function)
      }
    case .options(let fields):
      let content = try value.tableContent()!
      for (key, element) in content.pairs {
        guard let name = key.text, let field = fields.first(where: { $0.name == name }) else {
          var problem = Problem.unknown(
            "option", key.text ?? key.double.map { "\($0.written)" } ?? key.kind,
            known: fields.map(\.name))
          problem.message = "\(function.qualifiedName): \(problem.message)"
          throw problem
        }
        try self.value(element, field.type, "'\(name)'", function)
      }
      for field in fields where field.isRequired && content[field.name].isNil {
        throw Problem(
          .script,
          "\(function.qualifiedName): '\(field.name)' is missing: it must be \(field.type.described)"
        )
      }
    case .integer:
      // Beyond any count of rows or days; sums with it stay whole numbers. A seed may be anything.
      if let number = value.int, !(-1_000_000_000...1_000_000_000).contains(number),
        what != "'seed'"
      {
        throw Problem(
          .script,
          "\(function.qualifiedName): \(what) is beyond 1,000,000,000: no number of that size means anything here",
          hints: [function.signature])
      }
    case .choice(let choices):
      if let text = value.text, !choices.contains(text) {
        var problem = Problem.unknown("choice", text, known: choices)
        problem.message = "\(function.qualifiedName): \(what): \(problem.message)"
        throw problem
      }
    default: break
    }
  }

  /// A name where a list has none.
  public static func named(_ name: String, _ what: String, _ function: HostFunction) -> Problem {
    Problem(
      .script,
      "\(function.qualifiedName): \(what) must be a list, in which \(name) = … has no place",
      hints: ["write its entries one after another: { …, … }", function.signature])
  }

  /// An entry without a name where each has one.
  public static func unnamed(_ what: String, _ function: HostFunction) -> Problem {
    Problem(
      .script, "\(function.qualifiedName): each entry of \(what) must have a name",
      hints: ["write { name = …, other = … }", function.signature])
  }

  private static func matches(kind value: LuaValue, _ type: LuaType) -> Bool {
    switch (type, value) {
    case (.any, _): true
    case (.boolean, .boolean): true
    case (.integer, _): value.int != nil
    case (.number, .integer), (.number, .number): true
    case (.text, .text), (.choice, .text): true
    case (.date, .moment): true
    case (.rowFunction, .text), (.rowFunction, .function): true
    case (.function, .function): true
    case (.row, .row): true
    case (.object(let name), .object(let object)): Swift.type(of: object).luaType == name
    case (.list, _), (.map, _), (.options, _): value.isTable
    case (.oneOf(let types), _): types.contains { matches(kind: value, $0) }
    default: false
    }
  }

  private static func wrong(
    _ value: LuaValue, _ type: LuaType, _ what: String, _ function: HostFunction
  ) -> Problem {
    Problem(
      .script, "\(function.qualifiedName): \(what) must be \(type.described), not \(value.kind)",
      hints: [function.signature])
  }
}

extension Double {
  fileprivate var written: String {
    self == rounded() && magnitude < 1e15 ? "\(Int64(self))" : "\(self)"
  }
}

extension LuaType {
  fileprivate var isList: Bool { if case .list = self { true } else { false } }
  fileprivate var isMap: Bool { if case .map = self { true } else { false } }
  fileprivate var isNumber: Bool { if case .number = self { true } else { false } }
}
