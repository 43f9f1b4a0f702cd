import Basics
import Columns
import Testing

@testable import Profiles

@Suite("Metrics")
struct MetricsTests {
  static let day = CohortTests.day
  static func days(_ texts: [String?]) -> Column { Column(days: texts.map { $0.map(day) }) }

  static func accounts() throws -> Table {
    try Table(
      name: "accounts",
      [
        ("account_id", Column(texts: ["a", "b", "c", "d"])),
        ("size", Column(texts: ["big", "big", "small", "small"])),
        ("churned", Column(booleans: [true, false, true, false])),
      ])
  }

  static func subscriptions() throws -> Table {
    try Table(
      name: "subscriptions",
      [
        ("account_id", Column(texts: ["a", "a", "b", "c", "d", "x", "a", "b", "c"])),
        ("mrr", Column(numbers: [100, 50, 200, 80, 30, 1, nil, 5, 7])),
        (
          "start",
          days([
            "2024-01-01", "2024-06-01", "2024-01-01", "2024-01-01", "2024-09-01", "2024-01-01",
            "2024-01-01", nil, "2024-05-01",
          ])
        ),
        ("end", days([nil, nil, "2025-01-01", "2024-07-01", nil, nil, nil, nil, "2024-04-01"])),
      ])
  }

  @Test("retention worked by hand")
  func retention() throws {
    let result = try Metrics.retention(
      subscriptions: Self.subscriptions(), accounts: Self.accounts(), by: [.column("size")],
      from: Self.day("2024-02-01"), to: Self.day("2025-01-01"))
    let total = try #require(result.total)
    // Start: a 100, b 200, c 80. End: a 150, b 0 (the end day no longer counts), c 0, d 30.
    #expect(total.number("customers") == 3)
    #expect(total.number("start_mrr") == 380 && total.number("kept_mrr") == 150)
    #expect(near(total.number("nrr"), 150.0 / 380))
    #expect(near(total.number("grr"), 100.0 / 380))
    #expect(near(total.number("logo_retention"), 1.0 / 3))
    #expect(total.number("churned") == 2 && total.number("churned_mrr") == 280)
    #expect(near(total.number("expanding"), 1.0 / 3))
    #expect(near(total.number("expansion_rate"), 50.0 / 380))
    #expect(total.number("new_mrr") == 30 && total.number("end_mrr") == 180)
    let big = try #require((0..<2).first { result.table["size"]?.text($0) == "big" })
    #expect(near(result.table.number("nrr", big), 0.5))
    #expect(
      result.notes == [
        "1 subscription belongs to no known account: left out",
        "1 subscription has no mrr: left out, not taken as 0",
        "1 subscription has no start: left out",
        "1 subscription ends before it starts: left out",
        "accounts.churned and subscriptions disagree: 1 flagged as churned pay on 2025-01-01, 1 not "
          + "flagged pay nothing any more; these figures go by subscriptions",
      ])
    #expect(throws: Problem.self) {
      try Metrics.retention(subscriptions: Self.subscriptions(), from: 10, to: 9)
    }
    let cancellations = try Table(
      name: "cancellations",
      [
        ("account_id", Column(texts: ["a", "b", "d"])),
        ("date", Self.days(["2024-12-01", "2024-12-31", "2025-06-01"])),
      ])
    let told = try Metrics.retention(
      subscriptions: Self.subscriptions(), accounts: Self.accounts(),
      cancellations: cancellations, from: Self.day("2024-02-01"), to: Self.day("2025-01-01"))
    #expect(
      told.notes.last
        == "cancellations and subscriptions disagree: 1 of 2 accounts with a cancellation pay on "
        + "2025-01-01; these figures go by subscriptions")
    // A year's amount is twelve months'.
    let yearly = try Self.subscriptions().rename([("mrr", "arr")])
    let twelfth = try Metrics.retention(
      subscriptions: yearly, from: Self.day("2024-02-01"), to: Self.day("2025-01-01"))
    #expect(near(twelfth.total?.number("start_mrr"), 381.0 / 12))
  }

  @Test("the interval of a ratio of sums is the textbook one")
  func sumRatio() {
    // y/x = 1/2, residuals 1, -1, 0: s² = 3/2 · 2 / 6².
    let bounded = SumRatio.of([(2, 2), (0, 2), (1, 2)], z: 2)
    #expect(near(bounded.estimate, 0.5))
    #expect(near(bounded.low, 0.5 - 2 * (3.0 / 36).squareRoot()))
    #expect(SumRatio.of([], z: 2) == .none)
    #expect(SumRatio.of([(1, 0)], z: 2) == .none)
    #expect(SumRatio.of([(1, 2)], z: 2) == Bounded(estimate: 0.5, low: nil, high: nil))
  }

  @Test("survival: a short break is no loss, a long one is; who is there counts for so long")
  func survival() throws {
    let table = try Table(
      name: "subscriptions",
      [
        ("account_id", Column(texts: ["a", "a", "b", "b", "c", "d"])),
        ("mrr", Column(numbers: [1, 1, 1, 1, 1, 1])),
        (
          "start",
          Self.days([
            "2024-01-01", "2024-07-15", "2024-01-01", "2024-12-01", "2024-01-01", "2024-12-01",
          ])
        ),
        ("end", Self.days(["2024-07-01", nil, "2024-07-01", nil, "2024-12-20", nil])),
      ])
    let asOf = Self.day("2025-01-01")
    let facts = try SubscriptionFacts(table, AccountCohorts.named(in: table))
    let lives = CustomerLives(facts, accounts: 4, asOf: asOf, grace: 30).lives
    #expect(lives.map(\.isOver) == [false, true, false, false])
    #expect(lives.map(\.days) == [366, 182, 354, 31])
    let result = try Metrics.survival(subscriptions: table, asOf: asOf, months: [6, 24])
    #expect(result.table.number("customers") == 4 && result.table.number("lost") == 1)
    // Lost after 5.98 months, when three were at risk.
    #expect(near(result.table.number("left_6m"), 2.0 / 3))
    #expect(result.table.number("left_24m") == nil, "nobody was watched for so long")
    #expect(result.table.number("median_months") == nil)
    let exposure = (366.0 + 182 + 354 + 31) / Metrics.daysPerMonth
    #expect(near(result.table.number("monthly_churn"), 1 / exposure))
    #expect(
      result.notes == [
        "1 account came back more than 30 days after leaving: counted as lost then"
      ])
  }

  @Test("the triangle follows cohorts of the first purchase")
  func triangle() throws {
    let result = try Metrics.triangle(
      subscriptions: Self.subscriptions(), accounts: Self.accounts(), period: .quarter,
      asOf: Self.day("2025-02-01"))
    // a, b and c began in 2024-Q1, d in 2024-Q3; 2025-Q1 is not over.
    #expect(
      result.table.texts("cohort") == [
        "2024-Q1", "2024-Q1", "2024-Q1", "2024-Q1", "2024-Q3", "2024-Q3",
      ])
    #expect(result.table.numbers("age") == [0, 1, 2, 3, 0, 1])
    #expect(result.table.numbers("retained") == [3, 3, 2, 2, 1, 1])
    #expect(result.table.numbers("mrr") == [380, 430, 350, 350, 30, 30])
    #expect(near(result.table.number("nrr", 3), 350.0 / 380))
    #expect(Period.month.label(Period.month.number(of: Self.day("2024-12-31"))) == "2024-12")
    #expect(Period.year.label(Period.year.number(of: Self.day("2024-12-31"))) == "2024")
  }

  static func deals() throws -> Table {
    try Table(
      name: "deals",
      [
        ("account_id", Column(texts: ["a", "b", "b", "c", "d", "a"])),
        ("outcome", Column(texts: ["won", "won", "lost", "won", "open", "won"])),
        ("amount", Column(numbers: [1000, 500, 0, 300, 50, 200])),
        ("source", Column(texts: ["ads", "ads", "ads", "event", "event", nil])),
        (
          "created",
          days(["2024-01-10", "2024-02-01", "2024-02-02", "2023-05-01", "2024-03-01", "2024-03-05"])
        ),
        (
          "closed",
          days(["2024-02-10", "2024-02-28", "2024-03-01", "2023-06-01", nil, "2024-03-30"])
        ),
      ])
  }

  static func spend() throws -> Table {
    try Table(
      name: "spend",
      [
        ("date", days(["2024-01-05", "2024-02-05", "2024-03-05", "2023-01-01", nil])),
        ("channel", Column(texts: ["ads", "event", "radio", "ads", "ads"])),
        ("amount", Column(numbers: [600, 300, 100, 999, 5])),
      ])
  }

  @Test("acquisition: the rule of allocation decides, and is named")
  func acquisition() throws {
    let (from, to) = (Self.day("2024-01-01"), Self.day("2024-03-31"))
    func table(_ rule: Allocation) throws -> FigureTable {
      try Metrics.acquisition(
        spend: Self.spend(), deals: Self.deals(), accounts: Self.accounts(), by: [.column("size")],
        rule: rule, from: from, to: to, grossMargin: 0.5)
    }
    // Opportunities in the time: a 2, b 2, d 1. New customers: a and b (c bought in 2023).
    let even = try table(.perOpportunity)
    #expect(even.total?.number("spend") == 1000 && even.total?.number("new_customers") == 2)
    #expect(even.total?.number("cac") == 500)
    #expect(even.table.texts("size") == ["big", "small"])
    #expect(even.table.numbers("spend") == [800, 200])
    #expect(even.table.numbers("cac") == [400, nil])
    #expect(near(even.total?.number("roi"), 1700 * 0.5 / 1000))
    #expect(even.notes.contains("1 row of spend has no date: left out"))
    // Two events expect 0.24 to 7.2 (Garwood): the cost lies between 139 and 4128.
    #expect(near(even.total?.number("cac.low"), 1000 / 7.224688, 1e-3))
    #expect(near(even.total?.number("cac.high"), 1000 / 0.242209, 1e-2))
    // Ads: three opportunities, a one and b two. Event: d. Radio: nobody.
    let bySource = try table(.bySource(spend: "channel", deals: "source"))
    #expect(bySource.table.numbers("spend") == [600, 300])
    #expect(bySource.total?.number("spend") == 1000)
    #expect(bySource.notes.contains { $0.hasPrefix("10 % of the spend is of a channel") })
    let perCustomer = try table(.perNewCustomer)
    #expect(perCustomer.table.numbers("spend") == [1000, 0])
    let touches = try Table(
      name: "touches",
      [
        ("account_id", Column(texts: ["a", "c", "c", "c"])),
        ("date", Self.days(["2024-01-01", "2024-01-01", "2024-02-01", "2025-01-01"])),
      ])
    let perTouch = try table(.perTouch(touches))
    #expect(near(perTouch.table.number("spend", 0), 1000.0 / 3))
    let weight = Computed("weight") { _ in Column(integers: [1, 0, 3, 0]) }
    #expect(try table(.byValue(weight)).table.numbers("spend") == [250, 750])
    #expect(even.definition(of: "cac")?.contains("in equal parts on the opportunities") == true)
  }

  @Test("unit economics follow from churn, margin and cost")
  func unitEconomics() throws {
    let result = try Metrics.unitEconomics(
      subscriptions: Self.subscriptions(), accounts: Self.accounts(),
      asOf: Self.day("2024-12-01"), assuming: EconomicAssumptions(grossMargin: 0.8),
      acquisition: AcquisitionSource(
        spend: Self.spend(), deals: Self.deals(), from: Self.day("2024-01-01"),
        to: Self.day("2024-03-31")))
    let total = result.table
    // a 150, b 200 and d 30 pay; c was lost.
    #expect(total.number("customers") == 3)
    #expect(near(total.number("arpa"), 380.0 / 3))
    // Lives in days: a and b 335, c 182 (lost), d 91.
    let months = (335.0 + 335 + 182 + 91) / Metrics.daysPerMonth
    let churn = 1 / months
    #expect(near(total.number("monthly_churn"), churn))
    let ltv = 380.0 / 3 * 0.8 / churn
    #expect(near(total.number("ltv"), ltv, 1e-6))
    #expect(near(total.number("cac"), 500))
    #expect(near(total.number("ltv_cac"), ltv / 500, 1e-9))
    #expect(near(total.number("payback_months"), 500 / (380.0 / 3 * 0.8), 1e-9))
    let billed = (100 * 335.0 + 50 * 183 + 200 * 335 + 80 * 182 + 30 * 91) / Metrics.daysPerMonth
    #expect(near(total.number("ltv_realised"), billed * 0.8 / 4, 1e-6))
    #expect(try #require(total.number("ltv_discounted")) < ltv)
    #expect(throws: Problem.self) {
      try Metrics.unitEconomics(
        subscriptions: Self.subscriptions(), asOf: 0, assuming: EconomicAssumptions(grossMargin: 80)
      )
    }
  }

  @Test("margin takes goods and service off; half-known rows are left out")
  func margin() throws {
    let revenue = try Table(
      name: "revenue",
      [
        ("account_id", Column(texts: ["a", "b", "c", "c", "zz"])),
        ("amount", Column(numbers: [100, 200, 50, 10, 1])),
        ("profit", Column(numbers: [40, 50, -10, nil, 1])),
      ])
    let tickets = try Table(
      name: "tickets",
      [
        ("account_id", Column(texts: ["a", "a", "c", "d"])),
        ("hours", Column(numbers: [2, -1, 3, nil])),
      ])
    let costs = ServiceCosts(perTicket: 5, perHour: 10, hours: "hours")
    let result = try Metrics.margin(
      revenue: revenue, tickets: tickets, costs: costs, accounts: Self.accounts(),
      by: [.column("size")])
    let total = try #require(result.total)
    #expect(total.number("revenue") == 350)
    #expect(near(total.number("cost_of_goods"), 270))
    #expect(near(total.number("cost_to_serve"), 70))
    #expect(near(total.number("margin"), 10.0 / 350))
    #expect(total.number("accounts") == 4)
    #expect(
      result.notes == [
        "1 row has no amount or no profit: left out",
        "1 row of revenue belongs to no known account: left out",
        "2 tickets have no hours, or less than 0: hours not counted",
      ])
    let serve = try Metrics.costToServe(
      tickets: tickets, costs: costs, revenue: revenue, accounts: Self.accounts())
    #expect(near(serve.table.number("tickets_per_account"), 1))
    #expect(near(serve.table.number("cost_per_account"), 70.0 / 4))
    #expect(near(serve.table.number("cost_share"), 70.0 / 360))
  }

  @Test("velocity is the product of its parts")
  func velocity() throws {
    let result = try Metrics.velocity(
      deals: Self.deals(), accounts: Self.accounts(), by: [.column("size")], margin: 0.5,
      lifetime: .years(2))
    let total = try #require(result.total)
    let parts = ["win_rate", "value", "margin", "lifetime_years"].compactMap { total.number($0) }
    let product = parts.reduce(1, *) / (total.number("cycle_days") ?? 0)
    #expect(near(total.number("profit_per_day"), product, 1e-9))
    // Won 1000, 500, 300, 200 in 31, 27, 31, 25 days, lost one in 28.
    #expect(near(total.number("profit_per_day"), 2000.0 / (31 + 27 + 31 + 25 + 28)))
    #expect(result.table.texts("size") == ["big", "small"])
  }

  @Test("friction ranks deals among each other")
  func friction() throws {
    let result = try Metrics.friction(
      deals: Self.deals(), accounts: Self.accounts(), by: [.column("size")])
    // Days 31, 27, 28, 31, 25: places 87.5, 25, 50, 87.5, 0.
    #expect(near(result.total?.number("friction"), 50))
    #expect(result.table.texts("size") == ["big", "small"])
    #expect(near(result.table.number("friction", 0), (87.5 + 25 + 50 + 0) / 4))
    #expect(throws: Problem.self) { try Metrics.friction(deals: Self.deals(), parts: []) }
  }

  @Test("engagement compares with others on the plan")
  func engagement() throws {
    let usage = try Table(
      name: "usage",
      [
        ("account_id", Column(texts: ["a", "b", "b", "c", "c"])),
        (
          "date", Self.days(["2024-12-01", "2024-12-02", "2024-12-03", "2024-12-04", "2024-01-01"])
        ),
        ("events", Column(integers: [10, 20, 10, 8, 500])),
      ])
    let result = try Metrics.engagement(
      usage: usage, accounts: Self.accounts(), by: [.column("size")], measure: "events",
      plan: "size", asOf: Self.day("2024-12-31"))
    // Big: a 10, b 30, median 20. Small: c 8, d 0, median of the active 8.
    let big = try #require((0..<2).first { result.table["size"]?.text($0) == "big" })
    #expect(near(result.table.number("index", big), 1))
    #expect(near(result.table.number("index", 1 - big), 0.5))
    #expect(near(result.table.number("active", 1 - big), 0.5))
    #expect(result.total?.number("use") == 48)
  }

  @Test("satisfaction counts each question by its own scale")
  func satisfaction() throws {
    let surveys = try Table(
      name: "surveys",
      [
        ("account_id", Column(texts: ["a", "a", "b", "c", "c", "zz", "d"])),
        ("kind", Column(texts: ["nps", "NPS", "nps", "csat", "csat", "nps", "mood"])),
        ("score", Column(integers: [10, 9, 3, 4, 2, 0, 1])),
      ])
    let result = try Metrics.satisfaction(surveys: surveys, accounts: Self.accounts())
    #expect(near(result.table.number("nps"), 100.0 / 3))
    #expect(result.table.number("nps_answers") == 3)
    #expect(near(result.table.number("csat"), 0.5))
    #expect(result.notes.count == 2)
    let plain = try Metrics.satisfaction(surveys: surveys.drop(["kind"]), accounts: Self.accounts())
    #expect(plain.table.number("nps_answers") == 6)
    let columns = try Table(
      name: "surveys",
      [
        ("account_id", Column(texts: ["a", "b", "c"])), ("nps", Column(integers: [10, nil, 11])),
        ("csat", Column(integers: [9, 7, nil])),
      ])
    let tickets = try Table(
      name: "tickets",
      [
        ("account_id", Column(texts: ["a", "a", "b"])),
        ("satisfaction", Column(numbers: [5, nil, 3])),
      ])
    let both = try Metrics.satisfaction(
      surveys: columns, tickets: tickets, accounts: Self.accounts())
    #expect(both.table.number("nps") == 100 && both.table.number("nps_answers") == 1)
    #expect(both.table.number("csat") == 0.5, "8 of 10 is satisfied")
    #expect(both.table.number("ticket_satisfaction") == 0.5)
    #expect(both.definition(of: "csat") == "answers of at least 8 of 10 / answers")
    #expect(both.notes == ["1 answer lies outside its scale: left out"])
  }

  @Test("the funnel leaves out of a rate what is still open")
  func funnel() throws {
    let rows = try Table(
      name: "deals",
      [
        ("source", Column(texts: ["ads", "ads", "ads", "ads"])),
        ("outcome", Column(texts: ["won", "lost", "open", "lost"])),
        ("lead", Self.days(["2024-01-01", "2024-01-01", "2024-01-01", "2024-01-01"])),
        ("demo", Self.days([nil, "2024-02-01", "2024-02-01", nil])),
      ])
    let result = try Metrics.funnel(
      rows, stages: [("lead", "lead"), ("demo", "demo")], by: [.column("source")])
    #expect(result.table.texts("stage") == ["lead", "demo", "won"])
    #expect(result.table.numbers("reached") == [4, 3, 1])
    #expect(result.table.numbers("conversion") == [0.75, 0.5, nil])
    #expect(result.table.numbers("share_of_first") == [1, 0.75, 0.25])
    #expect(throws: Problem.self) { try Metrics.funnel(rows, stages: []) }
  }

  @Test("the mix of a class adds up to one in each cohort")
  func mix() throws {
    let rows = try Table([
      ("month", Column(texts: ["1", "1", "1", "2"])),
      ("tier", Column(texts: ["A", "A", nil, "B"])),
    ])
    let result = try Metrics.mix(rows, of: "tier", by: [.column("month")])
    #expect(result.table.numbers("n") == [2, 1, 1])
    #expect(near(result.table.number("share", 0), 2.0 / 3) && result.table.number("share", 2) == 1)
  }

  @Test("concentration of revenue")
  func concentration() throws {
    let revenue = try Table(
      name: "revenue",
      [
        ("account_id", Column(texts: ["a", "b", "c", "a", "d"])),
        ("amount", Column(numbers: [40, 30, 20, 10, -5])),
      ])
    let result = try Metrics.concentration(revenue: revenue, top: [1, 2])
    #expect(near(result.table.number("top_1"), 0.5) && near(result.table.number("top_2"), 0.8))
    #expect(near(result.table.number("effective_accounts"), 10_000.0 / (2500 + 900 + 400)))
    #expect(result.notes == ["1 account has a revenue below 0: left out of shares"])
  }

  @Test("saturation and the months that are left")
  func saturation() throws {
    let market = try Self.accounts()
    let customers = market.head(1)
    let touches = try Table(
      name: "touches",
      [
        ("account_id", Column(texts: ["b", "b", "c"])),
        ("date", Self.days(["2024-11-01", "2024-12-01", "2026-01-01"])),
      ])
    let result = try Metrics.saturation(
      market: market, customers: customers, touches: touches, asOf: Self.day("2024-12-31"))
    #expect(result.table.number("contacted_share") == 0.5 && result.table.number("left") == 2)
    #expect(
      near(result.table.number("pace"), 1.0 / 6) && near(result.table.number("months_left"), 12))
  }

  @Test("spill is the money spent on companies that do not fit")
  func spill() throws {
    let accounts = try Self.accounts().with([("tier", Column(texts: ["A", "D", "out", "B"]))])
    let touches = try Table(
      name: "touches",
      [
        ("campaign", Column(texts: ["x", "x", "x", "x", "x", "y"])),
        ("account_id", Column(texts: ["a", "b", "c", "d", "zz", "zz"])),
      ])
    let spend = try Table(
      name: "spend",
      [("campaign", Column(texts: ["x", "x", "y"])), ("amount", Column(numbers: [60, 40, 50]))])
    let result = try Metrics.spill(spend: spend, touches: touches, accounts: accounts)
    #expect(result.table.texts("campaign") == ["x", "y"])
    #expect(result.table.numbers("spill") == [0.5, nil])
    #expect(result.table.numbers("spilled") == [50, nil])
    #expect(result.total?.number("spilled") == 50 && result.total?.number("touches") == 6)
    #expect(result.notes.contains { $0.hasPrefix("1 campaign has no touch of a known company") })
  }
}
