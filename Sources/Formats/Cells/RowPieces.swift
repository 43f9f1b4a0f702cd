import Basics
import Synchronization

/// Rows made into bytes by all cores, and written in their order.
enum RowPieces {
  private final class Slots: @unchecked Sendable {
    var pieces: [[UInt8]]
    init(_ count: Int) { pieces = Array(repeating: [], count: count) }
  }

  /// - Parameter body: Appends the text of some rows.
  static func write(
    rows: Int, size: Int = 4096, to sink: any ByteSink,
    _ body: @Sendable (Range<Int>, inout [UInt8]) throws -> Void
  ) throws {
    let pieces = Parallel.ranges(rows, size: size)
    let wave = Parallel.width * 4
    let slots = Slots(wave)
    for start in stride(from: 0, to: pieces.count, by: wave) {
      try Interruption.check()
      let count = min(wave, pieces.count - start)
      // Each thread writes to slots of its own.
      try slots.pieces.withUnsafeMutableBufferPointer { buffer in
        nonisolated(unsafe) let buffer = buffer
        try Parallel.forEach(count) { index in
          buffer[index].removeAll(keepingCapacity: true)
          try body(pieces[start + index], &buffer[index])
        }
      }
      for index in 0..<count { try sink.writeAll(slots.pieces[index]) }
    }
  }
}
