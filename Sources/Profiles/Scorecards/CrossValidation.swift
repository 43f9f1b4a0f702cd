import Basics
import Columns
import Glibc
import Statistics
import Synchronization

/// Scores of rows by cards that had not seen them.
public struct CrossValidation: Sendable {
  /// Log odds of each row, learnt on the other folds under the penalty chosen; NaN for rows that
  /// were not among those sampled.
  public let logOdds: [Double]
  public let penalty: Double
  /// Mean log loss of these scores, and of always saying the overall rate.
  public let logLoss, baseLogLoss: Double

  /// More rows than this are sampled: more would not make the choice of a penalty better.
  public static let mostRows = 60_000

  /// Learns bins and effects on all folds but one and scores that one, for each fold and penalty;
  /// keeps the penalty with the least log loss.
  ///
  /// - Complexity: folds × penalties logistic fits; on all cores.
  public init(
    _ data: LearningData, folds count: Int = 5, seed: UInt64 = 7, monotone: Bool = false
  ) throws {
    let fold = data.folds(count, seed: seed)
    let sampled = Self.sample(data, seed: seed)
    let penalties = ScorecardFit.penalties
    let found = Mutex<[[Double]]>(
      Array(repeating: [Double](repeating: .nan, count: data.count), count: penalties.count))
    try Parallel.forEach(count) { held in
      try Interruption.check()
      let included = fold.indices.map { sampled[$0] && fold[$0] != held }
      let train = fold.indices.filter { included[$0] }
      let test = fold.indices.filter { sampled[$0] && fold[$0] == held }
      let labels = train.map { data.outcomes[$0] }
      guard labels.contains(1), labels.contains(0), !test.isEmpty else { return }
      let bins = try ScorecardFit.bins(data, included: included, monotone: monotone)
      let codes = ScorecardFit.codes(data, bins, rows: train)
      let later = ScorecardFit.codes(data, bins, rows: test)
      for (place, penalty) in penalties.enumerated() {
        let fit = try ScorecardFit(bins, codes: codes, labels: labels, penalty: penalty)
        let odds = fit.logOdds(later, count: test.count)
        found.withLock { found in
          for (row, odds) in zip(test, odds) { found[place][row] = odds }
        }
      }
    }
    let scores = found.withLock { $0 }
    var best = (loss: Double.infinity, place: 0)
    for place in penalties.indices {
      let loss = Self.logLoss(scores[place], data.outcomes)
      if loss < best.loss { best = (loss, place) }
    }
    logOdds = scores[best.place]
    penalty = penalties[best.place]
    logLoss = best.loss
    let rate = Double(data.won) / Double(max(1, data.count))
    baseLogLoss = rate > 0 && rate < 1 ? -(rate * log(rate) + (1 - rate) * log(1 - rate)) : 0
  }

  private static func sample(_ data: LearningData, seed: UInt64) -> [Bool] {
    guard data.count > mostRows else { return [Bool](repeating: true, count: data.count) }
    // A share of the rows, spread over both outcomes and all groups as they come.
    var dice = RandomStream(seed: seed, stream: 1)
    let limit = UInt64(Double(UInt64.max) * (Double(mostRows) / Double(data.count)))
    return (0..<data.count).map { _ in dice.next() <= limit }
  }

  /// Mean of ln(1 + exp(-odds)) for won, ln(1 + exp(odds)) for lost.
  private static func logLoss(_ odds: [Double], _ labels: [Int8]) -> Double {
    var (sum, n) = (0.0, 0)
    for (odds, label) in zip(odds, labels) where !odds.isNaN {
      let wrong = label == 1 ? -odds : odds
      sum += max(wrong, 0) + log1p(exp(-wrong.magnitude))
      n += 1
    }
    return n > 0 ? sum / Double(n) : .infinity
  }

  /// How much of the distance from the average a score should keep to be right on rows not learnt
  /// from: the slope of the outcome on the out-of-fold log odds, kept between 0.3 and 1.3.
  func slope(_ labels: [Int8]) -> Double {
    let rows = logOdds.indices.filter { !logOdds[$0].isNaN }
    let x = rows.map { logOdds[$0] }
    guard let least = x.min(), let most = x.max(), most > least,
      let design = try? Design(rows: x.count, [.numeric(x)]),
      let fit = try? LogisticRegression.fit(design, outcomes: rows.map { labels[$0] }, lambda: 0)
    else { return 1 }
    return min(1.3, max(0.3, fit.coefficients[0]))
  }
}

extension LearningData {
  /// The area under the curve that traits reach on rows not learnt from, with DeLong's interval:
  /// what decides whether a pattern in these traits can be called established.
  public func crossValidatedAUC(
    folds: Int = 5, seed: UInt64 = 7, level: Double = 0.95
  ) throws -> AreaUnderCurve {
    let scores = try CrossValidation(self, folds: folds, seed: seed).logOdds
    return try statistics(for: "cross-validation") {
      try AreaUnderCurve(try ScoredOutcomes(scores: scores, labels: outcomes), level: level)
    }
  }
}
