import Foundation
import Testing

/// The built program under attack: run in a process of its own, with its end, its time and the most
/// memory it ever held.
struct Attacked {
  var code: Int32
  var output: String
  var errors: String
  var seconds: Double
  /// Mebibytes.
  var memory: Int

  static let program: String = {
    // Beside the test bundle, wherever the build put that.
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<4 {
      let candidate = folder.appendingPathComponent("reticle").path
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
      folder.deleteLastPathComponent()
    }
    return "reticle"
  }()

  /// Runs `reticle` with these arguments. What does not end within a minute is killed: its code is 137.
  static func run(
    _ arguments: [String], in folder: String, environment: [String: String] = [:]
  ) throws -> Attacked {
    let (output, errors) = (folder + "/.output", folder + "/.errors")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var variables = ProcessInfo.processInfo.environment
    variables.merge(environment) { $1 }
    // The shell only changes the folder: the program takes its place.
    let command = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder, program] + arguments
    let argv = command.map { strdup($0) } + [nil]
    let envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in argv + envp { free(text) } }
    var pid: pid_t = 0
    let start = ContinuousClock().now
    let failure = posix_spawn(&pid, "/bin/sh", &actions, nil, argv, envp)
    if failure != 0 { throw CocoaError(.executableLoad) }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(pid, &status, WNOHANG, &usage) == 0 {
      if ContinuousClock().now - start > .seconds(60) { kill(pid, SIGKILL) }
      usleep(5000)
    }
    let time = ContinuousClock().now - start
    return Attacked(
      code: status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f,
      output: try String(decoding: Data(contentsOf: URL(fileURLWithPath: output)), as: UTF8.self),
      errors: try String(decoding: Data(contentsOf: URL(fileURLWithPath: errors)), as: UTF8.self),
      seconds: Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18,
      memory: usage.ru_maxrss / 1024)
  }

  /// Runs a script on the folder's data.
  static func script(
    _ text: String, _ options: [String] = [], in folder: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Attacked {
    let folder = try folder ?? attackedFolder()
    try text.write(toFile: folder + "/a.lua", atomically: true, encoding: .utf8)
    return try run(
      ["run", "a.lua", "--data", "data"] + options, in: folder, environment: environment)
  }
}

/// A fresh folder with a small CRM below `data`.
func attackedFolder(_ files: [String: String] = [:]) throws -> String {
  let folder = NSTemporaryDirectory() + "reticle-attack-\(UUID().uuidString)"
  var accounts = "account_id,name,industry,employees\n"
  for row in 1...200 {
    accounts += "\(row),Firm \(row),\(row % 3 == 0 ? "Software" : "Retail"),\(row * 7)\n"
  }
  let standard = [
    "data/accounts.csv": accounts,
    "data/contacts.csv":
      "contact_id,account_id,email,first_name,title\n1,1,ann@firm1.com,Ann,VP Sales\n",
    "data/deals.csv":
      "deal_id,account_id,stage,amount,created,closed\n1,1,Closed Won,100,2025-01-01,2025-01-31\n",
    "data/AS_OF": "2026-01-01\n",
  ]
  for (name, text) in standard.merging(files, uniquingKeysWith: { $1 }) {
    let path = folder + "/" + name
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }
  return folder
}

/// An attack and how it must end.
struct Attack: Sendable, CustomTestStringConvertible {
  var name: String
  var script: String
  var options: [String]
  var code: Int32
  var says: String

  init(
    _ name: String, _ script: String, _ options: [String] = ["--time-limit", "0.5"],
    code: Int32 = 6, says: String = "reticle: a.lua:1: the time limit is reached\n"
  ) {
    self.name = name
    self.script = script
    self.options = options
    self.code = code
    self.says = says
  }

  var testDescription: String { name }

  func check(in folder: String? = nil) throws {
    let outcome = try Attacked.script(script, options, in: folder)
    #expect(outcome.code == code, "\(outcome.errors)")
    #expect((code == 0 ? outcome.output : outcome.errors).contains(says), "\(outcome.errors)")
    #expect(outcome.seconds < 10)
  }
}
