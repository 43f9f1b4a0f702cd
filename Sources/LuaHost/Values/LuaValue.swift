import Basics
import CLuaBridge

/// A Lua value in Swift's hands.
public enum LuaValue {
  case `nil`
  case boolean(Bool)
  case integer(Int64)
  case number(Double)
  /// Bytes that are no UTF-8 become U+FFFD here; cells and row functions keep them as they are.
  case text(String)
  case moment(Moment)
  case table(LuaTable)
  case function(LuaFunction)
  case object(any HostObject)
  /// A row of a host table: the object that owns the table's view, and the row from 0.
  case row(owner: AnyObject, row: Int)
  /// A coroutine, or anything else that host functions have no use for.
  case other

  /// What messages call this kind of value.
  public var kind: String {
    switch self {
    case .nil: "nil"
    case .boolean: "a boolean"
    case .integer, .number: "a number"
    case .text: "a text"
    case .moment(let moment): moment.isTimestamp ? "a timestamp" : "a date"
    case .table: "a Lua table"
    case .function: "a function"
    case .object(let object): type(of: object).luaType.withArticle
    case .row: "a row"
    case .other: "something that is no value"
    }
  }

  public var isNil: Bool { if case .nil = self { true } else { false } }
}

/// A day or a point in time, as Lua holds it: one word, no allocation.
public struct Moment: Hashable, Sendable {
  public let raw: Int64
  public init(raw: Int64) { self.raw = raw }
  public init(days: Int32) { raw = rl_date(Int64(days)) }
  public init(micros: Int64) { raw = rl_timestamp(micros) }

  public var isTimestamp: Bool { rl_is_timestamp(raw) }
  /// Days since 1970-01-01 of a date; microseconds since then of a timestamp.
  public var value: Int64 { rl_moment_value(raw) }
}

/// A Swift object that scripts can hold. Its type must be declared in the registry.
public protocol HostObject: AnyObject {
  /// The name scripts and messages know the type by.
  static var luaType: String { get }
}

/// A value that stays alive in Lua for as long as Swift holds this.
public class LuaReference {
  let number: Int32
  private weak var owner: LuaEngine?

  init(_ number: Int32, in engine: LuaEngine) {
    self.number = number
    owner = engine
  }

  deinit { owner?.release(number) }

  /// The engine this value lives in.
  ///
  /// - Throws: when the script is over.
  public func engine() throws -> LuaEngine {
    guard let owner else { throw Problem(.fault, "the script that made this value is over") }
    return owner
  }
}

/// A Lua function. Calling it runs script code.
public final class LuaFunction: LuaReference {
  /// - Throws: ``ScriptError`` if the function raised an error.
  public func call(_ arguments: [LuaValue] = []) throws -> [LuaValue] {
    try engine().call(self, arguments)
  }

  /// For other targets that talk to the bridge themselves.
  public var reference: Int32 { number }

  /// Where the function begins, such as `segments/warm.lua:4`; the chunk's name for one that is
  /// no part of a file.
  public func place() throws -> String {
    let state = try engine().state
    var line: Int32 = 0
    let file = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer in
      rl_function_source(state, number, buffer.baseAddress, buffer.count, &line)
      return String(cString: buffer.baseAddress!)
    }
    return line > 0 ? "\(file):\(line)" : file
  }
}

/// A Lua table: options, lists, definitions. Read as a whole, in the order of its keys.
public final class LuaTable: LuaReference {
  /// For other targets that talk to the bridge themselves.
  public var reference: Int32 { number }

  /// All pairs: numbers first, ascending, then texts in byte order, so that what is made from
  /// a table never depends on the order of a hash table.
  ///
  /// - Throws: ``Problem`` if the table contains itself or has tables or functions as keys.
  public func content() throws -> LuaTableContent {
    if let cached { return cached }
    let read = try engine().read(self)
    cached = read
    return read
  }

  private var cached: LuaTableContent?
}

/// The pairs of a Lua table.
public struct LuaTableContent {
  public let pairs: [(key: LuaValue, value: LuaValue)]

  public init(pairs: [(key: LuaValue, value: LuaValue)]) { self.pairs = pairs }

  /// The values at 1, 2, 3, … up to the first gap.
  public var list: [LuaValue] {
    var items: [LuaValue] = []
    for (key, value) in pairs {
      guard case .integer(let position) = key, position == Int64(items.count) + 1 else { break }
      items.append(value)
    }
    return items
  }

  /// The pairs whose key is a text.
  public var fields: [(name: String, value: LuaValue)] {
    pairs.compactMap { pair in
      if case .text(let name) = pair.key { (name, pair.value) } else { nil }
    }
  }

  public subscript(name: String) -> LuaValue {
    for (key, value) in fields where key == name { return value }
    return .nil
  }

  public var isEmpty: Bool { pairs.isEmpty }
}
