/// Quantiles by linear interpolation between the order statistics: R's type 7, the default of
/// numpy, R and spreadsheets.
///
/// With the n values sorted and h = (n - 1) q, the quantile lies h - floor(h) of the way from
/// x[floor(h)] to the next one (positions from 0).
///
/// Source: R. J. Hyndman, Y. Fan (1996), "Sample Quantiles in Statistical Packages".
public enum Quantile {
  /// - Parameters:
  ///   - values: NaN stands for a missing value and is dropped.
  ///   - q: Which quantiles, each in [0, 1].
  /// - Returns: One for each `q`; nil when there is no value.
  /// - Complexity: O(*n*) for many values (radix sort).
  public static func type7(_ values: [Double], _ q: [Double]) throws -> [Double?] {
    for (index, share) in q.enumerated() { try Require.share(share, "q[\(index + 1)]") }
    try Require.noInfinity(values, "values")
    let sorted = Sorting.ascending(values)
    return q.map { type7(sorted: sorted, $0) }
  }

  /// One quantile of values that are already ascending and hold no NaN.
  public static func type7(sorted: [Double], _ q: Double) -> Double? {
    sorted.withUnsafeBufferPointer { type7(sorted: $0, q) }
  }

  /// The same of values where they are, for as long as the call takes.
  public static func type7(sorted: UnsafeBufferPointer<Double>, _ q: Double) -> Double? {
    guard !sorted.isEmpty else { return nil }
    let position = Double(sorted.count - 1) * q
    let below = min(Int(position), sorted.count - 1)
    let (low, high) = (sorted[below], sorted[min(below + 1, sorted.count - 1)])
    if low == high { return low }
    let share = position - Double(below)
    let between = low + share * (high - low)
    // The distance of two huge numbers of opposite sign overflows; the weighted sum does not.
    return between.isFinite ? between : (1 - share) * low + share * high
  }

  public static func median(_ values: [Double]) throws -> Double? {
    try type7(values, [0.5])[0]
  }
}
