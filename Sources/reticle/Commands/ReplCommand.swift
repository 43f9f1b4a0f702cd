import ArgumentParser
import ReticleLua

struct ReplCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl",
    abstract: "Try Lua line by line: expressions print, help(\"open\") explains.")

  @OptionGroup var options: RunOptions

  func run() throws {
    let runner = try options.runner(script: nil)
    try Repl(runner).run()
  }
}
