import Testing

@testable import ReticleLua

/// Analyses of data that others made, held to what is known of it.
@Suite(
  "Analyses of real data", .enabled(if: Workbench.shared != nil, "RETICLE_DATA is not set"))
struct RealAnalysesTests {
  private func run(_ script: String, _ folder: String, asOf: String? = nil) throws -> [String] {
    try Workbench.run(script, data: Workbench.shared! + "/data/" + folder, asOf: asOf)
      .split(separator: "\n").map(String.init)
  }

  @Test(
    "maven: a forecast of the mix as it is gives back what was won, and no trait of winners moved")
  func maven() throws {
    let lines = try run(
      """
      local crm = open()
      local large = icp.define{ name = "Large", criteria = { { "500", 1, "firmographic", "employees >= 500" } }, tiers = { A = 100 } }
      local scored = large:score(crm.accounts)
      local now = finance.forecast(crm, scored, { inside = { "A" }, mixes = {}, resamples = 100 })[1]
      print(string.format("%.0f %.0f", now.revenue, now.new_customers))
      local open_deals = funnel.pipeline(crm, scored)
      print(open_deals:summarize{ deals = sum "deals" }.deals)
      local won = crm.deals:where "outcome == 'won'":join(crm.accounts, "account_id")
      local moved = review.drift(won:where "closed < date '2017-07-01'", won:where "closed >= date '2017-07-01'",
        { "industry", "employees", "country", "product" })
      print(#moved, #moved:where "verdict == 'not distinguishable'")
      local best = market.frontier(crm, { by = "industry" })
      print(#best, best:summarize{ n = sum "n" }.n, best:summarize{ accounts = sum "accounts" }.accounts)
      """, "maven_crm_sales", asOf: "2017-12-31")
    // Won revenue and deals of its README; open deals: 1,589 engaging and 500 prospecting.
    #expect(lines[0] == "10005534 4238")
    #expect(lines[1] == "2089")
    #expect(lines[2] == "4\t4")
    #expect(lines[3] == "10\t6711\t85")
  }

  @Test(
    "ravenstack: no trait that splits accounts makes the ledger speak where the sources disagree")
  func ravenstack() throws {
    let lines = try run(
      """
      local crm = open()
      local p = icp.define{ name = "DevTools", criteria = { { "DevTools", 1, "firmographic", "industry == 'DevTools'" } }, tiers = { A = 100 } }
      local scored = p:score(crm.accounts)
      print(#scored:where "tier == 'A'")
      local ledger = spill.ledger(crm, scored, { inside = { "A" } })
      for line in ledger:rows() do print(line.line, line.inside_n + line.outside_n) end
      """, "ravenstack_saas", asOf: "2024-12-31")
    #expect(lines[0] == "113")
    // Every account has a subscription, and 2,000 tickets are all of known accounts.
    #expect(lines.contains("tickets\t500"))
  }

  @Test("aws: margins by segment and what moved between the years")
  func aws() throws {
    let lines = try run(
      """
      local sales = open "SaaS-Sales.csv"
      local by = sales:group_by "Segment":summarize{ rows = count(), sales = sum "Sales", profit = sum "Profit" }
      for s in by:sort "-rows":rows() do print(s.Segment, s.rows) end
      local all = sales:summarize{ sales = sum "Sales", profit = sum "Profit" }
      print(string.format("%.5f", all.profit / all.sales))
      local before = sales:where 'row["Date Key"] < 20240101'
      local after = sales:where 'row["Date Key"] >= 20240101'
      print(#before + #after, string.format("%.2f", after:summarize{ sales = sum "Sales" }.sales))
      local moved = review.drift(before, after, { "Industry", "Segment", "Region", "Product" })
      print(#moved, #moved:where "verdict == 'not distinguishable'")
      local customers = sales:group_by{ account_id = "Customer ID", industry = "Industry", segment = "Segment" }:summarize{ sales = sum "Sales" }
      local more = market.lookalikes(customers:head(2), customers, { n = 5, fields = { "industry", "segment", "sales" } })
      print(#more, more[1].similarity <= 1)
      """, "aws_saas_sales")
    #expect(lines[0...2] == ["SMB\t5561", "Strategic\t2648", "Enterprise\t1785"])
    #expect(lines[3] == "0.12467")
    #expect(lines[4] == "9994\t733948.02")
    #expect(lines[5] == "4\t4")
    #expect(lines[6] == "5\ttrue")
  }

  @Test("facebook: cost of a purchase by campaign, and a market of impressions without accounts")
  func facebook() throws {
    let lines = try run(
      """
      local ads = open "KAG_conversion_data.csv"
      local by = ads:group_by "xyz_campaign_id":summarize{ ads = count(), spent = sum "Spent", purchases = sum "Approved_Conversion" }
      for c in by:sort "ads":rows() do print(c.xyz_campaign_id, c.ads, string.format("%.2f", c.spent), c.purchases) end
      local all = ads:summarize{ spent = sum "Spent", purchases = sum "Approved_Conversion" }
      print(string.format("%.2f", all.spent / all.purchases))
      local steps, sizes = market.size(ads, { count = "Impressions", relevant = { { "30 to 34", "age == '30-34'" } } })
      print(sizes.tam, steps[2].accounts == sizes.trm)
      """, "facebook_ad_conversions")
    #expect(
      lines == [
        "916\t54\t149.71\t24", "936\t464\t2893.37\t183", "1178\t625\t55662.15\t872", "54.41",
        "213434828\ttrue",
      ])
  }

  @Test("fortune 1000: a market list becomes a funnel, and its companies have lookalikes")
  func fortune() throws {
    let lines = try run(
      """
      local list = open "Fortune_1000.csv"
      local steps, sizes = market.size(list, { serviceable = { "sector ~= 'Financials'" },
        relevant = { { "technology or energy", "sector == 'Technology' or sector == 'Energy'" } }, value = "revenue" })
      for s in steps:rows() do print(s.part, s.accounts) end
      print(sizes)
      local more = market.lookalikes(list:where "company == 'Apple'", list:where "company ~= 'Apple'",
        { n = 3, fields = { "sector", "revenue", "state" } })
      for m in more:rows() do print(m.sector, m.state, m.like) end
      """, "fortune_1000")
    #expect(lines[0...2] == ["TAM\t1000", "SAM\t838", "TRM\t218"])
    #expect(lines[3] == "{ sam = 838, tam = 1000, trm = 218 }")
    #expect(lines[4] == "Technology\tCA\texample 1")
  }
}
