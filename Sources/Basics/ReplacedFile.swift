import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that a library writes by its own means, and that appears whole or not at all.
///
/// ``AtomicFile`` hands over bytes; libraries such as SQLite want a path.
public enum ReplacedFile {
  private static let serial = Atomic<Int>(0)

  /// Calls `body` with a temporary name in the folder of `path`, brings what it wrote there to the
  /// disk, and renames it. If anything fails, nothing is left and `path` is as it was.
  public static func write(_ path: String, _ body: (_ temporary: String) throws -> Void) throws {
    try Files.checkReplaceable(path)
    try Files.makeFolder(Files.folder(of: path))
    let serial = Self.serial.wrappingAdd(1, ordering: .relaxed).oldValue
    let temporary = Files.join(
      Files.folder(of: path), ".\(Files.name(of: path)).\(getpid())-r\(serial).part")
    var isDone = false
    let place = PendingFiles.add(temporary)
    defer {
      if !isDone { unlink(temporary) }
      PendingFiles.remove(place)
    }
    // Libraries say little about why they cannot write: the system says it here.
    let first = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard first >= 0 else { throw failed(path) }
    close(first)
    try body(temporary)
    let descriptor = open(temporary, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failed(path) }
    let synced = fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP
    let problem = failed(path)
    close(descriptor)
    if !synced { throw problem }
    if rename(temporary, path) != 0 { throw failed(path) }
    isDone = true
  }

  private static func failed(_ path: String) -> Problem {
    Problem(
      .output, "cannot write \(path): \(Files.reason())",
      hints: ["nothing was left at that name; the file that was there before is unchanged"])
  }
}
