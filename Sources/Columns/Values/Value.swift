/// One cell, taken out of its column. For printing, options and tests; kernels work on columns.
public enum Value: Sendable, Equatable {
  case missing
  case boolean(Bool)
  case integer(Int64)
  case number(Double)
  /// Days since 1970-01-01.
  case date(Int32)
  /// Microseconds since 1970-01-01 00:00 UTC.
  case timestamp(Int64)
  case text(String)

  public var type: ColumnType? {
    switch self {
    case .missing: nil
    case .boolean: .boolean
    case .integer: .integer
    case .number: .number
    case .date: .date
    case .timestamp: .timestamp
    case .text: .text
    }
  }

  public var isMissing: Bool { self == .missing }

  /// The value of an integer or a number.
  public var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// How the value is written to a CSV file; a missing one is empty.
  public var written: String {
    switch self {
    case .missing: ""
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value): value.written
    case .date(let days): Calendar.text(days: days)
    case .timestamp(let micros): Calendar.text(micros: micros)
    case .text(let text): text
    }
  }
}

extension Double {
  /// The shortest digits that read back as this number, without a needless `.0` or exponent.
  public var written: String {
    if isNaN { return "nan" }
    if isInfinite { return self < 0 ? "-inf" : "inf" }
    if self == rounded(), magnitude < 1e15 {
      return self == 0 && sign == .minus ? "-0.0" : "\(Int64(self)).0"
    }
    return description
  }
}
