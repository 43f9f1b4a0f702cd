import Basics
import Columns

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Tables in files and databases, whatever their format.
///
/// A source is a file (its format said by its name, or by its first bytes), `-` for the standard input,
/// or the address of a PostgreSQL database.
public enum TableFile {
  /// Reads one table.
  ///
  /// - Parameter name: What to call it: the file's name without its endings (or the sheet or table), if
  ///   not given.
  /// - Throws: ``Problem`` that names file, line and what is wrong; when a database has several tables
  ///   and none is chosen; when a sheet, table or column that is asked for is not there.
  /// - Complexity: O(bytes). Delimited text is read as ``CSV`` reads it, on all cores.
  public static func read(
    _ source: String, options: ReadOptions = .init(), name: String? = nil
  ) throws -> LoadedTable {
    let opened = try Source.open(source, options)
    switch opened {
    case .delimited(let format):
      return try CSV.read(source, options: delimited(options.csv, format), name: name)
    case .bytes(let bytes, let format, let isCompressed):
      return try read(
        bytes: bytes, format: format, isCompressed: isCompressed, file: source, options: options,
        name: name ?? stem(source))
    case .workbook(let archive):
      return try sheet(try Workbook(archive), file: source, options: options, name: name)
    case .sqlite(let database, let size):
      return try table(database, size: size, options: options, name: name)
    case .postgres(let connection):
      let tables = try PostgresReader.tables(connection)
      let table = try chosen(options.table, tables, connection.title)
      return try PostgresReader.read(
        connection, table: table, name: name ?? table, options: options)
    }
  }

  /// Reads a table from bytes that are in memory.
  ///
  /// - Parameter file: What the report and messages call it.
  public static func read(
    bytes: [UInt8], file: String, options: ReadOptions = .init(), name: String? = nil
  ) throws -> LoadedTable {
    var bytes = bytes
    let isCompressed = Gunzip.isGzip(bytes)
    if isCompressed { bytes = try Gunzip.bytes(bytes, file: file) }
    try FileFormat.check(bytes.prefix(4096), file: file, options: options)
    let format = options.format ?? FileFormat.of(bytes.prefix(4096))
    switch format {
    case .xlsx:
      let archive = try ZipArchive(bytes: bytes, file: file)
      return try sheet(try Workbook(archive), file: file, options: options, name: name)
    case .sqlite:
      let database = try SQLiteDatabase(bytes: bytes, file: file)
      return try table(database, size: bytes.count, options: options, name: name)
    default:
      return try read(
        bytes: bytes, format: format, isCompressed: isCompressed, file: file, options: options,
        name: name ?? stem(file))
    }
  }

  /// Reads all tables of a source: the sheets of a workbook that are visible, the tables (not the
  /// views) of a database, or the one table that other files are.
  ///
  /// Their reports are named `book.xlsx: Deals`.
  public static func readAll(
    _ source: String, options: ReadOptions = .init()
  ) throws -> [LoadedTable] {
    switch try Source.open(source, options) {
    case .workbook(let archive):
      let workbook = try Workbook(archive)
      let sheets = workbook.sheets.filter(\.isVisible)
      return try sheets.map { sheet in
        var options = options
        options.sheet = sheet.name
        var loaded = try SheetReader.read(
          workbook, sheet, file: source, name: sheet.name, options: options)
        if sheets.count > 1 { loaded = Self.named(loaded, "\(source): \(sheet.name)") }
        return loaded
      }
    case .sqlite(let database, let size):
      return try SQLiteReader.tables(database).filter { !$0.isView }.map { table in
        let loaded = try SQLiteReader.read(
          database, table: table.name, name: table.name, options: options, size: size)
        return Self.named(loaded, "\(source): \(table.name)")
      }
    case .postgres(let connection):
      return try PostgresReader.tables(connection).filter { !$0.isView }.map { table in
        let loaded = try PostgresReader.read(
          connection, table: table.name, name: table.name, options: options)
        return Self.named(loaded, "\(connection.title): \(table.name)")
      }
    default: return [try read(source, options: options)]
    }
  }

  /// The names of what is inside a source: the sheets of a workbook, the tables and views of a
  /// database; nothing for files that are one table.
  public static func contents(_ source: String, options: ReadOptions = .init()) throws -> [String] {
    switch try Source.open(source, options) {
    case .workbook(let archive): return try Workbook(archive).sheets.map(\.name)
    case .sqlite(let database, _): return try SQLiteReader.tables(database).map(\.name)
    case .postgres(let connection): return try PostgresReader.tables(connection).map(\.name)
    default: return []
    }
  }

  /// Whether a source is a database, which holds several tables as a rule.
  public static func isDatabase(_ source: String) -> Bool {
    PostgresConnection.isAddress(source) || FileFormat.named(source).format == .sqlite
  }

  /// Whether a text is the address of a database server.
  public static func isAddress(_ source: String) -> Bool { PostgresConnection.isAddress(source) }

  /// A file's name without folder and endings: `deals` for `exports/deals.csv.gz`.
  public static func stem(_ path: String) -> String {
    if path == "-" { return "stdin" }
    var name = Files.name(of: path)
    if name.lowercased().hasSuffix(".gz") { name.removeLast(3) }
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }

  // MARK: pieces

  private static func read(
    bytes: [UInt8], format: FileFormat?, isCompressed: Bool, file: String, options: ReadOptions,
    name: String
  ) throws -> LoadedTable {
    var loaded: LoadedTable
    switch format {
    case .json, .jsonl:
      loaded = try JSONReader.read(
        bytes, file: file, name: name, isLines: format == .jsonl, options: options)
    default:
      loaded = try CSV.read(
        bytes: bytes, file: file, options: delimited(options.csv, format), name: name)
    }
    if isCompressed {
      var report = loaded.report
      report.format = (report.format ?? "delimited text") + ", gzip"
      loaded = LoadedTable(table: loaded.table, report: report)
    }
    return loaded
  }

  /// What the ending of a name says about delimiters holds, unless the user says something else.
  private static func delimited(_ options: CSVOptions, _ format: FileFormat?) -> CSVOptions {
    var options = options
    if options.delimiter == nil, format == .tsv || format == .psv {
      options.delimiter = format?.delimiter
    }
    return options
  }

  private static func sheet(
    _ workbook: Workbook, file: String, options: ReadOptions, name: String?
  ) throws -> LoadedTable {
    let sheet = try workbook.sheet(options.sheet)
    return try SheetReader.read(
      workbook, sheet, file: file, name: name ?? stem(file), options: options)
  }

  private static func table(
    _ database: SQLiteDatabase, size: Int, options: ReadOptions, name: String?
  ) throws -> LoadedTable {
    let table = try chosen(options.table, try SQLiteReader.tables(database), database.file)
    return try SQLiteReader.read(
      database, table: table, name: name ?? table, options: options, size: size)
  }

  private static func chosen(
    _ wanted: String?, _ tables: [(name: String, isView: Bool)], _ file: String
  ) throws -> String {
    let names = tables.map(\.name)
    if let wanted {
      if names.contains(wanted) { return wanted }
      throw Problem.unknown("table", wanted, known: names).at(file)
    }
    let plain = tables.filter { !$0.isView }.map(\.name)
    if plain.count == 1 { return plain[0] }
    if names.isEmpty { throw Problem(.data, "\(file): the database has no table") }
    let shown = names.prefix(24).joined(separator: ", ")
    throw Problem(
      .data, "\(file): the database has \(names.count) tables; which one is meant?",
      hints: [
        "tables: \(shown)\(names.count > 24 ? ", …" : "")",
        "choose one with --table NAME (in scripts { table = \"…\" })",
      ])
  }

  private static func named(_ loaded: LoadedTable, _ file: String) -> LoadedTable {
    var report = loaded.report
    report.file = file
    return LoadedTable(table: loaded.table, report: report)
  }
}

/// A source of tables, opened as far as is needed to know what it is.
private enum Source {
  /// Plain delimited text that the fast reader takes from the disk.
  case delimited(FileFormat?)
  case bytes([UInt8], FileFormat?, isCompressed: Bool)
  case workbook(ZipArchive)
  case sqlite(SQLiteDatabase, size: Int)
  case postgres(PostgresConnection)

  static func open(_ source: String, _ options: ReadOptions) throws -> Source {
    if PostgresConnection.isAddress(source) {
      return .postgres(
        try PostgresConnection(source, allowsRemote: options.allowsRemoteDatabases))
    }
    let path = source == "-" ? "/dev/stdin" : source
    let entry = Files.entry(path)
    if entry == .folder {
      throw Problem(.file, "\(source) is a folder, not a file")
    }
    guard entry == .file, source != "-" else {
      // A pipe is read once.
      return try of(try Files.bytes(of: path), source, options)
    }
    let head = try Files.head(of: path, limit: 4096).bytes
    if Gunzip.isGzip(head) { return try of(try Files.bytes(of: path), source, options) }
    try FileFormat.check(head, file: source, options: options)
    // What a file plainly is counts more than its name.
    let named = FileFormat.named(path).format
    let found = FileFormat.of(head)
    let format =
      options.format ?? (found == .xlsx || found == .sqlite ? found : named ?? found)
    switch format {
    case .xlsx: return .workbook(try ZipArchive(path: path, file: source))
    case .sqlite:
      return .sqlite(
        try SQLiteDatabase(reading: path, file: source), size: try Files.size(of: path))
    case .json, .jsonl:
      return .bytes(try Files.bytes(of: path), format, isCompressed: false)
    default: return .delimited(format)
    }
  }

  private static func of(
    _ bytes: [UInt8], _ source: String, _ options: ReadOptions
  ) throws -> Source {
    var bytes = bytes
    let isCompressed = Gunzip.isGzip(bytes)
    if isCompressed { bytes = try Gunzip.bytes(bytes, file: source) }
    try FileFormat.check(bytes.prefix(4096), file: source, options: options)
    let found = FileFormat.of(bytes.prefix(4096))
    let named = FileFormat.named(source).format
    let format =
      options.format ?? (found == .xlsx || found == .sqlite ? found : named ?? found)
    switch format {
    case .xlsx: return .workbook(try ZipArchive(bytes: bytes, file: source))
    case .sqlite: return .sqlite(try SQLiteDatabase(bytes: bytes, file: source), size: bytes.count)
    default: return .bytes(bytes, format, isCompressed: isCompressed)
    }
  }
}
