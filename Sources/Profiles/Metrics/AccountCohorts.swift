import Basics
import Columns

/// Accounts divided into cohorts, for figures of things that belong to accounts.
struct AccountCohorts {
  let accounts: Table
  private let division: CohortDivision
  /// All accounts as one cohort.
  var whole: Grouping { division.whole }
  var grouping: Grouping { division.grouping }

  init(_ accounts: Table, by keys: [CohortKey]) throws {
    self.accounts = accounts
    division = try CohortDivision(
      accounts, AccountedRows(accounts, accounts: nil).columns(keys))
  }

  /// One row a cohort: its keys, then the figures that `build` works out for a division of the
  /// accounts. The same figures of all accounts are the total.
  ///
  /// - Parameter rank: Columns to order by, each descending; the keys ascending break ties.
  func table(
    _ name: String, level: Double, rank: [String], notes: [String] = [],
    _ build: (Grouping, inout FigureBuilder) throws -> Void
  ) throws -> FigureTable {
    try division.table(
      name, level: level, order: rank.map { SortKey(column: $0, descending: true) }, notes: notes,
      build)
  }

  /// The accounts of each group of a division of them.
  static func members(_ grouping: Grouping) -> [[Int]] {
    var members = [[Int]](repeating: [], count: grouping.groupCount)
    for account in 0..<grouping.rowCount {
      members[Int(grouping.groupOf.base[account])].append(account)
    }
    return members
  }

  /// Accounts known only by the rows that name them.
  static func named(in table: Table) throws -> Table {
    let ids = try table.column("account_id")
    let known = ids.validity.map { table.filter($0) } ?? table
    return try known.select(["account_id"]).distinct().named("accounts")
  }
}

extension Grouping {
  /// Sums of a value of each row, by group.
  func sums(_ values: [Double]) -> [Double] {
    sums(of: Buffer(values), where: Bitmap(count: rowCount, filled: true))
  }

  /// How many of the rows of each group meet a condition.
  func counts(where holds: (Int) -> Bool) -> [Int] {
    var counts = [Int](repeating: 0, count: groupCount)
    for row in 0..<rowCount where holds(row) { counts[Int(groupOf.base[row])] += 1 }
    return counts
  }
}

/// The ratio of two sums over the same units, with the interval that their scatter gives.
enum SumRatio {
  /// sum y / sum x ± z s, where s² = n/(n-1) Σ(y - r x)² / (Σx)²: linearised, units drawn
  /// independently (Cochran, "Sampling Techniques", 6.3). No interval below two units.
  static func of(
    _ pairs: [(y: Double, x: Double)], z: Double, within limits: ClosedRange<Double>? = nil
  ) -> Bounded {
    var (y, x) = (0.0, 0.0)
    for pair in pairs {
      y += pair.y
      x += pair.x
    }
    guard x != 0, (y / x).isFinite else { return .none }
    let r = y / x
    guard pairs.count > 1 else { return Bounded(estimate: r, low: nil, high: nil) }
    var squares = 0.0
    for pair in pairs {
      let rest = pair.y - r * pair.x
      squares += rest * rest
    }
    let n = Double(pairs.count)
    let error = (squares * n / (n - 1)).squareRoot() / x.magnitude
    var (low, high) = (r - z * error, r + z * error)
    if let limits { (low, high) = (max(low, limits.lowerBound), min(high, limits.upperBound)) }
    return Bounded(estimate: r, low: low, high: high)
  }
}
