/// The median with an interval that assumes nothing of the distribution.
public struct MedianInterval: Sendable, Equatable {
  public var median: Double?
  /// Nil when no interval of this level exists (fewer than 6 values at 95 %).
  public var low: Double?
  public var high: Double?
  /// The level the interval really has, at least the one asked for.
  public var coverage: Double?

  /// The interval from the k-th smallest to the k-th largest value, with the largest k for which
  /// P(Bin(n, 1/2) <= k - 1) <= (1 - level)/2. Its coverage is 1 - 2 P(Bin(n, 1/2) <= k - 1).
  ///
  /// Source: W. R. Thompson (1936), Annals of Mathematical Statistics 7.
  ///
  /// - Parameter values: NaN stands for a missing value and is dropped.
  public init(_ values: [Double], level: Double = 0.95) throws {
    let confidence = try Confidence(level)
    try Require.noInfinity(values, "values")
    self.init(sorted: Sorting.ascending(values), at: confidence)
  }

  /// The same of values that are already ascending and hold no NaN.
  public init(sorted: [Double], at confidence: Confidence) {
    self = sorted.withUnsafeBufferPointer { Self(sorted: $0, at: confidence) }
  }

  /// The same of values where they are, for as long as the call takes.
  public init(sorted: UnsafeBufferPointer<Double>, at confidence: Confidence) {
    median = Quantile.type7(sorted: sorted, 0.5)
    let n = sorted.count
    // The rounding of the distribution function must not cost an interval that exactly fits.
    let limit = confidence.tail * (1 + 1e-12)
    func fits(_ k: Int) -> Bool { Binomial.cdf(k - 1, n: n, p: 0.5) <= limit }
    guard n > 0, fits(1) else { return }
    var (least, most) = (1, (n + 1) / 2)
    while least < most {
      let middle = most - (most - least) / 2
      if fits(middle) { least = middle } else { most = middle - 1 }
    }
    low = sorted[least - 1]
    high = sorted[n - least]
    coverage = 1 - 2 * Binomial.cdf(least - 1, n: n, p: 0.5)
  }
}
