import Basics
import Columns

extension Column {
  /// Integers and numbers as doubles; NaN where a cell is missing or not finite, and everywhere if
  /// the column is not numeric.
  ///
  /// For loops over many rows: a column is asked once, not once a cell.
  func finiteDoubles() -> Buffer<Double> {
    let result = Buffer<Double>(count: count)
    let ranges = Parallel.ranges(count)
    let validity = validity
    switch storage {
    case .integer(let cells):
      Parallel.forEach(ranges.count) { piece in
        let (from, to) = (cells.base, result.base)
        for row in ranges[piece] { to[row] = Double(from[row]) }
      }
    case .number(let cells):
      Parallel.forEach(ranges.count) { piece in
        let (from, to) = (cells.base, result.base)
        for row in ranges[piece] { to[row] = from[row].isFinite ? from[row] : .nan }
      }
    default:
      result.base.initialize(repeating: .nan, count: count)
      return result
    }
    if let validity {
      let absent = validity.inverted()
      absent.forEachSet { result.base[$0] = .nan }
    }
    return result
  }

  /// What ``days()`` has for a missing cell.
  static let noDay = Int32.min

  /// Days since 1970-01-01 of dates and timestamps; ``noDay`` where a cell is missing, and
  /// everywhere if the column is neither.
  func days() -> Buffer<Int32> {
    let result = Buffer<Int32>(count: count)
    let ranges = Parallel.ranges(count)
    switch storage {
    case .date(let cells):
      Parallel.forEach(ranges.count) { piece in
        let (from, to) = (cells.base, result.base)
        for row in ranges[piece] { to[row] = from[row] }
      }
    case .timestamp(let cells):
      Parallel.forEach(ranges.count) { piece in
        let (from, to) = (cells.base, result.base)
        for row in ranges[piece] { to[row] = Int32(clamping: Calendar.split(from[row]).days) }
      }
    default:
      result.base.initialize(repeating: Self.noDay, count: count)
      return result
    }
    if let validity {
      let absent = validity.inverted()
      absent.forEachSet { result.base[$0] = Self.noDay }
    }
    return result
  }
}

extension Bitmap {
  /// Calls `body` with each row of a range whose bit is set, in order.
  ///
  /// - Precondition: the range begins at a multiple of 64, and ends at one or at the last row.
  @inline(__always)
  func forEachSet(in range: Range<Int>, _ body: (Int) -> Void) {
    let words = words.base
    for index in range.lowerBound >> 6..<(range.upperBound + 63) >> 6 {
      var word = words[index]
      while word != 0 {
        body(index << 6 + word.trailingZeroBitCount)
        word &= word - 1
      }
    }
  }
}
