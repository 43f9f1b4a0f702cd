import Basics
import Columns
import Testing

@testable import Profiles

@Suite("Fair lists")
struct FairListTests {
  @Test("quotas, caps, pauses and exclusions each give their reason, and nobody is lost")
  func reasons() throws {
    let accounts = try SmallMarket.accounts()
    var list = FairList()
    list.quotas = [.init("A", most: 5), .init("B", most: 5), .init("D", most: 1)]
    list.exclusions = [
      .init("a competitor", rows: Bitmap([false, true] + [Bool](repeating: false, count: 6)))
    ]
    list.pause = .init(
      touches: try Table(
        name: "touches",
        [
          ("account_id", Column(texts: ["c", "a", "c"])),
          ("date", SmallMarket.days(["2025-12-20", "2025-01-01", "2024-01-01"])),
        ]), days: 30)
    let result = try list.make(accounts, asOf: SmallMarket.asOf)
    #expect(result.list.table.texts("account_id") == ["a", "e"])
    #expect(result.left.texts("account_id") == ["b", "c", "d", "f", "g", "h"])
    #expect(
      result.left.texts("reason") == [
        "a competitor", "contacted within 30 days", "tier C is not on this list",
        "the quota of tier D is full", "the quota of tier D is full",
        "tier out is not on this list",
      ])
    #expect(result.left["free_from"]?[1] == .date(SmallMarket.day("2026-01-19")))
    #expect(result.list.table.rowCount + result.left.rowCount == accounts.rowCount)
  }

  @Test("a company has no more rows than its cap; rows without one are not capped")
  func cap() throws {
    let people = try Table(
      name: "people",
      [
        ("contact_id", Column(texts: ["1", "2", "3", "4", "5"])),
        ("account_id", Column(texts: ["a", "a", "a", nil, nil])),
        ("fit", Column(integers: [10, 30, 20, 5, 5])),
      ])
    var list = FairList()
    list.cap = ("account_id", 2)
    let result = try list.make(people, asOf: 0)
    #expect(result.list.table.texts("contact_id") == ["2", "3", "4", "5"])
    #expect(result.left.texts("reason") == ["more than 2 with this account_id"])
  }

  @Test("each rep gets as much as the others, up to one row")
  func reps() throws {
    var dice = Dice(3)
    let values = (0..<101).map { _ in Int64.random(in: 0...1000, using: &dice) }
    let rows = try Table(
      name: "rows",
      [
        ("account_id", Column(texts: (0..<101).map { "a\($0)" })),
        ("fit", Column(integers: values)),
      ])
    var list = FairList()
    list.reps = ["Ann", "Bo", "Cy"]
    let result = try list.make(rows, asOf: 0)
    let shares = try #require(result.reps).numbers("expected").map { $0 ?? 0 }
    #expect(shares.reduce(0, +) == Double(values.reduce(0, +)))
    #expect((shares.max() ?? 0) - (shares.min() ?? 0) <= Double(values.max() ?? 0))
    // With so many rows the shares are far nearer than that.
    #expect((shares.max() ?? 0) - (shares.min() ?? 0) < 100)
    list.reps = ["Ann", "Ann"]
    #expect(throws: Problem.self) { try list.make(rows, asOf: 0) }
  }
}
