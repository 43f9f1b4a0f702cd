import Basics
import Columns
import Glibc
import Profiles
import Statistics

/// Scores: a card learnt on the other folds against the reference models.
struct ModelSection {
  let dataset: ModelDataset
  let verbose: Bool

  /// What a score has to reach, as the anchors' document says.
  static let areaMargin = 0.005
  static let brierMargin = 0.001
  /// Reference models that are additive, as a card is; others are shown, not judged by.
  static let additive = ["logistic", "scorecard"]

  init(_ dataset: ModelDataset, verbose: Bool) {
    (self.dataset, self.verbose) = (dataset, verbose)
  }

  func run(into report: inout Report) throws {
    let whole = try learn(Array(dataset.outcomes.indices))
    if verbose { report.note(whole.description) }
    let scores = try outOfFold(report)
    let labels = dataset.outcomes
    let area = try AreaUnderCurve(try ScoredOutcomes(scores: scores, labels: labels))
    let mean = try meanArea(scores)
    let brier = try Calibration.brier(scores, labels: labels) ?? .nan
    let base = dataset.baseRate * (1 - dataset.baseRate)
    report.note(
      "card: mean AUC \(mean.digits(4)), pooled \(show(area)), Brier \(brier.digits(5)), base \(base.digits(5))"
    )
    for (model, probabilities) in dataset.anchors {
      let brier = try Calibration.brier(probabilities, labels: labels) ?? .nan
      report.note(
        "\(model): mean AUC \(try meanArea(probabilities).digits(4)), Brier \(brier.digits(5))")
    }
    let anchors = Self.additive.compactMap { name in dataset.anchor(name).map { (name, $0) } }
    let isSignal = try anchors.contains { _, probabilities in
      let area = try AreaUnderCurve(try ScoredOutcomes(scores: probabilities, labels: labels))
      return (area.low ?? 0) > 0.5
    }
    report.check(
      "verdict", anchors.isEmpty || whole.isEstablished == isSignal, whole.signal.text)
    if anchors.isEmpty { return }
    let least = try anchors.map { try Calibration.brier($0.1, labels: labels) ?? 1 }.min() ?? 1
    report.check(
      "Brier", brier <= least + Self.brierMargin && (!isSignal || brier < base),
      "\(brier.digits(5)), at most \((least + Self.brierMargin).digits(5))"
        + (isSignal ? " and below \(base.digits(5))" : ""))
    guard isSignal else { return }
    let best =
      try anchors.map { ($0.0, $0.1, try meanArea($0.1)) }
      .max { $0.2 < $1.2 } ?? ("", [], 0)
    report.check(
      "mean AUC of folds", mean >= best.2 - Self.areaMargin,
      "\(mean.digits(4)), at least \((best.2 - Self.areaMargin).digits(4)) (\(best.0) less \(Self.areaMargin))"
    )
    let paired = try PairedAreas(scores, best.1, labels: labels)
    let (difference, error) = (paired.difference ?? .nan, paired.standardError ?? .nan)
    report.check(
      "paired DeLong", difference >= -2 * error,
      "card - \(best.0) \(difference.signed(4)), at least \((-2 * error).digits(4))")
    try calibration(scores, into: &report)
  }

  /// Predicted against observed: the slope of the outcome on the log odds, and the mean.
  private func calibration(_ scores: [Double], into report: inout Report) throws {
    let odds = scores.map { log($0 / (1 - $0)) }
    let fit = try LogisticRegression.fit(
      try Design(rows: odds.count, [.numeric(odds)]), outcomes: dataset.outcomes, lambda: 0)
    let slope = fit.coefficients[0]
    let error = fit.standardErrors?[1] ?? 0
    let mean = scores.reduce(0, +) / Double(scores.count)
    report.check(
      "calibrated",
      (slope - 1).magnitude <= max(0.1, 2 * error)
        && (mean - dataset.baseRate).magnitude < 0.01,
      "slope \(slope.digits(3)) (1 is right), mean \(mean.digits(4)) for \(dataset.baseRate.digits(4))"
    )
  }

  private func learn(_ rows: [Int]) throws -> Scorecard {
    let (table, labels) = part(rows)
    return try Scorecard.learn(try LearningData(table, outcomes: labels))
  }

  private func part(_ rows: [Int]) -> (Table, [Int8]) {
    (dataset.traits.take(Buffer(rows.map { UInt32($0) })), rows.map { dataset.outcomes[$0] })
  }

  /// The probability of each row by a card that never saw its fold.
  private func outOfFold(_ report: Report) throws -> [Double] {
    var scores = [Double](repeating: .nan, count: dataset.outcomes.count)
    for fold in 0..<dataset.foldCount {
      let (train, test) = dataset.split(fold)
      let card = try learn(train)
      let column = try card.score(part(test).0).column("probability")
      for (place, row) in test.enumerated() { scores[row] = column.double(place) ?? .nan }
      if verbose {
        let area = try AreaUnderCurve(
          try ScoredOutcomes(
            scores: test.map { scores[$0] }, labels: test.map { dataset.outcomes[$0] }))
        report.note(
          "fold \(fold): AUC \((area.auc ?? .nan).digits(4)), penalty \(card.penalty ?? 0), "
            + "\(card.scoring.count) traits, \(card.isEstablished ? "signal" : "no signal")")
      }
    }
    return scores
  }

  private func show(_ area: AreaUnderCurve) -> String {
    "\((area.auc ?? .nan).digits(4)) [\((area.low ?? .nan).digits(4)), \((area.high ?? .nan).digits(4))]"
  }

  /// The mean of the folds' areas under the curve.
  func meanArea(_ scores: [Double]) throws -> Double {
    var sum = 0.0
    for fold in 0..<dataset.foldCount {
      let test = dataset.split(fold).test
      let scored = try ScoredOutcomes(
        scores: test.map { scores[$0] }, labels: test.map { dataset.outcomes[$0] })
      sum += try AreaUnderCurve(scored).auc ?? .nan
    }
    return sum / Double(dataset.foldCount)
  }
}
