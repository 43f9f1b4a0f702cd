import ArgumentParser
import Basics
import ReticleLua

@main
struct Reticle: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reticle",
    abstract:
      "Derive an Ideal Customer Profile from CRM exports, score accounts, write ad audiences: in Lua.",
    discussion: """
      Start with `reticle demo demo` and `reticle inspect demo`, or `reticle new my-icp`.

      Exit codes: 0 done, 1 a check failed, 2 error in the script, 3 a file is missing or may not be
      used, 4 bad data, 5 output could not be written, 6 a limit was reached, 64 wrong usage,
      70 fault of the program, 130 stopped by Ctrl-C.
      """,
    version: Version.text,
    subcommands: [
      RunCommand.self, ExplainCommand.self, ReplCommand.self, DemoCommand.self, InspectCommand.self,
      NewCommand.self, ConvertCommand.self,
      HelpTopicCommand.self, TypesCommand.self, DocsCommand.self, VersionCommand.self,
    ])

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      ErrorReport.exit(with: error, of: Self.self)
    }
  }
}

struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Print the version of Reticle and of Lua.")

  func run() { print("reticle \(Version.text) (\(Version.lua))") }
}
