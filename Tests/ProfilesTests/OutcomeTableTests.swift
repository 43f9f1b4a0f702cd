import Basics
import Columns
import Testing

@testable import Profiles

@Suite("Best customers and lost patterns")
struct OutcomeTableTests {
  static func day(_ year: Int, _ month: Int, _ day: Int) -> Int32 {
    Int32(Calendar.days(year: year, month: month, day: day))
  }

  /// Four accounts: A sells most and slowly, B half and quickly, C is small, D never bought.
  static func small() throws -> CustomerHistory {
    let accounts = try Table(
      name: "accounts",
      [
        ("account_id", Column(texts: ["A", "B", "C", "D"])),
        ("name", Column(texts: ["Alpha", "Beta", "Gamma", "Delta"])),
      ])
    let deals = try Table(
      name: "deals",
      [
        ("account_id", Column(texts: ["A", "A", "B", "C", "D"])),
        ("outcome", Column(texts: ["won", "lost", "won", "won", "lost"])),
        ("amount", Column(numbers: [100, 0, 50, 10, 0])),
        ("created", Column(days: [Int32](repeating: day(2025, 1, 1), count: 5))),
        (
          "closed",
          Column(days: [
            day(2025, 4, 11), day(2025, 2, 1), day(2025, 1, 11), day(2025, 3, 2), day(2025, 2, 1),
          ])
        ),
      ])
    return CustomerHistory(accounts: accounts, deals: deals)
  }

  @Test("places are 0 the worst to 100 the best, equal values share the middle")
  func places() {
    #expect(BestCustomers.places([10, nil, 30, 20], isLowBetter: false) == [0, nil, 100, 50])
    #expect(BestCustomers.places([10, 30, 20], isLowBetter: true) == [100, 0, 50])
    #expect(BestCustomers.places([5, 5, 9], isLowBetter: false) == [25, 25, 100])
    #expect(BestCustomers.places([7], isLowBetter: false) == [50])
  }

  @Test("the score is the weighted mean of the places, by hand")
  func best() throws {
    // Revenue: A 100, B 50, C 10 → places 100, 50, 0. Days: A 100, B 10, C 60 → places 0, 100, 50.
    let result = try BestCustomers.table(
      Self.small(), mix: [(.revenue, 3), (.speed, 1)], asOf: Self.day(2026, 1, 1))
    let table = result.table
    #expect((0..<table.rowCount).map { table["account_id"]?.text($0) } == ["A", "B", "C"])
    #expect((0..<3).map { table["score"]?.double($0) } == [75, 62.5, 12.5])
    #expect((0..<3).map { table["revenue"]?.double($0) } == [100, 50, 10])
    #expect((0..<3).map { table["speed"]?.double($0) } == [100, 10, 60])
    #expect(table["reasons"]?.text(0) == "revenue 100, speed 0")
  }

  @Test("what is not known of a customer is left out of its mean, and said")
  func unknown() throws {
    let result = try BestCustomers.table(
      Self.small(), mix: [(.revenue, 1), (.retention, 1)], asOf: Self.day(2026, 1, 1))
    #expect(result.notes.contains { $0.contains("retention is not known of any customer") })
    #expect((0..<3).map { result.table["known"]?.double($0) } == [1, 1, 1])
    #expect {
      try BestCustomers.table(Self.small(), mix: [(.retention, 1)], asOf: Self.day(2026, 1, 1))
    } throws: { ($0 as? Problem)?.message.contains("nothing of the mix is known") == true }
    #expect(throws: Problem.self) {
      try BestCustomers.table(Self.small(), mix: [(.revenue, -1)], asOf: Self.day(2026, 1, 1))
    }
  }

  @Test("an industry that is lost for its price stands out, for that reason")
  func lost() throws {
    var dice = Dice(9)
    let count = 1200
    let kinds = ["Makers", "Shops", "Banks"]
    let industry = (0..<count).map { _ in kinds[Int.random(in: 0..<3, using: &dice)] }
    let accounts = try Table(
      name: "accounts",
      [
        ("account_id", Column(texts: (0..<count).map { "A\($0)" })),
        ("industry", Column(texts: industry)),
      ])
    let reason = industry.map { kind -> String? in
      let chance = Double.random(in: 0..<1, using: &dice)
      if chance < (kind == "Shops" ? 0.5 : 0.1) { return "price" }
      return chance < 0.7 ? "timing" : nil
    }
    let deals = try Table(
      name: "deals",
      [
        ("account_id", Column(texts: (0..<count).map { "A\($0)" })),
        ("outcome", Column(texts: reason.map { $0 == nil ? "won" : "lost" })),
        ("lost_reason", Column(texts: reason)),
      ])
    let table = try LostPatterns.table(CustomerHistory(accounts: accounts, deals: deals)).table
    let rows = (0..<table.rowCount).filter { table["verdict"]?.text($0) == "lost more often" }
    let price = try #require(
      rows.first {
        table["reason"]?.text($0) == "price" && table["level"]?.text($0) == "industry == 'Shops'"
      })
    let shops = industry.indices.filter { industry[$0] == "Shops" }
    let share = Double(shops.count { reason[$0] == "price" }) / Double(shops.count)
    #expect(near(table["lost"]?.double(price), share))
    #expect(table["n"]?.double(price) == Double(shops.count))
    // Losing at all is the same everywhere: 70 of 100, whatever the industry.
    #expect(!rows.contains { table["reason"]?.text($0) == "any reason" })
  }
}
