import Basics
import Columns
import Statistics

/// Win rates of cohorts, and how far they can be told from chance.
struct WinRates: Sendable {
  let won, lost: [Int]
  let raw: [Bounded]
  /// Drawn together as far as their spread is no more than chance.
  let shrunk: [Bounded]
  /// Against all other cohorts together; nil where a side has no closed deal.
  let p: [Double?]
  /// `p` corrected for the number of cohorts (Benjamini and Hochberg).
  let q: [Double?]
  let verdicts: [String]

  static let differs = "differs from the rest"
  static let chance = "not distinguishable from the rest"

  init(won: [Int], lost: [Int], options: CohortOptions) throws {
    self.won = won
    self.lost = lost
    let confidence = try Confidence(options.level)
    raw = try zip(won, lost).map {
      Bounded(try Proportion.wilson(wins: $0, n: $0 + $1, at: confidence))
    }
    let counts = zip(won, lost).map { GroupCount(wins: $0, n: $0 + $1) }
    let shrinkage = try Shrinkage(counts, level: options.level)
    // The model says something of cohorts without deals too; a figure needs a deal.
    shrunk = zip(shrinkage.groups, counts).map {
      $1.n == 0 ? .none : Bounded(estimate: $0.rate, low: $0.low, high: $0.high)
    }
    let (allWon, allLost) = (won.reduce(0, +), lost.reduce(0, +))
    p = try zip(won, lost).map { won, lost in
      try Self.p(won, lost, allWon - won, allLost - lost)
    }
    let q = try Multiplicity.benjaminiHochberg(p)
    self.q = q
    verdicts = counts.indices.map { index in
      if counts[index].n < options.smallBelow {
        return "hypothesis: fewer than \(options.smallBelow) closed deals"
      }
      guard let q = q[index] else { return Self.chance }
      return q <= options.falseDiscoveryRate ? Self.differs : Self.chance
    }
  }

  /// Fisher's exact test where a cell is expected to be below 5, else the z-test of two
  /// proportions.
  static func p(_ won: Int, _ lost: Int, _ restWon: Int, _ restLost: Int) throws -> Double? {
    let (n, rest) = (won + lost, restWon + restLost)
    guard n > 0, rest > 0 else { return nil }
    let total = Double(n + rest)
    let smallest =
      Double(min(n, rest)) * Double(min(won + restWon, lost + restLost)) / total
    if smallest < 5 { return try FisherExact.p(won, lost, restWon, restLost) }
    return try TwoProportions.zTest(wins1: won, n1: n, wins2: restWon, n2: rest).p
  }
}
