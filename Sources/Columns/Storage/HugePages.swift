import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Large blocks in pages of 2 MiB, as long as the system hands those out quickly.
///
/// Usually one costs a tenth of what its 512 small pages cost. A virtual machine whose host takes
/// back what the guest does not use is another matter: what it took back are whole huge pages, and
/// each one that is asked for again may take several milliseconds, ten times as long as small
/// pages, which come from memory that the guest still has. So the first touch of huge pages is
/// timed, and once one was slow, this process asks for no more of them.
enum HugePages {
  static let size = 1 << 21

  /// Zeroing 2 MiB takes a tenth of this.
  private static let slow = 0.001

  private static let foundSlow = Atomic<Bool>(false)

  /// Whether they are worth asking for, as far as this process has seen.
  static var areQuick: Bool { !foundSlow.load(ordering: .relaxed) }

  /// Asks for huge pages in a block of zeros that nobody has touched. From two of them on, its
  /// first is touched, and if that was slow, the others are small ones.
  static func advise(_ base: UnsafeMutableRawPointer, _ bytes: Int) {
    #if os(Linux)
      guard areQuick else { return }
      madvise(base, bytes, Int32(MADV_HUGEPAGE))
      if bytes >= 2 * size { touch(base) }
      if !areQuick { adviseAgainst(base, bytes) }
    #endif
  }

  /// From now on the untouched rest of a block comes in small pages.
  static func adviseAgainst(_ base: UnsafeMutableRawPointer, _ bytes: Int) {
    #if os(Linux)
      madvise(base, bytes, Int32(MADV_NOHUGEPAGE))
    #endif
  }

  /// Touches a page that may be new, and notes if that took long. What is there stays.
  static func touch(_ address: UnsafeMutableRawPointer) {
    let before = processorTime()
    // Another thread may write there: adding nothing changes nothing.
    _ = address.assumingMemoryBound(to: Atomic<UInt8>.self).pointee.bitwiseOr(
      0, ordering: .relaxed)
    if processorTime() - before > slow { foundSlow.store(true, ordering: .relaxed) }
  }

  /// Seconds that this thread has run: waiting for a core says nothing about pages.
  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
