import Foundation
import LuaHost
import Testing

@testable import ReticleLua

@Suite("reticle check", .serialized)
struct CheckTests {
  static let data: String = {
    let folder = Workbench.temporary("check")
    let files = [
      "accounts.csv":
        "account_id,name,industry,employees,country,Close Value,last_activity,is_customer\n1,Acme,Software,120,DE,5,2025-01-01,true\n2,Beta,Retail,15,US,6,2025-02-01,false\n",
      "deals.csv":
        "deal_id,account_id,stage,amount,created,closed\n1,1,Closed Won,100,2025-01-01,2025-01-31\n",
      "AS_OF": "2026-01-01\n",
    ]
    for (name, text) in files {
      try! text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
    }
    return folder
  }()

  nonisolated(unsafe) static let withData = try! ScriptCheck(data: data)
  nonisolated(unsafe) static let withoutData = try! ScriptCheck(data: nil)

  static func lines(_ script: String, _ check: ScriptCheck = withData) -> [String] {
    check.check(script, file: "a.lua").map(\.description)
  }

  /// Scripts with exactly what is said about them.
  static let golden: [(script: String, says: [String])] = [
    ("print(1 +)", ["a.lua:1:10: unexpected symbol near ')'"]),
    (
      "local x = 1\nfor i = 1, 2 do\n",
      ["a.lua:3:1: 'end' expected (to close 'for' at line 2) near <eof>"]
    ),
    ("local x <const> = 1\nx = 2", ["a.lua:2:1: attempt to assign to const variable 'x'"]),
    ("print(yy)", ["a.lua:1:7: no variable or function \"yy\""]),
    ("prnt(1)", ["a.lua:1:1: no variable or function \"prnt\" (did you mean \"print\"?)"]),
    ("count = 1", ["a.lua:1:1: \"count\" is not declared: write  local count = …  the first time"]),
    ("os.time()", ["a.lua:1:1: there is no \"os\" here"]),
    ("icp.defne{}", ["a.lua:1:5: no function \"icp.defne\" (did you mean \"icp.define\"?)"]),
    (
      "string.uper 'x'", ["a.lua:1:8: no function \"string.uper\" (did you mean \"string.upper\"?)"]
    ),
    (
      "local s = 'x' print(s:uper())",
      ["a.lua:1:23: no function of texts \"uper\" (did you mean \"upper\"?)"]
    ),
    (
      "open().acounts:head(1)",
      ["a.lua:1:8: crm: no member \"acounts\" (did you mean \"accounts\"?)"]
    ),
    (
      "open().accounts:wher 'true'",
      ["a.lua:1:17: table: no member \"wher\" (did you mean \"where\"?)"]
    ),
    ("open().contacts:head(1)", ["a.lua:1:8: the data has no contacts: no file looked like them"]),
    (
      "open().accounts:where(function(a)\n  return a.emplyees > 5\nend)",
      ["a.lua:2:12: accounts has no column \"emplyees\" (did you mean \"employees\"?)"]
    ),
    (
      "open().accounts:where 'country == \"DE\" and emplyees > 5'",
      ["a.lua:1:44: accounts has no column \"emplyees\" (did you mean \"employees\"?)"]
    ),
    (
      "open().accounts:where \"employees > '100'\"",
      [
        "a.lua:1:34: this compares a number with a text: \"employees\" holds numbers (write 100 without quotes)"
      ]
    ),
    (
      "open().accounts:where(function(a) return a.employees >= '100' end)",
      [
        "a.lua:1:54: this compares a number with a text: \"employees\" holds numbers (write 100 without quotes)"
      ]
    ),
    (
      "open().accounts:where(function(a) return a.country == 5 end)",
      ["a.lua:1:52: this compares a text with a number: \"country\" holds texts, and is never true"]
    ),
    (
      "open().accounts:where \"last_activity > '2025-01-01'\"",
      [
        "a.lua:1:38: this compares a date with a text: \"last_activity\" holds dates (write date \"2025-01-01\")"
      ]
    ),
    ("print(1 < '2')", ["a.lua:1:9: this compares a number with a text (write 2 without quotes)"]),
    (
      "open().accounts:where 'employees >'",
      [
        "a.lua:1:35: the expression \"employees >\" is not complete Lua: unexpected symbol at its end"
      ]
    ),
    (
      "open().accounts:head('x')",
      ["a.lua:1:22: table:head: 'n' must be a whole number, not a text"]
    ),
    (
      "open().accounts:head(1.5)",
      ["a.lua:1:22: table:head: 'n' must be a whole number, not a number"]
    ),
    (
      "open().accounts:head(1, 2)",
      ["a.lua:1:25: table:head: takes at most 1 argument: table:head([n])"]
    ),
    (
      "open().accounts:where()",
      [
        "a.lua:1:17: table:where: 'filter' is missing: it must be a function of the row or an expression"
      ]
    ),
    (
      "open().accounts:select('name', 'cuntry')",
      ["a.lua:1:32: accounts has no column \"cuntry\" (did you mean \"country\"?)"]
    ),
    (
      "open().accounts:sort '-employes'",
      ["a.lua:1:22: accounts has no column \"employes\" (did you mean \"employees\"?)"]
    ),
    (
      "open().accounts:group_by 'indstry'",
      ["a.lua:1:27: accounts has no column \"indstry\" (did you mean \"industry\"?)"]
    ),
    (
      "open().deals:summarize{ acv = mean('amont', \"outcome == 'won'\") }",
      ["a.lua:1:37: deals has no column \"amont\" (did you mean \"amount\"?)"]
    ),
    (
      "local crm = open()\nlocal t = crm.accounts:where 'employees > 5':sort 'name'\nfor a in t:rows() do print(a.nme) end",
      ["a.lua:3:30: accounts has no column \"nme\" (did you mean \"name\"?)"]
    ),
    (
      "cohorts(open(), { by = 'industry', windw = 3 })",
      ["a.lua:1:36: cohorts: no option \"windw\" (did you mean \"window\"?)"]
    ),
    (
      "open().accounts:join(open().deals, 'account_id', 'iner')",
      ["a.lua:1:50: table:join: 'how': no choice \"iner\" (did you mean \"inner\"?)"]
    ),
    ("open().accounts.x = 1", ["a.lua:1:17: a table cannot be changed"]),
    ("function string.trim() end", ["a.lua:1:17: string cannot be changed: libraries are locked"]),
    (
      "local function big(a) return a.emp > 5 end\nopen().accounts:where(big)",
      ["a.lua:1:32: accounts has no column \"emp\""]
    ),
  ]

  @Test("says what is wrong, and where", arguments: golden.indices)
  func mistakes(index: Int) {
    let (script, says) = Self.golden[index]
    #expect(Self.lines(script).filter { !$0.contains(": note: ") } == says)
  }

  @Test(
    "says nothing about what is right, or cannot be known",
    arguments: [
      "local t = open 'x.csv' print(t.anything, t:whatever())",
      "local t = open().accounts:with{ score = 'employees * 2' }:where 'score > 5' print(t[1].score)",
      "local t = open().accounts:where 'row[\"Close Value\"] > 5 and math.abs(employees) > 2' print(t)",
      "local t = open().accounts if t then t = 5 end print(t.foo)",
      "open().accounts:join(open().deals, 'account_id'):where 'amount > 5'",
      "open().accounts:group_by('country'):summarize{ n = count(), m = mean 'employees' }:sort '-n'",
      "local f f = function(n) return n and f(n - 1) end f(1)",
      "local a, b = ... print(a, b, arg[1], _VERSION, math.pi, utf8.charpattern)",
      "local x = nil if x == nil then print(1 == 1.0, 'a' == 'b') end",
      "open().accounts:where(function(a) local t = { x = 1 } return t.y == nil and a.name:lower():find('x') ~= nil end)",
      "open().accounts:where(function(a) for k, v in pairs(a) do print(k, v) end return true end)",
      "goto done do local x end ::done::",
      "#!/usr/bin/env reticle\nprint(1)",
    ])
  func nothing(script: String) {
    #expect(Self.lines(script).filter { !$0.contains(": note: ") } == [])
    #expect(Self.lines(script, Self.withoutData) == [])
  }

  @Test("without data columns are not looked at, everything else is")
  func withoutData() {
    #expect(Self.lines("open().accounts:where 'emplyees > 5'", Self.withoutData) == [])
    #expect(Self.lines("open().accounts:wher 'x'", Self.withoutData).count == 1)
    #expect(Self.lines("open().accounts:where 'x >'", Self.withoutData).count == 1)
  }

  @Test("row functions that run row by row are noted, with the reason")
  func lifting() {
    let lines = Self.lines(
      "local n = 0\nopen().accounts:where(function(a)\n  local s = 0 for i = 1, #a.name do s = s + i end return s > 5\nend)"
    )
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix("a.lua:2:23: note: this runs row by row, because ") == true)
    #expect(
      Self.lines(
        "local least <const> = 5 open().accounts:where(function(a) return a.employees > least end)")
        == [])
  }

  @Test("the starter scripts are right, with and without data")
  func starterScripts() throws {
    let demo = try ScriptCheck(data: Workbench.demo)
    let walk = FileManager.default.enumerator(atPath: Workbench.root + "/scripts")
    var count = 0
    for case let name as String in walk?.allObjects ?? []
    where name.hasSuffix(".lua") && !name.hasPrefix("benchmarks/") {
      count += 1
      for check in [demo, Self.withoutData] {
        let messages = try check.messages(of: Workbench.root + "/scripts/" + name)
        #expect(messages.filter { !$0.isNote } == [], "\(name)")
      }
    }
    #expect(count >= 10)
  }

  @Test("the examples of all functions are right")
  func examples() throws {
    let demo = try ScriptCheck(data: Workbench.demo)
    for function in try ReticleRegistry.make().functions {
      let messages = demo.check(function.example, file: function.qualifiedName)
      #expect(messages.filter { !$0.isNote }.map(\.description) == [])
    }
  }
}
