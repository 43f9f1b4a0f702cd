import Basics
import Columns
import Statistics

/// Makes rules with all their figures of what a search found.
struct RuleFigures {
  private let evidence: Evidence
  private let train: Evidence
  private let test: Evidence?
  private let model: SpreadModel
  private let bits: TraitBits
  private let options: DerivationOptions

  init(
    _ evidence: Evidence, train: Evidence, test: Evidence?, _ model: SpreadModel, _ bits: TraitBits,
    _ options: DerivationOptions
  ) {
    (self.evidence, self.train, self.test) = (evidence, train, test)
    (self.model, self.bits, self.options) = (model, bits, options)
  }

  /// The best first: the high end by the lower bound of the shrunken figure, the low end by the upper.
  ///
  /// - Parameter ideal: Rules of the high end that hold, when the low end is looked at: a rule of it
  ///   that others beat only because of these is their mirror, and no reason to avoid anyone.
  func rules(
    _ side: SideResult, verdict: Verdict, split: HoldoutSplit, beside ideal: [DerivedRule] = []
  ) throws -> [DerivedRule] {
    let ideal = ideal.filter { $0.status != .hypothesis }
    var rules = try side.found.map { try rule($0, side, verdict) }
    if !ideal.isEmpty {
      var covered = Bitmap(count: evidence.count)
      for rule in ideal { covered = covered.or(rows(rule.conditions, evidence)) }
      for index in rules.indices where rules[index].status != .hypothesis {
        guard let why = mirror(rules[index], covered) else { continue }
        (rules[index].status, rules[index].because) = (.hypothesis, why)
      }
    }
    let key = { (rule: DerivedRule) -> Double in
      side.isInverted ? -(rule.shrunk.high ?? .infinity) : rule.shrunk.low ?? -.infinity
    }
    let order = rules.indices.sorted { a, b in
      let (x, y) = (rules[a], rules[b])
      if x.status != y.status { return rank(x.status) > rank(y.status) }
      return key(x) == key(y) ? a < b : key(x) > key(y)
    }
    rules = order.map { rules[$0] }
    return rules
  }

  /// Why a rule of the low end is only the other side of those of the high end, if it is.
  private func mirror(_ rule: DerivedRule, _ ideal: Bitmap) -> String? {
    let inside = rows(rule.conditions, evidence)
    let others = inside.or(ideal).inverted()
    let (n, sum) = RangeRefinement.count(inside, evidence.target)
    let (m, rest) = RangeRefinement.count(others, evidence.target)
    guard n > 0, m > 0 else { return "all others are among those to look for" }
    let p = chance(rest / Double(m), m, above: sum / Double(n), n)
    if p < 0.05 { return nil }
    return "others are better only by those to look for: without these, \(Written.p("p", p))"
  }

  private func rank(_ status: ClaimStatus) -> Int {
    switch status {
    case .hypothesis: 0
    case .tested: 1
    case .established: 2
    }
  }

  private func rule(
    _ found: SideResult.Found, _ side: SideResult, _ verdict: Verdict
  ) throws -> DerivedRule {
    let rows = rows(found.conditions, evidence)
    let (inside, outside) = figures(rows, evidence)
    let trainFigures = figures(self.rows(found.conditions, train), train)
    let (n, sum) = RangeRefinement.count(rows, evidence.target)
    var rule = DerivedRule(
      conditions: found.conditions, status: .hypothesis, because: "", inside: inside,
      outside: outside, train: trainFigures.inside, holdout: nil, holdoutOutside: nil,
      foundInFolds: nil, shrunk: model.shrunk(n: n, sum: sum), z: found.z, q: found.q,
      searchP: found.searchP, accounts: nil, share: nil, dealsInside: nil, dealsOutside: nil,
      nearCopies: found.nearCopies)
    if let test {
      let figures = figures(self.rows(found.conditions, test), test)
      (rule.holdout, rule.holdoutOutside) = (figures.inside, figures.outside)
    } else if let folds = found.folds {
      rule.foundInFolds = folds.foundIn
      rule.holdout = model.plain(n: folds.n, mean: folds.n > 0 ? folds.sum / Double(folds.n) : nil)
      rule.holdoutOutside = model.plain(
        n: folds.restN, mean: folds.restN > 0 ? folds.restSum / Double(folds.restN) : nil)
    }
    if let groups = evidence.groups {
      var seen: Set<Int32> = []
      rows.forEachSet { if groups[$0] >= 0 { seen.insert(groups[$0]) } }
      rule.accounts = seen.count
    }
    if let population = evidence.population, population.rowCount > 0,
      let covered = try? rule.rows(of: population)
    {
      rule.share = Double(covered.countOfSet) / Double(population.rowCount)
    }
    if let deals = evidence.deals {
      rule.dealsInside = deals.figures(rows)
      rule.dealsOutside = deals.figures(rows.inverted())
    }
    (rule.status, rule.because) = status(rule, side, verdict)
    return rule
  }

  /// How far the claim has come, and why no farther.
  private func status(
    _ rule: DerivedRule, _ side: SideResult, _ verdict: Verdict
  ) -> (ClaimStatus, String) {
    let shuffles = side.null.count
    if rule.inside.n < max(30, options.minRows) {
      return (.hypothesis, "fewer than \(max(30, options.minRows)) \(evidence.noun)")
    }
    if shuffles == 0 { return (.hypothesis, "not compared with shuffled outcomes") }
    if rule.searchP >= 0.05 {
      return (.hypothesis, "as good a rule is found by chance (\(Written.p("p", rule.searchP)))")
    }
    if rule.q >= 0.05 {
      return (.hypothesis, "not beyond chance for all rules tried (\(Written.p("q", rule.q)))")
    }
    if !verdict.isSignal { return (.hypothesis, "there is no reliable signal as a whole") }
    guard let holdout = rule.holdout, let other = rule.holdoutOutside, let value = holdout.value,
      let rest = other.value, holdout.n > 0
    else {
      return (.tested, "no \(evidence.noun) held out to see it again on")
    }
    if let folds = rule.foundInFolds, folds < 4 {
      return (.tested, "found again in \(folds) of 5 folds")
    }
    let difference = side.isInverted ? rest - value : value - rest
    if difference <= 0 {
      return (.hypothesis, "not seen again on rows held out")
    }
    let p =
      side.isInverted
      ? chance(rest, other.n, above: value, holdout.n)
      : chance(value, holdout.n, above: rest, other.n)
    if p >= 0.05 {
      return (.tested, "on rows held out it points the same way, \(Written.p("p", p))")
    }
    return (.established, "seen again on rows held out, \(Written.p("p", p))")
  }

  /// How often chance alone puts one mean or rate so far above another: one-sided, with the spread of
  /// the whole, or for rates that of both together.
  private func chance(_ high: Double, _ n: Int, above low: Double, _ m: Int) -> Double {
    let target = evidence.target
    var variance = target.deviation * target.deviation
    if target.isRate {
      let pooled = (high * Double(n) + low * Double(m)) / Double(max(1, n + m))
      variance = pooled * (1 - pooled)
    }
    let error = (variance * (1 / Double(max(1, n)) + 1 / Double(max(1, m)))).squareRoot()
    return error > 0 ? Normal.upper((high - low) / error) : high > low ? 0 : 1
  }

  private func rows(_ conditions: [TraitCondition], _ evidence: Evidence) -> Bitmap {
    let columns = Dictionary(
      evidence.columns.map { ($0.name, $0.column) }, uniquingKeysWith: { first, _ in first })
    return FoldChecks.rows(conditions, columns, evidence.count)
  }

  private func figures(_ rows: Bitmap, _ evidence: Evidence)
    -> (inside: DerivedRule.Figure, outside: DerivedRule.Figure)
  {
    let n = rows.countOfSet
    var (sum, total) = (0.0, 0.0)
    for value in evidence.values.elements { total += value }
    rows.forEachSet { sum += evidence.values.base[$0] }
    let rest = evidence.count - n
    return (
      model.plain(n: n, mean: n > 0 ? sum / Double(n) : nil),
      model.plain(n: rest, mean: rest > 0 ? (total - sum) / Double(rest) : nil)
    )
  }
}
