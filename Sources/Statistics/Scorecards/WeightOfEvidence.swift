/// Won and lost in one bin of a column.
public struct BinCount: Sendable, Equatable {
  public var won: Double
  public var lost: Double

  public init(won: Double, lost: Double) {
    self.won = won
    self.lost = lost
  }
}

/// How strongly each bin of a column speaks for winning, and how much the column says in all.
public struct WeightOfEvidence: Sendable, Equatable {
  /// ln of the share of the won over the share of the lost that fall in a bin: positive favours
  /// winning (much of the scorecard literature has the opposite sign). Nil for an empty bin, or
  /// with one class only; infinite where a cell is 0 and nothing was added.
  public var woe: [Double?]
  /// The information value, sum of (share of won - share of lost) woe: by custom below 0.02 says
  /// nothing, above 0.3 much, above 0.5 suspiciously much. Nil with one class only.
  public var informationValue: Double?
  /// What was added to every won and lost.
  public var smoothing: Double

  /// The smoothing for scoring: none, unless a cell of the column is 0; then 0.5 in all its bins.
  public static func recommendedSmoothing(_ bins: [BinCount]) -> Double {
    bins.contains { $0.won == 0 || $0.lost == 0 } ? 0.5 : 0
  }

  /// Source: I. J. Good (1950), "Probability and the Weighing of Evidence"; the information value is
  /// the divergence J of S. Kullback, R. A. Leibler (1951).
  ///
  /// - Parameters:
  ///   - bins: Counts, or sums of weights, at least 0.
  ///   - smoothing: Added to won and lost of every bin, at least 0; nil follows
  ///     ``recommendedSmoothing(_:)``.
  public init(_ bins: [BinCount], smoothing: Double? = nil) throws {
    for (index, bin) in bins.enumerated() {
      try Require.notNegative(bin.won, "bins[\(index + 1)].won")
      try Require.notNegative(bin.lost, "bins[\(index + 1)].lost")
    }
    let added = smoothing ?? Self.recommendedSmoothing(bins)
    try Require.notNegative(added, "smoothing")
    self.smoothing = added
    let oneClass = !bins.contains { $0.won > 0 } || !bins.contains { $0.lost > 0 }
    guard !oneClass else {
      woe = bins.map { _ in nil }
      return
    }
    let allWon = CompensatedSum.of(bins.map { $0.won + added })
    let allLost = CompensatedSum.of(bins.map { $0.lost + added })
    var value = CompensatedSum()
    woe = bins.map { bin in
      let won = (bin.won + added) / allWon
      let lost = (bin.lost + added) / allLost
      guard won > 0 || lost > 0 else { return nil }
      let weight = logarithm(won / lost)
      value.add((won - lost) * weight)
      return weight
    }
    informationValue = value.value
  }
}
