/// The mean of amounts that are log-normal (deal sizes often are), with Cox's interval.
public struct LognormalMean: Sendable, Equatable {
  /// exp(m + s2/2); with one value s2 is taken as 0. Nil without values.
  public var estimate: Double?
  /// Nil below two values.
  public var low: Double?
  public var high: Double?

  /// exp(m + s2/2 +- z sqrt(s2/n + s2^2/(2(n-1)))), m and s2 (n-1) of the natural logarithms.
  ///
  /// Source: D. R. Cox, in C. E. Land (1972), Technometrics 14; U. Olsson (2005).
  ///
  /// - Parameter values: All above 0; NaN stands for a missing value and is dropped.
  /// - Throws: ``StatError`` when a value is not above 0.
  public init(_ values: [Double], level: Double = 0.95) throws {
    let confidence = try Confidence(level)
    for (index, value) in values.enumerated() where value <= 0 || value.isInfinite {
      throw StatError(
        "values[\(index + 1)]", "is not above 0",
        hint: "a log-normal amount is positive; leave zeros out and count them")
    }
    let logarithms = Moments(values.map { $0.isNaN ? $0 : logarithm($0) })
    guard let mean = logarithms.mean else { return }
    let spread = logarithms.variance ?? 0
    estimate = exponential(mean + spread / 2).ifFinite
    guard logarithms.n >= 2 else { return }
    let n = Double(logarithms.n)
    let error = (spread / n + spread * spread / (2 * (n - 1))).squareRoot()
    low = exponential(mean + spread / 2 - confidence.z * error)
    high = exponential(mean + spread / 2 + confidence.z * error).ifFinite
  }
}
