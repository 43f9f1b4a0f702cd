import Basics
import Columns
import Glibc
import Statistics

/// A score that outcomes can be held against: learnt, or made by hand.
public struct ComparedScore: Sendable {
  public var name: String
  public var deals: ScoredDeals
  /// The chance of winning that the score itself tells; nil where it tells none.
  public var probabilities: [Double]?
}

extension Scorecard {
  /// The card's scores of rows beside their outcomes.
  public func compared(_ rows: LearningRows) throws -> ComparedScore {
    let scored = try located { try ScorecardRows(self, rows.table) }
    let names = tierNames
    return ComparedScore(
      name: name,
      deals: ScoredDeals(
        scores: scored.fit.map { Double($0) }, won: rows.outcomes.map { $0 == 1 },
        tiers: scored.fit.map { fit in names.firstIndex(of: tier(of: fit)) ?? names.count - 1 },
        tierNames: names, inside: Set(tiers.indices), accounts: rows.accounts),
      probabilities: scored.fit.map { chance($0) })
  }

  /// How well the card told who would win, on rows that it was not learnt from.
  public func quality(_ rows: LearningRows, level: Double = 0.95) throws -> ScoreQuality {
    try ScoreQuality(try compared(rows).deals, level: level, notes: rows.notes)
  }
}

extension ICP {
  /// The profile's scores of rows beside their outcomes.
  public func compared(_ rows: LearningRows) throws -> ComparedScore {
    let scored = try score(rows.table)
    let (fit, tier) = (try scored.column("fit"), try scored.column("tier"))
    let names = tierNames
    return ComparedScore(
      name: name,
      deals: ScoredDeals(
        scores: (0..<rows.count).map { fit.double($0) ?? 0 }, won: rows.outcomes.map { $0 == 1 },
        tiers: (0..<rows.count).map { row in
          tier.text(row).flatMap { names.firstIndex(of: $0) } ?? names.count - 1
        }, tierNames: names, inside: Set(tiers.indices), accounts: rows.accounts),
      probabilities: nil)
  }
}

extension LearningRows {
  /// A number for each account.
  var accounts: [Int] { groups ?? Array(outcomes.indices) }
}

/// Scores side by side on the same outcomes.
public enum ScoreComparison {
  /// One row a score: `score`, `n`, `won`, `auc`, `ks`, `brier`, `calibration_slope`, `top_tier` with
  /// its deals and win rate, `top_tenth_lift`, and `auc_difference` to the first with its p-value
  /// (paired, DeLong).
  ///
  /// Brier is that of the chance which the score itself tells; of a score that tells none, of the win
  /// rate expected for it, learnt on other accounts.
  public static func table(_ scores: [ComparedScore], level: Double = 0.95) throws -> FigureTable {
    guard let first = scores.first else {
      throw Problem(.script, "compare: there is no score")
    }
    guard scores.allSatisfy({ $0.deals.won == first.deals.won }) else {
      throw Problem(.fault, "compare: scores of other outcomes")
    }
    let labels = first.deals.won.map { Int8($0 ? 1 : 0) }
    return try statistics(for: "compare") {
      var columns = FigureBuilder(level: level)
      let scored = try scores.map { try ScoredOutcomes(scores: $0.deals.scores, labels: labels) }
      let areas = try scored.map { try AreaUnderCurve($0, level: level) }
      let predicted = try scores.map { try $0.probabilities ?? CrossFit.probabilities($0.deals) }
      columns.text("score", scores.map(\.name), "the profile or scorecard")
      columns.count("n", scored.map(\.n), "outcomes")
      columns.count("won", scored.map(\.won), "of which won")
      columns.interval(
        "auc", areas.map { Bounded(estimate: $0.auc, low: $0.low, high: $0.high) }, .ratio,
        "chance that a won deal has a higher score than a lost one", bounds: "DeLong")
      columns.number(
        "ks", scored.map(\.kolmogorovSmirnov), .ratio,
        "largest distance between the scores of won and of lost")
      columns.number(
        "brier", try predicted.map { try Calibration.brier($0, labels: labels) }, .ratio,
        "mean squared error of the chance of winning")
      let rate = scored[0].n > 0 ? Double(scored[0].won) / Double(scored[0].n) : 0
      columns.number(
        "brier_base", scores.map { _ in rate * (1 - rate) }, .ratio,
        "the same of always expecting the overall win rate")
      columns.number(
        "calibration_slope", predicted.map { slope($0, labels) }, .ratio,
        "of the outcome on the log odds told: below 1 the score is too sure of itself")
      try tiers(scores, into: &columns, level)
      columns.number(
        "top_tenth_lift",
        try scored.map { $0.n > 0 ? try TopFraction($0, fraction: 0.1).lift : nil }, .ratio,
        "win rate of the best-scored tenth / win rate of all")
      let pairs = try scores.map {
        try PairedAreas($0.deals.scores, first.deals.scores, labels: labels)
      }
      columns.number(
        "auc_difference", pairs.map(\.difference), .ratio, "auc - auc of the first score")
      columns.number("p_value", pairs.map(\.p), .ratio, "of that difference: DeLong, paired")
      return FigureTable(
        table: try Table(name: "scores compared", columns.columns),
        definitions: columns.definitions)
    }
  }

  private static func tiers(
    _ scores: [ComparedScore], into columns: inout FigureBuilder, _ level: Double
  ) throws {
    let top = scores.map { score in
      zip(score.deals.tiers, score.deals.won).filter { $0.0 == 0 }.map(\.1)
    }
    columns.text("top_tier", scores.map { $0.deals.tierNames.first }, "the best tier")
    columns.count("top_tier_n", top.map(\.count), "outcomes in it")
    columns.interval(
      "top_tier_win_rate",
      try top.map { won in
        Bounded(try Proportion.wilson(wins: won.count { $0 }, n: won.count, level: level))
      }, .share, "won / (won + lost) in it", bounds: "Wilson's score interval")
  }

  /// Nil where probabilities do not differ, or are certain.
  private static func slope(_ probabilities: [Double], _ labels: [Int8]) -> Double? {
    let rows = probabilities.indices.filter { probabilities[$0] > 0 && probabilities[$0] < 1 }
    let odds = rows.map { log(probabilities[$0] / (1 - probabilities[$0])) }
    guard let least = odds.min(), let most = odds.max(), most > least,
      let design = try? Design(rows: odds.count, [.numeric(odds)]),
      let fit = try? LogisticRegression.fit(design, outcomes: rows.map { labels[$0] }, lambda: 0)
    else { return nil }
    return fit.coefficients[0]
  }
}
