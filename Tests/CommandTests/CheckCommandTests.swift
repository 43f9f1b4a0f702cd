import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("The command check, and libraries in the REPL")
struct CheckCommandTests {
  /// Accounts enough for columns of few values.
  static func checkFolder(_ script: String) throws -> String {
    var accounts = "account_id,name,industry,employees\n"
    for number in 1...40 {
      accounts += "\(number),Acme \(number),\(number % 2 == 0 ? "Software" : "Retail"),\(number)\n"
    }
    let folder = try workFolder(["a.lua": script])
    try accounts.write(toFile: folder + "/data/accounts.csv", atomically: true, encoding: .utf8)
    return folder
  }

  /// Scripts of one line, with what is said about each: the column and the text, without the file.
  static let says: [(script: String, says: [String])] = [
    ("t.head(3)", ["3: write a colon, not a dot:  t:head(…)"]),
    ("t.where('employees > 5')", ["3: write a colon, not a dot:  t:where(…)"]),
    ("print(#t.where(t, 'employees > 5'))", []),
    ("for k in pairs(t) do print(k) end", ["10: pairs is not how to go through the rows: "]),
    ("for k, a in ipairs(t) do print(k, a) end", ["13: note: ipairs is not how to go through"]),
    ("for k in pairs(t[1]) do print(k) end", []),
    ("for a in t do print(a) end", ["10: a table cannot be looped over as it is: write  for row"]),
    ("t:with{ a = 'employes * 2' }", ["14: accounts has no column \"employes\""]),
    ("t:with{ a = 'employees *' }", ["the expression \"employees *\" is not complete"]),
    ("t:with{ a = function(a) return a.employes end }", ["34: accounts has no column"]),
    ("t:with{ a = \"'x'\", b = 5, c = true, d = 'row.name', e = bands('employees', 5) }", []),
    ("t:rename{ nme = 'company' }", ["11: accounts has no column \"nme\""]),
    ("print(t:rename{ name = 'company' }:where 'company ~= nil')", []),
    ("t:join(open().deals, 'acount_id')", ["accounts has no column", "deals has no column"]),
    ("t:join(open().deals, { account_id = 'id_account' })", ["deals has no column \"id_account\""]),
    ("t:join(open().deals, 'account_id', 'semi'):head(5):select 'nme'", ["accounts has no column"]),
    ("t:where(function(a) local x = a.name end)", ["9: this function has no return, so no row"]),
    ("t:where(function(a) if a.name then return true end end)", []),
    ("t:where(function(a) error 'not yet' end)", []),
    (
      "t:where \"industry == 'software'\"",
      ["note: in this data \"industry\" is never \"software\" (did you mean \"Software\"?)"]
    ),
    ("t:where \"industry == 'Mining' or industry ~= 'Retail'\"", []),
    (
      "t:join(open().deals:group_by 'account_id':summarize{ n = count() }:where 'n > 2', 'account_id')",
      []
    ),
    (
      "print(t:union(open().deals):where 'amount ~= nil' or t:union(t):where 'name ~= nil')", []
    ),
    (
      "personas.define{ name = 'x', department = 'enginering', seniority = { 'vp', 'directr' } }",
      ["personas.define: no department", "personas.define: no seniority"]
    ),
    (
      "icp.define{ name = 'x', criteria = { { 'a', 1, 'firmografic', 'employees > 5' } } }",
      ["icp.define: no category \"firmografic\""]
    ),
    (
      "icp.define{ name = 'x', criteria = { { 'a', 1, 'employees > 5' } }, gates = { { 'b', 'x >' } } }",
      ["a criterion must be { name, weight, category, condition }", "\"x >\" is not complete Lua"]
    ),
    (
      "icp.define{ name = 'x', criteria = { { 'a', 1, 'job', 'employes > 5 and zzzzzzzz == 1' } } }",
      ["note: accounts has no column \"employes\""]
    ),
  ]

  @Test("habits, columns, words and values are checked", arguments: says.indices)
  func mistakes(index: Int) throws {
    let (script, says) = Self.says[index]
    let folder = try Self.checkFolder("local t = open().accounts\n" + script + "\n")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let outcome = try Program.run(["check", "a.lua", "--data", "data"], in: folder)
    let lines = outcome.output.split(separator: "\n").map(String.init)
      .filter { !$0.contains("this runs row by row") }
    #expect(lines.count == says.count, "\(script): \(outcome.output)")
    for said in says {
      #expect(lines.contains { $0.contains(said) }, "\(script): \(outcome.output)")
    }
    let isRight = says.allSatisfy { $0.contains("note: ") }
    #expect(outcome.code == (isRight ? 0 : 1), "\(script): \(outcome.output)")
  }

  @Test("a folder that is no CRM is said in one line, and everything but columns is checked")
  func otherFolder() throws {
    let folder = try workFolder(["a.lua": "print(open('x.csv'):head(1), yy)"])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(
      atPath: folder + "/files", withIntermediateDirectories: true)
    try "foo,bar\n1,2\n".write(toFile: folder + "/files/x.csv", atomically: true, encoding: .utf8)
    let outcome = try Program.run(["check", "a.lua", "--data", "files"], in: folder)
    #expect(outcome.output == "a.lua:1:30: no variable or function \"yy\"\n")
    #expect(outcome.errors.hasPrefix("note: columns are not checked: no file in files looks like"))
    #expect(outcome.code == 1)
    #expect(try Program.run(["check", "a.lua", "--data", "nowhere"], in: folder).code == 3)
  }

  @Test("a folder of scripts is told how to be checked")
  func scripts() throws {
    let folder = try workFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let outcome = try Program.run(["check", "data"], in: folder)
    #expect(outcome.code == 3)
    #expect(outcome.errors.contains("data is a folder, not a script"))
    #expect(outcome.errors.contains("reticle check data/*.lua"))
  }

  @Test("--watch checks again when a script is saved, until Ctrl-C")
  func watch() throws {
    let folder = try workFolder(["a.lua": "print(first_mistake)"])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = ["check", "a.lua", "--watch"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
    let output = pipe.fileHandleForReading.fileDescriptor
    _ = fcntl(output, F_SETFL, O_NONBLOCK)
    var shown = ""
    func wait(for text: String) -> Bool {
      let end = Date().addingTimeInterval(120)
      var buffer = [UInt8](repeating: 0, count: 4096)
      while !shown.contains(text), Date() < end {
        let got = read(output, &buffer, buffer.count)
        if got > 0 {
          shown += String(decoding: buffer[..<got], as: UTF8.self)
        } else {
          usleep(20_000)
        }
      }
      return shown.contains(text)
    }
    // It prints only once it watches: nothing that is saved from here on is missed.
    #expect(wait(for: "\"first_mistake\"\n"))
    try "local x = 1\nprint(x, second_mistake)".write(
      toFile: folder + "/a.lua", atomically: true, encoding: .utf8)
    #expect(wait(for: "\"second_mistake\"\n"), "\(shown)")
    #expect(shown.contains("--\na.lua:2:10: "), "\(shown)")
    #expect(process.isRunning)
    process.interrupt()
    process.waitUntilExit()
    let isStopped =
      process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGINT
    #expect(isStopped || process.terminationStatus == 130)
  }

  @Test("the name of a library shows what is in it")
  func libraries() throws {
    let folder = try workFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let outcome = try Program.run(
      ["repl", "--data", "data"], in: folder, input: "icp\n string \n{}\n")
    #expect(outcome.output.hasPrefix("icp: Ideal customer profiles"))
    #expect(outcome.output.contains("icp.define(definition)"))
    #expect(outcome.output.contains("\nstring, a library of Lua's own: byte, char, "))
    #expect(outcome.output.hasSuffix("\n{}\n"))
  }
}
