import Basics
import CRM
import Columns
import Profiles

/// Columns of accounts that metrics know beyond those of the file.
enum FirstPurchases {
  /// The accounts with `first_purchase` where a key asks for it, and with columns of their first
  /// deal where a key is a column that only deals have.
  ///
  /// - Parameter deals: Whether columns of deals may stand for accounts; false where the rows to
  ///   divide are deals themselves.
  static func added(
    to accounts: Table?, of data: CRMData, for keys: [CohortKey], deals: Bool = false
  ) throws -> Table? {
    guard var accounts else { return nil }
    let named = keys.flatMap { $0.columnNames ?? [] }
    if named.contains("first_purchase"), accounts["first_purchase"] == nil {
      let hasDeals = data.deals.map { $0["closed"] != nil && $0["outcome"] != nil } ?? false
      accounts = try Cohorts.withFirstPurchase(
        accounts, deals: hasDeals ? data.deals : nil, subscriptions: data.subscriptions)
    }
    if deals, let table = data.deals, table["account_id"] != nil, table["outcome"] != nil {
      var wanted: [String] = []
      for name in named
      where accounts[name] == nil && table[name] != nil && !wanted.contains(name) {
        wanted.append(name)
      }
      if !wanted.isEmpty {
        accounts = try Cohorts.withFirstDeal(accounts, deals: table, columns: wanted)
      }
    }
    return accounts
  }
}
