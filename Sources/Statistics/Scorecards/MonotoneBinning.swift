/// A number cut into few ranges whose win rates only rise, or only fall.
public struct MonotoneBinning: Sendable, Equatable {
  public enum Trend: String, Sendable, CaseIterable {
    case increasing
    case decreasing
    /// Whichever of the two has the larger information value.
    case automatic = "auto"
  }

  /// Cuts, ascending, halfway between two values: a value below the first belongs to the first bin,
  /// a value equal to a cut to the bin above it. One fewer than there are bins.
  public var splits: [Double]
  /// Won and lost of each bin, by ascending value; empty without rows.
  public var bins: [BinCount]
  /// Rows without a value: a bin of their own, not part of the trend or the information value.
  public var missing: BinCount
  /// Of the bins, without smoothing; nil with one class only.
  public var informationValue: Double?
  /// The trend that was used.
  public var trend: Trend

  /// How many places to cut are considered at most. Up to this many distinct values the result is
  /// the best there is; beyond, the best over these places.
  static let largestGrid = 512

  /// Finds the cuts with the largest information value such that win rates follow the trend, every
  /// bin holds at least `minBinSize` of the rows and a won and a lost row, and there are at most
  /// `maxBins`. With one class only, or too few rows, there is one bin.
  ///
  /// Exact by dynamic programming over the last bin; see ``BinningSearch``.
  ///
  /// - Parameters:
  ///   - values: NaN stands for a missing value.
  ///   - labels: 1 for won, 0 for lost; rows with a negative label are left out.
  ///   - minBinSize: Share of the rows with a value, 0 to 1.
  ///   - maxBins: 1 to 100.
  /// - Complexity: O(*n*) to sort, O(*maxBins* · *g*^2 log *g*) for g <= 512 places to cut.
  public init(
    _ values: [Double], labels: [Int8], trend: Trend = .automatic, minBinSize: Double = 0.05,
    maxBins: Int = 10
  ) throws {
    try Require.share(minBinSize, "min_bin_size")
    guard (1...100).contains(maxBins) else {
      throw StatError("max_bins", "is not between 1 and 100")
    }
    try Require.sameLength(labels.count, values.count, "y", "x")
    if let wrong = labels.firstIndex(where: { $0 > 1 }) {
      throw StatError("y[\(wrong + 1)]", "is neither 0 nor 1")
    }
    try Require.noInfinity(values, "x")
    let scored = try ScoredOutcomes(scores: values, labels: labels)
    missing = BinCount(won: 0, lost: 0)
    for (value, label) in zip(values, labels) where value.isNaN && label >= 0 {
      if label == 1 { missing.won += 1 } else { missing.lost += 1 }
    }
    self.trend = trend
    splits = []
    bins = []
    guard scored.n > 0 else { return }
    let whole = [BinCount(won: Double(scored.won), lost: Double(scored.lost))]
    guard scored.won > 0, scored.lost > 0 else {
      bins = whole
      return
    }
    let least = TopFraction.rows(max(minBinSize, .leastNormalMagnitude), of: scored.n)

    var best: (value: Double, cuts: [Int], trend: Trend)?
    for direction in trend == .automatic ? [Trend.increasing, .decreasing] : [trend] {
      let search = BinningSearch(scored, falling: direction == .decreasing)
      let (value, cuts) = search.best(leastRows: least, mostBins: maxBins)
      if best.map({ value > $0.value }) ?? true { best = (value, cuts, direction) }
    }
    guard let best else { return }
    self.trend = best.trend
    bins = []
    var start = 0
    for end in best.cuts + [scored.groups.count] {
      var bin = BinCount(won: 0, lost: 0)
      for group in scored.groups[start..<end] {
        bin.won += Double(group.won)
        bin.lost += Double(group.lost)
      }
      bins.append(bin)
      start = end
    }
    splits = best.cuts.map { Self.between(scored.groups[$0 - 1].score, scored.groups[$0].score) }
    informationValue = try WeightOfEvidence(bins, smoothing: 0).informationValue
  }

  /// Halfway between two neighbouring values, or the upper one when nothing lies between them.
  private static func between(_ low: Double, _ high: Double) -> Double {
    let middle = low / 2 + high / 2
    return middle > low && middle < high ? middle : high
  }

  /// The bin a value belongs to, counted from 0; nil for NaN or without bins.
  ///
  /// - Complexity: O(log *bins*).
  public func bin(of value: Double) -> Int? {
    guard !value.isNaN, !bins.isEmpty else { return nil }
    return splits.partitioningIndex { $0 > value }
  }
}
