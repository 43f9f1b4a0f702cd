import Basics
import Columns
import Statistics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whether traits together tell anything about rows they were not learnt on.
///
/// The one seam between a derivation and whatever scores rows out of fold: a rate is scored by the
/// cards of ``CrossValidation``, a mean by ``outOfFold``; ``Measure`` says how well scores rank rows.
enum SignalScore {
  static let folds = 5

  /// The fold of each row; rows of one account are in one fold.
  static func foldNumbers(_ count: Int, groups: [Int32]?, seed: UInt64) -> [Int] {
    var order: [Int32: Int] = [:]
    let groupOf = (0..<count).map { row -> Int in
      guard let group = groups?[row], group >= 0 else {
        order[-2 - Int32(truncatingIfNeeded: row)] = order.count
        return order.count - 1
      }
      if let known = order[group] { return known }
      order[group] = order.count
      return order.count - 1
    }
    var random = RandomStream(seed: seed, stream: 0xF01D)
    var places = Array(0..<order.count)
    var last = places.count - 1
    while last > 0 {
      places.swapAt(last, Int(OutcomeShuffle.below(UInt64(last + 1), &random)))
      last -= 1
    }
    return groupOf.map { places[$0] % folds }
  }

  /// For each row the sum, over its traits, of what the other folds say of its level: log odds of
  /// the shrunken rate against the whole's, or the shrunken distance of the mean.
  ///
  /// Cut points of numbers are those of the traits, which do not look at outcomes.
  static func outOfFold(_ bits: TraitBits, _ target: SearchTarget, folds foldOf: [Int]) throws
    -> [Double]
  {
    var scores = [Double](repeating: 0, count: target.count)
    let words = bits.words
    for fold in 0..<folds {
      try Interruption.check()
      let train = Bitmap(count: target.count) { foldOf[$0] != fold }
      let n = train.countOfSet
      let (_, total) = RangeRefinement.count(train, target)
      guard n > 0 else { continue }
      for trait in bits.traits {
        var groups: [(n: Int, sum: Double)] = []
        var (restN, restSum) = (n, total)
        for atom in trait.atoms {
          let rows = Bitmap(count: target.count)
          let from = bits.bits(of: atom)
          for word in 0..<words { rows.words.base[word] = from[word] & train.words.base[word] }
          let counted = RangeRefinement.count(rows, target)
          groups.append(counted)
          restN -= counted.n
          restSum -= counted.sum
        }
        groups.append((restN, restSum))
        let weights = try self.weights(groups, target, mean: total / Double(n))
        let rest = weights[groups.count - 1]
        if rest != 0 {
          for row in 0..<target.count where foldOf[row] == fold { scores[row] += rest }
        }
        for (position, atom) in trait.atoms.enumerated() {
          let weight = weights[position] - rest
          if weight == 0 { continue }
          let from = bits.bits(of: atom)
          for word in 0..<words {
            var held = from[word] & ~train.words.base[word]
            while held != 0 {
              scores[word << 6 + held.trailingZeroBitCount] += weight
              held &= held - 1
            }
          }
        }
      }
    }
    return scores
  }

  private static func weights(
    _ groups: [(n: Int, sum: Double)], _ target: SearchTarget, mean: Double
  ) throws -> [Double] {
    guard target.isRate else {
      let variance = target.deviation * target.deviation
      let all = groups.reduce(0.0) { $0 + Double($1.n) }
      guard variance > 0, all > 0 else { return groups.map { _ in 0 } }
      var (squares, sizes, filled) = (0.0, 0.0, -1.0)
      for group in groups where group.n > 0 {
        let distance = group.sum / Double(group.n) - mean
        squares += Double(group.n) * distance * distance
        sizes += Double(group.n) * Double(group.n) / all
        filled += 1
      }
      let between = (squares - filled * variance) / max(1, all - sizes)
      guard between > 0 else { return groups.map { _ in 0 } }
      let precision = variance / between
      return groups.map { ($0.sum - Double($0.n) * mean) / (Double($0.n) + precision) }
    }
    guard mean > 0, mean < 1 else { return groups.map { _ in 0 } }
    let shrinkage = try statistics(for: "derivation") {
      try Shrinkage(groups.map { GroupCount(wins: Int($0.sum), n: $0.n) })
    }
    let base = log(mean / (1 - mean))
    return shrinkage.groups.map { group in
      guard let rate = group.rate else { return 0 }
      let kept = min(1 - 1e-6, max(1e-6, rate))
      return log(kept / (1 - kept)) - base
    }
  }

  /// How well scores rank rows.
  struct Measure: Sendable {
    /// The area under the curve of a rate (0.5 is guessing); Spearman's correlation of a mean (0 is).
    var value: Double?
    var low: Double?
    var high: Double?
    var isArea: Bool
    /// Whether the whole interval lies above guessing.
    var passes: Bool { (low ?? -1) > (isArea ? 0.5 : 0) }
  }

  static func measure(
    _ evidence: Evidence, _ bits: TraitBits, folds foldOf: [Int], seed: UInt64
  ) throws -> Measure {
    if let won = evidence.target.won {
      let table = try Table(name: "traits", evidence.columns, rowCount: evidence.count)
      let data = try LearningData(
        table, outcomes: (0..<evidence.count).map { won[$0] ? 1 : 0 },
        groups: evidence.groups.map { groups in groups.map { Int($0) } })
      if !data.traits.isEmpty {
        let area = try data.crossValidatedAUC(folds: folds, seed: seed)
        return Measure(value: area.auc, low: area.low, high: area.high, isArea: true)
      }
    }
    let scores = try outOfFold(bits, evidence.target, folds: foldOf)
    return try measure(scores, evidence.target)
  }

  static func measure(_ scores: [Double], _ target: SearchTarget) throws -> Measure {
    try statistics(for: "derivation") {
      if let won = target.won {
        let labels = (0..<target.count).map { Int8(won[$0] ? 1 : 0) }
        let area = try AreaUnderCurve(ScoredOutcomes(scores: scores, labels: labels))
        return Measure(value: area.auc, low: area.low, high: area.high, isArea: true)
      }
      let correlation = try Correlation(scores, target.values.array, method: .spearman)
      return Measure(
        value: correlation.coefficient, low: correlation.low, high: correlation.high, isArea: false)
    }
  }
}
