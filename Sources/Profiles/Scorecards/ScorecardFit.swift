import Basics
import Columns
import Glibc
import Statistics
import Synchronization

/// Bins of all traits with what each adds to the log odds, learnt from some rows.
///
/// ln(p / (1 - p)) = intercept + sum over traits of (c × weight of evidence of the bin + d of the
/// bin). Both c (one a trait) and d (one a bin) are fitted together under a ridge penalty, c under
/// a far smaller one: with a large penalty what remains is the classical scorecard on weights of
/// evidence, with a small one every bin speaks for itself. A number that follows a line has no d
/// but that of its missing bin.
struct ScorecardFit: Sendable {
  var bins: [TraitBins]
  /// By trait and bin, the missing bin last.
  var effects: [[Double]]
  var intercept: Double

  /// The penalties that are tried.
  static let penalties: [Double] = [1, 4, 16, 64, 256, 1024]
  /// Weights of evidence are given to the fit in this unit, so that their penalty is its square
  /// times smaller.
  private static let evidenceUnit = 5.0
  /// Rows of average outcome that the weight of evidence of a bin starts from.
  private static let priorRows = 10.0

  /// Bins of all traits from the rows included.
  static func bins(
    _ data: LearningData, included: [Bool], monotone: Bool
  ) throws -> [TraitBins] {
    let found = Mutex<[TraitBins?]>(Array(repeating: nil, count: data.traits.count))
    try Parallel.forEach(data.traits.count) { index in
      try Interruption.check()
      let bins = TraitBins(
        data.traits[index], outcomes: data.outcomes, included: included, monotone: monotone)
      found.withLock { $0[index] = bins }
    }
    return found.withLock { $0 }.compactMap { $0 }
  }

  /// The bin of each row, one array a trait.
  static func codes(_ data: LearningData, _ bins: [TraitBins], rows: [Int]) -> [[Int32]] {
    zip(data.traits, bins).map { $1.codes($0, rows: rows) }
  }

  /// Fits the effects of bins.
  ///
  /// - Parameters:
  ///   - codes: Of the rows to learn from, by trait.
  ///   - labels: Of the same rows.
  ///   - among: Traits that may have effects; nil for all.
  init(
    _ bins: [TraitBins], codes: [[Int32]], labels: [Int8], penalty: Double,
    among allowed: Set<Int>? = nil
  ) throws {
    let evidence = zip(bins, codes).map { Self.evidence($0, codes: $1, labels: labels) }
    var blocks: [Design.Block] = []
    // A trait that says the same of every row has nothing to fit.
    let used = bins.indices.filter { index in
      allowed?.contains(index) ?? true && codes[index].contains { $0 != codes[index].first }
    }
    // Columns that the bins of a trait have beside the one of its weights of evidence.
    var widths = [Int](repeating: 0, count: bins.count)
    for index in used {
      blocks.append(
        .numeric(codes[index].map { evidence[index][Int($0)] * Self.evidenceUnit }))
      if bins[index].line == nil {
        widths[index] = bins[index].count
        blocks.append(.levels(codes[index], count: bins[index].count))
      } else if codes[index].contains(bins[index].missing) {
        widths[index] = 1
        let missing = bins[index].missing
        blocks.append(.levels(codes[index].map { $0 == missing ? 0 : 1 }, count: 1))
      }
    }
    let fit = try statistics(for: "scorecard") {
      try LogisticRegression.fit(
        try Design(rows: labels.count, blocks), outcomes: labels, lambda: penalty,
        checkpoint: { try Interruption.check() })
    }
    self.bins = bins
    intercept = fit.intercept
    effects = bins.map { [Double](repeating: 0, count: $0.count) }
    var next = 0
    for index in used {
      let slope = fit.coefficients[next] * Self.evidenceUnit
      var counts = [Double](repeating: 0, count: bins[index].count)
      for code in codes[index] { counts[Int(code)] += 1 }
      var (sum, total) = (0.0, 0.0)
      for bin in counts.indices {
        let own =
          bins[index].line == nil
          ? bin : widths[index] == 1 && bin == bins[index].count - 1 ? 0 : nil
        effects[index][bin] =
          slope * evidence[index][bin] + (own.map { fit.coefficients[next + 1 + $0] } ?? 0)
        sum += counts[bin] * effects[index][bin]
        total += counts[bin]
      }
      // A bin without rows says what the trait says on average.
      for bin in counts.indices where counts[bin] == 0 { effects[index][bin] = sum / total }
      next += 1 + widths[index]
    }
  }

  /// ln of the odds in a bin over the odds of all, drawn towards 0 where there are few rows; along the
  /// line where ranges follow one.
  static func evidence(_ bins: TraitBins, codes: [Int32], labels: [Int8]) -> [Double] {
    var (n, won) = (
      [Double](repeating: 0, count: bins.count), [Double](repeating: 0, count: bins.count)
    )
    for (code, label) in zip(codes, labels) {
      n[Int(code)] += 1
      won[Int(code)] += Double(label)
    }
    if let line = bins.line { return line + [0] }
    let (all, allWon) = (Double(labels.count), won.reduce(0, +))
    let rate = (allWon + 0.5) / (all + 1)
    return n.indices.map { bin in
      let (prior, w, l) = (priorRows, won[bin], n[bin] - won[bin])
      return log((w + prior * rate) / (l + prior * (1 - rate))) - log(rate / (1 - rate))
    }
  }

  /// The log odds of rows by the bins they are in.
  func logOdds(_ codes: [[Int32]], count: Int) -> [Double] {
    var sums = [Double](repeating: intercept, count: count)
    for (effects, codes) in zip(effects, codes) {
      for row in sums.indices { sums[row] += effects[Int(codes[row])] }
    }
    return sums
  }
}
