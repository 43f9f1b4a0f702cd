import Basics

/// One function that Lua sees, declared once: argument checks, help, editor types, reference
/// documentation and the test of its example all come from here.
public struct HostFunction {
  public enum Body {
    case swift((Arguments) throws -> [LuaValue])
    /// Written in C in the bridge, because row functions call it once a row.
    case builtin(String)
  }

  public var name: String
  /// The library it is a member of; nil for a global or a method.
  public var module: String?
  /// The type it is a method of.
  public var receiver: String?
  /// One sentence, without a full stop at its end.
  public var summary: String
  /// What help and the reference say beyond the summary.
  public var details: String { makeDetails() }
  public var parameters: [Parameter]
  public var returns: [Returned]
  /// What can go wrong, for the reference.
  public var errors: [String]
  /// A whole script that runs on the demo CRM.
  public var example: String { makeExample() }
  // Texts that a run does not need are put together when somebody reads them.
  private let makeDetails: () -> String
  private let makeExample: () -> String
  public var since: String
  public var body: Body

  public init(
    _ name: String, in module: String? = nil, of receiver: String? = nil, _ summary: String,
    details: @autoclosure @escaping () -> String = "", _ parameters: [Parameter] = [],
    returns: [Returned] = [], errors: [String] = [],
    example: @autoclosure @escaping () -> String, since: String = "0.1", body: Body
  ) {
    self.name = name
    self.module = module
    self.receiver = receiver
    self.summary = summary
    makeDetails = details
    self.parameters = parameters
    self.returns = returns
    self.errors = errors
    makeExample = example
    self.since = since
    self.body = body
  }

  /// `table:where`, `icp.define`, `open`.
  public var qualifiedName: String {
    if let receiver { return "\(receiver):\(name)" }
    if let module { return "\(module).\(name)" }
    return name
  }

  /// How a call is written.
  public var signature: String {
    let list = parameters.map { parameter in
      parameter.isRepeated
        ? "\(parameter.name)…" : parameter.isRequired ? parameter.name : "[\(parameter.name)]"
    }
    return "\(qualifiedName)(\(list.joined(separator: ", ")))"
  }
}

/// A named value of a type that scripts read, such as `crm.accounts`.
public struct FieldDescription: Sendable {
  public var name: String
  public var type: LuaType
  public var about: String
  public init(_ name: String, _ type: LuaType, _ about: String) {
    self.name = name
    self.type = type
    self.about = about
  }
}

/// A type of host object.
public struct ObjectType {
  public typealias Metamethod = ([LuaValue], LuaEngine) throws -> [LuaValue]

  public var name: String
  public var swiftType: AnyObject.Type
  public var summary: String
  public var fields: [FieldDescription]
  /// Fields and elements: nil means that there is no such member.
  public var index: ((any HostObject, LuaValue, LuaEngine) throws -> LuaValue?)?
  /// The text that `print` shows.
  public var describe: ((any HostObject, LuaEngine) throws -> String)?
  public var metamethods: [(event: String, body: Metamethod)]
  /// What to do instead of assigning to it.
  public var changeHint: String?

  public init<T: HostObject>(
    _ type: T.Type, _ summary: String, fields: [FieldDescription] = [],
    index: ((T, LuaValue, LuaEngine) throws -> LuaValue?)? = nil,
    describe: ((T, LuaEngine) throws -> String)? = nil,
    metamethods: [(event: String, body: Metamethod)] = [], changeHint: String? = nil
  ) {
    name = T.luaType
    swiftType = type
    self.summary = summary
    self.fields = fields
    self.index = index.map { index in
      { object, key, engine in
        guard let object = object as? T else { return nil }
        return try index(object, key, engine)
      }
    }
    self.describe = describe.map { describe in
      { object, engine in
        guard let object = object as? T else { return "(\(T.luaType))" }
        return try describe(object, engine)
      }
    }
    self.metamethods = metamethods
    self.changeHint = changeHint
  }
}

/// A library of functions, such as `icp`.
public struct ModuleDescription: Sendable {
  public var name: String
  public var summary: String
  public init(_ name: String, _ summary: String) {
    self.name = name
    self.summary = summary
  }
}

/// Everything that scripts can call, in the order it was declared.
public struct Registry {
  public private(set) var modules: [ModuleDescription] = []
  public private(set) var types: [ObjectType] = []
  public private(set) var functions: [HostFunction] = []

  public init() {}

  public mutating func add(_ module: ModuleDescription, _ functions: [HostFunction]) {
    modules.append(module)
    self.functions += functions.map { function in
      var function = function
      function.module = module.name
      return function
    }
  }

  public mutating func add(_ type: ObjectType, _ methods: [HostFunction] = []) {
    types.append(type)
    functions += methods.map { method in
      var method = method
      method.receiver = type.name
      return method
    }
  }

  public mutating func add(_ globals: [HostFunction]) { functions += globals }

  /// Lua's own functions that scripts have, by library (nil: globals).
  public static let luaFunctions: [(library: String?, names: [String])] = [
    (
      nil,
      [
        "assert", "collectgarbage", "error", "getmetatable", "ipairs", "next", "pairs", "pcall",
        "rawequal", "rawget", "rawlen", "rawset", "select", "setmetatable", "tonumber", "tostring",
        "type", "xpcall",
      ]
    ),
    (
      "string",
      [
        "byte", "char", "find", "format", "gmatch", "gsub", "len", "lower", "match", "pack",
        "packsize", "rep", "reverse", "sub", "unpack", "upper",
      ]
    ),
    ("table", ["concat", "insert", "move", "pack", "remove", "sort", "unpack"]),
    (
      "math",
      [
        "abs", "acos", "asin", "atan", "ceil", "cos", "deg", "exp", "floor", "fmod", "log", "max",
        "min", "modf", "rad", "random", "randomseed", "sin", "sqrt", "tan", "tointeger", "type",
        "ult",
      ]
    ),
    ("utf8", ["char", "codepoint", "codes", "len", "offset"]),
    (
      "coroutine",
      ["close", "create", "isyieldable", "resume", "running", "status", "wrap", "yield"]
    ),
  ]

  /// Names under which something global can be reached.
  public var globalNames: [String] {
    let own = functions.filter { $0.module == nil && $0.receiver == nil }.map(\.name)
    let lua = Self.luaFunctions.flatMap { $0.library.map { [$0] } ?? $0.names }
    return own + modules.map(\.name) + lua.filter { !own.contains($0) }
  }

  /// The functions of a library, the host's first.
  public func members(of library: String) -> [String] {
    let own = functions.filter { $0.module == library }.map(\.name)
    return own + (Self.luaFunctions.first { $0.library == library }?.names ?? [])
  }

  /// What to say of a global that does not exist.
  public func unknownGlobal(_ name: String) -> Problem {
    let removed = [
      "io": "files are read with open and written with save, below the folders granted",
      "os": "the clock is the run's as-of date: today(), days_ago(30); programs cannot be started",
      "debug": "the debug library is not part of the sandbox",
      "package": "modules are text files below the script's folder: require \"name\"",
      "load": "text cannot be run as code; write a function",
      "loadstring": "text cannot be run as code; write a function",
      "dofile": "use require \"name\"",
      "loadfile": "use require \"name\"",
      "unpack": "in Lua 5.4 it is table.unpack",
    ]
    if let instead = removed[name] {
      return Problem(.script, "there is no \"\(name)\" here", hints: [instead])
    }
    if let advice = NotLua.advice(onName: name) {
      return Problem(.script, "there is no \"\(name)\" here: \(advice)")
    }
    var problem = Problem.unknown("variable or function", name, known: globalNames)
    problem.hints = ["declare a variable of your own with  local \(name) = …"]
    return problem
  }

  func unknownMember(of type: ObjectType, _ key: LuaValue) -> Problem {
    guard let name = key.text else {
      return Problem(.script, "\(type.name.withArticle) has no element under \(key.kind)")
    }
    return unknownMember(of: type, named: name)
  }

  /// What to say of a field or method that a type does not have.
  public func unknownMember(of type: ObjectType, named name: String) -> Problem {
    let methods = functions.filter { $0.receiver == type.name }.map(\.name)
    let known = type.fields.map(\.name) + methods
    var problem = Problem.unknown("member", name, known: known, plural: "fields and methods")
    if let method = NotLua.method(for: name, of: type.name), known.contains(method) {
      problem.message = "no member \"\(name)\" (did you mean \"\(method)\"?)"
    }
    return problem.at(type.name)
  }

  /// What to say of a function that a library does not have.
  public func unknownFunction(_ name: String, of library: String) -> Problem {
    let known = members(of: library).map { "\(library).\($0)" }
    var problem = Problem.unknown("function", "\(library).\(name)", known: known)
    if let advice = NotLua.advice(onMember: name, of: library) {
      problem.message = "there is no \(library).\(name) here: \(advice)"
    }
    return problem
  }

  /// The function of that qualified name, or of that name in any module or type.
  public func find(_ name: String) -> [HostFunction] {
    let normal = name.replacing(".", with: ":")
    let exact = functions.filter {
      $0.qualifiedName == name || $0.qualifiedName.replacing(".", with: ":") == normal
    }
    return exact.isEmpty ? functions.filter { $0.name == name } : exact
  }
}
