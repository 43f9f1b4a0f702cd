#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Plain file-system facts, without Foundation.
public enum Files {
  public enum Entry: Sendable { case file, folder, other }

  /// What is at `path` (links followed), or nil if nothing is.
  public static func entry(_ path: String) -> Entry? {
    var info = stat()
    guard stat(path, &info) == 0 else { return nil }
    switch info.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// - Throws: where something is at `path` that a file must not take the place of: a folder, a
  ///   device, a pipe.
  static func checkReplaceable(_ path: String) throws {
    switch entry(path) {
    case .folder: throw Problem(.output, "cannot write \(path): it is a folder")
    case .other: throw Problem(.output, "cannot write \(path): it is not a file")
    case .file, nil: break
    }
  }

  /// The names in a folder, sorted by their bytes, without `.` and `..`.
  public static func names(in folder: String) throws -> [String] {
    guard let handle = opendir(folder) else {
      throw Problem(.file, "cannot list the folder \(folder): \(reason())")
    }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Makes a folder and those above it that are missing.
  public static func makeFolder(_ path: String) throws {
    if path.isEmpty || path == "/" { return }
    if let entry = entry(path) {
      if entry == .folder { return }
      throw Problem(.output, "\(path) is not a folder")
    }
    try makeFolder(folder(of: path))
    if mkdir(path, 0o755) != 0 && errno != EEXIST {
      throw Problem(.output, "cannot make the folder \(path): \(reason())")
    }
  }

  /// The part before the last `/`: `"."` if there is none.
  public static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The part after the last `/`.
  public static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.index(after: slash)...])
  }

  /// `path` below `folder`, unless it is absolute.
  public static func join(_ folder: String, _ path: String) -> String {
    if path.utf8.first == UInt8(ascii: "/") || folder.isEmpty || folder == "." { return path }
    return folder.utf8.last == UInt8(ascii: "/") ? folder + path : folder + "/" + path
  }

  /// `path` with links, `.` and `..` resolved, or nil if it does not exist.
  public static func resolved(_ path: String) -> String? {
    guard let buffer = realpath(path, nil) else { return nil }
    defer { free(buffer) }
    return String(cString: buffer)
  }

  /// All bytes of a file. `-` is not special here.
  public static func bytes(of path: String) throws -> [UInt8] {
    var bytes = [UInt8]()
    try forEachBlock(of: path) { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// How many bytes a file has.
  public static func size(of path: String) throws -> Int {
    var info = stat()
    guard stat(path, &info) == 0 else { throw cannotRead(path) }
    return Int(info.st_size)
  }

  /// Calls `body` with the bytes of a file, a block at a time, in order.
  public static func forEachBlock(
    of path: String, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw cannotRead(path) }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw cannotRead(path) }
    if info.st_mode & S_IFMT == S_IFDIR { throw Problem(.file, "\(path) is a folder, not a file") }
    let size = 1 << 20
    let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    defer { block.deallocate() }
    while true {
      let count = read(descriptor, block, size)
      if count < 0 {
        if errno == EINTR { continue }
        throw cannotRead(path)
      }
      if count == 0 { return }
      try body(UnsafeRawBufferPointer(start: block, count: count))
    }
  }

  /// The first bytes of a file: at most `limit` of them.
  ///
  /// - Returns: the bytes, and whether they are all there is.
  public static func head(of path: String, limit: Int) throws -> (bytes: [UInt8], isWhole: Bool) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw cannotRead(path) }
    defer { close(descriptor) }
    // One byte more than there should be tells whether there is more. What is no plain file has no
    // size to go by.
    var status = stat()
    let expected = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    var bytes = [UInt8](repeating: 0, count: min(limit, max(expected, 4096)) + 1)
    var filled = 0
    while true {
      if filled == bytes.count {
        if filled > limit { break }
        bytes.append(contentsOf: repeatElement(0, count: min(limit + 1 - filled, filled)))
      }
      let got = bytes.withUnsafeMutableBytes {
        read(descriptor, $0.baseAddress! + filled, $0.count - filled)
      }
      if got < 0 {
        if errno == EINTR { continue }
        throw cannotRead(path)
      }
      if got == 0 { break }
      filled += got
    }
    bytes.removeLast(bytes.count - min(filled, limit))
    return (bytes, filled <= limit)
  }

  /// The text of a file; bytes that are no UTF-8 become U+FFFD.
  public static func text(of path: String) throws -> String {
    String(decoding: try bytes(of: path), as: UTF8.self)
  }

  static func cannotRead(_ path: String) -> Problem {
    if errno == ENOENT { return Problem(.file, "there is no file \(path)") }
    return Problem(.file, "cannot read \(path): \(reason())")
  }

  /// What the system said about the last call that failed.
  public static func reason(_ code: Int32 = errno) -> String {
    switch code {
    case ENOSPC: "no space left on the disk"
    case EACCES, EPERM: "permission denied"
    case ENOENT: "no such file or folder"
    case EROFS: "the disk is read-only"
    case EDQUOT: "the disk quota is used up"
    default: String(cString: strerror(code))
    }
  }
}
