import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that appears at its final name whole, or not at all.
///
/// Bytes go to a temporary name in the same folder; `commit()` flushes them to the disk and
/// renames. A file that is not committed, because of an error or Ctrl-C, is removed.
public final class AtomicFile {
  public let path: String
  private let temporary: String
  private var descriptor: Int32
  /// Whether the temporary file is there: neither committed nor abandoned.
  private var isPending = false
  private var place: Int?
  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 18
  private static let serial = Atomic<Int>(0)
  /// Bytes handed over so far.
  public private(set) var count = 0

  /// Opens a temporary file beside `path`, making its folder if needed.
  public init(_ path: String) throws {
    self.path = path
    try Files.checkReplaceable(path)
    try Files.makeFolder(Files.folder(of: path))
    let serial = Self.serial.wrappingAdd(1, ordering: .relaxed).oldValue
    temporary = Files.join(
      Files.folder(of: path), ".\(Files.name(of: path)).\(getpid())-\(serial).part")
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw Problem(.output, "cannot write \(path): \(Files.reason())") }
    isPending = true
    place = PendingFiles.add(temporary)
    buffer.reserveCapacity(Self.bufferSize + 4096)
  }

  deinit { abandon() }

  public func write(_ bytes: some Sequence<UInt8>) throws {
    let before = buffer.count
    buffer.append(contentsOf: bytes)
    count += buffer.count - before
    if buffer.count >= Self.bufferSize { try flush() }
  }

  public func write(_ text: String) throws { try write(text.utf8) }

  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    count += bytes.count
    if bytes.count >= Self.bufferSize {
      try flush()
      try writeAll(bytes)
    } else {
      buffer.append(contentsOf: bytes)
      if buffer.count >= Self.bufferSize { try flush() }
    }
  }

  /// Brings all bytes to the disk and closes the file, without putting it at its final name: what can
  /// fail for want of space has then failed. For files that must appear together; nothing can be
  /// written afterwards, and ``commit()`` follows.
  public func settle() throws {
    guard descriptor >= 0 else { return }
    try flush()
    if fsync(descriptor) != 0 && errno != EINVAL && errno != ENOTSUP { throw failed() }
    let closed = close(descriptor)
    descriptor = -1
    if closed != 0 { throw failed() }
  }

  /// Puts the file at its final name.
  public func commit() throws {
    guard isPending else { return }
    try settle()
    if rename(temporary, path) != 0 { throw failed() }
    isPending = false
    PendingFiles.remove(place)
  }

  /// Drops what was written. Called by itself when the file is let go uncommitted.
  public func abandon() {
    guard isPending else { return }
    isPending = false
    PendingFiles.remove(place)
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    unlink(temporary)
  }

  /// Removes all files that are not committed, for a process that ends at once. Safe in a signal
  /// handler.
  public static func abandonAll() { PendingFiles.removeAll() }

  private func flush() throws {
    guard descriptor >= 0 else {
      throw Problem(.fault, "cannot write \(path): the file was closed already")
    }
    try buffer.withUnsafeBytes { try writeAll($0) }
    buffer.removeAll(keepingCapacity: true)
  }

  private func writeAll(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let chunk = UnsafeRawBufferPointer(rebasing: rest)
      let written = Self.write(descriptor, chunk)
      if written < 0 {
        if errno == EINTR { continue }
        throw failed()
      }
      rest = rest.dropFirst(written)
    }
  }

  private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #elseif canImport(Musl)
      Musl.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }

  private func failed() -> Problem {
    let code = errno
    return Problem(
      .output, "cannot write \(path): \(Files.reason(code))",
      hints: ["nothing was left at that name; the file that was there before is unchanged"])
  }

  /// Writes a whole file in one go.
  public static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
    let file = try AtomicFile(path)
    try file.write(bytes)
    try file.commit()
  }
}

/// The names of files that are being written, where a signal handler can read them: nothing is
/// allocated or locked to do so.
enum PendingFiles {
  private static let count = 64
  nonisolated(unsafe) private static let names: UnsafeMutablePointer<Atomic<UInt>> = {
    let names = UnsafeMutablePointer<Atomic<UInt>>.allocate(capacity: count)
    for index in 0..<count { (names + index).initialize(to: Atomic(0)) }
    return names
  }()

  /// Notes a name; nil if there is no place left (then the file may stay behind).
  static func add(_ name: String) -> Int? {
    guard let copy = strdup(name) else { return nil }
    for index in 0..<count {
      let (exchanged, _) = names[index].compareExchange(
        expected: 0, desired: UInt(bitPattern: copy), ordering: .acquiringAndReleasing)
      if exchanged { return index }
    }
    free(copy)
    return nil
  }

  static func remove(_ place: Int?) {
    guard let place else { return }
    let name = names[place].exchange(0, ordering: .acquiringAndReleasing)
    free(UnsafeMutableRawPointer(bitPattern: name))
  }

  static func removeAll() {
    for index in 0..<count {
      let name = names[index].load(ordering: .acquiring)
      if let name = UnsafePointer<CChar>(bitPattern: name) { unlink(name) }
    }
  }
}
