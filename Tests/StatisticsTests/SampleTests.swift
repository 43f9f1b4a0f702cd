import Testing

@testable import Statistics

@Suite("Samples of numbers")
struct SampleTests {
  @Test("sorting agrees with the obvious way, and keeps tied rows in order")
  func sorting() {
    var random = RandomStream(seed: 1)
    for size in edgeSizes + [1023, 1024, 1025, 5000] {
      for steps in [3, 1 << 30] {
        var values = random.column(size, steps: steps)
        if size > 4 {
          values[0] = -0.0
          values[1] = 0
          values[2] = .infinity
          values[3] = -.infinity
        }
        #expect(Sorting.ascending(values) == values.sorted())
        let order = Sorting.order(values)
        let expected = values.indices.sorted {
          values[$0] < values[$1] || (values[$0] == values[$1] && $0 < $1)
        }
        #expect(order.map(Int.init) == expected)
      }
    }
    #expect(Sorting.ascending([3, .nan, 1]) == [1, 3])
  }

  @Test("moments are right far from zero, and a constant has no spread at all")
  func moments() {
    let far = Moments([1_000_000_001, 1_000_000_002, 1_000_000_004])
    #expect(near(far.variance, 7.0 / 3, relative: 1e-12))
    #expect(Moments([0.1, 0.1, 0.1]).variance == 0)
    #expect(Moments([0.1, 0.1, 0.1]).mean == 0.1)
    #expect(Moments([5]).variance == nil)
    #expect(Moments([]).mean == nil)
    let missing = Moments([.nan, 2, .nan, 4])
    #expect(missing.n == 2 && missing.missing == 2 && missing.mean == 3 && missing.sum == 6)
    #expect(near(Moments((0..<1000).map { _ in 0.1 } + [1e16, -1e16]).sum, 100))
  }

  @Test("quantiles lie between order statistics, at the share they ask for")
  func quantiles() throws {
    var random = RandomStream(seed: 2)
    for size in edgeSizes + [2000] {
      let values = random.column(size, steps: 40, missing: 0.1)
      let sorted = values.filter { !$0.isNaN }.sorted()
      for q in [0, 0.1, 0.25, 1.0 / 3, 0.5, 0.75, 0.999, 1] {
        let got = try Quantile.type7(values, [q])[0]
        guard !sorted.isEmpty else {
          #expect(got == nil)
          continue
        }
        let h = Double(sorted.count - 1) * q
        let low = Int(h.rounded(.down))
        let high = min(low + 1, sorted.count - 1)
        let direct = sorted[low] + (h - Double(low)) * (sorted[high] - sorted[low])
        #expect(near(got, direct))
      }
    }
    #expect(try Quantile.type7([1e308, -1e308], [0.5]) == [0])
    #expect(refusal { _ = try Quantile.type7([1], [1.5]) }?.parameter == "q[1]")
    #expect(refusal { _ = try Quantile.type7([1, .infinity], [0.5]) }?.parameter == "values[2]")
  }

  @Test("the median's interval takes the innermost order statistics that suffice")
  func median() throws {
    for n in [1, 5, 6, 7, 10, 63, 64, 65, 300] {
      let values = (1...n).map(Double.init)
      for level in [0.5, 0.9, 0.9375, 0.95, 0.99] {
        let interval = try MedianInterval(values.shuffled(), level: level)
        var k = 0
        var below = 0.0
        while k < n {
          below += Binomial.mass(k, n: n, p: 0.5)
          if below > (1 - level) / 2 * (1 + 1e-12) { break }
          k += 1
        }
        #expect(interval.low == (k == 0 ? nil : Double(k)), "\(n) \(level)")
        #expect(interval.high == (k == 0 ? nil : Double(n + 1 - k)))
        if k > 0 { #expect((interval.coverage ?? 0) >= level - 1e-12) }
      }
    }
  }

  @Test("the exact U test counts all ways to deal the ranks")
  func mannWhitneyExact() throws {
    // All choices of m ranks out of m + n, by bit patterns.
    for (m, n) in [(1, 1), (1, 4), (2, 3), (4, 5), (5, 5), (3, 8)] {
      let all = m + n
      var counts = [Int: Int]()
      for pattern in 0..<(1 << all) where pattern.nonzeroBitCount == m {
        var u = 0
        for rank in 0..<all where pattern >> rank & 1 == 1 {
          u += (0..<rank).count { pattern >> $0 & 1 == 0 }
        }
        counts[u, default: 0] += 1
      }
      let ways = counts.values.reduce(0, +)
      for pattern in 0..<(1 << all) where pattern.nonzeroBitCount == m {
        let a = (0..<all).filter { pattern >> $0 & 1 == 1 }.map(Double.init)
        let b = (0..<all).filter { pattern >> $0 & 1 == 0 }.map(Double.init)
        let test = try MannWhitney(a, b, method: .exact)
        let u = Int(test.uA ?? -1)
        let larger = max(u, m * n - u)
        let tail = counts.filter { $0.key >= larger }.values.reduce(0, +)
        #expect(near(test.p, min(1, 2 * Double(tail) / Double(ways)), relative: 1e-12))
        #expect(try MannWhitney(a, b).method == .exact)
      }
    }
  }

  @Test("U counts pairs, ties half; missing values are dropped; infinity is just large")
  func mannWhitneyPairs() throws {
    var random = RandomStream(seed: 4)
    for size in edgeSizes {
      let a = random.column(size, steps: 6, missing: 0.2)
      let b = random.column(random.integer(0...40), steps: 6)
      let test = try MannWhitney(a, b, method: .asymptotic)
      let kept = a.filter { !$0.isNaN }
      guard !kept.isEmpty, !b.isEmpty else {
        #expect(test.p == nil && test.uA == nil)
        continue
      }
      var pairs = 0.0
      for x in kept { for y in b { pairs += x > y ? 1 : (x == y ? 0.5 : 0) } }
      #expect(test.uA == pairs)
      #expect(test.uB == Double(kept.count * b.count) - pairs)
    }
    // By hand: U = 16 of 20, mean 10, variance 20 * 10 / 12, continuity 0.5.
    let small = try MannWhitney(
      [1.1, 2.4, 3.3, 5], [0.2, 0.9, 2.2, 1.7, 3], method: .asymptotic)
    #expect(near(small.p, 2 * Normal.upper(5.5 / (200.0 / 12).squareRoot())))
    // Ties take (2^3 - 2 + 3^3 - 3) / (6 * 5) off the last factor.
    let tied = try MannWhitney([1, 1, 3], [3, 3, 2], method: .asymptotic)
    let variance = 9.0 / 12 * (7 - 30.0 / 30)
    #expect(tied.uA == 2)
    #expect(near(tied.p, 2 * Normal.upper((7 - 4.5 - 0.5) / variance.squareRoot())))
    #expect(try MannWhitney([.infinity, 2], [1, -.infinity]).auc == 1)
    #expect(try MannWhitney([7, 7], [7, 7, 7]).p == 1)
    #expect(refusal { _ = try MannWhitney([1, 1], [2], method: .exact) }?.parameter == "method")
    let long = (0..<300).map(Double.init)
    #expect(refusal { _ = try MannWhitney(long, long.map { $0 + 0.5 }, method: .exact) } != nil)
  }

  @Test("Welch's test is nil where nothing varies or a value is alone")
  func welch() throws {
    let constant = try WelchT([0.1, 0.1, 0.1], [0.3, 0.3])
    #expect(near(constant.difference, -0.2) && constant.t == nil && constant.p == nil)
    #expect(try WelchT([4], [2, 3, 5]).df == nil)
    #expect(try WelchT([], [1, 2]).difference == nil)
    let same = try WelchT([1, 2, 3], [1, 2, 3])
    #expect(same.t == 0 && same.p == 1)
    // Tiny spreads do not underflow.
    let tiny = try WelchT([1e-170, 2e-170, 3e-170], [2e-170, 4e-170, 7e-170])
    #expect(tiny.df == nil || (tiny.df ?? 0) >= 1)
  }

  @Test("the bootstrap repeats itself, and its intervals are where they should be")
  func bootstrap() throws {
    var random = RandomStream(seed: 5)
    let values = (0..<200).map { _ in
      (0..<12).reduce(0.0) { sum, _ in sum + random.double(0...1) } - 6
    }
    let mean = try Bootstrap.bca(values, .mean, seed: 9)
    let again = try Bootstrap.bca(values.shuffled(), .mean, seed: 9)
    #expect(mean.low == again.low && mean.high == again.high)
    let other = try Bootstrap.bca(values, .mean, seed: 10)
    #expect(other.low != mean.low)
    // For a mean of near-normal values the interval is the usual one.
    let moments = Moments(values)
    let error = (moments.standardDeviation ?? 0) / 200.0.squareRoot()
    #expect(near(mean.low, (moments.mean ?? 0) - 1.96 * error, relative: 0.05, absolute: 0.02))
    #expect(near(mean.high, (moments.mean ?? 0) + 1.96 * error, relative: 0.05, absolute: 0.02))
    let median = try Bootstrap.bca(values, .median)
    let quantile = try Bootstrap.bca(values, .quantile(0.5))
    #expect(median.low == quantile.low && median.estimate == quantile.estimate)
    let sum = try Bootstrap.bca(values, .sum, seed: 9)
    #expect(near(sum.low, (mean.low ?? 0) * 200, relative: 1e-6))
    let spread = try Bootstrap.bca(values, .standardDeviation)
    #expect((spread.low ?? 2) < 1 && (spread.high ?? 0) > 0.9)
    // Skewed: without the acceleration the interval would be 6.7 to 27.7 (scipy's BCa: 7.5, 31.5).
    let skewed = try Bootstrap.bca(
      [1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 11, 15, 22, 40, 95], .mean, level: 0.9, resamples: 40_000)
    #expect(near(skewed.low, 7.5, relative: 0.02) && near(skewed.high, 31.5, relative: 0.02))
    #expect(try Bootstrap.bca([], .mean) == (nil, nil, nil))
    #expect(try Bootstrap.bca([3], .mean) == (3, nil, nil))
    #expect(try Bootstrap.bca([3, 3, 3], .mean) == (3, nil, nil))
    #expect(
      refusal { _ = try Bootstrap.bca([1, 2], .mean, resamples: 5) }?.parameter == "resamples")
  }

  @Test("leaving one value out is what the closed forms say")
  func leaveOneOut() {
    var random = RandomStream(seed: 6)
    for size in [2, 3, 4, 5, 10, 11] {
      let sorted = random.column(size).sorted()
      let statistics: [Bootstrap.Statistic] = [
        .mean, .sum, .median, .standardDeviation, .quantile(0.1), .quantile(1), .quantile(0),
      ]
      for statistic in statistics {
        let direct = sorted.indices.compactMap { out in
          var rest = sorted
          rest.remove(at: out)
          return statistic.value(sorted: rest)
        }
        #expect(
          near(statistic.leaveOneOut(sorted: sorted), direct, relative: 1e-9, absolute: 1e-9),
          "\(statistic) \(size)")
      }
    }
  }

  @Test("random streams are even, and differ")
  func random() {
    var counts = [Int](repeating: 0, count: 7)
    var stream = RandomStream(seed: 42)
    for _ in 0..<70_000 { counts[Int(stream.below(7))] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
    var first = RandomStream(seed: 42, stream: 0)
    var second = RandomStream(seed: 42, stream: 1)
    let (a, b) = ((0..<8).map { _ in first.next() }, (0..<8).map { _ in second.next() })
    #expect(a != b)
    var same = RandomStream(seed: 42, stream: 0)
    #expect(a == (0..<8).map { _ in same.next() })
  }

  @Test("log-normal means need positive amounts")
  func lognormal() throws {
    #expect(refusal { _ = try LognormalMean([0, 5]) }?.parameter == "values[1]")
    #expect(refusal { _ = try LognormalMean([5, -1]) }?.parameter == "values[2]")
    #expect(try LognormalMean([]).estimate == nil)
    let one = try LognormalMean([250])
    #expect(near(one.estimate, 250) && one.low == nil)
    let same = try LognormalMean([7, 7, 7])
    #expect(near(same.low, 7) && near(same.high, 7))
  }

  @Test("shrinking follows rho: all to the mean at 0, not at all at 1, in between in between")
  func shrinkage() throws {
    let none = try Shrinkage([GroupCount(wins: 50, n: 100), GroupCount(wins: 51, n: 100)])
    #expect(none.rho == 0 && none.precision == .infinity && none.alpha == nil)
    #expect(none.groups[0] == none.groups[1] && near(none.groups[0].rate, 0.505))
    let all = try Shrinkage([
      GroupCount(wins: 50, n: 50), GroupCount(wins: 0, n: 50), GroupCount(wins: 50, n: 50),
      GroupCount(wins: 0, n: 50), GroupCount(wins: 0, n: 0),
    ])
    #expect(all.rho == 1 && all.groups[0].rate == 1 && all.groups[1].rate == 0)
    #expect(all.groups[4] == Shrinkage.Group())
    let some = try Shrinkage([
      GroupCount(wins: 30, n: 50), GroupCount(wins: 12, n: 60), GroupCount(wins: 2, n: 2),
      GroupCount(wins: 0, n: 0),
    ])
    let mean = try #require(some.mean)
    #expect(try #require(some.groups[0].rate) < 0.6 && #require(some.groups[0].rate) > mean)
    #expect(try #require(some.groups[2].rate) < 0.9)
    #expect(near(some.groups[3].rate, mean))
    // Groups of one row tell nothing about how alike the rows of a group are.
    let single = try Shrinkage([GroupCount(wins: 1, n: 1), GroupCount(wins: 0, n: 1)])
    #expect(single.rho == 0 && near(single.groups[0].rate, 0.5))
    #expect(try Shrinkage([GroupCount(wins: 0, n: 0)]).groups == [Shrinkage.Group()])
  }

  @Test("a trimmed mean drops as many at each end")
  func trimmed() throws {
    #expect(try TrimmedMean.of([3, 4, 5, 6, 900], trim: 0.2) == (5, 3))
    #expect(try TrimmedMean.of([900, 1], trim: 0.4) == (450.5, 2))
    #expect(try TrimmedMean.of((1...100).map(Double.init), trim: 0.29).n == 42)
    #expect(try TrimmedMean.of([7, .nan], trim: 0.49) == (7, 1))
    #expect(try TrimmedMean.of([], trim: 0.1) == (nil, 0))
    #expect(refusal { _ = try TrimmedMean.of([1], trim: 0.5) }?.parameter == "trim")
  }

  @Test("correlation is 1 along a line, by ranks along any rising curve")
  func correlation() throws {
    let x = (1...30).map(Double.init)
    #expect(try near(Correlation(x, x.map { 3 - 2 * $0 }).coefficient, -1))
    let curve = try Correlation(x, x.map { $0 * $0 * $0 }, method: .spearman)
    #expect(curve.coefficient == 1 && curve.p == 0 && curve.low == nil)
    // By hand: distances (-2..2) and (-1.2, -2.2, 0.8, -0.2, 2.8) give 10/sqrt(10 * 14.8).
    let small = try Correlation([1, 2, 3, 4, 5], [2, 1, 4, 3, 6])
    #expect(near(small.coefficient, 10 / 148.0.squareRoot()))
    #expect((small.low ?? 1) < 0 && (small.high ?? 0) > 0.9)
    #expect(try Correlation([1, 1, 1], [1, 2, 3]).coefficient == nil)
    #expect(try Correlation([1, .nan, 3], [.nan, 2, 3]).n == 1)
    #expect(try Correlation([], []).coefficient == nil)
    let ties = try Correlation([1, 1, 2, 3], [1, 1, 2, 3], method: .spearman)
    #expect(near(ties.coefficient, 1))
  }
}
