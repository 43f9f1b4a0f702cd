import CStatistics

/// The binomial distribution: `n` trials that succeed with probability `p` each.
public enum Binomial {
  /// P(X = k).
  ///
  /// Source: C. Loader (2000), "Fast and Accurate Computation of Binomial Probabilities": the
  /// saddle-point form, right to the last digits where factorials would overflow.
  public static func mass(_ k: Int, n: Int, p: Double) -> Double {
    exponential(logMass(Double(k), n: Double(n), p: p, q: 1 - p))
  }

  /// P(X <= k).
  public static func cdf(_ k: Int, n: Int, p: Double) -> Double {
    if k < 0 { return 0 }
    if k >= n || p <= 0 { return 1 }
    if p >= 1 { return 0 }
    return cstat_beta_upper(Double(k) + 1, Double(n - k), p)
  }

  /// P(X > k).
  public static func upper(_ k: Int, n: Int, p: Double) -> Double {
    if k < 0 { return 1 }
    if k >= n || p <= 0 { return 0 }
    if p >= 1 { return 1 }
    return cstat_beta_lower(Double(k) + 1, Double(n - k), p)
  }

  /// The smallest k with P(X <= k) >= q.
  public static func quantile(_ q: Double, n: Int, p: Double) -> Int {
    Discrete.smallest(in: 0...n, reaching: q) { (cdf($0, n: n, p: p), upper($0, n: n, p: p)) }
  }

  /// ln P(X = k), with the complement of `p` given apart so that it keeps its digits.
  static func logMass(_ k: Double, n: Double, p: Double, q: Double) -> Double {
    if k < 0 || k > n { return -.infinity }
    if p <= 0 { return k == 0 ? 0 : -.infinity }
    if q <= 0 { return k == n ? 0 : -.infinity }
    if k == 0 { return n * (p < 0.5 ? logarithmOfOnePlus(-p) : logarithm(q)) }
    if k == n { return n * (q < 0.5 ? logarithmOfOnePlus(-q) : logarithm(p)) }
    let rest = n - k
    let correction =
      stirlingError(n) - stirlingError(k) - stirlingError(rest)
      - deviance(k, n * p) - deviance(rest, n * q)
    let scale = logarithmOfTwoPi + logarithm(k) + logarithmOfOnePlus(-k / n)
    return correction - 0.5 * scale
  }

  private static let logarithmOfTwoPi = 1.837877066409345483560659472811

  /// ln n! minus Stirling's approximation of it.
  static func stirlingError(_ n: Double) -> Double {
    if n <= 0 { return 0 }
    if n <= 15 {
      return cstat_log_gamma(n + 1) - (n + 0.5) * logarithm(n) + n - 0.5 * logarithmOfTwoPi
    }
    let square = n * n
    let series =
      (1.0 / 12
        - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square)
          / square)
    return series / n
  }

  /// x ln(x/mean) + mean - x, without the cancellation where x is near the mean.
  static func deviance(_ x: Double, _ mean: Double) -> Double {
    let distance = x - mean
    guard distance.magnitude < 0.1 * (x + mean) else {
      return x * logarithm(x / mean) + mean - x
    }
    let ratio = distance / (x + mean)
    var sum = distance * ratio
    var term = 2 * x * ratio
    let square = ratio * ratio
    for j in 1..<1000 {
      term *= square
      let next = sum + term / Double(2 * j + 1)
      if next == sum { break }
      sum = next
    }
    return sum
  }
}

/// The Poisson distribution with the given mean: events in a stretch of time, independent of each
/// other.
public enum Poisson {
  /// P(X = k).
  public static func mass(_ k: Int, mean: Double) -> Double {
    if k < 0 { return 0 }
    if mean <= 0 { return k == 0 ? 1 : 0 }
    if k == 0 { return exponential(-mean) }
    let x = Double(k)
    return exponential(-Binomial.stirlingError(x) - Binomial.deviance(x, mean))
      / (6.283185307179586477 * x).squareRoot()
  }

  /// P(X <= k).
  public static func cdf(_ k: Int, mean: Double) -> Double {
    if k < 0 { return 0 }
    return mean <= 0 ? 1 : cstat_gamma_upper(Double(k) + 1, mean)
  }

  /// P(X > k).
  public static func upper(_ k: Int, mean: Double) -> Double {
    if k < 0 { return 1 }
    return mean <= 0 ? 0 : cstat_gamma_lower(Double(k) + 1, mean)
  }

  /// The smallest k with P(X <= k) >= q, or nil at q = 1, where there is none.
  public static func quantile(_ q: Double, mean: Double) -> Int? {
    if q >= 1 { return mean <= 0 ? 0 : nil }
    // Chebyshev: no quantile short of 1 lies farther out than this; doubling is for q near 1.
    var high = Int(min(mean + 40 * (mean.squareRoot() + 1), Double(Require.largestCount)))
    while high < Require.largestCount, upper(high, mean: mean) > 1 - q { high *= 2 }
    return Discrete.smallest(in: 0...high, reaching: q) {
      (cdf($0, mean: mean), upper($0, mean: mean))
    }
  }
}

enum Discrete {
  /// The smallest k at which the distribution function reaches q, by bisection.
  ///
  /// The probabilities are rounded, so that one may miss an exact q by its last digit: a relative
  /// slack of 1e-13 lets it count. Above one half the upper tail decides, which keeps its digits.
  static func smallest(
    in range: ClosedRange<Int>, reaching q: Double,
    _ tails: (Int) -> (lower: Double, upper: Double)
  ) -> Int {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = low + (high - low) / 2
      let (lower, upper) = tails(middle)
      let reached = q <= 0.5 ? lower >= q * (1 - 1e-13) : upper <= (1 - q) * (1 + 1e-13)
      if reached { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
