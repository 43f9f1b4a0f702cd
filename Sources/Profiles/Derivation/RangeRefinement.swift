import Columns

/// A rule with the numbers in it cut where the data says, not where intervals happened to end.
struct RefinedRule: Sendable {
  var terms: [Term]
  /// Bounds found for ordered terms, by term.
  var bounds: [Term: RangeBounds]
  var rows: Bitmap
  var n: Int
  var sum: Double
  var z: Double
  var wracc: Double

  func conditions(_ bits: TraitBits) -> [TraitCondition] {
    terms.map { bits.condition($0, bounds: bounds[$0]) }
  }
}

/// Finds the cut points of the numbers in a rule.
///
/// Among the rows that meet the other conditions, the bounds are those of the greatest likelihood
/// ratio of the whole rule (its root is called z here), over all pairs of values. Of all bounds that
/// the data cannot tell from these (z² less 3.84, the 95 % likelihood interval of a change point, or
/// less a hundredth, which is no worse a rule) the roundest number is taken, or no bound at all: "employees >= 100", not "employees >= 97".
struct RangeRefinement {
  let bits: TraitBits
  let target: SearchTarget
  let minRows: Int

  /// More groups of values than this are first looked at coarsely.
  private static let coarse = 256
  /// χ² with one degree of freedom at 95 %.
  private static let support = 3.841458820694124

  func refined(_ terms: [Term]) -> RefinedRule {
    var bounds: [Term: RangeBounds] = [:]
    let ordered = terms.filter { isRange($0) }
    for round in 0..<(ordered.count > 1 ? 2 : 1) {
      for term in ordered {
        let others = terms.filter { $0 != term }
        let context = rows(others, bounds)
        if let found = best(term, context, round: round) { bounds[term] = found }
      }
    }
    return measured(terms, bounds)
  }

  func measured(_ terms: [Term], _ bounds: [Term: RangeBounds]) -> RefinedRule {
    let rows = rows(terms, bounds)
    let (n, sum) = Self.count(rows, target)
    return RefinedRule(
      terms: terms, bounds: bounds, rows: rows, n: n, sum: sum, z: target.z(n, sum),
      wracc: target.wracc(n, sum))
  }

  static func count(_ rows: Bitmap, _ target: SearchTarget) -> (n: Int, sum: Double) {
    if let won = target.won { return (rows.countOfSet, Double(rows.and(won).countOfSet)) }
    var sum = 0.0
    rows.forEachSet { sum += target.values.base[$0] }
    return (rows.countOfSet, sum)
  }

  private func isRange(_ term: Term) -> Bool {
    guard !term.isComplement, case .interval = bits.atoms[Int(term.low)].value else { return false }
    let trait = bits.traits[Int(term.trait)]
    // All intervals together say only that the number is known.
    return Int(term.high) - Int(term.low) + 1 < trait.intervals
  }

  private func rows(_ terms: [Term], _ bounds: [Term: RangeBounds]) -> Bitmap {
    var result = bits.rows(terms.filter { bounds[$0] == nil })
    for (term, range) in terms.compactMap({ term in bounds[term].map { (term, $0) } }) {
      guard let numbers = bits.numbers[Int(term.trait)] else { continue }
      let (low, high) = (range.low ?? -.infinity, range.high ?? .infinity)
      let included = range.includesHigh || range.high == nil
      let inside = Bitmap(count: bits.rowCount)
      result.forEachSet { row in
        let value = numbers.base[row]
        if value >= low && (included ? value <= high : value < high) { inside[row] = true }
      }
      result = inside
    }
    return result
  }

  /// Rows of equal value, in ascending order of value.
  private struct Step {
    var value: Double
    var n: Int
    var sum: Double
  }

  private func best(_ term: Term, _ context: Bitmap, round: Int) -> RangeBounds? {
    guard let numbers = bits.numbers[Int(term.trait)] else { return nil }
    var steps: [Step] = []
    var known: [(value: Double, worth: Double)] = []
    context.forEachSet { row in
      let value = numbers.base[row]
      if !value.isNaN { known.append((value, target.values.base[row])) }
    }
    known.sort { $0.value < $1.value }
    for (value, worth) in known {
      if let last = steps.last, last.value == value {
        steps[steps.count - 1].n += 1
        steps[steps.count - 1].sum += worth
      } else {
        steps.append(Step(value: value, n: 1, sum: worth))
      }
    }
    guard steps.count > 1 else { return nil }
    var n = [0]
    var sum = [0.0]
    for step in steps {
      n.append((n.last ?? 0) + step.n)
      sum.append((sum.last ?? 0) + step.sum)
    }
    let z = { (low: Int, high: Int) -> Double in
      let inside = n[high] - n[low]
      guard inside >= minRows, inside <= bits.rowCount - minRows else { return -.infinity }
      return target.signedRoot(inside, sum[high] - sum[low])
    }
    // Edges between steps: a range is steps low..<high.
    let width = max(1, (steps.count + Self.coarse - 1) / Self.coarse)
    let edges = Array(stride(from: 0, to: steps.count, by: width)) + [steps.count]
    var (low, high, most) = (0, steps.count, -Double.infinity)
    for (first, left) in edges.enumerated() {
      for right in edges[(first + 1)...] where !(left == 0 && right == steps.count) {
        let value = z(left, right)
        if value > most { (low, high, most) = (left, right, value) }
      }
    }
    guard most > 0, most.isFinite else { return nil }
    if width > 1 {
      for _ in 0..<2 {
        for edge in max(0, low - width)..<min(low + width, high) {
          let value = z(edge, high)
          if value > most { (low, most) = (edge, value) }
        }
        for edge in max(low + 1, high - width)...min(high + width, steps.count) {
          let value = z(low, edge)
          if value > most { (high, most) = (edge, value) }
        }
      }
    }
    return readable(steps, low, high, most, z)
  }

  /// The roundest bounds among those that are as good.
  private func readable(
    _ steps: [Step], _ low: Int, _ high: Int, _ most: Double, _ z: (Int, Int) -> Double
  ) -> RangeBounds? {
    let square = most * most
    let least = max(0, min(square - Self.support, square * 0.99)).squareRoot()
    var (from, upTo) = (low, low)
    while from > 0, z(from - 1, high) >= least { from -= 1 }
    while upTo + 1 < high, z(upTo + 1, high) >= least { upTo += 1 }
    var bounds = RangeBounds(low: nil, high: nil, includesHigh: true)
    if from > 0 {
      bounds.low = CutPoints.round(open: steps[from - 1].value, closed: steps[upTo].value)
    }
    let start = steps.firstIndex { $0.value >= bounds.low ?? -.infinity } ?? low
    (from, upTo) = (high, high)
    while from - 1 > start, z(start, from - 1) >= least { from -= 1 }
    while upTo < steps.count, z(start, upTo + 1) >= least { upTo += 1 }
    if upTo < steps.count {
      // From the last value inside at the least, to just below the first that must stay outside.
      bounds.high = CutPoints.round(open: steps[upTo].value, closed: steps[from - 1].value)
    }
    return bounds.low == nil && bounds.high == nil ? nil : bounds
  }
}
