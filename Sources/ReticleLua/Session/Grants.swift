import Basics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folders a script may read and write, and nothing else.
///
/// Links, `.` and `..` are followed before anything is decided; what is neither a file nor a
/// folder (a device, a pipe, a socket) is never opened.
struct Grants {
  /// Relative paths to read are below this one.
  let dataFolder: String
  /// Relative paths to write are below this one.
  let outFolder: String
  /// The folder of the script.
  let scriptFolder: String
  /// Further folders: `--allow-read`, `--allow-write`.
  let reading: [String]
  let writing: [String]

  // MARK: reading

  /// The path of something to read.
  ///
  /// - Throws: when it does not exist, is no file and no folder, or is outside what is granted;
  ///   for a folder also when a link in it leads out.
  func readable(_ path: String) throws -> String {
    try refuseZeros(path)
    let full = path == "." ? dataFolder : Files.join(dataFolder, path)
    guard let real = Files.resolved(full) else {
      throw Problem(.file, "there is no file or folder \(full)", hints: try near(full))
    }
    let tops = readableTops
    guard isInside(real, tops) else {
      throw Problem(
        .file, "the script may not read \(path)",
        hints: [
          "scripts read below the data folder (\(dataFolder)) and their own folder",
          "grant another folder with --allow-read DIR",
        ])
    }
    switch Files.entry(real) {
    case .file: break
    case .folder: try refuseLinksOut(of: full, tops)
    default:
      throw Problem(
        .file, "\(full) is neither a file nor a folder", hints: ["only files are read"])
    }
    return full
  }

  private var readableTops: [String] {
    ([dataFolder, scriptFolder] + reading).compactMap { Files.resolved($0) }
  }

  /// A folder is read as a whole: none of its files may be a link to somewhere else.
  private func refuseLinksOut(of folder: String, _ tops: [String]) throws {
    for name in try Files.names(in: folder) where !name.hasPrefix(".") {
      let path = Files.join(folder, name)
      var info = stat()
      guard lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFLNK,
        let real = Files.resolved(path), !isInside(real, tops)
      else { continue }
      throw Problem(
        .file, "\(path) is a link that leads out of the folders the script may read",
        hints: ["grant the folder it leads to with --allow-read DIR"])
    }
  }

  private func near(_ path: String) throws -> [String] {
    let folder = Files.folder(of: path)
    // What is in a folder is nothing to tell a script that may not read it.
    guard Files.entry(folder) == .folder, let real = Files.resolved(folder),
      isInside(real, readableTops)
    else { return [] }
    let names = try Files.names(in: folder).filter { !$0.hasPrefix(".") }
    if let near = nearest(to: Files.name(of: path), in: names) {
      return ["did you mean \"\(near)\"?"]
    }
    return names.isEmpty
      ? ["the folder \(folder) is empty"]
      : ["in \(folder): \(names.prefix(12).joined(separator: ", "))"]
  }

  // MARK: writing

  /// The path of a file to write: below the output folder, or absolute and below a folder
  /// granted for writing. Makes the folders on the way.
  func writable(_ path: String) throws -> String {
    try refuseZeros(path)
    let parts = path.split(separator: "/")
    let isAbsolute = path.utf8.first == UInt8(ascii: "/")
    let isFile = !path.isEmpty && path.utf8.last != UInt8(ascii: "/") && parts.last != "."
    guard isFile, !parts.contains(".."), !isAbsolute || !writing.isEmpty else {
      throw Problem(
        .file, "\"\(path)\" is no file below the output folder \(outFolder)",
        hints: [
          "give a name like \"warm.csv\" or \"lists/warm.csv\"; --out chooses the folder",
          "grant another folder with --allow-write DIR",
        ])
    }
    if !isAbsolute { try Files.makeFolder(outFolder) }
    let full = Files.join(outFolder, path)
    let tops = (isAbsolute ? writing : [outFolder] + writing).compactMap { Files.resolved($0) }
    // The deepest folder that is there decides, before anything is made below it.
    var existing = Files.folder(of: full)
    while Files.resolved(existing) == nil, existing != "/", existing != "." {
      existing = Files.folder(of: existing)
    }
    guard let real = Files.resolved(existing), isInside(real, tops) else {
      throw Problem(
        .file,
        isAbsolute
          ? "the script may not write \(path)"
          : "\(full) leads out of the output folder \(outFolder)",
        hints: ["grant another folder with --allow-write DIR"])
    }
    try Files.makeFolder(Files.folder(of: full))
    var info = stat()
    if stat(full, &info) == 0, info.st_mode & S_IFMT != S_IFREG {
      throw Problem(.output, "cannot write \(full): it is not a file")
    }
    return full
  }

  private func refuseZeros(_ path: String) throws {
    if path.utf8.contains(0) {
      throw Problem(.file, "a path cannot contain a zero byte")
    }
  }

  private func isInside(_ path: String, _ folders: [String]) -> Bool {
    folders.contains { path == $0 || path.hasPrefix($0 == "/" ? "/" : $0 + "/") }
  }
}
