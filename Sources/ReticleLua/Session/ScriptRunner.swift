import Basics
import CLuaBridge
import Columns
import LuaHost

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs a script as the command does: with its session, its limits, and Ctrl-C.
public final class ScriptRunner {
  public let engine: LuaEngine
  public let session: Session
  private let script: String?
  private let timeLimit: Double?

  /// - Throws: ``Problem`` for a data folder or a date that does not exist.
  public init(
    data: String, out: String, asOf: String?, script: String?, arguments: [String] = [],
    reading: [String] = [], writing: [String] = [], timeLimit: Double? = nil,
    memoryLimit: Int? = nil, allowsRemoteDatabases: Bool = false,
    output: Output = Output(descriptor: 1)
  ) throws {
    guard Files.entry(data) == .folder else {
      throw Problem(
        .file, "there is no data folder \(data)",
        hints: ["--data names the folder with the CRM exports"])
    }
    if let script, Files.entry(script) != .file {
      throw Problem(.file, "there is no script \(script)")
    }
    for folder in reading + writing where Files.entry(folder) != .folder {
      throw Problem(.file, "there is no folder \(folder) to grant")
    }
    var options = Session.Options(asOf: try AsOfDate.day(asOf, folder: data))
    options.dataFolder = data
    options.outFolder = out
    options.script = script
    options.arguments = arguments
    options.readable = reading
    options.writable = writing
    options.allowsRemoteDatabases = allowsRemoteDatabases
    session = Session(options, output: output)
    engine = try Self.engine(for: session)
    let bytes = memoryLimit.map { $0 << 20 } ?? Self.standardMemoryLimit
    engine.countHostMemory { ColumnMemory.bytes }
    engine.limitMemory(bytes: bytes)
    ColumnMemory.limit(to: bytes)
    self.script = script
    self.timeLimit = timeLimit
  }

  /// Without a limit given, a script may take three quarters of the machine's memory: what takes
  /// more would be ended by the system, without a word.
  static var standardMemoryLimit: Int {
    let pages = Int(sysconf(Int32(_SC_PHYS_PAGES)))
    let size = Int(sysconf(Int32(_SC_PAGESIZE)))
    return pages > 0 && size > 0 ? pages / 4 * 3 * size : 0
  }

  /// An engine with all of Reticle's functions, for a session.
  public static func engine(for session: Session) throws -> LuaEngine {
    let engine = try LuaEngine(ReticleRegistry.make())
    engine.attachments[ObjectIdentifier(Session.self)] = session
    try engine.setGlobal("arg", .list(session.options.arguments.map { .text($0) }))
    return engine
  }

  /// Runs the script.
  ///
  /// - Throws: ``ScriptError`` or ``Problem``.
  public func run() throws {
    guard let script else { return }
    try run(try ModuleLoader.text(of: script), named: script)
  }

  /// Runs text as the script would be run.
  func run(_ text: String, named name: String) throws {
    defer { session.output.flush() }
    let function = try engine.compile(text, chunk: "@" + name)
    do {
      try interruptible { _ = try engine.call(function) }
    } catch {
      // Audiences that were written before the error are there, and so are their manifests.
      if !Interruption.isRequested { try? session.completeManifests() }
      throw error
    }
    try session.completeManifests()
    try session.output.check()
  }

  /// Measures host calls and row functions while the script runs.
  ///
  /// - Returns: the profile, which is complete when `run` is.
  public func profiled() -> RunProfile {
    let profile = RunProfile()
    profile.attach(to: engine)
    return profile
  }

  /// Runs `body` so that Ctrl-C and the time limit end script code inside it.
  public func interruptible<Result>(_ body: () throws -> Result) throws -> Result {
    Interruption.reset()
    // Work in the host looks at the interruption, script code meets the hook; what does neither is
    // ended with the process, and leaves no half-written file.
    rl_watch(
      engine.state, timeLimit ?? 0, 2,
      { Interruption.request($0 == Int32(RL_STOP_TIME) ? .time : .user) },
      { AtomicFile.abandonAll() })
    defer {
      rl_unwatch(engine.state)
      Interruption.reset()
    }
    return try body()
  }
}
