import Basics
import Columns
import Statistics

extension Metrics {
  /// What became of the customers of one day by another (B5, B7, B10): net and gross revenue
  /// retention, logo retention, expansion, contraction, churn.
  ///
  /// The cohort is fixed at `from`: accounts that pay more than nothing on that day. Each account
  /// counts net over its subscriptions.
  ///
  /// - Parameters:
  ///   - subscriptions: `account_id`, `mrr`, `start`, and `end` (missing while it runs).
  ///   - accounts: With the columns to divide by; nil: the accounts the subscriptions name.
  ///   - cancellations: `account_id`, `date`: told beside, where they say something else.
  ///   - from: The first day, in days since 1970-01-01; `to`: the second.
  /// - Throws: a ``Problem`` for columns that are not there, or if `to` comes before `from`.
  public static func retention(
    subscriptions: Table, accounts: Table? = nil, cancellations: Table? = nil,
    by keys: [CohortKey] = [], from: Int32, to: Int32, level: Double = 0.95
  ) throws -> FigureTable {
    try checkOrder(from, to)
    let accounts = try accounts ?? AccountCohorts.named(in: subscriptions)
    let cohorts = try AccountCohorts(accounts, by: keys)
    let facts = try SubscriptionFacts(subscriptions, accounts)
    let before = facts.paid(on: from, accounts: accounts.rowCount)
    let after = facts.paid(on: to, accounts: accounts.rowCount)
    var notes = facts.notes + contradictions(accounts, facts, paying: after, on: to)
    if let cancellations {
      notes += try contradictions(cancellations, accounts, paying: after, on: to)
    }
    return try retention(cohorts, before, after, level: level, notes: notes, what: "mrr")
  }

  /// The same for revenue without subscriptions (orders, invoices): what the customers of one
  /// period bought in another.
  ///
  /// - Parameters:
  ///   - revenue: `account_id`, `date`, `amount`.
  ///   - before: The first and last day of the first period; `after`: of the second.
  public static func retention(
    revenue: Table, accounts: Table? = nil, by keys: [CohortKey] = [],
    before: ClosedRange<Int32>, after: ClosedRange<Int32>, level: Double = 0.95
  ) throws -> FigureTable {
    try checkOrder(before.lowerBound, after.lowerBound)
    let accounts = try accounts ?? AccountCohorts.named(in: revenue)
    let cohorts = try AccountCohorts(accounts, by: keys)
    let rows = try AccountRows(revenue, accounts)
    let amount = try revenue.column("amount")
    let date = try SubscriptionFacts.dates(revenue, "date")
    let during = { (period: ClosedRange<Int32>) in
      Bitmap(count: revenue.rowCount) { date.day($0).map { period.contains($0) } ?? false }
    }
    var notes: [String] = []
    let undated = date.missingCount
    if undated > 0 {
      notes.append(
        Wording.counted(undated, "row of revenue has", "rows of revenue have")
          + " no date: left out")
    }
    if rows.unknown > 0 {
      notes.append(
        Wording.counted(rows.unknown, "row of revenue belongs", "rows of revenue belong")
          + " to no known account: left out")
    }
    return try retention(
      cohorts, rows.sums(amount, during(before)), rows.sums(amount, during(after)), level: level,
      notes: notes, what: "revenue")
  }

  private static func checkOrder(_ from: Int32, _ to: Int32) throws {
    if to < from {
      throw Problem(
        .script,
        "retention: \(Calendar.text(days: to)) comes before \(Calendar.text(days: from))")
    }
  }

  private static func retention(
    _ cohorts: AccountCohorts, _ before: [Double], _ after: [Double], level: Double,
    notes: [String], what: String
  ) throws -> FigureTable {
    try cohorts.table(
      "retention", level: level, rank: ["logo_retention.low", "customers"], notes: notes
    ) { grouping, columns in
      let confidence = try Confidence(level)
      let members = AccountCohorts.members(grouping)
      let kept = try members.map { group in
        try Retention(before: group.map { before[$0] }, after: group.map { after[$0] })
      }
      let pairs = members.map { group in
        group.filter { before[$0] > 0 }.map { (y: max(0, after[$0]), x: before[$0]) }
      }
      columns.count("customers", kept.map(\.startCustomers), "accounts that paid at the start")
      columns.number("start_\(what)", kept.map(\.startAmount), .money, "what they paid then")
      columns.number(
        "kept_\(what)", kept.map(\.keptAmount), .money, "what the same accounts pay at the end")
      columns.interval(
        "nrr", pairs.map { SumRatio.of($0, z: confidence.z) }, .ratio,
        "net revenue retention: kept_\(what) / start_\(what)", bounds: "by accounts, linearised")
      columns.interval(
        "grr",
        pairs.map { group in
          SumRatio.of(group.map { (min($0.y, $0.x), $0.x) }, z: confidence.z, within: 0...1)
        }, .ratio,
        "gross revenue retention: no account counts for more than it paid at the start",
        bounds: "by accounts, linearised")
      let stayed = kept.map { $0.startCustomers - $0.churnedCustomers }
      columns.interval(
        "logo_retention",
        try zip(stayed, kept).map {
          Bounded(try Proportion.wilson(wins: $0, n: $1.startCustomers, at: confidence))
        }, .share, "accounts that still pay / customers", bounds: "Wilson's score interval")
      columns.count("churned", kept.map(\.churnedCustomers), "customers that pay no more")
      columns.number(
        "churned_\(what)", kept.map(\.churnedAmount), .money, "what those paid at the start")
      let expanding = pairs.map { group in group.count { $0.y > $0.x } }
      columns.interval(
        "expanding",
        try zip(expanding, kept).map {
          Bounded(try Proportion.wilson(wins: $0, n: $1.startCustomers, at: confidence))
        }, .share, "accounts that pay more than at the start / customers",
        bounds: "Wilson's score interval")
      columns.number(
        "expansion_rate", kept.map { ratio($0.expansion, $0.startAmount) }, .ratio,
        "what customers pay more / start_\(what)")
      columns.number(
        "contraction_rate", kept.map { ratio($0.contraction, $0.startAmount) }, .ratio,
        "what customers who stayed pay less / start_\(what)")
      columns.number(
        "new_\(what)", kept.map(\.newAmount), .money,
        "what others pay at the end, those won back included")
      columns.number("end_\(what)", kept.map(\.endAmount), .money, "what all pay at the end")
      columns.flag(
        "small", kept.map { $0.startCustomers < smallBelow }, "fewer than \(smallBelow) customers")
    }
  }

  /// Accounts whose own churn flag says the opposite of their subscriptions.
  private static func contradictions(
    _ accounts: Table, _ facts: SubscriptionFacts, paying: [Double], on day: Int32
  ) -> [String] {
    for name in ["churned", "churn_flag", "is_churned"] {
      guard let flag = accounts[name], case .boolean = flag.storage else { continue }
      var hadOne = [Bool](repeating: false, count: accounts.rowCount)
      for row in facts.account.indices where facts.start[row] <= day {
        hadOne[facts.account[row]] = true
      }
      var (gone, there) = (0, 0)
      for row in 0..<accounts.rowCount {
        guard case .boolean(let churned) = flag[row] else { continue }
        if churned && paying[row] > 0 { gone += 1 }
        if !churned && hadOne[row] && paying[row] <= 0 { there += 1 }
      }
      if gone + there > 0 {
        return [
          "accounts.\(name) and subscriptions disagree: \(Wording.grouped(gone)) flagged as churned pay "
            + "on \(Calendar.text(days: day)), \(Wording.grouped(there)) not flagged pay nothing any "
            + "more; these figures go by subscriptions"
        ]
      }
    }
    return []
  }

  /// Accounts that cancelled by the day, as far as cancellations say, and pay all the same.
  private static func contradictions(
    _ cancellations: Table, _ accounts: Table, paying: [Double], on day: Int32
  ) throws -> [String] {
    let rows = try AccountRows(cancellations, accounts)
    let date = try SubscriptionFacts.dates(cancellations, "date").days()
    var cancelled = [Bool](repeating: false, count: accounts.rowCount)
    for row in 0..<date.count where date.base[row] != Column.noDay && date.base[row] <= day {
      let account = Int(rows.accountOf.base[row])
      if account >= 0 { cancelled[account] = true }
    }
    let events = cancelled.count { $0 }
    let paid = cancelled.indices.count { cancelled[$0] && paying[$0] > 0 }
    guard paid > 0 else { return [] }
    return [
      "cancellations and subscriptions disagree: \(Wording.grouped(paid)) of "
        + Wording.counted(events, "account", "accounts") + " with a cancellation pay on "
        + "\(Calendar.text(days: day)); these figures go by subscriptions"
    ]
  }
}
