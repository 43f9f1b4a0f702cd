import Columns

/// A table that a row function makes for itself, such as `{ US = 1000, DE = 500 }`.
///
/// Nobody outside can see it, so that it is known like a captured one. Only constants may be put
/// in, and only on the path it was made on: what it holds then does not depend on the row.
final class ConstructedTable {
  /// The rows that made it.
  let path: Condition
  private var values: [Key: PlainValue] = [:]

  private enum Key: Hashable {
    case boolean(Bool)
    case integer(Int64)
    case number(UInt64)
    case text([UInt8])
    case moment(Int64)
  }

  init(path: Condition) { self.path = path }

  /// As Lua sees keys: a float that is an integer is that integer. nil for what cannot be a key.
  private static func key(_ value: PlainValue) -> Key? {
    switch value {
    case .boolean(let flag): return .boolean(flag)
    case .integer(let integer): return .integer(integer)
    case .number(let number):
      if let integer = Int64(exactly: number) { return .integer(integer) }
      return number.isNaN ? nil : .number(number.bitPattern)
    case .text(let text): return .text(text.withBytes { Array($0) })
    case .moment(let moment): return .moment(moment)
    case .missing, .table, .function, .other: return nil
    }
  }

  /// - Returns: false if Lua has to decide.
  func set(_ key: PlainValue, _ value: PlainValue) -> Bool {
    guard let key = Self.key(key) else { return false }
    if case .other = value { return false }
    values[key] = value.isMissing ? nil : value
    return true
  }

  subscript(key: PlainValue) -> PlainValue {
    Self.key(key).flatMap { values[$0] } ?? .missing
  }

  /// How many values there are from 1 up; nil if there are others under integers, where Lua may
  /// count differently.
  var length: Int64? {
    var count: Int64 = 0
    while values[.integer(count + 1)] != nil { count += 1 }
    let integers = values.keys.filter { if case .integer(let key) = $0 { key > 0 } else { false } }
    return integers.count == Int(count) ? count : nil
  }
}
