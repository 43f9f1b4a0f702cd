import Basics
import Columns
import Statistics

/// Which kinds of customers win, how fast and how much: one row a cohort.
public enum Cohorts {
  /// The figures of each cohort of deals.
  ///
  /// Cohorts are ranked by the lower bound of the win rate that is shrunk towards the whole, so
  /// that a few lucky deals do not come first. Rows without a key are a cohort of their own.
  /// `total` has the same figures of all deals together.
  ///
  /// - Parameters:
  ///   - deals: With `outcome` (`won`, `lost`, `open`); `amount`, `created`, `closed`, and
  ///     `acv` or `term_months` (for a year's worth) where known.
  ///   - accounts: Where keys are traits of accounts: joined by `account_id`.
  ///   - by: The keys; none gives one cohort of all.
  ///   - window: Closed deals must have closed in it. Needs `asOf`.
  ///   - asOf: What happened later does not count.
  /// - Throws: a ``Problem`` for columns that are not there or are not what they have to be.
  /// - Complexity: O(deals) for counts, O(*n* log *n*) for medians, on all cores.
  public static func table(
    deals: Table, accounts: Table? = nil, by keys: [CohortKey] = [], window: Window? = nil,
    asOf: Int32? = nil, options: CohortOptions = CohortOptions()
  ) throws -> FigureTable {
    try statistics(for: "cohorts") {
      try figures(deals, accounts, keys, window, asOf, options)
    }
  }

  private static func figures(
    _ deals: Table, _ accounts: Table?, _ keys: [CohortKey], _ window: Window?, _ asOf: Int32?,
    _ options: CohortOptions
  ) throws -> FigureTable {
    let facts = try DealFacts(deals, window: window, asOf: asOf)
    let rows = try AccountedRows(deals, accounts: accounts)
    let keyColumns = try rows.columns(keys)
    let grouping = try deals.grouping(by: keyColumns.map(\.column))
    let whole = try deals.grouping(by: [] as [Column])
    let total = try CohortFigures(facts, in: whole, asOf: asOf, options: options, whole: nil)
    let cohorts = try CohortFigures(facts, in: grouping, asOf: asOf, options: options, whole: total)
    let columns =
      zip(keyColumns, grouping.keyColumns()).map { (name: $0.name, column: $1) }
      + cohorts.columns.columns
    var table = try Table(name: "cohorts", columns, rowCount: grouping.groupCount)
    // Cohorts of deals that do not count (outside the window) are no rows.
    let present = cohorts.opportunities.map { $0 > 0 }
    if present.contains(false), !keys.isEmpty { table = table.filter(Bitmap(present)) }
    let order =
      ["win_rate_shrunk.low", "win_rate.low", "n", "opportunities"].map {
        SortKey(column: $0, descending: true)
      } + keyColumns.map { SortKey(column: $0.name) }
    return FigureTable(
      table: try table.sorted(by: order),
      total: try Table(name: "total", total.columns.columns, rowCount: 1),
      definitions: cohorts.columns.definitions,
      notes: facts.notes + accountNotes(rows, facts) + total.notes)
  }

  /// Deals that no account stands behind.
  private static func accountNotes(_ rows: AccountedRows, _ facts: DealFacts) -> [String] {
    guard let ids = rows.rows["account_id"] else { return [] }
    let counted = facts.closed.or(facts.open)
    let without = ids.validity.map { counted.subtracting($0) } ?? Bitmap(count: facts.count)
    var notes: [String] = []
    if without.countOfSet > 0 {
      let closed = without.and(facts.closed).countOfSet
      notes.append(
        Wording.counted(without.countOfSet, "deal has", "deals have")
          + " no account (\(Wording.grouped(closed)) closed)")
    }
    if let accountOf = rows.accountOf {
      let unknown = Bitmap(count: facts.count) { accountOf.base[$0] < 0 }
        .and(counted).subtracting(without)
      if unknown.countOfSet > 0 {
        notes.append(
          Wording.counted(unknown.countOfSet, "deal has", "deals have")
            + " an account_id that no account has")
      }
    }
    return notes
  }
}
