import Basics
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Pieces that threads make side by side and write one after the other.
///
/// `@unchecked`: only the thread whose turn it is touches the file.
final class OrderedOutput: @unchecked Sendable {
  private let file: AtomicFile
  private let next = Atomic<Int>(0)
  private let turn = Atomic<Int>(0)
  private let isBroken = Atomic<Bool>(false)

  init(_ file: AtomicFile) { self.file = file }

  /// The next piece that nobody makes yet, or nil.
  func claim(of count: Int) -> Int? {
    let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return piece < count && !isBroken.load(ordering: .relaxed) ? piece : nil
  }

  /// Waits for the pieces before, then writes. Does nothing if one of those failed.
  func write(_ bytes: UnsafeRawBufferPointer, as piece: Int) throws {
    var tries = 0
    while turn.load(ordering: .acquiring) != piece {
      if isBroken.load(ordering: .relaxed) { return }
      tries += 1
      // The one before may be waiting for a disk.
      if tries > 2000 { usleep(50) } else if tries > 300 { sched_yield() }
    }
    try file.write(bytes)
    turn.store(piece + 1, ordering: .releasing)
  }

  /// Nobody waits any longer.
  func breakOff() { isBroken.store(true, ordering: .relaxed) }
}
