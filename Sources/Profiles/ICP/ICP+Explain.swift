import Basics
import Columns

extension ICP {
  /// Why the account in `row` has the fit it has: the points of every criterion, what is
  /// unknown, what to look up next, and the smallest change that moves it up a tier.
  ///
  /// - Throws: a ``Problem`` if there is no such row, or a condition cannot be evaluated.
  public func explain(_ table: Table, row: Int) throws -> Explanation {
    guard row >= 0 && row < table.rowCount else {
      throw Problem(
        .script, "\(table.name): there is no row \(row + 1), it has \(table.rowCount)")
    }
    let account = table.slice(row..<row + 1)
    let patterns = try answers(on: account, knockouts: 0)
    let answers = (0..<rule.conditionCount).map { patterns.answer(0, $0) }
    let rule = rule
    let range = rule.range { answers[$0] }
    let (earned, lift) = rule.points { answers[$0] }
    let pointsOf = Dictionary(uniqueKeysWithValues: earned.map { ($0.criterion, $0.points) })
    let missing = (gates.map(\.test) + criteria.map(\.test)).map { test in
      (test.columnNames ?? []).filter { account[$0]?.isMissing(0) ?? false }
    }
    let gateLines = gates.enumerated().map { index, gate in
      Explanation.Line(
        name: gate.name, category: nil, points: 0, possible: 0, answer: answers[index],
        missing: missing[index], text: gate.test.text)
    }
    let lines = criteria.enumerated().map { index, criterion in
      let condition = gates.count + index
      let exact = (100 * criterion.weight / fullWeight).rounded()
      return Explanation.Line(
        name: criterion.name, category: criterion.category,
        points: range.isOut ? 0 : pointsOf[index] ?? 0,
        possible: pointsOf[index] ?? Int(exact), answer: answers[condition],
        missing: missing[condition], text: criterion.test.text)
    }
    let worst = rule.worst(answers)
    return Explanation(
      icp: name, fit: range.fit, low: range.low, high: range.high, tier: rule.tier(of: range),
      worstTier: rule.tier(of: rule.range { worst[$0] }),
      bestTier: range.isOut ? Tier.out : rule.tier(of: range.high),
      gates: gateLines, criteria: lines, lift: range.isOut ? 0 : lift,
      lookUp: rule.lookUp(answers, missing: missing), step: rule.step(answers))
  }
}
