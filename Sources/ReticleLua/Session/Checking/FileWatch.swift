import Basics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Notices when files are saved, by looking at them twice a second: editors replace files as often
/// as they write to them.
public struct FileWatch {
  private struct Stamp: Equatable {
    var seconds: Int
    var nanoseconds: Int
    var size: Int
    var node: UInt64
  }

  private let paths: [String]

  public init(_ paths: [String]) { self.paths = paths }

  /// Calls `body` after each change, until the process ends.
  public func forEachChange(_ body: () throws -> Void) throws {
    var before = stamps
    // A parent may have started us with Ctrl-C blocked.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    while true {
      fflush(nil)
      usleep(500_000)
      let now = stamps
      if now != before {
        before = now
        try body()
      }
    }
  }

  private var stamps: [Stamp?] {
    paths.map { path in
      var info = stat()
      guard stat(path, &info) == 0 else { return nil }
      return Stamp(
        seconds: Int(info.st_mtim.tv_sec), nanoseconds: Int(info.st_mtim.tv_nsec),
        size: Int(info.st_size), node: UInt64(info.st_ino))
    }
  }
}
