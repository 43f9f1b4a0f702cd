import Basics
import LuaHost

/// `reticle test`: scripts of expectations, each in a session of its own.
public struct TestRun {
  public private(set) var held = 0
  public private(set) var failed = 0
  public private(set) var errors = 0
  private var firstError: Problem.Kind?

  /// Runs the scripts and writes what came of them, one after the other.
  ///
  /// - Parameters:
  ///   - paths: Files and folders; empty: found by their names.
  ///   - makeRunner: A runner for a script whose output goes where it is told.
  /// - Returns: The exit code: 0 if all expectations hold, 1 if one does not, and if a script has an
  ///   error the code of its class (2 to 6).
  /// - Throws: a ``Problem`` if there is nothing to run, or nothing was expected; Ctrl-C.
  public static func run(
    _ paths: [String], verbose: Bool, output: Output,
    makeRunner: (_ script: String, _ output: Output) throws -> ScriptRunner
  ) throws -> Int32 {
    var run = TestRun()
    let files = try TestFiles.find(paths)
    for file in files {
      try run.one(file, verbose: verbose, output, makeRunner)
      output.flush()
    }
    output.write(run.verdict(files.count) + "\n")
    output.flush()
    if run.held + run.failed + run.errors == 0 {
      throw Problem(
        .checkFailed, "the scripts expect nothing",
        hints: ["expect(#open().accounts):at_least(1) expects something"])
    }
    if let kind = run.firstError { return kind.rawValue }
    return run.failed > 0 ? Problem.Kind.checkFailed.rawValue : 0
  }

  private mutating func one(
    _ file: String, verbose: Bool, _ output: Output,
    _ makeRunner: (String, Output) throws -> ScriptRunner
  ) throws {
    let recorder = TestRecorder()
    let said = Output()
    do {
      let runner = try makeRunner(file, said)
      runner.session.recorder = recorder
      try runner.run()
    } catch {
      let kind = (error as? ScriptError)?.problem.kind ?? (error as? Problem)?.kind
      if kind == .interrupted { throw error }
      recorder.note(error)
    }
    let entries = recorder.entries
    held += entries.count { $0.holds }
    failed += entries.count { !$0.holds && $0.error == nil }
    errors += entries.count { $0.error != nil }
    firstError = firstError ?? entries.compactMap(\.error).first { $0 != .checkFailed }
    let holding = entries.count { $0.holds }
    let isGood = holding == entries.count
    output.write(
      "\(isGood ? "ok  " : "FAIL") \(file): "
        + (entries.isEmpty ? "nothing is expected" : "\(holding) of \(entries.count) hold") + "\n")
    if verbose, !said.kept.isEmpty {
      for line in said.kept.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
        output.write("     | \(line)\n")
      }
    }
    for entry in entries where verbose || !entry.holds { output.write(text(entry)) }
  }

  private func text(_ entry: TestRecorder.Entry) -> String {
    var lines = entry.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var head = entry.holds ? "  ok   " : entry.error == nil ? "  FAIL " : "  ERROR "
    if let place = entry.place { head += "\(place): " }
    if let test = entry.test { head += "\(test): " }
    lines[0] = head + lines[0]
    return ([lines[0]] + lines.dropFirst().map { "       \($0)" }).joined(separator: "\n") + "\n"
  }

  private func verdict(_ files: Int) -> String {
    let all = held + failed
    var text = "\(files) script\(files == 1 ? "" : "s"), \(all) expectation\(all == 1 ? "" : "s"): "
    text += failed == 0 ? "all hold" : "\(failed) \(failed == 1 ? "does" : "do") not hold"
    if errors > 0 { text += ", \(errors) error\(errors == 1 ? "" : "s")" }
    return text
  }
}
