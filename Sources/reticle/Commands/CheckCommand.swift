import ArgumentParser
import Basics
import ReticleLua

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look for mistakes in scripts without running them.",
    discussion: """
      Prints FILE:LINE:COLUMN: MESSAGE for each mistake: syntax, names, functions, options and
      arguments that do not exist or do not fit, comparisons of a number with a text; with --data
      columns that the data does not have, and as notes texts that a column never holds and row
      functions that will run row by row. Ends with 1 if there is a mistake; notes are none.
      """)

  @Argument(help: "The scripts.") var scripts: [String]
  @Option(help: ArgumentHelp("The folder with the CRM exports, for its columns.", valueName: "dir"))
  var data: String?
  @Flag(help: "Check again whenever a script is saved, until Ctrl-C.") var watch = false

  func validate() throws {
    if scripts.isEmpty { throw ValidationError("name at least one script") }
  }

  func run() throws {
    for script in scripts where Files.entry(script) == .folder { throw Self.folder(script) }
    let check = try ScriptCheck(data: data)
    if let note = check.note { StandardError.write("note: \(note)\n") }
    let mistakes = try report(check)
    if watch {
      try FileWatch(scripts).forEachChange {
        print("--")
        do { _ = try report(check) } catch let problem as Problem { ErrorReport.show(problem) }
      }
    }
    if mistakes > 0 {
      throw Problem(.checkFailed, "\(mistakes) mistake\(mistakes == 1 ? "" : "s")")
    }
  }

  private static func folder(_ path: String) -> Problem {
    Problem(
      .file, "\(path) is a folder, not a script",
      hints: [
        "its scripts:  reticle check \(Files.join(path, "*.lua"))",
        "those of its folders too:  find \(path) -name '*.lua' -exec reticle check {} +",
      ])
  }

  /// Prints what there is to say, and gives the number of mistakes.
  private func report(_ check: ScriptCheck) throws -> Int {
    var mistakes = 0
    for script in scripts {
      for message in try check.messages(of: script) {
        print(message)
        if !message.isNote { mistakes += 1 }
      }
    }
    return mistakes
  }
}
