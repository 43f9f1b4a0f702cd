import Basics

/// Columns of equal length, in order, each with a name that occurs once.
///
/// A table never changes: every operation gives a new one, which shares the columns it did not
/// touch.
public final class Table: Sendable {
  /// What messages call this table, such as `accounts`.
  public let name: String
  public let names: [String]
  public let columns: [Column]
  public let rowCount: Int
  private let index: [String: Int]

  /// - Throws: when two columns have the same name, or lengths differ.
  public init(name: String = "table", _ columns: [(name: String, column: Column)], rowCount: Int? = nil)
    throws
  {
    self.name = name
    names = columns.map(\.name)
    self.columns = columns.map(\.column)
    self.rowCount = rowCount ?? columns.first?.column.count ?? 0
    var index: [String: Int] = [:]
    for (position, entry) in columns.enumerated() {
      if index.updateValue(position, forKey: entry.name) != nil {
        throw Problem(.script, "\(name): there would be two columns \"\(entry.name)\"")
      }
      if entry.column.count != self.rowCount {
        throw Problem(
          .fault, "\(name): column \"\(entry.name)\" has \(entry.column.count) rows, not \(self.rowCount)")
      }
    }
    self.index = index
  }

  public func position(of name: String) -> Int? { index[name] }

  /// The column of that name, or nil.
  public subscript(name: String) -> Column? { index[name].map { columns[$0] } }

  /// The column of that name.
  ///
  /// - Throws: ``Problem`` that names the nearest column.
  public func column(_ name: String) throws -> Column {
    if let position = index[name] { return columns[position] }
    throw noSuchColumn(name)
  }

  /// What to say when a column does not exist.
  public func noSuchColumn(_ column: String) -> Problem {
    Problem.unknown("column", column, known: names).at(name)
  }

  /// The same columns under another table name.
  public func named(_ name: String) -> Table {
    // The columns were checked when this table was made.
    try! Table(name: name, Array(zip(names, columns)).map { ($0.0, $0.1) }, rowCount: rowCount)
  }
}
