import Basics
import Columns
import Testing

@testable import Profiles

@Suite("As of a day")
struct AsOfTests {
  static let day = CohortTests.day

  static func history() throws -> CustomerHistory {
    let days: ([String?]) -> Column = { Column(days: $0.map { $0.map(day) }) }
    return CustomerHistory(
      accounts: try Table(
        name: "accounts",
        [
          ("account_id", Column(texts: ["a", "b", "c"])), ("name", Column(texts: ["A", "B", "C"])),
          ("industry", Column(texts: ["Tech", "Retail", "Tech"])),
          ("intent_score", Column(integers: [90, 10, 50])),
          ("churned", Column(booleans: [false, true, false])),
          ("created", days(["2024-01-01", "2024-06-01", "2025-09-01"])),
        ]),
      deals: try Table(
        name: "deals",
        [
          ("account_id", Column(texts: ["a", "a", "b", "c", "b"])),
          ("outcome", Column(texts: ["won", "won", "lost", "won", "open"])),
          ("amount", Column(numbers: [10, 20, 30, 40, 50])),
          ("stage", Column(texts: ["Won", "Won", "Lost", "Won", "Demo"])),
          ("lost_reason", Column(texts: [nil, nil, "price", nil, nil])),
          (
            "created", days(["2025-01-01", "2025-05-01", "2025-05-01", "2025-10-01", "2025-06-20"])
          ),
          ("closed", days(["2025-02-01", "2025-08-01", "2025-07-10", "2025-11-01", nil])),
        ]),
      subscriptions: try Table(
        name: "subscriptions",
        [
          ("account_id", Column(texts: ["a", "b", "b"])), ("mrr", Column(numbers: [100, 50, 70])),
          ("start", days(["2025-02-01", "2025-01-01", "2025-08-01"])),
          ("end", days([nil, "2025-03-01", nil])),
        ]),
      touches: try Table(
        name: "touches",
        [
          ("account_id", Column(texts: ["a", "a", "b", "zz"])),
          ("date", days(["2025-06-01", "2025-08-01", "2025-01-05", "2025-06-01"])),
        ]))
  }

  @Test("deals that closed later are open, with nothing learnt since")
  func deals() throws {
    let deals = try AsOf(Self.day("2025-07-01")).deals(try #require(Self.history().deals))
    #expect(deals.texts("outcome") == ["won", "open", "open", "open"])
    #expect(deals.numbers("amount") == [10, nil, nil, nil])
    #expect(deals.texts("stage") == ["Won", nil, nil, nil])
    #expect(deals.texts("lost_reason") == [nil, nil, nil, nil])
    #expect(deals["closed"]?.missingCount == 3)
  }

  @Test("subscriptions and events are those that had begun")
  func events() throws {
    let asOf = AsOf(Self.day("2025-07-01"))
    let history = try Self.history()
    let seen = try asOf.subscriptions(try #require(history.subscriptions))
    #expect(seen.numbers("mrr") == [100, 50])
    #expect((0..<2).map { seen["end"]?.day($0) } == [nil, Self.day("2025-03-01")])
    let early = try AsOf(Self.day("2025-02-01")).subscriptions(try #require(history.subscriptions))
    #expect(early["end"]?.missingCount == 2, "an end still to come is not known")
    #expect(try asOf.events(try #require(history.touches)).rowCount == 3)
  }

  @Test("accounts show what does not change and what dated things tell")
  func accounts() throws {
    let view = try AsOf(Self.day("2025-07-01")).accounts(of: Self.history())
    #expect(view.table.texts("account_id") == ["a", "b"])
    #expect(
      view.table.names == [
        "account_id", "name", "industry", "created", "open_deals", "mrr", "is_customer",
        "last_activity", "touches_90d",
      ])
    #expect(view.table.numbers("mrr") == [100, 0])
    #expect(view.table.numbers("open_deals") == [1, 2])
    #expect((0..<2).map { view.table["is_customer"]![$0] } == [.boolean(true), .boolean(false)])
    #expect(view.table["last_activity"]?.day(0) == Self.day("2025-06-01"))
    #expect(view.table.numbers("touches_90d") == [1, 0])
    #expect(view.refused.map(\.column) == ["intent_score", "churned"])
    let declared = try AsOf(Self.day("2025-07-01"), static: ["intent_score", "churned"])
      .accounts(of: Self.history())
    #expect(declared.refused.map(\.column) == ["churned"], "an outcome is never static")
    #expect(throws: Problem.self) {
      try AsOf(0, static: ["intent"]).accounts(of: Self.history())
    }
  }

  @Test("seeing no future: what is seen as of a day does not change with what comes later")
  func noFuture() throws {
    let history = try Self.history()
    let day = Self.day("2025-07-01")
    // All that happened by the day, recorded on the day.
    let then = try AsOf(day).history(history)
    let again = try AsOf(day).history(then)
    #expect(try #require(again.deals).rowCount == 4)
    for (a, b) in [(then.deals, again.deals), (then.subscriptions, again.subscriptions)] {
      let (a, b) = (try #require(a), try #require(b))
      for name in a.names {
        for row in 0..<a.rowCount { #expect(a[name]![row] == b[name]![row], "\(name)") }
      }
    }
  }

  static func icp(_ test: Condition) throws -> ICP {
    try ICP(
      name: "x",
      criteria: [
        Criterion(
          "tech", weight: 1, category: .firmographic, test: Condition.equals("industry", "Tech")),
        Criterion("other", weight: 1, category: .behavioural, test: test),
      ])
  }

  @Test("a backtest scores with what was known and compares with what came")
  func backtest() throws {
    let icp = try Self.icp(Condition.atLeast("touches_90d", 1))
    let result = try icp.backtest(Self.history(), asOf: Self.day("2025-07-01"))
    #expect(result.accounts.numbers("fit") == [100, 0])
    // Deals 2 (won, a) and 3 (lost, b) closed later; deal 4's account was not there yet.
    #expect(result.quality.summary.table.number("n") == 2)
    #expect(result.quality.summary.table.number("auc") == 1)
    #expect(result.quality.notes.contains { $0.contains("1 closed deal has no scored account") })
    #expect(result.quality.notes.contains { $0.contains("not seen as of 2025-07-01") })
    let short = try icp.backtest(
      Self.history(), asOf: Self.day("2025-07-01"), horizon: .days(15))
    #expect(short.quality.summary.table.number("n") == 1)
  }

  @Test("a criterion that reads today's value, or the outcome, is refused with the way out")
  func refused() throws {
    let intent = try Self.icp(Condition.atLeast("intent_score", 70))
    let problem = #expect(throws: Problem.self) {
      try intent.backtest(Self.history(), asOf: Self.day("2025-07-01"))
    }
    #expect(problem?.message.contains("\"other\" reads intent_score") == true)
    #expect(problem?.hints.first?.contains("static = { \"intent_score\" }") == true)
    #expect(
      try intent.backtest(
        Self.history(), asOf: Self.day("2025-07-01"), static: ["intent_score"]
      ).accounts.numbers("fit") == [100, 0])
    let churned = try Self.icp(Condition("not churned", columns: ["churned"]) { _, _ in true })
    #expect(throws: Problem.self) {
      try churned.backtest(Self.history(), asOf: Self.day("2025-07-01"), static: ["churned"])
    }
    let leak = #expect(throws: Problem.self) { try churned.score(Self.history().accounts) }
    #expect(leak?.message.contains("tells the outcome") == true)
    // A condition that hides what it reads does not find it either.
    let hidden = try Self.icp(
      Condition("hidden") { table, row in table["churned"] == nil ? nil : true })
    #expect(try hidden.score(Self.history().accounts).numbers("fit") == [50, 0, 50])
  }

  @Test("the last wins, each scored as of the day before its deal")
  func lastWins() throws {
    let icp = try Self.icp(Condition.atLeast("touches_90d", 1))
    let wins = try icp.lastWins(10, in: Self.history(), before: Self.day("2025-12-01"))
    #expect(wins.texts("account_id") == ["c", "a", "a"])
    #expect(wins.numbers("fit") == [50, 50, 50])
    let expected = try Expect(wins).all(Condition.atLeast("fit", 50))
    #expect(expected.holds)
    try expected.check()
  }
}

@Suite("Score quality")
struct ScoreQualityTests {
  @Test("worked by hand")
  func byHand() throws {
    let quality = try ScoreQuality(
      ScoredDeals(
        scores: [90, 80, 70, 60, 20, 10], won: [true, true, false, true, false, false],
        tiers: [0, 0, 0, 1, 2, 2], tierNames: ["A", "B", "D", "out"], inside: [0, 1],
        accounts: [0, 1, 2, 3, 4, 5]))
    let summary = quality.summary.table
    // Of 9 pairs of a won and a lost deal 8 are in order.
    #expect(near(summary.number("auc"), 8.0 / 9))
    #expect(summary.number("brier_base") == 0.25)
    #expect(near(summary.number("ks"), 2.0 / 3))
    let tiers = quality.tiers.table
    #expect(tiers.texts("tier") == ["A", "B", "D", "out"])
    #expect(tiers.numbers("n") == [3, 1, 2, 0])
    #expect(near(tiers.number("win_rate", 0), 2.0 / 3))
    #expect(near(tiers.number("lift", 0), 4.0 / 3))
    #expect(tiers.number("win_rate", 3) == nil)
    #expect(near(tiers.number("capture", 0), 2.0 / 3))
    #expect(quality.gains.table.rowCount == 6)
    #expect(quality.gains.table.number("capture", 5) == 1)
    #expect(quality.notes.contains { $0.contains("hypothesis") })
  }

  @Test("a random score has no signal, a true one is calibrated on other accounts")
  func signal() throws {
    var dice = Dice(11)
    let n = 4000
    let p = (0..<n).map { _ in Double.random(in: 0.05...0.95, using: &dice) }
    let won = p.map { Double.random(in: 0..<1, using: &dice) < $0 }
    let make = { (scores: [Double]) in
      try ScoreQuality(
        ScoredDeals(
          scores: scores, won: won, tiers: scores.map { $0 > 50 ? 0 : 1 }, tierNames: ["A", "D"],
          inside: [0], accounts: Array(0..<n)))
    }
    let good = try make(p.map { $0 * 100 })
    #expect(good.summary.table.texts("verdict") == [ScoreQuality.signal])
    let brier = try #require(good.summary.table.number("brier"))
    #expect(brier < 0.25 * 0.8)
    let agreeing = (0..<good.calibration.table.rowCount).count {
      good.calibration.table["agrees"]![$0] == .boolean(true)
    }
    #expect(agreeing >= good.calibration.table.rowCount - 2)
    #expect(try #require(good.summary.table.number("uplift.low")) > 1)
    let random = try make(p.map { _ in Double.random(in: 0...100, using: &dice) })
    #expect(random.summary.table.texts("verdict") == [ScoreQuality.noSignal])
    let reversed = try make(p.map { 100 - $0 * 100 })
    #expect(reversed.summary.table.texts("verdict") == [ScoreQuality.reversed])
  }

  @Test("no deals, one class: nothing is made up", arguments: [0, 3])
  func degenerate(count: Int) throws {
    let quality = try ScoreQuality(
      ScoredDeals(
        scores: (0..<count).map { Double($0) }, won: Array(repeating: true, count: count),
        tiers: Array(repeating: 0, count: count), tierNames: ["A"], inside: [0],
        accounts: Array(0..<count)))
    #expect(quality.summary.table.number("auc") == nil)
    #expect(quality.summary.table.texts("verdict") == [ScoreQuality.noSignal])
  }
}

@Suite("Expectations")
struct ExpectationTests {
  static let scored = try! Table(
    name: "last wins",
    [
      ("account_id", Column(texts: ["a", "b", "c"])),
      ("name", Column(texts: ["Acme", nil, "Crux"])),
      ("fit", Column(integers: [80, 40, 60])), ("tier", Column(texts: ["A", "C", "B"])),
      ("reasons", Column(texts: ["x +80", "y +40", "x +60"])),
    ])

  @Test("what does not hold names the accounts and why")
  func failing() throws {
    let result = try Expect(Self.scored).all(Condition.atLeast("fit", 50))
    #expect(!result.holds && result.met == 2)
    #expect(
      result.description == """
        expected of last wins all: fit >= 50.0: not met, 2 of 3 do
          b: fit 40, tier C; y +40
        """)
    let problem = #expect(throws: Problem.self) { try result.check() }
    #expect(problem?.kind == .checkFailed)
  }

  @Test("none, at least, share")
  func kinds() throws {
    let expect = Expect(Self.scored)
    #expect(try expect.none(Condition.atLeast("fit", 90)).holds)
    #expect(try !expect.none(Condition.atLeast("fit", 70)).holds)
    #expect(try expect.none(Condition.atLeast("fit", 70)).failures.rowCount == 1)
    #expect(try expect.atLeast(2, Condition.atLeast("fit", 50)).holds)
    #expect(try expect.share(atLeast: 0.6, Condition.atLeast("fit", 50)).holds)
    #expect(try !expect.share(atLeast: 0.7, Condition.atLeast("fit", 50)).holds)
    #expect(throws: Problem.self) { try expect.share(atLeast: 2, Condition.atLeast("fit", 1)) }
    let empty = Expect(Self.scored.head(0))
    #expect(try !empty.all(Condition.atLeast("fit", 0)).holds)
    #expect(try !empty.none(Condition.atLeast("fit", 0)).holds)
  }

  @Test("two scorings agree, or the accounts they differ on are named")
  func agreement() throws {
    let other = try Self.scored.with([("tier", Column(texts: ["A", "B", "B"]))])
    let result = try Expect(Self.scored).agrees(with: other)
    #expect(!result.holds && result.met == 2)
    #expect(result.failures.texts("account_id") == ["b"])
    #expect(result.failures.texts("other_tier") == ["B"])
    #expect(try Expect(Self.scored).agrees(with: Self.scored).holds)
    #expect(throws: Problem.self) { try Expect(Self.scored).agrees(with: other.head(2)) }
  }
}
