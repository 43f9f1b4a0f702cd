import Basics
import Columns
import Glibc
import Statistics

/// Whether traits tell won from lost at all, by rows that the scores had not seen.
///
/// Established only if (a) at least one trait alone differs between won and lost after correction
/// for all that were looked at, and (b) the interval of the area under the curve of out-of-fold
/// scores lies above 0.5. Traits that say nothing make scores that say nothing, however they are
/// weighted.
public struct ScorecardSignal: Sendable {
  /// DeLong's, of the pooled out-of-fold scores; nil with one class only.
  public let auc, low, high: Double?
  /// The trait with the least q-value (Benjamini-Hochberg over all traits), and that.
  public let bestTrait: String?
  public let leastQ: Double?
  /// The area that rows as many as these would have shown in four of five samples.
  public let detectable: Double?
  public let won, lost: Int

  /// Below this a trait differs between won and lost.
  public static let largestQ = 0.05

  public var isEstablished: Bool { (low ?? 0) > 0.5 && (leastQ ?? 1) < Self.largestQ }

  /// - Parameter scores: Out of fold, one a row; NaN where a row was not scored.
  init(scores: [Double], labels: [Int8], tests: [TraitTest], level: Double) throws {
    let area = try statistics(for: "scorecard") {
      try AreaUnderCurve(try ScoredOutcomes(scores: scores, labels: labels), level: level)
    }
    (auc, low, high) = (area.auc, area.low, area.high)
    let best = tests.enumerated().filter { $0.element.q != nil }
      .min { ($0.element.q ?? 1, $0.offset) < ($1.element.q ?? 1, $1.offset) }?.element
    bestTrait = best?.name
    leastQ = best?.q
    won = labels.reduce(0) { $0 + Int($1) }
    lost = labels.count - won
    detectable = Self.detectable(won: won, lost: lost)
  }

  /// 0.5 + (1.96 + 0.84) × the standard error of the area where there is no effect,
  /// sqrt((m + n + 1) / (12 m n)): found with a power of 80 % at a two-sided 5 %.
  ///
  /// Source: J. A. Hanley, B. J. McNeil (1982), Radiology 143.
  static func detectable(won: Int, lost: Int) -> Double? {
    guard won > 0, lost > 0 else { return nil }
    let (m, n) = (Double(won), Double(lost))
    return min(1, 0.5 + (1.959964 + 0.841621) * sqrt((m + n + 1) / (12 * m * n)))
  }

  /// One or two sentences.
  public var text: String {
    let shown = { (value: Double?) in value.map { Wording.decimals($0, 3) } ?? "?" }
    let area = "AUC \(shown(auc)) [\(shown(low)), \(shown(high))] on rows not learnt from"
    if isEstablished { return "signal: \(area)" }
    var text = "no reliable signal: \(area)"
    if let bestTrait, let leastQ, leastQ >= Self.largestQ {
      text += "; no trait differs after correction (least q \(shown(leastQ)), \(bestTrait))"
    }
    if let detectable {
      text +=
        ". \(Wording.grouped(won)) won and \(Wording.grouped(lost)) lost would have shown an AUC from "
        + "\(shown(detectable)) on (power 80 %): no large effect, not no effect"
    }
    return text
  }
}

/// Whether one trait alone differs between won and lost.
public struct TraitTest: Sendable {
  public var name: String
  /// Pearson's chi-square over levels, fifths of a number, and missing.
  public var p: Double?
  /// Corrected for all traits (Benjamini and Hochberg).
  public var q: Double?

  /// Tests all traits by groups that do not know the outcome, so that p-values mean what they say.
  static func all(_ data: LearningData) throws -> [TraitTest] {
    var tests: [TraitTest] = []
    for trait in data.traits {
      try Interruption.check()
      let groups = groups(trait, data.outcomes)
      let p = try statistics(for: trait.name) { try ChiSquareTest(groups: groups).p }
      tests.append(TraitTest(name: trait.name, p: p, q: nil))
    }
    let q = try statistics(for: "traits") { try Multiplicity.benjaminiHochberg(tests.map(\.p)) }
    for index in tests.indices { tests[index].q = q[index] }
    return tests
  }

  private static func groups(_ trait: LearningTrait, _ outcomes: [Int8]) -> [GroupCount] {
    switch trait.cells {
    case .levels(let codes, let names):
      var groups = [GroupCount](repeating: GroupCount(wins: 0, n: 0), count: names.count + 2)
      for (row, code) in codes.enumerated() {
        let place = code < 0 ? names.count : Int(code)
        groups[place].n += 1
        groups[place].wins += Int(outcomes[row])
      }
      // Levels of few rows are one group, or expected counts are too small for chi-square.
      for place in groups.indices.dropLast() where groups[place].n < 20 {
        groups[names.count + 1].n += groups[place].n
        groups[names.count + 1].wins += groups[place].wins
        groups[place] = GroupCount(wins: 0, n: 0)
      }
      return groups
    case .numbers(let values, let order):
      var groups = [GroupCount(wins: 0, n: 0)]
      let size = Double(order.count) / 5
      var last = Double.nan
      for (place, row) in order.enumerated() {
        let value = values[Int(row)]
        // Equal values stay together; the next group begins where a fifth is full.
        if value != last, Double(place) >= size * Double(groups.count),
          groups[groups.count - 1].n > 0
        {
          groups.append(GroupCount(wins: 0, n: 0))
        }
        last = value
        groups[groups.count - 1].n += 1
        groups[groups.count - 1].wins += Int(outcomes[Int(row)])
      }
      var missing = GroupCount(wins: 0, n: 0)
      for (row, value) in values.enumerated() where value.isNaN {
        missing.n += 1
        missing.wins += Int(outcomes[row])
      }
      return groups + [missing]
    }
  }
}
