import ArgumentParser
import Basics
import LuaHost
import ReticleLua

struct HelpTopicCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "help", abstract: "Explain a Lua function, library or type, or a command.")

  @Argument(help: "Such as open, table:where, icp or run.") var topic: String?

  func run() throws {
    if let topic,
      let command = Reticle.configuration.subcommands.first(where: { $0._commandName == topic })
    {
      print(Reticle.helpMessage(for: command))
    } else if let topic {
      print(Help.text(about: topic, in: try ReticleRegistry.make()))
    } else {
      print(Reticle.helpMessage())
      print("\nreticle help NAME explains a Lua function, library or type. Overview:\n")
      print(Help.text(about: nil, in: try ReticleRegistry.make()))
    }
  }
}

struct TypesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "types",
    abstract: "Write the file that gives editors (LuaLS) types and completion.")

  @Option(
    help: ArgumentHelp("Also describe the columns of this folder's tables.", valueName: "dir"))
  var data: String?

  @Option(help: ArgumentHelp("The file to write.", valueName: "file"))
  var out = ".reticle/reticle.d.lua"

  func run() throws {
    try EditorTypes.write(to: out, data: data)
    print("wrote \(out)")
  }
}

struct DocsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "docs", abstract: "Write the reference documentation of all Lua functions.",
    shouldDisplay: false)

  @Argument(help: "The folder to write to.") var folder: String

  func run() throws {
    for page in ReferencePages.pages(of: try ReticleRegistry.make()) {
      try AtomicFile.write(page.text.utf8, to: Files.join(folder, page.name + ".md"))
    }
  }
}
