import Basics
import Columns
import Statistics

/// Calendar periods for retention by age.
public enum Period: String, Sendable, CaseIterable {
  case month, quarter, year

  var months: Int {
    switch self {
    case .month: 1
    case .quarter: 3
    case .year: 12
    }
  }

  /// The number of the period that a day lies in, counted from year 0.
  func number(of day: Int32) -> Int {
    let parts = Calendar.parts(days: Int(day))
    let month = parts.year * 12 + parts.month - 1
    return Int((Double(month) / Double(months)).rounded(.down))
  }

  /// The first day of a period.
  func firstDay(_ number: Int) -> Int32 {
    let month = number * months
    let year = Int((Double(month) / 12).rounded(.down))
    return Int32(
      clamping: Calendar.days(year: year, month: month - year * 12 + 1, day: 1))
  }

  /// `2025-03`, `2025-Q1`, `2025`.
  func label(_ number: Int) -> String {
    let parts = Calendar.parts(days: Int(firstDay(number)))
    switch self {
    case .month: return String(Calendar.text(days: firstDay(number)).prefix(7))
    case .quarter: return "\(parts.year)-Q\((parts.month - 1) / 3 + 1)"
    case .year: return "\(parts.year)"
    }
  }
}

extension Metrics {
  /// The retention triangle: customers by the period of their first subscription, and how many
  /// of them and of their money are left at the end of each later period.
  ///
  /// - Parameters:
  ///   - keys: Each value has a triangle of its own; traits of accounts or of subscriptions.
  ///   - asOf: Periods that end after it are left out: they are not over.
  /// - Returns: One row a cohort and age (0 is the period of the start): `cohort`, `age`,
  ///   `customers`, `retained`, `logo_retention` with bounds, `start_mrr`, `mrr`, `nrr`.
  public static func triangle(
    subscriptions: Table, accounts: Table? = nil, by keys: [CohortKey] = [],
    period: Period = .quarter, asOf: Int32, level: Double = 0.95
  ) throws -> FigureTable {
    if !keys.isEmpty {
      return try divided(subscriptions, accounts, by: keys) { rows, _ in
        try triangle(
          subscriptions: rows, accounts: accounts, period: period, asOf: asOf, level: level)
      }
    }
    let accounts = try accounts ?? AccountCohorts.named(in: subscriptions)
    let facts = try SubscriptionFacts(subscriptions, accounts)
    var first = [Int32?](repeating: nil, count: accounts.rowCount)
    for row in facts.account.indices where facts.mrr[row] > 0 {
      let account = facts.account[row]
      first[account] = min(first[account] ?? facts.start[row], facts.start[row])
    }
    // The last period that is over by the day.
    let current = period.number(of: asOf)
    let last = period.firstDay(current + 1) - 1 <= asOf ? current : current - 1
    let born = first.map { $0.map { period.number(of: $0) } }
    guard let oldest = born.compactMap({ $0 }).min(), oldest <= last else {
      return try triangle([], period, level, facts.notes)
    }
    var rows: [TriangleCell] = []
    var startMRR: [Int: Double] = [:]
    for end in oldest...last {
      try Interruption.check()
      // A customer on the last day of the period has not left in it.
      let paid = facts.paid(on: period.firstDay(end + 1) - 1, accounts: accounts.rowCount)
      var cells: [Int: TriangleCell] = [:]
      for (account, cohort) in born.enumerated() {
        guard let cohort, cohort <= end else { continue }
        var cell = cells[cohort] ?? TriangleCell(cohort: cohort, age: end - cohort)
        cell.customers += 1
        if paid[account] > 0 {
          cell.retained += 1
          cell.mrr += paid[account]
        }
        cells[cohort] = cell
      }
      for cohort in cells.keys.sorted() {
        guard var cell = cells[cohort] else { continue }
        if cell.age == 0 { startMRR[cohort] = cell.mrr }
        cell.startMRR = startMRR[cohort] ?? 0
        rows.append(cell)
      }
    }
    rows.sort { ($0.cohort, $0.age) < ($1.cohort, $1.age) }
    return try triangle(rows, period, level, facts.notes)
  }

  private struct TriangleCell {
    var cohort, age: Int
    var customers = 0
    var retained = 0
    var mrr = 0.0
    var startMRR = 0.0
  }

  private static func triangle(
    _ cells: [TriangleCell], _ period: Period, _ level: Double, _ notes: [String]
  ) throws -> FigureTable {
    try statistics(for: "retention triangle") {
      var columns = FigureBuilder(level: level)
      columns.text(
        "cohort", cells.map { period.label($0.cohort) },
        "\(period.rawValue) of the first paid subscription")
      columns.count(
        "age", cells.map(\.age), "\(period.rawValue)s since then; 0 is the end of the first")
      columns.count("customers", cells.map(\.customers), "accounts of the cohort")
      columns.count(
        "retained", cells.map(\.retained), "of which pay at the end of that \(period.rawValue)")
      columns.interval(
        "logo_retention",
        try cells.map {
          Bounded(try Proportion.wilson(wins: $0.retained, n: $0.customers, level: level))
        }, .share, "retained / customers", bounds: "Wilson's score interval")
      columns.number("start_mrr", cells.map(\.startMRR), .money, "what the cohort paid at age 0")
      columns.number("mrr", cells.map(\.mrr), .money, "what it pays")
      columns.number("nrr", cells.map { ratio($0.mrr, $0.startMRR) }, .ratio, "mrr / start_mrr")
      columns.flag(
        "small", cells.map { $0.customers < smallBelow }, "fewer than \(smallBelow) customers")
      return FigureTable(
        table: try Table(name: "retention triangle", columns.columns, rowCount: cells.count),
        definitions: columns.definitions, notes: notes)
    }
  }
}
