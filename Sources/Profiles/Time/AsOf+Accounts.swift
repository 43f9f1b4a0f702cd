import Basics
import Columns

extension AsOf {
  /// Accounts as far as they can be known for a day.
  public struct AccountView: Sendable {
    public let table: Table
    /// Columns that cannot be seen, each with the reason.
    public let refused: [(column: String, reason: String)]
    public let notes: [String]
  }

  /// Accounts that were there, with their static columns and what dated things tell:
  ///
  /// `is_customer` (a running subscription or a won deal), `mrr` (of running subscriptions),
  /// `open_deals`, `last_activity` and `touches_90d` (from touches), `tickets_90d`. Each as of the
  /// day, and only where the table it comes from is there. A column of accounts by such a name is
  /// replaced.
  ///
  /// - Throws: where tables lack `account_id` or a date.
  public func accounts(of history: CustomerHistory) throws -> AccountView {
    let accounts = history.accounts
    var notes: [String] = []
    let derived = try derivedColumns(history)
    let names = Set(derived.map(\.name))
    var refused: [(column: String, reason: String)] = []
    var kept: [(name: String, column: Column)] = []
    for (name, column) in zip(accounts.names, accounts.columns) where !names.contains(name) {
      if OutcomeColumns.names.contains(name) {
        refused.append((name, "it tells the outcome"))
      } else if Self.staticColumns.contains(name) || declaredStatic.contains(name) {
        kept.append((name, column))
      } else {
        refused.append((name, "it holds today's value, not that of \(text)"))
      }
    }
    for name in declaredStatic.sorted() where accounts[name] == nil {
      throw Problem.unknown("column", name, known: accounts.names).at("as of \(text), static")
    }
    var table = try Table(name: accounts.name, kept + derived, rowCount: accounts.rowCount)
    if let created = accounts["created"], created.type.isTemporal {
      let known = Bitmap(count: accounts.rowCount) { row in
        created.day(row).map { $0 <= day } ?? true
      }
      let later = accounts.rowCount - known.countOfSet
      if later > 0 {
        notes.append(
          Wording.counted(later, "account was", "accounts were")
            + " created after \(text): left out")
        table = table.filter(known)
      }
    } else {
      notes.append("accounts have no date of creation: all of them are taken as known on \(text)")
    }
    if !refused.isEmpty {
      notes.append(
        "not seen as of \(text): " + refused.map(\.column).joined(separator: ", "))
    }
    let related = try accounts.related?.mapping { try self.related($0, $1) }
    return AccountView(table: table.relating(to: related), refused: refused, notes: notes)
  }

  /// What row functions may see of the rows that belong to an account: people and things that were
  /// there. Deals and subscriptions tell outcomes; they are seen in the derived columns alone.
  private func related(_ name: String, _ table: Table) throws -> Table? {
    switch name {
    case "contacts":
      guard let created = table["created"], created.type.isTemporal else { return nil }
      return table.filter(
        Bitmap(count: table.rowCount) { row in created.day(row).map { $0 <= day } ?? false })
    case "touches", "tickets", "usage", "surveys":
      let date = Self.dateColumn(table)
      return table[date]?.type.isTemporal == true ? try events(table, date: date) : nil
    default: return nil
    }
  }

  private func derivedColumns(
    _ history: CustomerHistory
  ) throws -> [(name: String, column: Column)] {
    let accounts = history.accounts
    let count = accounts.rowCount
    var columns: [(name: String, column: Column)] = []
    var customer: Bitmap?
    if let deals = history.deals {
      let facts = try DealFacts(deals, asOf: day)
      let rows = try AccountRows(deals, accounts)
      let open = rows.counts(facts.open)
      columns.append(("open_deals", Column(integers: open.map { Int64($0) })))
      let won = rows.counts(facts.won)
      customer = Bitmap(won.map { $0 > 0 })
    }
    if let subscriptions = history.subscriptions {
      let seen = try self.subscriptions(subscriptions)
      let rows = try AccountRows(seen, accounts)
      let end = seen["end"]
      // An end that is known on the day is past: the rest is running.
      let running = Bitmap(count: seen.rowCount) { end?.isMissing($0) ?? true }
      let runs = Bitmap(rows.counts(running).map { $0 > 0 })
      customer = customer.map { $0.or(runs) } ?? runs
      if let mrr = seen["mrr"], mrr.type.isNumeric {
        columns.append(("mrr", Column(numbers: rows.sums(mrr, running))))
      }
    }
    if let customer {
      columns.append(("is_customer", Column(booleans: (0..<count).map { customer[$0] })))
    }
    if let touches = history.touches {
      let seen = try events(touches)
      let rows = try AccountRows(seen, accounts)
      let date = try seen.column("date")
      columns.append(("last_activity", Column(days: rows.latest(date))))
      let recent = Bitmap(count: seen.rowCount) { date.day($0).map { $0 > day - 90 } ?? false }
      columns.append(("touches_90d", Column(integers: rows.counts(recent).map { Int64($0) })))
    }
    if let tickets = history.tickets {
      let name = Self.dateColumn(tickets)
      let seen = try events(tickets, date: name)
      let rows = try AccountRows(seen, accounts)
      let date = try seen.column(name)
      let recent = Bitmap(count: seen.rowCount) { date.day($0).map { $0 > day - 90 } ?? false }
      columns.append(("tickets_90d", Column(integers: rows.counts(recent).map { Int64($0) })))
    }
    return columns
  }
}

/// Rows of a table and the accounts they belong to.
struct AccountRows {
  /// The row of the account, or -1.
  let accountOf: Buffer<Int32>
  let accountCount: Int

  /// - Throws: where one of the tables has no `account_id`, or of another type.
  init(_ table: Table, _ accounts: Table) throws {
    accountOf = try table.joinLookup(accounts, on: [("account_id", "account_id")])
    accountCount = accounts.rowCount
  }

  /// Rows whose account is not there.
  var unknown: Int { accountOf.elements.count { $0 < 0 } }

  func counts(_ rows: Bitmap) -> [Int] {
    var counts = [Int](repeating: 0, count: accountCount)
    rows.forEachSet { row in
      let account = Int(accountOf.base[row])
      if account >= 0 { counts[account] += 1 }
    }
    return counts
  }

  /// Sums of present cells; 0 where there is none.
  func sums(_ column: Column, _ rows: Bitmap) -> [Double] { sums(column.finiteDoubles(), rows) }

  /// Sums of numbers, without NaN; 0 where there is none.
  func sums(_ numbers: Buffer<Double>, _ rows: Bitmap) -> [Double] {
    var sums = [Double](repeating: 0, count: accountCount)
    rows.forEachSet { row in
      let account = Int(accountOf.base[row])
      let value = numbers.base[row]
      if account >= 0 && !value.isNaN { sums[account] += value }
    }
    return sums
  }

  func latest(_ dates: Column) -> [Int32?] {
    let days = dates.days()
    var latest = [Int32?](repeating: nil, count: accountCount)
    for row in 0..<accountOf.count {
      let account = Int(accountOf.base[row])
      let day = days.base[row]
      if account >= 0 && day != Column.noDay { latest[account] = max(latest[account] ?? day, day) }
    }
    return latest
  }
}
