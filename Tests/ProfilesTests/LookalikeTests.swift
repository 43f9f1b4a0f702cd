import Basics
import Columns
import Testing

@testable import Profiles

@Suite("Lookalikes")
struct LookalikeTests {
  @Test("texts, numbers by rank and sets by what they share add up by weight")
  func byHand() throws {
    let market = try Table(
      name: "market",
      [
        ("account_id", Column(texts: ["1", "2", "3", "4"])),
        ("industry", Column(texts: ["Tech", "Tech", "Food", nil])),
        ("employees", Column(integers: [10, 20, 30, 40])),
        ("stack", Self.sets(["aws;sap", "aws", "sap", "aws;sap"])),
      ])
    let example = try Table(
      name: "examples",
      [
        ("account_id", Column(texts: ["x"])), ("name", Column(texts: ["Ex"])),
        ("industry", Column(texts: ["Tech"])), ("employees", Column(integers: [20])),
        ("stack", Self.sets(["aws;sap"])),
      ])
    let found = try Lookalikes(
      examples: example, market: market,
      fields: [.init("industry", weight: 2), .init("employees"), .init("stack")]
    ).table(4)
    // Ranks of 10, 20, 30, 40: 1/8, 3/8, 5/8, 7/8; the example's is 3/8.
    // 1: (2·1 + 0.75 + 1)/4   2: (2·1 + 1 + 0.5)/4   3: (0 + 0.75 + 0.5)/4   4: (0 + 0.5 + 1)/4
    #expect(found.table.texts("account_id") == ["1", "2", "4", "3"])
    let shown = found.table.numbers("similarity").map { ($0 ?? 0) * 16 }
    #expect(shown.map { ($0 * 1000).rounded() / 1000 } == [15, 14, 6, 5])
    #expect(found.table.texts("like") == ["Ex", "Ex", "Ex", "Ex"])
    #expect(found.table.texts("because")[0] == "industry, stack, employees 75 %")
    #expect(found.table.texts("but")[2] == "industry unknown")
  }

  @Test("examples and the excluded are no answer")
  func leftOut() throws {
    let market = try Table(
      name: "market",
      [
        ("account_id", Column(texts: ["1", "2", "3"])),
        ("industry", Column(texts: ["Tech", "Tech", "Tech"])),
      ])
    let examples = market.head(1)
    let found = try Lookalikes(examples: examples, market: market)
      .table(10, excluding: Bitmap([false, true, false]))
    #expect(found.table.texts("account_id") == ["3"])
    #expect(found.notes.contains { $0.contains("1 account is an example itself") })
  }

  @Test("the fast search finds what comparing everything finds")
  func againstSlow() throws {
    var dice = Dice(11)
    for size in [1, 63, 64, 65, 500] {
      let market = try Self.random(size, &dice)
      for examples in [1, 15, 16, 17, 40] {
        let own = try Self.random(examples, &dice)
        let lookalikes = try Lookalikes(examples: own, market: market, fields: Self.fields)
        let found = try lookalikes.table(7).table.numbers("similarity")
        let slow = (0..<size).map { row -> Double in
          (0..<examples).map { example in
            lookalikes.fields.reduce(0.0) {
              $0 + $1.field.weight * $1.likeness.likeness(row: row, example: example)
            }
          }.max() ?? 0
        }.sorted(by: >).prefix(7)
        #expect(found.count == min(7, size))
        for (a, b) in zip(found, slow) { #expect(abs((a ?? -1) - b) < 1e-9) }
      }
    }
  }

  @Test("what cannot be compared is said")
  func refusals() throws {
    let market = try Table(name: "market", [("industry", Column(texts: ["a"]))])
    let none = try Table(name: "none", [("industry", Column(texts: []))])
    #expect(throws: Problem.self) { try Lookalikes(examples: none, market: market) }
    #expect(throws: Problem.self) {
      try Lookalikes(examples: market, market: market, fields: [.init("size")])
    }
    #expect(throws: Problem.self) {
      try Lookalikes(examples: market, market: market, fields: [.init("industry", weight: -1)])
    }
  }

  static let fields = [
    Lookalikes.Field("industry", weight: 3), .init("employees", weight: 2), .init("stack"),
    .init("public", weight: 0.5),
  ]

  static func sets(_ texts: [String?]) -> Column {
    let column = Column(texts: texts)
    guard case .coded = column.storage else {
      let dictionary = TextDictionary(Set(texts.compactMap { $0 }).sorted())
      let codes = Buffer(
        texts.map { $0.flatMap { dictionary.code(of: $0) } ?? UInt16(dictionary.count) })
      return Column(
        type: .set, storage: .coded(codes, dictionary),
        validity: Bitmap(texts.map { $0 != nil }))
    }
    return Column(type: .set, storage: column.storage, validity: column.validity)
  }

  static func random(_ count: Int, _ dice: inout Dice) throws -> Table {
    let industries = ["Tech", "Food", "Retail", nil]
    let stacks = ["aws", "aws;sap", "sap", "crm;sap", nil]
    return try Table(
      name: "random",
      [
        (
          "industry",
          Column(texts: (0..<count).map { _ in industries[Int.random(in: 0..<4, using: &dice)] })
        ),
        (
          "employees",
          Column(
            integers: (0..<count).map { _ in
              Bool.random(using: &dice) ? Int64.random(in: 0...50, using: &dice) : nil
            })
        ),
        (
          "stack",
          sets((0..<count).map { _ in stacks[Int.random(in: 0..<5, using: &dice)] })
        ), ("public", Column(booleans: (0..<count).map { _ in Bool.random(using: &dice) })),
      ])
  }
}
