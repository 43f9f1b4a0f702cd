import Audiences
import Basics
import Columns
import LuaHost
import Synchronization

/// One run of a script: where its data is, where its results go, and what day it is.
///
/// Scripts reach files only through this: reading below the data folder, the script's own folder
/// and further folders that were granted; writing below the output folder.
public final class Session {
  public struct Options {
    public var dataFolder = "."
    public var outFolder = "out"
    /// Days since 1970-01-01: what `today()` is.
    public var asOf: Int32
    public var script: String?
    public var arguments: [String] = []
    /// Further folders that scripts may read from.
    public var readable: [String] = []
    public init(asOf: Int32) { self.asOf = asOf }
  }

  public let options: Options
  public let output: Output
  let modules: ModuleLoader
  /// Files that were read, in order, each once: for manifests.
  public private(set) var inputs: [String] = []
  /// Files that were written, in order.
  public private(set) var outputs: [String] = []
  /// Manifests that lack the digests of their inputs.
  var manifests: [AudienceManifest] = []
  /// SHA-256 of inputs that were read again for a manifest.
  private var digests: [String: String] = [:]
  /// Numbers aggregates in the order scripts make them: the order of their columns.
  private var serial = 0

  public init(_ options: Options, output: Output) {
    self.options = options
    self.output = output
    modules = ModuleLoader(script: options.script ?? "script.lua")
  }

  func nextSerial() -> Int {
    serial += 1
    return serial
  }

  /// The session of the engine a function was called in.
  static func of(_ engine: LuaEngine) throws -> Session {
    guard let session = engine.attachments[ObjectIdentifier(Session.self)] as? Session else {
      throw Problem(.fault, "the engine has no session")
    }
    return session
  }

  // MARK: files

  /// The path of something to read: relative paths are below the data folder.
  ///
  /// - Throws: when it does not exist, or is outside the folders granted (links are followed
  ///   before that is decided).
  func readable(_ path: String) throws -> String {
    let full = path == "." ? options.dataFolder : Files.join(options.dataFolder, path)
    guard let real = Files.resolved(full) else {
      throw Problem(.file, "there is no file or folder \(full)", hints: try near(full))
    }
    let granted =
      [options.dataFolder, Files.folder(of: options.script ?? "./x")] + options.readable
    for folder in granted {
      if let top = Files.resolved(folder), Self.isInside(real, top) { return full }
    }
    throw Problem(
      .file, "the script may not read \(path)",
      hints: [
        "scripts read below the data folder (\(options.dataFolder)) and their own folder",
        "give another folder with --data",
      ])
  }

  /// A path as manifests name it: below the data folder, so that it is the same on every machine.
  func shortened(_ path: String) -> String {
    let folder =
      options.dataFolder.utf8.last == UInt8(ascii: "/")
      ? options.dataFolder : options.dataFolder + "/"
    return path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path
  }

  /// Notes that a file was read.
  func noteInput(_ path: String) {
    if !inputs.contains(path) { inputs.append(path) }
  }

  /// The path of something to write: below the output folder, and nowhere else.
  func writable(_ path: String) throws -> String {
    let isAbsolute = path.utf8.first == UInt8(ascii: "/")
    let parts = path.split(separator: "/")
    guard !path.isEmpty, !isAbsolute, !parts.contains(".."), !path.utf8.contains(0),
      path.utf8.last != UInt8(ascii: "/")
    else {
      throw Problem(
        .file, "\"\(path)\" is no file below the output folder \(options.outFolder)",
        hints: ["give a name like \"warm.csv\" or \"lists/warm.csv\"; --out chooses the folder"])
    }
    let full = Files.join(options.outFolder, path)
    try Files.makeFolder(Files.folder(of: full))
    // A link below the output folder must not lead out of it.
    if let real = Files.resolved(Files.folder(of: full)),
      let top = Files.resolved(options.outFolder),
      !Self.isInside(real, top)
    {
      throw Problem(.file, "\(full) leads out of the output folder \(options.outFolder)")
    }
    return full
  }

  /// Notes that a file was written.
  func noteOutput(_ path: String) {
    if !outputs.contains(path) { outputs.append(path) }
  }

  /// Completes the manifests of the audiences that were written, when the script has ended: its
  /// files are read again for their digests, each once, on all cores.
  func completeManifests() throws {
    guard !manifests.isEmpty else { return }
    let fresh = inputs.filter { digests[$0] == nil }
    let found = Mutex<[String: String]>([:])
    try Parallel.forEach(fresh.count) { index in
      let digest = try FileDigest.sha256(of: fresh[index])
      found.withLock { $0[fresh[index]] = digest }
    }
    digests.merge(found.withLock { $0 }) { $1 }
    var named: [String: String] = [:]
    for (path, digest) in digests { named[shortened(path)] = digest }
    for manifest in manifests { try manifest.complete(named) }
    manifests = []
  }

  private static func isInside(_ path: String, _ folder: String) -> Bool {
    path == folder || path.hasPrefix(folder == "/" ? folder : folder + "/")
  }

  private func near(_ path: String) throws -> [String] {
    let folder = Files.folder(of: path)
    guard Files.entry(folder) == .folder else { return [] }
    let names = try Files.names(in: folder).filter { !$0.hasPrefix(".") }
    if let near = nearest(to: Files.name(of: path), in: names) {
      return ["did you mean \"\(near)\"?"]
    }
    return names.isEmpty
      ? ["the folder \(folder) is empty"]
      : ["in \(folder): \(names.prefix(12).joined(separator: ", "))"]
  }
}
