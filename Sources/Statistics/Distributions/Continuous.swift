import CStatistics

/// The chi-square distribution with `df` > 0 degrees of freedom, which may be fractional.
///
/// Evaluated as the incomplete gamma function with shape df/2 at x/2.
public enum ChiSquared {
  /// P(X <= x).
  public static func cdf(_ x: Double, df: Double) -> Double {
    if x <= 0 { return 0 }
    return x == .infinity ? 1 : cstat_gamma_lower(df / 2, x / 2)
  }

  /// P(X > x), the p-value of a chi-square statistic.
  public static func upper(_ x: Double, df: Double) -> Double {
    if x <= 0 { return 1 }
    return x == .infinity ? 0 : cstat_gamma_upper(df / 2, x / 2)
  }

  /// The x with P(X <= x) = q.
  public static func quantile(_ q: Double, df: Double) -> Double {
    if q <= 0 { return 0 }
    if q >= 1 { return .infinity }
    return 2
      * (q < 0.5
        ? cstat_gamma_lower_inverse(df / 2, q) : cstat_gamma_upper_inverse(df / 2, 1 - q))
  }
}

/// Student's t distribution with `df` > 0 degrees of freedom, which may be fractional.
public enum StudentT {
  /// P(T <= x).
  public static func cdf(_ x: Double, df: Double) -> Double { upper(-x, df: df) }

  /// P(T > x).
  public static func upper(_ x: Double, df: Double) -> Double {
    if x.isInfinite { return x > 0 ? 0 : 1 }
    return cstat_t_upper(x, df)
  }

  /// P(|T| >= |t|), the two-sided p-value of a t statistic.
  public static func twoSided(_ t: Double, df: Double) -> Double {
    min(1, 2 * upper(t.magnitude, df: df))
  }

  /// The x with P(T <= x) = q.
  public static func quantile(_ q: Double, df: Double) -> Double {
    if q <= 0 { return -.infinity }
    if q >= 1 { return .infinity }
    if q == 0.5 { return 0 }
    return q < 0.5 ? -cstat_t_upper_quantile(q, df) : cstat_t_upper_quantile(1 - q, df)
  }
}

/// Fisher's F distribution with `d1`, `d2` > 0 degrees of freedom.
public enum FisherF {
  /// P(X <= x).
  public static func cdf(_ x: Double, d1: Double, d2: Double) -> Double {
    if x <= 0 { return 0 }
    return x == .infinity ? 1 : cstat_f_lower(x, d1, d2)
  }

  /// P(X > x).
  public static func upper(_ x: Double, d1: Double, d2: Double) -> Double {
    if x <= 0 { return 1 }
    return x == .infinity ? 0 : cstat_f_upper(x, d1, d2)
  }

  /// The x with P(X <= x) = q.
  public static func quantile(_ q: Double, d1: Double, d2: Double) -> Double {
    if q <= 0 { return 0 }
    if q >= 1 { return .infinity }
    return q < 0.5 ? cstat_f_lower_inverse(q, d1, d2) : cstat_f_upper_inverse(1 - q, d1, d2)
  }
}

/// The beta distribution with shapes `a`, `b` > 0.
public enum BetaDistribution {
  /// P(X <= x).
  public static func cdf(_ x: Double, a: Double, b: Double) -> Double {
    if x <= 0 { return 0 }
    return x >= 1 ? 1 : cstat_beta_lower(a, b, x)
  }

  /// P(X > x).
  public static func upper(_ x: Double, a: Double, b: Double) -> Double {
    if x <= 0 { return 1 }
    return x >= 1 ? 0 : cstat_beta_upper(a, b, x)
  }

  /// The x with P(X <= x) = q.
  public static func quantile(_ q: Double, a: Double, b: Double) -> Double {
    if q <= 0 { return 0 }
    if q >= 1 { return 1 }
    return q < 0.5 ? cstat_beta_lower_inverse(a, b, q) : cstat_beta_upper_inverse(a, b, 1 - q)
  }

  /// The x with P(X > x) = tail.
  public static func upperQuantile(_ tail: Double, a: Double, b: Double) -> Double {
    if tail <= 0 { return 1 }
    if tail >= 1 { return 0 }
    return cstat_beta_upper_inverse(a, b, tail)
  }
}

/// The gamma function.
public enum GammaFunction {
  /// ln gamma(x) for x > 0.
  public static func logarithm(_ x: Double) -> Double { cstat_log_gamma(x) }
}
