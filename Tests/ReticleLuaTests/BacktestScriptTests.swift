import Foundation
import Testing

@testable import ReticleLua

@Suite("Looking back at a day")
struct BacktestScriptTests {
  static let ideal = """
    local crm = open()
    local function ideal(condition)
      return icp.define{ name = "I", criteria = { { "c", 1, "firmographic", condition } } }
    end

    """

  func failure(_ script: String) -> String {
    Workbench.failure(Self.ideal + script, data: MetricsScriptTests.folder)
  }

  func run(_ script: String) throws -> String {
    try Workbench.run(Self.ideal + script, data: MetricsScriptTests.folder)
  }

  @Test("a backtest counts what closed after the day, by the tier of the day")
  func backtest() throws {
    let text = try run(
      """
      local back = ideal("industry == 'Software'"):backtest(crm, { as_of = date "2024-02-01" })
      for t in back.tiers:rows() do print(t.tier, t.n, t.won) end
      print(#back.accounts, back.as_of, back.verdict)
      local near = ideal("industry == 'Software'"):backtest(crm, { as_of = date "2024-02-01", horizon = days(30) })
      print(near.summary.n)
      """)
    // Dora was created after the day: her deal has no scored account.
    #expect(
      text == """
        A\t2\t1
        B\t0\t0
        C\t0\t0
        D\t0\t0
        out\t0\t0
        3\t2024-02-01\tno reliable signal: the interval of the AUC includes 0.5
        1

        """, "\(text)")
  }

  @Test("a snapshot column is refused by name, with what to do; declared static it is seen")
  func snapshot() throws {
    for condition in ["'employees >= 100'", "function(a) return a['employ' .. 'ees'] >= 100 end"] {
      let message = failure(
        "ideal(\(condition)):backtest(crm, { as_of = date '2024-02-01' })")
      #expect(
        message.contains("reads employees, which cannot be seen as of 2024-02-01"), "\(message)")
      #expect(message.contains("static = { \"employees\" }"), "\(message)")
    }
    #expect(
      try run(
        """
        local back = ideal("employees >= 100"):backtest(crm, { as_of = date "2024-02-01", static = "employees" })
        print(back.accounts[1].tier)
        """) == "A\n")
    #expect(
      failure("ideal('true'):backtest(crm, { as_of = date '2024-02-01', static = 'employes' })")
        .contains("did you mean \"employees\"?"))
    #expect(
      failure("ideal('true'):backtest(crm, { as_of = date '2030-01-01' })").contains(
        "comes after the as-of date"))
  }

  @Test("a criterion that reads an outcome is an error that names it, however it reads it")
  func outcome() throws {
    for condition in ["'outcome == \"won\"'", "function(a) return a['out' .. 'come'] == 'won' end"]
    {
      let message = failure("ideal(\(condition)):score(crm.deals)")
      #expect(message.contains("reads outcome, which tells the outcome"), "\(message)")
    }
  }

  @Test("the crm of a day: later things are not there, open deals were open, later dates missing")
  func view() throws {
    let text = try run(
      """
      local then_ = crm:as_of(date "2024-02-05", { static = { "employees" } })
      print(#then_.accounts, #then_.deals, #then_.subscriptions, #then_.touches, #then_.tickets)
      local d = then_.deals[2]
      print(d.outcome, d.amount, d.closed, d.qualified_at)
      print(then_.accounts[1].is_customer, then_.accounts[1].mrr, then_.accounts[1].employees)
      print(then_.tickets[1].hours * 1.0, metrics.retention(then_, { from = date "2024-01-15" }).end_mrr)
      print(#crm:as_of(date "2024-02-01").tickets, crm:as_of(date "2024-02-01").tickets[1].hours)
      """)
    #expect(
      text == """
        3\t3\t1\t4\t1
        open\tnil\tnil\t2024-02-05
        true\t100.0\t120
        2.0\t100.0
        1\tnil

        """, "\(text)")
    let message = failure("ideal('employees > 5'):score(crm:as_of(date '2024-02-05').accounts)")
    #expect(message.contains("the column employees cannot be seen here"), "\(message)")
  }

  @Test("the last wins are scored with what was known before each")
  func lastWins() throws {
    let text = try run(
      """
      local wins = ideal("is_customer == true"):last_wins(crm, 10)
      for w in wins:rows() do print(w.name, w.deal_closed, w.tier) end
      expect(wins):count(3, "tier == 'D'")
      local deals = ideal("industry == 'Software'"):score(last(2, crm.deals:where "outcome == 'won'"))
      for d in deals:rows() do print(d.account_name, d.tier) end
      """)
    #expect(
      text == """
        Dora\t2024-06-21\tD
        Cora\t2024-03-31\tD
        Acme\t2024-01-11\tD
        Dora\tD
        Cora\tA

        """, "\(text)")
  }

  @Test("two definitions: who enters and leaves, why, and the money")
  func diff() throws {
    let text = try run(
      """
      local d = icp.diff(ideal("industry == 'Software'"), ideal("country == 'DE'"), crm.accounts)
      print(d.enters, d.leaves, d.same, #d.changes)
      for c in d.changes:rows() do print(c.name, c.change, c.tier_before, c.tier_after, c.pipeline, c.revenue, c.why) end
      print(d)
      """)
    #expect(
      text.hasPrefix(
        """
        1\t1\t2\t2
        Dora\tenters\tD\tA\t900.0\t200.0\tc 0 to +100
        Acme\tleaves\tA\tD\t0.0\t1000.0\tc +100 to 0

        """), "\(text)")
    #expect(text.contains("2 of 4 accounts keep their tier"))
  }

  @Test("several profiles: the best one named, the overlap shown")
  func set() throws {
    let text = try run(
      """
      local a = icp.define{ name = "Soft", criteria = { { "s", 1, "firmographic", "industry == 'Software'" } } }
      local b = icp.define{ name = "German", criteria = { { "g", 1, "geographic", "country == 'DE'" } } }
      local scored, overlap, fitting = icp.set{ a, b }:score(crm.accounts)
      for r in scored:rows() do print(r.name, r.icp, r["fit: Soft"], r["fit: German"]) end
      for r in overlap:rows() do print(r.icp, r.other, r.accounts, r.share) end
      for r in fitting:rows() do print(r.icps, r.accounts) end
      """)
    #expect(
      text == """
        Acme\tSoft\t100\t0
        Beta\tnil\t0\t0
        Cora\tSoft\t100\t100
        Dora\tGerman\t0\t100
        Soft\tnil\t2\tnil
        Soft\tGerman\t1\t0.5
        German\tnil\t2\tnil
        0\t1
        1\t2
        2\t1

        """, "\(text)")
  }

  @Test("the score table says what to look up and what would move an account up")
  func advice() throws {
    let text = try run(
      """
      local i = icp.define{ name = "I", criteria = {
        { "mid", 2, "firmographic", "employees >= 100" }, { "soft", 1, "firmographic", "industry == 'Software'" } },
        tiers = { A = 60, B = 30 } }
      for r in i:score(crm.accounts, { advice = true }):rows() do
        print(r.name, r.fit, r.fit_low, r.fit_high, r.tier, r.look_up_next, r.step_up) end
      print(i:explain(crm.accounts[4]))
      """)
    #expect(
      text.hasPrefix(
        """
        Acme\t100\t100\t100\tA\tnil\tnil
        Beta\t0\t0\t0\tD\tnil\tsoft gives fit 33, tier B
        Cora\t100\t100\t100\tA\tnil\tnil
        Dora\t0\t0\t67\tD\temployees, which decides the tier (D to A)\tsoft gives fit 33, tier B

        """), "\(text)")
    #expect(text.contains("I: fit 0 (could be 0 to 67), tier D (could be D to A)"))
    #expect(text.contains("look up next: employees, which decides the tier (D to A)"))
    #expect(text.contains("smallest step up: soft gives fit 33, tier B"))
  }

  @Test("expectations of tables and values, and what their failures say")
  func expectations() throws {
    for holding in [
      "expect(crm.accounts):all 'account_id ~= nil'",
      "expect(crm.accounts):none 'employees > 5000'",
      "expect(crm.accounts):count(2, \"country == 'DE'\")",
      "expect(crm.accounts):at_least(2, 'employees > 100'):at_most(3, 'employees > 100')",
      "expect(crm.accounts):share(0.5, \"country == 'US'\")", "expect(3):between(3, 4)",
      "expect(0.1 + 0.2):equals(0.3, 1e-9)", "expect(nil):equals(nil)",
      "expect(date '2025-01-01'):equals(date '2025-01-01')",
      "expect(crm.accounts):equals(open().accounts)",
      "expect(crm.accounts:head(0)):count(0, 'true')",
    ] { #expect(failure(holding) == "no error", "\(holding)") }
    for (failing, says) in [
      ("expect(crm.accounts):all 'employees > 100'", "not met, 2 of 4 do\n  Beta\n  Dora"),
      ("expect(crm.accounts):count(1, \"country == 'DE'\")", "exactly 1"),
      ("expect(crm.accounts:head(0)):all 'true'", "there are no rows to look at"),
      ("expect(0.1 + 0.2):equals(0.3)", "expected 0.3: it is 0.30000000000000004"),
      ("expect('secret'):equals('other')", "expected a text: it is a text"),
      ("expect(5):all 'true'", "must be a table, not a number"),
      ("expect(crm.accounts):equals(crm.accounts:head(2))", "4 rows and 2"),
      (
        "expect(crm.accounts:with{ name = function() return 'x' end }):equals(crm.accounts)",
        "4 of 4 rows differ, in name"
      ),
      ("expect(crm.accounts):at_least(2)", "must be a number, not a table"),
    ] {
      let message = failure(failing)
      #expect(message.contains(says), "\(failing): \(message)")
    }
  }
}
