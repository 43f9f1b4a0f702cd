/// Scores and what became of the rows, sorted once for everything that is asked of them.
///
/// "Won" is the event. Rows with the same score form one group: nothing here depends on the order
/// of rows that a score does not tell apart.
public struct ScoredOutcomes: Sendable, Equatable {
  /// The rows of one score.
  struct Group: Equatable {
    var score: Double
    var won: Int
    var lost: Int
    var count: Int { won + lost }
  }

  /// By score, ascending.
  private(set) var groups: [Group] = []
  public private(set) var won = 0
  public private(set) var lost = 0
  /// Rows left out because their score or outcome was missing.
  public private(set) var missing = 0

  /// Rows with a score and an outcome.
  public var n: Int { won + lost }

  /// - Parameters:
  ///   - scores: Higher means likelier to win; NaN stands for a missing value. Infinity is allowed.
  ///   - labels: 1 for won, 0 for lost, anything negative for missing.
  /// - Throws: ``StatError`` for different lengths or a label above 1.
  /// - Complexity: O(*n*) (radix sort).
  public init(scores: [Double], labels: [Int8]) throws {
    try Require.sameLength(labels.count, scores.count, "labels", "scores")
    guard scores.count <= Int(UInt32.max) else { throw StatError("scores", "is too long") }
    if let wrong = labels.firstIndex(where: { $0 > 1 }) {
      throw StatError("labels[\(wrong + 1)]", "is neither 0 nor 1")
    }
    var kept: [Double] = []
    var outcomes: [Int8] = []
    kept.reserveCapacity(scores.count)
    outcomes.reserveCapacity(scores.count)
    for (score, label) in zip(scores, labels) where label >= 0 && !score.isNaN {
      kept.append(score)
      outcomes.append(label)
    }
    missing = scores.count - kept.count
    let order = Sorting.order(kept)
    var group = Group(score: .nan, won: 0, lost: 0)
    for position in order {
      let score = kept[Int(position)]
      if score != group.score {
        if group.count > 0 { groups.append(group) }
        group = Group(score: score, won: 0, lost: 0)
      }
      if outcomes[Int(position)] == 1 {
        group.won += 1
        won += 1
      } else {
        group.lost += 1
        lost += 1
      }
    }
    if group.count > 0 { groups.append(group) }
  }

  /// The largest distance between the score distributions of won and lost (two-sample
  /// Kolmogorov-Smirnov); nil with one class only.
  public var kolmogorovSmirnov: Double? {
    guard won > 0, lost > 0 else { return nil }
    var (seenWon, seenLost, most) = (0, 0, 0.0)
    for group in groups {
      seenWon += group.won
      seenLost += group.lost
      let distance = Double(seenLost) / Double(lost) - Double(seenWon) / Double(won)
      most = max(most, distance.magnitude)
    }
    return most
  }

  /// Average precision: the precision at each distinct score, weighted with the recall it adds,
  /// without interpolation. Nil when nothing was won.
  public var averagePrecision: Double? {
    guard won > 0 else { return nil }
    var (seenWon, seen) = (0, 0)
    var sum = CompensatedSum()
    for group in groups.reversed() {
      seenWon += group.won
      seen += group.count
      sum.add(Double(group.won) / Double(won) * (Double(seenWon) / Double(seen)))
    }
    return sum.value
  }
}
