import Basics
import CEdit
import LuaHost

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Lua line by line. Expressions print; a line that is not complete asks for more; Ctrl-C stops the
/// line that runs, not the REPL.
public final class Repl {
  private let runner: ScriptRunner
  private let isInteractive: Bool

  public init(_ runner: ScriptRunner) {
    self.runner = runner
    isInteractive = isatty(0) == 1
    runner.engine.allowGlobals(true)
  }

  public func run() throws {
    let output = runner.session.output
    if isInteractive {
      output.write("Reticle \(Version.text), \(Version.lua). help() explains, Ctrl-D ends.\n")
      output.flush()
      loadHistory()
    }
    var pending = ""
    while let line = read(pending.isEmpty ? "> " : ">> ") {
      let text = pending.isEmpty ? line : pending + "\n" + line
      if pending.isEmpty, line.allSatisfy(\.isWhitespace) { continue }
      do {
        guard let function = try compile(text) else {
          pending = text
          continue
        }
        pending = ""
        let values = try runner.interruptible { try runner.engine.call(function) }
        try runner.session.completeManifests()
        if !values.isEmpty, !(values.count == 1 && values[0].isNil) {
          let shown = try values.map { try GlobalFunctions.shown($0, runner.engine) }
          output.write(shown.joined(separator: "\t") + "\n")
        }
      } catch let error as ScriptError {
        pending = ""
        show(error.problem)
      } catch let problem as Problem {
        pending = ""
        show(problem)
      }
      output.flush()
    }
    if isInteractive { output.write("\n") }
    output.flush()
    saveHistory()
  }

  /// An expression if it is one, else a statement; nil if the text is not complete.
  private func compile(_ text: String) throws -> LuaFunction? {
    if let expression = try? runner.engine.compile("return " + text, chunk: "=repl") {
      return expression
    }
    do {
      return try runner.engine.compile(text, chunk: "=repl")
    } catch let error as ScriptError where error.isIncomplete {
      return nil
    }
  }

  private func show(_ problem: Problem) {
    runner.session.output.flush()
    StandardError.write(problem.description + "\n")
  }

  // MARK: lines

  private func read(_ prompt: String) -> String? {
    guard isInteractive else { return readLine(strippingNewline: true) }
    guard let line = readline(prompt) else { return nil }
    defer { free(line) }
    if line.pointee != 0 { add_history(line) }
    return String(cString: line)
  }

  private var historyPath: String? {
    getenv("HOME").map { Files.join(String(cString: $0), ".reticle_history") }
  }

  private func loadHistory() {
    if let historyPath { read_history(historyPath) }
  }

  private func saveHistory() {
    guard isInteractive, let historyPath else { return }
    stifle_history(1000)
    write_history(historyPath)
  }
}
