import Basics
import Columns
import Testing

@testable import Profiles

@Suite("Cohorts")
struct CohortTests {
  static func day(_ text: String) -> Int32 {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    return Int32(Calendar.days(year: parts[0], month: parts[1], day: parts[2]))
  }

  static func deals() throws -> Table {
    let days: ([String?]) -> Column = { Column(days: $0.map { $0.map(day) }) }
    return try Table(
      name: "deals",
      [
        ("deal_id", Column(integers: [1, 2, 3, 4, 5, 6, 7, 8])),
        ("account_id", Column(texts: ["a", "a", "b", "b", "c", nil, "x", "c"])),
        (
          "outcome",
          Column(texts: ["won", "lost", "won", "won", "open", "won", "lost", nil])
        ),
        ("amount", Column(numbers: [100, 50, 300, nil, 80, 200, 0, 1])),
        ("term_months", Column(integers: [12, 12, 24, nil, 12, 12, 12, 12])),
        (
          "created",
          days([
            "2025-01-01", "2025-01-01", "2025-01-10", "2025-02-01", "2025-03-01", "2025-03-01", nil,
            nil,
          ])
        ),
        (
          "closed",
          days([
            "2025-01-31", "2025-02-10", "2025-01-05", "2025-02-11", nil, "2025-06-01", "2025-06-02",
            nil,
          ])
        ),
      ])
  }

  static func accounts() throws -> Table {
    try Table(
      name: "accounts",
      [
        ("account_id", Column(texts: ["a", "b", "c"])),
        ("industry", Column(texts: ["Tech", "Retail", "Tech"])),
        ("employees", Column(integers: [49, 50, nil])),
      ])
  }

  @Test("worked by hand: all deals together")
  func whole() throws {
    let cohorts = try Cohorts.table(deals: Self.deals(), accounts: Self.accounts())
    let total = cohorts.table
    #expect(total.number("won") == 4 && total.number("lost") == 2 && total.number("open") == 1)
    #expect(total.number("n") == 6 && total.number("opportunities") == 7)
    #expect(near(total.number("win_rate"), 4.0 / 6))
    // 300 for two years is 150 a year: 100, 150, 200.
    #expect(total.number("acv_mean") == 150 && total.number("acv_median") == 150)
    #expect(total.number("revenue") == 600)
    #expect(near(total.number("win_rate_by_value"), 600.0 / 650))
    // 30, 10 and 92 days; deal 3 closed before it was created.
    #expect(total.number("cycle_median") == 30 && total.number("cycle_mean") == 44)
    #expect(total.number("cycle_lost_median") == 40)
    #expect(
      cohorts.notes == [
        "1 deal has no outcome of won, lost or open: left out",
        "1 deal closed before it was created: left out of cycle figures",
        "1 won deal has no amount: left out of money figures",
        "1 deal has no account (1 closed)",
        "1 deal has an account_id that no account has",
      ])
    #expect(total["small"]?[0] == .boolean(true))
    #expect(total.texts("verdict") == ["hypothesis: fewer than 30 closed deals"])
  }

  @Test("by a trait of accounts; a missing key is a cohort; shares add up to 1")
  func byIndustry() throws {
    let cohorts = try Cohorts.table(
      deals: Self.deals(), accounts: Self.accounts(), by: [.column("industry")])
    let table = cohorts.table
    #expect(Set(table.texts("industry")) == ["Tech", "Retail", nil])
    let row = try #require((0..<3).first { table["industry"]?.text($0) == "Retail" })
    #expect(table.number("won", row) == 2 && table.number("lost", row) == 0)
    #expect(table.number("revenue", row) == 300)
    #expect(near(table.number("revenue_share", row), 300.0 / 600))
    #expect(cohorts.total?.number("n") == 6)
  }

  @Test("as of a day, later closings are open and later deals are not there")
  func asOf() throws {
    let cohorts = try Cohorts.table(
      deals: Self.deals(), by: [], asOf: Self.day("2025-02-28"))
    let total = cohorts.table
    #expect(total.number("won") == 3 && total.number("lost") == 1)
    // Deal 7 has no date of creation and had not closed; deals 5 and 6 were not there yet.
    #expect(total.number("open") == 1)
  }

  @Test("a window counts what closed in it")
  func window() throws {
    let total = try Cohorts.table(
      deals: Self.deals(), window: .months(4), asOf: Self.day("2025-06-10")
    ).table
    // From 2025-02-11: deals 4, 6 and 7 closed, deal 5 opened.
    #expect(total.number("won") == 2 && total.number("lost") == 1 && total.number("open") == 1)
    let none = try Cohorts.table(
      deals: Self.deals(), accounts: Self.accounts(), by: [.column("industry")], window: .days(1),
      asOf: Self.day("2020-01-01"))
    // Deal 7, whose day of creation nobody knows, is the only one that may have been open.
    #expect(none.table.rowCount == 1 && none.table.number("open") == 1)
    #expect(none.total?.number("n") == 0 && none.total?.number("win_rate") == nil)
  }

  @Test("open deals count for as long as they have been open")
  func decisions() throws {
    let total = try Cohorts.table(deals: Self.deals(), asOf: Self.day("2025-06-30")).table
    // Decided after 10, 30, 40 and 92 days; deal 5 is open for 121. Half are decided at 40 days:
    // 4/5, 3/5, 2/5.
    #expect(total.number("days_to_decision") == 40)
    #expect(try Cohorts.table(deals: Self.deals()).table["days_to_decision"] == nil)
  }

  @Test("the first purchase makes cohorts")
  func firstPurchase() throws {
    let accounts = try Cohorts.withFirstPurchase(Self.accounts(), deals: Self.deals())
    let days = (0..<3).map { accounts["first_purchase"]?.day($0) }
    #expect(days == [Self.day("2025-01-31"), Self.day("2025-01-05"), nil])
    let cohorts = try Cohorts.table(
      deals: Self.deals(), accounts: accounts, by: [.quarter(of: "first_purchase")])
    #expect(Set(cohorts.table.texts("first_purchase_quarter")) == ["2025-Q1", nil])
    #expect(throws: Problem.self) { try Cohorts.withFirstPurchase(Self.accounts()) }
  }

  @Test("a level that is none is told, not crashed on")
  func badLevel() throws {
    var options = CohortOptions()
    options.level = 1
    #expect(throws: Problem.self) { try Cohorts.table(deals: Self.deals(), options: options) }
  }

  @Test("sorting by digits is sorting", arguments: [0, 1, 2000, 2049, 5000])
  func ascending(count: Int) {
    var dice = Dice(count)
    var numbers = (0..<count).map { index -> Double in
      switch index % 5 {
      case 0: Double(Int.random(in: -5...5, using: &dice))
      case 1: -Double.random(in: 0...1e9, using: &dice)
      case 2: .infinity
      default: Double.random(in: -1...1, using: &dice)
      }
    }
    let sorted = numbers.sorted()
    numbers.withUnsafeMutableBufferPointer { Ascending.sort($0) }
    #expect(numbers == sorted)
  }

  @Test("keys worked out from rows see the account's columns")
  func rowValue() throws {
    let value = Computed("size") { table in
      Column(
        texts: (0..<table.rowCount).map {
          table["employees"]?.double($0).map { $0 < 50 ? "small" : "big" }
        })
    }
    let table = try Cohorts.table(
      deals: Self.deals(), accounts: Self.accounts(), by: [.value(value, name: "size")]
    ).table
    #expect(Set(table.texts("size")) == ["small", "big", nil])
  }

  @Test("the definition of every figure is there")
  func definitions() throws {
    let cohorts = try Cohorts.table(
      deals: Self.deals(), accounts: Self.accounts(), by: [.column("industry")])
    #expect(["industry"] + cohorts.definitions.map(\.column) == cohorts.table.names)
    #expect(cohorts.total?.names == cohorts.definitions.map(\.column))
    #expect(
      cohorts.definition(of: "win_rate.low")
        == "lower 95 % bound of win_rate: Wilson's score interval")
  }

  @Test("mistakes are told with the nearest name")
  func mistakes() throws {
    let (deals, accounts) = (try Self.deals(), try Self.accounts())
    let problem = #expect(throws: Problem.self) {
      try Cohorts.table(deals: deals, accounts: accounts, by: [.column("industy")])
    }
    #expect(problem?.message.contains("did you mean \"industry\"") == true)
    #expect(throws: Problem.self) {
      try Cohorts.table(
        deals: deals, accounts: accounts, by: [.column("industry"), .column("industry")])
    }
    #expect(throws: Problem.self) { try Cohorts.table(deals: accounts) }
    // Accounts that cannot be reached matter only to keys that need them.
    let loose = try deals.drop(["account_id"])
    #expect(try Cohorts.table(deals: loose, accounts: accounts).table.rowCount == 1)
    let unreachable = #expect(throws: Problem.self) {
      try Cohorts.table(deals: loose, accounts: accounts, by: [.column("industry")])
    }
    #expect(unreachable?.message.contains("no column \"account_id\"") == true)
    #expect(throws: Problem.self) { try Cohorts.table(deals: deals, by: [.quarter(of: "amount")]) }
    #expect(throws: Problem.self) {
      try Cohorts.table(deals: deals, accounts: accounts, by: [.bands(Bands("industry", [1]))])
    }
    #expect(throws: Problem.self) { try Bands("x", []) }
    #expect(throws: Problem.self) { try Bands("x", [2, 1]) }
    #expect(throws: Problem.self) { try Bands("x", [1, .infinity]) }
  }

  @Test("bands are named by what is in them")
  func bandLabels() throws {
    #expect(
      try Bands("e", [50, 250, 1000]).labels(whole: true) == ["<50", "50-249", "250-999", ">=1000"])
    #expect(try Bands("e", [1, 2]).labels(whole: true) == ["<1", "1", ">=2"])
    #expect(
      try Bands("r", [1e6, 2.5e6, 1e9]).labels(whole: true) == [
        "<1M", "1M-<2.5M", "2.5M-<1B", ">=1B",
      ])
    #expect(try Bands("r", [0.5, 10]).labels(whole: false) == ["<0.5", "0.5-<10", ">=10"])
    let cut = try Bands("e", [50, 250]).cut(Column(integers: [49, 50, 249, 250, nil, -3]))
    #expect((0..<6).map { cut.text($0) } == ["<50", "50-249", "50-249", ">=250", nil, "<50"])
  }

  @Test("a real difference is found, luck in small cohorts is not ranked first")
  func ranking() throws {
    var texts: [String?] = []
    var outcomes: [String?] = []
    for (name, won, lost) in [("good", 300, 100), ("bad", 100, 300), ("lucky", 4, 0)] {
      texts += Array(repeating: name, count: won + lost)
      outcomes += Array(repeating: "won", count: won) + Array(repeating: "lost", count: lost)
    }
    let table = try Cohorts.table(
      deals: Table([("kind", Column(texts: texts)), ("outcome", Column(texts: outcomes))]),
      by: [.column("kind")]
    ).table
    #expect(table.texts("kind") == ["good", "lucky", "bad"])
    #expect(table.texts("verdict")[0] == WinRates.differs)
    #expect(table.texts("verdict")[1]?.hasPrefix("hypothesis") == true)
    #expect(table["acv_mean"] == nil)
  }
}

@Suite("Cohort figures against an obvious reference")
struct CohortPropertyTests {
  @Test("counts, sums, means, medians and cycles", arguments: [0, 1, 63, 64, 65, 1000])
  func agrees(rows: Int) throws {
    var dice = Dice(rows + 7)
    let keys = (0..<rows).map { _ in ["x", "y", nil].randomElement(using: &dice)! }
    let outcomes = (0..<rows).map { _ in ["won", "lost", "open", nil].randomElement(using: &dice)! }
    let amounts = (0..<rows).map { _ -> Double? in
      Int.random(in: 0..<5, using: &dice) == 0 ? nil : Double(Int.random(in: 0...900, using: &dice))
    }
    let created = (0..<rows).map { _ -> Int32? in
      Int.random(in: 0..<6, using: &dice) == 0 ? nil : Int32.random(in: 0...100, using: &dice)
    }
    let closed = (0..<rows).map { _ -> Int32? in
      Int.random(in: 0..<6, using: &dice) == 0 ? nil : Int32.random(in: 50...200, using: &dice)
    }
    let table = try Table(
      [
        ("key", Column(texts: keys)), ("outcome", Column(texts: outcomes)),
        ("amount", Column(numbers: amounts)), ("created", Column(days: created)),
        ("closed", Column(days: closed)),
      ], rowCount: rows)
    let result = try Cohorts.table(deals: table, by: [.column("key")]).table
    #expect(
      result.rowCount == Set((0..<rows).filter { outcomes[$0] != nil }.map { keys[$0] }).count)
    for row in 0..<result.rowCount {
      let key = result["key"]!.text(row)
      let mine = (0..<rows).filter { keys[$0] == key }
      let won = mine.filter { outcomes[$0] == "won" }
      let lost = mine.filter { outcomes[$0] == "lost" }
      #expect(result.number("won", row) == Double(won.count))
      #expect(result.number("n", row) == Double(won.count + lost.count))
      let values = won.compactMap { amounts[$0] }.sorted()
      #expect(near(result.number("revenue", row), values.reduce(0, +)))
      #expect(result.number("acv_median", row) == median(values))
      let cut = values.count / 10
      let kept = values.dropFirst(cut).dropLast(cut)
      if let trimmed = result.number("acv_trimmed", row) {
        #expect(near(trimmed, kept.reduce(0, +) / Double(kept.count), 1e-6))
      } else {
        #expect(values.isEmpty)
      }
      let cycles = won.compactMap { deal -> Double? in
        guard let from = created[deal], let to = closed[deal], to >= from else { return nil }
        return Double(to - from)
      }.sorted()
      #expect(result.number("cycle_median", row) == median(cycles))
      if let low = result.number("win_rate.low", row), let rate = result.number("win_rate", row) {
        #expect(0 <= low && low <= rate && rate <= result.number("win_rate.high", row)!)
      } else {
        #expect(won.isEmpty && lost.isEmpty)
      }
    }
  }

  func median(_ sorted: [Double]) -> Double? {
    guard !sorted.isEmpty else { return nil }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
