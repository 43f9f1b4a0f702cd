#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A piece of text in 16 bytes: up to 12 bytes inside, longer ones as a pointer.
///
/// The lower half of `head` is the length; its upper half holds the first four bytes. `tail`
/// holds the next eight, or the address of all bytes in an arena that the column keeps alive.
/// Unused bytes are zero, so two short texts are equal exactly when both words are.
public struct TextView: BitwiseCopyable, Sendable {
  public var head: UInt64
  public var tail: UInt64

  public static let inlineLimit = 12

  public init() { (head, tail) = (0, 0) }

  /// A view of bytes that stay where they are for as long as the view is used.
  ///
  /// - Precondition: fewer than 2^32 bytes.
  @inline(__always)
  public init(_ bytes: UnsafePointer<UInt8>, count: Int) {
    head = UInt64(UInt32(count))
    tail = 0
    withUnsafeMutableBytes(of: &self) { raw in
      if count <= Self.inlineLimit {
        memcpy(raw.baseAddress! + 4, bytes, count)
      } else {
        memcpy(raw.baseAddress! + 4, bytes, 4)
        var address = UInt64(UInt(bitPattern: bytes))
        memcpy(raw.baseAddress! + 8, &address, 8)
      }
    }
  }

  public var count: Int { Int(head & 0xffff_ffff) }
  public var isEmpty: Bool { head & 0xffff_ffff == 0 }

  /// The first byte; 0 if there is none.
  public var firstByte: UInt8 { UInt8(truncatingIfNeeded: head >> 32) }

  /// The last byte; 0 if there is none.
  @inline(__always)
  public var lastByte: UInt8 {
    let count = count
    if count > Self.inlineLimit {
      return UnsafePointer<UInt8>(bitPattern: UInt(tail)).map { $0[count - 1] } ?? 0
    }
    if count > 4 { return UInt8(truncatingIfNeeded: tail >> UInt64((count - 5) * 8)) }
    return count == 0 ? 0 : UInt8(truncatingIfNeeded: head >> UInt64((count + 3) * 8))
  }

  /// Whether a byte, other than 0, is anywhere in the text.
  @inline(__always)
  public func contains(_ byte: UInt8) -> Bool {
    if count > Self.inlineLimit { return withBytes { $0.contains(byte) } }
    // A zero byte in the difference: subtracting one borrows into its highest bit. Bytes past
    // the end are zero, and no difference to a byte that is not.
    let (ones, high): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    let first = head >> 32 ^ ones &* UInt64(byte) & 0xffff_ffff | 0xffff_ffff_0000_0000
    let rest = tail ^ ones &* UInt64(byte)
    return (first &- ones) & ~first & high != 0 || (rest &- ones) & ~rest & high != 0
  }

  /// Calls `body` with the bytes.
  @inline(__always)
  public func withBytes<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result {
    let count = count
    if count > Self.inlineLimit {
      let start = UnsafePointer<UInt8>(bitPattern: UInt(tail))
      return try body(UnsafeBufferPointer(start: start, count: count))
    }
    return try withUnsafeBytes(of: self) { raw in
      let start = (raw.baseAddress! + 4).assumingMemoryBound(to: UInt8.self)
      return try body(UnsafeBufferPointer(start: start, count: count))
    }
  }

  public var string: String { withBytes { String(decoding: $0, as: UTF8.self) } }

  /// The same bytes. O(1) for texts of up to 12 bytes.
  @inline(__always)
  public func equals(_ other: TextView) -> Bool {
    if head != other.head { return false }
    if tail == other.tail { return true }
    if count <= Self.inlineLimit { return false }
    return withBytes { a in
      other.withBytes { b in memcmp(a.baseAddress!, b.baseAddress!, a.count) == 0 }
    }
  }

  /// Order of bytes, which for UTF-8 is the order of code points.
  public func precedes(_ other: TextView) -> Bool {
    withBytes { a in
      other.withBytes { b in
        let order = memcmp(a.baseAddress!, b.baseAddress!, min(a.count, b.count))
        return order != 0 ? order < 0 : a.count < b.count
      }
    }
  }

  /// A hash of the bytes: equal texts have equal hashes, in every run.
  @inline(__always)
  public var hash: UInt64 {
    if count <= Self.inlineLimit { return mixed(head, tail) }
    return withBytes { bytes in
      var state = head
      var rest = UnsafeRawBufferPointer(bytes)
      while rest.count >= 8 {
        state = mixed(state, rest.loadUnaligned(as: UInt64.self))
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(8))
      }
      var last: UInt64 = 0
      for byte in rest { last = last << 8 | UInt64(byte) }
      return mixed(state, last)
    }
  }
}

/// One 64 × 64 → 128 bit multiplication, halves folded: spreads well enough for tables whose
/// size is a power of two.
@inline(__always)
public func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
  let product = (a ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: b ^ 0xD6E8_FEB8_6659_FD93)
  return product.high ^ product.low
}

/// Bytes that views point into. It only grows, and what was put in never moves.
public final class TextArena: @unchecked Sendable {
  private var blocks: [UnsafeMutableRawPointer] = []
  private var left = 0
  private var next: UnsafeMutablePointer<UInt8>?
  private var held = 0

  public init() {}

  deinit {
    for block in blocks { free(block) }
    ColumnMemory.add(-held)
  }

  /// A view of a copy of `bytes` (short ones need no copy).
  @inline(__always)
  public func view(_ bytes: UnsafeBufferPointer<UInt8>) -> TextView {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return TextView() }
    if bytes.count <= TextView.inlineLimit { return TextView(base, count: bytes.count) }
    if bytes.count > left {
      let room = room(bytes.count)
      next = room.baseAddress
      left = room.count
    }
    let place = next!
    memcpy(place, base, bytes.count)
    next = place + bytes.count
    left -= bytes.count
    return TextView(place, count: bytes.count)
  }

  public func view(_ text: String) -> TextView {
    var text = text
    return text.withUTF8 { view($0) }
  }

  /// Room for at least `count` bytes that the caller fills by itself.
  public func room(_ count: Int) -> UnsafeMutableBufferPointer<UInt8> {
    // Blocks double from 4 KiB to 4 MiB, so that a small column stays small. Large ones are whole
    // huge pages: a fault for every 4 KiB would cost more than filling them.
    let huge = HugePages.size
    var size = max(count, 4096 << min(blocks.count, 10))
    if size >= huge { size = (size + huge - 1) & ~(huge - 1) }
    var block: UnsafeMutableRawPointer?
    guard posix_memalign(&block, size >= huge ? huge : 64, size) == 0, let block else {
      fatalError("out of memory: \(size) bytes")
    }
    if size >= huge { HugePages.advise(block, size) }
    blocks.append(block)
    held += size
    ColumnMemory.add(size)
    return UnsafeMutableBufferPointer(
      start: block.bindMemory(to: UInt8.self, capacity: size), count: size)
  }
}

/// The distinct texts of a column, sorted by their bytes: a code is a rank.
public final class TextDictionary: @unchecked Sendable {
  /// Sorted, without repetition.
  public var entries: UnsafeBufferPointer<TextView> { views.elements }
  private let views: Buffer<TextView>
  private let arenas: [TextArena]

  /// - Precondition: `sorted` is in byte order, without repetition, and its long texts live in
  ///   `arenas`.
  public init(sorted: [TextView], arenas: [TextArena]) {
    views = Buffer(sorted)
    self.arenas = arenas
  }

  /// A dictionary of any texts; order and repetition do not matter.
  public convenience init(_ texts: some Sequence<String>) {
    let arena = TextArena()
    let sorted = Set(texts.map { Array($0.utf8) })
      .sorted { $0.lexicographicallyPrecedes($1) }
    self.init(
      sorted: sorted.map { bytes in bytes.withUnsafeBufferPointer { arena.view($0) } },
      arenas: [arena])
  }

  public var count: Int { views.count }
  /// Where the entries begin, for kernels in C; valid for as long as the dictionary is.
  public var address: UnsafeRawPointer { UnsafeRawPointer(views.base) }
  public var keepAlive: [TextArena] { arenas }
  public subscript(code: Int) -> String { views[code].string }

  /// The code of a text, by binary search, or nil if no row ever held it.
  public func code(of text: String) -> UInt16? {
    var text = text
    return text.withUTF8 { bytes -> UInt16? in
      guard let base = bytes.baseAddress else { return code(of: TextView()) }
      return code(of: TextView(base, count: bytes.count))
    }
  }

  public func code(of view: TextView) -> UInt16? {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].precedes(view) { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].equals(view) ? UInt16(low) : nil
  }

  /// More distinct texts than this are kept as views.
  public static let limit = 65_535
}
