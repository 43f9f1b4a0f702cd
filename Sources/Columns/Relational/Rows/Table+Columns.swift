import Basics

extension Table {
  /// The named columns, in that order.
  ///
  /// - Throws: when a name is unknown or comes twice.
  public func select(_ names: [String]) throws -> Table {
    try Table(name: name, names, names.map { try part($0) }, rowCount: rowCount, related: related)
  }

  /// All columns but the named ones. - Throws: when a name is unknown.
  public func drop(_ names: [String]) throws -> Table {
    for name in names { _ = try part(name) }
    let dropped = Set(names)
    let kept = self.names.indices.filter { !dropped.contains(self.names[$0]) }
    return try Table(
      name: name, kept.map { self.names[$0] }, kept.map { parts[$0] }, rowCount: rowCount,
      related: related)
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
    return try Table(name: name, names, parts, rowCount: rowCount, related: related)
  }

  /// This table with further columns. One whose name exists takes the place of the old column;
  /// the others are appended in the order given.
  ///
  /// - Throws: when a column has another length than the table.
  public func with(_ columns: [(name: String, column: Column)]) throws -> Table {
    var (names, parts) = (names, parts)
    var positions = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    for (name, column) in columns {
      if let position = positions[name] {
        parts[position] = TableColumn(column)
      } else {
        positions[name] = names.count
        names.append(name)
        parts.append(TableColumn(column))
      }
    }
    // A table without columns takes its length from the first one it gets.
    let count = self.names.isEmpty && rowCount == 0 ? parts.first?.count : rowCount
    return try Table(name: name, names, parts, rowCount: count ?? rowCount, related: related)
  }
}
