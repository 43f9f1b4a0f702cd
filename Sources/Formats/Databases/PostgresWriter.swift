import Basics
import Columns

/// Writes a table to a new table of a PostgreSQL database, by binary `COPY` in one transaction: it is
/// there whole, or not at all.
///
/// Types are `boolean`, `bigint`, `double precision`, `date`, `timestamptz`, `text`, and `text[]` for
/// sets.
enum PostgresWriter {
  static func write(_ table: Table, to connection: PostgresConnection, name: String) throws {
    for name in table.names + [name] {
      // PostgreSQL would cut it off.
      if name.utf8.count > 63 {
        throw connection.problem("the name \"\(name)\" is longer than 63 bytes")
      }
      if name.utf8.contains(0) || name.isEmpty {
        throw connection.problem("PostgreSQL cannot hold a name that is empty or has a zero byte")
      }
    }
    if table.names.count > 1600 {
      throw connection.problem(
        "PostgreSQL holds at most 1600 columns, and this table has \(table.names.count)")
    }
    let title = PostgresConnection.quoted(name)
    let columns = table.columns
    let declarations = zip(table.names, columns).map {
      "\(PostgresConnection.quoted($0)) \(declaration($1.type))"
    }
    try connection.run("BEGIN")
    do {
      let there = try connection.rows(
        "SELECT to_regclass(\(PostgresConnection.literal(title))) IS NOT NULL")
      if there.first?.first == "t" {
        throw connection.problem(
          "there is a table \"\(name)\" already",
          hints: ["--table names another one; nothing was changed"])
      }
      try connection.run("CREATE TABLE \(title) (\(declarations.joined(separator: ", ")))")
      try connection.copyIn("COPY \(title) FROM STDIN (FORMAT binary)") { send in
        try copy(columns, rows: table.rowCount, connection, send)
      }
      try connection.run("COMMIT")
    } catch {
      try? connection.run("ROLLBACK")
      throw error
    }
  }

  private static func declaration(_ type: ColumnType) -> String {
    switch type {
    case .boolean: "boolean"
    case .integer: "bigint"
    case .number: "double precision"
    case .date: "date"
    case .timestamp: "timestamptz"
    case .text: "text"
    case .set: "text[]"
    }
  }

  private static func copy(
    _ columns: [Column], rows: Int, _ connection: PostgresConnection,
    _ send: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var out: [UInt8] =
      Array("PGCOPY\n".utf8) + [0xff, 0x0d, 0x0a, 0] + [UInt8](repeating: 0, count: 8)
    for row in 0..<rows {
      append(Int16(truncatingIfNeeded: columns.count), &out)
      for column in columns { try append(column, row, connection, &out) }
      if out.count > 1 << 18 {
        try Interruption.check()
        try out.withUnsafeBytes { try send($0) }
        out.removeAll(keepingCapacity: true)
      }
    }
    append(Int16(-1), &out)
    try out.withUnsafeBytes { try send($0) }
  }

  private static func append<Number: FixedWidthInteger>(_ value: Number, _ out: inout [UInt8]) {
    withUnsafeBytes(of: value.bigEndian) { out.append(contentsOf: $0) }
  }

  private static func append(
    _ column: Column, _ row: Int, _ connection: PostgresConnection, _ out: inout [UInt8]
  ) throws {
    if column.isMissing(row) {
      append(Int32(-1), &out)
      return
    }
    func fixed<Number: FixedWidthInteger>(_ value: Number) {
      append(Int32(MemoryLayout<Number>.size), &out)
      append(value, &out)
    }
    switch column.storage {
    case .boolean(let cells): fixed(cells.base[row])
    case .integer(let cells): fixed(cells.base[row])
    case .number(let cells): fixed(cells.base[row].bitPattern)
    case .date(let cells):
      let (days, overflow) = cells.base[row].subtractingReportingOverflow(10_957)
      if overflow { throw connection.problem("row \(row + 1): a date is too far off") }
      fixed(days)
    case .timestamp(let cells):
      let (micros, overflow) = cells.base[row].subtractingReportingOverflow(946_684_800_000_000)
      if overflow { throw connection.problem("row \(row + 1): a moment is too far off") }
      fixed(micros)
    case .coded(let codes, let dictionary):
      append(dictionary.entries[Int(codes.base[row])], isSet: column.type == .set, &out)
    case .text(let views, _): append(views.base[row], isSet: column.type == .set, &out)
    }
  }

  private static func append(_ view: TextView, isSet: Bool, _ out: inout [UInt8]) {
    guard isSet else {
      view.withBytes { bytes in
        append(Int32(truncatingIfNeeded: bytes.count), &out)
        out.append(contentsOf: bytes)
      }
      return
    }
    let members = SetText.members(view.withBytes { Array($0) })
    var array: [UInt8] = []
    append(Int32(members.isEmpty ? 0 : 1), &array)
    append(Int32(0), &array)
    // Elements are of type text.
    append(Int32(25), &array)
    if !members.isEmpty {
      append(Int32(truncatingIfNeeded: members.count), &array)
      append(Int32(1), &array)
    }
    for member in members {
      append(Int32(truncatingIfNeeded: member.count), &array)
      array += member
    }
    append(Int32(truncatingIfNeeded: array.count), &out)
    out += array
  }
}
