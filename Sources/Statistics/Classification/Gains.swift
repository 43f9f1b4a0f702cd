/// What working a list from the best score down brings.
///
/// Tied scores share their mean outcome, so that nothing depends on the order of tied rows; wins
/// may be fractional for it.
public struct Gains: Sendable, Equatable {
  /// One slice of the list. The first holds the best scores.
  public struct Bin: Sendable, Equatable {
    public var n = 0
    public var wins = 0.0
    /// wins / n; nil for an empty bin (fewer rows than bins).
    public var rate: Double?
    /// rate over the overall rate; nil without wins at all.
    public var lift: Double?
    /// The share of all wins in this bin and those above.
    public var cumulativeCapture: Double?
    /// The rate of this bin and those above over the overall rate.
    public var cumulativeLift: Double?
  }

  public var bins: [Bin]

  /// Sorted by score descending, the row of rank r (from 0) goes to bin floor(r bins / n).
  ///
  /// - Parameter bins: 1 to 10,000; 10 makes deciles.
  public init(_ scored: ScoredOutcomes, bins count: Int) throws {
    guard (1...10_000).contains(count) else {
      throw StatError("bins", "is not between 1 and 10000")
    }
    bins = [Bin](repeating: Bin(), count: count)
    let total = scored.n
    guard total > 0 else { return }
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: count)
    var rank = 0
    var bin = 0
    for group in scored.groups.reversed() {
      var left = group.count
      while left > 0 {
        // The first rank of the next bin: the smallest r with r * count >= (bin + 1) * total.
        let end = ((bin + 1) * total + count - 1) / count
        if rank >= end {
          bin += 1
          continue
        }
        let taken = min(left, end - rank)
        bins[bin].n += taken
        let wins =
          taken == group.count
          ? Double(group.won) : Double(group.won) * (Double(taken) / Double(group.count))
        sums[bin].add(wins)
        rank += taken
        left -= taken
      }
    }
    let overall = Double(scored.won) / Double(total)
    var (seen, captured) = (0, CompensatedSum())
    for index in bins.indices {
      let wins = sums[index].value
      bins[index].wins = wins
      seen += bins[index].n
      captured.add(wins)
      if bins[index].n > 0 { bins[index].rate = wins / Double(bins[index].n) }
      guard scored.won > 0 else { continue }
      bins[index].lift = bins[index].rate.map { $0 / overall }
      bins[index].cumulativeCapture = captured.value / Double(scored.won)
      bins[index].cumulativeLift = captured.value / Double(seen) / overall
    }
  }
}

/// The best-scored part of a list.
public struct TopFraction: Sendable, Equatable {
  /// How many rows that is.
  public var k = 0
  /// Their win rate, tied rows at the cut counting at their mean outcome; nil without rows.
  public var rate: Double?
  /// rate over the overall rate; nil without wins.
  public var lift: Double?

  /// The best ceil(fraction n) rows.
  ///
  /// - Parameter fraction: Above 0, at most 1.
  public init(_ scored: ScoredOutcomes, fraction: Double) throws {
    guard fraction > 0, fraction <= 1 else {
      throw StatError("fraction", "is not above 0 and at most 1", hint: "0.1 means 10 %")
    }
    let total = scored.n
    guard total > 0 else { return }
    k = Self.rows(fraction, of: total)
    var left = k
    var wins = CompensatedSum()
    for group in scored.groups.reversed() {
      guard left > 0 else { break }
      let taken = min(left, group.count)
      wins.add(Double(group.won) * (Double(taken) / Double(group.count)))
      left -= taken
    }
    let top = wins.value / Double(k)
    rate = top
    if scored.won > 0 { lift = top / (Double(scored.won) / Double(total)) }
  }

  /// ceil(fraction n): a product that is a whole number but for rounding is that number (0.07 of
  /// 100 rows are 7, not 8).
  static func rows(_ fraction: Double, of total: Int) -> Int {
    let exact = fraction * Double(total)
    let nearest = exact.rounded()
    let whole = (exact - nearest).magnitude <= 1e-12 * exact ? nearest : exact.rounded(.up)
    return min(total, max(1, Int(whole)))
  }
}
