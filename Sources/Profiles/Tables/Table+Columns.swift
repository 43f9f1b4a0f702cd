import Basics
import Columns

extension Table {
  /// The table with these columns: one whose name exists takes its place, others come last.
  func replacing(_ new: [(name: String, column: Column)]) throws -> Table {
    var columns = Array(zip(names, self.columns)).map { (name: $0.0, column: $0.1) }
    for entry in new {
      if let position = position(of: entry.name) {
        columns[position].column = entry.column
      } else {
        columns.append(entry)
      }
    }
    return try Table(name: name, columns, rowCount: rowCount)
  }
}

extension Table {
  /// A table of one of the rows.
  func only(_ row: Int) throws -> Table {
    let cells = zip(names, columns).map { name, column in
      let builder = ColumnBuilder(type: column.type, capacity: 1)
      builder.append(column[row])
      return (name: name, column: builder.finish())
    }
    return try Table(name: name, cells, rowCount: 1)
  }
}
