/// Welch's t test: the difference of two means without assuming equal spreads.
public struct WelchT: Sendable, Equatable {
  /// Mean of `a` minus mean of `b`; nil when a sample is empty.
  public var difference: Double?
  /// Nil, like all that follows, when a sample has fewer than two values or neither varies.
  public var t: Double?
  /// Welch-Satterthwaite degrees of freedom, fractional.
  public var df: Double?
  /// Two-sided.
  public var p: Double?
  public var low: Double?
  public var high: Double?

  /// t = difference / sqrt(va/na + vb/nb); df = (va/na + vb/nb)^2 / ((va/na)^2/(na-1) +
  /// (vb/nb)^2/(nb-1)).
  ///
  /// Source: B. L. Welch (1947), Biometrika 34.
  ///
  /// - Parameters:
  ///   - a: The first sample; NaN stands for a missing value and is dropped.
  ///   - b: The second sample.
  ///   - level: Two-sided confidence of the interval of the difference.
  public init(_ a: [Double], _ b: [Double], level: Double = 0.95) throws {
    let confidence = try Confidence(level)
    try Require.noInfinity(a, "a")
    try Require.noInfinity(b, "b")
    let (first, second) = (Moments(a), Moments(b))
    guard let meanA = first.mean, let meanB = second.mean else { return }
    difference = (meanA - meanB).ifFinite
    guard let difference, let varianceA = first.variance, let varianceB = second.variance else {
      return
    }
    let shareA = varianceA / Double(first.n)
    let shareB = varianceB / Double(second.n)
    let variance = shareA + shareB
    guard variance > 0, variance.isFinite else { return }
    let error = variance.squareRoot()
    // Relative shares: squares of tiny variances would underflow.
    let (partA, partB) = (shareA / variance, shareB / variance)
    let degrees =
      1 / (partA * partA / Double(first.n - 1) + partB * partB / Double(second.n - 1))
    let statistic = difference / error
    let margin = StudentT.quantile(1 - confidence.tail, df: degrees) * error
    t = statistic
    df = degrees
    p = StudentT.twoSided(statistic, df: degrees)
    low = difference - margin
    high = difference + margin
  }
}
