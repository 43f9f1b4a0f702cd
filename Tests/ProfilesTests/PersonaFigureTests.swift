import Basics
import Columns
import Testing

@testable import Profiles

@Suite("What is found out about personas")
struct PersonaFigureTests {
  static let accounts = try! Table(
    name: "accounts",
    [
      ("account_id", Column(texts: ["a", "b", "c", "d"])),
      ("industry", Column(texts: ["X", "X", "Y", nil])),
      ("tier", Column(texts: ["A", "A", "A", "A"])),
    ])

  static let people = try! Table(
    name: "contacts",
    [
      ("account_id", Column(texts: ["a", "a", "b", "c", "c", "d", "z"])),
      (
        "title",
        Column(texts: [
          "VP Engineering", "Buyer", "VP of Engineering", "Buyer", "VP Engineering", "Buyer", "CEO",
        ])
      ),
      ("created", Column(days: [10, 10, 10, 10, 30, nil, 10])),
      ("persona", Column(texts: ["Eddy", "Bo", "Eddy", "Bo", "Eddy", "Bo", nil])),
    ])

  /// a: won at 20; b: won at 5 (before anybody was known) and lost at 20; c: lost at 20, won at 40;
  /// d: lost at 20.
  static let deals = try! Table(
    name: "deals",
    [
      ("account_id", Column(texts: ["a", "b", "b", "c", "c", "d", "a"])),
      ("outcome", Column(texts: ["won", "won", "lost", "lost", "won", "lost", "open"])),
      ("created", Column(days: [20, 5, 20, 20, 40, 20, 20])),
      ("closed", Column(days: [21, 6, 21, 21, 41, 21, nil])),
    ])

  @Test("emerging roles are those known when deals that were won began")
  func emerging() throws {
    let result = try Personas.emerging(
      Self.people, Self.deals, accounts: Self.accounts, asOf: 100, least: 1)
    let table = result.table
    #expect(table.rowCount == 2)
    let eddy = table.texts("department").firstIndex(of: "engineering")!
    let bo = 1 - eddy
    #expect(table.texts("title")[eddy] == "VP Engineering")
    #expect(table.texts("persona") == (eddy == 0 ? ["Eddy", "Bo"] : ["Bo", "Eddy"]))
    #expect(table.number("contacts", eddy) == 3 && table.number("accounts", eddy) == 3)
    // Eddy was known at the won deals of a and (by 40) c, and the lost one of b at 20.
    #expect(table.number("won", eddy) == 2)
    #expect(near(table.number("share_won", eddy), 2.0 / 3))
    #expect(near(table.number("share_lost", eddy), 1.0 / 3))
    #expect(near(table.number("difference", eddy), 1.0 / 3))
    // Bo: won a and c, lost c; the one at d is of unknown age.
    #expect(table.number("won", bo) == 2 && near(table.number("share_lost", bo), 1.0 / 3))
    #expect(result.notes.isEmpty)
    #expect(
      try Personas.emerging(Self.people, Self.deals, accounts: Self.accounts, asOf: 100).table
        .rowCount == 0)
  }

  @Test("prevalence by segment counts contacts, accounts and the deals they were known at")
  func prevalence() throws {
    let table = try Personas.prevalence(
      Self.people, Self.deals, accounts: Self.accounts, by: [.column("industry")], asOf: 100
    ).table
    #expect(table.texts("industry") == ["X", "X", "Y", "Y", nil])
    #expect(table.texts("persona") == ["Bo", "Eddy", "Bo", "Eddy", "Bo"])
    #expect(table.numbers("contacts") == [1, 2, 1, 1, 1])
    #expect(table.numbers("accounts") == [1, 2, 1, 1, 1])
    #expect(near(table.number("share", 1), 2.0 / 3))
    #expect(table.numbers("deals") == [1, 2, 2, 1, 0])
    #expect(table.numbers("won") == [1, 1, 1, 1, 0])
    #expect(table.number("win_rate", 4) == nil)
    #expect(throws: Problem.self) {
      try Personas.prevalence(
        Self.people.drop(["persona"]), Self.deals, accounts: Self.accounts, by: [], asOf: 100)
    }
  }

  @Test("the spread of one persona's win rate over segments, tested")
  func spread() throws {
    // Eddy: 30 of 40 in X, 10 of 40 in Y. Chi-square without correction: 80 (30·30 − 10·10)² / 40⁴ = 20.
    var rows: [(String, String)] = []
    for index in 0..<40 { rows.append(("x", index < 30 ? "won" : "lost")) }
    for index in 0..<40 { rows.append(("y", index < 10 ? "won" : "lost")) }
    let deals = try Table(
      name: "deals",
      [
        ("account_id", Column(texts: rows.map(\.0))), ("outcome", Column(texts: rows.map(\.1))),
      ])
    let accounts = try Table(
      name: "accounts",
      [("account_id", Column(texts: ["x", "y"])), ("industry", Column(texts: ["X", "Y"]))])
    let people = try Table(
      name: "contacts",
      [
        ("account_id", Column(texts: ["x", "y", "y"])),
        ("persona", Column(texts: ["Eddy", "Eddy", "Eddy"])),
      ])
    let result = try Personas.spread(
      people, deals, accounts: accounts, by: [.column("industry")], asOf: 100)
    let table = result.table
    #expect(table.numbers("deals") == [80] && table.numbers("win_rate") == [0.5])
    #expect(table.texts("lowest") == ["Y"] && table.texts("highest") == ["X"])
    #expect(near(table.number("spread"), 0.5))
    #expect(near(table.number("p"), 7.744216431e-6, 1e-12))
    #expect(table.texts("verdict")[0]?.hasPrefix("buys differently") == true)
    #expect(result.notes.contains(PersonaMap.withoutICP))
  }

  @Test("drift tells shares before and after, and titles that moved")
  func drift() throws {
    let before = Self.people.slice(0..<4)
    let after = Self.people
    let result = try Personas.drift(from: before, to: after)
    let table = result.personas.table
    #expect(table.texts("persona") == ["Bo", "Eddy", nil])
    #expect(table.numbers("before") == [2, 2, 0] && table.numbers("after") == [3, 3, 1])
    #expect(near(table.number("change", 0), 3.0 / 7 - 0.5))
    #expect(result.titles.texts("title")[0] == "CEO")
    #expect(near(result.titles.number("change", 0), 1.0 / 7))
    let same = try Personas.drift(from: after, to: after)
    #expect(same.titles.rowCount == 0)
    #expect(same.personas.notes == ["stability index 0.0: hardly moved"])
  }

  @Test("changes of definitions are told entry by entry")
  func changes() throws {
    let old = [
      try Persona(
        name: "Eddy", departments: [.it], card: .init(goals: ["cheap"], fears: ["audit"])),
      try Persona(name: "Gone", titles: ["wizard"]),
    ]
    let new = [
      try Persona(
        name: "Eddy", departments: [.it], seniorities: [.vp],
        card: .init(goals: ["cheap", "secure"])),
      try Persona(name: "New", titles: ["witch"]),
    ]
    let table = try Personas.changes(from: old, to: new)
    #expect(table.texts("persona") == ["Gone", "Eddy", "Eddy", "Eddy", "New"])
    #expect(table.texts("change") == ["removed", "removed", "added", "added", "added"])
    #expect(table.texts("entry") == ["Gone", "audit", "vp", "secure", "New"])
  }
}
