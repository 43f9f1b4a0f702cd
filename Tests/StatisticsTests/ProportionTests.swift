import Testing

@testable import Statistics

@Suite("Rates and their intervals")
struct ProportionTests {
  @Test("Wilson's bounds solve the equation that defines them")
  func wilson() throws {
    for level in [0.5, 0.8, 0.9, 0.95, 0.999] {
      let z = try Confidence(level).z
      for n in [1, 2, 7, 64, 1000, 10_000_000] {
        for wins in Set([0, 1, n / 3, n / 2, n - 1, n]) {
          let interval = try Proportion.wilson(wins: wins, n: n, level: level)
          let rate = Double(wins) / Double(n)
          #expect(interval.estimate == rate)
          #expect(interval.low >= 0 && interval.low <= rate && interval.high >= rate)
          #expect(interval.high <= 1)
          for bound in [interval.low, interval.high] {
            let left = (rate - bound) * (rate - bound)
            let right = z * z * bound * (1 - bound) / Double(n)
            #expect(near(left, right, relative: 1e-6, absolute: 1e-15), "\(wins) of \(n)")
          }
          // Won and lost are mirror images.
          let mirror = try Proportion.wilson(wins: n - wins, n: n, level: level)
          #expect(near(mirror.low, 1 - interval.high, absolute: 1e-15))
        }
        #expect(try Proportion.wilson(wins: 0, n: n, level: level).low == 0)
        #expect(try Proportion.wilson(wins: n, n: n, level: level).high == 1)
      }
    }
  }

  @Test("without rows there is no estimate, and anything is possible")
  func empty() throws {
    let vacuous = Interval(estimate: nil, low: 0, high: 1)
    #expect(try Proportion.wilson(wins: 0, n: 0) == vacuous)
    #expect(try Proportion.clopperPearson(wins: 0, n: 0) == vacuous)
    #expect(try TwoProportions.zTest(wins1: 1, n1: 2, wins2: 0, n2: 0) == TwoProportions.ZTest())
    #expect(
      try TwoProportions.newcombe(wins1: 1, n1: 2, wins2: 0, n2: 0)
        == TwoProportions.Difference())
  }

  @Test("the exact interval is where the tails hold what is left out")
  func clopperPearson() throws {
    for (wins, n) in [(0, 5), (1, 5), (3, 17), (50, 64), (65, 65)] {
      let interval = try Proportion.clopperPearson(wins: wins, n: n, level: 0.9)
      if wins > 0 {
        #expect(near(Binomial.upper(wins - 1, n: n, p: interval.low), 0.05, relative: 1e-9))
      } else {
        #expect(interval.low == 0)
      }
      if wins < n {
        #expect(near(Binomial.cdf(wins, n: n, p: interval.high), 0.05, relative: 1e-9))
      } else {
        #expect(interval.high == 1)
      }
    }
  }

  @Test("counts and levels that make no sense are refused")
  func refusals() {
    #expect(refusal { _ = try Proportion.wilson(wins: 2, n: 1) }?.parameter == "wins")
    #expect(refusal { _ = try Proportion.wilson(wins: -1, n: 1) }?.parameter == "wins")
    #expect(refusal { _ = try Proportion.wilson(wins: 0, n: -1) }?.parameter == "n")
    #expect(refusal { _ = try Proportion.wilson(wins: 0, n: .max) }?.parameter == "n")
    for level in [0, 1, -0.5, 1.5, 95, Double.nan, .infinity] {
      #expect(refusal { _ = try Confidence(level) }?.parameter == "level")
    }
    #expect(refusal { _ = try TwoProportions.cohensH(p1: 0.2, p2: 1.2) }?.parameter == "p2")
    #expect(
      refusal { _ = try TraitLift(winsWith: 5, nWith: 9, winsAll: 4, nAll: 10) }?.parameter
        == "wins_with")
    #expect(
      refusal { _ = try TraitLift(winsWith: 0, nWith: 9, winsAll: 4, nAll: 10) }?.parameter
        == "n_with")
  }

  @Test("lift is the ratio of the rates, and wracc what the trait adds over all rows")
  func lift() throws {
    let lift = try TraitLift(winsWith: 30, nWith: 50, winsAll: 200, nAll: 1000)
    #expect(near(lift.lift, 3))
    #expect(near(lift.weightedRelativeAccuracy, 0.02))
    #expect(near(lift.coverage, 0.05))
    #expect(try TraitLift(winsWith: 0, nWith: 0, winsAll: 0, nAll: 0).coverage == nil)
  }

  @Test("levels in common use carry the right quantile")
  func levels() throws {
    #expect(near(Confidence.ninetyFive.z, Normal.quantile(0.975), relative: 1e-15))
    #expect(near(Confidence.ninety.z, Normal.quantile(0.95), relative: 1e-15))
    #expect(try Confidence(0.95) == Confidence.ninetyFive)
  }
}
