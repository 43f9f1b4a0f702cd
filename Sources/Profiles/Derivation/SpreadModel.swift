import Columns
import Statistics

/// How much single traits move the goal, and how far a small group is therefore drawn towards the
/// whole (empirical Bayes).
///
/// The spread is measured over the levels of all traits: for rates by ``Shrinkage`` (beta-binomial),
/// for means by the variance between levels beyond what chance gives.
struct SpreadModel: Sendable {
  /// The number of rows that the whole counts for; infinite where levels differ no more than by
  /// chance.
  let precision: Double
  private let target: SearchTarget
  private let confidence: Confidence

  init(_ bits: TraitBits, _ target: SearchTarget, level: Double = 0.95) throws {
    self.target = target
    confidence = try Confidence(level)
    let groups = bits.atoms.indices.map { atom -> (n: Int, sum: Double) in
      let rows = bits.atoms[atom].count
      return (rows, Self.sum(bits.bits(of: atom), bits.words, target))
    }
    if target.isRate {
      let counts = groups.map { GroupCount(wins: Int($0.sum), n: $0.n) }
      precision = try statistics(for: "derivation") {
        try Shrinkage(counts).precision ?? .infinity
      }
      return
    }
    let variance = target.deviation * target.deviation
    let all = groups.reduce(0.0) { $0 + Double($1.n) }
    guard variance > 0, all > 0 else {
      precision = .infinity
      return
    }
    var (squares, sizes) = (0.0, 0.0)
    for group in groups where group.n > 0 {
      let distance = group.sum / Double(group.n) - target.mean
      squares += Double(group.n) * distance * distance
      sizes += Double(group.n) * Double(group.n) / all
    }
    let freedom = Double(groups.count { $0.n > 0 }) - 1
    let between = (squares - freedom * variance) / max(1, all - sizes)
    precision = between > 0 ? variance / between : .infinity
  }

  /// Sum of the values of the rows whose bit is set.
  static func sum(
    _ bits: UnsafePointer<UInt64>, _ words: Int, _ target: SearchTarget
  ) -> Double {
    if let won = target.won {
      var total = 0
      let other = won.words.base
      for word in 0..<words { total += (bits[word] & other[word]).nonzeroBitCount }
      return Double(total)
    }
    var sum = 0.0
    for word in 0..<words {
      var rest = bits[word]
      while rest != 0 {
        sum += target.values.base[word << 6 + rest.trailingZeroBitCount]
        rest &= rest - 1
      }
    }
    return sum
  }

  /// The shrunken figure of a group, with its bounds: Wilson's on the rows and those the whole counts
  /// for together, or the normal interval of a mean.
  func shrunk(n: Int, sum: Double) -> DerivedRule.Figure {
    guard precision.isFinite else {
      return interval(n: Double(target.count), mean: target.mean, rows: n)
    }
    let weight = Double(n) + precision
    return interval(n: weight, mean: (sum + precision * target.mean) / weight, rows: n)
  }

  /// The plain figure of a group.
  func plain(n: Int, mean: Double?) -> DerivedRule.Figure {
    guard let mean, n > 0 else { return DerivedRule.Figure(n: n) }
    return interval(n: Double(n), mean: mean, rows: n)
  }

  private func interval(n: Double, mean: Double, rows: Int) -> DerivedRule.Figure {
    let z = confidence.z
    guard target.isRate else {
      let half = z * target.deviation / n.squareRoot()
      return DerivedRule.Figure(n: rows, value: mean, low: mean - half, high: mean + half)
    }
    let square = z * z
    let centre = (mean + square / (2 * n)) / (1 + square / n)
    let half =
      z / (1 + square / n) * (mean * (1 - mean) / n + square / (4 * n * n)).squareRoot()
    return DerivedRule.Figure(
      n: rows, value: mean, low: max(0, centre - half), high: min(1, centre + half))
  }
}
