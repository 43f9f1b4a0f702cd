import Foundation
import Testing

@Suite("reticle test")
struct TestCommandTests {
  static let holding = """
    local ideal = icp.define{ name = "Big", criteria = { { "big", 1, "firmographic", "employees >= 100" } } }
    local scored = ideal:score(open().accounts)
    expect(scored):count(1, "tier == 'A'")
    test("sums", function() expect(1 + 1):equals(2) end)

    """

  static func folder(_ scripts: [String: String]) throws -> String {
    let folder = try workFolder()
    for (name, text) in scripts {
      let path = folder + "/" + name
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    return folder
  }

  @Test("expectations that hold end with 0")
  func holds() throws {
    let folder = try Self.folder(["tests/a.lua": Self.holding])
    let outcome = try Program.run(["test", "--data", "data"], in: folder)
    #expect(
      outcome.output == "ok   tests/a.lua: 2 of 2 hold\n1 script, 2 expectations: all hold\n")
    #expect(outcome.errors == "" && outcome.code == 0)
    let verbose = try Program.run(["test", "--data", "data", "--verbose"], in: folder)
    #expect(verbose.output.contains("  ok   tests/a.lua:4: sums: expected 2: it is 2\n"))
  }

  @Test(
    "what does not hold is shown with its line, the accounts and the reasons; all are looked at")
  func fails() throws {
    let folder = try Self.folder([
      "icp/one_test.lua": """
      local ideal = icp.define{ name = "Big", criteria = {
        { "big", 3, "firmographic", "employees >= 100" }, { "software", 1, "firmographic", "industry == 'Software'" } } }
      expect(ideal:score(open().accounts)):all "tier == 'A'"
      expect(3):equals(4)
      expect(1):at_least(1)

      """
    ])
    let outcome = try Program.run(["test", "--data", "data"], in: folder)
    #expect(
      outcome.output == """
        FAIL icp/one_test.lua: 1 of 3 hold
          FAIL icp/one_test.lua:3: expected of accounts all: tier == 'A': not met, 1 of 2 do
                 Beta: fit 0, tier D; no criterion met
          FAIL icp/one_test.lua:4: expected 4: it is 3
        1 script, 3 expectations: 2 do not hold

        """)
    #expect(outcome.code == 1)
    // Run as a script, the first is an error of the same class.
    let run = try Program.run(["run", "icp/one_test.lua", "--data", "data"], in: folder)
    #expect(run.code == 1 && run.errors.contains("icp/one_test.lua:3: expected of accounts all"))
  }

  @Test("an error ends a named part or its script, not the others, and has its exit code")
  func errors() throws {
    let folder = try Self.folder([
      "tests/a.lua": "test('wrong', function() open 'none.csv' end)\nexpect(1):equals(1)\n",
      "tests/b.lua": "expect(1):equals(1)\nlocal x = nil + 1\nexpect(2):equals(2)\n",
    ])
    let outcome = try Program.run(["test", "tests", "--data", "data"], in: folder)
    #expect(outcome.output.contains("  ERROR wrong: tests/a.lua:1: there is no file or folder"))
    #expect(outcome.output.contains("  ERROR tests/b.lua:2: attempt to perform arithmetic"))
    #expect(outcome.output.hasSuffix("2 scripts, 2 expectations: all hold, 2 errors\n"))
    #expect(outcome.code == 3)
    let second = try Program.run(["test", "tests/b.lua", "--data", "data"], in: folder)
    #expect(second.code == 2)
  }

  @Test("nothing to run and nothing expected are told apart from success")
  func nothing() throws {
    let empty = try Program.run(["test", "--data", "data"], in: Self.folder([:]))
    #expect(empty.code == 64 && empty.errors.contains("there are no test scripts here"))
    let folder = try Self.folder(["tests/a.lua": "local x = 1\n"])
    let idle = try Program.run(["test", "--data", "data"], in: folder)
    #expect(idle.code == 1 && idle.errors.contains("the scripts expect nothing"))
    #expect(try Program.run(["test", "no.lua", "--data", "data"], in: folder).code == 3)
  }
}
