import Basics
import Columns
import Statistics

extension Metrics {
  /// How much more often deals are won inside a profile than outside it (B18).
  ///
  /// - Parameters:
  ///   - deals: `outcome`; `account_id` where the condition is about accounts.
  ///   - inside: What a deal with its account's columns has to meet. Where it reads a missing value
  ///     and does not hold, the deal is on neither side, and counted.
  ///   - window: Only deals that closed in it; needs `asOf`.
  /// - Returns: One row a cohort: deals and win rate on each side, `uplift` (their ratio) and
  ///   `difference` with bounds, `p`.
  public static func uplift(
    deals: Table, accounts: Table? = nil, inside: any RowTest, by keys: [CohortKey] = [],
    window: Window? = nil, asOf: Int32? = nil, level: Double = 0.95
  ) throws -> FigureTable {
    let facts = try DealFacts(deals, window: window, asOf: asOf)
    let rows = try AccountedRows(deals, accounts: accounts)
    let sides = try inside.evaluate(on: rows.joined())
    let division = try CohortDivision(deals, rows.columns(keys))
    let closed = facts.closed
    let (within, unknown) = (closed.and(sides.passed), closed.and(sides.unknown))
    let without = closed.subtracting(sides.passed).subtracting(sides.unknown)
    var notes = facts.notes
    if unknown.countOfSet > 0 {
      notes.append(
        Wording.counted(unknown.countOfSet, "closed deal lacks", "closed deals lack")
          + " what the condition reads: on neither side")
    }
    let order = ["uplift.low", "inside"].map { SortKey(column: $0, descending: true) }
    return try division.table("uplift", level: level, order: order, notes: notes) {
      grouping, columns in
      let groups = 0..<grouping.groupCount
      let (n, won) = (grouping.counts(of: within), grouping.counts(of: within.and(facts.won)))
      let (rest, wonRest) = (
        grouping.counts(of: without), grouping.counts(of: without.and(facts.won))
      )
      let rate = { (wins: [Int], n: [Int]) in
        try zip(wins, n).map { Bounded(try Proportion.wilson(wins: $0, n: $1, level: level)) }
      }
      columns.count("inside", n, "closed deals that meet: \(inside.text)")
      columns.interval(
        "win_rate_inside", try rate(won, n), .share, "won / closed deals inside",
        bounds: "Wilson's score interval")
      columns.count("outside", rest, "closed deals that do not")
      columns.interval(
        "win_rate_outside", try rate(wonRest, rest), .share, "won / closed deals outside",
        bounds: "Wilson's score interval")
      columns.interval(
        "uplift",
        try groups.map { group in
          guard n[group] > 0, rest[group] > 0 else { return .none }
          let ratio = try TraitTable(
            wonWith: Double(won[group]), lostWith: Double(n[group] - won[group]),
            wonWithout: Double(wonRest[group]), lostWithout: Double(rest[group] - wonRest[group])
          ).riskRatio(level: level)
          return Bounded(estimate: ratio.estimate, low: ratio.low, high: ratio.high)
        }, .ratio, "win_rate_inside / win_rate_outside", bounds: "Katz")
      let differences = try groups.map {
        try TwoProportions.newcombe(
          wins1: won[$0], n1: n[$0], wins2: wonRest[$0], n2: rest[$0], level: level)
      }
      columns.interval(
        "difference",
        differences.map { Bounded(estimate: $0.difference, low: $0.low, high: $0.high) }, .share,
        "win_rate_inside - win_rate_outside", bounds: "Newcombe")
      let p = try groups.map {
        try WinRates.p(won[$0], n[$0] - won[$0], wonRest[$0], rest[$0] - wonRest[$0])
      }
      columns.number(
        "p", p, .ratio,
        "how often chance alone would make such a difference (two proportions; Fisher's exact test "
          + "where a count below 5 is expected)")
      if !keys.isEmpty {
        columns.number(
          "q", try Multiplicity.benjaminiHochberg(p), .ratio,
          "p corrected for all cohorts tried (Benjamini and Hochberg)")
      }
      columns.flag(
        "small", groups.map { min(n[$0], rest[$0]) < smallBelow },
        "fewer than \(smallBelow) closed deals on one side")
    }
  }
}
