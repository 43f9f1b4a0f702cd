import Basics
import Columns
import Testing

@testable import Profiles

@Suite("ICP.score")
struct ICPScoreTests {
  static let accounts = try! Table(
    name: "accounts",
    [
      ("name", Column(texts: ["Acme", "Bolt", "Crux", "Dorn", "Etna"])),
      ("industry", Column(texts: ["Tech", "Tech", nil, "Retail", "Government"])),
      ("employees", Column(integers: [500, nil, 500, 20, 500])),
      ("stack", Column(texts: ["sap", nil, "sap", nil, "sap"])),
    ])

  static func ideal(tiers: [Tier] = ICP.defaultTiers) throws -> ICP {
    try ICP(
      name: "Technology", owner: "RevOps",
      gates: [
        Gate(
          "not government",
          test: Condition("industry ~= 'Government'", columns: ["industry"]) { table, row in
            table["industry"]?.text(row) != "Government"
          })
      ],
      criteria: [
        Criterion(
          "right industry", weight: 20, category: .firmographic,
          test: Condition.equals("industry", "Tech")),
        Criterion(
          "mid-market", weight: 15, category: .firmographic,
          test: Condition.atLeast("employees", 100)),
        Criterion(
          "runs SAP", weight: 8, category: .technographic, test: Condition.equals("stack", "sap")),
      ], tiers: tiers)
  }

  @Test("worked by hand: 20 of 43 is 46.5, shown as 47, and reasons add up to it")
  func byHand() throws {
    let scored = try Self.ideal().score(Self.accounts)
    #expect(scored.numbers("fit") == [100, 47, 53, 0, 0])
    #expect(scored.numbers("fit_low") == [100, 47, 53, 0, 0])
    #expect(scored.numbers("fit_high") == [100, 100, 100, 19, 0])
    #expect(scored.texts("tier") == ["A", "C", "B", "D", "out"])
    #expect(
      scored.texts("reasons") == [
        "right industry +46, mid-market +35, runs SAP +19",
        "right industry +47; unknown: mid-market, runs SAP",
        "mid-market +35, runs SAP +18; unknown: right industry",
        "no criterion met; unknown: runs SAP",
        "out: not government",
      ])
    #expect(scored.names.count == 9)
  }

  @Test("a prefix keeps the scores of several ICPs apart; scoring again replaces")
  func prefix() throws {
    let icp = try Self.ideal()
    let both = try icp.score(icp.score(Self.accounts), prefix: "emea_")
    #expect(
      both.names.suffix(5) == [
        "emea_fit", "emea_fit_low", "emea_fit_high", "emea_tier", "emea_reasons",
      ])
    let again = try icp.score(both)
    #expect(again.names == both.names)
  }

  @Test("a negative weight takes points off, never below 0, and the reason says what lifted it")
  func negative() throws {
    let icp = try ICP(
      name: "x",
      criteria: [
        Criterion("good", weight: 10, category: .firmographic, test: Condition.flag("good")),
        Criterion("bad", weight: -25, category: .behavioural, test: Condition.flag("bad")),
      ])
    let table = try Table([
      ("good", Column(integers: [1, 1, 1, 0])), ("bad", Column(integers: [0, 1, nil, nil])),
    ])
    let scored = try icp.score(table)
    #expect(scored.numbers("fit") == [100, 0, 100, 0])
    #expect(scored.numbers("fit_low") == [100, 0, 0, 0])
    #expect(scored.numbers("fit_high") == [100, 0, 100, 0])
    #expect(scored.texts("reasons")[1] == "bad -250, good +100, not below 0 +150")
    #expect(scored.texts("reasons")[2] == "good +100; unknown: bad")
  }

  @Test("an unknown gate leaves the fit, opens the range down to 0 and is named")
  func unknownGate() throws {
    let icp = try ICP(
      name: "x", gates: [Gate("solvent", test: Condition.flag("solvent"))],
      criteria: [Criterion("good", weight: 1, category: .budget, test: Condition.flag("good"))])
    let table = try Table([
      ("good", Column(integers: [1, 1, 1])), ("solvent", Column(integers: [1, nil, 0])),
    ])
    let scored = try icp.score(table)
    #expect(scored.numbers("fit") == [100, 100, 0])
    #expect(scored.numbers("fit_low") == [100, 0, 0])
    #expect(scored.numbers("fit_high") == [100, 100, 0])
    #expect(scored.texts("tier") == ["A", "A", "out"])
    #expect(scored.texts("reasons")[1] == "good +100; gate unknown: solvent")
  }

  @Test("no rows, and sizes around the words of a bitmap", arguments: [0, 1, 63, 64, 65, 130])
  func sizes(count: Int) throws {
    let cells = (0..<count).map { row -> Int64? in row % 3 == 0 ? nil : Int64(row % 3 - 1) }
    let table = try Table([("good", Column(integers: cells))], rowCount: count)
    let icp = try ICP(
      name: "x",
      criteria: [Criterion("good", weight: 3, category: .budget, test: Condition.flag("good"))])
    let scored = try icp.score(table)
    let fit = (0..<count).map { row -> Double? in row % 3 == 2 ? 100 : 0 }
    let high = (0..<count).map { row -> Double? in row % 3 == 1 ? 0 : 100 }
    #expect(scored.numbers("fit") == fit)
    #expect(scored.numbers("fit_high") == high)
  }

  @Test("an error of a condition names the ICP")
  func evaluationError() throws {
    let table = try Table([("other", Column(integers: [1]))])
    let problem = #expect(throws: Problem.self) { try Self.ideal().score(table) }
    #expect(problem?.message.hasPrefix("icp \"Technology\": ") == true)
  }
}

@Suite("ICP definition")
struct ICPDefinitionTests {
  static func criterion(_ name: String, _ weight: Double) -> Criterion {
    Criterion(name, weight: weight, category: .firmographic, test: Condition.flag("f"))
  }

  @Test("mistakes are told with their place and a way out")
  func mistakes() {
    func message(_ body: () throws -> ICP) -> String {
      do {
        _ = try body()
        return ""
      } catch {
        return "\(error)"
      }
    }
    let one = [Self.criterion("a", 1)]
    #expect(message { try ICP(name: "", criteria: one) }.contains("needs a name"))
    #expect(message { try ICP(name: "x", criteria: []) }.contains("no criteria"))
    #expect(
      message { try ICP(name: "x", criteria: one + one) }.contains(
        "two of its criteria are named \"a\""))
    #expect(
      message { try ICP(name: "x", criteria: [Self.criterion("", 1)]) }.contains(
        "criterion 1 has no name"))
    #expect(
      message { try ICP(name: "x", criteria: [Self.criterion("a", 0)]) }.contains("weight of \"a\"")
    )
    #expect(
      message { try ICP(name: "x", criteria: [Self.criterion("a", .nan)]) }.contains(
        "weight of \"a\""))
    #expect(message { try ICP(name: "x", criteria: [Self.criterion("a", -1)]) }.contains("above 0"))
    #expect(
      message { try ICP(name: "x", criteria: one + [Self.criterion("b", -1e300)]) }.contains("gate")
    )
    #expect(
      message {
        try ICP(name: "x", criteria: [Self.criterion("a", 1e308), Self.criterion("b", 1e308)])
      }
      .contains("too large"))
    #expect(
      message { try ICP(name: "x", criteria: one, tiers: [Tier("A", from: 101)]) }.contains(
        "0 to 100"))
    #expect(
      message { try ICP(name: "x", criteria: one, tiers: [Tier("out", from: 1)]) }.contains(
        "\"out\""))
    #expect(
      message {
        try ICP(name: "x", criteria: one, tiers: [Tier("A", from: 5), Tier("B", from: 5)])
      }
      .contains("both begin at"))
    #expect(throws: Problem.self) { try Criterion.Category(named: "firmografic") }
    #expect((try? Criterion.Category(named: "Behavioral")) == .behavioural)
  }

  @Test("what lies below all tiers is D, or the next letter that is free")
  func below() throws {
    let one = [Self.criterion("a", 1)]
    #expect(try ICP(name: "x", criteria: one).below == "D")
    let four = ["A", "B", "C", "D"].enumerated().map { Tier($1, from: Double(80 - $0 * 20)) }
    #expect(try ICP(name: "x", criteria: one, tiers: four.reversed()).below == "E")
    #expect(
      try ICP(name: "x", criteria: one, tiers: four.reversed()).tierNames == [
        "A", "B", "C", "D", "E", "out",
      ])
  }
}
