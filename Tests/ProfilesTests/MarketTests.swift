import Basics
import Columns
import Testing

@testable import Profiles

/// Ten companies, small enough to work every figure out by hand.
enum SmallMarket {
  static let day = CohortTests.day
  static func days(_ texts: [String?]) -> Column { Column(days: texts.map { $0.map(day) }) }
  static let asOf = day("2026-01-01")

  /// Tiers as a score would give them: A A B C D D D out - (missing fit values are not needed).
  static func accounts() throws -> Table {
    try Table(
      name: "accounts",
      [
        ("account_id", Column(texts: ["a", "b", "c", "d", "e", "f", "g", "h"])),
        ("name", Column(texts: ["Ay", "Be", "Ce", "De", "Ee", "Ef", "Ge", "Ha"])),
        (
          "industry",
          Column(texts: ["Tech", "Tech", "Retail", "Tech", "Retail", "Food", "Food", nil])
        ),
        ("country", Column(texts: ["US", "DE", "US", "FR", "US", "US", nil, "DE"])),
        ("employees", Column(integers: [100, 200, 300, 50, 10, 20, nil, 5000])),
        ("tier", Column(texts: ["A", "A", "B", "C", "D", "D", "D", "out"])),
        ("fit", Column(integers: [90, 80, 60, 40, 20, 10, 0, 0])),
      ])
  }

  static func deals() throws -> Table {
    try Table(
      name: "deals",
      [
        ("deal_id", Column(texts: (1...9).map { "d\($0)" })),
        ("account_id", Column(texts: ["a", "a", "b", "c", "d", "e", "f", "b", "e"])),
        (
          "outcome",
          Column(texts: ["won", "lost", "won", "won", "lost", "won", "lost", "open", "open"])
        ),
        ("amount", Column(numbers: [1000, 500, 3000, 200, 700, 100, 50, 4000, 600])),
        (
          "created",
          days([
            "2025-01-01", "2025-02-01", "2025-03-01", "2024-03-01", "2025-05-01", "2025-06-01",
            "2025-06-01", "2025-12-01", "2025-12-22",
          ])
        ),
        (
          "closed",
          days([
            "2025-02-01", "2025-03-01", "2025-04-10", "2024-05-01", "2025-07-01", "2025-08-01",
            "2025-06-15", nil, nil,
          ])
        ),
        ("owner", Column(texts: ["x", "x", "y", "y", "x", "y", "x", "x", "y"])),
      ])
  }
}

@Suite("The market")
struct MarketTests {
  @Test("each rule says how many it removes, and how many of them for want of a value")
  func funnel() throws {
    let table = try SmallMarket.accounts()
    let (figures, sizes) = try MarketFunnel.table(
      table,
      rules: [
        MarketRule(.relevant, "100 or more", test: Condition.atLeast("employees", 100)),
        MarketRule(
          .serviceable, "US or DE",
          test: Condition("US or DE") { table, row in
            table["country"]?.text(row).map { $0 == "US" || $0 == "DE" }
          }),
        MarketRule(.barred, "a partner's", test: Condition.equals("industry", "Retail")),
      ],
      value: Computed("1000") { Column(numbers: [Double?](repeating: 1000, count: $0.rowCount)) },
      smallBelow: 3)
    #expect(figures.table.texts("part") == ["TAM", "SAM", "SAM", "TRM"])
    // Left after each: all; without d (FR) and g (unknown); without c, e; without f.
    #expect(figures.table.numbers("accounts") == [8, 6, 4, 3])
    #expect(figures.table.numbers("removed") == [0, 2, 2, 1])
    #expect(figures.table.numbers("unknown") == [0, 1, 0, 0])
    #expect(figures.table.numbers("money") == [8000, 6000, 4000, 3000])
    #expect(sizes == MarketFunnel.Sizes(tam: 8, sam: 4, trm: 3))
    #expect(figures.notes.isEmpty)
  }

  @Test("rows of counts stand for as many companies")
  func counted() throws {
    let cells = try Table(
      name: "market",
      [
        ("industry", Column(texts: ["Tech", "Food", "Retail"])),
        ("companies", Column(numbers: [120.5, 30, nil])),
      ])
    let (figures, sizes) = try MarketFunnel.table(
      cells, rules: [MarketRule(.relevant, "tech", test: Condition.equals("industry", "Tech"))],
      count: "companies")
    #expect(sizes == MarketFunnel.Sizes(tam: 150.5, sam: 150.5, trm: 120.5))
    #expect(figures.notes.contains { $0.contains("1 row has no companies") })
    #expect(figures.notes.contains { $0.contains("too broad") })
    let below = try Table(name: "market", [("n", Column(integers: [3, -1]))])
    #expect(throws: Problem.self) { try MarketFunnel.table(below, rules: [], count: "n") }
  }

  @Test("an ICP narrows the market by its gates, then by its tiers; who could still fit is unknown")
  func byICP() throws {
    let icp = try ICP(
      name: "I",
      gates: [
        Gate(
          "known country",
          test: Condition("country") { table, row in
            table["country"]?.isMissing(row) == false
          })
      ],
      criteria: [
        Criterion(
          "size", weight: 1, category: .firmographic, test: Condition.atLeast("employees", 100)),
        Criterion(
          "tech", weight: 1, category: .firmographic, test: Condition.equals("industry", "Tech")),
      ], tiers: [Tier("A", from: 100), Tier("B", from: 50)])
    let table = try SmallMarket.accounts()
    let rules = try MarketFunnel.rules(of: icp, on: table, inside: ["A"])
    let (figures, _) = try MarketFunnel.table(table, rules: rules)
    // The gate takes g; tier A is a and b; of the five others h could still be one: its industry
    // is missing.
    #expect(figures.table.numbers("accounts") == [8, 7, 2])
    #expect(figures.table.numbers("unknown") == [0, 0, 1])
    #expect(throws: Problem.self) { try MarketFunnel.rules(of: icp, on: table, inside: ["Z"]) }
  }

  @Test("segments beaten in size and in certain value name what beats them")
  func frontier() throws {
    let figures = try Frontier.table(
      deals: SmallMarket.deals(), accounts: SmallMarket.accounts(), by: [.column("industry")])
    let rows = figures.table
    let place = { (name: String?) in rows.texts("industry").firstIndex(of: name) }
    let tech = try #require(place("Tech"))
    let retail = try #require(place("Retail"))
    let food = try #require(place("Food"))
    // Tech: a, b, d; a and b bought. Deals: 1000, lost, 3000, lost (open ones do not count).
    #expect(rows.number("accounts", tech) == 3)
    #expect(rows.number("left", tech) == 1)
    #expect(rows.number("n", tech) == 4)
    #expect(rows.number("value", tech) == 1000)
    #expect(rows.number("potential", tech) == 1000)
    #expect(rows.number("left", retail) == 0)
    #expect(rows.number("value", retail) == 150)
    // Food has two accounts left and no win: its value is certain to be 0, yet nobody has more left.
    #expect(rows.number("left", food) == 2)
    #expect(rows["on_frontier"]?[food] == .boolean(true))
    #expect(
      rows["on_frontier"]?[retail] == .boolean(false) || rows.text("beaten_by", retail) == nil)
    #expect(throws: Problem.self) {
      try Frontier.table(deals: SmallMarket.deals(), accounts: SmallMarket.accounts(), by: [])
    }
  }

  @Test("the gap is what customers lack, criterion by criterion")
  func gap() throws {
    let icp = try ICP(
      name: "I",
      criteria: [
        Criterion(
          "size", weight: 1, category: .firmographic, test: Condition.atLeast("employees", 100)),
        Criterion(
          "tech", weight: 1, category: .firmographic, test: Condition.equals("industry", "Tech")),
      ], tiers: [Tier("A", from: 100)])
    let figures = try ProfileGap.table(
      icp, accounts: SmallMarket.accounts(), deals: SmallMarket.deals(), asOf: SmallMarket.asOf)
    // Customers: a, b, c, e. Inside: a, b. Open deals: b, e. New (first won in 2025): a, b, e.
    #expect(figures.table.texts("element") == ["inside (tier A)", "size", "tech"])
    #expect(figures.table.numbers("customers") == [0.5, 0.75, 0.5])
    #expect(figures.table.numbers("accounts") == [0.25, 0.5, 0.375])
    #expect(figures.table.numbers("pipeline") == [0.5, 0.5, 0.5])
    let new = figures.table.numbers("new_customers").map { $0.map { ($0 * 300).rounded() } }
    #expect(new == [200, 200, 200])
    let trend = figures.table.numbers("trend").map { $0.map { ($0 * 300).rounded() } }
    // Of the one earlier customer (c): not inside, large enough, not tech.
    #expect(trend == [200, -100, 200])
    #expect(figures.table.numbers("gap") == [0.5, 0.25, 0.5])
  }
}

extension Table {
  func text(_ name: String, _ row: Int) -> String? { self[name]?.text(row) }
}
