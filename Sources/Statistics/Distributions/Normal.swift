import CStatistics

/// The standard normal distribution.
public enum Normal {
  /// P(Z <= x).
  public static func cdf(_ x: Double) -> Double { cstat_normal_upper(-x) }

  /// P(Z > x), right to the last digits far out in the tail.
  public static func upper(_ x: Double) -> Double { cstat_normal_upper(x) }

  /// The density at x: exp(-x^2/2) / sqrt(2 pi).
  public static func density(_ x: Double) -> Double {
    exponential(-0.5 * x * x) * 0.398942280401432678
  }

  /// The x with P(Z <= x) = q; minus infinity at 0, infinity at 1.
  ///
  /// - Precondition: `q` is in [0, 1].
  public static func quantile(_ q: Double) -> Double {
    if q <= 0 { return -.infinity }
    if q >= 1 { return .infinity }
    // Where q is above one half, 1 - q is exact.
    return q < 0.5 ? -cstat_normal_upper_quantile(q) : cstat_normal_upper_quantile(1 - q)
  }

  /// The x with P(Z > x) = tail.
  public static func upperQuantile(_ tail: Double) -> Double {
    if tail <= 0 { return .infinity }
    if tail >= 1 { return -.infinity }
    return cstat_normal_upper_quantile(tail)
  }

  /// P(|Z| >= |z|), the two-sided p-value of a z statistic.
  public static func twoSided(_ z: Double) -> Double { min(1, 2 * cstat_normal_upper(z.magnitude)) }
}
