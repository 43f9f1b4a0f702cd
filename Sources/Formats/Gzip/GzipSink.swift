import Basics
import CZlib

/// Compresses what goes into another sink. The same bytes give the same file: no time, no name.
final class GzipSink: ByteSink {
  private let target: any ByteSink
  private let stream: UnsafeMutablePointer<z_stream>
  private var block: [UInt8]

  init(_ target: any ByteSink) throws {
    self.target = target
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    block = [UInt8](repeating: 0, count: 1 << 16)
    // zlib keeps the address of the stream, so it must not move.
    let status = deflateInit2_(
      stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    if status != Z_OK { throw Problem(.fault, "zlib cannot be started") }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      try deflate(piece, Z_NO_FLUSH)
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
    }
  }

  /// Writes what is still held back.
  func finish() throws { try deflate(UnsafeRawBufferPointer(start: nil, count: 0), Z_FINISH) }

  private func deflate(_ bytes: UnsafeRawBufferPointer, _ flush: Int32) throws {
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(bytes.count)
    while true {
      var made = 0
      var status = Z_OK
      block.withUnsafeMutableBufferPointer { buffer in
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(buffer.count)
        status = CZlib.deflate(stream, flush)
        made = buffer.count - Int(stream.pointee.avail_out)
      }
      if status == Z_STREAM_ERROR { throw Problem(.fault, "zlib cannot compress") }
      try block.withUnsafeBytes { try target.write(UnsafeRawBufferPointer(rebasing: $0[..<made])) }
      if made < block.count { return }
    }
  }
}
