/// Whether two columns move together.
public struct Correlation: Sendable, Equatable {
  public enum Method: String, Sendable, CaseIterable {
    /// Along a straight line.
    case pearson
    /// In order: Pearson's of the ranks, ties at their mean rank.
    case spearman
  }

  /// -1 to 1; nil below two rows or when a column does not vary.
  public var coefficient: Double?
  /// Two-sided, by t = r sqrt((n - 2)/(1 - r^2)) with n - 2 degrees of freedom; nil below three
  /// rows.
  public var p: Double?
  /// By Fisher's transformation, atanh r +- z s/sqrt(n - 3), s 1 for Pearson and sqrt(1 + r^2/2) for
  /// Spearman (Bonett, Wright 2000); nil below four rows, or when the coefficient is -1 or 1.
  public var low: Double?
  public var high: Double?
  /// Rows with both values.
  public var n = 0

  /// - Parameters:
  ///   - x: NaN stands for a missing value; a row counts when it has both.
  ///   - y: As many.
  /// - Complexity: O(*n*); the ranks by radix sort.
  public init(_ x: [Double], _ y: [Double], method: Method = .pearson, level: Double = 0.95) throws
  {
    let confidence = try Confidence(level)
    try Require.sameLength(y.count, x.count, "y", "x")
    try Require.noInfinity(x, "x")
    try Require.noInfinity(y, "y")
    guard x.count <= Int(UInt32.max) else { throw StatError("x", "is too long") }
    let rows = x.indices.filter { !x[$0].isNaN && !y[$0].isNaN }
    n = rows.count
    var (a, b) = (rows.map { x[$0] }, rows.map { y[$0] })
    if method == .spearman { (a, b) = (Self.ranks(a), Self.ranks(b)) }
    guard let r = Self.pearson(a, b) else { return }
    coefficient = r
    guard n > 2 else { return }
    let rest = (1 - r) * (1 + r)
    p =
      rest > 0
      ? StudentT.twoSided(r * (Double(n - 2) / rest).squareRoot(), df: Double(n - 2)) : 0
    guard n > 3, rest > 0 else { return }
    let widening = method == .spearman ? (1 + r * r / 2).squareRoot() : 1
    let middle = 0.5 * (logarithmOfOnePlus(r) - logarithmOfOnePlus(-r))
    let margin = confidence.z * widening / Double(n - 3).squareRoot()
    low = Self.hyperbolicTangent(middle - margin)
    high = Self.hyperbolicTangent(middle + margin)
  }

  private static func pearson(_ a: [Double], _ b: [Double]) -> Double? {
    let (first, second) = (Moments(a), Moments(b))
    guard let meanA = first.mean, let meanB = second.mean, let varianceA = first.variance,
      let varianceB = second.variance, varianceA > 0, varianceB > 0
    else { return nil }
    let (scaleA, scaleB) = (varianceA.squareRoot(), varianceB.squareRoot())
    var sum = CompensatedSum()
    for index in a.indices {
      sum.add(((a[index] - meanA) / scaleA) * ((b[index] - meanB) / scaleB))
    }
    return min(1, max(-1, sum.value / Double(a.count - 1))).ifFinite
  }

  /// The rank of each value from 1, tied values at their mean rank.
  private static func ranks(_ values: [Double]) -> [Double] {
    let order = Sorting.order(values)
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end < order.count, values[Int(order[end])] == values[Int(order[start])] { end += 1 }
      let rank = Double(start + end + 1) / 2
      for position in start..<end { ranks[Int(order[position])] = rank }
      start = end
    }
    return ranks
  }

  private static func hyperbolicTangent(_ x: Double) -> Double {
    let small = exponentialLessOne(-2 * x.magnitude)
    let value = -small / (small + 2)
    return x < 0 ? -value : value
  }
}
