extension LuaValue {
  public var bool: Bool? { if case .boolean(let value) = self { value } else { nil } }
  public var text: String? { if case .text(let value) = self { value } else { nil } }
  public var table: LuaTable? { if case .table(let value) = self { value } else { nil } }
  public var function: LuaFunction? { if case .function(let value) = self { value } else { nil } }
  public var moment: Moment? { if case .moment(let value) = self { value } else { nil } }
  public var object: (any HostObject)? { if case .object(let value) = self { value } else { nil } }

  /// The value as a number.
  public var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The value as a whole number: an integer, or a number without a fraction that fits one.
  public var int: Int? {
    switch self {
    case .integer(let value): Int(value)
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  public init(_ value: Int) { self = .integer(Int64(value)) }
  public init(_ value: Double?) { self = value.map { .number($0) } ?? .nil }
  public init(_ value: String?) { self = value.map { .text($0) } ?? .nil }
}

/// A Lua table to be made: pairs that the host hands to a script.
public final class NewTable: HostObject {
  public static var luaType: String { "Lua table" }
  public let pairs: [(key: LuaValue, value: LuaValue)]

  public init(list: [LuaValue]) {
    pairs = list.enumerated().map { (.integer(Int64($0.offset + 1)), $0.element) }
  }

  public init(fields: [(String, LuaValue)]) {
    pairs = fields.map { (.text($0.0), $0.1) }
  }

  public init(pairs: [(key: LuaValue, value: LuaValue)]) { self.pairs = pairs }
}

extension LuaValue {
  public static func list(_ values: [LuaValue]) -> LuaValue { .object(NewTable(list: values)) }
  public static func fields(_ fields: [(String, LuaValue)]) -> LuaValue {
    .object(NewTable(fields: fields))
  }
}
