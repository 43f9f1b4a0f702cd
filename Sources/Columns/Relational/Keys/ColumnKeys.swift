import Basics

/// Cells that number themselves: a code is the cell's distance from the lowest one.
struct DirectKeys: Sendable, Equatable {
  let lowest: Int64
  /// How many codes present cells can have: `0..<span`.
  let span: Int

  init(lowest: Int64, span: Int) {
    self.lowest = lowest
    self.span = span
  }

  /// Codes for all integers of a range, or nil if they would be more than `limit`.
  init?(_ range: ClosedRange<Int64>, limit: Int) {
    let (distance, overflow) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
    guard !overflow, distance < Int64(limit) else { return nil }
    self.init(lowest: range.lowerBound, span: Int(distance) + 1)
  }
}

/// Cells as something that can be hashed.
enum HashableKeys: Sendable {
  case words(Buffer<Int64>)
  case texts(Buffer<TextView>)
}

extension Column {
  /// How the cells number themselves, or nil if that would take more than `limit` codes.
  ///
  /// Dictionary codes and booleans always do; dates, integers and moments do when they lie close
  /// together. O(1), or one pass over integers.
  func directKeys(limit: Int) -> DirectKeys? {
    switch storage {
    case .boolean: return DirectKeys(lowest: 0, span: 2)
    case .coded(_, let dictionary): return DirectKeys(lowest: 0, span: dictionary.count)
    case .date(let cells): return span(of: cells, limit: limit)
    case .integer(let cells), .timestamp(let cells): return span(of: cells, limit: limit)
    case .number, .text: return nil
    }
  }

  private func span<Cell: FixedWidthInteger & BitwiseCopyable & Sendable>(
    of cells: Buffer<Cell>, limit: Int
  ) -> DirectKeys? {
    let chosen = Chosen(count, mask: nil, present: validity)
    let pieces = Parallel.ranges(count)
    let extremes = Buffer<Cell>(count: pieces.count * 2)
    Parallel.forEach(pieces.count) { piece in
      let cells = cells.base
      var (low, high) = (Cell.max, Cell.min)
      chosen.forEach(in: pieces[piece]) { row in
        low = min(low, cells[row])
        high = max(high, cells[row])
      }
      extremes.base[2 * piece] = low
      extremes.base[2 * piece + 1] = high
    }
    var (low, high) = (Cell.max, Cell.min)
    for piece in 0..<pieces.count {
      low = min(low, extremes.base[2 * piece])
      high = max(high, extremes.base[2 * piece + 1])
    }
    if low > high { return DirectKeys(lowest: 0, span: 0) }
    return DirectKeys(Int64(low)...Int64(high), limit: limit)
  }

  /// The cells as words or texts: equal exactly when the keys are. Slots of missing cells hold
  /// anything.
  func hashableKeys() -> HashableKeys {
    switch storage {
    case .boolean(let cells): .words(cells.mapped { Int64($0) })
    case .date(let cells): .words(cells.mapped { Int64($0) })
    case .integer(let cells), .timestamp(let cells): .words(cells)
    case .number(let cells): .words(cells.mapped(Self.word))
    case .text(let views, _): .texts(views)
    case .coded: .texts(textViews() ?? Buffer(count: 0))
    }
  }

  /// A number's key: all NaN are one key, and so are 0 and -0.
  @inline(__always)
  static func word(_ number: Double) -> Int64 {
    if number.isNaN { return Int64(bitPattern: Double.nan.bitPattern) }
    return Int64(bitPattern: (number + 0).bitPattern)
  }

  /// Calls `body` with each row of `range` and its code: `direct.span` where the cell is missing.
  ///
  /// - Precondition: `direct` came from this column.
  @inline(__always)
  func forEachCode(_ direct: DirectKeys, in range: Range<Int>, _ body: (Int, UInt32) -> Void) {
    switch storage {
    case .boolean(let cells): codes(cells, direct, range, body)
    case .date(let cells): codes(cells, direct, range, body)
    case .integer(let cells), .timestamp(let cells): codes(cells, direct, range, body)
    case .coded(let cells, _):
      // The code of a missing cell is the number of entries: just what is wanted.
      let cells = cells.base
      for row in range { body(row, UInt32(cells[row])) }
    case .number, .text: break
    }
  }

  @inline(__always)
  private func codes<Cell: FixedWidthInteger & BitwiseCopyable>(
    _ cells: Buffer<Cell>, _ direct: DirectKeys, _ range: Range<Int>, _ body: (Int, UInt32) -> Void
  ) {
    let cells = cells.base
    let lowest = direct.lowest
    guard let present = validity?.words.base else {
      for row in range {
        body(row, UInt32(truncatingIfNeeded: Int64(truncatingIfNeeded: cells[row]) &- lowest))
      }
      return
    }
    let missing = UInt32(truncatingIfNeeded: direct.span)
    for row in range {
      let code = UInt32(truncatingIfNeeded: Int64(truncatingIfNeeded: cells[row]) &- lowest)
      body(row, present[row >> 6] >> UInt64(row & 63) & 1 == 0 ? missing : code)
    }
  }
}
