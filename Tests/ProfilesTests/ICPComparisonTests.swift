import Basics
import Columns
import Testing

@testable import Profiles

@Suite("ICP.diff")
struct ICPDiffTests {
  static let accounts = try! Table(
    name: "accounts",
    [
      ("account_id", Column(texts: ["a", "b", "c", "d"])),
      ("name", Column(texts: ["Acme", "Bolt", "Crux", "Dorn"])),
      ("tech", Column(integers: [1, 1, 0, 0])), ("big", Column(integers: [1, 0, 1, 0])),
      ("gov", Column(integers: [0, 0, 0, 1])),
    ])

  static let deals = try! Table(
    name: "deals",
    [
      ("account_id", Column(texts: ["a", "b", "b", "c", nil])),
      ("outcome", Column(texts: ["won", "open", "won", "open", "open"])),
      ("amount", Column(numbers: [100, 70, 30, 500, 999])),
    ])

  static func icp(_ tech: Double, _ big: Double, gate: Bool = false) throws -> ICP {
    try ICP(
      name: "x",
      gates: gate
        ? [
          Gate(
            "not government",
            test: Condition("gov == 0", columns: ["gov"]) { $0["gov"]?.double($1) == 0 })
        ]
        : [],
      criteria: [
        Criterion("tech", weight: tech, category: .firmographic, test: Condition.flag("tech")),
        Criterion("big", weight: big, category: .firmographic, test: Condition.flag("big")),
      ])
  }

  @Test("who enters, who leaves, why, and the money at stake")
  func changes() throws {
    // Before: a 100, b 75 (A), c 25 (below), d 0. After: a 100, b 25 (below), c 75 (A), d 0.
    let diff = try ICP.diff(
      Self.icp(75, 25), Self.icp(25, 75), accounts: Self.accounts, deals: Self.deals)
    #expect(diff.accounts(.enters) == 1 && diff.accounts(.leaves) == 1 && diff.accounts(.same) == 2)
    #expect(diff.table.texts("name") == ["Crux", "Bolt"])
    #expect(diff.table.texts("change") == ["enters", "leaves"])
    #expect(diff.table.numbers("pipeline") == [500, 70])
    #expect(diff.table.numbers("revenue") == [0, 30])
    #expect(diff.table.texts("tier_before") == ["D", "A"])
    #expect(diff.table.texts("why") == ["big +25 to +75", "tech +75 to +25"])
    #expect(diff.summary.texts("change") == ["enters", "leaves", "same"])
    #expect(diff.summary.numbers("pipeline") == [500, 70, 0])
    #expect(diff.transitions.numbers("accounts").compactMap { $0 }.reduce(0, +) == 4)
  }

  @Test("a gate that now fails is the reason")
  func gate() throws {
    let one = try ICP(
      name: "y",
      criteria: [
        Criterion("any", weight: 1, category: .budget, test: Condition("true") { _, _ in true })
      ])
    let two = try ICP(
      name: "y",
      gates: [Gate("not government", test: Condition("gov == 0") { $0["gov"]?.double($1) == 0 })],
      criteria: one.criteria)
    let diff = try ICP.diff(one, two, accounts: Self.accounts)
    #expect(diff.table.texts("account_id") == ["d"])
    #expect(diff.table.texts("tier_after") == ["out"])
    #expect(diff.table.texts("why") == ["any +100 to 0; gate not government fails now"])
    #expect(diff.table["pipeline"] == nil)
  }

  @Test("two dates: accounts that are new and that are gone")
  func dates() throws {
    let later = try Table(
      name: "accounts",
      [
        ("account_id", Column(texts: ["c", "e", "a"])),
        ("name", Column(texts: ["Crux", "Etna", "Acme"])),
        ("tech", Column(integers: [1, 1, 1])), ("big", Column(integers: [1, 0, 1])),
      ])
    let icp = try Self.icp(75, 25)
    let diff = try ICP.diff(
      icp, icp, accounts: Self.accounts, nowAccounts: later, deals: Self.deals)
    #expect(diff.accounts(.enters) == 1 && diff.accounts(.new) == 1 && diff.accounts(.gone) == 2)
    #expect(Set(diff.table.texts("account_id")) == ["c", "e", "b", "d"])
    let row = try #require(diff.table.texts("account_id").firstIndex(of: "b"))
    #expect(diff.table["change"]?.text(row) == "gone" && diff.table.number("revenue", row) == 30)
    #expect(diff.table["name"]?.text(row) == "Bolt")
  }

  @Test("repeated ids are refused")
  func repeated() throws {
    let twice = try Table(
      name: "accounts",
      [
        ("account_id", Column(texts: ["a", "a"])), ("tech", Column(integers: [1, 1])),
        ("big", Column(integers: [1, 1])),
      ])
    let icp = try Self.icp(1, 1)
    #expect(throws: Problem.self) { try ICP.diff(icp, icp, accounts: twice) }
  }
}

@Suite("Several ICPs")
struct ICPSetTests {
  @Test("the best is named, each has its fit, and the overlap is counted")
  func best() throws {
    let tech = try ICP(
      name: "tech",
      criteria: [
        Criterion("tech", weight: 1, category: .firmographic, test: Condition.flag("tech"))
      ])
    let big = try ICP(
      name: "big",
      criteria: [
        Criterion("big", weight: 2, category: .firmographic, test: Condition.flag("big")),
        Criterion("gov", weight: 3, category: .firmographic, test: Condition.flag("gov")),
      ])
    let scores = try ICPSet([tech, big]).score(ICPDiffTests.accounts)
    #expect(scores.table.texts("icp") == ["tech", "tech", "big", "big"])
    #expect(scores.table.numbers("fit") == [100, 100, 40, 60])
    #expect(scores.table.texts("tier") == ["A", "A", "C", "B"])
    #expect(scores.table.texts("reasons")[3] == "gov +60")
    #expect(scores.table.numbers("fit: big") == [40, 0, 40, 60])
    #expect(scores.overlap.numbers("accounts") == [2, 1, 3])
    #expect(scores.overlap.numbers("share") == [nil, 0.5, nil])
    #expect(scores.fitting.numbers("accounts") == [0, 3, 1])
  }

  @Test("where nothing fits no ICP is named")
  func none() throws {
    let tech = try ICP(
      name: "tech",
      criteria: [
        Criterion("tech", weight: 1, category: .firmographic, test: Condition.flag("tech"))
      ])
    let scores = try ICPSet([tech]).score(ICPDiffTests.accounts)
    #expect(scores.table.texts("icp") == ["tech", "tech", nil, nil])
    #expect(scores.table.texts("tier") == ["A", "A", "D", "D"])
    #expect(throws: Problem.self) { try ICPSet([]) }
    #expect(throws: Problem.self) { try ICPSet([tech, tech]) }
  }
}
