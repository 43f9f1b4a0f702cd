import ArgumentParser
import Basics
import ReticleLua

struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run scripts of expectations: unit tests for an ICP, for people and for CI.",
    discussion: """
      Without files, scripts are looked for below the current folder: in folders named tests or
      expectations, and by names that end in _test.lua. Every expectation is looked at, those that
      do not hold are shown with the accounts and the reasons.

      Exit codes: 0 all hold, 1 one does not (or nothing is expected), 2 to 6 the class of the first
      error in a script, 64 no scripts.
      """)

  @Argument(help: "Scripts, or folders of them.") var files: [String] = []
  @OptionGroup var options: RunOptions
  @Flag(help: "Also show expectations that hold, and what scripts print.")
  var verbose = false

  func run() throws {
    let code = try TestRun.run(files, verbose: verbose, output: Output(descriptor: 1)) {
      try options.runner(script: $0, output: $1)
    }
    if code != 0 { throw ExitCode(code) }
  }
}
