import Basics
import Columns

extension Cohorts {
  /// The accounts with columns of deals, each as in the account's first deal: where a customer came
  /// from, what was bought first.
  ///
  /// The first deal is the earliest won one by its closing date, else the earliest created; missing
  /// for accounts without a deal. Columns that accounts have already are not replaced.
  public static func withFirstDeal(
    _ accounts: Table, deals: Table, columns names: [String]
  ) throws -> Table {
    let facts = try DealFacts(deals)
    let rows = try AccountRows(deals, accounts)
    let created = deals["created"] == nil ? nil : try SubscriptionFacts.dates(deals, "created")
    let closed = deals["closed"] == nil ? nil : try SubscriptionFacts.dates(deals, "closed")
    var first = [Int32](repeating: -1, count: accounts.rowCount)
    // Won before others, then by day; rows without a day come last, equal ones as they stand.
    var rank = [(isWon: Bool, day: Int32)](
      repeating: (false, Int32.max), count: accounts.rowCount)
    for deal in 0..<deals.rowCount {
      let account = Int(rows.accountOf.base[deal])
      guard account >= 0 else { continue }
      let isWon = facts.won[deal]
      let day = (isWon ? closed?.day(deal) : created?.day(deal)) ?? Int32.max
      let held = rank[account]
      let isBetter =
        first[account] < 0 || (isWon && !held.isWon) || (isWon == held.isWon && day < held.day)
      if isBetter {
        first[account] = Int32(truncatingIfNeeded: deal)
        rank[account] = (isWon, day)
      }
    }
    let places = Buffer(first)
    let added = try names.filter { accounts[$0] == nil }.map { name in
      (name, try deals.column(name).take(optional: places))
    }
    return try accounts.with(added)
  }
}
