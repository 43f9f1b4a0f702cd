import Basics

/// One bit a row: which rows are chosen, or which cells hold a value.
///
/// Bits past `count` are always zero, so whole words can be counted and combined.
public final class Bitmap: @unchecked Sendable {
  public let count: Int
  /// `(count + 63) / 64` words, the first row in the lowest bit.
  public let words: Buffer<UInt64>

  /// All bits set, or all clear.
  public init(count: Int, filled: Bool = false) {
    self.count = count
    words = Buffer(count: (count + 63) / 64, zeroed: true)
    if filled {
      words.base.initialize(repeating: ~0, count: words.count)
      clearTail()
    }
  }

  /// Bits that are there already.
  ///
  /// - Precondition: `words` has `(count + 63) / 64` elements, and bits past `count` are clear.
  init(count: Int, words: Buffer<UInt64>) {
    precondition(words.count == (count + 63) / 64)
    self.count = count
    self.words = words
  }

  public convenience init(_ bits: some Collection<Bool>) {
    self.init(count: bits.count)
    for (row, bit) in bits.enumerated() where bit { words.base[row >> 6] |= 1 << UInt64(row & 63) }
  }

  /// One bit for each row, worked out by `bit`.
  public convenience init(count: Int, where bit: (Int) throws -> Bool) rethrows {
    self.init(count: count)
    let words = words.base
    for row in 0..<count where try bit(row) { words[row >> 6] |= 1 << UInt64(row & 63) }
  }

  /// One bit for each row, worked out by `bit` on all cores.
  public static func parallel(_ count: Int, _ bit: @Sendable (Int) -> Bool) -> Bitmap {
    let result = Bitmap(count: count)
    let words = result.words
    let ranges = Parallel.ranges(count)
    Parallel.forEach(ranges.count) { piece in
      // Ranges begin at multiples of 64 rows: no word is written twice.
      let to = words.base
      for first in stride(from: ranges[piece].lowerBound, to: ranges[piece].upperBound, by: 64) {
        var word: UInt64 = 0
        for row in first..<min(first + 64, ranges[piece].upperBound) where bit(row) {
          word |= 1 << UInt64(row & 63)
        }
        to[first >> 6] = word
      }
    }
    return result
  }

  public subscript(row: Int) -> Bool {
    @inline(__always) get {
      precondition(row >= 0 && row < count)
      return words.base[row >> 6] >> UInt64(row & 63) & 1 != 0
    }
    @inline(__always) set {
      precondition(row >= 0 && row < count)
      if newValue {
        words.base[row >> 6] |= 1 << UInt64(row & 63)
      } else {
        words.base[row >> 6] &= ~(1 << UInt64(row & 63))
      }
    }
  }

  /// How many bits are set. O(*n*/64).
  public var countOfSet: Int {
    var total = 0
    for word in words.elements { total += word.nonzeroBitCount }
    return total
  }

  public var isFull: Bool { countOfSet == count }

  public func and(_ other: Bitmap) -> Bitmap { combined(other) { $0 & $1 } }
  public func or(_ other: Bitmap) -> Bitmap { combined(other) { $0 | $1 } }
  public func subtracting(_ other: Bitmap) -> Bitmap { combined(other) { $0 & ~$1 } }

  public func inverted() -> Bitmap {
    let result = Bitmap(count: count)
    for index in 0..<words.count { result.words.base[index] = ~words.base[index] }
    result.clearTail()
    return result
  }

  /// Calls `body` with each row whose bit is set, in order.
  @inline(__always)
  public func forEachSet(_ body: (Int) throws -> Void) rethrows {
    for index in 0..<words.count {
      var word = words.base[index]
      while word != 0 {
        try body(index << 6 + word.trailingZeroBitCount)
        word &= word - 1
      }
    }
  }

  /// The rows whose bit is set, in order.
  public func rows() -> Buffer<UInt32> {
    let rows = Buffer<UInt32>(count: countOfSet)
    var next = 0
    forEachSet {
      rows.base[next] = UInt32(truncatingIfNeeded: $0)
      next += 1
    }
    return rows
  }

  /// Must be called by whoever writes whole words.
  public func clearTail() {
    if count & 63 != 0 { words.base[words.count - 1] &= (1 << UInt64(count & 63)) - 1 }
  }

  private func combined(_ other: Bitmap, _ body: (UInt64, UInt64) -> UInt64) -> Bitmap {
    precondition(count == other.count)
    let result = Bitmap(count: count)
    for index in 0..<words.count {
      result.words.base[index] = body(words.base[index], other.words.base[index])
    }
    return result
  }
}
