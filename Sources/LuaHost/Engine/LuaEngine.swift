import Basics
import CLuaBridge

/// A Lua state with its sandbox, and the host functions it can call.
///
/// Lives on one thread: the one that made it. Host functions run there too, with no Lua frame
/// that could jump over them (see CLuaBridge).
public final class LuaEngine {
  public let registry: Registry
  /// The bridge's state, for the target that evaluates row functions.
  public private(set) var state: OpaquePointer
  private var functions: [(LuaEngine, [LuaValue]) throws -> [LuaValue]] = []
  private var names: [Int32: String] = [:]
  private var typeNumbers: [ObjectIdentifier: Int32] = [:]
  private var objectTypes: [ObjectType] = []
  /// What the last host function that failed said, to know its kind when it comes back out.
  private var lastProblem: Problem?
  /// Why a host function gave nothing last.
  var lastNothing: Nothing?
  /// Names of functions by identity: how a lifted `string.find` is known to be the real one.
  public private(set) var knownFunctions: [UnsafeRawPointer: String] = [:]
  /// Asked for a column that does not exist: set by the target that makes row views.
  public var unknownColumn: ((_ owner: AnyObject, _ name: String, _ engine: LuaEngine) -> Problem)?
  /// Asked first: what a row has under a name that is no column, such as the rows related to it.
  public var relatedRows:
    ((_ owner: AnyObject, _ row: Int, _ name: String, _ engine: LuaEngine) throws -> LuaValue?)?
  public private(set) var unknownColumnFunction: Int32 = -1
  private var textOf: LuaFunction?
  /// Wraps each call of a host function, for a profile; nil (the usual) costs nothing.
  public var aroundCall: ((_ name: String, _ call: () throws -> [LuaValue]) throws -> [LuaValue])?
  /// What other targets keep for the life of this engine, by their type.
  public var attachments: [ObjectIdentifier: AnyObject] = [:]

  public init(_ registry: Registry) throws {
    self.registry = registry
    // The host's context is set before anything can call it.
    let box = EngineBox()
    let host = rl_host(
      context: Unmanaged.passRetained(box).toOpaque(),
      call: { context, function, arguments, count in
        let box = Unmanaged<EngineBox>.fromOpaque(context!).takeUnretainedValue()
        guard let engine = box.engine else { return Int32(RL_FAILED) }
        return engine.handle(function, arguments, Int(count))
      },
      release: { _, object in Unmanaged<AnyObject>.fromOpaque(object!).release() })
    guard let state = rl_open(host) else { throw Problem(.limit, "not enough memory to start Lua") }
    self.state = state
    self.box = box
    box.engine = self
    try install()
  }

  private let box: EngineBox

  deinit {
    attachments = [:]
    rl_close(state)
    box.engine = nil
    Unmanaged.passUnretained(box).release()
  }

  // MARK: set-up

  private func add(
    _ name: String, _ body: @escaping (LuaEngine, [LuaValue]) throws -> [LuaValue]
  ) -> Int32 {
    functions.append(body)
    names[Int32(functions.count - 1)] = name
    return Int32(functions.count - 1)
  }

  private func install() throws {
    for type in registry.types { try install(type) }
    for function in registry.functions where function.receiver == nil {
      let status: Int32
      switch function.body {
      case .builtin(let builtin):
        status = rl_add_builtin(state, function.module, function.name, builtin)
      case .swift(let body):
        let number = add(function.qualifiedName) { engine, values in
          try body(try engine.arguments(values, of: function))
        }
        status = rl_add_function(state, function.module, function.name, number)
      }
      try check(status, "install \(function.qualifiedName)")
    }
    unknownColumnFunction = add("row") { engine, values in
      guard case .row(let owner, let row) = values.first else { return [.nil] }
      let name = values.count > 1 ? values[1].text ?? values[1].kind : "?"
      if let value = try engine.relatedRows?(owner, row, name, engine) { return [value] }
      var problem =
        engine.unknownColumn?(owner, name, engine) ?? Problem(.script, "no column \"\(name)\"")
      // The text of an expression says so: names in it may be meant as something else.
      if values.count > 2 { NotLua.explain(column: name, &problem) }
      throw problem
    }
    let unknown = add("unknown name") { engine, values in
      throw engine.unknownName(library: values[0].text ?? "", values.count > 1 ? values[1] : .nil)
    }
    try check(rl_seal(state, unknown), "lock the libraries")
    try recordKnownFunctions()
  }

  private func install(_ type: ObjectType) throws {
    let number = rl_add_type(state, type.name)
    if number < 0 { throw Problem(.fault, "cannot make the type \(type.name)") }
    typeNumbers[ObjectIdentifier(type.swiftType)] = number
    objectTypes.append(type)
    for method in registry.functions where method.receiver == type.name {
      guard case .swift(let body) = method.body else { continue }
      let function = add(method.qualifiedName) { engine, values in
        try body(try Arguments(values, of: method, in: engine))
      }
      try check(
        rl_add_method(state, number, method.name, function), "install \(method.qualifiedName)")
    }
    let index = add("\(type.name).index") { engine, values in
      let key = values.count > 1 ? values[1] : .nil
      guard case .object(let object)? = values.first else {
        throw Problem(.script, "this \(type.name) is over")
      }
      if let value = try type.index?(object, key, engine) { return [value] }
      throw engine.registry.unknownMember(of: type, key)
    }
    try check(rl_add_metamethod(state, number, "__index", index), "install \(type.name)")
    let change = add("\(type.name).newindex") { _, _ in
      throw Problem(
        .script, "a \(type.name) cannot be changed",
        hints: [type.changeHint ?? "make a new one instead"])
    }
    try check(rl_add_metamethod(state, number, "__newindex", change), "install \(type.name)")
    let text = add("\(type.name).tostring") { engine, values in
      guard case .object(let object)? = values.first else { return [.text("(\(type.name))")] }
      return [.text(try type.describe?(object, engine) ?? "(\(type.name))")]
    }
    try check(rl_add_metamethod(state, number, "__tostring", text), "install \(type.name)")
    for (event, body) in type.metamethods {
      let function = add("\(type.name).\(event)") { engine, values in try body(values, engine) }
      try check(rl_add_metamethod(state, number, event, function), "install \(type.name)")
    }
  }

  private func recordKnownFunctions() throws {
    var libraries: [String?: [String]] = [:]
    for (library, names) in Registry.luaFunctions { libraries[library, default: []] += names }
    for function in registry.functions where function.receiver == nil {
      libraries[function.module, default: []].append(function.name)
    }
    for (library, names) in libraries {
      for name in names {
        guard case .function(let function) = try lookup(library, name) else { continue }
        if let identity = rl_identity(state, function.number) {
          knownFunctions[identity] = library.map { "\($0).\(name)" } ?? name
        }
      }
    }
  }

  // MARK: running

  /// Limits the memory that scripts may use: Lua's own, and what ``countHostMemory(_:)`` counts.
  public func limitMemory(bytes: Int) { rl_set_memory_limit(state, bytes) }

  /// Counts what host objects hold (columns) against the memory limit, and collects garbage on
  /// their account: to Lua a table of a gigabyte is a few bytes.
  public func countHostMemory(_ held: @escaping @convention(c) () -> Int) {
    rl_count_host_memory(state, held)
  }

  /// Lets scripts make globals by assignment, as a REPL needs.
  public func allowGlobals(_ allowed: Bool) { rl_allow_globals(state, allowed) }

  /// Compiles Lua text.
  ///
  /// - Parameter chunk: What positions in messages are given in: `@FILE` for a file.
  /// - Throws: ``ScriptError``.
  public func compile(_ text: String, chunk: String) throws -> LuaFunction {
    var text = Self.plain(text)
    if text.utf8.first == 0x1b {
      let file = chunk.hasPrefix("@") ? String(chunk.dropFirst()) : chunk
      throw Problem(.script, "\(file) is compiled Lua; only text is run")
    }
    let number = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { rl_compile(state, $0.baseAddress, $0.count, chunk) }
    }
    if number == 0 {
      var error = takeError()
      error.isIncomplete = rl_error_is_incomplete(state)
      if error.problem.message == "C stack overflow" {
        // Lua's parser says no more than that.
        let file = chunk.hasPrefix("@") ? String(chunk.dropFirst()) : chunk
        error.problem.message = "\(file): the script is nested too deep"
      }
      NotLua.explain(&error.problem, in: text)
      throw error
    }
    return LuaFunction(number, in: self)
  }

  /// Without a byte order mark; a first line for the shell (`#!/usr/bin/env …`) is a comment.
  private static func plain(_ text: String) -> String {
    var text = text
    if text.utf8.starts(with: [0xef, 0xbb, 0xbf]) {
      text = String(text.unicodeScalars.dropFirst())
    }
    return text.utf8.first == UInt8(ascii: "#") ? "--" + text : text
  }

  /// Calls a Lua function.
  ///
  /// - Throws: ``ScriptError`` if it raised an error.
  public func call(_ function: LuaFunction, _ arguments: [LuaValue] = []) throws -> [LuaValue] {
    rl_reply_reset(state)
    for argument in arguments { try reply(argument) }
    if rl_call(state, function.number) != Int32(RL_OK) { throw takeError() }
    return results()
  }

  /// Calls a function as row functions are called: a missing argument behaves as the rules for
  /// missing values say.
  public func callAsRowFunction(_ function: LuaFunction, _ arguments: [LuaValue]) throws -> LuaValue
  {
    rl_reply_reset(state)
    for argument in arguments { try reply(argument) }
    if rl_call_as_row_function(state, function.number) != Int32(RL_OK) { throw takeError() }
    return results().first ?? .nil
  }

  private func results() -> [LuaValue] {
    var count: Int32 = 0
    guard let values = rl_results(state, &count) else { return [] }
    return (0..<Int(count)).map { owned(values[$0]) }
  }

  /// The error of the last failed call into the bridge.
  public func takeError() -> ScriptError {
    var length = 0
    let message = String(
      decoding: UnsafeRawBufferPointer(start: rl_error_message(state, &length), count: length),
      as: UTF8.self)
    let traceback = String(
      decoding: UnsafeRawBufferPointer(start: rl_error_traceback(state, &length), count: length),
      as: UTF8.self)
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    var problem = Problem(
      .script, String(lines.first ?? ""), hints: lines.dropFirst().map { trimmed($0) })
    explain(&problem)
    switch rl_stop_reason(state) {
    case Int32(RL_STOP_INTERRUPT): problem.kind = .interrupted
    case Int32(RL_STOP_TIME): problem.kind = .limit
    default:
      if rl_error_is_memory(state) {
        problem.kind = .limit
      } else if let last = lastProblem, message.hasSuffix(last.description) {
        problem.kind = last.kind
      }
    }
    return ScriptError(problem: problem, traceback: traceback)
  }

  private func trimmed(_ line: Substring) -> String {
    String(line.drop { $0 == " " })
  }

  /// A global, or a function of a library.
  public func lookup(_ library: String?, _ name: String) throws -> LuaValue {
    var value = rl_value()
    try check(rl_lookup(state, library, name, &value), "look up \(name)")
    return owned(value)
  }

  /// A value for scripts under a global name.
  public func setGlobal(_ name: String, _ value: LuaValue) throws {
    rl_reply_reset(state)
    try reply(value)
    try check(rl_set_global(state, name), "set \(name)")
  }

  // MARK: Lua calls Swift

  fileprivate func handle(_ function: Int32, _ arguments: UnsafePointer<rl_value>?, _ count: Int)
    -> Int32
  {
    do {
      var values: [LuaValue] = []
      values.reserveCapacity(count)
      for index in 0..<count { values.append(try argument(arguments![index])) }
      // A limit on memory is of the call that met it: a script that caught it may go on.
      defer { Interruption.reset(.memory) }
      let results =
        try aroundCall?(names[function] ?? "", { try functions[Int(function)](self, values) })
        ?? functions[Int(function)](self, values)
      rl_reply_reset(state)
      for result in results { try reply(result) }
      return Int32(RL_OK)
    } catch let error as ScriptError {
      fail(error.problem)
      return Int32(RL_FAILED)
    } catch let problem as Problem {
      fail(problem)
      return Int32(RL_FAILED_HERE)
    } catch {
      fail(Problem(.fault, "\(error)"))
      return Int32(RL_FAILED_HERE)
    }
  }

  private func fail(_ problem: Problem) {
    lastProblem = problem
    rl_reply_reset(state)
    var text = problem.description
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { rl_reply_text(state, $0.baseAddress, $0.count) }
    }
  }

  /// An argument: tables and functions are where they stand on Lua's stack.
  private func argument(_ value: rl_value) throws -> LuaValue {
    if Int(value.tag) == RL_TABLE || Int(value.tag) == RL_FUNCTION {
      let number = rl_reference(state, value.integer)
      if number == 0 { throw Problem(.limit, "not enough memory") }
      var referenced = value
      referenced.integer = Int64(number)
      return owned(referenced)
    }
    return owned(value)
  }

  /// A value whose tables and functions are references that are now ours.
  public func owned(_ value: rl_value) -> LuaValue {
    switch Int(value.tag) {
    case RL_NIL: return .nil
    case RL_BOOLEAN: return .boolean(value.integer != 0)
    case RL_INTEGER: return .integer(value.integer)
    case RL_NUMBER: return .number(value.number)
    case RL_STRING:
      return .text(
        String(
          decoding: UnsafeRawBufferPointer(start: value.text, count: value.length), as: UTF8.self))
    case RL_MOMENT: return .moment(Moment(raw: value.integer))
    case RL_TABLE: return .table(LuaTable(Int32(value.integer), in: self))
    case RL_FUNCTION: return .function(LuaFunction(Int32(value.integer), in: self))
    case RL_OBJECT:
      let object = Unmanaged<AnyObject>.fromOpaque(value.object).takeUnretainedValue()
      return (object as? any HostObject).map { .object($0) } ?? .other
    case RL_ROW:
      guard value.integer >= 0, let owner = value.row_owner else { return .other }
      let object = Unmanaged<AnyObject>.fromOpaque(owner).takeUnretainedValue()
      return .row(owner: object, row: Int(value.integer))
    default: return .other
    }
  }

  func read(_ table: LuaTable) throws -> LuaTableContent {
    var nodes: UnsafePointer<rl_value>?
    var count = 0
    if rl_read_table(state, table.number, &nodes, &count) != Int32(RL_OK) {
      throw takeError().problem
    }
    guard let nodes else { return LuaTableContent(pairs: []) }
    return content(nodes, 0)
  }

  private func content(_ nodes: UnsafePointer<rl_value>, _ place: Int) -> LuaTableContent {
    let table = nodes[place]
    var pairs: [(key: LuaValue, value: LuaValue)] = []
    pairs.reserveCapacity(table.count)
    for pair in 0..<table.count {
      let at = table.first + 2 * pair
      let value = nodes[at + 1]
      if Int(value.tag) == RL_TABLE {
        pairs.append((owned(nodes[at]), .object(NestedTable(content(nodes, at + 1)))))
      } else {
        pairs.append((owned(nodes[at]), owned(value)))
      }
    }
    return LuaTableContent(pairs: pairs)
  }

  // MARK: Swift hands over

  private func reply(_ value: LuaValue) throws {
    switch value {
    case .nil, .other: rl_reply_nil(state)
    case .boolean(let flag): rl_reply_boolean(state, flag)
    case .integer(let integer): rl_reply_integer(state, integer)
    case .number(let number): rl_reply_number(state, number)
    case .text(var text):
      text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) { rl_reply_text(state, $0.baseAddress, $0.count) }
      }
    case .moment(let moment): rl_reply_moment(state, moment.raw)
    case .table(let table): rl_reply_reference(state, table.number)
    case .function(let function): rl_reply_reference(state, function.number)
    case .object(let table as NewTable):
      rl_reply_table(state, table.pairs.count)
      for (key, value) in table.pairs {
        try reply(key)
        try reply(value)
      }
    case .object(let object):
      guard let number = typeNumbers[ObjectIdentifier(type(of: object))] else {
        throw Problem(.fault, "the type \(type(of: object).luaType) is not declared")
      }
      rl_reply_object(state, Unmanaged.passRetained(object as AnyObject).toOpaque(), number)
    case .row(let owner, let row):
      guard let view = owner as? any RowOwner else { throw Problem(.fault, "a row without a view") }
      rl_reply_row(state, view.view, Int64(row))
    }
  }

  // MARK: helpers

  func release(_ number: Int32) { rl_release(state, number) }

  func check(_ status: Int32, _ what: String) throws {
    if status != Int32(RL_OK) {
      throw Problem(.fault, "cannot \(what): \(takeError().problem.message)")
    }
  }

  private func unknownName(library: String, _ key: LuaValue) -> Problem {
    let name = key.text ?? key.kind
    if library.isEmpty { return registry.unknownGlobal(name) }
    return registry.unknownFunction(name, of: library)
  }
}

/// Who owns the view that rows read from.
public protocol RowOwner: AnyObject {
  var view: OpaquePointer { get }
}

/// A table inside a table that was read as a whole.
public final class NestedTable: HostObject {
  public static var luaType: String { "Lua table" }
  public let content: LuaTableContent
  init(_ content: LuaTableContent) { self.content = content }
}

extension LuaValue {
  /// The content of a Lua table, wherever it stood; nil for anything else.
  public func tableContent() throws -> LuaTableContent? {
    switch self {
    case .table(let table): try table.content()
    case .object(let nested as NestedTable): nested.content
    default: nil
    }
  }

  public var isTable: Bool {
    switch self {
    case .table: true
    case .object(let object): object is NestedTable
    default: false
    }
  }
}

private final class EngineBox {
  // The engine owns the state that holds this box: a strong reference would be a cycle.
  unowned(unsafe) var engine: LuaEngine?
}

extension LuaEngine {
  /// The name a host or library function is declared under, whatever the script calls it.
  public func name(of function: LuaFunction) -> String? {
    rl_identity(state, function.number).flatMap { knownFunctions[$0] }
  }

  /// A value as text, the way `tostring` gives it.
  ///
  /// - Throws: what a script's own `__tostring` raised.
  public func describe(_ value: LuaValue) throws -> String {
    if textOf == nil, case .function(let function) = try lookup(nil, "tostring") {
      textOf = function
    }
    guard let textOf, case .text(let text)? = try call(textOf, [value]).first else {
      return value.kind
    }
    return text
  }
}
