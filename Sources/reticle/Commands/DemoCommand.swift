import ArgumentParser
import Basics
import ReticleLua

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract:
      "Write a demo CRM with a planted ICP to try things on; PLANTED.md in it says what is planted."
  )

  @Argument(help: "The folder to write to.") var folder: String

  @Option(help: ArgumentHelp("How many accounts, up to 10,000,000.", valueName: "n"))
  var accounts = 10_000

  @Option(help: ArgumentHelp("The same seed gives the same bytes.", valueName: "s"))
  var seed: UInt64 = 1

  @Flag(help: "Outcomes that depend on nothing, to see what an honest tool says then.")
  var shuffled = false

  func run() throws {
    for line in try DemoFolder.write(folder, accounts: accounts, seed: seed, shuffled: shuffled) {
      print(line)
    }
  }
}
