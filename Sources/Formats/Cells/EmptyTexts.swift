import Columns

extension Table {
  /// The same table with an empty text in every missing cell of a text column: delimited text as it is
  /// written, where an empty cell is a cell.
  public func withEmptyTexts() throws -> Table {
    try Table(
      name: name,
      zip(names, columns).map { name, column in
        guard column.type == .text, column.missingCount > 0 else { return (name, column) }
        let builder = ColumnBuilder(type: .text, capacity: column.count)
        for row in 0..<column.count { builder.append(.text(column.text(row) ?? "")) }
        return (name, builder.finish())
      }, rowCount: rowCount)
  }
}
