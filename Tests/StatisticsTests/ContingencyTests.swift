import Testing

@testable import Statistics

@Suite("Tables of counts")
struct ContingencyTests {
  /// Factorials as exact doubles are enough for the small tables here.
  private func probability(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Double {
    func choose(_ n: Int, _ k: Int) -> Double {
      (0..<k).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) }
    }
    return choose(a + b, a) * choose(c + d, c) / choose(a + b + c + d, a + c)
  }

  @Test("Fisher's test is the sum over all tables that are no likelier")
  func fisher() throws {
    for a in 0...5 {
      for b in 0...5 {
        for c in 0...5 {
          for d in 0...5 {
            let observed = probability(a, b, c, d)
            var sum = 0.0
            for first in 0...(a + c) {
              let (second, third) = (a + b - first, a + c - first)
              let fourth = c + d - third
              guard second >= 0, third >= 0, fourth >= 0 else { continue }
              let here = probability(first, second, third, fourth)
              if here <= observed * (1 + 1e-7) { sum += here }
            }
            let p = try FisherExact.p(a, b, c, d)
            #expect(near(p, min(1, sum), relative: 1e-9), "\(a) \(b) \(c) \(d)")
          }
        }
      }
    }
  }

  @Test("Fisher's test knows huge tables and deep tails")
  func fisherLarge() throws {
    #expect(try near(FisherExact.p(900, 100, 150, 850), 1.040367158897904e-277, relative: 1e-9))
    let p = try FisherExact.p(500_000, 500_000, 500_000, 500_000)
    #expect(p == 1)
    // At this size the normal approximation is right to a few digits.
    let large = try FisherExact.p(501_000, 499_000, 500_000, 500_000)
    let test = try ChiSquareTest(table: [[501_000, 499_000], [500_000, 500_000]], yates: true)
    #expect(near(large, test.p, relative: 1e-3))
    #expect(refusal { _ = try FisherExact.p(1, 2, -3, 4) }?.parameter == "table[2][1]")
  }

  @Test("chi-square leaves out empty rows and columns, and is nil for less than 2 x 2")
  func chiSquare() throws {
    let plain = try ChiSquareTest(table: [[20, 30], [35, 15]])
    let padded = try ChiSquareTest(table: [[0, 0, 0], [20, 0, 30], [35, 0, 15]])
    #expect(plain == padded)
    #expect(near(plain.chi2, 9.090909090909092))
    let yates = try ChiSquareTest(table: [[20, 30], [35, 15]], yates: true)
    #expect(near(yates.chi2, 7.919191919191919))
    #expect(yates.cramersV == plain.cramersV)
    for empty in [[], [[1, 2]], [[1], [2]], [[1, 0], [7, 0]], [[0, 0], [0, 0]]] as [[[Double]]] {
      #expect(try ChiSquareTest(table: empty).chi2 == nil)
    }
    #expect(refusal { _ = try ChiSquareTest(table: [[1, 2], [3]]) }?.parameter == "table[2]")
    #expect(
      refusal { _ = try ChiSquareTest(table: [[1, 2], [3, .nan]]) }?.parameter == "table[2][2]")
  }

  @Test("a complete association has Cramér's V 1, independence 0")
  func cramersV() throws {
    #expect(
      try near(ChiSquareTest(table: [[5, 0, 0], [0, 7, 0], [0, 0, 9]]).cramersV, 1))
    #expect(try near(ChiSquareTest(table: [[2, 4], [3, 6]]).cramersV, 0))
  }

  @Test("ratios shift all four cells when one is 0, and need rows on both sides")
  func ratios() throws {
    func table(_ a: Double, _ b: Double, _ c: Double, _ d: Double) throws -> TraitTable {
      try TraitTable(wonWith: a, lostWith: b, wonWithout: c, lostWithout: d)
    }
    let odds = try table(30, 70, 15, 85).oddsRatio()
    #expect(near(odds.estimate, 2.4285714285714284) && !odds.shifted)
    let zero = try table(0, 12, 5, 9).oddsRatio()
    let shifted = try table(0.5, 12.5, 5.5, 9.5).oddsRatio()
    #expect(zero.estimate == shifted.estimate && zero.shifted)
    #expect(try table(0, 0, 5, 9).riskRatio() == RatioInterval())
    #expect(try near(table(10, 10, 10, 30).riskRatio().estimate, 2))
    #expect(refusal { _ = try table(1, 2, 3, -4) }?.parameter == "table[2][2]")
  }

  @Test("corrected p-values keep their order and never fall below the raw ones")
  func multiplicity() throws {
    var random = RandomStream(seed: 3)
    for size in edgeSizes {
      let p: [Double?] = (0..<size).map { _ in
        random.integer(0...5) == 0 ? nil : Double(random.integer(0...20)) / 20
      }
      let hochberg = try Multiplicity.benjaminiHochberg(p)
      let holm = try Multiplicity.holm(p)
      let asked = p.compactMap { $0 }.sorted()
      let m = Double(asked.count)
      for index in p.indices {
        guard let raw = p[index] else {
          #expect(hochberg[index] == nil && holm[index] == nil)
          continue
        }
        // The definitions, directly.
        let atLeast = asked.indices.filter { asked[$0] >= raw }
        let direct = atLeast.map { asked[$0] * m / Double($0 + 1) }.min() ?? 1
        #expect(near(hochberg[index], min(1, direct)))
        let upTo = asked.indices.filter { asked[$0] <= raw }
        let stepDown = upTo.map { asked[$0] * (m - Double($0)) }.max() ?? 0
        #expect(near(holm[index], min(1, stepDown)))
        #expect((holm[index] ?? 0) >= (hochberg[index] ?? 0) - 1e-15)
      }
    }
    #expect(refusal { _ = try Multiplicity.holm([0.1, 1.1]) }?.parameter == "p[2]")
  }
}
