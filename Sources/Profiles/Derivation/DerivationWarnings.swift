import Columns
import Statistics

/// Traps that a reader of rules falls into.
enum DerivationWarnings {
  static func of(
    _ profile: DerivedProfile, _ lifts: TraitLifts, _ bits: TraitBits, _ evidence: Evidence
  ) -> [String] {
    var warnings = filledIn(lifts, bits, evidence)
    warnings += calendar(profile, lifts, bits)
    warnings += closingMonths(evidence)
    warnings += cycles(evidence)
    warnings += doubleCounts(profile)
    warnings += specificity(profile)
    if lifts.designEffect > 1.2 {
      warnings.append(
        "rows of one account are alike: tests count them as "
          + "\(Written.percent(1 / lifts.designEffect, decimals: 0)) as many")
    }
    return warnings
  }

  /// A trait that matters by being filled in at all.
  private static func filledIn(
    _ lifts: TraitLifts, _ bits: TraitBits, _ evidence: Evidence
  ) -> [String] {
    var found: [(share: Double, text: String)] = []
    for (number, trait) in bits.traits.enumerated() {
      let whole = lifts.wholes[number]
      guard (whole.q ?? 1) < 0.05, let share = whole.knownShare, share >= 0.5 else { continue }
      guard
        let missing = lifts.levels.first(where: {
          $0.trait == number && $0.condition.test == .isMissing
        })
      else { continue }
      let show = { (value: Double?) in
        evidence.target.isRate ? Written.percent(value) : Written.number(value, 2)
      }
      found.append(
        (
          share,
          "\(trait.name) matters mainly by being filled in: known \(show(missing.outside.value)), "
            + "missing \(show(missing.inside.value)); it may be filled in by, or after, the outcome"
        ))
    }
    return found.map(\.text)
  }

  private static let calendarWords: Set<String> = [
    "month", "day", "weekday", "week", "quarter", "season", "hour", "date", "year",
  ]
  private static let months: Set<String> = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  static func isCalendar(_ trait: Trait, _ bits: TraitBits) -> Bool {
    if trait.kind == .date { return true }
    let parts = trait.column.lowercased().split { $0 == "_" || $0 == " " || $0 == "." || $0 == "-" }
    if parts.contains(where: { calendarWords.contains(String($0)) }) { return true }
    var (named, texts) = (0, 0)
    for atom in trait.atoms {
      guard case .text(let text) = bits.atoms[atom].value else { continue }
      texts += 1
      if months.contains(String(text.lowercased().prefix(3))) && text.count <= 9 { named += 1 }
    }
    return texts >= 6 && named == texts
  }

  /// When things happened is no trait of a customer.
  private static func calendar(
    _ profile: DerivedProfile, _ lifts: TraitLifts, _ bits: TraitBits
  ) -> [String] {
    let shown = Set((profile.rules + profile.avoid).flatMap { $0.conditions.map(\.column) })
    var warnings: [String] = []
    for (number, trait) in bits.traits.enumerated() where isCalendar(trait, bits) {
      guard (lifts.wholes[number].q ?? 1) < 0.05 || shown.contains(trait.column) else { continue }
      warnings.append(
        "\(trait.name) is a matter of the calendar, not of the customer"
          + (shown.contains(trait.column)
            ? ": rules that name it tell when, not whom; leave it out with traits = { … }" : ""))
    }
    return warnings
  }

  /// Win rates that swing with the month of closing.
  private static func closingMonths(_ evidence: Evidence) -> [String] {
    guard let days = evidence.days, let won = evidence.target.won, evidence.deals != nil else {
      return []
    }
    var counts = [(n: Int, won: Int)](repeating: (0, 0), count: 12)
    for row in 0..<evidence.count where days.base[row] != Column.noDay {
      let month = Calendar.parts(days: Int(days.base[row])).month - 1
      counts[month].n += 1
      if won[row] { counts[month].won += 1 }
    }
    let table = counts.map { [Double($0.won), Double($0.n - $0.won)] }
    guard let test = try? ChiSquareTest(table: table), let p = test.p, p < 0.001,
      (test.cramersV ?? 0) >= 0.1
    else { return [] }
    let rates = counts.indices.filter { counts[$0].n >= 20 }
      .map { (rate: Double(counts[$0].won) / Double(counts[$0].n), month: $0 + 1) }
      .sorted { ($0.rate, $0.month) < ($1.rate, $1.month) }
    guard let low = rates.first, let high = rates.last else { return [] }
    return [
      "win rates swing with the month of closing, from \(Written.percent(low.rate, decimals: 0)) to "
        + "\(Written.percent(high.rate, decimals: 0)): a habit of closing, known only afterwards; "
        + "no trait of a customer"
    ]
  }

  /// Lost deals that end early look like a rule about the cycle.
  private static func cycles(_ evidence: Evidence) -> [String] {
    guard let deals = evidence.deals, evidence.target.isRate else { return [] }
    var (won, lost): ([Double], [Double]) = ([], [])
    for row in deals.won.indices where !deals.cycle[row].isNaN {
      if deals.won[row] { won.append(deals.cycle[row]) } else { lost.append(deals.cycle[row]) }
    }
    guard won.count >= 50, lost.count >= 50,
      let a = Quantile.type7(sorted: won.sorted(), 0.5),
      let b = Quantile.type7(sorted: lost.sorted(), 0.5), a >= 2 * b || b >= 2 * a
    else { return [] }
    return [
      "lost deals take \(Written.number(b, 0)) days in the median, won ones "
        + "\(Written.number(a, 0)): known only afterwards, it says nothing about whom to choose"
    ]
  }

  private static func doubleCounts(_ profile: DerivedProfile) -> [String] {
    let shown = Set((profile.rules + profile.avoid).flatMap { $0.conditions.map(\.column) })
    let named = { (name: String) in
      shown.contains { name == $0 || name.hasPrefix($0 + ": ") }
    }
    return profile.repeated.prefix(20).filter { named($0.a) && named($0.b) }.prefix(5).map {
      "\($0.a) and \($0.b) repeat each other (Cramér's V \(Written.number($0.v, 2))): "
        + "points for both count one thing twice"
    }
  }

  /// Too broad to guide anyone, or too narrow to live on (feature D16).
  private static func specificity(_ profile: DerivedProfile) -> [String] {
    var warnings: [String] = []
    for rule in profile.rules.prefix(3) where rule.status != .hypothesis {
      guard let share = rule.share else { continue }
      if share > 0.5 {
        warnings.append(
          "the rule \"\(rule.text)\" covers \(Written.percent(share, decimals: 0)) of all accounts:"
            + " too broad to be an ideal customer")
      } else if share < 0.005 {
        warnings.append(
          "the rule \"\(rule.text)\" covers \(Written.percent(share)) of all accounts: few to sell to"
        )
      }
    }
    return warnings
  }
}

extension TraitLifts {
  /// One row a level, ranked by the lower bound of its distance from the rest.
  func table(_ bits: TraitBits, _ evidence: Evidence) throws -> FigureTable {
    var builder = FigureBuilder(level: 0.95)
    let order = levels.indices.sorted { a, b in
      let (x, y) = (levels[a].q ?? 1, levels[b].q ?? 1)
      if x != y { return x < y }
      return (levels[a].p ?? 1, a) < (levels[b].p ?? 1, b)
    }
    let sorted = order.map { levels[$0] }
    let unit: FigureDefinition.Unit = evidence.target.isRate ? .share : .ratio
    builder.text("trait", sorted.map { bits.traits[$0.trait].name }, "the trait")
    builder.text("level", sorted.map { $0.condition.text }, "the level, as a condition")
    builder.count("n", sorted.map(\.inside.n), "\(evidence.noun) with it")
    builder.interval(
      "inside",
      sorted.map {
        Bounded(estimate: $0.inside.value, low: $0.inside.low, high: $0.inside.high)
      }, unit, "\(evidence.goal) with it", bounds: evidence.target.isRate ? "Wilson" : "normal")
    builder.number("outside", sorted.map(\.outside.value), unit, "\(evidence.goal) without it")
    builder.number(
      "lift",
      sorted.map { level in
        guard let a = level.inside.value, let b = level.outside.value, b != 0 else { return nil }
        return a / b
      }, .ratio, "inside / outside")
    let gaps = sorted.map { gap($0, isRate: evidence.target.isRate) }
    builder.interval(
      "gap", gaps, unit, "inside - outside",
      bounds: evidence.target.isRate ? "Newcombe" : "normal")
    builder.number("p", sorted.map(\.p), .ratio, "of inside against outside")
    builder.number(
      "q", sorted.map(\.q), .ratio, "p corrected for all levels (Benjamini and Hochberg)")
    builder.text(
      "verdict",
      sorted.map { ($0.q ?? 1) < 0.05 ? "differs from the rest" : "not distinguishable" },
      "whether q is below 0.05")
    return FigureTable(
      table: try Table(name: "traits", builder.columns, rowCount: sorted.count),
      definitions: builder.definitions)
  }

  private func gap(_ level: Level, isRate: Bool) -> Bounded {
    guard let a = level.inside.value, let b = level.outside.value else { return .none }
    let (n, m) = (level.inside.n, level.outside.n)
    if isRate {
      let (x, y) = (Int((a * Double(n)).rounded()), Int((b * Double(m)).rounded()))
      if let gap = try? TwoProportions.newcombe(wins1: x, n1: n, wins2: y, n2: m) {
        return Bounded(estimate: a - b, low: gap.low, high: gap.high)
      }
      return Bounded(estimate: a - b, low: nil, high: nil)
    }
    guard let low = level.inside.low, let other = level.outside.low else { return .none }
    let half = ((a - low) * (a - low) + (b - other) * (b - other)).squareRoot()
    return Bounded(estimate: a - b, low: a - b - half, high: a - b + half)
  }
}
