import CDigest

/// Bytes made by one thread and written by another.
final class FileBytes: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer

  fileprivate init(_ base: UnsafeMutablePointer<UInt8>, _ count: Int) {
    bytes = UnsafeRawBufferPointer(start: base, count: count)
  }

  init(_ bytes: [UInt8]) {
    let own = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 1)
    own.copyBytes(from: bytes)
    self.bytes = UnsafeRawBufferPointer(rebasing: own[..<bytes.count])
  }

  deinit { bytes.deallocate() }
}

/// Grows a block of bytes without a check of ownership at each append.
struct ByteWriter: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = max(capacity, 64)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  /// Hands the bytes over.
  consuming func finish() -> FileBytes {
    let result = FileBytes(base, count)
    discard self
    return result
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    base[count] = byte
    count += 1
  }

  /// The digits of a digest, whose size is a multiple of 16.
  @inline(__always)
  mutating func appendHex(_ digest: UnsafePointer<UInt8>, _ size: Int) {
    reserve(size * 2)
    for start in stride(from: 0, to: size, by: 16) {
      cdigest_hex16(digest + start, base + count + start * 2)
    }
    count += size * 2
  }

  /// A cell, in quotes if it needs them.
  @inline(__always)
  mutating func appendCell(_ cell: UnsafeBufferPointer<UInt8>) {
    reserve(cell.count * 2 + 2)
    var place = base + count
    var plain = true
    for byte in cell {
      place.pointee = byte
      place += 1
      if Self.needsQuotes(byte) { plain = false }
    }
    if plain {
      count += cell.count
      return
    }
    place = base + count
    place.pointee = 0x22
    place += 1
    for byte in cell {
      if byte == 0x22 {
        place.pointee = 0x22
        place += 1
      }
      place.pointee = byte
      place += 1
    }
    place.pointee = 0x22
    count = place + 1 - base
  }

  /// `"`, `,`, line feed and carriage return.
  @inline(__always)
  static func needsQuotes(_ byte: UInt8) -> Bool {
    byte == 0x22 || byte == 0x2C || byte == 0x0A || byte == 0x0D
  }

  @inline(__always)
  private mutating func reserve(_ more: Int) {
    if capacity - count < more { grow(more) }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let size = max(capacity * 2, count + more)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
    capacity = size
  }
}
