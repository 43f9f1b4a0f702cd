import Basics
import Columns
import Testing

@testable import Profiles

@Suite("Spill")
struct SpillTests {
  static func people() throws -> Table {
    try Table(
      name: "people",
      [
        ("contact_id", Column(texts: ["1", "2", "3", "4", "5", "6"])),
        ("account_id", Column(texts: ["a", "b", "e", "f", "zz", "h"])),
        ("persona", Column(texts: ["Eddy", "Eddy", "Eddy", "Fin", "Eddy", nil])),
      ])
  }

  @Test("a list's people are inside, outside or at companies nobody scored")
  func audience() throws {
    let figures = try AudienceSpill.table(
      Self.people(), accounts: SmallMarket.accounts(), cost: 10)
    let row = figures.table
    #expect(row.number("n") == 6)
    #expect(row.number("inside") == 2)
    #expect(row.number("outside") == 3)
    #expect(row.number("unknown") == 1)
    #expect(row.number("spill") == 0.6)
    #expect(row.number("money") == 60)
    #expect(row.number("spilled") == 30)
  }

  @Test("persona first spills what ICP first does not")
  func compare() throws {
    let figures = try AudienceSpill.compare(
      Self.people(), accounts: SmallMarket.accounts(), cost: 2, deals: SmallMarket.deals())
    #expect(figures.table.texts("way") == ["persona first", "ICP first"])
    #expect(figures.table.numbers("people") == [5, 2])
    #expect(figures.table.numbers("outside") == [2, 0])
    #expect(figures.table.numbers("unknown") == [1, 0])
    #expect(figures.table.numbers("spilled") == [4, 0])
    // Companies reached: a, b, e, f with 2 + 1 + 1 + 1 closed deals, and a, b with 3.
    #expect(figures.table.numbers("closed") == [5, 3])
    #expect(figures.table.numbers("win_rate")[1].map { ($0 * 3).rounded() } == 2)
    let bare = try Self.people().drop(["persona"])
    #expect(throws: Problem.self) {
      try AudienceSpill.compare(bare, accounts: SmallMarket.accounts())
    }
  }

  @Test("the ledger sets companies outside beside those inside, in money")
  func ledger() throws {
    var sources = SpillLedger.Sources(deals: try SmallMarket.deals())
    sources.tickets = try Table(
      name: "tickets",
      [
        ("account_id", Column(texts: ["a", "e", "e", "e", "f"])),
        ("hours", Column(numbers: [1, 2, 3, 4, 100])),
      ])
    sources.costs = ServiceCosts(perTicket: 5, perHour: 10, hours: "hours")
    sources.subscriptions = try Table(
      name: "subscriptions",
      [
        ("account_id", Column(texts: ["a", "b", "e"])), ("mrr", Column(numbers: [100, 100, 50])),
        ("start", SmallMarket.days(["2024-01-01", "2024-01-01", "2024-01-01"])),
        ("end", SmallMarket.days([nil, nil, "2025-06-01"])),
      ])
    let figures = try SpillLedger.table(
      SmallMarket.accounts(), sources, from: SmallMarket.day("2025-01-01"), to: SmallMarket.asOf)
    let lines = figures.table.texts("line")
    func cell(_ line: String, _ column: String) throws -> Double? {
      figures.table.number(column, try #require(lines.firstIndex(of: line)))
    }
    // Won of closed: inside a won lost, b won, c won, d lost; outside e won, f lost.
    #expect(try cell("win rate", "inside") == 0.6)
    #expect(try cell("win rate", "outside") == 0.5)
    // Customers: a, b, c inside with one ticket of an hour; e outside with three of nine hours.
    #expect(try cell("tickets", "outside") == 3)
    #expect(try cell("hours", "outside") == 9)
    #expect(try cell("service cost", "inside") == 5)
    #expect(try cell("service cost", "outside") == 105)
    #expect(try cell("service cost", "money") == 100)
    #expect(try cell("churn", "inside") == 0)
    #expect(try cell("churn", "outside") == 1)
    #expect(try cell("churned revenue", "outside") == 600)
    #expect(!lines.contains("acquisition cost"))
  }
}
