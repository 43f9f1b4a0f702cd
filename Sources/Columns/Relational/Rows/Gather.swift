import Basics

extension Buffer {
  /// The elements at `rows`. - Precondition: every row is in `0..<count`.
  func gathered(_ rows: Buffer<UInt32>) -> Buffer<Element> {
    let result = Buffer<Element>(count: rows.count)
    Parallel.overRows(rows.count) { range in
      let (source, target, rows) = (self.base, result.base, rows.base)
      for index in range { target[index] = source[Int(rows[index])] }
    }
    return result
  }

  /// The elements at `rows`, and `none` where the row is negative.
  ///
  /// - Precondition: every row is below `count`.
  func gathered(optional rows: Buffer<Int32>, none: Element) -> Buffer<Element>
  where Element: Sendable {
    let result = Buffer<Element>(count: rows.count)
    Parallel.overRows(rows.count) { range in
      let (source, target, rows) = (self.base, result.base, rows.base)
      for index in range {
        let row = Int(rows[index])
        target[index] = row < 0 ? none : source[row]
      }
    }
    return result
  }

  /// The element at each of `places`. - Precondition: every place is in `0..<count`.
  func looked<Place: FixedWidthInteger & BitwiseCopyable & Sendable>(
    up places: Buffer<Place>
  ) -> Buffer<Element> {
    let result = Buffer<Element>(count: places.count)
    Parallel.overRows(places.count) { range in
      let (source, target, places) = (self.base, result.base, places.base)
      for index in range { target[index] = source[Int(truncatingIfNeeded: places[index])] }
    }
    return result
  }

  /// The elements of `range`. - Precondition: `range` lies within the buffer.
  func copied(_ range: Range<Int>) -> Buffer<Element> {
    let result = Buffer<Element>(count: range.count)
    result.base.update(from: base + range.lowerBound, count: range.count)
    return result
  }

  /// Every element changed by `change`, on all cores.
  @inline(__always)
  func mapped<Other: BitwiseCopyable>(_ change: @Sendable (Element) -> Other) -> Buffer<Other> {
    let result = Buffer<Other>(count: count)
    Parallel.overRows(count) { range in
      let (source, target) = (self.base, result.base)
      for index in range { target[index] = change(source[index]) }
    }
    return result
  }
}

extension Buffer where Element == UInt32 {
  /// Whether every element is below `bound`.
  func allBelow(_ bound: Int) -> Bool {
    var largest: UInt32 = 0
    for element in elements { largest = max(largest, element) }
    return count == 0 || Int(largest) < bound
  }
}

extension Buffer where Element == Int32 {
  /// Whether every element is below `bound`.
  func allBelow(_ bound: Int) -> Bool {
    var largest: Int32 = -1
    for element in elements { largest = max(largest, element) }
    return Int(largest) < bound
  }
}

extension Bitmap {
  /// The bits at `rows`. - Precondition: every row is in `0..<count`.
  func gathered(_ rows: Buffer<UInt32>) -> Bitmap {
    Bitmap(count: rows.count) { words, range in
      let (source, rows) = (self.words.base, rows.base)
      Self.fill(words, range) { index in
        let row = Int(rows[index])
        return source[row >> 6] >> UInt64(row & 63) & 1
      }
    }
  }

  /// The bits at `rows`, clear where the row is negative. Without a bitmap all bits count as set.
  static func gathered(_ bits: Bitmap?, optional rows: Buffer<Int32>) -> Bitmap {
    Bitmap(count: rows.count) { words, range in
      let rows = rows.base
      guard let source = bits?.words.base else {
        return fill(words, range) { rows[$0] < 0 ? 0 : 1 }
      }
      fill(words, range) { index in
        let row = Int(rows[index])
        return row < 0 ? 0 : source[row >> 6] >> UInt64(row & 63) & 1
      }
    }
  }

  /// The bits of `range`. - Precondition: `range` lies within the bitmap.
  func copied(_ range: Range<Int>) -> Bitmap {
    let result = Bitmap(count: range.count)
    let (source, target) = (words.base, result.words.base)
    let first = range.lowerBound >> 6
    let shift = UInt64(range.lowerBound & 63)
    for index in 0..<result.words.count {
      var word = source[first + index] >> shift
      if shift > 0, first + index + 1 < words.count {
        word |= source[first + index + 1] << (64 - shift)
      }
      target[index] = word
    }
    result.clearTail()
    return result
  }

  /// A bitmap whose words are written piece by piece, on all cores.
  ///
  /// `write` gets the words and a range of rows that begins at a multiple of 64; it must leave
  /// bits past the end of the range clear.
  convenience init(
    count: Int, write: @Sendable (UnsafeMutablePointer<UInt64>, Range<Int>) -> Void
  ) {
    self.init(count: count)
    let words = words
    Parallel.overRows(count) { write(words.base, $0) }
  }

  /// Writes one bit (0 or 1) for each row of `range`.
  @inline(__always)
  static func fill(
    _ words: UnsafeMutablePointer<UInt64>, _ range: Range<Int>, _ bit: (Int) -> UInt64
  ) {
    var row = range.lowerBound
    while row < range.upperBound {
      let stop = min(row + 64, range.upperBound)
      var word: UInt64 = 0
      var shift: UInt64 = 0
      while row < stop {
        word |= bit(row) << shift
        shift &+= 1
        row += 1
      }
      words[(stop - 1) >> 6] = word
    }
  }
}
