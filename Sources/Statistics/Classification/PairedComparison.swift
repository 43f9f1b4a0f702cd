/// Two scores of the same rows: does one rank better?
public struct PairedAreas: Sendable, Equatable {
  /// Nil with one class only.
  public var aucA: Double?
  public var aucB: Double?
  /// auc_a - auc_b.
  public var difference: Double?
  /// DeLong's, of the difference; nil when a class has a single row.
  public var standardError: Double?
  /// Nil when the difference has no variance, as for two scores that rank alike.
  public var z: Double?
  /// Two-sided.
  public var p: Double?
  /// Rows left out because a score or the outcome was missing.
  public var missing = 0

  /// z = (auc_a - auc_b) / sqrt(var(V10a - V10b)/m + var(V01a - V01b)/n): the covariance of both
  /// scores is in the differences of the placements.
  ///
  /// Source: as ``AreaUnderCurve``.
  ///
  /// - Parameters:
  ///   - a: The first score; NaN stands for a missing value. A row counts when it has all three.
  ///   - b: The second score.
  ///   - labels: 1 for won, 0 for lost, anything negative for missing.
  public init(_ a: [Double], _ b: [Double], labels: [Int8]) throws {
    try Require.sameLength(b.count, a.count, "scores_b", "scores_a")
    try Require.sameLength(labels.count, a.count, "labels", "scores_a")
    guard a.count <= Int(UInt32.max) else { throw StatError("scores_a", "is too long") }
    if let wrong = labels.firstIndex(where: { $0 > 1 }) {
      throw StatError("labels[\(wrong + 1)]", "is neither 0 nor 1")
    }
    let rows = a.indices.filter { labels[$0] >= 0 && !a[$0].isNaN && !b[$0].isNaN }
    missing = a.count - rows.count
    let outcomes = rows.map { labels[$0] == 1 }
    let won = outcomes.reduce(0) { $0 + ($1 ? 1 : 0) }
    guard won > 0, won < rows.count else { return }
    let first = Self.placements(rows.map { a[$0] }, outcomes, won: won)
    let second = Self.placements(rows.map { b[$0] }, outcomes, won: won)
    aucA = first.auc
    aucB = second.auc
    difference = first.auc - second.auc
    guard won > 1, rows.count - won > 1 else { return }
    var (wonDistances, lostDistances): ([Double], [Double]) = ([], [])
    for row in outcomes.indices {
      let distance = first.values[row] - second.values[row]
      if outcomes[row] { wonDistances.append(distance) } else { lostDistances.append(distance) }
    }
    let variance =
      (Moments(wonDistances).variance ?? 0) / Double(won)
      + (Moments(lostDistances).variance ?? 0) / Double(rows.count - won)
    standardError = variance.squareRoot()
    guard variance > 0, let difference else { return }
    let statistic = difference / variance.squareRoot()
    z = statistic
    p = Normal.twoSided(statistic)
  }

  /// For each won row the share of the lost below it, for each lost row the share of the won above
  /// it, ties half.
  private static func placements(
    _ scores: [Double], _ outcomes: [Bool], won: Int
  ) -> (values: [Double], auc: Double) {
    let (m, n) = (Double(won), Double(scores.count - won))
    let order = Sorting.order(scores)
    var values = [Double](repeating: 0, count: scores.count)
    var pairs = CompensatedSum()
    var (belowWon, belowLost, start) = (0, 0, 0)
    while start < order.count {
      let score = scores[Int(order[start])]
      var end = start
      var tiedWon = 0
      while end < order.count, scores[Int(order[end])] == score {
        if outcomes[Int(order[end])] { tiedWon += 1 }
        end += 1
      }
      let tiedLost = end - start - tiedWon
      let lostBelow = Double(belowLost) + 0.5 * Double(tiedLost)
      let wonAbove = Double(won - belowWon) - 0.5 * Double(tiedWon)
      for position in start..<end {
        let row = Int(order[position])
        values[row] = outcomes[row] ? lostBelow / n : wonAbove / m
      }
      pairs.add(Double(tiedWon) * lostBelow)
      belowWon += tiedWon
      belowLost += tiedLost
      start = end
    }
    return (values, pairs.value / (m * n))
  }
}
