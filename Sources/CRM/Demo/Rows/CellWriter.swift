import Columns

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes of a CSV file in the making: a growing buffer that is kept and filled again for one
/// block of accounts after the other.
struct CellWriter: ~Copyable, @unchecked Sendable {
  // The only pointer to its bytes, and it cannot be copied: wherever the writer goes, they go.
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private(set) var count = 0
  /// How many lines have been ended since `clear()`.
  private(set) var rows = 0

  init(capacity: Int = 1 << 16) {
    self.capacity = capacity
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

  mutating func clear() {
    count = 0
    rows = 0
  }

  borrowing func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try body(UnsafeRawBufferPointer(start: base, count: count))
  }

  @inline(__always)
  private mutating func reserve(_ more: Int) {
    if capacity &- count < more { grow(more) }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let larger = max(capacity * 2, count + more)
    let fresh = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    fresh.update(from: base, count: count)
    base.deallocate()
    base = fresh
    capacity = larger
  }

  // MARK: Pieces of a cell

  @inline(__always)
  mutating func byte(_ byte: UInt8) {
    reserve(1)
    base[count] = byte
    count &+= 1
  }

  @inline(__always)
  mutating func text(_ word: UnsafeBufferPointer<UInt8>) {
    guard let start = word.baseAddress else { return }
    reserve(word.count)
    memcpy(base + count, start, word.count)
    count &+= word.count
  }

  /// Fixed text of this program, such as a header.
  @inline(__always)
  mutating func text(_ literal: StaticString) {
    text(UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  /// A whole number, with zeros in front up to `width` digits.
  @inline(__always)
  mutating func number(_ value: Int, width: Int = 1) {
    if value < 0 { byte(UInt8(ascii: "-")) }
    var rest = value.magnitude
    var digits = 1
    var limit: UInt = 10
    while digits < 19, rest >= limit {
      digits &+= 1
      limit &*= 10
    }
    digits = max(digits, width)
    reserve(digits)
    var place = count &+ digits
    while place > count {
      place &-= 1
      base[place] = UInt8(truncatingIfNeeded: rest % 10) &+ UInt8(ascii: "0")
      rest /= 10
    }
    count &+= digits
  }

  /// Hundredths as a decimal number, in its shortest form: 1250 is `12.5`, 1200 is `12`.
  @inline(__always)
  mutating func hundredths(_ value: Int) {
    if value < 0 { byte(UInt8(ascii: "-")) }
    let size = value.magnitude
    number(Int(size / 100))
    let rest = Int(size % 100)
    guard rest != 0 else { return }
    byte(UInt8(ascii: "."))
    if rest % 10 == 0 { number(rest / 10) } else { number(rest, width: 2) }
  }

  /// `2025-03-01`
  @inline(__always)
  mutating func date(_ days: Int) {
    let parts = Calendar.parts(days: days)
    number(parts.year, width: 4)
    byte(UInt8(ascii: "-"))
    number(parts.month, width: 2)
    byte(UInt8(ascii: "-"))
    number(parts.day, width: 2)
  }

  @inline(__always)
  mutating func flag(_ value: Bool) { if value { text("true") } else { text("false") } }

  /// `A00000042`: a letter and eight digits, then two more if the thing is one of several that
  /// belong to an account.
  @inline(__always)
  mutating func id(_ letter: Unicode.Scalar, _ account: Int, _ item: Int? = nil) {
    byte(UInt8(ascii: letter))
    number(account &+ 1, width: 8)
    if let item { number(item &+ 1, width: 2) }
  }

  // MARK: Cells and rows

  /// Ends a cell that is not the last.
  @inline(__always)
  mutating func comma() { byte(UInt8(ascii: ",")) }

  @inline(__always)
  mutating func endRow() {
    byte(UInt8(ascii: "\n"))
    rows &+= 1
  }

  /// Ends the header line, which is no row.
  mutating func endHeader() { byte(UInt8(ascii: "\n")) }

  /// Puts quotes round what was written since `start` if CSV needs them there (RFC 4180).
  mutating func quoteIfNeeded(since start: Int) {
    var quotes = 0
    var special = false
    for place in start..<max(start, count) {
      switch base[place] {
      case UInt8(ascii: "\""):
        quotes &+= 1
        special = true
      case UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"): special = true
      default: break
      }
    }
    guard special else { return }
    let more = quotes &+ 2
    reserve(more)
    var from = count
    var to = count &+ more
    count = to
    to &-= 1
    base[to] = UInt8(ascii: "\"")
    while from > start {
      from &-= 1
      to &-= 1
      base[to] = base[from]
      if base[from] == UInt8(ascii: "\"") {
        to &-= 1
        base[to] = UInt8(ascii: "\"")
      }
    }
    base[start] = UInt8(ascii: "\"")
  }

  // MARK: Changing letters in place, for dirt and slugs

  /// ASCII letters since `start` become capitals.
  mutating func capitalize(since start: Int) {
    for place in start..<max(start, count) {
      let byte = base[place]
      if byte >= UInt8(ascii: "a"), byte <= UInt8(ascii: "z") { base[place] = byte & 0xDF }
    }
  }

  /// ASCII letters since `start` become small.
  mutating func lowercase(since start: Int) {
    for place in start..<max(start, count) {
      let byte = base[place]
      if byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") { base[place] = byte | 0x20 }
    }
  }

  /// Drops the byte `offset` places after `start`, if it is a letter inside what was written:
  /// a typing mistake.
  mutating func dropLetter(since start: Int, offset: Int) {
    let place = start &+ offset
    guard offset >= 0, place < count, base[place] < 0x80, base[place] != UInt8(ascii: "\"") else {
      return
    }
    memmove(base + place, base + place + 1, count &- place &- 1)
    count &-= 1
  }

  /// A template with each `#` replaced by a digit.
  mutating func template(_ template: UnsafeBufferPointer<UInt8>, _ dice: inout Dice) {
    for symbol in template {
      if symbol == UInt8(ascii: "#") {
        byte(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: dice.below(10)))
      } else {
        byte(symbol)
      }
    }
  }
}
