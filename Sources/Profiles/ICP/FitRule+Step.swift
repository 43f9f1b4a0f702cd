extension FitRule {
  /// The fewest criteria that would have to change for the next tier up, and of those the ones
  /// that overshoot least. Where more than three have to change, the overshoot is only made
  /// small, criterion by criterion.
  ///
  /// - Returns: nil in the best tier, where a gate fails, and where nothing helps.
  func step(_ answers: [Answer]) -> Explanation.Step? {
    let now = range { answers[$0] }
    guard !now.isOut, let target = tiers.last(where: { Double(now.fit) < $0.threshold }) else {
      return nil
    }
    let changes = weights.indices.filter {
      let holds = answers[gates.count + $0] == .yes
      return weights[$0] > 0 ? !holds : holds
    }
    .sorted { a, b in
      let (left, right) = (weights[a].magnitude, weights[b].magnitude)
      return left != right ? left > right : a < b
    }
    let fit = { (chosen: [Int]) in self.fit(answers, changing: chosen) }
    let reaches = { (chosen: [Int]) in Double(fit(chosen)) >= target.threshold }
    // With the heaviest of each number tried first, the first number that can do it is least.
    guard let size = changes.indices.first(where: { reaches(Array(changes[...$0])) }) else {
      return nil
    }
    let chosen =
      size < 3
      ? least(of: changes, size: size + 1, fit: fit, reaches: reaches)
      : lightened(Array(changes[...size]), from: changes, reaches: reaches)
    let after = fit(chosen)
    return Explanation.Step(
      gained: chosen.filter { weights[$0] > 0 }.map { criteria[$0] },
      shed: chosen.filter { weights[$0] < 0 }.map { criteria[$0] }, tier: tier(of: after),
      fit: after)
  }

  /// The fit if these criteria were the other way round.
  private func fit(_ answers: [Answer], changing chosen: [Int]) -> Int {
    var changed = answers
    for index in chosen { changed[gates.count + index] = weights[index] > 0 ? .yes : .no }
    return range { changed[$0] }.fit
  }

  /// Of all choices of `size` criteria that reach the tier, the one with the lowest fit; the
  /// first in the order of the definition on a tie.
  private func least(
    of changes: [Int], size: Int, fit: ([Int]) -> Int, reaches: ([Int]) -> Bool
  ) -> [Int] {
    let ordered = changes.sorted()
    var best: (fit: Int, chosen: [Int])?
    func extend(_ chosen: [Int], from start: Int) {
      if chosen.count == size {
        guard reaches(chosen) else { return }
        let value = fit(chosen)
        if best == nil || value < best!.fit { best = (value, chosen) }
        return
      }
      for next in start..<ordered.count { extend(chosen + [ordered[next]], from: next + 1) }
    }
    extend([], from: 0)
    return best?.chosen ?? []
  }

  /// Each criterion replaced, lightest first, by the lightest other that still reaches the tier.
  private func lightened(
    _ heaviest: [Int], from changes: [Int], reaches: ([Int]) -> Bool
  ) -> [Int] {
    var chosen = heaviest
    for slot in chosen.indices.reversed() {
      for candidate in changes.reversed() where !chosen.contains(candidate) {
        var other = chosen
        other[slot] = candidate
        if reaches(other) {
          chosen = other
          break
        }
      }
    }
    return chosen.sorted()
  }
}
