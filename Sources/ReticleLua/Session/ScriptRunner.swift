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
    timeLimit: Double? = nil, memoryLimit: Int? = nil, output: Output = Output(descriptor: 1)
  ) throws {
    guard Files.entry(data) == .folder else {
      throw Problem(
        .file, "there is no data folder \(data)",
        hints: ["--data names the folder with the CRM exports"])
    }
    if let script, Files.entry(script) != .file {
      throw Problem(.file, "there is no script \(script)")
    }
    var options = Session.Options(asOf: try AsOfDate.day(asOf, folder: data))
    options.dataFolder = data
    options.outFolder = out
    options.script = script
    options.arguments = arguments
    session = Session(options, output: output)
    engine = try Self.engine(for: session)
    if let memoryLimit { engine.limitMemory(bytes: memoryLimit << 20) }
    self.script = script
    self.timeLimit = timeLimit
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
    try run(try Files.text(of: script), named: script)
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
    Stopping.begin(engine, timeLimit: timeLimit)
    defer { Stopping.end(engine) }
    return try body()
  }
}

/// Signals that stop a script: Ctrl-C and the time limit.
private enum Stopping {
  nonisolated(unsafe) private static var running: OpaquePointer?
  nonisolated(unsafe) private static var interrupts = 0

  static func begin(_ engine: LuaEngine, timeLimit: Double?) {
    running = engine.state
    interrupts = 0
    Interruption.reset()
    rl_clear_stop(engine.state)
    signal(SIGINT) { _ in
      Stopping.interrupts += 1
      // Whoever presses it twice does not want to wait for anything.
      if Stopping.interrupts > 1 { _exit(130) }
      Interruption.request()
      if let running = Stopping.running { rl_stop(running, Int32(RL_STOP_INTERRUPT)) }
    }
    // A parent may have started us with these blocked.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGALRM)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(Int32(SIG_UNBLOCK), &signals, nil)
    if let timeLimit {
      signal(SIGALRM) { _ in
        if let running = Stopping.running { rl_stop(running, Int32(RL_STOP_TIME)) }
      }
      let whole = timeLimit.rounded(.down)
      var timer = itimerval()
      timer.it_value.tv_sec = Int(whole)
      timer.it_value.tv_usec = Int(((timeLimit - whole) * 1e6).rounded(.up))
      setitimer(Int32(bitPattern: ITIMER_REAL.rawValue), &timer, nil)
    }
  }

  static func end(_ engine: LuaEngine) {
    var timer = itimerval()
    setitimer(Int32(bitPattern: ITIMER_REAL.rawValue), &timer, nil)
    timer = itimerval()
    signal(SIGINT, SIG_DFL)
    signal(SIGALRM, SIG_DFL)
    running = nil
    rl_clear_stop(engine.state)
  }
}
