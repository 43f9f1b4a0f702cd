/// A value of an expression pool: an integer, a number or a text for each row.
public struct ValueID: Hashable, Sendable {
  public let index: Int32

  init(_ index: Int) { self.index = Int32(index) }
}

/// What a value is held in while it is worked out.
public enum ValueKind: Sendable {
  /// 64-bit integers; also days, microseconds, and numbers of texts in the pool.
  case integer
  /// Doubles.
  case number
  /// Texts.
  case text
}

/// Integer arithmetic that is not a sum: 64 bits, wrapping around.
public enum IntegerOperation: UInt8, Hashable, Sendable {
  case multiply
  /// Rounded down. By zero gives zero: whoever builds the expression rules that out.
  case floorDivide
  /// With the sign of the divisor; by zero gives zero.
  case modulo
  case and
  case or
  case xor
  /// Bits shifted in are zero; 64 places or more leave none; negative counts shift right.
  case shiftLeft
  /// Truncated remainder, with the sign of the dividend; by zero gives zero.
  case remainder
}

/// Arithmetic on Doubles, each rounded once.
public enum NumberOperation: UInt8, Hashable, Sendable {
  case add
  case subtract
  case multiply
  case divide
  /// `floor(a / b)`.
  case floorDivide
  /// `fmod` brought to the sign of the divisor.
  case modulo
  /// `pow`, but `a * a` where b is 2.
  case power
  /// C's `fmod`.
  case remainder
  /// C's `atan2`.
  case arcTangent
}

/// Functions of one Double.
public enum NumberFunction: UInt8, Hashable, Sendable {
  case negate
  case floor
  case ceiling
  case magnitude
  case squareRoot
  case exponential
  case logarithm
  case logarithm2
  case logarithm10
  case sine
  case cosine
  case tangent
  case arcSine
  case arcCosine
}

/// Parts of a day counted from 1970-01-01, in the proleptic Gregorian calendar.
public enum CalendarPart: UInt8, Hashable, Sendable {
  case year
  case month
  case day
}

/// Texts made from one text.
public enum TextFunction: UInt8, Hashable, Sendable {
  /// ASCII letters only, as C's `tolower` in the C locale.
  case lower
  case upper
  case reverse
}

/// One step of an expression. Conditions are in it as diagrams, values by number.
enum ValueNode: Hashable {
  // Integers.
  case integer(Int64)
  /// An integer, date (days) or timestamp (microseconds) column; zero where missing.
  case integerColumn(Int)
  /// A table by dictionary code.
  case integerByCode(column: Int, table: Int)
  case sum(Int)
  case integerArithmetic(IntegerOperation, ValueID, ValueID)
  case chooseInteger(Condition, ValueID, ValueID)
  /// The integer a Double is equal to; unspecified where there is none.
  case whole(ValueID)
  case calendar(CalendarPart, ValueID)
  case textLength(ValueID)
  /// The 1-based position of text number `pattern` in a text, or 0.
  case textPosition(ValueID, pattern: Int)

  // Numbers.
  case number(UInt64)
  case numberColumn(Int)
  case numberByCode(column: Int, table: Int)
  case numberArithmetic(NumberOperation, ValueID, ValueID)
  case numberFunction(NumberFunction, ValueID)
  case fromInteger(ValueID)
  case chooseNumber(Condition, ValueID, ValueID)

  // Texts.
  case textColumn(Int)
  /// A text of the pool, by its number.
  case poolText(ValueID)
  case textFunction(TextFunction, ValueID)
  case concatenation(ValueID, ValueID)
  /// Bytes from the second to the third value, by the rules of Lua's `string.sub`.
  case textPart(ValueID, ValueID, ValueID)
  /// The decimal digits of an integer.
  case integerText(ValueID)
  /// A Double as C's `%.14g`, with `.0` if it would look like an integer.
  case numberText(ValueID)
  case chooseText(Condition, ValueID, ValueID)

  var kind: ValueKind {
    switch self {
    case .integer, .integerColumn, .integerByCode, .sum, .integerArithmetic, .chooseInteger, .whole,
      .calendar, .textLength, .textPosition:
      .integer
    case .number, .numberColumn, .numberByCode, .numberArithmetic, .numberFunction, .fromInteger,
      .chooseNumber:
      .number
    case .textColumn, .poolText, .textFunction, .concatenation, .textPart, .integerText,
      .numberText,
      .chooseText:
      .text
    }
  }
}

/// A text for each row, in one of two forms.
public enum TextValue: Hashable, Sendable {
  /// One of few texts that are all known: the number of a text in the pool, for each row.
  case known(ValueID)
  /// Any text.
  case any(ValueID)
}
