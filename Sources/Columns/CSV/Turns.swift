import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A count that only goes up, for threads that must do part of their work one after the other.
final class Turns: Sendable {
  private let count: Atomic<Int>
  private let isBroken = Atomic<Bool>(false)

  init(_ count: Int) { self.count = Atomic(count) }

  /// Says that so many turns have been taken. What was written before is seen by who waited.
  func advance(to count: Int) { self.count.store(count, ordering: .releasing) }

  /// Waits until so many turns have been taken; false if that will never be.
  func wait(for count: Int) -> Bool {
    var tries = 0
    while self.count.load(ordering: .acquiring) < count {
      if isBroken.load(ordering: .relaxed) { return false }
      tries += 1
      // As a rule it is a matter of a microsecond. If not, the other thread waits for a disk, or
      // for the core that this one keeps busy.
      if tries > 340 { usleep(100) } else if tries > 300 { sched_yield() }
    }
    return true
  }

  /// Nobody waits any longer: an error has made an end of it.
  func breakOff() { isBroken.store(true, ordering: .relaxed) }

  var hasBroken: Bool { isBroken.load(ordering: .relaxed) }
}
