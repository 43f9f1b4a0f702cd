/// Whether a share rises or falls over ordered groups, such as the waves of a survey.
public struct ProportionTrend: Sendable, Equatable {
  /// Positive where the share rises. Nil where it is 0 or 1 everywhere, or only one group has rows.
  public var z: Double?
  /// Two-sided.
  public var p: Double?

  /// The Cochran-Armitage test with equally spaced groups.
  ///
  /// With x of n in group t = 0, 1, …, and the share q of all: z = sum t (x - n q) / sqrt(q (1 - q)
  /// (sum n t² - (sum n t)² / N)). Of two groups it is the test of two proportions with their shares
  /// pooled.
  ///
  /// Source: P. Armitage (1955), "Tests for Linear Trends in Proportions and Frequencies",
  /// Biometrics 11.
  ///
  /// - Throws: ``StatError`` for counts that cannot be.
  /// - Complexity: O(groups).
  public init(wins: [Int], n: [Int]) throws {
    guard wins.count == n.count else {
      throw StatError("wins", "has \(wins.count) groups, n has \(n.count)")
    }
    for (won, all) in zip(wins, n) { try Require.wins(won, of: all, "wins", "n") }
    let total = Double(n.reduce(0, +))
    let share = Double(wins.reduce(0, +)) / total
    var (sum, squares, slope) = (0.0, 0.0, 0.0)
    for (place, all) in n.enumerated() {
      let t = Double(place)
      sum += Double(all) * t
      squares += Double(all) * t * t
      slope += t * (Double(wins[place]) - Double(all) * share)
    }
    let variance = share * (1 - share) * (squares - sum * sum / total)
    guard variance > 0 else { return }
    let z = slope / variance.squareRoot()
    (self.z, p) = (z, Normal.twoSided(z))
  }
}
