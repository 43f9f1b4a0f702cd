/// Win rates of many groups, drawn together as far as their spread is no more than chance.
///
/// A group of three deals that won all three is not the best group there is. The beta-binomial
/// model measures how much the true rates of the groups differ (rho), and moves each raw rate
/// towards the common mean, small groups farther.
public struct Shrinkage: Sendable, Equatable {
  /// A group's rate after shrinking, with its interval. Nil for an empty group where the model says
  /// nothing of it.
  public struct Group: Sendable, Equatable {
    public var rate: Double?
    public var low: Double?
    public var high: Double?
  }

  /// The rate of all rows together; nil without rows.
  public var mean: Double?
  /// The correlation of two rows of one group: 0 when the groups differ no more than by chance, 1
  /// when all rows of a group agree.
  public var rho: Double?
  /// M = (1 - rho)/rho, the number of rows that the common mean counts for; infinite at rho 0.
  public var precision: Double?
  /// mean M, (1 - mean) M: the shapes of the prior; nil at rho 0.
  public var alpha: Double?
  public var beta: Double?
  /// One for each group, in the order given.
  public var groups: [Group]

  /// The n-weighted method of moments.
  ///
  /// With k groups that have rows, N rows, X2 the Pearson chi-square of the k x 2 table and n0 = N -
  /// sum n_i^2/N: rho = (X2 - (k-1)) / (n0 - (k-1)), clipped to [0, 1], and 0 if mean is 0 or 1, if
  /// k = 1, or if no group has two rows. shrunk = (wins + alpha)/(n + M); the interval holds the
  /// quantiles (1-level)/2 and (1+level)/2 of Beta(alpha + wins, beta + n - wins). It ignores the
  /// uncertainty of alpha and beta: call it approximate.
  ///
  /// At rho 0 every group gets the pooled rate with the pooled Wilson interval; at rho 1 its raw rate
  /// with its own Wilson interval (nil without rows). Otherwise an empty group gets the prior.
  ///
  /// Source: J. C. Kleinman (1973), "Proportions with Extraneous Variance", JASA 68, with weights n_i.
  ///
  /// - Throws: ``StatError`` for wins above n, a negative count, or a level outside (0, 1).
  public init(_ counts: [GroupCount], level: Double = 0.95) throws {
    let confidence = try Confidence(level)
    for (index, group) in counts.enumerated() {
      try Require.wins(
        group.wins, of: group.n, "groups[\(index + 1)].wins", "groups[\(index + 1)].n")
    }
    let total = counts.reduce(0.0) { $0 + Double($1.n) }
    let won = counts.reduce(0.0) { $0 + Double($1.wins) }
    guard total > 0 else {
      groups = counts.map { _ in Group() }
      return
    }
    let pooled = won / total
    let rho = Self.correlation(counts, total: total, won: won)
    mean = pooled
    self.rho = rho

    if rho == 0 {
      precision = .infinity
      let interval = Proportion.wilson(uncheckedWins: won, n: total, z: confidence.z)
      groups = counts.map { _ in Group(rate: pooled, low: interval.low, high: interval.high) }
      return
    }
    let weight = (1 - rho) / rho
    precision = weight
    let (priorWon, priorLost) = (pooled * weight, (total - won) / total * weight)
    alpha = priorWon
    beta = priorLost
    // Many groups are small, and small groups are alike: each pair of counts is worked out once.
    var known: [GroupCount: Group] = [:]
    groups = counts.map { count in
      if let group = known[count] { return group }
      let group = Self.shrunk(
        count, rho: rho, weight: weight, prior: (priorWon, priorLost), confidence)
      known[count] = group
      return group
    }
  }

  /// One group's rate and interval, for rho above 0.
  private static func shrunk(
    _ count: GroupCount, rho: Double, weight: Double, prior: (won: Double, lost: Double),
    _ confidence: Confidence
  ) -> Group {
    let (wins, n) = (Double(count.wins), Double(count.n))
    if rho == 1 {
      guard n > 0 else { return Group() }
      let interval = Proportion.wilson(uncheckedWins: wins, n: n, z: confidence.z)
      return Group(rate: interval.estimate, low: interval.low, high: interval.high)
    }
    let (a, b) = (prior.won + wins, prior.lost + n - wins)
    return Group(
      rate: (wins + prior.won) / (n + weight),
      low: BetaDistribution.quantile(confidence.tail, a: a, b: b).ifFinite,
      high: BetaDistribution.upperQuantile(confidence.tail, a: a, b: b).ifFinite)
  }

  private static func correlation(
    _ counts: [GroupCount], total: Double, won: Double
  ) -> Double {
    let filled = counts.filter { $0.n > 0 }
    guard filled.count > 1, won > 0, won < total else { return 0 }
    let mean = won / total
    var squares = CompensatedSum()
    var sizes = CompensatedSum()
    for group in filled {
      let n = Double(group.n)
      let distance = Double(group.wins) / n - mean
      squares.add(n * distance * distance)
      sizes.add(n * (n / total))
    }
    let chi2 = squares.value / (mean * ((total - won) / total))
    let freedom = Double(filled.count - 1)
    let denominator = total - sizes.value - freedom
    // Only groups of one row: nothing tells how alike the rows of a group are.
    guard denominator > total * 1e-14 else { return 0 }
    return min(1, max(0, (chi2 - freedom) / denominator))
  }
}
