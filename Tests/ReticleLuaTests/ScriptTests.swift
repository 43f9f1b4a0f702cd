import Foundation
import LuaHost
import Testing

@testable import ReticleLua

/// A small CRM whose every number can be checked by hand.
let smallCRM: String = {
  let folder = Workbench.temporary("small")
  func write(_ name: String, _ text: String) {
    try! text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
  }
  write(
    "accounts.csv",
    """
    account_id,name,domain,industry,employees,country,tech_stack,last_activity
    1,Acme,acme.com,Software,120,US,sap;aws,2025-12-20
    2,Beta,beta.de,Retail,,DE,,2025-01-02
    3,Cäsar,casar.de,Software,2500,DE,aws,
    4,Delta,delta.com,,15,US,salesforce;sap,2025-11-30

    """)
  write(
    "deals.csv",
    """
    deal_id,account_id,stage,amount,created,closed
    d1,1,Closed Won,100,2025-01-01,2025-01-31
    d2,1,Closed Lost,50,2025-02-01,2025-02-11
    d3,3,Closed Won,300,2025-04-01,2025-06-30
    d4,3,Negotiation,,2025-07-01,
    d5,4,Closed Lost,20,2025-10-01,2025-10-02

    """)
  write("AS_OF", "2026-01-01\n")
  return folder
}()

@Suite("Scripts on a CRM of four accounts")
struct ScriptTests {
  func run(_ text: String) throws -> String { try Workbench.run(text, data: smallCRM) }
  func lines(_ text: String) throws -> [String] {
    try run(text).split(separator: "\n").map(String.init)
  }

  @Test("a function and an expression mean the same")
  func twoForms() throws {
    let pairs = [
      ("function(a) return a.employees >= 100 end", "employees >= 100"),
      (
        "function(a) return a.country == 'DE' and a.industry == 'Software' end",
        "country == 'DE' and industry == 'Software'"
      ),
      ("function(a) return has(a.tech_stack, 'SAP') end", "has(tech_stack, 'SAP')"),
      ("function(a) return not (a.employees > 5) end", "not (employees > 5)"),
      ("function(a) return a.last_activity > days_ago(90) end", "last_activity > days_ago(90)"),
    ]
    let expected = ["1 3", "3", "1 4", "2", "1 4"]
    for (pair, answer) in zip(pairs, expected) {
      for form in [pair.0, "[[\(pair.1)]]"] {
        let text = try run(
          """
          local ids = {}
          for a in open().accounts:where(\(form)):rows() do ids[#ids + 1] = a.account_id end
          print(table.concat(ids, " "))
          """)
        #expect(text == answer + "\n", "\(form)")
      }
    }
  }

  @Test("missing values follow the one rule set")
  func missing() throws {
    let text = try run(
      """
      local a = open().accounts:with{
        lt = function(a) return a.employees < 50 end, ge = function(a) return a.employees >= 50 end,
        eq = function(a) return a.employees == nil end, ne = function(a) return a.industry ~= "Retail" end,
        plus = function(a) return a.employees + 1 end, low = function(a) return a.industry:lower() end,
        plain = function(a) return string.upper(a.industry) end, year = function(a) return a.last_activity.year end,
        join = function(a) return a.name .. a.industry end, neg = function(a) return -a.employees end,
      }
      for r in a:rows() do
        print(r.lt, r.ge, r.eq, r.ne, r.plus, r.low, r.plain, r.year, r.join, r.neg)
      end
      print(pcall(function() return nil + 1 end))
      """)
    #expect(
      text
        == """
        false\ttrue\tfalse\ttrue\t121\tsoftware\tSOFTWARE\t2025\tAcmeSoftware\t-120
        false\tfalse\ttrue\tfalse\tnil\tretail\tRETAIL\t2025\tBetaRetail\tnil
        false\ttrue\tfalse\ttrue\t2501\tsoftware\tSOFTWARE\tnil\tCäsarSoftware\t-2500
        true\tfalse\tfalse\ttrue\t16\tnil\tnil\t2025\tnil\t-15
        false\ttest.lua:10: attempt to perform arithmetic on a nil value

        """.replacingOccurrences(of: "test.lua:10", with: position(text)))
  }

  private func position(_ text: String) -> String {
    let line = text.split(separator: "\n").last ?? ""
    return line.split(separator: "\t").last.map {
      String($0.components(separatedBy: ": attempt")[0])
    } ?? ""
  }

  @Test("dates subtract to days, have fields, and compare")
  func dates() throws {
    let text = try lines(
      """
      local d = open().deals
      print(d:summarize{ m = mean("closed - created", "outcome == 'won'") }.m)
      print(date "2025-03-31" - date "2025-01-01", (date "2024-02-28" + 2), date "2025-08-01".quarter, today())
      print(date(2024, 2, 29) < date "2024-03-01", date "2024-02-29" == date(2024, 2, 29), date "2026-01-01".weekday)
      print(pcall(date, "2025-02-30"))
      print(#d:where(function(d) return d.created.quarter == 1 end))
      """)
    #expect(text[0] == "60.0")
    #expect(text[1] == "89\t2024-03-01\t3\t2026-01-01")
    #expect(text[2] == "true\ttrue\t4")
    #expect(text[3].contains("\"2025-02-30\" is no day"))
    #expect(text.last == "2")
  }

  @Test("groups, joins and sorting give hand-worked answers")
  func relational() throws {
    let text = try run(
      """
      local crm = open()
      local t = crm.deals:join(crm.accounts, "account_id"):group_by "country"
        :summarize{ deals = count(), won = count "outcome == 'won'", acv = mean("amount", "outcome == 'won'"), best = max "amount" }
      for r in t:sort "country":rows() do print(r.country, r.deals, r.won, r.acv, r.best) end
      print(#crm.accounts:join(crm.deals, "account_id", "anti"), #crm.accounts:join(crm.deals, "account_id", "semi"), #crm.accounts:join(crm.deals, "account_id", "left"))
      print(crm.accounts:sort("-employees")[1].name, crm.accounts:sort("employees")[4].name)
      print(crm.accounts:find("beta.de").name, crm.accounts:find("name", "Delta").account_id, crm.accounts:find "nobody")
      print(#crm.accounts:head(2):union(crm.accounts:slice(3, 9)), #crm.customers)
      """)
    #expect(
      text == """
        DE\t2\t1\t300.0\t300
        US\t3\t1\t100.0\t100
        1\t3\t6
        Cäsar\tBeta
        Beta\t4\tnil
        4\t2

        """)
  }

  @Test("an ICP scores with ranges and reasons that add up")
  func icp() throws {
    let text = try lines(
      """
      local ideal = icp.define {
        name = "T", gates = { { "not retail", "industry ~= 'Retail'" } },
        criteria = { { "mid", 3, "firmographic", "employees >= 100" }, { "sap", 1, "technographic", "has(tech_stack, 'sap')" } },
        tiers = { A = 70, B = 20 } }
      for r in ideal:score(open().accounts):rows() do print(r.name, r.fit, r.fit_low, r.fit_high, r.tier) end
      """)
    #expect(text[0] == "Acme\t100\t100\t100\tA")
    #expect(text[1].hasPrefix("Beta\t0\t0\t0\tout"))
    #expect(text[2] == "Cäsar\t75\t75\t75\tA")
    #expect(text[3] == "Delta\t25\t25\t25\tB")
  }

  @Test("a mapping says which file, which headers, what stages mean and how values are written")
  func mapping() throws {
    let folder = Workbench.temporary("mapped")
    try "Firm,Heads,Rev\nAcme,120,1.5\nBeta,15,0.2\n".write(
      toFile: folder + "/firms.csv", atomically: true, encoding: .utf8)
    try "opp,firm,state,value\n1,Acme,Signed,10\n2,Beta,Dead,20\n".write(
      toFile: folder + "/opps.csv", atomically: true, encoding: .utf8)
    let text = try Workbench.run(
      """
      local crm = open(".", {
        accounts = { file = "firms.csv", columns = { name = "Firm", employees = "Heads", annual_revenue = "Rev" },
          formats = { annual_revenue = { scale = 1e6 } } },
        deals = { file = "opps.csv", columns = { deal_id = "opp", account_name = "firm", stage = "state", amount = "value" },
          stages = { Signed = "won", Dead = "lost" } } })
      print(crm.accounts[1].annual_revenue, crm.accounts[2].employees)
      print(crm.deals[1].outcome, crm.deals[2].outcome, crm.deals[2].account_id)
      """, data: folder)
    #expect(text == "1500000.0\t15\nwon\tlost\tBeta\n")
  }

  @Test("what is saved reads back the same")
  func saves() throws {
    let out = Workbench.temporary("out")
    try Workbench.run(
      "open().accounts:save 'deep/a.csv' open().accounts:head(0):save 'none.tsv'", data: smallCRM,
      out: out)
    let again = try Workbench.run(
      "print(#open 'a.csv', open('a.csv')[3].name, open('a.csv')[1].tech_stack)",
      data: out + "/deep")
    #expect(again == "4\tCäsar\taws;sap\n")
    #expect(
      try String(contentsOfFile: out + "/none.tsv", encoding: .utf8).hasPrefix("account_id\tname\t")
    )
  }

  @Test("audiences: exact bytes, a ledger that adds up, the same twice")
  func audience() throws {
    func files() throws -> [String: String] {
      let out = Workbench.temporary("out")
      try Workbench.run(
        """
        local r = audience.linkedin_companies(open().accounts, "l.csv", { suppress = { customers = open().customers }, force = true })
        assert(r.rows_in == r.rows_out + r.rows_dropped and r.rows_out == 2)
        """, data: smallCRM, out: out)
      var files: [String: String] = [:]
      for name in try FileManager.default.contentsOfDirectory(atPath: out) {
        files[name] = try String(contentsOfFile: out + "/" + name, encoding: .utf8)
      }
      return files
    }
    let made = try files()
    #expect(made.keys.sorted() == ["l.csv", "l.csv.dropped.csv", "l.csv.manifest.json"])
    #expect(
      made["l.csv"]!.hasPrefix(
        "companyname,companywebsite,companyemaildomain,linkedincompanypageurl,stocksymbol,industry,city,state,companycountry,zipcode\r\nBeta,"
      ))
    #expect(
      made["l.csv.dropped.csv"]
        == "row,id,reason,detail\r\n1,1,suppressed,customers\r\n3,3,suppressed,customers\r\n")
    #expect(try files() == made)
  }
}
