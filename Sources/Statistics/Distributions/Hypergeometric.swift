/// The hypergeometric distribution: how many of `drawn` rows, picked without putting back, are
/// among the `successes` of `total` rows.
public struct Hypergeometric: Sendable, Equatable {
  public let total: Int
  public let successes: Int
  public let drawn: Int
  /// The counts that can occur.
  public let support: ClosedRange<Int>

  /// - Throws: ``StatError`` naming `N`, `K` or `n` (the symbols of the catalogue) when a count is
  ///   negative or larger than the total, or the total is above a trillion.
  public init(total: Int, successes: Int, drawn: Int) throws {
    try Require.count(total, "N")
    // Tails are summed term by term; a trillion rows take about a second.
    if total > 1_000_000_000_000 { throw StatError("N", "is above a trillion") }
    try Require.wins(successes, of: total, "K", "N")
    try Require.wins(drawn, of: total, "n", "N")
    self.init(uncheckedTotal: total, successes: successes, drawn: drawn)
  }

  init(uncheckedTotal total: Int, successes: Int, drawn: Int) {
    self.total = total
    self.successes = successes
    self.drawn = drawn
    support = max(0, drawn - (total - successes))...min(successes, drawn)
  }

  /// ln P(X = k).
  ///
  /// Source: C. Loader (2000): the ratio of three binomial probabilities, none of which loses
  /// digits.
  public func logMass(_ k: Int) -> Double {
    guard support.contains(k) else { return -.infinity }
    if support.lowerBound == support.upperBound { return 0 }
    let (all, picked) = (Double(total), Double(drawn))
    let p = picked / all
    let q = Double(total - drawn) / all
    return Binomial.logMass(Double(k), n: Double(successes), p: p, q: q)
      + Binomial.logMass(Double(drawn - k), n: Double(total - successes), p: p, q: q)
      - Binomial.logMass(picked, n: all, p: p, q: q)
  }

  /// P(X = k).
  public func mass(_ k: Int) -> Double { exponential(logMass(k)) }

  /// P(X <= k).
  public func cdf(_ k: Int) -> Double {
    if k < support.lowerBound { return 0 }
    if k >= support.upperBound { return 1 }
    return Double(k) <= mode ? sum(downFrom: k) : max(0, 1 - sum(upFrom: k + 1))
  }

  /// P(X > k).
  public func upper(_ k: Int) -> Double {
    if k < support.lowerBound { return 1 }
    if k >= support.upperBound { return 0 }
    return Double(k) >= mode ? sum(upFrom: k + 1) : max(0, 1 - sum(downFrom: k))
  }

  /// The smallest k with P(X <= k) >= q.
  public func quantile(_ q: Double) -> Int {
    Discrete.smallest(in: support, reaching: q) { (cdf($0), upper($0)) }
  }

  /// Where the probabilities are largest, to within one.
  var mode: Double {
    (Double(drawn) + 1) * ((Double(successes) + 1) / (Double(total) + 2))
  }

  /// P(X = k + 1) / P(X = k).
  @inline(__always)
  func stepUp(_ k: Int) -> Double {
    let (k, drawn, successes) = (Double(k), Double(drawn), Double(successes))
    return (successes - k) * (drawn - k) / ((k + 1) * (Double(total) - successes - drawn + k + 1))
  }

  /// The sum of the probabilities from `start` up. Terms shrink from the mode on, so the sum ends
  /// where they no longer count.
  ///
  /// - Complexity: O(standard deviation) when `start` is not below the mode.
  func sum(upFrom start: Int) -> Double {
    guard start <= support.upperBound else { return 0 }
    var k = max(start, support.lowerBound)
    // Terms relative to the first one: it may be too small for a Double while the sum is asked
    // for its logarithm's sake.
    var term = 1.0
    var sum = 1.0
    while k < support.upperBound {
      term *= stepUp(k)
      k += 1
      sum += term
      if term < sum * 1e-18, Double(k) > mode { break }
    }
    return min(1, exponential(logMass(max(start, support.lowerBound)) + logarithm(sum)))
  }

  /// The sum of the probabilities from `start` down.
  func sum(downFrom start: Int) -> Double {
    guard start >= support.lowerBound else { return 0 }
    var k = min(start, support.upperBound)
    var term = 1.0
    var sum = 1.0
    while k > support.lowerBound {
      k -= 1
      term /= stepUp(k)
      sum += term
      if term < sum * 1e-18, Double(k) < mode { break }
    }
    return min(1, exponential(logMass(min(start, support.upperBound)) + logarithm(sum)))
  }
}
