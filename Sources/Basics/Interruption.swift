import Synchronization

/// Whether the user asked to stop (Ctrl-C). Long loops ask once per block of work.
public enum Interruption {
  private static let requested = Atomic<Bool>(false)

  /// Safe to call from a signal handler.
  public static func request() { requested.store(true, ordering: .relaxed) }

  public static func reset() { requested.store(false, ordering: .relaxed) }

  public static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Throws when the user asked to stop.
  public static func check() throws {
    if isRequested { throw Problem(.interrupted, "stopped by Ctrl-C") }
  }
}
