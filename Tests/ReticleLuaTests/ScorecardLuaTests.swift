import Foundation
import LuaHost
import Testing

@testable import ReticleLua

@Suite("icp.learn in scripts")
struct ScorecardLuaTests {
  static let learn = """
    local crm = open()
    local card = icp.learn(crm, { traits = { "industry", "employees", "tech_stack", "country" },
      static = { "employees", "tech_stack" }, holdout = 0.3 })
    """

  @Test("a saved card is a profile that gives each account the same fit")
  func saved() throws {
    let folder = Workbench.temporary("card")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let printed = try Workbench.run(
      Self.learn + """

        if not card.established then print("none") return end
        card:save "learnt.lua"
        local profile = card:icp()
        local a, b = card:score(crm.accounts), profile:score(crm.accounts)
        local different = 0
        for row = 1, #a do if a[row].fit ~= b[row].fit then different = different + 1 end end
        print(different, #a)
        """, out: folder)
    #expect(printed.hasPrefix("0\t") || printed == "none\n", "\(printed)")
    guard printed != "none\n" else { return }
    let text = try String(contentsOfFile: folder + "/learnt.lua", encoding: .utf8)
    let again = try Workbench.run(
      Self.learn + "\nlocal profile = (function()\n" + text + "\nend)()\n" + """
        local a, b = card:score(crm.accounts), profile:score(crm.accounts)
        for row = 1, #a do assert(a[row].fit == b[row].fit and a[row].tier == b[row].tier) end
        print(#profile.criteria > 0)
        """)
    #expect(again == "true\n")
  }

  @Test("hand and learnt side by side on the outcomes held out")
  func compare() throws {
    let printed = try Workbench.run(
      Self.learn + """

        local hand = icp.define{ name = "By hand", criteria = { { "large", 1, "firmographic", "employees >= 1000" } } }
        local sides = card:compare{ hand }
        print(#sides, sides[1].score, sides[2].score, sides[2].auc_difference ~= nil)
        print(sides[1].n == sides[2].n, card:quality().auc == sides[1].auc)
        """)
    #expect(printed == "2\tLearnt from data\tBy hand\ttrue\ntrue\ttrue\n")
  }

  @Test("outcomes as traits, tables without an outcome, unknown columns are told")
  func messages() {
    #expect(
      Workbench.failure("icp.learn(open(), { traits = { \"industri\" } })").contains(
        "did you mean \"industry\""))
    #expect(
      Workbench.failure("icp.learn(open().accounts)").contains("'outcome' is missing"))
    #expect(
      Workbench.failure(
        "icp.learn(open().deals, { outcome = \"outcome == 'won'\", traits = { \"outcome\" } })"
      ).contains("outcome tells the outcome"))
    #expect(
      Workbench.failure("icp.learn(open(), { method = \"magic\" })").contains("magic"))
  }

  @Test("a table with an outcome of its own, learnt from and judged")
  func table() throws {
    let printed = try Workbench.run(
      """
      local deals = open().deals:where "outcome ~= 'open'"
      local rows = deals:join(open().accounts, "account_id")
      local card = icp.learn(rows, { outcome = "outcome == 'won'", traits = { "industry", "employees" }, holdout = 0.2 })
      print(card.n + card:quality().summary[1].n == #rows, #card.points > 0, #card.traits)
      """)
    #expect(printed == "true\ttrue\t2\n")
  }

  @Test("the starter script that learns from deals runs, twice the same")
  func script() throws {
    let path = Workbench.root + "/scripts/icp/learn-from-deals.lua"
    var runs: [String] = []
    for _ in 0..<2 {
      let out = Workbench.temporary("out")
      runs.append(try Workbench.runFile(path, out: out).replacingOccurrences(of: out, with: "OUT"))
      try? FileManager.default.removeItem(atPath: out)
    }
    #expect(runs[0].hasPrefix("scorecard \"Learnt from deals\" by logistic"))
    #expect(runs[0] == runs[1])
  }
}
