import Basics
import Columns
import Testing

@testable import Profiles

@Suite("Personas")
struct PersonaTests {
  static let contacts = try! Table(
    name: "contacts",
    [
      ("account_id", Column(texts: ["a", "a", "b", "c", "c", nil, "d", "a", "b", "b"])),
      (
        "title",
        Column(texts: [
          "VP Engineering", "Head of Platform", "Marketing Director",
          "Assistant to the VP Engineering",
          "Software Engineer", "Former VP Engineering", nil, "Interim VP of Software", "Wizard",
          "Wizard",
        ])
      ),
      (
        "department",
        Column(texts: [nil, nil, nil, nil, nil, nil, "Engineering", nil, nil, nil])
      ),
      ("seniority", Column(texts: [nil, nil, nil, nil, nil, nil, "Director", nil, nil, nil])),
      ("opt_out", Column(integers: [0, 0, 1, 0, 0, 0, 0, 0, 0, 0])),
    ])

  static func personas() throws -> [Persona] {
    [
      try Persona(
        name: "Engineering Eddy", departments: [.engineering], seniorities: [.vp, .director],
        card: .init(goals: ["ship"], pains: ["legacy"])),
      try Persona(name: "Platform Pat", titles: ["Head of Platform*", "VP Engineering Tools"]),
      try Persona(name: "Marketing Mary", departments: [.marketing]),
    ]
  }

  @Test("contacts become the persona that fits, with confidence and reason")
  func mapping() throws {
    let map = try Personas.map(Self.contacts, Self.personas())
    #expect(
      map.table.texts("persona") == [
        "Engineering Eddy", "Platform Pat", "Marketing Mary", nil, nil, nil, "Engineering Eddy",
        "Engineering Eddy", nil, nil,
      ])
    #expect(
      map.table.numbers("persona_confidence")
        == [1, 1, 1, nil, nil, nil, 0.64, 0.9, nil, nil])
    #expect(
      map.table.texts("persona_why")[0]
        == "department engineering (engineering); seniority vp (vp)")
    #expect(map.table.texts("persona_why")[1] == "title: head of platform*")
    #expect(
      map.table.texts("persona_why")[6]
        == "department engineering (column department); seniority director (column seniority)")
    #expect(
      map.table.texts("department_found") == [
        "engineering", nil, "marketing", "administration", "engineering", nil, "engineering",
        "engineering", nil, nil,
      ])
    #expect(map.table.texts("seniority_found")[3] == "staff")
    #expect(map.counts.map(\.contacts) == [3, 1, 1, 5])
    #expect(map.unmapped.texts("title")[0] == "Wizard")
    #expect(map.unmapped.numbers("contacts") == [2, 1, 1, 1])
    #expect(!map.isWithinICP)
    #expect(map.notes.contains("5 of 10 contacts are no persona; see the unmapped titles"))
  }

  @Test("the title phrase of one's boss is not one's own")
  func bossTitle() throws {
    let pat = try Persona(name: "Pat", titles: ["VP Engineering"])
    let map = try Personas.map(Self.contacts, [pat])
    #expect(
      map.table.texts("persona").map { $0 != nil } == [true] + Array(repeating: false, count: 9))
  }

  @Test("a condition on the contact must hold too, and alone suffices")
  func condition() throws {
    let inside = Condition("opt_out == 0", columns: ["opt_out"]) { table, row in
      table["opt_out"]?.double(row) == 0
    }
    let mary = try Persona(name: "Mary", departments: [.marketing], test: inside)
    let anyone = try Persona(name: "Anyone", test: inside)
    let map = try Personas.map(Self.contacts, [mary, anyone])
    #expect(map.table.texts("persona")[2] == nil)
    #expect(map.table.texts("persona")[8] == "Anyone")
    #expect(map.table.texts("persona")[5] == nil, "a former position is no persona")
  }

  @Test("of two that fit, the surer, then the more particular, then the first wins")
  func best() throws {
    let wide = try Persona(name: "wide", departments: [.engineering])
    let narrow = try Persona(
      name: "narrow", departments: [.engineering], seniorities: [.vp])
    let map = try Personas.map(Self.contacts, [wide, narrow])
    #expect(map.table.texts("persona")[0] == "narrow")
    #expect(map.table.texts("persona")[4] == "wide")
  }

  @Test("within keeps the contacts at the accounts given, with their fit and tier")
  func within() throws {
    let accounts = try Table(
      name: "accounts",
      [
        ("account_id", Column(texts: ["a", "d"])), ("fit", Column(integers: [80, 60])),
        ("tier", Column(texts: ["A", "B"])),
      ])
    let map = try Personas.map(Self.contacts, Self.personas()).within(accounts)
    #expect(map.isWithinICP)
    #expect(map.table.texts("account_id") == ["a", "a", "d", "a"])
    #expect(map.table.texts("tier") == ["A", "A", "B", "A"])
    #expect(map.table.numbers("fit") == [80, 80, 60, 80])
    #expect(map.counts.map(\.contacts) == [3, 1, 0, 0])
    #expect(map.unmapped.rowCount == 0)
    let unscored = try Personas.map(Self.contacts, Self.personas()).within(
      accounts.drop(["fit", "tier"]))
    #expect(!unscored.isWithinICP)
    #expect(unscored.notes.contains { $0.contains("not scored by an ICP") })
  }

  @Test("mistakes are told")
  func mistakes() throws {
    #expect(throws: Problem.self) { try Persona(name: "") }
    #expect(throws: Problem.self) { try Persona(name: "x") }
    #expect(throws: Problem.self) { try Persona(name: "x", titles: ["--"]) }
    let one = try Self.personas()[0]
    #expect(throws: Problem.self) { try Personas.map(Self.contacts, [one, one]) }
    #expect(throws: Problem.self) { try Personas.map(Self.contacts, []) }
    let bare = try Table(name: "contacts", [("email", Column(texts: ["x"]))])
    #expect(throws: Problem.self) { try Personas.map(bare, [one]) }
    #expect(throws: Problem.self) {
      try Personas.map(Self.contacts, Self.personas()).within(Table([("x", Column(integers: [1]))]))
    }
  }

  @Test("many contacts, worked on in blocks, agree with each one alone")
  func manyRows() throws {
    let titles = (TitleTests.english + TitleTests.others).map(\.0)
    var dice = Dice(3)
    let rows = 140_000
    let cells = (0..<rows).map { _ -> String? in
      Int.random(in: 0..<12, using: &dice) == 0
        ? nil : titles[Int.random(in: 0..<titles.count, using: &dice)]
    }
    let table = try Table([("title", Column(texts: cells))])
    let map = try Personas.map(table, Self.personas())
    for row in stride(from: 0, to: rows, by: 1999) {
      let alone = try Personas.map(table.slice(row..<row + 1), Self.personas()).table
      for name in map.table.names { #expect(alone[name]![0] == map.table[name]![row]) }
    }
  }
}
