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
    /// Further folders that scripts may read from, and write to.
    public var readable: [String] = []
    public var writable: [String] = []
    /// Whether scripts may ask databases on other machines.
    public var allowsRemoteDatabases = false
    public init(asOf: Int32) { self.asOf = asOf }
  }

  public let options: Options
  public let output: Output
  let modules: ModuleLoader
  /// Files that were read, in order, each once: for manifests.
  public private(set) var inputs: [String] = []
  /// Files that were written, in order.
  public private(set) var outputs: [String] = []
  /// Where expectations are noted under `reticle test`; nil elsewhere: they raise errors.
  var recorder: TestRecorder?
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

  private var grants: Grants {
    Grants(
      dataFolder: options.dataFolder, outFolder: options.outFolder,
      scriptFolder: Files.folder(of: options.script ?? "./x"), reading: options.readable,
      writing: options.writable)
  }

  /// The path of something to read: relative paths are below the data folder.
  ///
  /// - Throws: when it does not exist, or is outside the folders granted (see ``Grants``).
  func readable(_ path: String) throws -> String { try grants.readable(path) }

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

  /// The path of something to write: below the output folder, or a folder granted for writing.
  func writable(_ path: String) throws -> String { try grants.writable(path) }

  /// Notes that a file was written.
  func noteOutput(_ path: String) {
    if !outputs.contains(path) { outputs.append(path) }
  }

  /// Inputs of so many bytes together are read again for a manifest at once; larger ones when the
  /// script has ended, as that takes longer than making an audience of them.
  private static let atOnce = 64 << 20

  /// The digests of the inputs, as far as they are known; of small inputs all.
  func inputDigests() throws -> [(name: String, sha256: String?)] {
    let sizes = try inputs.map { try Files.size(of: $0) }
    if sizes.reduce(0, +) <= Self.atOnce { try readDigests() }
    return inputs.map { (shortened($0), digests[$0]) }
  }

  /// Completes the manifests that were written without the digests of their inputs, when the script
  /// has ended.
  func completeManifests() throws {
    guard !manifests.isEmpty else { return }
    try readDigests()
    var named: [String: String] = [:]
    for (path, digest) in digests { named[shortened(path)] = digest }
    for manifest in manifests { try manifest.complete(named) }
    manifests = []
  }

  /// Reads inputs again for their SHA-256, each once, on all cores.
  private func readDigests() throws {
    let fresh = inputs.filter { digests[$0] == nil }
    let found = Mutex<[String: String]>([:])
    try Parallel.forEach(fresh.count) { index in
      let digest = try FileDigest.sha256(of: fresh[index])
      found.withLock { $0[fresh[index]] = digest }
    }
    digests.merge(found.withLock { $0 }) { $1 }
  }
}
