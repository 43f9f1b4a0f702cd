import Foundation
import Testing

@testable import ReticleLua

@Suite("Messages a marketer understands")
struct MessageTests {
  /// A script, and what its error must say.
  static let cases: [(script: String, says: [String])] = [
    (
      "print(#open().acounts)",
      ["test.lua:1:", "no member \"acounts\"", "did you mean \"accounts\"?"]
    ),
    (
      "open().accounts:where(function(a) return a.industy == 'x' end)",
      [
        "test.lua:1: accounts: no column \"industy\" (did you mean \"industry\"?)",
        "columns: account_id",
      ]
    ),
    (
      "open().accounts:where 'industy == 1'",
      ["test.lua:1:", "no column \"industy\" (did you mean \"industry\"?)"]
    ),
    ("open().accounts:where 'hass(tech_stack, \"x\")'", ["did you mean the function has?"]),
    (
      "open().accounts:where 'employees >'",
      ["test.lua:1:", "accounts:where: the expression \"employees >\" is not complete Lua"]
    ),
    (
      "open().accounts:where(5)",
      ["table:where: 'filter' must be a function of the row or an expression, not a number"]
    ),
    ("open().accounts:wehre 'true'", ["no member \"wehre\" (did you mean \"where\"?)"]),
    ("open().accounts.where('x')", ["must be called on a table", "write a colon"]),
    (
      "open().accounts:where(function(a) return a.employees > '5' end)",
      ["test.lua:1: attempt to compare string with number", "in row 1 of accounts"]
    ),
    (
      "open().accounts:where(function(a) return a.last_activity > '2025-01-01' end)",
      ["attempt to compare a text with a date", "date \"2025-01-01\""]
    ),
    ("open().accounts:sort 'emplyees'", ["no column \"emplyees\" (did you mean \"employees\"?)"]),
    (
      "open().accounts:with{ x = function(a) if a.employees then return 1 end return 'a' end }",
      ["gives different kinds of values", "a number in row 1, a text in row 2"]
    ),
    ("open().accounts:with{ x = function(a) return a end }", ["a table, function or row in row 1"]),
    ("open().accounts:save 'x.pdf'", ["must end in .csv or .tsv"]),
    ("open().accounts:save '../x.csv'", ["is no file below the output folder"]),
    ("open().accounts:save '/tmp/x.csv'", ["is no file below the output folder"]),
    ("open 'nothing.csv'", ["there is no file or folder", "deals.csv"]),
    ("open '../..'", ["the script may not read"]),
    ("open(nil, { acounts = { file = 'x' } })", ["acounts", "accounts"]),
    (
      "cohorts(open(), { by = 'industri' })",
      ["no column \"industri\" (did you mean \"industry\"?)"]
    ),
    (
      "cohorts(open(), { bye = 'industry' })", ["cohorts: no option \"bye\" (did you mean \"by\"?)"]
    ),
    (
      "icp.define{ name = 'x', criteria = { { 'a', 1, 'firmografic', 'true' } } }",
      ["criterion 1 \"a\": no category \"firmografic\" (did you mean \"firmographic\"?)"]
    ),
    (
      "icp.define{ name = 'x', criteria = { { 'a', 'firmographic', 'true' } } }",
      ["must be { name, weight, category, condition }"]
    ),
    ("icp.define{ criteria = {} }", ["icp.define: 'name' is missing"]),
    (
      "personas.define{ name = 'E', department = 'enginering' }",
      ["persona \"E\"", "did you mean \"engineering\"?"]
    ),
    (
      "audience.linkedin_company(open().accounts, 'x.csv')",
      ["did you mean \"audience.linkedin_companies\"?"]
    ),
    ("warm = 1", ["\"warm\" is not declared", "local warm"]),
    ("print(os.time())", ["there is no \"os\" here", "as-of date"]),
    (
      "local keep; open().accounts:where(function(a) keep = a return true end) print(keep.name)",
      ["this row is over"]
    ),
    ("open().accounts:where(function(a) a.name = 'x' end)", ["a row cannot be changed"]),
    ("print(open().accounts.employees)", ["the table has 4 rows, so there is no one value"]),
    ("open().accounts:join(open().deals, 'acount_id')", ["no column \"acount_id\""]),
    ("open().deals:summarize{ n = 5 }", ["'figures'.n must be a figure, not a number"]),
    ("open().deals:summarize{ x = mean 'stage' }", ["deals:summarize 'x'"]),
    ("error('mine')", ["test.lua:1: mine"]),
    ("local x = ", ["test.lua:1:", "near <eof>"]),
    ("require 'icp.none'", ["there is no module \"icp.none\"", "looked for:"]),
    ("require '../x'", ["is no module name"]),
    ("bands('employees', 5, 3)", ["edges must ascend"]),
    ("help 'opne'", ["no error"]),
  ]

  @Test("each names the place, the cause and the next step", arguments: cases.indices)
  func message(index: Int) {
    let (script, says) = Self.cases[index]
    let message = Workbench.failure(script, data: smallCRM)
    for part in says { #expect(message.contains(part), "\(script)\n\(message)") }
  }

  @Test("no message holds the value of a cell")
  func noCells() {
    for (script, _) in Self.cases {
      let message = Workbench.failure(script, data: smallCRM)
      for cell in ["Acme", "acme.com", "Cäsar", "2500"] {
        #expect(!message.contains(cell), "\(script)")
      }
    }
  }
}
