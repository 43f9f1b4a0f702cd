import Basics
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A line that says what is going on, for steps of more than half a second, on a terminal only.
///
/// Written to standard error, so that results can be piped.
public final class Progress: Sendable {
  private let isShown: Bool
  private let start: Double
  private let drawn = Mutex<(at: Double, any: Bool)>((0, false))

  public init(_ session: Session? = nil) {
    isShown = StandardError.isTerminal
    start = Self.now()
  }

  public func report(_ step: String, _ done: Double) {
    guard isShown else { return }
    let now = Self.now()
    drawn.withLock { state in
      if now - start < 0.5 || now - state.at < 0.1 { return }
      state = (now, true)
      let width = 24
      let filled = max(0, min(width, Int(done * Double(width))))
      let bar =
        String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
      write("\r\u{1b}[K\(bar) \(step)")
    }
  }

  /// Takes the line away.
  public func end() {
    drawn.withLock { state in
      if state.any { write("\r\u{1b}[K") }
      state.any = false
    }
  }

  private func write(_ text: String) { StandardError.write(text) }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
