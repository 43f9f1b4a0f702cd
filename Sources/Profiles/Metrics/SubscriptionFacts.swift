import Basics
import Columns

/// Subscriptions of accounts: who pays how much a month, from which day to which.
struct SubscriptionFacts {
  /// Rows of the table of subscriptions.
  let row: [Int]
  /// Rows of the table of accounts.
  let account: [Int]
  let mrr: [Double]
  let start: [Int32]
  /// The first day that no longer counts; nil while it runs.
  let end: [Int32?]
  let notes: [String]

  /// - Throws: where `account_id`, `mrr` (or `arr`) or `start` is not there or of the wrong type.
  init(_ subscriptions: Table, _ accounts: Table) throws {
    let rows = try AccountRows(subscriptions, accounts)
    // A year's amount tells the month's.
    let isYearly = subscriptions["mrr"] == nil && subscriptions["arr"] != nil
    let amount = try subscriptions.column(isYearly ? "arr" : "mrr")
    let from = try Self.dates(subscriptions, "start")
    let to = subscriptions["end"] == nil ? nil : try Self.dates(subscriptions, "end")
    guard amount.type.isNumeric || amount.missingCount == amount.count else {
      let name = isYearly ? "arr" : "mrr"
      throw Problem(
        .data, "\(subscriptions.name): \(name) is \(amount.type.rawValue), not a number")
    }
    var (unknown, unpriced, undated, reversed, negative) = (0, 0, 0, 0, 0)
    var kept: [Int] = []
    var account: [Int] = []
    var mrr: [Double] = []
    var start: [Int32] = []
    var end: [Int32?] = []
    for row in 0..<subscriptions.rowCount {
      let owner = Int(rows.accountOf.base[row])
      if owner < 0 {
        unknown += 1
        continue
      }
      guard let cell = amount.double(row), cell.isFinite else {
        unpriced += 1
        continue
      }
      guard let begin = from.day(row) else {
        undated += 1
        continue
      }
      let stop = to?.day(row)
      if let stop, stop < begin {
        reversed += 1
        continue
      }
      let value = isYearly ? cell / 12 : cell
      if value < 0 { negative += 1 }
      kept.append(row)
      account.append(owner)
      mrr.append(value)
      start.append(begin)
      end.append(stop)
    }
    self.row = kept
    (self.account, self.mrr, self.start, self.end) = (account, mrr, start, end)
    let told: [(count: Int, one: String, many: String)] = [
      (
        unknown, "subscription belongs to no known account: left out",
        "subscriptions belong to no known account: left out"
      ),
      (
        unpriced, "subscription has no mrr: left out, not taken as 0",
        "subscriptions have no mrr: left out, not taken as 0"
      ),
      (undated, "subscription has no start: left out", "subscriptions have no start: left out"),
      (
        reversed, "subscription ends before it starts: left out",
        "subscriptions end before they start: left out"
      ),
      (
        negative, "subscription has an mrr below 0: counted as a credit",
        "subscriptions have an mrr below 0: counted as credits"
      ),
    ]
    notes = told.filter { $0.count > 0 }.map { Wording.counted($0.count, $0.one, $0.many) }
  }

  static func dates(_ table: Table, _ name: String) throws -> Column {
    let column = try table.column(name)
    guard column.type.isTemporal || column.missingCount == column.count else {
      throw Problem(.data, "\(table.name): \(name) is \(column.type.rawValue), not a date")
    }
    return column
  }

  /// What each account pays a month on a day; the day a subscription ends no longer counts.
  func paid(on day: Int32, accounts: Int) -> [Double] {
    var paid = [Double](repeating: 0, count: accounts)
    for row in account.indices where start[row] <= day && (end[row].map { day < $0 } ?? true) {
      paid[account[row]] += mrr[row]
    }
    return paid
  }
}
