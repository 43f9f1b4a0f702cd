import Basics
import Columns
import Testing

@testable import Profiles

@Suite("What scorecards refuse and warn of")
struct ScorecardGuardTests {
  private static func equals(_ column: String, _ text: String) -> Condition {
    Condition.equals(column, text)
  }

  @Test("an outcome column asked for as a trait is an error, and is never a trait by itself")
  func outcomes() throws {
    let made = try ScorecardRows.made(200, seed: 1)
    let table = try made.table.with([
      ("outcome", Column(texts: made.outcomes.map { $0 == 1 ? "won" : "lost" })),
      ("lost_reason", Column(texts: made.outcomes.map { $0 == 1 ? nil : "price" })),
      ("account_id", Column(texts: (0..<200).map { "A\($0)" })),
      ("is_customer", Column(booleans: made.outcomes.map { $0 == 1 })),
    ])
    let rows = try LearningRows.rows(of: table, outcome: Self.equals("outcome", "won"))
    #expect(rows.traits == made.table.names)
    #expect(
      rows.left.map(\.column) == ["outcome", "lost_reason", "account_id", "is_customer"])
    #expect(throws: Problem.self) {
      try LearningRows.rows(
        of: table, outcome: Self.equals("outcome", "won"), traits: ["industry", "lost_reason"])
    }
  }

  @Test("a trait that is the outcome by another name is refused when learning")
  func answer() throws {
    let made = try ScorecardRows.made(300, seed: 2)
    let table = try made.table.with([
      ("onboarding", Column(texts: made.outcomes.map { $0 == 1 ? "started" : nil }))
    ])
    #expect {
      try Scorecard.learn(try LearningData(table, outcomes: made.outcomes))
    } throws: { "\($0)".contains("onboarding tells the outcome") }
  }

  @Test("a field that is mostly filled in for those who buy is told of")
  func filledIn() throws {
    let made = try ScorecardRows.made(2000, seed: 3)
    var dice = Dice(5)
    let occupation = made.outcomes.map { won -> String? in
      let draw = dice.next() % 100
      return draw < (won == 1 ? 85 : 25) ? ["engineer", "teacher"][Int(draw % 2)] : nil
    }
    let table = try made.table.with([("occupation", Column(texts: occupation))])
    let card = try Scorecard.learn(try LearningData(table, outcomes: made.outcomes))
    let note = try #require(card.notes.first { $0.hasPrefix("whether it is filled in") })
    #expect(note.contains("occupation (won ") && !note.contains("industry (won "))
  }

  @Test("months follow the calendar, and what is recorded later is told of")
  func names() throws {
    let made = try ScorecardRows.made(2000, seed: 4)
    let table = try made.table.rename([
      ("industry", "Close Month"), ("employees", "lastActivityScore"),
    ])
    let card = try Scorecard.learn(try LearningData(table, outcomes: made.outcomes))
    #expect(card.notes.contains { $0.hasPrefix("Close Month follows the calendar (month)") })
    #expect(card.notes.contains { $0.hasPrefix("lastActivityScore may be recorded after") })
  }

  @Test("dates and names are left out with the reason, and numbers of accounts too")
  func unfit() throws {
    let made = try ScorecardRows.made(300, seed: 5)
    let table = try made.table.with([
      ("created", Column(days: (0..<300).map { Int32($0) })),
      ("slogan", Column(texts: (0..<300).map { "We are number \($0)" })),
    ])
    let data = try LearningData(table, outcomes: made.outcomes)
    #expect(data.unfit.map(\.column) == ["created", "slogan"])
    #expect(!data.traits.contains { ["created", "slogan"].contains($0.column) })
  }

  @Test("one class only, no trait, unknown outcomes: said, not guessed")
  func tooLittle() throws {
    let made = try ScorecardRows.made(100, seed: 6)
    #expect(throws: Problem.self) {
      try Scorecard.learn(
        try LearningData(made.table, outcomes: [Int8](repeating: 1, count: 100)))
    }
    #expect(throws: Problem.self) {
      try Scorecard.learn(try LearningData(made.table, columns: [], outcomes: made.outcomes))
    }
    let table = try made.table.with([
      ("result", Column(texts: (0..<100).map { $0 < 10 ? nil : $0 % 2 == 0 ? "yes" : "no" }))
    ])
    let rows = try LearningRows.rows(of: table, outcome: Self.equals("result", "yes"))
    #expect(rows.count == 90)
    #expect(rows.notes.contains { $0.contains("10 rows have no known outcome") })
  }

  @Test("later rows are those of the last time, groups are never torn apart")
  func split() throws {
    let made = try ScorecardRows.made(400, seed: 7)
    let table = try made.table.with([
      ("won", Column(booleans: made.outcomes.map { $0 == 1 })),
      ("day", Column(days: (0..<400).map { $0 == 5 ? nil : Int32(20_000 + $0) })),
    ])
    let flag = Condition("won", columns: ["won"]) { table, row in
      table["won"]?[row] == .boolean(true)
    }
    let rows = try LearningRows.rows(of: table, outcome: flag, date: "day")
    let parts = try rows.split(.days(100), before: 20_399)
    #expect(parts.later.count == 100 && parts.train.count == 300)
    let share = rows.split(share: 0.25, seed: 1)
    #expect(share.later.count == 100)
    #expect((share.train.days ?? []).compactMap { $0 }.max()! < 20_300)
    let data = try LearningData(
      made.table, outcomes: made.outcomes, groups: (0..<400).map { $0 / 4 })
    let folds = data.folds(5, seed: 3)
    for group in 0..<100 { #expect(Set(folds[group * 4..<group * 4 + 4]).count == 1) }
    #expect(Set(folds).count == 5 && data.folds(5, seed: 3) == folds)
  }

  @Test("the cross-validated AUC of noise has 0.5 in its interval, that of signal does not")
  func area() throws {
    let real = try ScorecardRows.made(1500, seed: 8)
    let noise = try ScorecardRows.made(1500, seed: 8, shuffled: true)
    let found = try LearningData(real.table, outcomes: real.outcomes).crossValidatedAUC()
    #expect((found.low ?? 0) > 0.6)
    let none = try LearningData(noise.table, outcomes: noise.outcomes).crossValidatedAUC()
    #expect((none.low ?? 1) < 0.5)
  }
}
