import Basics
import CLuaBridge
import Columns
import LuaHost

/// What a lifted function can see of Lua: captured values, globals, tables, pure functions.
///
/// Everything it is told holds only as long as no Lua code runs. Lives for one lifting; gives back
/// its references at the end.
final class LiftEnvironment {
  let engine: LuaEngine
  private let state: OpaquePointer
  private let shared: Shared
  /// Texts that values of this lifting point to.
  private let arena = TextArena()

  private struct Handle {
    var reference: Int32
    var isOwned: Bool
    var hasMetatable: Bool?
    /// Made by a call: another call makes another, even if it looks the same.
    var isFresh = false
    var prototype: Prototype?
  }
  private var handles: [Handle] = []
  private var numbers: [UnsafeRawPointer: Int32] = [:]
  private var identities: [UnsafeRawPointer] = []

  /// What stays the same for the life of an engine.
  private final class Shared {
    var libraries: [UnsafeRawPointer: String] = [:]
    let globals: UnsafeRawPointer?
    var operators: [LuaFunction] = []

    init(_ engine: LuaEngine) throws {
      globals = rl_globals_identity(engine.state)
      let names = engine.registry.modules.map(\.name)
        + Registry.luaFunctions.compactMap(\.library)
      for name in names {
        var value = rl_value()
        guard rl_lookup(engine.state, nil, name, &value) == Int32(RL_OK),
          Int(value.tag) == RL_TABLE
        else { continue }
        if let identity = rl_identity(engine.state, Int32(value.integer)) {
          libraries[identity] = name
        }
        rl_release(engine.state, Int32(value.integer))
      }
      let list = LuaOperator.allCases.map(\.source).joined(separator: ",\n")
      let chunk = try engine.compile("return \(list)", chunk: "=operators")
      operators = try engine.call(chunk).compactMap { $0.function }
    }
  }

  init(_ engine: LuaEngine) throws {
    self.engine = engine
    state = engine.state
    let key = ObjectIdentifier(Shared.self)
    if let known = engine.attachments[key] as? Shared {
      shared = known
    } else {
      shared = try Shared(engine)
      engine.attachments[key] = shared
    }
  }

  deinit { for handle in handles where handle.isOwned { rl_release(state, handle.reference) } }

  // MARK: Values

  /// The number of a table or function, whose reference is taken over.
  private func handle(_ reference: Int32, isOwned: Bool = true) -> Int32? {
    guard let identity = rl_identity(state, reference) else { return nil }
    if let known = numbers[identity] {
      if isOwned { rl_release(state, reference) }
      return known
    }
    let number = Int32(handles.count)
    handles.append(Handle(reference: reference, isOwned: isOwned))
    identities.append(identity)
    numbers[identity] = number
    return number
  }

  /// The number of a function that somebody else keeps alive.
  func number(of function: LuaFunction) -> Int32? { handle(function.reference, isOwned: false) }

  private func plain(_ value: rl_value) -> PlainValue {
    switch Int(value.tag) {
    case RL_NIL: return .missing
    case RL_BOOLEAN: return .boolean(value.integer != 0)
    case RL_INTEGER: return .integer(value.integer)
    case RL_NUMBER: return .number(value.number)
    case RL_STRING:
      guard let text = value.text else { return .text(TextView()) }
      return text.withMemoryRebound(to: UInt8.self, capacity: value.length) {
        .text(arena.view(UnsafeBufferPointer(start: $0, count: value.length)))
      }
    case RL_MOMENT: return .moment(value.integer)
    case RL_TABLE: return handle(Int32(value.integer)).map { .table($0) } ?? .other
    case RL_FUNCTION: return handle(Int32(value.integer)).map { .function($0) } ?? .other
    default: return .other
    }
  }

  /// A text of the lifted code.
  func text(_ bytes: [UInt8]) -> TextView { bytes.withUnsafeBufferPointer { arena.view($0) } }

  // MARK: Looking

  /// A captured variable; the first is 0.
  func upvalue(_ index: Int, of function: Int32) throws -> PlainValue {
    var value = rl_value()
    guard rl_upvalue(state, handles[Int(function)].reference, Int32(index + 1), &value) == Int32(RL_OK)
    else { throw Refusal(reason: "a captured variable cannot be read") }
    return plain(value)
  }

  /// A global by its name, or a function of a library; missing if there is none.
  func lookup(_ library: String?, _ name: String) throws -> PlainValue {
    var value = rl_value()
    guard rl_lookup(state, library, name, &value) == Int32(RL_OK) else {
      throw Refusal(reason: "the name \(name) cannot be looked up")
    }
    return plain(value)
  }

  func isGlobals(_ table: Int32) -> Bool { identities[Int(table)] == shared.globals }

  func library(_ table: Int32) -> String? { shared.libraries[identities[Int(table)]] }

  /// The name of a function of Lua's libraries or the host's; nil for any other.
  func knownName(_ function: Int32) -> String? {
    engine.knownFunctions[identities[Int(function)]]
  }

  func hasMetatable(_ table: Int32) -> Bool {
    if let known = handles[Int(table)].hasMetatable { return known }
    let result = rl_has_metatable(state, handles[Int(table)].reference)
    handles[Int(table)].hasMetatable = result
    return result
  }

  /// `table[key]`, without metamethods; nil if that cannot be done.
  func rawGet(_ table: Int32, _ key: PlainValue) -> PlainValue? {
    var value = rl_value()
    guard let found = withRaw(key, { rl_raw_get(state, handles[Int(table)].reference, $0, &value) }),
      found == Int32(RL_OK)
    else { return nil }
    return plain(value)
  }

  /// The code of a Lua function.
  ///
  /// - Throws: ``Refusal`` if it is none, or its bytecode is not understood.
  func prototype(_ function: Int32) throws -> Prototype {
    if let known = handles[Int(function)].prototype { return known }
    var bytes: UnsafePointer<UInt8>?
    var count = 0
    guard rl_dump(state, handles[Int(function)].reference, &bytes, &count) == Int32(RL_OK), let bytes
    else { throw Refusal(reason: "the function is not written in Lua") }
    do {
      let prototype = try Dump.read(UnsafeBufferPointer(start: bytes, count: count))
      handles[Int(function)].prototype = prototype
      return prototype
    } catch let error as Dump.Unreadable {
      throw Refusal(reason: "its bytecode is not understood: \(error.reason)")
    }
  }

  // MARK: Calling

  /// Calls a pure function with missing values behaving as in a row function.
  ///
  /// - Returns: Its results, or nil if it raised an error.
  func call(_ function: Int32, _ arguments: [PlainValue]) -> [PlainValue]? {
    call(reference: handles[Int(function)].reference, arguments)
  }

  func call(_ operation: LuaOperator, _ arguments: [PlainValue]) -> [PlainValue]? {
    guard operation.rawValue < shared.operators.count else { return nil }
    return call(reference: shared.operators[operation.rawValue].reference, arguments)
  }

  private func call(reference: Int32, _ arguments: [PlainValue]) -> [PlainValue]? {
    rl_reply_reset(state)
    for argument in arguments {
      switch argument {
      case .missing, .other: rl_reply_nil(state)
      case .boolean(let value): rl_reply_boolean(state, value)
      case .integer(let value): rl_reply_integer(state, value)
      case .number(let value): rl_reply_number(state, value)
      case .moment(let value): rl_reply_moment(state, value)
      case .text(let text):
        text.withBytes { bytes in
          bytes.withMemoryRebound(to: CChar.self) {
            rl_reply_text(state, $0.baseAddress, $0.count)
          }
        }
      case .table(let number), .function(let number):
        rl_reply_reference(state, handles[Int(number)].reference)
      }
    }
    guard rl_call_as_row_function(state, reference) == Int32(RL_OK) else { return nil }
    var count: Int32 = 0
    guard let results = rl_results(state, &count) else { return [] }
    let known = handles.count
    let values = (0..<Int(count)).map { plain(results[$0]) }
    for number in known..<handles.count { handles[number].isFresh = true }
    return values
  }

  /// Whether a table or function was made by a call, so that which one it is means nothing.
  func isFresh(_ value: PlainValue) -> Bool {
    switch value {
    case .table(let number), .function(let number): handles[Int(number)].isFresh
    default: false
    }
  }

  private func withRaw<Result>(_ value: PlainValue, _ body: (rl_value) -> Result) -> Result? {
    var raw = rl_value()
    switch value {
    case .missing: raw.tag = Int32(RL_NIL)
    case .boolean(let flag):
      raw.tag = Int32(RL_BOOLEAN)
      raw.integer = flag ? 1 : 0
    case .integer(let integer):
      raw.tag = Int32(RL_INTEGER)
      raw.integer = integer
    case .number(let number):
      raw.tag = Int32(RL_NUMBER)
      raw.number = number
    case .moment(let moment):
      raw.tag = Int32(RL_MOMENT)
      raw.integer = moment
    case .text(let text):
      return text.withBytes { bytes in
        bytes.withMemoryRebound(to: CChar.self) { chars in
          raw.tag = Int32(RL_STRING)
          raw.text = chars.baseAddress
          raw.length = chars.count
          return body(raw)
        }
      }
    case .table, .function, .other: return nil
    }
    return body(raw)
  }
}
