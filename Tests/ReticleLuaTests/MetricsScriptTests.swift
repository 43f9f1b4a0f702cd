import Foundation
import Testing

@testable import ReticleLua

@Suite("Metrics in scripts")
struct MetricsScriptTests {
  /// Two industries, two plans; amounts that can be added up by hand.
  static let folder: String = {
    let folder = Workbench.temporary("metrics")
    let files = [
      "accounts.csv": """
      account_id,name,industry,employees,country,created
      1,Acme,Software,120,US,2023-01-01
      2,Beta,Retail,15,US,2023-01-01
      3,Cora,Software,900,DE,2023-06-01
      4,Dora,Retail,,DE,2024-03-01

      """,
      "deals.csv": """
      deal_id,account_id,stage,amount,cost,created,closed,source,qualified_at
      1,1,Closed Won,1000,400,2024-01-01,2024-01-11,Web,2024-01-03
      2,1,Closed Lost,500,,2024-02-01,2024-02-11,Event,2024-02-05
      3,2,Closed Lost,300,,2024-01-01,2024-01-31,Web,
      4,3,Closed Won,3000,600,2024-03-01,2024-03-31,Event,2024-03-10
      5,4,Closed Won,200,100,2024-06-01,2024-06-21,Web,2024-06-02
      6,4,Negotiation,900,,2024-11-01,,Web,2024-11-20

      """,
      "subscriptions.csv": """
      subscription_id,account_id,start,end,mrr,plan
      1,1,2024-01-11,2024-07-11,100,Basic
      2,1,2024-07-20,,150,Plus
      3,3,2024-03-31,2024-09-30,300,Plus
      4,4,2024-06-21,,20,Basic

      """,
      "spend.csv": """
      date,channel,campaign,amount
      2024-01-05,Ads,spring,600
      2024-02-05,Ads,spring,300

      """,
      "touches.csv": """
      touch_id,account_id,kind,date,campaign
      1,1,web,2024-01-02,spring
      2,2,web,2024-01-03,spring
      3,3,web,2024-01-04,spring
      4,9,web,2024-01-05,spring

      """,
      "tickets.csv": """
      ticket_id,account_id,submitted,closed,priority,hours,satisfaction
      1,1,2024-02-01,2024-02-02,low,2,4
      2,1,2024-03-01,2024-03-02,high,3,2
      3,4,2024-07-01,2024-07-02,low,1,5

      """,
      "AS_OF": "2025-01-01\n",
    ]
    for (name, text) in files {
      try! text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
    }
    return folder
  }()

  func lines(_ script: String) throws -> [String] {
    try Workbench.run("local crm = open()\n" + script, data: Self.folder)
      .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// A fraction as Lua writes it.
  func lua(_ number: Double) -> String { String(format: "%.14g", number) }

  @Test("retention from subscriptions, by accounts, by first purchase, by tiers")
  func retention() throws {
    // On 2024-02-01 only Acme pays (100); on 2025-01-01 it pays 150, Dora 20.
    let script = """
      local t = metrics.retention(crm, { from = date "2024-02-01" })
      print(t.customers, t.nrr, t.grr, t.logo_retention, t.new_mrr, t.end_mrr, t.small)
      local m = metrics.retention(crm, { from = date "2024-05-01", to = date "2024-12-01", by = "industry" })
      for r in m:rows() do print(r.industry, r.customers, r.nrr, r.churned) end
      local q = metrics.retention(crm, { from = date "2024-05-01", to = date "2024-12-01", by = periods "first_purchase" })
      for r in q:sort("first_purchase_quarter"):rows() do print(r.first_purchase_quarter, r.customers) end
      local ideal = icp.define{ name = "Soft", criteria = { { "soft", 1, "firmographic", "industry == 'Software'" } } }
      for r in metrics.retention(crm, { from = date "2024-05-01", by = ideal }):sort("tier"):rows() do print(r.tier, r.customers) end
      """
    #expect(
      try lines(script) == [
        "1\t1.5\t1.0\t1.0\t20.0\t170.0\ttrue", "Software\t2\t0.375\t1", "Retail\t0\tnil\t0",
        "2024-Q1\t2", "2024-Q2\t0", "nil\t0", "A\t2", "D\t0",
      ])
  }

  @Test("a key of the rows divides the rows: plans of subscriptions, priorities of tickets")
  func rowKeys() throws {
    let script = """
      local t = metrics.retention(crm, { from = date "2024-05-01", to = date "2024-12-01", by = "plan" })
      for r in t:sort("plan"):rows() do print(r.plan, r.customers, r.nrr) end
      local c = metrics.cost_to_serve(crm, { by = "priority", hour = 10, ticket = 1 })
      for r in c:sort("priority"):rows() do print(r.priority, r.tickets, r.cost) end
      local n = metrics.retention(crm, { from = date "2024-05-01", by = { size = bands("employees", 100), land = "country" } })
      print(table.concat(n.columns, " ", 1, 3))
      """
    #expect(
      try lines(script) == [
        "Basic\t1\t0.0", "Plus\t1\t0.0", "high\t1\t31.0", "low\t2\t32.0",
        "land employees customers",
      ])
  }

  @Test("renewal looks for a successor near the end, and counts what it cannot tell yet")
  func renewal() throws {
    let script = """
      local t = metrics.renewal(crm, { window = years(1) })
      print(t.due, t.renewed, t.pending, t.renewal_rate, t.mrr_renewal)
      local late = metrics.renewal(crm, { as_of = date "2024-10-05" })
      print(late.due, late.renewed, late.pending, late.renewal_rate)
      """
    // Acme's ended on 07-11 and was followed on 07-20 (150 for 100); Cora's was not (300).
    #expect(try lines(script) == ["2\t1\t0\t0.5\t0.375", "2\t1\t1\t1.0"])
  }

  @Test("acquisition by a named rule, and by a column that only deals have")
  func acquisition() throws {
    let script = """
      local y = { from = date "2024-01-01", to = date "2024-12-31" }
      local t = metrics.acquisition(crm, { from = y.from, to = y.to, by = "industry", margin = 0.5 })
      for r in t:sort("industry"):rows() do print(r.industry, r.spend, r.new_customers, r.cac, r.roi) end
      local s = metrics.acquisition(crm, { from = y.from, to = y.to, by = "source", rule = "per_new_customer" })
      for r in s:sort("source"):rows() do print(r.source, r.spend, r.new_customers) end
      print(s:definition "cac")
      local v = metrics.acquisition(crm, { from = y.from, to = y.to, by = "country", rule = "employees" })
      for r in v:sort("country"):rows() do print(r.country, string.format("%.4f", r.spend)) end
      """
    // 900 on six opportunities: 150 each; Software made three of them, Retail three.
    #expect(
      try lines(script) == [
        "Retail\t450.0\t1\t450.0\t0.22222222222222",
        "Software\t450.0\t2\t225.0\t4.4444444444444",
        "Event\t300.0\t1", "Web\t600.0\t2",
        "customer acquisition cost: spend / new_customers; spend laid in equal parts on the customers won in the time",
        "DE\t\(String(format: "%.4f", 900.0 * 900 / 1035))",
        "US\t\(String(format: "%.4f", 900.0 * 135 / 1035))",
      ])
  }

  @Test("velocity is profit over days, with margin from costs and lifetime from churn")
  func velocity() throws {
    let script = """
      local t = metrics.velocity(crm)
      print(t.n, t.profit_per_day, t.win_rate, t.value, t.cycle_days)
      local m = metrics.velocity(crm, { margin = "measured", lifetime = 2 })
      print(string.format("%.6f", m.profit_per_day), string.format("%.6f", m.margin))
      local l = metrics.velocity(crm, { lifetime = "measured", cap = 4, by = "industry" })
      for r in l:sort("industry"):rows() do print(r.industry, string.format("%.4f", r.lifetime_years)) end
      """
    // Won 1000 + 3000 + 200; days 10 + 10 + 30 + 30 + 20. Costs leave 600 + 2400 + 100.
    // Software: Acme 2024-01-11 on (356 days), Cora lost after 183 days: one loss in 539 days.
    #expect(
      try lines(script) == [
        "5\t42.0\t0.6\t1400.0\t20.0", "62.000000\t0.738095", "Retail\t4.0000",
        "Software\t\(String(format: "%.4f", 539 / 365.25))",
      ])
  }

  @Test("uplift, funnel, friction, concentration, margin, satisfaction")
  func others() throws {
    let script = """
      local u = metrics.uplift(crm, { inside = "employees >= 100" })
      print(u.inside, u.win_rate_inside, u.outside, u.win_rate_outside)
      print(metrics.uplift(crm, { inside = "industry == 'Software'" }).uplift)
      for r in metrics.funnel(crm, { stages = { "created", { "qualified", "qualified_at" } } }):rows() do
        print(r.stage, r.reached, r.open, r.conversion) end
      print(metrics.friction(crm, { parts = { "cycle" } }).cycle_median)
      print(metrics.concentration(crm, { top = { 1 } }).top_1)
      print(metrics.margin(crm, { hour = 10 }).profit)
      local n = metrics.satisfaction(crm)
      print(n.rated_tickets, string.format("%.4f", n.ticket_satisfaction), n.tickets)
      """
    #expect(
      try lines(script) == [
        // Dora has no number of employees: her deal is on neither side.
        "3\t\(lua(2.0 / 3))\t1\t0.0", lua((2.0 / 3) / (1.0 / 2)),
        "created\t6\t0\t\(lua(5.0 / 6))", "qualified\t5\t1\t0.75", "won\t3\t0\tnil", "20.0",
        lua(3000.0 / 4200), "\(4200.0 - 1100 - 60)", "3\t0.6667\t3",
      ])
  }

  @Test("a column that nobody has is named, with the metric in front")
  func misspelt() throws {
    let message = Workbench.failure(
      "metrics.retention(open(), { by = 'industri' })", data: Self.folder)
    #expect(
      message.contains("metrics.retention: no column \"industri\" (did you mean \"industry\"?)"),
      "\(message)")
    #expect(
      Workbench.failure("metrics.velocity(open(), { windw = 3 })", data: Self.folder)
        .contains("no option \"windw\" (did you mean \"window\"?)"))
  }
}

@Suite(
  "Metrics of real data in scripts",
  .enabled(if: Workbench.shared != nil, "RETICLE_DATA is not set"))
struct SharedMetricsScriptTests {
  @Test("ravenstack: the facts of its README, and the sources of churn that contradict each other")
  func ravenstack() throws {
    let script = """
      local crm = open()
      local t = metrics.retention(crm, { from = date "2024-01-01", to = date "2024-12-31" })
      print(t.customers, t.start_mrr, t.end_mrr, string.format("%.6f %.6f", t.nrr, t.grr))
      print(t)
      local by = metrics.retention(crm, { from = date "2024-01-01", to = date "2024-12-31", by = "industry" })
      print(#by, by:summarize{ n = sum "customers" }.n)
      print(metrics.engagement(crm, { by = "industry" }):summarize{ n = sum "accounts" }.n)
      """
    let text = try Workbench.run(
      script, data: Workbench.shared! + "/data/ravenstack_saas", asOf: "2024-12-31")
    #expect(text.hasPrefix("187\t1283540.0\t10159608.0\t2.903893 0.995968\n"), "\(text)")
    #expect(text.contains("disagree: 110 flagged as churned pay"))
    #expect(text.contains("352 of 352 accounts with a cancellation pay on"))
    #expect(text.contains("\n5\t187\n"), "\(text)")
    #expect(text.hasSuffix("\n500\n"), "\(text)")
  }

  @Test("aws: order lines of one file, margin by segment and revenue retention year over year")
  func aws() throws {
    let script = """
      local lines = open("SaaS-Sales.csv"):with {
        account_id = "Customer", amount = "Sales", profit = "Profit", date = 'row["Order Date"]' }
      local all = metrics.margin(lines)
      print(string.format("%.5f", all.margin), all[1].rows, all.accounts)
      for r in metrics.margin(lines, { by = "Segment" }):sort("Segment"):rows() do
        print(r.Segment, r.rows, string.format("%.6f", r.margin)) end
      """
    let text = try Workbench.run(
      script, data: Workbench.shared! + "/data/aws_saas_sales", asOf: "2024-12-31")
    #expect(
      text == """
        0.12467\t9994\t99
        Enterprise\t1785\t0.117283
        SMB\t5561\t0.142654
        Strategic\t2648\t0.087099

        """)
  }

  @Test("maven: no velocity is claimed that its parts do not give")
  func maven() throws {
    let script = """
      local v = metrics.velocity(open(), { by = "industry" })
      print(#v:where "n > 0", v:summarize{ n = sum "n" }.n)
      local t = metrics.velocity(open())
      print(string.format("%.2f %.6f", t.value, t.win_rate))
      """
    let text = try Workbench.run(
      script, data: Workbench.shared! + "/data/maven_crm_sales", asOf: "2017-12-31")
    #expect(text == "10\t6711\n2360.91 0.631501\n", "\(text)")
  }
}
