import Basics
import CZlib

/// Reading gzip (RFC 1952), by zlib.
enum Gunzip {
  static func isGzip(_ head: some Collection<UInt8>) -> Bool { head.starts(with: [0x1f, 0x8b]) }

  /// The text of a compressed file, all its members one after the other.
  ///
  /// - Throws: ``Problem`` if the file is damaged or ends too early, or if it would become so much
  ///   larger that it was made to fill the memory (see ``Expansion``).
  static func bytes(_ compressed: [UInt8], file: String) throws -> [UInt8] {
    var expansion = Expansion(file: file, compressed: compressed.count)
    var result: [UInt8] = []
    result.reserveCapacity(min(compressed.count &* 4, 1 << 26))
    try forEachBlock(compressed, file: file) { block in
      try expansion.add(block.count)
      result.append(contentsOf: block)
      return true
    }
    return result
  }

  /// The beginning of the text: at least `limit` bytes if there are as many, and whether it is all.
  static func head(
    _ compressed: [UInt8], file: String, limit: Int
  ) throws -> (bytes: [UInt8], isWhole: Bool) {
    var result: [UInt8] = []
    let isWhole = try forEachBlock(compressed, file: file) { block in
      result.append(contentsOf: block)
      return result.count <= limit
    }
    return (result, isWhole)
  }

  /// - Parameter body: Says whether to go on.
  /// - Returns: whether all was read.
  @discardableResult
  private static func forEachBlock(
    _ compressed: [UInt8], file: String, _ body: (UnsafeRawBufferPointer) throws -> Bool
  ) throws -> Bool {
    var stream = z_stream()
    // 16: a gzip header, and nothing else.
    guard
      inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw Problem(.fault, "\(file): zlib cannot be started") }
    defer { inflateEnd(&stream) }
    let size = 1 << 18
    let block = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
    defer { block.deallocate() }
    var made = 0
    return try compressed.withUnsafeBufferPointer { input -> Bool in
      var place = 0
      while true {
        try Interruption.check()
        // zlib counts in 32 bits.
        let piece = min(input.count - place, 1 << 30)
        stream.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0 + place) }
        stream.avail_in = UInt32(piece)
        stream.next_out = block
        stream.avail_out = UInt32(size)
        let status = inflate(&stream, Z_NO_FLUSH)
        place += piece - Int(stream.avail_in)
        let count = size - Int(stream.avail_out)
        made += count
        if count > 0, try !body(UnsafeRawBufferPointer(start: block, count: count)) { return false }
        switch status {
        case Z_OK: continue
        case Z_STREAM_END:
          // Zeros fill the last block of a tape.
          if input[place...].allSatisfy({ $0 == 0 }) { return true }
          guard Self.isGzip(input[place...]) else {
            throw Problem(
              .data, "\(file): byte \(place + 1) is behind the end of the compressed text",
              hints: ["something was appended to the file, or it is damaged: fetch it again"])
          }
          inflateReset(&stream)
        case Z_BUF_ERROR where place >= input.count:
          throw Problem(
            .data, "\(file): the compressed file ends too early, after \(made) bytes of text",
            hints: ["a download or copy was cut off: fetch it again"])
        case Z_BUF_ERROR: continue
        case Z_MEM_ERROR: throw Problem(.limit, "\(file): no memory to decompress it")
        default:
          let reason = stream.msg.map { String(cString: $0) } ?? "damaged"
          throw Problem(
            .data, "\(file): byte \(place + 1): the compressed data is damaged (\(reason))",
            hints: ["fetch the file again; \(made) bytes of text could be read before that place"])
        }
      }
    }
  }
}

/// How much a compressed file may grow.
///
/// Exports shrink to a tenth, very repetitive ones to a hundredth. What shrinks further and is large
/// besides was made to fill the memory of whoever opens it.
struct Expansion {
  /// Up to here nothing is asked.
  static let free = 256 << 20
  static let ratio = 250

  let file: String
  let limit: Int
  private(set) var count = 0

  init(file: String, compressed: Int) {
    self.file = file
    let (scaled, overflow) = compressed.multipliedReportingOverflow(by: Self.ratio)
    limit = overflow ? .max : max(Self.free, scaled)
  }

  mutating func add(_ bytes: Int) throws {
    count += bytes
    guard count > limit else { return }
    throw Problem(
      .limit,
      "\(file): decompressed it is more than \(Self.ratio) times as large as the file, "
        + "more than \(limit >> 20) MiB",
      hints: ["this looks like a file made to fill the memory; decompress it yourself if it is not"]
    )
  }
}
