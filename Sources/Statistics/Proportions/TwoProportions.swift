/// Two win rates against each other.
public enum TwoProportions {
  /// The difference of two rates with a z test. Nil where it is not defined.
  public struct ZTest: Sendable, Equatable {
    /// Rate 1 minus rate 2; nil when a side has no rows.
    public var difference: Double?
    /// Nil when the pooled rate is 0 or 1, or a side has no rows.
    public var z: Double?
    /// Two-sided.
    public var p: Double?
  }

  /// The z test of two proportions with the pooled variance, without continuity correction.
  ///
  /// z = (r1 - r2) / sqrt(r (1 - r) (1/n1 + 1/n2)), r the rate of both sides together.
  public static func zTest(wins1: Int, n1: Int, wins2: Int, n2: Int) throws -> ZTest {
    try Require.wins(wins1, of: n1, "wins1", "n1")
    try Require.wins(wins2, of: n2, "wins2", "n2")
    guard n1 > 0, n2 > 0 else { return ZTest() }
    let (a, b) = (Double(n1), Double(n2))
    let difference = Double(wins1) / a - Double(wins2) / b
    let wins = wins1 + wins2
    guard wins > 0, wins < n1 + n2 else { return ZTest(difference: difference) }
    let pooled = Double(wins) / (a + b)
    let variance = pooled * (Double(n1 + n2 - wins) / (a + b)) * (1 / a + 1 / b)
    let z = difference / variance.squareRoot()
    return ZTest(difference: difference, z: z, p: Normal.twoSided(z))
  }

  /// The difference of two rates with an interval.
  public struct Difference: Sendable, Equatable {
    /// Rate 1 minus rate 2; nil when a side has no rows.
    public var difference: Double?
    /// Inside [-1, 1].
    public var low: Double?
    public var high: Double?
  }

  /// Newcombe's hybrid score interval for the difference of two rates.
  ///
  /// With Wilson bounds l, u of each rate: low = d - sqrt((r1-l1)^2 + (u2-r2)^2), high = d +
  /// sqrt((u1-r1)^2 + (r2-l2)^2). A side without rows: all nil.
  ///
  /// Source: R. G. Newcombe (1998), "Interval Estimation for the Difference Between Independent
  /// Proportions", Statistics in Medicine 17, method 10.
  public static func newcombe(
    wins1: Int, n1: Int, wins2: Int, n2: Int, level: Double = 0.95
  ) throws -> Difference {
    let confidence = try Confidence(level)
    try Require.wins(wins1, of: n1, "wins1", "n1")
    try Require.wins(wins2, of: n2, "wins2", "n2")
    let first = Proportion.wilson(uncheckedWins: Double(wins1), n: Double(n1), z: confidence.z)
    let second = Proportion.wilson(uncheckedWins: Double(wins2), n: Double(n2), z: confidence.z)
    guard let r1 = first.estimate, let r2 = second.estimate else { return Difference() }
    let difference = r1 - r2
    let below = hypotenuse(r1 - first.low, second.high - r2)
    let above = hypotenuse(first.high - r1, r2 - second.low)
    return Difference(
      difference: difference, low: max(-1, difference - below), high: min(1, difference + above))
  }

  private static func hypotenuse(_ a: Double, _ b: Double) -> Double {
    (a * a + b * b).squareRoot()
  }

  /// Cohen's h, the size of the difference of two rates on the arcsine scale, signed.
  ///
  /// h = 2 asin sqrt p1 - 2 asin sqrt p2; by custom 0.2 is small, 0.5 medium, 0.8 large.
  ///
  /// Source: J. Cohen (1988), "Statistical Power Analysis for the Behavioral Sciences".
  public static func cohensH(p1: Double, p2: Double) throws -> Double {
    try Require.share(p1, "p1")
    try Require.share(p2, "p2")
    return 2 * arcSine(p1.squareRoot()) - 2 * arcSine(p2.squareRoot())
  }
}
