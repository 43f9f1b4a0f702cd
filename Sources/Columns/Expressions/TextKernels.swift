import CScan

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension TextView {
  /// The 1-based position of the first byte of `part`, or 0 if it does not occur. An empty part
  /// is at 1.
  public func position(of part: TextView) -> Int {
    withBytes { text in part.withBytes { part in TextKernels.position(text, part) } }
  }
}

extension TextMatch {
  /// Whether a text matches a pattern: what the kernels do, one row at a time.
  public func holds(in text: TextView, _ pattern: TextView) -> Bool {
    text.withBytes { text in pattern.withBytes { pattern in holds(text, pattern) } }
  }

  @inline(__always)
  func holds(
    _ text: UnsafeBufferPointer<UInt8>, _ pattern: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    switch self {
    case .contains: return TextKernels.position(text, pattern) > 0
    case .startsWith:
      return text.count >= pattern.count && TextKernels.same(text, 0, pattern)
    case .endsWith:
      return text.count >= pattern.count
        && TextKernels.same(text, text.count - pattern.count, pattern)
    case .hasMember: return TextKernels.hasMember(text, pattern)
    }
  }
}

/// Loops over a batch of texts.
enum TextKernels {
  typealias Texts = UnsafePointer<TextView>
  typealias Bytes = UnsafeBufferPointer<UInt8>

  /// Longer texts than this are not made: the row is left to whoever evaluates it another way.
  static let longest = 1 << 28

  @inline(__always)
  static func same(_ text: Bytes, _ offset: Int, _ pattern: Bytes) -> Bool {
    guard pattern.count > 0, let a = text.baseAddress, let b = pattern.baseAddress else {
      return true
    }
    return memcmp(a + offset, b, pattern.count) == 0
  }

  /// The 1-based position of the first byte of `pattern` in `text`, or 0.
  @inline(__always)
  static func position(_ text: Bytes, _ pattern: Bytes) -> Int {
    guard pattern.count > 0, let needle = pattern.baseAddress else { return 1 }
    guard text.count >= pattern.count, let start = text.baseAddress else { return 0 }
    return row_find(start, text.count, needle, pattern.count) + 1
  }

  /// Whether `member` is one of the parts between `;`, without the spaces and tabs around them.
  static func hasMember(_ text: Bytes, _ member: Bytes) -> Bool {
    var start = 0
    while start <= text.count {
      var end = start
      while end < text.count && text[end] != 0x3b { end += 1 }
      var (a, b) = (start, end)
      while a < b && (text[a] == 0x20 || text[a] == 0x09) { a += 1 }
      while b > a && (text[b - 1] == 0x20 || text[b - 1] == 0x09) { b -= 1 }
      if b > a && b - a == member.count {
        var index = 0
        while index < member.count && folded(text[a + index]) == folded(member[index]) {
          index += 1
        }
        if index == member.count { return true }
      }
      start = end + 1
    }
    return false
  }

  @inline(__always)
  private static func folded(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }

  @inline(never)
  static func match(
    _ match: TextMatch, _ a: Texts, _ pattern: TextView, _ count: Int,
    _ out: UnsafeMutablePointer<UInt8>
  ) {
    pattern.withBytes { pattern in
      for row in 0..<count { out[row] = a[row].withBytes { match.holds($0, pattern) } ? 255 : 0 }
    }
  }

  @inline(never)
  static func equals(
    _ a: Texts, _ text: TextView, _ count: Int, _ out: UnsafeMutablePointer<UInt8>
  ) {
    for row in 0..<count { out[row] = a[row].equals(text) ? 255 : 0 }
  }

  @inline(never)
  static func compare(
    _ opcode: Opcode, _ a: Texts, _ b: Texts, _ count: Int, _ out: UnsafeMutablePointer<UInt8>
  ) {
    switch opcode {
    case .maskTextsLess: for row in 0..<count { out[row] = a[row].precedes(b[row]) ? 255 : 0 }
    case .maskTextsAtMost: for row in 0..<count { out[row] = b[row].precedes(a[row]) ? 0 : 255 }
    default: for row in 0..<count { out[row] = a[row].equals(b[row]) ? 255 : 0 }
    }
  }

  @inline(never)
  static func lengths(_ a: Texts, _ count: Int, _ out: UnsafeMutablePointer<Int64>) {
    for row in 0..<count { out[row] = Int64(a[row].count) }
  }

  @inline(never)
  static func positions(
    _ a: Texts, _ pattern: TextView, _ count: Int, _ out: UnsafeMutablePointer<Int64>
  ) {
    pattern.withBytes { pattern in
      for row in 0..<count { out[row] = Int64(a[row].withBytes { position($0, pattern) }) }
    }
  }

  @inline(never)
  static func choose(
    _ mask: UnsafePointer<UInt8>, _ a: Texts, _ b: Texts, _ count: Int,
    _ out: UnsafeMutablePointer<TextView>
  ) {
    for row in 0..<count { out[row] = mask[row] != 0 ? a[row] : b[row] }
  }

  @inline(never)
  static func pool(
    _ numbers: UnsafePointer<Int64>, _ texts: UnsafeBufferPointer<TextView>, _ count: Int,
    _ out: UnsafeMutablePointer<TextView>
  ) {
    for row in 0..<count {
      // Rows that no result looks at may hold any number.
      let number = Int(truncatingIfNeeded: numbers[row])
      out[row] = number >= 0 && number < texts.count ? texts[number] : TextView()
    }
  }

  // MARK: Making texts

  @inline(never)
  static func change(
    _ opcode: Opcode, _ a: Texts, _ count: Int, _ arena: TextArena, _ buffer: inout [UInt8],
    _ out: UnsafeMutablePointer<TextView>
  ) {
    for row in 0..<count {
      out[row] = a[row].withBytes { text in
        if buffer.count < text.count { buffer = [UInt8](repeating: 0, count: text.count * 2) }
        return buffer.withUnsafeMutableBufferPointer { space in
          switch opcode {
          case .textLower: for i in 0..<text.count { space[i] = folded(text[i]) }
          case .textUpper:
            for i in 0..<text.count {
              space[i] = text[i] &- 0x61 < 26 ? text[i] & ~0x20 : text[i]
            }
          default: for i in 0..<text.count { space[i] = text[text.count - 1 - i] }
          }
          return arena.view(Bytes(start: space.baseAddress, count: text.count))
        }
      }
    }
  }

  /// Two texts as one that fits into a view. Both are short then, and hold their bytes themselves.
  @inline(__always)
  private static func joined(_ a: TextView, _ b: TextView) -> TextView {
    var result = TextView()
    withUnsafeMutableBytes(of: &result) { space in
      withUnsafeBytes(of: a) { space.baseAddress!.copyMemory(from: $0.baseAddress!, byteCount: 16) }
      withUnsafeBytes(of: b) { bytes in
        for index in 0..<b.count { space[4 + a.count + index] = bytes[4 + index] }
      }
    }
    result.head = result.head & ~0xffff_ffff | UInt64(a.count + b.count)
    return result
  }

  /// False if a text would be too long; its place holds an empty one then.
  @inline(never)
  static func concatenate(
    _ a: Texts, _ b: Texts, _ count: Int, _ arena: TextArena, _ buffer: inout [UInt8],
    _ out: UnsafeMutablePointer<TextView>
  ) -> Bool {
    var whole = true
    for row in 0..<count {
      let (x, y) = (a[row], b[row])
      let total = x.count + y.count
      if total > longest {
        whole = false
        out[row] = TextView()
        continue
      }
      if total <= TextView.inlineLimit {
        out[row] = joined(x, y)
        continue
      }
      if buffer.count < total { buffer = [UInt8](repeating: 0, count: total * 2) }
      out[row] = buffer.withUnsafeMutableBufferPointer { space in
        guard let start = space.baseAddress else { return TextView() }
        x.withBytes { if let base = $0.baseAddress { memcpy(start, base, $0.count) } }
        y.withBytes { if let base = $0.baseAddress { memcpy(start + x.count, base, $0.count) } }
        return arena.view(Bytes(start: start, count: total))
      }
    }
    return whole
  }

  @inline(never)
  static func parts(
    _ a: Texts, _ first: UnsafePointer<Int64>, _ last: UnsafePointer<Int64>, _ count: Int,
    _ arena: TextArena, _ out: UnsafeMutablePointer<TextView>
  ) {
    for row in 0..<count {
      let length = Int64(a[row].count)
      var (start, end) = (first[row], last[row])
      if start < 0 {
        start = start < -length ? 1 : length + start + 1
      } else {
        start = max(start, 1)
      }
      if end > length {
        end = length
      } else if end < 0 {
        end = end < -length ? 0 : length + end + 1
      }
      if start > end {
        out[row] = TextView()
      } else {
        out[row] = a[row].withBytes { arena.view(Bytes(rebasing: $0[Int(start - 1)..<Int(end)])) }
      }
    }
  }

  @inline(never)
  static func digits(
    _ a: UnsafePointer<Int64>, _ count: Int, _ arena: TextArena,
    _ out: UnsafeMutablePointer<TextView>
  ) {
    // 19 digits and a sign.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { space in
      for row in 0..<count {
        var rest = a[row].magnitude
        var start = 20
        repeat {
          start -= 1
          space[start] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
          rest /= 10
        } while rest > 0
        if a[row] < 0 {
          start -= 1
          space[start] = 0x2d
        }
        out[row] = arena.view(Bytes(rebasing: space[start..<20]))
      }
    }
  }

  @inline(never)
  static func digits(
    _ a: UnsafePointer<Double>, _ count: Int, _ arena: TextArena,
    _ out: UnsafeMutablePointer<TextView>
  ) {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 40) { space in
      guard let start = space.baseAddress else { return }
      for row in 0..<count {
        let length = Int(row_number_text(a[row], start))
        out[row] = start.withMemoryRebound(to: UInt8.self, capacity: 40) {
          arena.view(Bytes(start: $0, count: length))
        }
      }
    }
  }
}
