/// The days of a date or timestamp column, for loops over many rows: the column is asked once.
///
/// Valid for as long as the column is held.
public struct DayCells: @unchecked Sendable {
  private let days: UnsafePointer<Int32>?
  private let micros: UnsafePointer<Int64>?
  private let present: UnsafePointer<UInt64>?

  /// nil if the column holds no dates.
  public init?(_ column: Column) {
    switch column.storage {
    case .date(let cells): (days, micros) = (UnsafePointer(cells.base), nil)
    case .timestamp(let cells): (days, micros) = (nil, UnsafePointer(cells.base))
    default: return nil
    }
    present = column.validity.map { UnsafePointer($0.words.base) }
  }

  /// Days since 1970-01-01, or nil where the cell is missing. - Precondition: `row` is one.
  @inline(__always)
  public subscript(row: Int) -> Int32? {
    if let present, present[row >> 6] >> UInt64(row & 63) & 1 == 0 { return nil }
    if let days { return days[row] }
    return micros.map { Int32(clamping: Calendar.split($0[row]).days) }
  }
}

/// The values of an integer or number column, for loops over many rows: the column is asked once.
///
/// Valid for as long as the column is held.
public struct NumberCells: @unchecked Sendable {
  private let integers: UnsafePointer<Int64>?
  private let numbers: UnsafePointer<Double>?
  private let present: UnsafePointer<UInt64>?

  /// nil if the column is not numeric.
  public init?(_ column: Column) {
    switch column.storage {
    case .integer(let cells): (integers, numbers) = (UnsafePointer(cells.base), nil)
    case .number(let cells): (integers, numbers) = (nil, UnsafePointer(cells.base))
    default: return nil
    }
    present = column.validity.map { UnsafePointer($0.words.base) }
  }

  /// The value, or nil where the cell is missing. - Precondition: `row` is one.
  @inline(__always)
  public subscript(row: Int) -> Double? {
    if let present, present[row >> 6] >> UInt64(row & 63) & 1 == 0 { return nil }
    if let numbers { return numbers[row] }
    return integers.map { Double($0[row]) }
  }
}
