import Basics

/// Columns of equal length, in order, each with a name that occurs once.
///
/// A table never changes: every operation gives a new one, which shares the columns it did not
/// touch. Choosing rows (a filter, a sort, a join) copies no cells: a column is gathered when it
/// is first asked for, so only those that are used cost anything.
public final class Table: Sendable {
  /// What messages call this table, such as `accounts`.
  public let name: String
  public let names: [String]
  public let rowCount: Int
  /// The tables whose rows belong to rows of this one, if it is part of a set of such tables.
  public let related: RelatedTables?
  let parts: [TableColumn]
  private let index: [String: Int]

  /// - Throws: when two columns have the same name, or lengths differ.
  public convenience init(
    name: String = "table", _ columns: [(name: String, column: Column)], rowCount: Int? = nil
  ) throws {
    try self.init(
      name: name, columns.map(\.name), columns.map { TableColumn($0.column) },
      rowCount: rowCount ?? columns.first?.column.count ?? 0)
  }

  init(
    name: String, _ names: [String], _ parts: [TableColumn], rowCount: Int,
    related: RelatedTables? = nil
  ) throws {
    self.name = name
    self.related = related
    self.names = names
    self.parts = parts
    self.rowCount = rowCount
    var index: [String: Int] = [:]
    for (position, (columnName, part)) in zip(names, parts).enumerated() {
      if index.updateValue(position, forKey: columnName) != nil {
        throw Problem(.script, "\(name): there would be two columns \"\(columnName)\"")
      }
      if part.count != rowCount {
        throw Problem(
          .fault, "\(name): column \"\(columnName)\" has \(part.count) rows, not \(rowCount)")
      }
    }
    self.index = index
  }

  /// All columns, in order. Gathers those that no one has asked for yet: where only some are
  /// needed, ask for those.
  public var columns: [Column] { parts.map(\.column) }

  /// The types of the columns, in order; gathers nothing.
  public var types: [ColumnType] { parts.map(\.type) }

  public func position(of name: String) -> Int? { index[name] }

  /// The column at a position. - Precondition: `position` is below the number of names.
  public func column(at position: Int) -> Column { parts[position].column }

  /// The column of that name, or nil.
  public subscript(name: String) -> Column? { index[name].map { parts[$0].column } }

  /// The column of that name.
  ///
  /// - Throws: ``Problem`` that names the nearest column.
  public func column(_ name: String) throws -> Column { try part(name).column }

  /// The type of the named column; gathers nothing.
  public func type(of name: String) throws -> ColumnType { try part(name).type }

  func part(_ name: String) throws -> TableColumn {
    if let position = index[name] { return parts[position] }
    throw noSuchColumn(name)
  }

  /// What to say when a column does not exist.
  public func noSuchColumn(_ column: String) -> Problem {
    var problem = Problem.unknown("column", column, known: names).at(name)
    if let step = Self.step(adding: column) { problem.hints.insert(step, at: 0) }
    return problem
  }

  /// Which step of an analysis adds a column that exports do not have.
  public static func step(adding column: String) -> String? {
    switch column {
    case "fit", "fit_low", "fit_high", "tier", "reasons": "score first: ideal:score(t)"
    case "persona": "map people first: personas.map(people, { … })"
    default: nil
    }
  }

  /// The same columns under another table name.
  public func named(_ name: String) -> Table {
    // The columns were checked when this table was made.
    try! Table(name: name, names, parts, rowCount: rowCount, related: related)
  }

  /// The same columns as part of a set of tables that belong together; nil: of none.
  public func relating(to related: RelatedTables?) -> Table {
    // The columns were checked when this table was made.
    try! Table(name: name, names, parts, rowCount: rowCount, related: related)
  }
}
