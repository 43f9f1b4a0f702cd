import ArgumentParser
import Basics
import LuaHost

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// One clear message on standard error, and the exit code of its class.
enum ErrorReport {
  static func exit(with error: any Error, of command: any ParsableCommand.Type) -> Never {
    switch error {
    case let error as ScriptError: finish(error.problem)
    case let problem as Problem: finish(problem)
    default: command.exit(withError: error)
    }
  }

  private static func finish(_ problem: Problem) -> Never {
    show(problem)
    leave(problem.kind.rawValue)
  }

  static func show(_ problem: Problem) {
    var lines = ["reticle: \(problem.message)"]
    if let source = sourceLine(problem.message) { lines.append(source) }
    lines += problem.hints.map { "  " + $0 }
    // What was printed before comes first, also where both go into one pipe.
    fflush(nil)
    StandardError.write(lines.joined(separator: "\n") + "\n")
  }

  /// The line of the script that a message begins with, if it can be read.
  private static func sourceLine(_ message: String) -> String? {
    let parts = message.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].hasSuffix(".lua"), let number = Int(parts[1]), number > 0,
      let text = try? Files.text(of: String(parts[0]))
    else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard number <= lines.count else { return nil }
    let line = lines[number - 1].drop { $0 == " " || $0 == "\t" }
    return "  \(number) | \(line)"
  }
}

private func leave(_ code: Int32) -> Never { exit(code) }
