import Basics
import Columns
import Statistics
import Synchronization

/// The columns of figures of cohorts, one row a cohort.
struct CohortFigures {
  private(set) var columns: FigureBuilder
  private(set) var notes: [String] = []
  let opportunities: [Int]
  /// The revenue of all cohorts these are parts of.
  private(set) var revenue = 0.0
  private let facts: DealFacts
  private let grouping: Grouping
  private let options: CohortOptions
  private let confidence: Confidence
  private let won, lost: [Int]

  /// - Parameter whole: The figures of all deals, of which these are parts; nil for the whole.
  init(
    _ facts: DealFacts, in grouping: Grouping, asOf: Int32?, options: CohortOptions,
    whole: CohortFigures?
  ) throws {
    (self.facts, self.grouping, self.options) = (facts, grouping, options)
    confidence = try Confidence(options.level)
    columns = FigureBuilder(level: options.level)
    won = grouping.counts(of: facts.won)
    lost = grouping.counts(of: facts.lost)
    let open = grouping.counts(of: facts.open)
    let closed = zip(won, lost).map { $0 + $1 }
    opportunities = zip(closed, open).map { $0 + $1 }
    columns.count("n", closed, "closed deals: won and lost")
    columns.count("won", won, "deals with outcome won")
    columns.count("lost", lost, "deals with outcome lost")
    columns.count("open", open, "deals not yet decided; no rate counts them")
    columns.count("opportunities", opportunities, "all deals: won, lost and open")
    let rates = try WinRates(won: won, lost: lost, options: options)
    columns.interval(
      "win_rate", rates.raw, .share, "won / (won + lost), by number of deals",
      bounds: "Wilson's score interval")
    try addMoney(wholeRevenue: whole?.revenue)
    try addCycles()
    if let asOf { try addDecisions(asOf: asOf) }
    addVerdicts(rates)
  }

  private mutating func addMoney(wholeRevenue: Double?) throws {
    guard let amount = facts.amount, let yearly = facts.yearly else { return }
    let values = try GroupedSamples(yearly, of: grouping, where: facts.won)
    let groups = Array(0..<values.groupCount)
    let sums = grouping.sums(of: amount, where: facts.won)
    revenue = wholeRevenue ?? sums.reduce(0, +)
    if facts.lostHaveAmounts {
      let closed = grouping.sums(of: amount, where: facts.closed)
      columns.number(
        "win_rate_by_value", zip(sums, closed).map { ratio($0, $1) }, .share,
        "amount of won deals / amount of won and lost deals")
    } else if lost.contains(where: { $0 > 0 }) {
      notes.append("no lost deal has an amount: there is no win rate by value")
    }
    columns.interval(
      "acv_mean", groups.map { values.mean($0, level: options.level) }, .money,
      "mean of a year's worth of won deals: acv, else amount over term_months, else amount",
      bounds: "Student's t; of very skewed amounts the median says more")
    columns.interval(
      "acv_median", groups.map { values.median($0, at: confidence) }, .money,
      "median of a year's worth of won deals",
      bounds: "order statistics; none below 6 deals at 95 %")
    columns.number(
      "acv_trimmed", groups.map { values.trimmedMean($0, share: options.trim) }, .money,
      "mean of a year's worth of won deals without the highest and the lowest \(Wording.percent(options.trim))"
    )
    columns.number("revenue", sums, .money, "sum of the amounts of won deals")
    columns.number(
      "revenue_share", sums.map { ratio($0, revenue) }, .share, "revenue / revenue of all cohorts")
  }

  private mutating func addCycles() throws {
    let cycles = try GroupedSamples(facts.cycle, of: grouping, where: facts.won)
    let lostCycles = try GroupedSamples(facts.cycle, of: grouping, where: facts.lost)
    let groups = Array(0..<cycles.groupCount)
    columns.interval(
      "cycle_median", groups.map { cycles.median($0, at: confidence) }, .days,
      "median days from created to closed of won deals", bounds: "order statistics")
    columns.number(
      "cycle_mean", groups.map { cycles.mean($0, level: options.level).estimate }, .days,
      "mean days from created to closed of won deals")
    columns.number(
      "cycle_lost_median", groups.map { lostCycles.median($0, at: confidence).estimate }, .days,
      "median days from created to closed of lost deals")
    columns.number(
      "cycle_lost_mean", groups.map { lostCycles.mean($0, level: options.level).estimate }, .days,
      "mean days from created to closed of lost deals")
  }

  /// How long deals take with those still open counted for as long as they have been: leaving
  /// them out would make slow cohorts look fast.
  private mutating func addDecisions(asOf: Int32) throws {
    let groups = grouping.groupCount
    let ended = DayCounts(facts.cycle, of: grouping, where: facts.closed)
    let cutOff = DayCounts(facts.age, of: grouping, where: facts.open)
    let last = max(ended.lastDay, cutOff.lastDay)
    let found = SharedResults<KaplanMeier>(count: groups)
    let level = options.level
    try Parallel.forEach(groups) { group in
      // Centuries of days are a mistake in the data: then a table of days is no shortcut.
      if last > 1 << 17 {
        let (done, open) = (ended.durations(group), cutOff.durations(group))
        let events =
          [Int8](repeating: 1, count: done.count) + [Int8](repeating: 0, count: open.count)
        found.set(
          group, try KaplanMeier(Lifetimes(durations: done + open, events: events), level: level))
        return
      }
      let lifetimes = try CountedLifetimes(
        ended: ended.counts(group, upTo: last), cutOff: cutOff.counts(group, upTo: last))
      found.set(group, try KaplanMeier(lifetimes, level: level))
    }
    let curves = found.values
    columns.interval(
      "days_to_decision",
      curves.map { Bounded(estimate: $0.median, low: $0.medianLow, high: $0.medianHigh) }, .days,
      "days after which half of the deals are won or lost, open ones counting for as long as they "
        + "have been open on \(Calendar.text(days: asOf))",
      bounds: "Kaplan-Meier, log-log")
  }

  private mutating func addVerdicts(_ rates: WinRates) {
    columns.interval(
      "win_rate_shrunk", rates.shrunk, .share,
      "win rate drawn towards that of the whole, the more the fewer deals (beta-binomial)",
      bounds: "quantiles of the posterior, approximate")
    columns.number(
      "p", rates.p, .ratio,
      "how often chance alone would make such a difference to the rest (two proportions; Fisher's "
        + "exact test where a count below 5 is expected)")
    columns.number(
      "q", rates.q, .ratio, "p corrected for all cohorts tried (Benjamini and Hochberg)")
    columns.text(
      "verdict", rates.verdicts,
      "a hypothesis below \(options.smallBelow) closed deals; differs from the rest where q is at "
        + "most \(options.falseDiscoveryRate)")
    columns.flag(
      "small", zip(won, lost).map { $0 + $1 < options.smallBelow },
      "fewer than \(options.smallBelow) closed deals")
  }
}

/// Nil where there is nothing to divide by.
func ratio(_ part: Double, _ whole: Double) -> Double? { whole == 0 ? nil : part / whole }

/// One result for each group, worked out on all cores.
private final class SharedResults<Value: Sendable>: Sendable {
  private let results: Mutex<[Value?]>
  init(count: Int) { results = Mutex(Array(repeating: nil, count: count)) }
  func set(_ index: Int, _ value: Value) { results.withLock { $0[index] = value } }
  /// In the order of the groups.
  var values: [Value] { results.withLock { $0.compactMap { $0 } } }
}

extension Grouping {
  /// Stretches of rows that are counted by themselves, each with counters of its own for every
  /// group: one alone where there are very many groups. They begin at multiples of 64 rows.
  var pieces: [Range<Int>] {
    let pieces = Parallel.ranges(rowCount, size: 1 << 18)
    return groupCount * pieces.count > 1 << 22 ? [0..<rowCount] : pieces
  }

  /// Sums of numbers by group, without NaN.
  func sums(of numbers: Buffer<Double>, where rows: Bitmap) -> [Double] {
    // Pieces depend on the number of rows alone, so that rounding does not depend on the machine.
    let groups = groupCount
    let pieces = pieces
    let states = Buffer(repeating: LongSum(), count: max(1, pieces.count) * groups)
    Parallel.forEach(pieces.count) { piece in
      let (groupOf, number) = (groupOf.base, numbers.base)
      let states = states.base + piece * groups
      rows.forEachSet(in: pieces[piece]) { row in
        let value = number[row]
        if !value.isNaN { states[Int(groupOf[row])].add(value) }
      }
    }
    return (0..<groups).map { group in
      var whole = states.base[group]
      for piece in 1..<max(1, pieces.count) {
        let later = states.base[piece * groups + group]
        whole.add(later.sum)
        whole.lost += later.lost
      }
      return whole.sum.isFinite ? whole.sum + whole.lost : whole.sum
    }
  }

  /// Neumaier's summation.
  private struct LongSum: BitwiseCopyable {
    var sum = 0.0
    var lost = 0.0

    @inline(__always)
    mutating func add(_ value: Double) {
      let total = sum + value
      lost += sum.magnitude >= value.magnitude ? (sum - total) + value : (value - total) + sum
      sum = total
    }
  }

  /// How many of the rows each group has.
  func counts(of rows: Bitmap) -> [Int] {
    let groups = groupCount
    let pieces = pieces
    let counts = Buffer<Int>(count: max(1, pieces.count) * groups, zeroed: true)
    Parallel.forEach(pieces.count) { piece in
      let groupOf = groupOf.base
      let counts = counts.base + piece * groups
      rows.forEachSet(in: pieces[piece]) { counts[Int(groupOf[$0])] += 1 }
    }
    return (0..<groups).map { group in
      (0..<pieces.count).reduce(0) { $0 + counts.base[$1 * groups + group] }
    }
  }
}
