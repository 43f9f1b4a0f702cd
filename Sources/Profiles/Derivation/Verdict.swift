import Statistics

/// Whether there is a reliable signal at all.
///
/// Three things must come together: (a) a trait whose corrected p is below 0.05, (b) scores learnt on
/// other rows rank better than chance, the whole 95 % interval above it, (c) the best rule's weighted
/// relative accuracy is above the 95 % point of the best rule on shuffled outcomes, the whole search
/// repeated each time.
public struct Verdict: Sendable {
  public var traitName: String?
  /// The smallest corrected p of a trait.
  public var traitQ: Double?
  public var traitPasses: Bool
  /// Area under the curve out of fold (for a mean: Spearman's correlation), with DeLong's interval.
  public var score: Double?
  public var scoreLow: Double?
  public var scoreHigh: Double?
  public var isArea: Bool
  public var scorePasses: Bool
  public var bestAccuracy: Double
  /// The 95 % point of the best on shuffled outcomes.
  public var accuracyLimit: Double
  public var accuracyP: Double
  public var shuffles: Int
  public var searchPasses: Bool { shuffles > 0 && bestAccuracy > accuracyLimit }

  public var isSignal: Bool { traitPasses && scorePasses && searchPasses }

  /// The three parts as sentences.
  public var parts: [String] {
    let yes = { (passes: Bool) in passes ? "yes" : "no" }
    var lines: [String] = []
    let trait = traitName.map { ": \($0), \(Written.p("q", traitQ))" } ?? ""
    lines.append("a single trait matters after correction: \(yes(traitPasses))\(trait)")
    let name = isArea ? "area under the curve" : "rank correlation"
    let guess = isArea ? "0.5" : "0"
    lines.append(
      "traits rank rows they were not learnt on: \(yes(scorePasses)): \(name) "
        + "\(Written.number(score, 3)) [\(Written.number(scoreLow, 3)), "
        + "\(Written.number(scoreHigh, 3))], guessing is \(guess)")
    lines.append(
      shuffles > 0
        ? "the best rule beats the search on shuffled outcomes: \(yes(searchPasses)): accuracy "
          + "\(Written.number(bestAccuracy, 4)), 95 % of \(shuffles) shuffles stay below "
          + "\(Written.number(accuracyLimit, 4)), \(Written.p("p", accuracyP))"
        : "the best rule was not compared with shuffled outcomes (shuffles = 0)")
    return lines
  }
}

/// What could have been seen: the smallest gap found with 80 % power.
public struct DetectableGap: Sendable {
  /// Rows in the group, and outside of it.
  public var n: Int
  public var rest: Int
  /// In the unit of the goal: a share for rates.
  public var single: Double
  /// The same when as many groups are tested as were.
  public var corrected: Double
  public var tests: Int

  /// The gap between a group and the rest that a two-sided test at 5 % finds four times in five.
  ///
  /// g = z(1-α/2) sqrt(v (1/n + 1/m)) + z(0.8) sqrt(v1/n + v/m), solved by repetition, v the variance
  /// of a row and v1 that in the group. Corrected: α divided by the number of tests.
  static func of(n: Int, rest: Int, target: SearchTarget, tests: Int) -> DetectableGap? {
    guard n > 0, rest > 0, target.deviation > 0 else { return nil }
    let gap = { (alpha: Double) -> Double in
      let (a, b) = (Normal.upperQuantile(alpha / 2), Normal.upperQuantile(0.2))
      let variance = target.deviation * target.deviation
      let whole = (variance * (1 / Double(n) + 1 / Double(rest))).squareRoot()
      var gap = (a + b) * whole
      guard target.isRate else { return gap }
      for _ in 0..<20 {
        // Towards a half, where a rate varies most: the cautious side.
        let rate = min(1, max(0, target.mean + (target.mean < 0.5 ? gap : -gap)))
        let inside = (rate * (1 - rate) / Double(n) + variance / Double(rest)).squareRoot()
        gap = a * whole + b * inside
      }
      return min(1, gap)
    }
    return DetectableGap(
      n: n, rest: rest, single: gap(0.05), corrected: gap(0.05 / Double(max(1, tests))),
      tests: tests)
  }
}

/// Numbers in sentences of a report.
package enum Written {
  package static func number(_ value: Double?, _ decimals: Int) -> String {
    guard let value, value.isFinite else { return "?" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    guard (value * scale).magnitude < 1e15 else { return "\(value)" }
    let whole = Int64((value * scale).rounded().magnitude)
    let isNegative = value < 0 && whole > 0
    var digits = "\(whole)"
    while digits.count <= decimals { digits = "0" + digits }
    let point = digits.index(digits.endIndex, offsetBy: -decimals)
    let text = decimals > 0 ? "\(digits[..<point]).\(digits[point...])" : digits
    return (isNegative ? "-" : "") + text
  }

  /// `p = 0.03`, `q < 0.0001`.
  package static func p(_ name: String, _ value: Double?) -> String {
    guard let value else { return "\(name) = ?" }
    if value < 0.0001 { return "\(name) < 0.0001" }
    return "\(name) = \(number(value, value < 0.01 ? 4 : value < 0.1 ? 3 : 2))"
  }

  /// `27 %`, `4.5 %`.
  package static func percent(_ share: Double?, decimals: Int = 1) -> String {
    guard let share else { return "?" }
    return "\(number(share * 100, decimals)) %"
  }
}
