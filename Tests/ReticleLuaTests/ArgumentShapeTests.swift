import Testing

@testable import ReticleLua

@Suite("Lists, names and numbers in arguments")
struct ArgumentShapeTests {
  static let scored = """
    local crm = open()
    local ideal = icp.define{ name = "x", criteria = { { "large", 1, "firmographic", "employees >= 500" } } }
    local scored = ideal:score(crm.accounts)
    """

  /// What would be left out silently if a table of another shape were taken for a list.
  static let cases: [(script: String, says: [String])] = [
    (
      "market.list(scored, { quota = { A = 50 } })",
      ["'quota' must be a list, in which A = … has no place", "{ …, … }"]
    ),
    (
      "icp.define{ name = 'y', gates = { retail = \"industry ~= 'Retail'\" }, criteria = {} }",
      ["'gates' must be a list, in which retail = … has no place"]
    ),
    (
      "market.list(scored, { exclude = { crm.customers } })",
      ["each entry of 'exclude' must have a name"]
    ),
    ("crm.accounts:with{ 'employees * 2' }", ["must have a name"]),
    ("crm.accounts:rename{ 'employees', 'emp' }", ["must have a name"]),
    ("crm.accounts:summarize{ count() }", ["must have a name"]),
    ("crm.accounts:select{ company = 'name' }", ["company = … has no place"]),
    (
      "icp.define{ name = 'y', criteria = { { 'a', 1, 'firmographic', 'true' }, nil, { 'b', 1, 'firmographic', 'true' } } }",
      ["'criteria' has a gap: entry 2 is nil"]
    ),
    (
      "audience.linkedin_companies(crm.accounts, 'x.csv', { suppress = { customers = 'is_customer' }, force = true })",
      ["customers must be a table, not a text"]
    ),
    (
      "market.list(scored, { quota = { { 'A', '50' } } })",
      ["the quota of tier A must be a whole number"]
    ),
    (
      "market.list(scored, { quota = { { 'A', 50.5 } } })",
      ["the quota of tier A must be a whole number"]
    ),
    ("market.list(scored, { pause = 60 })", ["'pause' needs touches"]),
    (
      "spill.audience(crm.contacts, scored, { inside = { 'a' } })",
      ["there is no tier a", "did you mean \"A\"?"]
    ),
    (
      "spill.audience(crm.contacts, scored, { inside = { 'Tier A' } })",
      ["there is no tier Tier A", "did you mean \"A\"?"]
    ),
    ("metrics.velocity(crm, { margin = 80 })", ["a margin is at most 1", "0.8 means 80 %"]),
    ("icp.derive(crm, { margin = 80 })", ["at most 1: 0.8 means 80 %"]),
    (
      "audience.google_customer_match(crm.accounts, 'x.csv', { consent = 'granted' })",
      ["accounts are companies", "crm.contacts"]
    ),
    (
      "icp.define{ name = 'y', criteria = { { 'a', 1e308, 'firmographic', 'true' } } }",
      ["the weight of \"a\" is too large"]
    ),
    (
      "days_ago(math.mininteger)", ["'n' is beyond 1,000,000,000"]
    ),
    (
      "crm.accounts:where 'function(a) return a.employees > 5 end'",
      ["a function in quotes is a text", "leave the quotes out"]
    ),
    (
      "icp.derive(crm, { min_deals = math.maxinteger })",
      ["'min_deals' is beyond 1,000,000,000"]
    ),
    (
      "market.lookalikes(crm.accounts:head(2), crm.accounts, { n = math.maxinteger })",
      ["is beyond 1,000,000,000"]
    ),
    (
      "finance.forecast(crm, scored, { opportunities = 1e19 })",
      ["the number of opportunities must be from 0 to 1,000,000,000"]
    ),
  ]

  @Test("what would be left out, or means nothing, is refused", arguments: cases)
  func refused(script: String, says: [String]) {
    let message = Workbench.failure(Self.scored + "\n" + script)
    for words in says { #expect(message.contains(words), "\(script): \(message)") }
  }

  @Test("tables within tables are printed, with keys of every kind")
  func nested() throws {
    #expect(
      try Workbench.run("print({ { 1, 2 }, a = { b = { 'x' } } })")
        == "{ { 1, 2 }, a = { b = { \"x\" } } }\n")
    #expect(try Workbench.run("print({ [true] = 1 })") == "{ [true] = 1 }\n")
    #expect(try Workbench.run("print({ [1.5] = 2, [7] = 3 })").contains("[1.5] = 2"))
    #expect(try Workbench.run("print({ { { { 1 } } } })") == "{ { { {…} } } }\n")
    let result = try Workbench.run(
      "print(audience.meta_customer_list(open().contacts, 'x.csv', { force = true }))")
    #expect(result.contains("files = { \""), "\(result)")
  }

  @Test("numbers beyond all measure are drawn, or said not to be; nothing traps")
  func extremes() throws {
    let both = "open().accounts:with{ x = 'employees > 500 and 1.7e308 or -1.7e308' }:head(5)"
    #expect(try Workbench.run("print(plot.line(\(both), 'name', 'x'))").isEmpty == false)
    for values in ["1.7e308, -1.7e308", "5e-324", "0", "1/0, 1"] {
      for kind in ["bar", "line"] {
        _ = try Workbench.run(
          """
          local t = open().accounts:head(2):with{ x = function(a) local v = { \(values) } return v[1] end }
          print(pcall(plot.\(kind), t, 'x', 'name'))
          print(pcall(plot.\(kind), t, 'name', 'x'))
          """)
      }
    }
    let spend = try Workbench.run(
      "print(pcall(metrics.spend, open().spend:with{ conversions = '1e19' }, { by = 'channel' }))")
    #expect(spend.contains("true"), "\(spend)")
    let margin = try Workbench.run("print(pcall(metrics.acquisition, open(), { margin = 1e308 }))")
    #expect(!margin.isEmpty)
  }
}
