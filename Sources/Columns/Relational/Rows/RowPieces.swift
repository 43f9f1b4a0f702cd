import Basics

extension Parallel {
  /// Rows below which a second thread costs more than it brings.
  static let worthSplitting = 1 << 17

  /// Calls `body` with pieces that cover `0..<count` rows, on all cores when there are many rows.
  ///
  /// Every piece begins at a multiple of 64 rows, so that it owns whole words of a bitmap. How
  /// rows are cut into pieces depends on `count` alone, never on the machine.
  @inline(__always)
  static func overRows<Failure: Error>(
    _ count: Int, size: Int = 1 << 16, _ body: @Sendable (Range<Int>) throws(Failure) -> Void
  ) throws(Failure) {
    if count == 0 { return }
    if count < worthSplitting { return try body(0..<count) }
    let pieces = (count + size - 1) / size
    try forEach(pieces) { (piece: Int) throws(Failure) in
      try body(piece * size..<min(count, (piece + 1) * size))
    }
  }
}

/// Rows that take part in an operation: those of `mask` whose cell is present.
///
/// Loops go over whole words of 64 rows, so that a word without any row costs one test, and a
/// full one no test a row.
struct Chosen: Sendable {
  let count: Int
  let mask: Bitmap?
  let present: Bitmap?

  init(_ count: Int, mask: Bitmap?, present: Bitmap?) {
    self.count = count
    self.mask = mask
    self.present = present
  }

  var isEverything: Bool { mask == nil && present == nil }

  /// Calls `body` with each chosen row of `range`, in order.
  ///
  /// - Precondition: `range` begins at a multiple of 64 and lies within the rows.
  @inline(__always)
  func forEach(in range: Range<Int>, _ body: (Int) -> Void) {
    if isEverything {
      var row = range.lowerBound
      while row < range.upperBound {
        body(row)
        row += 1
      }
      return
    }
    let mask = mask?.words.base
    let present = present?.words.base
    var index = range.lowerBound >> 6
    let end = (range.upperBound + 63) >> 6
    while index < end {
      var word = (mask?[index] ?? ~0) & (present?[index] ?? ~0)
      var row = index << 6
      let rest = range.upperBound - row
      if rest < 64 { word &= (1 << UInt64(rest)) - 1 }
      if word == ~0 {
        let stop = row + 64
        while row < stop {
          body(row)
          row += 1
        }
      } else {
        while word != 0 {
          body(row + word.trailingZeroBitCount)
          word &= word - 1
        }
      }
      index += 1
    }
  }

  /// Calls `body` with the first row of each 64 rows of `range`, and a word whose bits say which
  /// of them are chosen.
  ///
  /// - Precondition: `range` begins at a multiple of 64 and lies within the rows.
  @inline(__always)
  func forEachWord(in range: Range<Int>, _ body: (Int, UInt64) -> Void) {
    let mask = mask?.words.base
    let present = present?.words.base
    var row = range.lowerBound
    while row < range.upperBound {
      var word = (mask?[row >> 6] ?? ~0) & (present?[row >> 6] ?? ~0)
      if range.upperBound - row < 64 { word &= (1 << UInt64(range.upperBound - row)) - 1 }
      body(row, word)
      row += 64
    }
  }

  /// How many rows are chosen.
  var countOfRows: Int {
    if isEverything { return count }
    let mask = mask?.words.base
    let present = present?.words.base
    var total = 0
    for index in 0..<(count + 63) >> 6 {
      total += ((mask?[index] ?? ~0) & (present?[index] ?? ~0)).nonzeroBitCount
    }
    return total
  }

  /// The chosen rows as a bitmap, or nil when all are chosen.
  var bitmap: Bitmap? {
    switch (mask, present) {
    case (nil, nil): nil
    case (let some?, nil), (nil, let some?): some
    case (let mask?, let present?): mask.and(present)
    }
  }
}
