import Basics
import Columns
import Statistics

extension Metrics {
  /// How many days a month has on average, for lifetimes in months.
  static let daysPerMonth = 365.25 / 12

  /// How long customers stay (B5): Kaplan-Meier, so that customers who are still there count for
  /// as long as they have been.
  ///
  /// - Parameters:
  ///   - asOf: The day of looking, in days since 1970-01-01.
  ///   - months: Months after the start at which to say how many are left.
  ///   - grace: Days without a subscription after which a customer is lost.
  /// - Returns: One row a cohort; the p-value of the log-rank test between them is in the notes.
  public static func survival(
    subscriptions: Table, accounts: Table? = nil, by keys: [CohortKey] = [], asOf: Int32,
    months: [Int] = [12, 24], grace: Int = 30, level: Double = 0.95
  ) throws -> FigureTable {
    let accounts = try accounts ?? AccountCohorts.named(in: subscriptions)
    let cohorts = try AccountCohorts(accounts, by: keys)
    let facts = try SubscriptionFacts(subscriptions, accounts)
    let lives = CustomerLives(
      facts, accounts: accounts.rowCount, asOf: asOf, grace: Int32(clamping: grace))
    let groups = { (grouping: Grouping) in
      var groups = [[CustomerLives.Life]](repeating: [], count: grouping.groupCount)
      for life in lives.lives { groups[Int(grouping.groupOf.base[life.account])].append(life) }
      return groups
    }
    var notes = facts.notes + lives.notes
    if let note = try logRank(groups(cohorts.grouping)) { notes.append(note) }
    return try cohorts.table(
      "survival", level: level, rank: ["median_months", "customers"], notes: notes
    ) { grouping, columns in
      let own = groups(grouping)
      let curves = try own.map { try KaplanMeier(lifetimes($0), level: level) }
      columns.count("customers", own.map(\.count), "accounts that ever had a paid subscription")
      columns.count("lost", own.map { $0.count { $0.isOver } }, "of which were lost")
      for month in months.sorted() {
        let time = Double(month)
        columns.interval(
          "left_\(month)m", curves.map { left($0, at: time) }, .share,
          "share of customers still there \(month) months after their start",
          bounds: "Kaplan-Meier, log-log")
      }
      columns.interval(
        "median_months",
        curves.map { Bounded(estimate: $0.median, low: $0.medianLow, high: $0.medianHigh) },
        .months,
        "months after which half of the customers are lost; missing where more than half are there",
        bounds: "Kaplan-Meier, log-log")
      let horizon = Double(months.max() ?? 24)
      let means = try own.map { try RestrictedMean(lifetimes($0), tau: horizon) }
      columns.number(
        "mean_months_in_\(Int(horizon))m", means.map(\.mean), .months,
        "months a customer stays on average in the first \(Int(horizon))")
      // Customers lost per month of being there: what lifetimes are expected from.
      let exposure = own.map { $0.reduce(0) { $0 + $1.days } / daysPerMonth }
      let lost = own.map { $0.count { $0.isOver } }
      columns.interval(
        "monthly_churn",
        zip(lost, exposure).map { PoissonRate.of($0, exposure: $1, level: level) }, .share,
        "customers lost / months that customers were there", bounds: "exact Poisson")
      columns.flag("small", own.map { $0.count < smallBelow }, "fewer than \(smallBelow) customers")
    }
  }

  static func lifetimes(_ lives: [CustomerLives.Life]) throws -> Lifetimes {
    try Lifetimes(
      durations: lives.map { $0.days / daysPerMonth }, events: lives.map { $0.isOver ? 1 : 0 })
  }

  /// Nothing is said beyond the time that customers were observed.
  static func left(_ curve: KaplanMeier, at time: Double) -> Bounded {
    guard curve.n > 0, let observed = curve.observedTo, time <= observed else { return .none }
    guard let point = curve.at(time) else {
      return Bounded(estimate: 1, low: nil, high: nil)
    }
    return Bounded(estimate: point.survival, low: point.low, high: point.high)
  }

  private static func logRank(_ groups: [[CustomerLives.Life]]) throws -> String? {
    let present = groups.filter { !$0.isEmpty }
    guard present.count > 1 else { return nil }
    return try statistics(for: "survival") {
      let test = try LogRank(present.map { try lifetimes($0) })
      guard let p = test.p else { return nil }
      let shown = (p * 10_000).rounded() / 10_000
      let verdict =
        p <= 0.05 ? "they stay differently long" : "no difference that chance would not make"
      return "log-rank test between the \(present.count) cohorts: p = \(shown), \(verdict)"
    }
  }
}

/// A rate of events over time.
enum PoissonRate {
  /// events / exposure with Garwood's exact interval.
  static func of(_ events: Int, exposure: Double, level: Double) -> Bounded {
    guard exposure > 0 else { return .none }
    let bounds = counts(events, level: level)
    return Bounded(
      estimate: Double(events) / exposure, low: bounds.low / exposure, high: bounds.high / exposure)
  }

  /// The interval of the number of events to expect: halves of chi-square quantiles.
  static func counts(_ events: Int, level: Double) -> (low: Double, high: Double) {
    let tail = (1 - level) / 2
    let low = events == 0 ? 0 : ChiSquared.quantile(tail, df: 2 * Double(events)) / 2
    return (low, ChiSquared.quantile(1 - tail, df: 2 * Double(events) + 2) / 2)
  }
}
