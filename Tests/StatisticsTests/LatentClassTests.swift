import Testing

@testable import Statistics

@Suite("Groups of answers and trends of shares")
struct LatentClassTests {
  /// Stouffer and Toby (1951), as in Goodman (1974): 216 people, four dilemmas, two answers each.
  private static let stoufferToby: [(answers: [Int32], count: Int)] = [
    ([0, 0, 0, 0], 42), ([0, 0, 0, 1], 23), ([0, 0, 1, 0], 6), ([0, 0, 1, 1], 25),
    ([0, 1, 0, 0], 6), ([0, 1, 0, 1], 24), ([0, 1, 1, 0], 7), ([0, 1, 1, 1], 38),
    ([1, 0, 0, 0], 1), ([1, 0, 0, 1], 4), ([1, 0, 1, 0], 1), ([1, 0, 1, 1], 6),
    ([1, 1, 0, 0], 2), ([1, 1, 0, 1], 9), ([1, 1, 1, 0], 2), ([1, 1, 1, 1], 20),
  ]

  private static func questions(
    _ rows: [(answers: [Int32], count: Int)]
  ) -> [LatentClasses.Question] {
    (0..<rows[0].answers.count).map { question in
      LatentClasses.Question(
        choices: 2,
        codes: rows.flatMap { [Int32](repeating: $0.answers[question], count: $0.count) })
    }
  }

  @Test("two groups of Stouffer and Toby's fit as well as Goodman found: a deviance of 2.720")
  func goodman() throws {
    let model = try LatentClasses.fit(Self.questions(Self.stoufferToby), groups: 2)
    // Of the saturated model each pattern is as likely as it is common.
    let saturated = Self.stoufferToby.reduce(0.0) {
      $0 + Double($1.count) * logarithm(Double($1.count) / 216)
    }
    #expect(abs(2 * (saturated - model.logLikelihood) - 2.720) < 0.001)
    #expect(model.parameters == 9)
    #expect(abs(model.shares.reduce(0, +) - 1) < 1e-9)
    #expect(model.shares[0] >= model.shares[1])
    // Goodman's larger group holds 72 % of the people.
    #expect(abs(model.shares[0] - 0.72) < 0.01)
  }

  @Test("as many groups are found as were mixed; answers without any are one")
  func number() throws {
    var random = RandomStream(seed: 3)
    let shares = [
      [0.9, 0.85, 0.1, 0.2, 0.9], [0.1, 0.2, 0.9, 0.8, 0.9], [0.15, 0.8, 0.15, 0.9, 0.1],
    ]
    let truth = (0..<900).map { $0 % 3 }
    let mixed = (0..<5).map { question in
      LatentClasses.Question(
        choices: 2, codes: truth.map { random.unit() < shares[$0][question] ? 1 : 0 })
    }
    let model = try LatentClasses.fit(mixed, limit: 6)
    #expect(model.shares.count == 3)
    let found = (0..<900).map { row -> Int in
      let chances = model.chances(mixed.map { $0.codes[row] })
      return chances.indices.max { chances[$0] < chances[$1] } ?? 0
    }
    let agreement = try #require(GroupAgreement.adjustedRand(truth, found))
    #expect(agreement > 0.6, "\(agreement)")
    let plain = (0..<5).map { _ in
      LatentClasses.Question(choices: 3, codes: (0..<900).map { _ in Int32(random.below(3)) })
    }
    #expect(try LatentClasses.fit(plain, limit: 4).shares.count == 1)
  }

  @Test("an answer that is missing tells nothing")
  func missing() throws {
    let model = try LatentClasses.fit(Self.questions(Self.stoufferToby), groups: 2)
    let none = model.chances([-1, -1, -1, -1])
    #expect(none == model.shares)
    let one = model.chances([0, -1, -1, -1])
    #expect(abs(one.reduce(0, +) - 1) < 1e-12)
  }

  @Test("adjusted Rand index: hand-worked")
  func rand() {
    #expect(GroupAgreement.adjustedRand([0, 0, 1, 1], [1, 1, 0, 0]) == 1)
    // Pairs together in both: 2; in the first 6, in the second 7; of 28: expected 1.5, most 6.5.
    let found = GroupAgreement.adjustedRand(
      [0, 0, 0, 0, 1, 1, 2, 3], [0, 0, 1, 1, 1, 1, 2, 3])
    let together = 1.0 + 1 + 1
    #expect(abs((found ?? 0) - (together - 7.0 * 7 / 28) / (7 - 7.0 * 7 / 28)) < 1e-12)
    #expect(GroupAgreement.adjustedRand([0, 0], [0, 0]) == nil)
  }

  @Test("a trend of shares: R's prop.trend.test on its smokers gives 8.2249 and 0.004132")
  func trend() throws {
    let trend = try ProportionTrend(wins: [83, 90, 129, 70], n: [86, 93, 136, 82])
    #expect(abs((trend.z ?? 0) * (trend.z ?? 0) - 8.2249) < 1e-4)
    #expect((trend.z ?? 0) < 0)
    #expect(abs((trend.p ?? 1) - 0.004132) < 1e-6)
    #expect(try ProportionTrend(wins: [0, 0], n: [10, 10]).p == nil)
    #expect(try ProportionTrend(wins: [3], n: [10]).p == nil)
    #expect(throws: StatError.self) { try ProportionTrend(wins: [11], n: [10]) }
  }
}
