import Basics
import Synchronization

/// Pieces that threads make side by side and write one after the other.
///
/// `@unchecked`: only the thread whose turn it is touches the file.
final class OrderedOutput: @unchecked Sendable {
  private let file: any ByteSink
  private let next = Atomic<Int>(0)
  /// How many pieces are written.
  private let written = Turns(0)

  init(_ file: any ByteSink) { self.file = file }

  /// The next piece that nobody makes yet, or nil.
  func claim(of count: Int) -> Int? {
    let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return piece < count && !written.hasBroken ? piece : nil
  }

  /// Waits for the pieces before, then writes. Does nothing if one of those failed.
  func write(_ bytes: UnsafeRawBufferPointer, as piece: Int) throws {
    guard written.wait(for: piece) else { return }
    try file.write(bytes)
    written.advance(to: piece + 1)
  }

  /// Nobody waits any longer.
  func breakOff() { written.breakOff() }
}
