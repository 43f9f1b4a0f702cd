import Synchronization

/// Whether what runs is to stop: Ctrl-C, or a limit. Long loops ask once per block of work.
public enum Interruption {
  public enum Reason: Int, Sendable {
    /// Ctrl-C.
    case user = 1
    /// The time limit.
    case time = 2
    /// The memory limit.
    case memory = 3
  }

  private static let requested = Atomic<Int>(0)

  /// Safe to call from a signal handler. The first reason stays until ``reset()``.
  public static func request(_ reason: Reason = .user) {
    _ = requested.compareExchange(expected: 0, desired: reason.rawValue, ordering: .relaxed)
  }

  public static func reset() { requested.store(0, ordering: .relaxed) }

  /// Takes the request back if it was for this reason.
  public static func reset(_ reason: Reason) {
    _ = requested.compareExchange(expected: reason.rawValue, desired: 0, ordering: .relaxed)
  }

  public static var isRequested: Bool { requested.load(ordering: .relaxed) != 0 }

  /// Throws when what runs is to stop.
  public static func check() throws {
    switch Reason(rawValue: requested.load(ordering: .relaxed)) {
    case nil: return
    case .user: throw Problem(.interrupted, "stopped by Ctrl-C")
    case .time: throw Problem(.limit, "the time limit is reached")
    case .memory: throw Problem(.limit, "the memory limit is reached")
    }
  }
}
