import Basics
import Columns
import Statistics

extension Metrics {
  /// The survival curve month by month (B5): who is still a customer so long after the start.
  ///
  /// - Parameters:
  ///   - keys: Each cohort has a curve of its own; traits of accounts or of subscriptions.
  ///   - asOf: The day of looking, in days since 1970-01-01.
  ///   - step: Months between the points.
  ///   - grace: Days without a subscription after which a customer is lost.
  /// - Returns: One row a cohort and month, up to the longest time that a customer was watched:
  ///   `month`, `at_risk`, `lost` (until then), `left` with bounds, `small`.
  public static func survivalCurve(
    subscriptions: Table, accounts: Table? = nil, by keys: [CohortKey] = [], asOf: Int32,
    step: Int = 1, grace: Int = 30, level: Double = 0.95
  ) throws -> FigureTable {
    guard step > 0 else { throw Problem(.script, "survival curve: a step is at least one month") }
    let whole = { (rows: Table, _: [CohortKey]) in
      try curve(
        rows, accounts: accounts ?? AccountCohorts.named(in: rows), asOf: asOf, step: step,
        grace: Int32(clamping: grace), level: level)
    }
    if keys.isEmpty { return try whole(subscriptions, []) }
    return try divided(subscriptions, accounts, by: keys, whole)
  }

  private static func curve(
    _ subscriptions: Table, accounts: Table, asOf: Int32, step: Int, grace: Int32, level: Double
  ) throws -> FigureTable {
    let facts = try SubscriptionFacts(subscriptions, accounts)
    let lives = CustomerLives(facts, accounts: accounts.rowCount, asOf: asOf, grace: grace)
    return try statistics(for: "survival curve") {
      let curve = try KaplanMeier(lifetimes(lives.lives), level: level)
      let ends = lives.lives.map { (months: $0.days / daysPerMonth, isOver: $0.isOver) }
      let last = Int((curve.observedTo ?? 0).rounded(.down))
      let months = curve.n == 0 ? [] : Array(stride(from: 0, through: last, by: step))
      var columns = FigureBuilder(level: level)
      columns.count("month", months, "months since the start of the first paid subscription")
      columns.count(
        "at_risk", months.map { month in ends.count { $0.months >= Double(month) } },
        "customers who were watched for so long and not lost before")
      columns.count(
        "lost", months.map { month in ends.count { $0.isOver && $0.months <= Double(month) } },
        "customers lost until then")
      columns.interval(
        "left", months.map { left(curve, at: Double($0)) }, .share,
        "share of customers still there after so many months", bounds: "Kaplan-Meier, log-log")
      columns.flag(
        "small",
        months.map { month in ends.count { $0.months >= Double(month) } < smallBelow },
        "fewer than \(smallBelow) customers at risk")
      return FigureTable(
        table: try Table(name: "survival curve", columns.columns, rowCount: months.count),
        definitions: columns.definitions, notes: facts.notes + lives.notes)
    }
  }
}
