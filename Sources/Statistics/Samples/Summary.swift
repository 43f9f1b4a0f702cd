/// A sample in a few figures.
public struct SampleSummary: Sendable, Equatable {
  public var moments: Moments
  /// Type 7; nil without values.
  public var quarter: Double?
  public var median: Double?
  public var threeQuarters: Double?

  /// - Parameter values: NaN stands for a missing value and is dropped.
  public init(_ values: [Double]) throws {
    try Require.noInfinity(values, "values")
    moments = Moments(values)
    let sorted = Sorting.ascending(values)
    quarter = Quantile.type7(sorted: sorted, 0.25)
    median = Quantile.type7(sorted: sorted, 0.5)
    threeQuarters = Quantile.type7(sorted: sorted, 0.75)
  }
}

/// The mean without the extremes: one huge deal does not move it.
public enum TrimmedMean {
  /// The mean of what is left after dropping the floor(trim n) smallest and as many of the largest
  /// values.
  ///
  /// - Parameters:
  ///   - values: NaN stands for a missing value and is dropped.
  ///   - trim: The share dropped at each end, 0 to below 0.5.
  /// - Returns: The mean, nil without values, and how many values it is of.
  public static func of(_ values: [Double], trim: Double = 0.1) throws -> (mean: Double?, n: Int) {
    guard trim >= 0, trim < 0.5 else {
      throw StatError("trim", "is not at least 0 and below 0.5", hint: "0.1 drops 10 % at each end")
    }
    try Require.noInfinity(values, "values")
    let sorted = Sorting.ascending(values)
    // A product that is whole but for rounding is whole: 0.29 of 100 are 29.
    let dropped = min(Int(trim * Double(sorted.count) + 1e-9), max(0, (sorted.count - 1) / 2))
    let kept = Array(sorted[dropped..<(sorted.count - dropped)])
    return (Moments(kept).mean, kept.count)
  }
}
