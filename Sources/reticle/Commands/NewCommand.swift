import ArgumentParser
import ReticleLua

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Start a folder for your own scripts: segments, audiences, analyses, ICPs.")

  @Argument(help: "The folder to make.") var folder: String

  func run() throws {
    for line in try StarterFolder.make(folder) { print(line) }
  }
}
