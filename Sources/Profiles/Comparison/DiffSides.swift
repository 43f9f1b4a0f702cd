import Columns

/// The scores of two definitions, and why they differ.
struct DiffSides {
  struct Side {
    let rule: FitRule
    let patterns: AnswerPatterns
    let ranges: [FitRange]
    let tiers: [String]

    init(_ rule: FitRule, _ patterns: AnswerPatterns) {
      self.rule = rule
      self.patterns = patterns
      ranges = (0..<patterns.count).map { pattern in
        rule.range { patterns.answer(pattern, $0) }
      }
      tiers = ranges.map { rule.tier(of: $0) }
    }

    func pattern(_ row: Int32) -> Int? { row < 0 ? nil : Int(patterns.patternOf.base[Int(row)]) }

    /// Whether the tier is one with a threshold.
    func isInside(_ pattern: Int) -> Bool {
      !ranges[pattern].isOut && tiers[pattern] != rule.below
    }

    /// Place of the tier, the best first.
    func rank(_ pattern: Int) -> Int { rule.tierNames.firstIndex(of: tiers[pattern]) ?? 0 }

    func answers(_ pattern: Int) -> [Answer] {
      (0..<rule.conditionCount).map { patterns.answer(pattern, $0) }
    }
  }

  let before, after: Side

  init(
    _ ruleBefore: FitRule, _ before: AnswerPatterns, _ ruleAfter: FitRule, _ after: AnswerPatterns
  ) {
    self.before = Side(ruleBefore, before)
    self.after = Side(ruleAfter, after)
  }

  func change(_ old: Int?, _ new: Int?) -> ICPDiff.Change {
    guard let old else { return .new }
    guard let new else { return .gone }
    switch (before.isInside(old), after.isInside(new)) {
    case (false, true): return .enters
    case (true, false): return .leaves
    default:
      // Names may differ between definitions: tiers compare by their place from the top.
      let (then, now) = (before.rank(old), after.rank(new))
      if before.tiers[old] == after.tiers[new] || then == now { return .same }
      return now < then ? .up : .down
    }
  }

  /// What earns other points than before, the largest difference first:
  /// `in market 0 to +10, mid-market +28 to +20; gate not government fails now`.
  func why(_ old: Int, _ new: Int) -> String {
    let (was, now) = (before.answers(old), after.answers(new))
    let wasPoints = points(before, was, old)
    let nowPoints = points(after, now, new)
    var names = before.rule.criteria
    for name in after.rule.criteria where !names.contains(name) { names.append(name) }
    let moved = names.compactMap { name -> (name: String, was: Int, now: Int)? in
      let (then, later) = (wasPoints[name] ?? 0, nowPoints[name] ?? 0)
      return then == later ? nil : (name, then, later)
    }
    let ranked = moved.enumerated().sorted { a, b in
      let left = abs(a.element.now - a.element.was)
      let right = abs(b.element.now - b.element.was)
      return left != right ? left > right : a.offset < b.offset
    }.map(\.element)
    var parts: [String] = []
    if !ranked.isEmpty {
      parts.append(
        ranked.map { "\($0.name) \(signed($0.was)) to \(signed($0.now))" }.joined(separator: ", "))
    }
    let failed = failing(after.rule, now).filter { !failing(before.rule, was).contains($0) }
    if !failed.isEmpty { parts.append("gate " + failed.joined(separator: ", ") + " fails now") }
    let cured = failing(before.rule, was).filter { !failing(after.rule, now).contains($0) }
    if !cured.isEmpty {
      parts.append("gate " + cured.joined(separator: ", ") + " does not fail any more")
    }
    if parts.isEmpty { parts.append("other thresholds of the tiers") }
    return parts.joined(separator: "; ")
  }

  private func points(_ side: Side, _ answers: [Answer], _ pattern: Int) -> [String: Int] {
    if side.ranges[pattern].isOut { return [:] }
    var points: [String: Int] = [:]
    for part in side.rule.points({ answers[$0] }).earned {
      points[side.rule.criteria[part.criterion]] = part.points
    }
    return points
  }

  private func failing(_ rule: FitRule, _ answers: [Answer]) -> [String] {
    rule.gates.indices.filter { answers[$0] == .no }.map { rule.gates[$0] }
  }

  private func signed(_ points: Int) -> String { points > 0 ? "+\(points)" : "\(points)" }
}
