import Foundation
import LuaHost
import Testing

@testable import ReticleLua

@Suite("What is not Lua")
struct NotLuaTests {
  /// Texts of conditions, and what to write instead.
  static let conditions: [(text: String, advice: String)] = [
    ("industry = 'Retail'", "write == to compare; = gives a name its value"),
    ("industry != 'Retail'", "write ~= for !="),
    ("industry <> 'Retail'", "write ~= for <>"),
    ("industry == 'Retail' && employees > 5", "write and for &&"),
    ("industry == 'Retail' || employees > 5", "write or for ||"),
    ("industry == 'Retail' AND employees > 5", "write and in small letters"),
    ("NOT industry == 'Retail'", "write not in small letters"),
    (
      "industry in ('Retail', 'Banking')",
      "Lua has no in: write  industry == \"A\" or industry == \"B\""
    ),
    (
      "industry not in ('Retail', 'Banking')",
      "Lua has no not in: write  industry ~= \"A\" and industry ~= \"B\""
    ),
    ("name like '%bank%'", "Lua has no like: write  text.contains(name, \"…\")"),
    (
      "employees is null",
      "Lua has no is: write  employees == nil  for empty cells, employees ~= nil  for others"
    ),
    (
      "employees between 5 and 10",
      "Lua has no between: write  employees >= 50 and employees <= 100"
    ),
    ("employees => 100", "write >= for =>"),
    ("employees =< 100", "write <= for =<"),
    ("employees > 1,000,000", "write 1000000, without commas"),
    ("employees > 1M", "write 1000000 for 1M"),
    ("employees > 2.5k", "write 2500 for 2.5k"),
    ("employees > 1_000", "write 1000 for 1_000"),
    (
      "employees > 10%",
      "% is the remainder of a division: write 10, or 0.1 where a column holds shares"
    ),
    ("employees ≥ 100", "write >= for ≥"),
    ("employees ≤ 100", "write <= for ≤"),
    ("employees ≠ 100", "write ~= for ≠"),
    ("industry == “Retail”", "write straight quotes, \" or ', for “"),
    ("employees > 5 ? 1 : 2", "Lua has no ?: — write  condition and a or b, or an if"),
    ("end == nil", "end is a word of Lua: a column of that name is read as  row[\"end\"]"),
    ("größe > 5", "a column with other letters than a to z is read as  row[\"größe\"]"),
    (
      "Close Value > 5",
      "between Close and Value stands no sign; a column with a space is read as  "
        + "row[\"Close Value\"]"
    ),
    ("if employees > 5", "write the condition alone, without if"),
  ]

  @Test(
    "texts of conditions, when they run and when they are checked", arguments: conditions.indices)
  func condition(index: Int) {
    let (text, advice) = Self.conditions[index]
    let script = "open().accounts:where [[\(text)]]"
    let message = Workbench.failure(script, data: smallCRM)
    #expect(
      message.hasPrefix("test.lua:1: accounts:where: the expression \"\(text)\" is not Lua: "),
      "\(message)")
    #expect(message.hasSuffix("\n  " + advice), "\(message)")
    let checked = CheckTests.withoutData.check(script, file: "a.lua").map(\.description)
    #expect(checked.count == 1)
    #expect(
      checked.first?.contains("the expression \"\(text)\" is not Lua: ") == true, "\(checked)")
    #expect(checked.first?.hasSuffix(" (\(advice))") == true, "\(checked)")
  }

  /// Scripts, and what to write instead.
  static let scripts: [(text: String, advice: String)] = [
    ("if #arg = 2 then print(1) end", "write == to compare; = gives a name its value"),
    ("local f = function(a) return a.x = 5 end", "write == to compare; = gives a name its value"),
    ("local n = 0\nn += 1", "write n = n + … for +="),
    ("local n = 0\nn++", "write n = n + 1 for n++"),
    (
      "for i = 1, 3 do\n  if i == 2 then continue end\nend",
      "Lua has no continue: put the rest of the loop into  if … then … end"
    ),
    (
      "for i = 1, 3 do\n  if i == 2 then\n    continue\n  end\nend",
      "Lua has no continue: put the rest of the loop into  if … then … end"
    ),
    ("local x = true ? 1 : 2", "Lua has no ?: — write  condition and a or b, or an if"),
    ("print(pcall(lambda a: a.x))", "write function(a) return … end for lambda"),
    ("print(pcall(a => a.x))", "write function(a) return … end for =>"),
    ("local f = function(a) { return 1 }", "a function has no braces:  function(a) return … end"),
    ("local t = { by: \"x\" }", "write by = …, with = for the colon"),
    ("local t = { \"by\": 1 }", "write by = …, with = for the colon"),
    ("local t = { \"by\" = 1 }", "write by = …"),
    ("local t = { by = [\"a\", \"b\"] }", "a list stands in braces:  { \"a\", \"b\" }"),
    (
      "print(cohorts(nil, by = \"industry\"))",
      "options stand in braces:  { by = … };  to compare, write =="
    ),
    ("print(“x”)", "write straight quotes, \" or ', for “"),
    (
      "if 1 > 2 then print(1) else if 2 > 1 then print(2) end",
      "write elseif in one word: else if begins another if, with an end of its own"
    ),
    ("local s = {}\nprint(s.end)", "end is a word of Lua: write s[\"end\"]"),
    ("local end = 5", "end is a word of Lua: take another name"),
    (
      "print(\"industry == \"Retail\"\")",
      "the text ends at its second quote: use the other quotes within it:  \"a == 'b'\""
    ),
    (
      "local crm\nprint(crm:accounts:head(5))",
      "what is not called is read with a dot:  crm.accounts"
    ),
    ("let x = 5", "write local x = … for let"),
    ("// a comment\nprint(1)", "a comment begins with --"),
  ]

  @Test("scripts, when they run and when they are checked", arguments: scripts.indices)
  func script(index: Int) {
    let (text, advice) = Self.scripts[index]
    let message = Workbench.failure(text, data: smallCRM)
    #expect(message.hasPrefix("test.lua:"), "\(text)\n\(message)")
    #expect(message.hasSuffix("\n  " + advice), "\(text)\n\(message)")
    let checked = CheckTests.withoutData.check(text, file: "a.lua").map(\.description)
    #expect(checked.first?.hasSuffix(" (\(advice))") == true, "\(text)\n\(checked)")
  }

  @Test(
    "no advice where nothing known was written",
    arguments: [
      "print(1 +)", "local x =", "for i = 1, 2 do", "print(\"a\"", "x y", "local t = { [1] = 2, }}",
    ])
  func noAdvice(script: String) {
    #expect(NotLua.advice(on: script, message: "unexpected symbol near ')'", line: 1) == nil)
  }

  /// Scripts that fail when they run, and what the message must say.
  static let failures: [(script: String, says: [String])] = [
    (
      "open().accounts:where 'employees > \"100\"'",
      [
        "test.lua:1: the expression \"employees > \"100\"\": attempt to compare string with number",
        "\n  \"employees\" holds numbers: write 100 without quotes\n  in row 1 of accounts",
      ]
    ),
    (
      "open().accounts:where(function(a) return a.employees > '100' end)",
      ["\n  \"employees\" holds numbers: write 100 without quotes\n"]
    ),
    (
      "open().deals:where \"closed >= '2025-01-01'\"",
      ["test.lua:1: the expression", "\"closed\" holds dates: write date \"2025-01-01\""]
    ),
    ("open().deals:where 'closed >= 2025'", ["write date \"2025-01-01\""]),
    ("open().deals:where 'closed >= 2025-03-31'", ["write date \"2025-03-31\""]),
    (
      "open().accounts:where '100 <= employees <= 1000'",
      ["test.lua:1: the expression", "compare twice:  employees >= 100 and employees <= 1000"]
    ),
    (
      "open().accounts:where 'employees // 0 > 1'",
      ["test.lua:1: the expression \"employees // 0 > 1\": ", "divided by 0"]
    ),
    (
      "for a in open().accounts do print(a) end",
      ["test.lua:1: a table of rows cannot be called", "for row in t:rows() do … end"]
    ),
    (
      "for a, b in pairs(open().accounts) do print(a) end",
      ["test.lua:1: a table of rows has no pairs", "for row in t:rows() do … end"]
    ),
    (
      "for a in open().deals:group_by 'stage' do print(a) end",
      ["test.lua:1: groups cannot be called", "g:summarize"]
    ),
    (
      "print(open().accounts[0].name)",
      ["attempt to index a nil value\n", "accounts[0] is nil: rows begin at 1, and there are 4"]
    ),
    ("print(open().accounts[99].name)", ["accounts[99] is nil: rows begin at 1"]),
    (
      "local best = open().accounts:where 'employees > 1e9'\nlocal a = best[1]\nprint(a.name)",
      ["test.lua:3: attempt to index a nil value (local 'a')", "is nil: the table has no rows"]
    ),
    (
      "local row = open().accounts:find('name', 'none')\nprint(row.name)",
      ["test.lua:2:", "find gave nil, as no row of accounts has that value"]
    ),
    ("open().accounts:filter 'true'", ["no member \"filter\" (did you mean \"where\"?)"]),
    ("icp:derive(open())", ["write a dot, not a colon:  icp.derive(…)"]),
    (
      "open().accounts:where \"tier == 'A'\"",
      ["no column \"tier\"", "score first: ideal:score(t)"]
    ),
    (
      "open().accounts:where 'industry == Retail'",
      ["no column \"Retail\"", "if a text is meant, put it in quotes:  'Retail'"]
    ),
    ("open().accounts:where 'industry == null'", ["write nil for null"]),
    ("open().accounts:where 'industry == True'", ["write true for True"]),
    ("print(math.round(3.5))", ["there is no math.round here: write math.floor(x + 0.5) to round"]),
    ("print(round(3.5))", ["there is no \"round\" here: write math.floor(x + 0.5) to round"]),
    (
      "open().accounts:with{ n = 'count(cancellations)' }",
      ["no column \"cancellations\"", "rows related to accounts: "]
    ),
  ]

  @Test("errors of running scripts say what to do next", arguments: failures.indices)
  func failure(index: Int) {
    let (script, says) = Self.failures[index]
    let message = Workbench.failure(script, data: smallCRM)
    for part in says { #expect(message.contains(part), "\(script)\n\(message)") }
  }

  @Test("a date moves by a length of time")
  func spans() throws {
    let script = """
      local d = date "2025-03-31"
      assert(d - days(31) == date "2025-02-28" and d + days(1) == date "2025-04-01")
      assert(d - months(1) == date "2025-02-28" and years(1) + d == date "2026-03-31")
      assert(today() - days(90) == days_ago(90))
      local crm = open()
      assert(#crm.accounts:where "last_activity > today() - days(90)"
        == #crm.accounts:where "last_activity > days_ago(90)")
      """
    try Workbench.run(script)
    #expect(
      Workbench.failure("print(days(3) - today())").contains("a length of time moves a date"))
  }

  @Test("a module that returns nothing is named")
  func silentModule() throws {
    let folder = Workbench.temporary("silent")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try "local x = 1".write(toFile: folder + "/ideal.lua", atomically: true, encoding: .utf8)
    let path = folder + "/test.lua"
    try "local ideal = require \"ideal\"\nprint(ideal:score(1))".write(
      toFile: path, atomically: true, encoding: .utf8)
    var message = "no error"
    do { _ = try Workbench.runFile(path, out: folder + "/out") } catch { message = "\(error)" }
    #expect(message.contains("ideal.lua returns nothing: end it with  return …"), "\(message)")
  }

  @Test("an ideal customer profile has an n")
  func article() {
    let ideal =
      "icp.define{ name = 'x', criteria = { { 'a', 1, 'firmographic', 'true' } } }"
    #expect(
      Workbench.failure("open().accounts:head(\(ideal))").contains(
        "not an ideal customer profile"))
  }
}
