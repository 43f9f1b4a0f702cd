import Testing

@testable import Statistics

@Suite("Distributions")
struct DistributionTests {
  private let shares = [1e-300, 1e-12, 0.001, 0.02425, 0.3, 0.5, 0.7, 0.975, 1 - 1e-12]

  @Test("quantiles undo distribution functions, in both tails")
  func roundTrips() {
    for q in shares {
      let z = Normal.quantile(q)
      #expect(near(q < 0.5 ? Normal.cdf(z) : 1 - Normal.upper(z), q, relative: 1e-11))
      #expect(near(Normal.upper(Normal.upperQuantile(q)), q, relative: 1e-11))
      for df in [0.5, 1, 3, 7.35, 200, 1e6] {
        guard q > 1e-100 else { continue }
        let t = StudentT.quantile(q, df: df)
        if t.isFinite { #expect(near(StudentT.cdf(t, df: df), q, relative: 1e-9), "t \(df) \(q)") }
        let chi = ChiSquared.quantile(q, df: df)
        #expect(near(ChiSquared.cdf(chi, df: df), q, relative: 1e-9), "chi2 \(df) \(q)")
        let f = FisherF.quantile(q, d1: df, d2: 9)
        #expect(near(FisherF.cdf(f, d1: df, d2: 9), q, relative: 1e-8), "f \(df) \(q)")
        let beta = BetaDistribution.quantile(q, a: df, b: 2.5)
        if beta > 1e-290 {
          #expect(near(BetaDistribution.cdf(beta, a: df, b: 2.5), q, relative: 1e-8))
        }
      }
    }
  }

  @Test("ends of the range are exact")
  func ends() {
    #expect(Normal.quantile(0) == -.infinity && Normal.quantile(1) == .infinity)
    #expect(StudentT.quantile(1, df: 3) == .infinity && StudentT.quantile(0.5, df: 3) == 0)
    #expect(ChiSquared.quantile(0, df: 3) == 0 && ChiSquared.upper(-1, df: 3) == 1)
    #expect(ChiSquared.upper(.infinity, df: 3) == 0 && StudentT.cdf(-.infinity, df: 2) == 0)
    #expect(BetaDistribution.quantile(1, a: 2, b: 3) == 1 && FisherF.cdf(0, d1: 1, d2: 1) == 0)
    #expect(Normal.upper(.infinity) == 0 && Normal.cdf(.infinity) == 1)
    #expect(Normal.upper(40) == 0 && Normal.upper(37) > 0)
  }

  @Test("binomial probabilities add up to the tails, and to one")
  func binomial() {
    for n in [0, 1, 2, 7, 64, 65, 1000] {
      for p in [0, 1e-6, 0.1, 0.5, 0.97, 1] {
        var below = 0.0
        for k in 0...n {
          below += Binomial.mass(k, n: n, p: p)
          #expect(near(Binomial.cdf(k, n: n, p: p), min(1, below), relative: 1e-10))
          #expect(
            near(Binomial.upper(k, n: n, p: p), 1 - below, relative: 1e-9, absolute: 1e-12))
        }
        #expect(near(below, 1, relative: 1e-12))
        for q in [0.001, 0.25, 0.5, 0.9] {
          let k = Binomial.quantile(q, n: n, p: p)
          #expect(Binomial.cdf(k, n: n, p: p) >= q * (1 - 1e-12))
          #expect(k == 0 || Binomial.cdf(k - 1, n: n, p: p) < q)
        }
      }
    }
    #expect(Binomial.quantile(0.5, n: 1, p: 0.5) == 0)
    #expect(near(Binomial.upper(400, n: 500, p: 0.5), 2.0609014115709724e-44))
  }

  @Test("hypergeometric probabilities add up, whatever the urn")
  func hypergeometric() throws {
    for total in [0, 1, 5, 30, 200] {
      for successes in Set([0, 1, total / 3, total]) where successes <= total {
        for drawn in Set([0, 1, total / 2, total]) where drawn <= total {
          let urn = try Hypergeometric(total: total, successes: successes, drawn: drawn)
          var below = 0.0
          for k in urn.support {
            below += urn.mass(k)
            #expect(near(urn.cdf(k), min(1, below), relative: 1e-10, absolute: 1e-14))
            #expect(near(urn.upper(k), 1 - below, relative: 1e-9, absolute: 1e-11))
          }
          #expect(near(below, 1, relative: 1e-11), "\(total) \(successes) \(drawn)")
          #expect(urn.mass(urn.support.lowerBound - 1) == 0)
          #expect(urn.cdf(urn.support.upperBound + 5) == 1)
        }
      }
    }
    #expect(
      refusal { _ = try Hypergeometric(total: 1 << 45, successes: 6, drawn: 1) }?.parameter == "N")
    #expect(
      refusal { _ = try Hypergeometric(total: 5, successes: 6, drawn: 1) }?.parameter == "K")
  }

  @Test("Poisson probabilities add up")
  func poisson() {
    for mean in [0, 0.1, 3, 50, 4000] {
      var below = 0.0
      for k in 0...Int(mean + 100) {
        below += Poisson.mass(k, mean: mean)
        #expect(near(Poisson.cdf(k, mean: mean), min(1, below), relative: 1e-9))
      }
      for q in [0, 0.3, 0.5, 0.999] {
        let k = Poisson.quantile(q, mean: mean) ?? -1
        #expect(Poisson.cdf(k, mean: mean) >= q * (1 - 1e-12))
        #expect(k == 0 || Poisson.cdf(k - 1, mean: mean) < q)
      }
      #expect(Poisson.quantile(1, mean: mean) == (mean == 0 ? 0 : nil))
    }
  }
}
