/// The bins of one trait: which there are, and which of them a value belongs to.
///
/// The known values come first, then, for texts, the bin of all other texts, and last the bin of
/// missing values, which always exists.
struct TraitBins: Sendable {
  enum Rule: Sendable {
    /// Ascending splits: a value equal to one belongs above it.
    case ranges([Double])
    /// The bin of each level; a level that is not named, or was never seen, is in the other bin.
    case levels([Int32], other: Int32)
  }

  var rule: Rule
  var trend: ScorecardTrend
  /// What each range adds to the log odds, where ranges follow a line; see ``NumberBinning``.
  var line: [Double]?
  /// How many bins there are with the missing one.
  var count: Int

  var missing: Int32 { Int32(count - 1) }

  /// Levels with fewer rows than this are put together, unless they stand out.
  static let leastRows = 20.0
  /// Or with fewer than this in any case.
  static let fewestRows = 5.0
  /// Twice the log likelihood by which a rare level must stand out to be kept: 1 % by chance.
  static let leastGain = 6.6

  /// Learnt from some of the rows.
  init(_ trait: LearningTrait, outcomes: [Int8], included: [Bool], monotone: Bool) {
    switch trait.cells {
    case .numbers(let values, let order):
      let found = NumberBinning(
        values, order: order, outcomes: outcomes, included: included, monotone: monotone)
      self.init(ranges: found.splits, trend: found.trend)
      line = found.line
    case .levels(let codes, let names):
      var (n, won) = (
        [Double](repeating: 0, count: names.count), [Double](repeating: 0, count: names.count)
      )
      for (row, code) in codes.enumerated() where code >= 0 && included[row] {
        n[Int(code)] += 1
        won[Int(code)] += Double(outcomes[row])
      }
      let (all, allWon) = (n.reduce(0, +), won.reduce(0, +))
      var bins = [Int32](repeating: -1, count: names.count)
      var next: Int32 = 0
      for level in names.indices where n[level] >= Self.fewestRows {
        if n[level] < Self.leastRows {
          let rest = (n: all - n[level], won: allWon - won[level])
          let apart =
            NumberBinning.likelihood(won[level], n[level])
            + NumberBinning.likelihood(rest.won, max(1, rest.n))
          let gain = 2 * (apart - NumberBinning.likelihood(allWon, max(1, all)))
          guard gain >= Self.leastGain else { continue }
        }
        bins[level] = next
        next += 1
      }
      for level in bins.indices where bins[level] < 0 { bins[level] = next }
      self.init(levels: bins, other: next)
    }
  }

  init(ranges splits: [Double], trend: ScorecardTrend) {
    rule = .ranges(splits)
    self.trend = trend
    count = splits.count + 2
  }

  private init(levels: [Int32], other: Int32) {
    rule = .levels(levels, other: other)
    trend = .free
    count = Int(other) + 2
  }

  /// The bin of each of the rows.
  func codes(_ trait: LearningTrait, rows: [Int]) -> [Int32] {
    switch (rule, trait.cells) {
    case (.ranges(let splits), .numbers(let values, _)):
      return splits.withUnsafeBufferPointer { splits in
        rows.map { row in
          let value = values[row]
          return value.isNaN ? missing : Int32(Self.place(value, splits))
        }
      }
    case (.levels(let bins, _), .levels(let codes, _)):
      return rows.map { row in
        let code = codes[row]
        return code < 0 ? missing : bins[Int(code)]
      }
    default: return [Int32](repeating: missing, count: rows.count)
    }
  }

  /// How many splits are at or below a value.
  @inline(__always)
  static func place(_ value: Double, _ splits: UnsafeBufferPointer<Double>) -> Int {
    var (low, high) = (0, splits.count)
    while low < high {
      let middle = (low + high) / 2
      if splits[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
