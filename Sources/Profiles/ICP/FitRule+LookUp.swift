extension FitRule {
  var conditionCount: Int { gates.count + weights.count }

  private func name(_ condition: Int) -> String {
    condition < gates.count ? gates[condition] : criteria[condition - gates.count]
  }

  /// The answers with every unknown settled to the account's disadvantage.
  func worst(_ answers: [Answer]) -> [Answer] { settled(answers, badly: Set(answers.indices)) }

  private func settled(
    _ answers: [Answer], badly: Set<Int> = [], well: Set<Int> = []
  ) -> [Answer] {
    answers.enumerated().map { condition, answer in
      guard answer == .unknown else { return answer }
      let helps = condition < gates.count || weights[condition - gates.count] > 0
      if badly.contains(condition) { return helps ? .no : .yes }
      if well.contains(condition) { return helps ? .yes : .no }
      return answer
    }
  }

  /// The unknown column whose value matters most: one that decides the tier before one that
  /// does not, then the one that moves the fit furthest.
  func lookUp(_ answers: [Answer], missing: [[String]]) -> Explanation.LookUp? {
    if gates.indices.contains(where: { answers[$0] == .no }) { return nil }
    let unknown = answers.indices.filter { answers[$0] == .unknown }
    var candidates: [(columns: [String], conditions: Set<Int>)] = []
    for condition in unknown {
      let columns = missing[condition]
      if candidates.contains(where: { $0.columns == columns && !columns.isEmpty }) { continue }
      // One value may settle several conditions: all that miss nothing else.
      let settled = unknown.filter {
        $0 == condition || (!missing[$0].isEmpty && Set(missing[$0]).isSubset(of: columns))
      }
      candidates.append((columns, Set(settled)))
    }
    let rated = candidates.map { candidate -> (span: Int, lookUp: Explanation.LookUp) in
      let bad = settled(answers, badly: candidate.conditions)
      let good = settled(answers, well: candidate.conditions)
      let (low, high) = (range { bad[$0] }, range { good[$0] })
      let lookUp = Explanation.LookUp(
        columns: candidate.columns, settles: candidate.conditions.sorted().map(name),
        worst: tier(of: low), best: tier(of: high))
      return (high.fit - low.fit, lookUp)
    }
    // The first of the best, so that a tie goes to the order of the definition.
    var best: (span: Int, lookUp: Explanation.LookUp)?
    for entry in rated {
      guard let held = best else {
        best = entry
        continue
      }
      let decides = entry.lookUp.decidesTier
      if decides != held.lookUp.decidesTier ? decides : entry.span > held.span { best = entry }
    }
    return best?.lookUp
  }
}
