import Basics
import Columns

extension Cohorts {
  /// The accounts with `first_purchase`: the day of their first won deal or paid subscription,
  /// missing where there was none. Cohorts of first purchase are its quarters:
  /// `.quarter(of: "first_purchase")`.
  ///
  /// - Parameters:
  ///   - deals: `account_id`, `outcome`, `closed`.
  ///   - subscriptions: `account_id`, `start`, `mrr`.
  /// - Throws: where neither is given, or a column is not there.
  public static func withFirstPurchase(
    _ accounts: Table, deals: Table? = nil, subscriptions: Table? = nil
  ) throws -> Table {
    if deals == nil && subscriptions == nil {
      throw Problem(
        .script, "the first purchase is told by deals or subscriptions: give one of them")
    }
    var first = [Int32?](repeating: nil, count: accounts.rowCount)
    if let deals {
      let facts = try DealFacts(deals)
      let rows = try AccountRows(deals, accounts)
      let closed = try deals.column("closed").days()
      facts.won.forEachSet { deal in
        let account = Int(rows.accountOf.base[deal])
        let day = closed.base[deal]
        if account >= 0 && day != Column.noDay {
          first[account] = min(first[account] ?? day, day)
        }
      }
    }
    if let subscriptions {
      let facts = try SubscriptionFacts(subscriptions, accounts)
      for row in facts.account.indices where facts.mrr[row] > 0 {
        let account = facts.account[row]
        first[account] = min(first[account] ?? facts.start[row], facts.start[row])
      }
    }
    return try accounts.with([("first_purchase", Column(days: first))])
  }
}
