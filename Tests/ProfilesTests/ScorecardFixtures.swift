import Columns
import Testing

@testable import Profiles

/// Rows whose chances of winning are known, for tests of what is learnt.
enum ScorecardRows {
  struct Made {
    var table: Table
    var outcomes: [Int8]
  }

  /// Industry, size (a number), a set of tools, a flag; the chance rises with size and with SAP, is
  /// high in one industry, and does not depend on `noise` or `colour`.
  static func made(_ count: Int, seed: Int, shuffled: Bool = false) throws -> Made {
    var dice = Dice(seed)
    func unit() -> Double { Double(dice.next() >> 11) * 0x1p-53 }
    var (industry, size, tools, flag): ([String?], [Double?], [String?], [Bool?]) = ([], [], [], [])
    var (noise, colour): ([Double?], [String?]) = ([], [])
    var outcomes: [Int8] = []
    let industries = ["Software", "Retail", "Mining", "Farming"]
    for _ in 0..<count {
      let place = Int(unit() * 4)
      let employees = (10 + 2000 * unit() * unit()).rounded()
      let hasSAP = unit() < 0.4
      let isKnown = unit() > 0.15
      var odds = -1.5
      if place == 0 { odds += 1.6 }
      if employees >= 300 { odds += 1.2 }
      if hasSAP { odds += 0.9 }
      industry.append(industries[place])
      size.append(isKnown ? employees : nil)
      tools.append(hasSAP ? (unit() < 0.5 ? "aws;sap" : "sap") : unit() < 0.5 ? "aws" : "jira")
      flag.append(unit() < 0.1 ? nil : unit() < 0.5)
      noise.append(unit() * 100)
      colour.append(["red", "green", "blue"][Int(unit() * 3)])
      outcomes.append(unit() < 1 / (1 + exponential(-odds)) ? 1 : 0)
    }
    if shuffled { outcomes.shuffle(using: &dice) }
    let texts = Column(texts: tools)
    let table = try Table(
      name: "accounts",
      [
        ("industry", Column(texts: industry)), ("employees", Column(numbers: size)),
        ("tools", Column(type: .set, storage: texts.storage, validity: texts.validity)),
        ("is_public", Column(booleans: flag)), ("noise", Column(numbers: noise)),
        ("colour", Column(texts: colour)),
      ])
    return Made(table: table, outcomes: outcomes)
  }

  static func card(_ count: Int = 3000, seed: Int = 1) throws -> (card: Scorecard, rows: Made) {
    let rows = try made(count, seed: seed)
    return (try Scorecard.learn(try LearningData(rows.table, outcomes: rows.outcomes)), rows)
  }

  /// e^x by its series, so that no module is needed for it.
  private static func exponential(_ x: Double) -> Double {
    var (sum, term) = (1.0, 1.0)
    for n in 1..<60 {
      term *= x / Double(n)
      sum += term
    }
    return sum
  }
}
