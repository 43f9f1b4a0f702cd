import Basics
import Columns
import Testing

@testable import Profiles

@Suite("Money by fit")
struct FinanceTests {
  @Test("a mix weighs what opportunities inside and outside brought")
  func forecast() throws {
    var forecast = MixForecast()
    forecast.mixes = [0, 1]
    forecast.margin = 0.5
    forecast.spend = 100
    forecast.opportunities = 10
    forecast.resamples = 200
    var sources = MixForecast.Sources(deals: try SmallMarket.deals())
    sources.subscriptions = try Table(
      name: "subscriptions",
      [
        ("account_id", Column(texts: ["a", "b", "e"])), ("mrr", Column(numbers: [100, 100, 50])),
        ("start", SmallMarket.days(["2024-01-01", "2024-01-01", "2024-01-01"])),
        ("end", SmallMarket.days([nil, "2025-06-01", "2025-06-01"])),
      ])
    let table = try forecast.table(
      SmallMarket.accounts(), sources, asOf: SmallMarket.asOf
    ).table
    // Closed in 2025: inside a won 1000, a lost, b won 3000, d lost; outside e won 100, f lost.
    #expect(table.texts("mix") == ["as now", "0 % inside", "100 % inside"])
    #expect(table.number("inside_share").map { ($0 * 6).rounded() } == 4)
    // Inside 1000 an opportunity and half a customer, outside 50 and half a customer.
    #expect(table.number("revenue", 1) == 500)
    #expect(table.number("revenue", 2) == 10_000)
    #expect(table.number("new_customers", 1) == 5)
    #expect(table.number("cac", 2) == 20)
    #expect(table.number("profit", 2) == 4900)
    // a stayed, b left; e left.
    #expect(table.number("retention", 2) == 0.5)
    #expect(table.number("retention", 1) == 0)
    for name in ["revenue", "new_customers", "profit"] {
      for row in 0..<3 {
        let low = try #require(table.number(name + ".low", row))
        let high = try #require(table.number(name + ".high", row))
        let estimate = try #require(table.number(name, row))
        #expect(low <= estimate && estimate <= high)
      }
    }
    let again = try forecast.table(SmallMarket.accounts(), sources, asOf: SmallMarket.asOf).table
    #expect(again.numbers("revenue.low") == table.numbers("revenue.low"))
  }

  @Test("a side without opportunities cannot be forecast")
  func oneSide() throws {
    let sources = MixForecast.Sources(deals: try SmallMarket.deals())
    var forecast = MixForecast()
    forecast.inside = ["A", "B", "C", "D"]
    #expect(throws: Problem.self) {
      try forecast.table(SmallMarket.accounts(), sources, asOf: SmallMarket.asOf)
    }
  }

  @Test("requests are weighed by who asks, each account once")
  func requests() throws {
    let requests = try Table(
      name: "requests",
      [
        ("account_id", Column(texts: ["a", "a", "b", "e", "f", "g", "zz"])),
        ("want", Column(texts: ["sso", "sso", "sso", "api", "api", "sso", "api"])),
      ])
    let figures = try FeatureRequests.table(
      requests, of: "want", accounts: SmallMarket.accounts(),
      value: Computed("employees") { try $0.column("employees") })
    #expect(figures.table.texts("request") == ["sso", "api"])
    #expect(figures.table.numbers("accounts") == [3, 2])
    #expect(figures.table.numbers("inside") == [2, 0])
    #expect(figures.table.numbers("value") == [300, 30])
    #expect(figures.table.numbers("value_inside") == [300, 0])
    // Of 4 inside 2 ask for it, of 4 outside 1.
    #expect(figures.table.number("difference") == 0.25)
    #expect(figures.notes.contains { $0.contains("1 request is of no known account") })
  }

  @Test("teams agree on the accounts both name")
  func teams() throws {
    let result = try TeamDefinitions(
      [
        .init("marketing", test: Condition.equals("industry", "Tech")),
        .init("sales", test: Condition.atLeast("employees", 100)),
      ], accounts: SmallMarket.accounts(), deals: SmallMarket.deals())
    #expect(
      result.teams.table.texts("team") == [
        "marketing", "sales", "all of them", "only some", "none",
      ])
    // marketing: a, b, d; sales: a, b, c, h; both: a, b.
    #expect(result.teams.table.numbers("accounts") == [3, 4, 2, 3, 3])
    #expect(result.teams.table.numbers("n") == [4, 4, 3, 2, 2])
    #expect(result.teams.table.numbers("revenue") == [4000, 4200, 4000, 200, 100])
    #expect(result.teams.table.numbers("pipeline") == [4000, 4000, 4000, 0, 600])
    #expect(result.pairs.numbers("both") == [2])
    #expect(result.pairs.numbers("either") == [5])
    #expect(result.pairs.numbers("agreement") == [0.4])
    #expect(throws: Problem.self) {
      try TeamDefinitions(
        [.init("one", test: Condition.equals("industry", "Tech"))],
        accounts: SmallMarket.accounts(), deals: SmallMarket.deals())
    }
  }
}

@Suite("Pipeline and review")
struct ReviewTests {
  @Test("open deals by tier, with what their amounts are expected to bring")
  func pipeline() throws {
    let figures = try Pipeline.byTier(
      deals: SmallMarket.deals(), accounts: SmallMarket.accounts(), asOf: SmallMarket.asOf)
    // b (A) has 4000 open, e (D) 600.
    #expect(figures.table.texts("tier") == ["A", "D"])
    #expect(figures.table.numbers("amount") == [4000, 600])
    #expect(figures.table.numbers("amount_share")[0].map { ($0 * 46).rounded() } == 40)
    let rate = try #require(figures.table.number("win_rate"))
    #expect(figures.table.number("expected").map { abs($0 - 4000 * rate) < 1e-9 } == true)
  }

  @Test("an open deal shows its fit, its chance and what speaks against it")
  func opportunities() throws {
    let contacts = try Table(name: "contacts", [("account_id", Column(texts: ["e", "e", "b"]))])
    let figures = try Pipeline.opportunities(
      deals: SmallMarket.deals(), accounts: SmallMarket.accounts(), contacts: contacts,
      asOf: SmallMarket.asOf)
    #expect(figures.table.texts("deal_id") == ["d8", "d9"])
    #expect(figures.table.texts("tier") == ["A", "D"])
    #expect(figures.table.numbers("age") == [31, 10])
    #expect(figures.table.texts("risk") == ["one contact only", "does not fit"])
  }

  @Test("traits that moved are told from those that only vary")
  func drift() throws {
    func rows(_ tech: Int, _ food: Int, size: Int64) throws -> Table {
      try Table(
        name: "won",
        [
          (
            "industry",
            Column(
              texts: [String](repeating: "Tech", count: tech)
                + [String](repeating: "Food", count: food))
          ),
          ("size", Column(integers: (0..<(tech + food)).map { Int64($0 % 100) * size })),
        ])
    }
    let figures = try Drift.table(then: rows(150, 50, size: 1), now: rows(50, 150, size: 1))
    let table = figures.table
    #expect(table.texts("trait") == ["industry", "size"])
    // 2 × (0.75 - 0.25) × ln 3
    #expect(table.number("psi").map { abs($0 - 1.0986122886681098) < 1e-12 } == true)
    #expect(table.texts("verdict") == ["shifted", "not distinguishable"])
    #expect(table.number("then") == 0.75 || table.number("then") == 0.25)
    #expect(throws: Problem.self) {
      try Drift.table(then: rows(1, 1, size: 1), now: rows(1, 1, size: 1), traits: ["colour"])
    }
  }

  @Test("symptoms are worse only where the change cannot well be chance")
  func symptoms() throws {
    let count = 400
    // In the first half-year every second deal is won, in the second one in eight.
    let days = (0..<count).map { index in
      SmallMarket.day(index < 200 ? "2025-03-01" : "2025-09-01")
    }
    let deals = try Table(
      name: "deals",
      [
        ("account_id", Column(texts: (0..<count).map { $0 % 2 == 0 ? "a" : "e" })),
        (
          "outcome",
          Column(texts: (0..<count).map { $0 % ($0 < 200 ? 2 : 8) == 0 ? "won" : "lost" })
        ),
        ("amount", Column(numbers: [Double?](repeating: 10, count: count))),
        ("created", Column(days: days.map { $0 - 10 })), ("closed", Column(days: days)),
      ])
    let figures = try Symptoms().table(
      SmallMarket.accounts(), Symptoms.Sources(deals: deals), window: .months(6),
      asOf: SmallMarket.day("2026-01-01"))
    let table = figures.table
    #expect(table.texts("symptom") == ["win rate", "new deals outside"])
    #expect(table.numbers("then") == [0.5, 0.5])
    #expect(table.numbers("now") == [0.125, 0.5])
    #expect(table.texts("verdict") == ["worse", "not distinguishable"])
    #expect(figures.notes.contains { $0.contains("for want of spend, subscriptions, usage") })
  }

  @Test("a record has one fact a line, in an order that does not depend on the rows'")
  func record() throws {
    let icp = try ICP(
      name: "I",
      criteria: [
        Criterion(
          "size", weight: 1, category: .firmographic, test: Condition.atLeast("employees", 100))
      ])
    let scored = try SmallMarket.accounts()
    let backwards = scored.take(Buffer((0..<8).reversed().map { UInt32($0) }))
    let files = try ReviewRecord(
      icp, rules: ["rule"], scored: scored, deals: SmallMarket.deals(), asOf: SmallMarket.asOf
    ).files
    let again = try ReviewRecord(
      icp, rules: ["rule"], scored: backwards, deals: SmallMarket.deals(), asOf: SmallMarket.asOf
    ).files
    #expect(files.map(\.text) == again.map(\.text))
    #expect(files.map(\.name) == ["profile.txt", "figures.txt", "accounts.txt"])
    #expect(files[2].text == "a A 90\nb A 80\nc B 60\nd C 40\n")
    #expect(files[1].text.contains("tier A, closed deals: 3\n"))
  }
}
