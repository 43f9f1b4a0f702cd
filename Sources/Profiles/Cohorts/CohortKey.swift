import Basics
import Columns

/// What divides deals or accounts into cohorts.
public enum CohortKey {
  /// A column of the rows themselves, or else of their accounts. `accounts.created` and
  /// `deals.created` say which, where both have it.
  case column(String)
  case bands(Bands)
  /// A value worked out for each row, its account's columns at hand.
  case value(any RowValue, name: String)
  /// The calendar quarter of a date column: `2025-Q1`.
  case quarter(of: String)
  /// The year of a date column.
  case year(of: String)
  /// The calendar month of a date column: `2025-03`.
  case month(of: String)

  /// What the column of keys is called.
  public var name: String {
    switch self {
    case .column(let name): name
    case .bands(let bands): bands.column
    case .value(_, let name): name
    case .quarter(let column): column + "_quarter"
    case .year(let column): column + "_year"
    case .month(let column): column + "_month"
    }
  }
}

/// Rows that belong to accounts, and the way to the account of each.
struct AccountedRows {
  let rows: Table
  let accounts: Table?
  /// The row of `accounts` for each row, or -1. Nil without accounts, and where one of the tables
  /// has no `account_id`: then only a key that needs the accounts is an error.
  let accountOf: Buffer<Int32>?

  /// - Throws: where the two columns `account_id` are of types that cannot match.
  init(_ rows: Table, accounts: Table?) throws {
    self.rows = rows
    self.accounts = accounts
    if let accounts, rows["account_id"] != nil, accounts["account_id"] != nil {
      accountOf = try rows.joinLookup(accounts, on: [("account_id", "account_id")])
    } else {
      accountOf = nil
    }
  }

  /// The keys of each row.
  func columns(_ keys: [CohortKey]) throws -> [(name: String, column: Column)] {
    var seen: Set<String> = []
    return try keys.map { key in
      guard seen.insert(key.name).inserted else {
        throw Problem(.script, "cohorts: \"\(key.name)\" is given twice")
      }
      return (key.name, try column(key))
    }
  }

  private func column(_ key: CohortKey) throws -> Column {
    switch key {
    case .column(let name): return try found(name) { $0 }
    case .bands(let bands): return try found(bands.column) { try bands.cut($0) }
    case .quarter(let name): return try found(name) { try Quarters.texts(of: $0, named: name) }
    case .year(let name): return try found(name) { try Quarters.years(of: $0, named: name) }
    case .month(let name): return try found(name) { try Quarters.months(of: $0, named: name) }
    case .value(let value, let name):
      let column = try value.column(on: try joined())
      guard column.count == rows.rowCount else {
        throw Problem(.fault, "cohorts: \"\(name)\" gives \(column.count) values")
      }
      return column
    }
  }

  /// The column of that name, changed before it is spread over the rows: an account has many.
  private func found(_ name: String, _ change: (Column) throws -> Column) throws -> Column {
    if let column = rows[name] { return try change(column) }
    if let accounts, let accountOf, let column = accounts[name] {
      return try change(column).take(optional: accountOf)
    }
    for (table, prefix) in [(rows, "deals."), (rows, rows.name + ".")]
    where name.hasPrefix(prefix) {
      if let column = table[String(name.dropFirst(prefix.count))] { return try change(column) }
    }
    if let accounts, let accountOf, name.hasPrefix("accounts."),
      let column = accounts[String(name.dropFirst("accounts.".count))]
    {
      return try change(column).take(optional: accountOf)
    }
    if let accounts, accountOf == nil, accounts[name] != nil {
      let lacking = rows["account_id"] == nil ? rows : accounts
      throw lacking.noSuchColumn("account_id").at("cohorts by \(name), a column of accounts")
    }
    throw Problem.unknown("column", name, known: rows.names + (accounts?.names ?? []))
      .at("cohorts")
  }

  /// The rows with their account's columns after their own, as far as the names are free.
  func joined() throws -> Table {
    guard let accounts, let accountOf else { return rows }
    let added = zip(accounts.names, accounts.columns).filter { rows[$0.0] == nil }
    return try rows.with(added.map { ($0.0, $0.1.take(optional: accountOf)) })
  }
}
