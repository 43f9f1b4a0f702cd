import ArgumentParser
import Basics
import ReticleLua

/// Options of every command that runs scripts.
struct RunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder with the CRM exports.", valueName: "dir"))
  var data = "."

  @Option(help: ArgumentHelp("The folder that results are written to.", valueName: "dir"))
  var out = "out"

  @Option(
    name: .customLong("as-of"),
    help: ArgumentHelp(
      "The day that counts as today, such as 2026-01-31 (default: that of AS_OF in the data folder, else the clock's).",
      valueName: "date"))
  var asOf: String?

  @Option(
    name: .customLong("time-limit"),
    help: ArgumentHelp("Stop the script after this many seconds.", valueName: "seconds"))
  var timeLimit: Double?

  @Option(
    name: .customLong("memory-limit"),
    help: ArgumentHelp(
      "Memory the script's values and columns may take, in MiB (default: three quarters of the machine's).",
      valueName: "mib"))
  var memoryLimit: Int?

  @Option(
    name: .customLong("allow-read"),
    help: ArgumentHelp(
      "A further folder that the script may read; can be repeated.", valueName: "dir"))
  var reading: [String] = []

  @Option(
    name: .customLong("allow-write"),
    help: ArgumentHelp(
      "A further folder that the script may write to, by absolute path; can be repeated.",
      valueName: "dir"))
  var writing: [String] = []

  @Flag(
    name: .customLong("allow-database"),
    help: "Let the script read databases on other machines than this one.")
  var allowDatabase = false

  func runner(
    script: String?, arguments: [String] = [], output: Output = Output(descriptor: 1)
  ) throws -> ScriptRunner {
    if let timeLimit, !(timeLimit > 0 && timeLimit < 1e9) {
      throw Problem(.usage, "--time-limit must be a number of seconds above 0")
    }
    if let memoryLimit, !(1...16_777_216).contains(memoryLimit) {
      throw Problem(.usage, "--memory-limit must be a number of MiB from 1 to 16777216")
    }
    return try ScriptRunner(
      data: data, out: out, asOf: asOf, script: script, arguments: arguments, reading: reading,
      writing: writing, timeLimit: timeLimit, memoryLimit: memoryLimit,
      allowsRemoteDatabases: allowDatabase, output: output)
  }
}

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a Lua script on a folder of CRM exports.")

  @Argument(help: "The script.") var script: String
  @OptionGroup var options: RunOptions
  @Flag(help: "Print wall time and rows of each host call and row function, on standard error.")
  var profile = false
  @Option(
    name: .customLong("profile-to"),
    help: ArgumentHelp("Write the same to a file, as JSON.", valueName: "file"))
  var profileFile: String?

  @Argument(parsing: .postTerminator, help: "Arguments for the script, in its table arg.")
  var arguments: [String] = []

  func run() throws {
    let runner = try options.runner(script: script, arguments: arguments)
    let measured = profile || profileFile != nil ? runner.profiled() : nil
    try runner.run()
    guard let measured else { return }
    if profile { StandardError.write(measured.description + "\n") }
    if let profileFile { try AtomicFile.write(measured.json.utf8, to: profileFile) }
  }
}

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show for each row function of a script how it is evaluated, and why.",
    discussion: "The script is run, with its prints and files put aside.")

  @Argument(help: "The script.") var script: String
  @Option(help: ArgumentHelp("The folder with the CRM exports.", valueName: "dir")) var data = "."
  @Option(
    name: .customLong("as-of"),
    help: ArgumentHelp("The day that counts as today.", valueName: "date"))
  var asOf: String?

  func run() throws {
    for line in try ScriptExplanation.lines(of: script, data: data, asOf: asOf) { print(line) }
  }
}
