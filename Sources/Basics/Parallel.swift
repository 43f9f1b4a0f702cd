import Dispatch
import Synchronization

/// Work split over the machine's cores.
///
/// Results never depend on how many cores there are: pieces are of fixed size, each piece
/// writes to a place of its own, and what is merged is merged in the order of the pieces.
public enum Parallel {
  /// How many threads are worth starting.
  public static let width: Int = {
    let count = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    return max(1, min(count, 64))
  }()

  /// Calls `body` once for each piece `0..<count`, on all cores, and returns when all are done.
  ///
  /// The first error thrown, in the order of the pieces, is thrown again; pieces that have not
  /// begun by then are skipped. Below two pieces nothing is handed to another thread. A body
  /// that throws nothing needs no `try`.
  public static func forEach<Failure: Error>(
    _ count: Int, _ body: @Sendable (Int) throws(Failure) -> Void
  ) throws(Failure) {
    guard count > 1, width > 1 else {
      var index = 0
      while index < count {
        try body(index)
        index += 1
      }
      return
    }
    let next = Atomic<Int>(0)
    let failure = Mutex<(index: Int, error: Failure)?>(nil)
    DispatchQueue.concurrentPerform(iterations: min(width, count)) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count { return }
        if failure.withLock({ $0 != nil }) { return }
        do throws(Failure) {
          try body(index)
        } catch {
          failure.withLock { if $0 == nil || $0!.index > index { $0 = (index, error) } }
        }
      }
    }
    if let failed = failure.withLock({ $0 }) { throw failed.error }
  }

  /// The ranges that cover `0..<count` in steps of `size`.
  public static func ranges(_ count: Int, size: Int = 65_536) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif
