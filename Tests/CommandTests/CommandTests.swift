import Foundation
import Testing

/// The built program, run as a user runs it.
struct Program {
  static let path: String = {
    // Beside the test bundle, wherever the build put that.
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<4 {
      let candidate = folder.appendingPathComponent("reticle").path
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
      folder.deleteLastPathComponent()
    }
    return "reticle"
  }()

  struct Outcome {
    var code: Int32
    var output: String
    var errors: String
  }

  static func run(
    _ arguments: [String], in folder: String, input: String = "",
    interruptAfter seconds: Double? = nil,
    shell: String? = nil
  ) throws -> Outcome {
    let process = Process()
    if let shell {
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments = ["-c", shell, path] + arguments
    } else {
      process.executableURL = URL(fileURLWithPath: path)
      process.arguments = arguments
    }
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let (output, errors, standardInput) = (Pipe(), Pipe(), Pipe())
    (process.standardOutput, process.standardError, process.standardInput) = (
      output, errors, standardInput
    )
    // A program that ends before it has read its input must not end the tests.
    signal(SIGPIPE, SIG_IGN)
    try process.run()
    if !input.isEmpty {
      try standardInput.fileHandleForWriting.write(contentsOf: input.data(using: .utf8)!)
    }
    try standardInput.fileHandleForWriting.close()
    if let seconds {
      Thread.sleep(forTimeInterval: seconds)
      process.interrupt()
    }
    let said = output.fileHandleForReading.readDataToEndOfFile()
    let complained = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      code: process.terminationReason == .exit
        ? process.terminationStatus : 128 + process.terminationStatus,
      output: String(decoding: said, as: UTF8.self),
      errors: String(decoding: complained, as: UTF8.self))
  }
}

/// A folder with a small CRM and some scripts.
func workFolder(_ scripts: [String: String] = [:]) throws -> String {
  let folder = NSTemporaryDirectory() + "reticle-command-\(UUID().uuidString)"
  let data = folder + "/data"
  try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
  let files = [
    "data/accounts.csv":
      "account_id,name,industry,employees\n1,Acme,Software,120\n2,Beta,Retail,15\n",
    "data/deals.csv":
      "deal_id,account_id,stage,amount,created,closed\n1,1,Closed Won,100,2025-01-01,2025-01-31\n",
    "data/AS_OF": "2026-01-01\n",
  ]
  for (name, text) in files.merging(scripts, uniquingKeysWith: { $1 }) {
    try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
  }
  return folder
}

@Suite("The command")
struct CommandTests {
  @Test("a script prints to standard output and ends with 0")
  func runs() throws {
    let folder = try workFolder([
      "a.lua": "print(#open().accounts, today(), arg[1]) open().accounts:save 'a.csv'"
    ])
    let outcome = try Program.run(["run", "a.lua", "--data", "data", "--", "x"], in: folder)
    #expect(outcome.output == "2\t2026-01-01\tx\n")
    #expect(outcome.errors == "")
    #expect(outcome.code == 0)
    #expect(
      try String(contentsOfFile: folder + "/out/a.csv", encoding: .utf8)
        == "account_id,name,industry,employees\n1,Acme,Software,120\n2,Beta,Retail,15\n")
  }

  @Test("the as-of date is the one given")
  func asOf() throws {
    let folder = try workFolder(["a.lua": "print(today(), days_ago(1))"])
    let outcome = try Program.run(
      ["run", "a.lua", "--data", "data", "--as-of", "2024-03-01"], in: folder)
    #expect(outcome.output == "2024-03-01\t2024-02-29\n")
  }

  static let failures: [(script: String, arguments: [String], code: Int32, says: String)] = [
    ("print(1 +)", [], 2, "reticle: a.lua:1: unexpected symbol near ')'\n  1 | print(1 +)\n"),
    (
      "local x = 1\nprint(y)", [], 2,
      "reticle: a.lua:2: no variable or function \"y\"\n  2 | print(y)\n  declare a variable of your own with  local y = …\n"
    ),
    ("open 'none.csv'", [], 3, "reticle: a.lua:1: there is no file or folder data/none.csv\n"),
    ("open().accounts:save '/etc/x.csv'", [], 3, "is no file below the output folder out"),
    (
      "while true do end", ["--time-limit", "0.2"], 6,
      "reticle: a.lua:1: the time limit is reached\n"
    ),
    (
      "local t = {} for i = 1, 1e9 do t[i] = {} end", ["--memory-limit", "16"], 6,
      "the memory limit is reached"
    ),
    ("print(1)", ["--as-of", "tomorrow"], 64, "--as-of tomorrow is no day"),
    ("print(1)", ["--data", "nowhere"], 3, "there is no data folder nowhere"),
  ]

  @Test("each class of error has its message and exit code", arguments: failures.indices)
  func fails(index: Int) throws {
    let (script, arguments, code, says) = Self.failures[index]
    let folder = try workFolder(["a.lua": script])
    let data = arguments.contains("--data") ? [] : ["--data", "data"]
    let outcome = try Program.run(["run", "a.lua"] + data + arguments, in: folder)
    #expect(outcome.code == code, "\(script): \(outcome.errors)")
    #expect(outcome.errors.contains(says), "\(outcome.errors)")
    #expect(outcome.output == "")
    #expect(!FileManager.default.fileExists(atPath: folder + "/out/x.csv"))
  }

  @Test("a script that is not there, a command that is not there")
  func usage() throws {
    let folder = try workFolder()
    #expect(try Program.run(["run", "no.lua"], in: folder).code == 3)
    #expect(try Program.run(["runn", "no.lua"], in: folder).code == 64)
    #expect(try Program.run(["version"], in: folder).output.hasPrefix("reticle "))
    #expect(try Program.run(["help", "bands"], in: folder).output.hasPrefix("bands("))
    #expect(try Program.run(["--help"], in: folder).code == 0)
  }

  @Test("a header that nobody knows is said, with what to do")
  func badHeader() throws {
    let folder = try workFolder(["a.lua": "print(open 'odd')"])
    try FileManager.default.createDirectory(
      atPath: folder + "/data/odd", withIntermediateDirectories: true)
    try "foo,bar\n1,2\n".write(
      toFile: folder + "/data/odd/x.csv", atomically: true, encoding: .utf8)
    let outcome = try Program.run(["run", "a.lua", "--data", "data"], in: folder)
    #expect(outcome.code == 4)
    #expect(outcome.errors.contains("x.csv"))
  }

  @Test("Ctrl-C ends with one message, code 130 and no half-written file")
  func interrupted() throws {
    let folder = try workFolder([
      "a.lua": "print('begun') while true do open().accounts:save 'a.csv' end"
    ])
    let outcome = try Program.run(
      ["run", "a.lua", "--data", "data"], in: folder, interruptAfter: 1.5)
    #expect(outcome.code == 130)
    #expect(outcome.errors.contains("stopped by Ctrl-C"))
    #expect(outcome.errors.split(separator: "\n").count <= 3)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder + "/out")
    #expect(left.allSatisfy { $0 == "a.csv" }, "\(left)")
    #expect(try String(contentsOfFile: folder + "/out/a.csv", encoding: .utf8).hasSuffix("15\n"))
  }

  @Test("a disk that is full ends with one message, code 5, and leaves what was there")
  func fullDisk() throws {
    let script = "local t = open().accounts for i = 1, 12 do t = t:union(t) end t:save 'big.csv'"
    let folder = try workFolder(["a.lua": script])
    try FileManager.default.createDirectory(
      atPath: folder + "/out", withIntermediateDirectories: true)
    try "before\n".write(toFile: folder + "/out/big.csv", atomically: true, encoding: .utf8)
    // A limit on the size of files is met as a full disk is: the write fails half-way.
    let outcome = try Program.run(
      ["run", "a.lua", "--data", "data"], in: folder,
      shell: "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"")
    #expect(outcome.code == 5, "\(outcome.errors)")
    #expect(outcome.errors.contains("cannot write out/big.csv"))
    #expect(try String(contentsOfFile: folder + "/out/big.csv", encoding: .utf8) == "before\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/out") == ["big.csv"])
  }

  @Test("the REPL prints expressions, keeps variables, and goes on after a mistake")
  func repl() throws {
    let folder = try workFolder()
    let outcome = try Program.run(
      ["repl", "--data", "data"], in: folder,
      input:
        "1 + 1\nx = open().accounts\n#x\nx.nme\nfor i = 1, 2 do\nprint(i)\nend\nlocal y = 3\nx[1].name\n"
    )
    #expect(outcome.output == "2\n2\n1\n2\nAcme\n")
    #expect(
      outcome.errors.contains("no member \"nme\"") || outcome.errors.contains("no column \"nme\""))
    #expect(outcome.code == 0)
  }

  @Test("inspect, demo, new, types and explain do what they say")
  func others() throws {
    let folder = try workFolder([
      "a.lua": "print(open().accounts:where(function(a) return a.employees > 100 end))"
    ])
    let inspected = try Program.run(["inspect", "data"], in: folder)
    #expect(inspected.output.contains("ACCOUNTS  2 rows from accounts.csv"))
    let made = try Program.run(["demo", "demo", "--accounts", "50", "--seed", "3"], in: folder)
    #expect(made.code == 0 && made.output.contains("accounts.csv"))
    let new = try Program.run(["new", "mine"], in: folder)
    #expect(new.code == 0 && FileManager.default.fileExists(atPath: folder + "/mine/.luarc.json"))
    let scripts = ["segments/large-accounts", "analyses/which-cohorts-win"]
    for script in scripts {
      let outcome = try Program.run(
        ["run", "mine/scripts/\(script).lua", "--data", "demo"], in: folder)
      #expect(outcome.code == 0, "\(script): \(outcome.errors)")
    }
    let types = try Program.run(["types", "--data", "data", "--out", "t.lua"], in: folder)
    #expect(types.code == 0)
    #expect(
      try String(contentsOfFile: folder + "/t.lua", encoding: .utf8).contains(
        "---@class reticle.row.accounts"))
    let explained = try Program.run(["explain", "a.lua", "--data", "data"], in: folder)
    #expect(explained.output.contains("a.lua:1"), "\(explained.errors)")
    let profiled = try Program.run(["run", "a.lua", "--data", "data", "--profile"], in: folder)
    #expect(profiled.errors.contains("table:where"))
  }

  @Test("the same script twice gives the same bytes")
  func repeatable() throws {
    let script =
      "local c = open() print(c, cohorts(c, { by = 'industry' })) c.deals:save 'd.csv' audience.plain(c.accounts, 'p.csv', { force = true })"
    let folder = try workFolder(["a.lua": script])
    var seen: [[String: Data]] = []
    for run in ["one", "two"] {
      let outcome = try Program.run(["run", "a.lua", "--data", "data", "--out", run], in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      var files = [
        "": outcome.output.replacingOccurrences(of: run + "/", with: "").data(using: .utf8)!
      ]
      for name in try FileManager.default.contentsOfDirectory(atPath: folder + "/" + run)
      where !name.hasSuffix("manifest.json") {
        files[name] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + run + "/" + name))
      }
      seen.append(files)
    }
    #expect(seen[0] == seen[1])
  }
}
