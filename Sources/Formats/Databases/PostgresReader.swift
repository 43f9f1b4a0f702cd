import Basics
import Columns

/// Reads tables of a PostgreSQL database, by binary `COPY`.
///
/// `boolean`, integers, `real`, `double precision`, `date` and `timestamp` (with or without time zone;
/// without one the time is UTC) keep their types. `numeric` is integer or number, and text where a
/// number cannot hold its digits. Arrays of text are sets as lists in JSON are. All else is text as
/// PostgreSQL writes it, and stays text.
enum PostgresReader {
  /// How a field's bytes are read.
  private enum Field {
    case boolean, int2, int4, int8, float4, float8, date, timestamp, text, numeric, textArray, bytes

    /// By the number of the type in every PostgreSQL (pg_type.dat); nil: it is asked for as text.
    init?(type: Int) {
      switch type {
      case 16: self = .boolean
      case 21: self = .int2
      case 23: self = .int4
      case 20: self = .int8
      case 700: self = .float4
      case 701: self = .float8
      case 1082: self = .date
      case 1114, 1184: self = .timestamp
      case 25, 1043: self = .text
      case 1009, 1015: self = .textArray
      case 17: self = .bytes
      default: return nil
      }
    }

    var standard: ColumnType {
      switch self {
      case .boolean: .boolean
      case .int2, .int4, .int8: .integer
      case .float4, .float8, .numeric: .number
      case .date: .date
      case .timestamp: .timestamp
      case .text, .bytes: .text
      case .textArray: .set
      }
    }
  }

  /// The tables and views that may be read, those of the current schema first, each by the name that
  /// `table` takes.
  static func tables(_ connection: PostgresConnection) throws -> [(name: String, isView: Bool)] {
    try connection.rows(
      """
      SELECT CASE WHEN n.nspname = current_schema() THEN c.relname
        ELSE n.nspname || '.' || c.relname END, c.relkind IN ('v', 'm')
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
        AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
        AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
      ORDER BY n.nspname <> current_schema(), n.nspname, c.relname
      """
    ).compactMap { row in row[0].map { ($0, row[1] == "t") } }
  }

  static func read(
    _ connection: PostgresConnection, table: String, name: String, options: ReadOptions
  ) throws -> LoadedTable {
    let relation = try relation(connection, table)
    // Domains are what they are made of.
    let described = try connection.rows(
      """
      SELECT a.attname,
        CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END::int8,
        CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, NULL) END
      FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
      WHERE a.attrelid = \(PostgresConnection.literal(relation))::regclass AND a.attnum > 0
        AND NOT a.attisdropped
      ORDER BY a.attnum
      """)
    var assembler = TableAssembler(file: connection.title, options: options)
    var fields: [Field] = []
    var expressions: [String] = []
    for row in described {
      let column = row[0] ?? ""
      let type = row[1].flatMap { Int($0) } ?? 0
      _ = try assembler.addColumn(column)
      let quoted = PostgresConnection.quoted(column)
      if let field = Field(type: type) {
        fields.append(field)
        expressions.append(row[2].map { "\(quoted)::\($0)" } ?? quoted)
      } else {
        fields.append(type == 1700 ? .numeric : .text)
        expressions.append("\(quoted)::text")
      }
    }
    var decoder = Decoder(assembler: assembler, fields: fields, title: connection.title)
    if !fields.isEmpty {
      try connection.copyOut(
        "COPY (SELECT \(expressions.joined(separator: ", ")) FROM \(relation)) "
          + "TO STDOUT (FORMAT binary)"
      ) { try decoder.add($0) }
    }
    return try decoder.finish(
      name: name, table: table, standard: fields.map(\.standard))
  }

  /// A table's name as SQL writes it. `schema.table` means that, unless a table has that very name.
  private static func relation(
    _ connection: PostgresConnection, _ table: String
  ) throws -> String {
    let known = try tables(connection).map(\.name)
    guard known.contains(table) else {
      throw Problem.unknown("table", table, known: known).at(connection.title)
    }
    let plain = PostgresConnection.quoted(table)
    let isPlain = try connection.rows(
      "SELECT to_regclass(\(PostgresConnection.literal(plain))) IS NOT NULL")
    if isPlain.first?.first == "t" { return plain }
    let parts = table.split(separator: ".", maxSplits: 1).map(String.init)
    return parts.map { PostgresConnection.quoted($0) }.joined(separator: ".")
  }

  /// Takes the rows of a binary `COPY` apart (PostgreSQL documentation, COPY, "Binary Format").
  private struct Decoder {
    var assembler: TableAssembler
    let fields: [Field]
    let title: String
    private var pending: [UInt8] = []
    private var hasHeader = false
    private var isAtEnd = false
    private var rows = 0
    private var infinite = 0
    private var binary = 0
    private var reordered = 0

    init(assembler: TableAssembler, fields: [Field], title: String) {
      self.assembler = assembler
      self.fields = fields
      self.title = title
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) throws {
      // As a rule a piece is a row.
      if pending.isEmpty {
        let used = try take(bytes)
        pending.append(contentsOf: bytes[used...])
      } else {
        pending.append(contentsOf: bytes)
        let all = pending
        let used = try all.withUnsafeBytes { try take($0) }
        pending.removeFirst(used)
      }
    }

    private mutating func take(_ bytes: UnsafeRawBufferPointer) throws -> Int {
      var place = 0
      if !hasHeader {
        guard bytes.count >= 19 else { return 0 }
        let more = Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 15, as: UInt32.self)))
        guard bytes.starts(with: Array("PGCOPY\n".utf8) + [0xff, 0x0d, 0x0a, 0]) else {
          throw wrong
        }
        guard bytes.count >= 19 + more else { return 0 }
        hasHeader = true
        place = 19 + more
      }
      while !isAtEnd, let end = try row(bytes, place) { place = end }
      return place
    }

    private var wrong: Problem {
      Problem(.fault, "\(title): the server answered in an unknown format")
    }

    /// Reads the row at `place`; nil if it is not all there yet.
    private mutating func row(_ bytes: UnsafeRawBufferPointer, _ start: Int) throws -> Int? {
      guard bytes.count - start >= 2 else { return nil }
      let count = Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: Int16.self))
      if count == -1 {
        isAtEnd = true
        return start + 2
      }
      guard Int(count) == fields.count else { throw wrong }
      // First whether it is all there, so that no cell is added twice.
      var place = start + 2
      for _ in fields {
        guard bytes.count - place >= 4 else { return nil }
        let length = Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int32.self))
        place += 4 + max(0, Int(length))
        guard place <= bytes.count else { return nil }
      }
      place = start + 2
      for (index, field) in fields.enumerated() {
        let length = Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int32.self))
        place += 4
        guard let cells = assembler.column(index) else { throw wrong }
        if length < 0 {
          cells.appendMissing()
        } else {
          let value = UnsafeRawBufferPointer(rebasing: bytes[place..<place + Int(length)])
          try append(value, field, to: cells)
          place += Int(length)
        }
      }
      rows += 1
      try assembler.endRow(line: rows)
      return place
    }

    private mutating func append(
      _ value: UnsafeRawBufferPointer, _ field: Field, to cells: CellColumn
    ) throws {
      func load<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        guard value.count == MemoryLayout<Number>.size else { throw wrong }
        return Number(bigEndian: value.loadUnaligned(as: type))
      }
      switch field {
      case .boolean: cells.append(try load(UInt8.self) != 0)
      case .int2: cells.append(Int64(try load(Int16.self)))
      case .int4: cells.append(Int64(try load(Int32.self)))
      case .int8: cells.append(try load(Int64.self))
      case .float4:
        // The shortest digits of the narrow number, not the digits of what it is widened to.
        let narrow = Float(bitPattern: try load(UInt32.self))
        cells.append(Double(narrow.description) ?? Double(narrow))
      case .float8: cells.append(Double(bitPattern: try load(UInt64.self)))
      case .date:
        let days = try load(Int32.self)
        let (moved, overflow) = days.addingReportingOverflow(10_957)
        if overflow || days == .max || days == .min {
          infinite += 1
          cells.appendMissing()
        } else {
          cells.append(day: moved)
        }
      case .timestamp:
        let micros = try load(Int64.self)
        let (moved, overflow) = micros.addingReportingOverflow(946_684_800_000_000)
        if overflow || micros == .max || micros == .min {
          infinite += 1
          cells.appendMissing()
        } else {
          cells.append(moment: moved)
        }
      case .text: cells.append(plain: value.bindMemory(to: UInt8.self))
      case .numeric:
        let text = value.bindMemory(to: UInt8.self)
        let significant = text.drop { $0 == 0x30 || $0 == 0x2e || $0 == 0x2d }
          .filter { $0 != 0x2e }.count
        if text.contains(0x2e), significant > 15 {
          cells.append(plain: text)
        } else {
          cells.append(digits: text)
        }
      case .bytes:
        binary += 1
        cells.append(text: Binary.written(value))
      case .textArray: try appendArray(value, to: cells)
      }
    }

    private mutating func appendArray(
      _ value: UnsafeRawBufferPointer, to cells: CellColumn
    ) throws {
      var place = 0
      func next() throws -> Int {
        guard value.count - place >= 4 else { throw wrong }
        defer { place += 4 }
        return Int(Int32(bigEndian: value.loadUnaligned(fromByteOffset: place, as: Int32.self)))
      }
      let dimensions = try next()
      place = 12
      if dimensions == 0 {
        cells.append(set: [])
        return
      }
      var count = 1
      for _ in 0..<dimensions {
        let (product, overflow) = count.multipliedReportingOverflow(by: try next())
        guard !overflow, product >= 0, product <= value.count else { throw wrong }
        count = product
        _ = try next()
      }
      var members: [UInt8] = []
      var list: [UInt8] = [UInt8(ascii: "[")]
      var isSet = dimensions == 1
      for index in 0..<count {
        if index > 0 {
          list.append(UInt8(ascii: ","))
          members.append(UInt8(ascii: ";"))
        }
        let length = try next()
        guard length >= 0 else {
          isSet = false
          list += "null".utf8
          continue
        }
        guard value.count - place >= length else { throw wrong }
        let member = UnsafeRawBufferPointer(rebasing: value[place..<place + length])
          .bindMemory(to: UInt8.self)
        place += length
        isSet = isSet && SetMember.fits(member)
        members.append(contentsOf: member)
        JSONText.append(member, to: &list)
      }
      list.append(UInt8(ascii: "]"))
      if isSet {
        let canonical = SetText.canonical(members)
        if canonical != members { reordered += 1 }
        cells.append(set: canonical)
      } else {
        list.withUnsafeBufferPointer { cells.append(plain: $0) }
      }
    }

    func finish(name: String, table: String, standard: [ColumnType]) throws -> LoadedTable {
      var report = LoadReport(file: title, encoding: .utf8, delimiter: UInt8(ascii: ","))
      report.format = "PostgreSQL, table \"\(table)\""
      if infinite > 0 {
        report.notes.append("\(infinite) infinite dates became missing")
      }
      if binary > 0 { report.notes.append(Binary.note(binary)) }
      if reordered > 0 { report.notes.append(SetMember.note(reordered)) }
      return try assembler.finish(name: name, report: report) { standard[$0] }
    }
  }
}
