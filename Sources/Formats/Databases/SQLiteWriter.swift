import Basics
import CSQLite
import Columns

/// Writes a table as a new SQLite file with one table.
///
/// Columns are declared `BOOLEAN` (0 and 1), `INTEGER`, `REAL`, `DATE` and `TIMESTAMP` (texts such as
/// `2025-03-01` and `2025-03-01T09:30:00Z`), `TEXT`, and `TEXT_SET` for sets.
enum SQLiteWriter {
  static func write(_ table: Table, to path: String, file: String, name: String) throws {
    // SQLite's own limit, as Debian builds it.
    if table.names.count > 2000 {
      throw Problem(
        .data, "\(file): SQLite holds at most 2000 columns, and this table has \(table.names.count)"
      )
    }
    if table.names.isEmpty {
      throw Problem(.data, "\(file): SQLite cannot hold a table without columns")
    }
    try checkNames(table, file)
    let database = try SQLiteDatabase(writing: path, file: file)
    let columns = table.columns
    let declarations = zip(table.names, columns).map {
      "\(SQLiteDatabase.quoted($0)) \(declaration($1.type))"
    }
    let title = SQLiteDatabase.quoted(name)
    try database.run("CREATE TABLE \(title) (\(declarations.joined(separator: ", ")))")
    let marks = Array(repeating: "?", count: columns.count).joined(separator: ", ")
    let statement = try database.prepare("INSERT INTO \(title) VALUES (\(marks))")
    try database.run("BEGIN")
    for row in 0..<table.rowCount {
      if row & 0xfff == 0 { try Interruption.check() }
      for (index, column) in columns.enumerated() {
        if bind(column, row, statement.handle, Int32(index + 1)) != SQLITE_OK {
          throw database.problem()
        }
      }
      _ = try statement.step()
      statement.reset()
    }
    try database.run("COMMIT")
  }

  /// SQLite does not tell letter cases apart in names.
  private static func checkNames(_ table: Table, _ file: String) throws {
    var seen: [String: String] = [:]
    for name in table.names {
      if name.utf8.contains(0) {
        throw Problem(.data, "\(file): SQLite cannot hold a column name with a zero byte")
      }
      // Only ASCII letters are folded.
      let folded = String(
        decoding: name.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
      if let other = seen.updateValue(name, forKey: folded) {
        throw Problem(
          .data, "\(file): SQLite cannot tell the columns \"\(other)\" and \"\(name)\" apart",
          hints: ["rename one of them"])
      }
    }
  }

  private static func declaration(_ type: ColumnType) -> String {
    switch type {
    case .boolean: "BOOLEAN"
    case .integer: "INTEGER"
    case .number: "REAL"
    case .date: "DATE"
    case .timestamp: "TIMESTAMP"
    case .text: "TEXT"
    case .set: "TEXT_SET"
    }
  }

  private static func bind(
    _ column: Column, _ row: Int, _ statement: OpaquePointer, _ index: Int32
  ) -> Int32 {
    if column.isMissing(row) { return sqlite3_bind_null(statement, index) }
    switch column.storage {
    case .boolean(let cells): return sqlite3_bind_int64(statement, index, Int64(cells.base[row]))
    case .integer(let cells): return sqlite3_bind_int64(statement, index, cells.base[row])
    case .number(let cells): return sqlite3_bind_double(statement, index, cells.base[row])
    case .date(let cells): return bind(Calendar.text(days: cells.base[row]), statement, index)
    case .timestamp(let cells):
      return bind(Calendar.text(micros: cells.base[row]), statement, index)
    case .coded(let codes, let dictionary):
      return bind(dictionary.entries[Int(codes.base[row])], statement, index)
    case .text(let views, _): return bind(views.base[row], statement, index)
    }
  }

  private static func bind(_ text: String, _ statement: OpaquePointer, _ index: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bind($0, statement, index) }
  }

  private static func bind(_ view: TextView, _ statement: OpaquePointer, _ index: Int32) -> Int32 {
    view.withBytes { bind($0, statement, index) }
  }

  private static func bind(
    _ bytes: UnsafeBufferPointer<UInt8>, _ statement: OpaquePointer, _ index: Int32
  ) -> Int32 {
    // -1: SQLite copies the text.
    let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    guard let base = bytes.baseAddress else {
      return sqlite3_bind_text(statement, index, "", 0, copied)
    }
    return base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
      sqlite3_bind_text64(statement, index, $0, UInt64(bytes.count), copied, UInt8(SQLITE_UTF8))
    }
  }
}
