/// How well a score ranks the won above the lost.
public struct AreaUnderCurve: Sendable, Equatable {
  /// The chance that a won row has a higher score than a lost one, ties half; nil with one class
  /// only. 0.5 is guessing.
  public var auc: Double?
  /// 2 auc - 1.
  public var gini: Double? { auc.map { 2 * $0 - 1 } }
  /// DeLong's; nil, like the bounds, when a class has a single row.
  public var standardError: Double?
  /// auc +- z standard errors, clipped to [0, 1].
  public var low: Double?
  public var high: Double?

  /// variance = var(V10)/m + var(V01)/n with n-1 variances, V10 the share of the lost below each won
  /// row (ties half), V01 the share of the won above each lost row.
  ///
  /// Source: E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson (1988), Biometrics 44; by ranks: X. Sun,
  /// W. Xu (2014), IEEE Signal Processing Letters 21.
  ///
  /// - Complexity: O(number of distinct scores).
  public init(_ scored: ScoredOutcomes, level: Double = 0.95) throws {
    let confidence = try Confidence(level)
    let (m, n) = (Double(scored.won), Double(scored.lost))
    guard scored.won > 0, scored.lost > 0 else { return }
    var placements = Placements()
    var pairs = CompensatedSum()
    var (belowWon, belowLost) = (0, 0)
    for group in scored.groups {
      let lostBelow = Double(belowLost) + 0.5 * Double(group.lost)
      let wonAbove = Double(scored.won - belowWon) - 0.5 * Double(group.won)
      placements.won.append((lostBelow / n, group.won))
      placements.lost.append((wonAbove / m, group.lost))
      pairs.add(Double(group.won) * lostBelow)
      belowWon += group.won
      belowLost += group.lost
    }
    let area = pairs.value / (m * n)
    auc = area
    guard scored.won > 1, scored.lost > 1 else { return }
    let variance =
      Self.variance(placements.won, around: area) / m
      + Self.variance(placements.lost, around: area) / n
    let error = variance.squareRoot()
    standardError = error
    low = max(0, area - confidence.z * error)
    high = min(1, area + confidence.z * error)
  }

  private struct Placements {
    var won: [(value: Double, count: Int)] = []
    var lost: [(value: Double, count: Int)] = []
  }

  /// The n-1 variance of values that occur `count` times, of which the mean is known. Exactly 0
  /// when they are all the same.
  private static func variance(
    _ values: [(value: Double, count: Int)], around mean: Double
  ) -> Double {
    var squares = CompensatedSum()
    var rest = CompensatedSum()
    var total = 0
    var (least, most) = (Double.infinity, -Double.infinity)
    for (value, count) in values where count > 0 {
      let distance = value - mean
      squares.add(Double(count) * distance * distance)
      rest.add(Double(count) * distance)
      total += count
      least = min(least, value)
      most = max(most, value)
    }
    if least >= most || total < 2 { return 0 }
    let corrected = squares.value - rest.value * rest.value / Double(total)
    return max(0, corrected) / Double(total - 1)
  }
}
