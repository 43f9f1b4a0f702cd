import Basics
import Columns

extension CohortKey {
  /// The columns it reads; nil where that cannot be told without evaluating it.
  public var columnNames: [String]? {
    switch self {
    case .column(let name), .quarter(of: let name), .year(of: let name), .month(of: let name):
      [name]
    case .bands(let bands): [bands.column]
    case .value(let value, name: _): (value as? any RowTest)?.columnNames
    }
  }

  /// Whether it can be worked out from a table alone. A value that does not say what it reads is
  /// taken at its word.
  func isTrait(of table: Table) -> Bool {
    guard let names = columnNames else { return true }
    return names.allSatisfy { name in
      table[name] != nil
        || name.hasPrefix("accounts.") && table[String(name.dropFirst("accounts.".count))] != nil
    }
  }
}

extension CohortKey {
  /// The key of each row of a table that has all it takes.
  public func column(of table: Table) throws -> Column {
    do {
      return try AccountedRows(table, accounts: nil).columns([self])[0].column
    } catch var problem as Problem where problem.message.hasPrefix("cohorts") {
      problem.message = table.name + problem.message.dropFirst("cohorts".count)
      throw problem
    }
  }
}
