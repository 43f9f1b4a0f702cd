/// A win rate and how far it can be trusted.
///
/// `wins` of `n` rows are won. Open and missing rows are neither: the caller leaves them out.
public enum Proportion {
  /// Wilson's score interval, without continuity correction.
  ///
  /// The bounds are the two rates x at which (rate - x)^2 = z^2 x (1 - x) / n. They stay inside
  /// [0, 1], and 0 of n has the low bound 0 exactly. Without rows the interval is [0, 1], the limit
  /// of the formula, and there is no estimate.
  ///
  /// Source: E. B. Wilson (1927), "Probable Inference, the Law of Succession, and Statistical
  /// Inference", JASA 22.
  ///
  /// - Parameter level: Two-sided confidence, inside (0, 1).
  /// - Throws: ``StatError`` for a negative count, `wins` above `n`, or a level outside (0, 1).
  public static func wilson(wins: Int, n: Int, level: Double = 0.95) throws -> Interval {
    try wilson(wins: wins, n: n, at: Confidence(level))
  }

  /// ``wilson(wins:n:level:)`` with the level prepared, for loops over many groups.
  public static func wilson(wins: Int, n: Int, at confidence: Confidence) throws -> Interval {
    try Require.wins(wins, of: n)
    return wilson(uncheckedWins: Double(wins), n: Double(n), z: confidence.z)
  }

  /// Wilson's interval of counts known to be sound.
  static func wilson(uncheckedWins wins: Double, n: Double, z: Double) -> Interval {
    guard n > 0 else { return Interval(estimate: nil, low: 0, high: 1) }
    return Interval(
      estimate: wins / n, low: lowBound(wins, n, z), high: 1 - lowBound(n - wins, n, z))
  }

  /// The smaller root of (n + z^2) x^2 - (2 wins + z^2) x + wins^2/n = 0, through the larger one:
  /// the textbook form subtracts two nearly equal numbers when wins are few.
  @inline(__always)
  private static func lowBound(_ wins: Double, _ n: Double, _ z: Double) -> Double {
    let square = z * z
    let centre = 2 * wins + square
    let root = z * (square + 4 * wins * ((n - wins) / n)).squareRoot()
    return min(1, 2 * wins * (wins / n) / (centre + root))
  }

  /// The exact interval of Clopper and Pearson: it holds at least the level, often more.
  ///
  /// low = Beta quantile of (1-level)/2 with shapes wins, n-wins+1, and 0 at no wins; high = Beta
  /// quantile of (1+level)/2 with shapes wins+1, n-wins, and 1 at n wins. Without rows: [0, 1].
  ///
  /// Source: C. J. Clopper, E. S. Pearson (1934), Biometrika 26.
  public static func clopperPearson(wins: Int, n: Int, level: Double = 0.95) throws -> Interval {
    let confidence = try Confidence(level)
    try Require.wins(wins, of: n)
    guard n > 0 else { return Interval(estimate: nil, low: 0, high: 1) }
    let (won, lost) = (Double(wins), Double(n - wins))
    return Interval(
      estimate: won / Double(n),
      low: wins == 0 ? 0 : BetaDistribution.quantile(confidence.tail, a: won, b: lost + 1),
      high: wins == n
        ? 1 : BetaDistribution.upperQuantile(confidence.tail, a: won + 1, b: lost))
  }
}
