import Basics
import Columns

/// What changes when one definition of the ideal customer takes the place of another, account by
/// account.
public struct ICPDiff: Sendable {
  /// How an account's place changes.
  public enum Change: String, Sendable, CaseIterable {
    /// Outside before, inside now; and the reverse.
    case enters, leaves
    /// Inside both times, in a better or a worse tier.
    case up, down
    case same
    /// Only in the second table of accounts; and only in the first.
    case new, gone
  }

  /// One row an account whose tier changes: `account_id`, `name` (where there is one), `change`,
  /// `tier_before`, `tier_after`, `fit_before`, `fit_after`, `why`, and the money at stake:
  /// `pipeline` (open deals) and `revenue` (won deals) where deals were given. Most money first.
  public let table: Table
  /// One row a change: `change`, `accounts`, `pipeline`, `revenue`.
  public let summary: Table
  /// One row a pair of tiers: `tier_before`, `tier_after`, `accounts`, `pipeline`, `revenue`.
  public let transitions: Table
  public let notes: [String]

  /// How many accounts changed so.
  public func accounts(_ change: Change) -> Int { counts[change] ?? 0 }
  let counts: [Change: Int]
}

extension ICP {
  /// Compares two definitions on the same accounts, or one or two definitions on the accounts of
  /// two dates (`nowAccounts`).
  ///
  /// An account is *inside* where its tier has a threshold: not below all tiers, not out.
  ///
  /// - Parameters:
  ///   - deals: For the money at stake: `account_id`, `outcome`, `amount`.
  /// - Throws: where accounts have no `account_id`, one occurs twice, or a condition fails.
  /// - Complexity: that of scoring both; reasons are compared once for each pair of combinations
  ///   of answers.
  public static func diff(
    _ before: ICP, _ after: ICP, accounts: Table, nowAccounts: Table? = nil, deals: Table? = nil
  ) throws -> ICPDiff {
    let pairs = try AccountPairs(accounts, nowAccounts ?? accounts)
    let first = try before.answers(on: accounts, knockouts: before.gates.count)
    let second = try after.answers(on: nowAccounts ?? accounts, knockouts: after.gates.count)
    let sides = DiffSides(before.rule, first, after.rule, second)
    let money = try deals.map { try AccountMoney(pairs, deals: $0) }
    return try DiffTables(pairs, sides, money).diff()
  }
}

/// The accounts of two tables beside each other.
struct AccountPairs {
  let before, after: Table
  /// For each pair the row on each side, or -1. The order of `after`, then those that are gone.
  let beforeRow, afterRow: [Int32]

  init(_ before: Table, _ after: Table) throws {
    (self.before, self.after) = (before, after)
    if before === after {
      try Self.checkUnique(before)
      afterRow = (0..<after.rowCount).map { Int32(clamping: $0) }
      beforeRow = afterRow
      return
    }
    try Self.checkUnique(before)
    try Self.checkUnique(after)
    let match = try after.joinLookup(before, on: [("account_id", "account_id")])
    var seen = [Bool](repeating: false, count: before.rowCount)
    for row in match.elements where row >= 0 { seen[Int(row)] = true }
    let gone = seen.indices.filter { !seen[$0] }
    afterRow = (0..<after.rowCount).map { Int32(clamping: $0) } + gone.map { _ in -1 }
    beforeRow = Array(match.elements) + gone.map { Int32(clamping: $0) }
  }

  private static func checkUnique(_ accounts: Table) throws {
    let ids = try accounts.column("account_id")
    let grouping = try accounts.grouping(by: [ids])
    let present = ids.count - ids.missingCount
    let groups = grouping.groupCount - (ids.missingCount > 0 ? 1 : 0)
    if groups < present {
      throw Problem(
        .data,
        "\(accounts.name): " + Wording.counted(present - groups, "row repeats", "rows repeat")
          + " an account_id",
        hints: ["accounts can only be compared one by one where each has an id of its own"])
    }
  }

  /// A column of either side, that of `after` where the account is there.
  func cells(_ name: String) throws -> Column? {
    guard let now = after[name] else { return nil }
    let rows = Buffer(afterRow)
    guard afterRow.contains(-1), let then = before[name], then.type == now.type else {
      return now.take(optional: rows)
    }
    let both = try Column.concatenate([now, then])
    let offset = Int32(clamping: now.count)
    let places = zip(afterRow, beforeRow).map { $0 >= 0 ? $0 : $1 + offset }
    return both.take(optional: Buffer(places))
  }
}

/// Open and won money of each pair of accounts.
struct AccountMoney {
  let pipeline, revenue: [Double]

  init(_ pairs: AccountPairs, deals: Table) throws {
    let facts = try DealFacts(deals)
    guard let amount = facts.amount else { throw deals.noSuchColumn("amount") }
    var pairOf: [Int: Int] = [:]
    for (pair, row) in pairs.afterRow.enumerated() where row >= 0 { pairOf[Int(row)] = pair }
    let match = try deals.joinLookup(pairs.after, on: [("account_id", "account_id")])
    var goneOf: [Int: Int] = [:]
    for (pair, row) in pairs.beforeRow.enumerated() where pairs.afterRow[pair] < 0 {
      goneOf[Int(row)] = pair
    }
    let old =
      goneOf.isEmpty
      ? nil : try deals.joinLookup(pairs.before, on: [("account_id", "account_id")])
    var pipeline = [Double](repeating: 0, count: pairs.afterRow.count)
    var revenue = pipeline
    let pair = { (deal: Int) -> Int? in
      if match.base[deal] >= 0 { return pairOf[Int(match.base[deal])] }
      return old.flatMap { $0.base[deal] >= 0 ? goneOf[Int($0.base[deal])] : nil }
    }
    facts.open.forEachSet { deal in
      let value = amount.base[deal]
      if !value.isNaN, let pair = pair(deal) { pipeline[pair] += value }
    }
    facts.won.forEachSet { deal in
      let value = amount.base[deal]
      if !value.isNaN, let pair = pair(deal) { revenue[pair] += value }
    }
    self.pipeline = pipeline
    self.revenue = revenue
  }
}
