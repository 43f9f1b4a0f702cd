import ArgumentParser
import Basics
import ReticleLua

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract:
      "Show what a folder of CRM exports was recognised as: columns, types, filled, odd values.")

  @Argument(help: "The folder, or a file.") var path = "."

  @Option(
    name: .customLong("as-of"),
    help: ArgumentHelp("The day that counts as today.", valueName: "date"))
  var asOf: String?

  func run() throws { try Inspection.run(path, asOf: asOf, output: Output(descriptor: 1)) }
}
