import Basics
import Columns

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What there is to say about a file that was written.
public struct WriteReport: Sendable {
  public let format: String
  public let rows: Int
  /// What reading the file again would not give back as it was.
  public let notes: [String]
}

extension TableFile {
  /// Writes a table; the ending of the name says the format.
  ///
  /// The file appears whole or not at all. `-` is the standard output. What the format cannot hold is an
  /// error that names the columns, unless `options.isLossy`.
  ///
  /// - Throws: ``Problem`` for a name that says no format, for what would be lost, and when the file
  ///   cannot be written.
  @discardableResult
  public static func write(
    _ table: Table, to target: String, options: WriteOptions = .init()
  ) throws -> WriteReport {
    if PostgresConnection.isAddress(target) {
      return try writePostgres(table, target, options)
    }
    if target == "-" { return try writeOutput(table, options) }
    let (named, isCompressed) = FileFormat.named(target)
    guard let format = options.format ?? named ?? (isText(target) ? .csv : nil) else {
      throw Problem(
        .usage, "\"\(target)\" does not say what format to write",
        hints: ["endings that do: \(FileFormat.endings)"])
    }
    if isCompressed, format == .xlsx || format == .sqlite {
      throw Problem(
        .usage, "\(target): \(format.title) is not compressed with gzip",
        hints: ["leave out .gz; it is compressed by itself or not at all"])
    }
    return try write(table, target, target, format, isCompressed, options)
  }

  private static func isText(_ path: String) -> Bool {
    let name = path.lowercased()
    return name.hasSuffix(".txt") || name.hasSuffix(".txt.gz")
  }

  /// - Parameters:
  ///   - path: The file.
  ///   - file: What messages call it.
  private static func write(
    _ table: Table, _ path: String, _ file: String, _ format: FileFormat, _ isCompressed: Bool,
    _ options: WriteOptions
  ) throws -> WriteReport {
    var losses = Losses(file: file, format: format.title, isAllowed: options.isLossy)
    switch format {
    case .csv, .tsv, .psv:
      if !options.isEmptyMissing { try losses.emptyTexts(table) }
    case .json, .jsonl:
      try losses.numbers(table)
    case .xlsx:
      try losses.numbers(table)
      try losses.texts(table, longerThan: XLSXWriter.textLimit)
      try checkSheet(table, file, options)
    case .sqlite:
      try losses.numbers(table, infinityToo: false)
    }
    let (written, lost) = try losses.settled(table)
    var notes = lost
    switch format {
    case .csv, .tsv, .psv:
      let delimiter = options.delimiter ?? format.delimiter
      try stream(to: path, isCompressed: isCompressed) {
        try CSV.write(written, to: $0, delimiter: delimiter, hasHeader: options.hasHeader)
      }
    case .json, .jsonl:
      try stream(to: path, isCompressed: isCompressed) {
        try JSONWriter.write(written, to: $0, isLines: format == .jsonl)
      }
      if written.rowCount == 0, !written.names.isEmpty {
        notes.append("without a row, \(format.title) has no place for the names of the columns")
      }
    case .xlsx:
      let name = options.table ?? table.name
      try ReplacedFile.write(path) {
        try XLSXWriter.write(
          written, to: $0, file: file, sheet: name, hasHeader: options.hasHeader)
      }
      notes += try SheetRows.notes(written)
    case .sqlite:
      let name = options.table ?? table.name
      try ReplacedFile.write(path) {
        try SQLiteWriter.write(written, to: $0, file: file, name: name)
      }
    }
    return WriteReport(
      format: format.title, rows: written.rowCount,
      notes: notes + (try Retyped.notes(written, format)))
  }

  private static func stream(
    to path: String, isCompressed: Bool, _ body: (any ByteSink) throws -> Void
  ) throws {
    let file = try AtomicFile(path)
    if isCompressed {
      let sink = try GzipSink(file)
      try body(sink)
      try sink.finish()
    } else {
      try body(file)
    }
    try Interruption.check()
    try file.commit()
  }

  private static func checkSheet(_ table: Table, _ file: String, _ options: WriteOptions) throws {
    let rows = table.rowCount + (options.hasHeader ? 1 : 0)
    // A character has at least one byte.
    if options.hasHeader,
      let index = table.names.firstIndex(where: {
        $0.utf8.count > XLSXWriter.textLimit && $0.utf16.count > XLSXWriter.textLimit
      })
    {
      throw Problem(
        .data,
        "\(file): the name of column \(index + 1) has more than \(XLSXWriter.textLimit) characters, "
          + "which a sheet does not hold",
        hints: ["write another format, or give the column a shorter name"])
    }
    guard rows > XLSXWriter.rowLimit || table.names.count > XLSXWriter.columnLimit else { return }
    throw Problem(
      .data,
      "\(file): a sheet holds \(XLSXWriter.rowLimit) rows and \(XLSXWriter.columnLimit) columns, "
        + "and this table has \(rows) and \(table.names.count)",
      hints: ["write .csv or .sqlite, or write the table in parts"])
  }

  private static func writePostgres(
    _ table: Table, _ target: String, _ options: WriteOptions
  ) throws -> WriteReport {
    let connection = try PostgresConnection(target, allowsRemote: options.allowsRemoteDatabases)
    var losses = Losses(
      file: connection.title, format: "PostgreSQL", isAllowed: options.isLossy)
    try losses.zeroBytes(table)
    let (written, lost) = try losses.settled(table)
    try PostgresWriter.write(written, to: connection, name: options.table ?? table.name)
    return WriteReport(format: "PostgreSQL", rows: written.rowCount, notes: lost)
  }

  /// A pipe cannot be taken back: the file is made whole first, then sent.
  private static func writeOutput(_ table: Table, _ options: WriteOptions) throws -> WriteReport {
    var template = Array(
      (getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp").utf8CString.dropLast()
        + "/reticle-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw Problem(.output, "cannot make a temporary folder: \(Files.reason())")
    }
    let folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    let path = Files.join(folder, "output")
    defer {
      unlink(path)
      rmdir(folder)
    }
    let report = try write(table, path, "-", options.format ?? .csv, false, options)
    try Files.forEachBlock(of: path) { block in
      var rest = block
      while !rest.isEmpty {
        let count = Glibc.write(1, rest.baseAddress, rest.count)
        if count < 0 && errno == EINTR { continue }
        if count < 0 {
          throw Problem(.output, "cannot write the standard output: \(Files.reason())")
        }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
    }
    return report
  }
}

/// Columns that will be of another type when they are read again, because the format cannot say theirs.
enum Retyped {
  static func notes(_ table: Table, _ format: FileFormat) throws -> [String] {
    guard format != .sqlite else { return [] }
    var notes: [String] = []
    for (name, column) in zip(table.names, table.columns) {
      try Interruption.check()
      if column.type == .set, format != .json, format != .jsonl {
        notes.append("column \"\(name)\" is a set; \(format.title) holds it as text with ; between")
      } else if column.type == .text, let type = try seems(column, format) {
        notes.append(
          "column \"\(name)\" is text that looks like \(type.rawValue): read it again with --text")
      }
    }
    return notes
  }

  /// What a text column would be read as, or nil for text. As a rule the first cells tell.
  private static func seems(_ column: Column, _ format: FileFormat) throws -> ColumnType? {
    var type: ColumnType?
    for row in 0..<column.count {
      guard let view = column.textView(row) else { continue }
      let own: ColumnType
      switch view.withBytes({ WrittenCell($0) }) {
      case .missing: continue
      case .boolean: own = .boolean
      case .integer: own = .integer
      case .number: own = .number
      case .date: own = .date
      case .timestamp: own = .timestamp
      case .text: return nil
      }
      // JSON and workbooks tell texts from numbers.
      if !format.isDelimited, !own.isTemporal { return nil }
      guard let known = type else {
        type = own
        continue
      }
      if known == own { continue }
      if known.isNumeric && own.isNumeric {
        type = .number
      } else if known.isTemporal && own.isTemporal {
        type = .timestamp
      } else {
        return nil
      }
    }
    return type
  }
}
