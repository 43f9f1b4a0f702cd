import Columns

/// A Lua value that is known while a function is lifted.
///
/// Texts are bytes, not Swift strings: cells need not be UTF-8. Tables and functions are numbers
/// of handles in the ``LiftEnvironment``; the same table has the same number.
enum PlainValue {
  case missing
  case boolean(Bool)
  case integer(Int64)
  case number(Double)
  case text(TextView)
  /// A date or timestamp as the bridge encodes it in one word.
  case moment(Int64)
  case table(Int32)
  case function(Int32)
  /// A host object, a row, a coroutine: nothing that can be worked with here.
  case other

  /// What decides an `if`.
  var isTrue: Bool {
    switch self {
    case .missing: false
    case .boolean(let value): value
    default: true
    }
  }

  var isMissing: Bool { if case .missing = self { true } else { false } }

  /// Whether two values are the same word for word: 1 and 1.0 are not, nor are 0.0 and -0.0.
  func isIdentical(to other: PlainValue) -> Bool {
    switch (self, other) {
    case (.missing, .missing): true
    case (.boolean(let a), .boolean(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.number(let a), .number(let b)): a.bitPattern == b.bitPattern
    case (.text(let a), .text(let b)): a.equals(b)
    case (.moment(let a), .moment(let b)): a == b
    case (.table(let a), .table(let b)): a == b
    case (.function(let a), .function(let b)): a == b
    default: false
    }
  }

  /// Lua's `==` without metamethods; nil where host objects are involved.
  func equals(_ other: PlainValue) -> Bool? {
    switch (self, other) {
    case (.other, _), (_, .other): nil
    case (.number(let a), .number(let b)): a == b
    case (.integer(let a), .number(let b)): Int64(exactly: b) == a
    case (.number(let a), .integer(let b)): Int64(exactly: a) == b
    default: isIdentical(to: other)
    }
  }

  /// Lua's `<` and `<=` where missing values compare as false; nil where it raises an error, or
  /// where a metamethod decides.
  func compares(_ comparison: Comparison, to other: PlainValue) -> Bool? {
    switch (self, other) {
    case (.other, _), (_, .other), (.table, _), (_, .table): return nil
    case (.missing, _), (_, .missing): return false
    case (.integer(let a), .integer(let b)): return comparison == .less ? a < b : a <= b
    case (.number(let a), .number(let b)): return comparison == .less ? a < b : a <= b
    case (.integer(let a), .number(let b)):
      return comparison == .less ? a.isLess(than: b) : a.isAtMost(b)
    case (.number(let a), .integer(let b)):
      return !a.isNaN && !(comparison == .less ? b.isAtMost(a) : b.isLess(than: a))
    case (.text(let a), .text(let b)): return comparison == .less ? a.precedes(b) : !b.precedes(a)
    case (.moment(let a), .moment(let b)):
      let (x, y) = (Moments.micros(a), Moments.micros(b))
      return comparison == .less ? x < y : x <= y
    default: return nil
    }
  }
}

extension Int64 {
  /// Exactly, without rounding the integer; false for NaN.
  func isLess(than number: Double) -> Bool {
    if number >= 0x1p63 { return true }
    guard number > -0x1p63 else { return false }
    return self < Int64(number.rounded(.up))
  }

  func isAtMost(_ number: Double) -> Bool {
    if number >= 0x1p63 { return true }
    guard number >= -0x1p63 else { return false }
    return self <= Int64(number.rounded(.down))
  }
}

/// Dates and timestamps as Lua holds them.
enum Moments {
  /// Days either way that dates made by arithmetic may reach (see `moments.c`).
  static let limit: Int64 = 5_000_000

  static func isTimestamp(_ moment: Int64) -> Bool { moment & 1 != 0 }
  static func value(_ moment: Int64) -> Int64 { moment >> 1 }

  /// Microseconds since 1970; a date is its midnight.
  static func micros(_ moment: Int64) -> Int64 {
    isTimestamp(moment) ? value(moment) : value(moment) &* Calendar.microsPerDay
  }
}
