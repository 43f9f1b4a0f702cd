import Basics
import Columns
import Statistics

/// How well a score told beforehand who would win: on outcomes that the score did not see, or
/// else it flatters itself.
public struct ScoreQuality: Sendable {
  /// One row: `n`, `won`, `accounts`, `win_rate`, `auc`, `ks`, `brier`, `brier_base`, `uplift`,
  /// `uplift_difference`, `verdict`, with bounds.
  public let summary: FigureTable
  /// One row a tier, from the best to the worst: `tier`, `n`, `won`, `win_rate`, `lift`, `capture`.
  public let tiers: FigureTable
  /// The list worked from the best score down, in tenths.
  public let gains: FigureTable
  /// Predicted against observed win rates.
  public let calibration: FigureTable
  public var notes: [String]

  /// What the score says about chance.
  public static let noSignal = "no reliable signal: the interval of the AUC includes 0.5"
  public static let reversed = "the score ranks the wrong way round"
  public static let signal = "the score separates won from lost"
}

/// Outcomes beside the scores that were there before them.
public struct ScoredDeals: Sendable {
  /// One for each outcome.
  public var scores: [Double]
  public var won: [Bool]
  /// Places in `tierNames`.
  public var tiers: [Int]
  /// From the best to the worst.
  public var tierNames: [String]
  /// Tiers that count as inside the profile.
  public var inside: Set<Int>
  /// The account of each outcome: outcomes of one account are alike.
  public var accounts: [Int]

  public init(
    scores: [Double], won: [Bool], tiers: [Int], tierNames: [String], inside: Set<Int>,
    accounts: [Int]
  ) {
    (self.scores, self.won, self.tiers, self.tierNames) = (scores, won, tiers, tierNames)
    (self.inside, self.accounts) = (inside, accounts)
  }
}

extension ScoreQuality {
  /// - Parameters:
  ///   - deals: Outcomes with scores.
  ///   - level: Two-sided confidence of all intervals.
  public init(_ deals: ScoredDeals, level: Double = 0.95, notes: [String] = []) throws {
    let made = try statistics(for: "score quality") {
      let labels = deals.won.map { Int8($0 ? 1 : 0) }
      let scored = try ScoredOutcomes(scores: deals.scores, labels: labels)
      let predicted = try CrossFit.probabilities(deals)
      return (
        summary: try Self.summary(deals, scored, predicted, labels, level),
        tiers: try Self.tiers(deals, level), gains: try Self.gains(scored, level),
        calibration: try Self.calibration(predicted, deals.won, level)
      )
    }
    (summary, tiers, gains, calibration) = (made.summary, made.tiers, made.gains, made.calibration)
    self.notes = notes + Self.cautions(deals)
  }

  private static func cautions(_ deals: ScoredDeals) -> [String] {
    var notes: [String] = []
    let accounts = Set(deals.accounts).count
    if accounts > 0, Double(deals.won.count) / Double(accounts) > 1.5 {
      notes.append(
        "\(Wording.grouped(deals.won.count)) deals come from "
          + Wording.counted(accounts, "account", "accounts") + ": deals of one account are alike, "
          + "so the intervals are narrower than they should be")
    }
    let won = deals.won.count { $0 }
    if min(won, deals.won.count - won) < 30 {
      notes.append("fewer than 30 deals were won or lost: take all of this as a hypothesis")
    }
    return notes
  }

  private static func summary(
    _ deals: ScoredDeals, _ scored: ScoredOutcomes, _ predicted: [Double], _ labels: [Int8],
    _ level: Double
  ) throws -> FigureTable {
    let curve = try AreaUnderCurve(scored, level: level)
    let (won, n) = (scored.won, scored.n)
    let rate = Bounded(try Proportion.wilson(wins: won, n: n, level: level))
    var sides = (wonIn: 0, in: 0, wonOut: 0, out: 0)
    for index in deals.won.indices {
      let isWon = deals.won[index] ? 1 : 0
      if deals.inside.contains(deals.tiers[index]) {
        sides.in += 1
        sides.wonIn += isWon
      } else {
        sides.out += 1
        sides.wonOut += isWon
      }
    }
    let uplift = try TraitTable(
      wonWith: Double(sides.wonIn), lostWith: Double(sides.in - sides.wonIn),
      wonWithout: Double(sides.wonOut), lostWithout: Double(sides.out - sides.wonOut)
    ).riskRatio(level: level)
    let difference = try TwoProportions.newcombe(
      wins1: sides.wonIn, n1: sides.in, wins2: sides.wonOut, n2: sides.out, level: level)
    let base = n > 0 ? Double(won) * Double(n - won) / Double(n) / Double(n) : nil
    var columns = FigureBuilder(level: level)
    columns.count("n", [n], "deals won or lost after they were scored")
    columns.count("won", [won], "of which won")
    columns.count("accounts", [Set(deals.accounts).count], "accounts these deals come from")
    columns.interval(
      "win_rate", [rate], .share, "won / (won + lost)", bounds: "Wilson's score interval")
    columns.interval(
      "auc", [Bounded(estimate: curve.auc, low: curve.low, high: curve.high)], .ratio,
      "chance that a won deal has a higher score than a lost one; 0.5 is no better than chance",
      bounds: "DeLong")
    columns.number(
      "ks", [scored.kolmogorovSmirnov], .ratio,
      "largest distance between the scores of won and of lost deals (Kolmogorov and Smirnov)")
    columns.number(
      "brier", [try Calibration.brier(predicted, labels: labels)], .ratio,
      "mean squared error of the win rate expected for the score, learnt on other accounts")
    columns.number(
      "brier_base", [base], .ratio, "the same of always expecting the overall win rate")
    columns.interval(
      "uplift", [Bounded(estimate: uplift.estimate, low: uplift.low, high: uplift.high)], .ratio,
      "win rate inside the profile / win rate outside it", bounds: "Katz")
    columns.interval(
      "uplift_difference",
      [Bounded(estimate: difference.difference, low: difference.low, high: difference.high)],
      .share, "win rate inside the profile - win rate outside it", bounds: "Newcombe")
    columns.text("verdict", [verdict(curve)], "by the interval of the AUC")
    return FigureTable(
      table: try Table(name: "score quality", columns.columns), definitions: columns.definitions)
  }

  private static func verdict(_ curve: AreaUnderCurve) -> String {
    guard let low = curve.low, let high = curve.high else { return noSignal }
    return low > 0.5 ? signal : high < 0.5 ? reversed : noSignal
  }

  private static func tiers(_ deals: ScoredDeals, _ level: Double) throws -> FigureTable {
    let names = deals.tierNames
    var (n, won) = (
      [Int](repeating: 0, count: names.count), [Int](repeating: 0, count: names.count)
    )
    for (tier, isWon) in zip(deals.tiers, deals.won) {
      n[tier] += 1
      if isWon { won[tier] += 1 }
    }
    let (all, allWon) = (n.reduce(0, +), won.reduce(0, +))
    let overall = ratio(Double(allWon), Double(all))
    var columns = FigureBuilder(level: level)
    columns.text("tier", names, "tier at the time of scoring")
    columns.count("n", n, "deals won or lost")
    columns.count("won", won, "of which won")
    columns.interval(
      "win_rate",
      try zip(won, n).map { Bounded(try Proportion.wilson(wins: $0, n: $1, level: level)) }, .share,
      "won / (won + lost)", bounds: "Wilson's score interval")
    columns.number(
      "lift",
      zip(won, n).map { won, n in
        overall.flatMap { overall in ratio(Double(won), Double(n)).flatMap { ratio($0, overall) } }
      }, .ratio, "win rate / win rate of all")
    columns.number(
      "share", n.map { ratio(Double($0), Double(all)) }, .share, "deals / deals of all tiers")
    columns.number(
      "capture", won.map { ratio(Double($0), Double(allWon)) }, .share,
      "won deals / won deals of all tiers")
    return FigureTable(
      table: try Table(name: "win rate by tier", columns.columns),
      definitions: columns.definitions)
  }

  private static func gains(_ scored: ScoredOutcomes, _ level: Double) throws -> FigureTable {
    let bins = try Gains(scored, bins: 10).bins.filter { $0.n > 0 }
    var columns = FigureBuilder(level: level)
    columns.count(
      "tenth", Array(1...max(1, bins.count)).prefix(bins.count).map { $0 }, "1 is the best scores")
    columns.count("n", bins.map(\.n), "deals")
    columns.number(
      "won", bins.map(\.wins), .count,
      "won deals; deals of equal score share their mean outcome")
    columns.number("win_rate", bins.map(\.rate), .share, "won / deals of this tenth")
    columns.number("lift", bins.map(\.lift), .ratio, "win rate / win rate of all")
    columns.number(
      "capture", bins.map(\.cumulativeCapture), .share,
      "won deals of this tenth and those above / all won deals")
    columns.number(
      "cumulative_lift", bins.map(\.cumulativeLift), .ratio,
      "win rate of this tenth and those above / win rate of all")
    return FigureTable(
      table: try Table(name: "gains", columns.columns, rowCount: bins.count),
      definitions: columns.definitions)
  }

  private static func calibration(
    _ predicted: [Double], _ won: [Bool], _ level: Double
  ) throws -> FigureTable {
    let bins = CrossFit.bins(predicted, won, count: 10)
    let observed = try bins.map {
      Bounded(try Proportion.wilson(wins: $0.won, n: $0.n, level: level))
    }
    var columns = FigureBuilder(level: level)
    columns.count("n", bins.map(\.n), "deals")
    columns.number(
      "predicted", bins.map(\.predicted), .share,
      "mean win rate expected for the score, learnt on other accounts")
    columns.interval(
      "observed", observed, .share, "won / deals", bounds: "Wilson's score interval")
    columns.flag(
      "agrees",
      zip(bins, observed).map { bin, rate in
        (rate.low ?? 0) <= bin.predicted && bin.predicted <= (rate.high ?? 1)
      }, "the predicted rate lies within the interval of the observed one")
    return FigureTable(
      table: try Table(name: "calibration", columns.columns, rowCount: bins.count),
      definitions: columns.definitions)
  }
}
