import Basics
import Columns
import Testing

@testable import Profiles

@Suite("Surveys: changed needs, groups of answers")
struct SurveyTests {
  /// Two waves of 200 answers. Integration is named by 20 and then 60, price by 100 both times, and
  /// reporting by 80 and then 40.
  private static func waves() throws -> Table {
    var (wave, person): ([Int64], [String]) = ([], [])
    var needs: [[String]] = []
    for (number, (integration, reporting)) in [(20, 80), (60, 40)].enumerated() {
      for row in 0..<200 {
        wave.append(Int64(9 + number))
        person.append("P\(row)")
        // What everybody names moves nowhere.
        var own = ["support"]
        if row < integration { own.append("integration") }
        if row % 2 == 0 { own.append("price") }
        if row >= 200 - reporting { own.append("reporting") }
        needs.append(own)
      }
    }
    return try Table(
      name: "survey",
      [
        ("person", Column(texts: person)), ("wave", Column(integers: wave)),
        ("needs", LookalikeTests.sets(needs.map { $0.sorted().joined(separator: ";") })),
      ])
  }

  @Test("what rose, what fell, and what did not, with hand-worked shares")
  func changed() throws {
    let found = try ChangedNeeds(needs: ["needs"], wave: .column("wave")).table(Self.waves())
    let table = found.table
    var byNeed: [String: Int] = [:]
    for row in 0..<table.rowCount { byNeed[try #require(table.column("need").text(row))] = row }
    #expect(Set(byNeed.keys) == ["integration", "price", "reporting"])
    let integration = try #require(byNeed["integration"])
    #expect(try table.column("then").double(integration) == 0.1)
    #expect(try table.column("now").double(integration) == 0.3)
    #expect(try abs(#require(table.column("change").double(integration)) - 0.2) < 1e-12)
    #expect(try table.column("verdict").text(integration) == "rose")
    // Newcombe's interval leaves out 0.
    #expect(try #require(table.column("change.low").double(integration)) > 0.1)
    #expect(try table.column("verdict").text(#require(byNeed["reporting"])) == "fell")
    #expect(try table.column("verdict").text(#require(byNeed["price"])) == "not distinguishable")
    // Waves are in the order of their numbers: 9 before 10.
    #expect(found.notes == ["waves of wave: 9 (200), 10 (200)"])
    #expect(try table.column("waves").text(integration) == "10 % > 30 %")
  }

  @Test("an answer over several rows counts once, and repeating a need does not count twice")
  func respondents() throws {
    // Ten people a wave; in wave 2 each has three rows.
    var (wave, person, need): ([String], [String], [String?]) = ([], [], [])
    for number in 0..<10 {
      wave.append("1")
      person.append("P\(number)")
      need.append(number < 2 ? "speed" : "price")
      for text in ["speed", "speed", nil] {
        wave.append("2")
        person.append("P\(number)")
        need.append(number < 8 ? text : "price")
      }
    }
    let survey = try Table(
      name: "survey",
      [
        ("person", Column(texts: person)), ("wave", Column(texts: wave)),
        ("need", Column(texts: need)),
      ])
    var needs = ChangedNeeds(needs: ["need"], wave: .column("wave"), respondent: "person")
    needs.least = 1
    let table = try needs.table(survey).table
    let row = try #require(
      (0..<table.rowCount).first { try table.column("need").text($0) == "speed" })
    #expect(try table.column("then").double(row) == 0.2)
    #expect(try table.column("now").double(row) == 0.8)
    #expect(try table.column("now_asked")[row] == .integer(10))
  }

  @Test("one wave, a column that is not there and dates are refused")
  func refused() throws {
    let survey = try Self.waves()
    let one = survey.slice(0..<200)
    #expect(throws: Problem.self) {
      try ChangedNeeds(needs: ["needs"], wave: .column("wave")).table(one)
    }
    #expect(throws: Problem.self) {
      try ChangedNeeds(needs: ["nothing"], wave: .column("wave")).table(survey)
    }
    #expect(throws: Problem.self) {
      try ChangedNeeds(needs: ["needs"], wave: .column("person")).table(survey)
    }
  }

  /// Two kinds of people: engineers who want an API, buyers who want a price.
  private static func kinds(mixed: Bool) throws -> Table {
    var dice = Dice(5)
    let isBuyer = (0..<300).map { $0 % 3 == 0 }
    func answers(_ yes: String, _ no: String, buyer: Double, other: Double) -> [String] {
      isBuyer.map {
        Double.random(in: 0..<1, using: &dice) < (mixed ? ($0 ? buyer : other) : 0.5) ? yes : no
      }
    }
    return try Table(
      name: "survey",
      [
        ("role", Column(texts: answers("buyer", "user", buyer: 0.95, other: 0.05))),
        ("wants", Column(texts: answers("price", "api", buyer: 0.9, other: 0.1))),
        ("channel", Column(texts: answers("phone", "docs", buyer: 0.85, other: 0.1))),
        ("colour", Column(texts: answers("blue", "green", buyer: 0.5, other: 0.5))),
      ])
  }

  @Test("groups that answer alike are found with what tells them apart; nothing is made of noise")
  func groups() throws {
    let found = try AnswerGroups().find(try Self.kinds(mixed: true))
    #expect(found.count == 2)
    let table = found.groups.table
    let told = try (0..<table.rowCount).map { row in
      "\(try table.column("group").text(row) ?? ""): \(try table.column("answer").text(row) ?? "")"
    }
    // The larger group is that of the users; what all say alike tells nobody apart.
    #expect(
      Set(told) == [
        "group 1: user", "group 1: api", "group 1: docs",
        "group 2: buyer", "group 2: price", "group 2: phone",
      ])
    let groups = try found.people.column("group")
    let right = (0..<300).count { (groups.text($0) == "group 2") == ($0 % 3 == 0) }
    #expect(right > 285, "\(right)")
    #expect(found.groups.notes.contains { $0.contains("adjusted Rand index") })

    let noise = try AnswerGroups().find(try Self.kinds(mixed: false))
    #expect(noise.count == 1)
    #expect(noise.groups.notes.contains { $0.contains("one persona will do") })
    #expect(noise.groups.table.rowCount == 1)
  }

  @Test("too few rows and too few questions are refused with what to do")
  func few() throws {
    let survey = try Self.kinds(mixed: true)
    let small = survey.slice(0..<19)
    #expect(throws: Problem.self) { try AnswerGroups().find(small) }
    #expect(throws: Problem.self) { try AnswerGroups(answers: ["role"]).find(survey) }
  }
}
