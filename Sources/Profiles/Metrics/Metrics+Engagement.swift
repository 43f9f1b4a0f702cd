import Basics
import Columns
import Statistics

extension Metrics {
  /// How much customers use the product, compared with others on their plan (B12).
  ///
  /// The index of an account is its use in the window ÷ the median of the accounts of the same plan
  /// that used it at all; 1 is the usual.
  ///
  /// - Parameters:
  ///   - usage: `account_id`, `date` (or `month`), and the column `measure` (or one row a use, without it).
  ///   - plan: The column of accounts that says what to compare with; nil: with all.
  public static func engagement(
    usage: Table, accounts: Table, by keys: [CohortKey] = [], measure: String? = nil,
    plan: String? = nil, asOf: Int32, days: Int = 90, level: Double = 0.95
  ) throws -> FigureTable {
    let cohorts = try AccountCohorts(accounts, by: keys)
    let rows = try AccountRows(usage, accounts)
    let date = try SubscriptionFacts.dates(usage, AsOf.dateColumn(usage))
    let first = Window.days(days).start(before: asOf)
    let recent = Bitmap(count: usage.rowCount) {
      date.day($0).map { $0 >= first && $0 <= asOf } ?? false
    }
    let used: [Double] =
      try measure.map { rows.sums(try number(usage, $0), recent) }
      ?? rows.counts(recent).map(Double.init)
    var notes: [String] = []
    if rows.unknown > 0 {
      notes.append(
        Wording.counted(rows.unknown, "row of usage belongs", "rows of usage belong")
          + " to no known account: left out")
    }
    let plans = try accounts.grouping(by: plan.map { [try accounts.column($0)] } ?? [])
    let index = indices(used, plans)
    return try cohorts.table("engagement", level: level, rank: ["index", "accounts"], notes: notes)
    {
      grouping, columns in
      let confidence = try Confidence(level)
      let members = AccountCohorts.members(grouping)
      let active = grouping.counts { used[$0] > 0 }
      let usual = Column(numbers: index).finiteDoubles()
      let samples = try GroupedSamples(
        usual, of: grouping, where: Bitmap(count: used.count, filled: true))
      columns.count("accounts", members.map(\.count), "accounts, those without use too")
      columns.interval(
        "active",
        try zip(active, members).map {
          Bounded(try Proportion.wilson(wins: $0, n: $1.count, at: confidence))
        }, .share, "accounts with any use in the last \(days) days / accounts",
        bounds: "Wilson's score interval")
      columns.number(
        "use", grouping.sums(used), .count, measure.map { "sum of \($0)" } ?? "rows of usage")
      columns.interval(
        "index", (0..<grouping.groupCount).map { samples.mean($0, level: level) }, .ratio,
        "mean of use / median use of active accounts"
          + (plan.map { " of the same \($0)" } ?? "") + "; 1 is the usual",
        bounds: "Student's t")
      columns.flag(
        "small", members.map { $0.count < smallBelow }, "fewer than \(smallBelow) accounts")
    }
  }

  private static func indices(_ used: [Double], _ plans: Grouping) -> [Double?] {
    var active = [[Double]](repeating: [], count: plans.groupCount)
    for (account, use) in used.enumerated() where use > 0 {
      active[Int(plans.groupOf.base[account])].append(use)
    }
    let usual = active.map { Quantile.type7(sorted: $0.sorted(), 0.5) }
    return used.enumerated().map { account, use in
      usual[Int(plans.groupOf.base[account])].flatMap { ratio(use, $0) }
    }
  }
}
