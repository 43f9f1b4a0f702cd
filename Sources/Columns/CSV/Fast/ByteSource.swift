import Basics
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of a file, or of an array, for reading any piece from any thread.
final class ByteSource: Sendable {
  private enum Place: Sendable {
    case file(descriptor: Int32, stamp: Stamp)
    case memory([UInt8])
  }

  /// What changes when someone writes to a file.
  private struct Stamp: Sendable, Equatable {
    var size: Int
    var seconds: Int
    var nanoseconds: Int

    init?(_ descriptor: Int32) {
      var info = stat()
      guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
      size = Int(info.st_size)
      #if canImport(Darwin)
        (seconds, nanoseconds) = (info.st_mtimespec.tv_sec, info.st_mtimespec.tv_nsec)
      #else
        (seconds, nanoseconds) = (info.st_mtim.tv_sec, info.st_mtim.tv_nsec)
      #endif
    }
  }

  let name: String
  let count: Int
  private let place: Place

  init(_ bytes: [UInt8], name: String) {
    self.name = name
    count = bytes.count
    place = .memory(bytes)
  }

  /// Opens a file of at least `count` bytes; nil if it is shorter, or a pipe, or cannot be opened.
  init?(path: String, atLeast count: Int) {
    // A pipe must not be opened to find out that it is one: whoever writes to it would notice.
    guard Files.entry(path) == .file else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    guard let stamp = Stamp(descriptor), stamp.size >= count else {
      close(descriptor)
      return nil
    }
    name = path
    self.count = stamp.size
    place = .file(descriptor: descriptor, stamp: stamp)
  }

  deinit {
    if case .file(let descriptor, _) = place { close(descriptor) }
  }

  /// Copies a piece.
  ///
  /// - Throws: ``Problem`` if the system cannot read, or the file has become shorter.
  func read(_ range: Range<Int>, into target: UnsafeMutablePointer<UInt8>) throws {
    switch place {
    case .memory(let bytes):
      bytes.withUnsafeBytes {
        guard let base = $0.baseAddress, !range.isEmpty else { return }
        memcpy(target, base + range.lowerBound, range.count)
      }
    case .file(let descriptor, _):
      var done = 0
      while done < range.count {
        let got = pread(
          descriptor, target + done, range.count - done, off_t(range.lowerBound + done))
        if got < 0 && errno == EINTR { continue }
        if got < 0 { throw Problem(.file, "cannot read \(name): \(Files.reason())") }
        if got == 0 { throw changed }
        done += got
      }
    }
  }

  func bytes(_ range: Range<Int>) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      if let base = buffer.baseAddress { try read(range, into: base) }
      count = range.count
    }
  }

  /// - Throws: ``Problem`` if someone wrote to the file since it was opened: what was read first
  ///   and what was read later would not fit together.
  func checkUnchanged() throws {
    if case .file(let descriptor, let stamp) = place, Stamp(descriptor) != stamp { throw changed }
  }

  private var changed: Problem {
    Problem(.file, "\(name) was changed while it was being read", hints: ["read it again"])
  }
}
