import Basics
import Columns

extension ICP {
  /// Scores the accounts of the last deals won before a day with what was known before each of
  /// them, newest first: whether the ICP would have called them.
  ///
  /// - Parameters:
  ///   - count: How many deals; one row a deal.
  ///   - static: As in ``backtest(_:asOf:static:horizon:level:)``.
  /// - Returns: The accounts of those deals, with `deal_closed` and the columns of a score. Each
  ///   is scored as of the day before its deal was created (or closed, where that is not known).
  public func lastWins(
    _ count: Int, in history: CustomerHistory, before day: Int32, static declared: Set<String> = []
  ) throws -> Table {
    guard let deals = history.deals else {
      throw Problem(.data, "icp \"\(name)\": the last wins need deals")
    }
    let facts = try DealFacts(deals, asOf: day)
    let closed = try deals.column("closed")
    let accountOf = try deals.joinLookup(history.accounts, on: [("account_id", "account_id")])
    var wins: [(deal: Int, closed: Int32)] = []
    facts.won.forEachSet { deal in
      if let end = closed.day(deal), accountOf.base[deal] >= 0 { wins.append((deal, end)) }
    }
    wins.sort { ($1.closed, $0.deal) < ($0.closed, $1.deal) }
    var result: Table?
    for win in wins.prefix(max(0, count)) {
      let known = (deals["created"]?.day(win.deal)).map { min($0, win.closed) } ?? win.closed
      let row = Int(accountOf.base[win.deal])
      var one = history
      one.accounts = history.accounts.slice(row..<row + 1)
      let before = AsOf(known - 1, static: declared)
      let view = try before.accounts(of: one)
      // The account is there because its deal is, whatever its date of creation says.
      var seen = view.table
      if seen.rowCount == 0 {
        one.accounts = try one.accounts.drop(["created"])
        seen = try before.accounts(of: one).table
      }
      let scored = try score(seen).with([("deal_closed", Column(days: [win.closed]))])
      result = try result.map { try $0.union(scored) } ?? scored
    }
    guard let result else {
      throw Problem(.data, "icp \"\(name)\": no deal with a known account was won before that day")
    }
    return result
  }
}
