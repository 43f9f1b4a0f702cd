import Basics

extension Table {
  /// The named columns, in that order.
  ///
  /// - Throws: when a name is unknown or comes twice.
  public func select(_ names: [String]) throws -> Table {
    try Table(name: name, names.map { ($0, try column($0)) }, rowCount: rowCount)
  }

  /// All columns but the named ones. - Throws: when a name is unknown.
  public func drop(_ names: [String]) throws -> Table {
    for name in names { _ = try column(name) }
    let dropped = Set(names)
    return try Table(
      name: name, zip(self.names, columns).filter { !dropped.contains($0.0) }.map { ($0, $1) },
      rowCount: rowCount)
  }

  /// Columns under new names, in their old places. All pairs happen at once, so two columns may
  /// swap names.
  ///
  /// - Throws: when a name is unknown or is renamed twice, or two columns would have one name.
  public func rename(_ pairs: [(from: String, to: String)]) throws -> Table {
    var names = names
    var renamed = Set<Int>()
    for pair in pairs {
      guard let position = position(of: pair.from) else { throw noSuchColumn(pair.from) }
      guard renamed.insert(position).inserted else {
        throw Problem(.script, "\(name): column \"\(pair.from)\" is renamed twice")
      }
      names[position] = pair.to
    }
    return try Table(name: name, zip(names, columns).map { ($0, $1) }, rowCount: rowCount)
  }

  /// This table with further columns. One whose name exists takes the place of the old column;
  /// the others are appended in the order given.
  ///
  /// - Throws: when a column has another length than the table.
  public func with(_ columns: [(name: String, column: Column)]) throws -> Table {
    var result = Array(zip(names, self.columns)).map { (name: $0.0, column: $0.1) }
    var positions: [String: Int] = [:]
    for (position, entry) in result.enumerated() { positions[entry.name] = position }
    for entry in columns {
      if let position = positions[entry.name] {
        result[position] = entry
      } else {
        positions[entry.name] = result.count
        result.append(entry)
      }
    }
    // A table without columns takes its length from the first one it gets.
    let count = names.isEmpty && rowCount == 0 ? columns.first?.column.count : self.rowCount
    return try Table(name: name, result, rowCount: count)
  }
}
