import Basics
import CSQLite
import Columns

/// Reads tables of SQLite files.
///
/// Cells have types of their own in SQLite; what a column is, all its cells decide, with what it was
/// declared as: 0 and 1 in a column declared `BOOLEAN` are booleans, texts such as `2025-03-01` in one
/// declared `DATE` or `TIMESTAMP` dates and timestamps. In a column declared `TEXT` they stay text.
enum SQLiteReader {
  /// What a declaration says, beyond the types of the cells.
  private enum Declared {
    case nothing, boolean, temporal, text, set

    init(_ declaration: String) {
      let name = declaration.uppercased()
      if name == "TEXT_SET" {
        self = .set
      } else if name.hasPrefix("BOOL") {
        self = .boolean
      } else if name.contains("DATE") || name.contains("TIME") {
        self = .temporal
      } else {
        self =
          name.contains("CHAR") || name.contains("TEXT") || name.contains("CLOB")
          ? .text : .nothing
      }
    }
  }

  /// The tables of a file (and its views, which are read only when they are asked for by name), by
  /// name.
  static func tables(_ database: SQLiteDatabase) throws -> [(name: String, isView: Bool)] {
    let statement = try database.prepare(
      "SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view') "
        + "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")
    var tables: [(String, Bool)] = []
    while try statement.step() {
      guard let name = statement.text(0) else { continue }
      tables.append((name, statement.text(1) == "view"))
    }
    return tables
  }

  static func read(
    _ database: SQLiteDatabase, table: String, name: String, options: ReadOptions, size: Int
  ) throws -> LoadedTable {
    let file = database.file
    let statement = try database.prepare("SELECT * FROM \(SQLiteDatabase.quoted(table))")
    let handle = statement.handle
    let count = Int(sqlite3_column_count(handle))
    var assembler = TableAssembler(file: file, options: options)
    var declared: [Declared] = []
    var standard: [ColumnType] = []
    for index in 0..<count {
      let column = Int32(index)
      let title = sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
      _ = try assembler.addColumn(title)
      let type = sqlite3_column_decltype(handle, column).map { String(cString: $0) } ?? ""
      declared.append(Declared(type))
      standard.append(Self.standard(type))
    }
    // A generated column can make of a small file as much as it likes.
    var expansion = Expansion(file: file, compressed: size)
    var binary = 0
    var broken = 0
    var row = 0
    while try statement.step() {
      row += 1
      if row & 0xfff == 0 { try Interruption.check() }
      for index in 0..<count {
        let column = Int32(index)
        guard let cells = assembler.column(index) else { continue }
        switch sqlite3_column_type(handle, column) {
        case SQLITE_NULL: cells.appendMissing()
        case SQLITE_INTEGER:
          let value = sqlite3_column_int64(handle, column)
          if declared[index] == .boolean, value == 0 || value == 1 {
            cells.append(value == 1)
          } else {
            cells.append(value)
          }
        case SQLITE_FLOAT: cells.append(sqlite3_column_double(handle, column))
        case SQLITE_TEXT:
          let text = sqlite3_column_text(handle, column)
          let bytes = UnsafeBufferPointer(
            start: text, count: text == nil ? 0 : Int(sqlite3_column_bytes(handle, column)))
          try expansion.add(bytes.count)
          if !append(bytes, to: cells, declared[index]) { broken += 1 }
        default:
          binary += 1
          let blob = sqlite3_column_blob(handle, column)
          let bytes = UnsafeRawBufferPointer(
            start: blob, count: blob == nil ? 0 : Int(sqlite3_column_bytes(handle, column)))
          try expansion.add(bytes.count * 2)
          cells.append(text: Binary.written(bytes))
        }
      }
      try assembler.endRow(line: row)
    }
    var report = LoadReport(file: file, encoding: .utf8, delimiter: UInt8(ascii: ","))
    report.format = "SQLite, table \"\(table)\""
    if binary > 0 { report.notes.append(Binary.note(binary)) }
    if broken > 0 {
      report.notes.append(
        "\(broken) text\(broken == 1 ? " is" : "s are") not valid UTF-8; what is not became U+FFFD")
    }
    return try assembler.finish(name: name, report: report) { standard[$0] }
  }

  /// - Returns: false if the text is not valid UTF-8, and was mended.
  private static func append(
    _ bytes: UnsafeBufferPointer<UInt8>, to cells: CellColumn, _ declared: Declared
  ) -> Bool {
    func append(_ bytes: UnsafeBufferPointer<UInt8>) {
      switch declared {
      case .set: cells.append(set: SetText.canonical(Array(bytes)))
      case .temporal: cells.append(text: bytes)
      default: cells.append(plain: bytes)
      }
    }
    if isUTF8(bytes) {
      append(bytes)
      return true
    }
    // Texts that are no UTF-8 would break every reader behind this one.
    Array(String(decoding: bytes, as: UTF8.self).utf8).withUnsafeBufferPointer { append($0) }
    return false
  }

  private static func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if !bytes.contains(where: { $0 >= 0x80 }) { return true }
    return String(validating: bytes, as: UTF8.self) != nil
  }

  /// What a column without a value is.
  private static func standard(_ declaration: String) -> ColumnType {
    switch Declared(declaration) {
    case .boolean: return .boolean
    case .set: return .set
    case .text: return .text
    case .temporal: return declaration.uppercased() == "DATE" ? .date : .timestamp
    case .nothing:
      let name = declaration.uppercased()
      if name.contains("INT") { return .integer }
      let isNumber = ["REAL", "FLOA", "DOUB", "NUM", "DEC"].contains { name.contains($0) }
      return isNumber ? .number : .text
    }
  }
}

/// Bytes that are no text.
enum Binary {
  private static let hex = Array("0123456789abcdef".utf8)

  /// `\x00ff`, as PostgreSQL writes them.
  static func written(_ bytes: UnsafeRawBufferPointer) -> String {
    var text = Array("\\x".utf8)
    text.reserveCapacity(bytes.count * 2 + 2)
    for byte in bytes {
      text.append(hex[Int(byte >> 4)])
      text.append(hex[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  static func note(_ count: Int) -> String {
    "\(count) binary value\(count == 1 ? " is" : "s are") written as hexadecimal text (\\x…)"
  }
}
