import Basics
import CSQLite

/// A connection to one SQLite file. The few calls that whole tables need; statements of SQL come from
/// this module only, so nothing of a file is ever run except its own generated columns, without
/// trust.
final class SQLiteDatabase {
  let file: String
  private let handle: OpaquePointer

  /// Opens a file for reading.
  init(reading path: String, file: String) throws {
    var opened: OpaquePointer?
    let isQuiet = Self.isQuiet(path)
    let status = sqlite3_open_v2(
      isQuiet ? Self.immutable(path) : path, &opened,
      SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | (isQuiet ? SQLITE_OPEN_URI : 0), nil)
    guard let opened else { throw Problem(.limit, "\(file): no memory to open it") }
    handle = opened
    self.file = file
    if status != SQLITE_OK { throw problem("it cannot be opened") }
    try Self.checkWhole(
      try Files.head(of: path, limit: 100).bytes, count: try Files.size(of: path), file)
    try distrust()
  }

  /// Whether a database that is written with a write-ahead log has none now: nobody has it open.
  /// Opened as usual, SQLite would leave such a log, and an index of it, beside the file.
  ///
  /// Offset 19 is the version that readers must know (https://sqlite.org/fileformat2.html, 1.3).
  private static func isQuiet(_ path: String) -> Bool {
    guard let head = try? Files.head(of: path, limit: 100).bytes, head.count == 100,
      head.starts(with: "SQLite format 3\u{0}".utf8), head[19] == 2,
      let real = Files.resolved(path)
    else { return false }
    return Files.entry(real + "-wal") != .file && Files.entry(real + "-journal") != .file
  }

  /// The address of a file that does not change while it is read (https://sqlite.org/uri.html).
  private static func immutable(_ path: String) -> String {
    let escaped = path.replacing("%", with: "%25").replacing("?", with: "%3f")
      .replacing("#", with: "%23")
    // Without the two slashes a path with two of its own would name a machine.
    return "file:\(path.hasPrefix("/") ? "//" : "")\(escaped)?immutable=1"
  }

  /// SQLite takes what is not there of the last page for zeros, and zeros for rows without values.
  ///
  /// Offsets are those of the database header (https://sqlite.org/fileformat2.html, 1.3).
  private static func checkWhole(_ head: [UInt8], count: Int, _ file: String) throws {
    func number(_ offset: Int, _ size: Int) -> Int {
      head[offset..<offset + size].reduce(0) { $0 << 8 | Int($1) }
    }
    guard head.count == 100, head.starts(with: "SQLite format 3\u{0}".utf8) else { return }
    let written = number(16, 2)
    let pageSize = written == 1 ? 65_536 : written
    // The number of pages counts if it was written with the last change.
    guard number(24, 4) == number(92, 4), count < number(28, 4) * pageSize else { return }
    throw Problem(
      .data,
      "\(file): the database ends too early: it has \(count) bytes of \(number(28, 4) * pageSize)",
      hints: ["a download or copy was cut off: fetch it again"])
  }

  /// Opens a database that is in memory, for reading.
  init(bytes: [UInt8], file: String) throws {
    var opened: OpaquePointer?
    let status = sqlite3_open_v2(
      ":memory:", &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
    guard let opened else { throw Problem(.limit, "\(file): no memory to open it") }
    handle = opened
    self.file = file
    if status != SQLITE_OK { throw problem("it cannot be opened") }
    try Self.checkWhole(Array(bytes.prefix(100)), count: bytes.count, file)
    guard let copy = sqlite3_malloc64(UInt64(max(1, bytes.count))) else {
      throw Problem(.limit, "\(file): no memory to open it")
    }
    bytes.withUnsafeBytes {
      if $0.count > 0 { copy.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
    }
    // SQLite frees the copy, also when this fails.
    let flags = UInt32(SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY)
    if sqlite3_deserialize(
      opened, "main", copy.assumingMemoryBound(to: UInt8.self), Int64(bytes.count),
      Int64(bytes.count), flags) != SQLITE_OK
    {
      throw problem("it cannot be opened")
    }
    try distrust()
  }

  /// Opens a new file for writing. It is not at its final name yet: it needs no journal.
  init(writing path: String, file: String) throws {
    var opened: OpaquePointer?
    let status = sqlite3_open_v2(
      path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
    guard let opened else { throw Problem(.limit, "\(file): no memory to write it") }
    handle = opened
    self.file = file
    if status != SQLITE_OK { throw problem("it cannot be written") }
    try run("PRAGMA journal_mode = OFF")
    try run("PRAGMA synchronous = OFF")
  }

  deinit { sqlite3_close_v2(handle) }

  /// What is in the file may have been made to harm its reader.
  private func distrust() throws {
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 256 << 20)
    sqlite3_progress_handler(handle, 100_000, { _ in Interruption.isRequested ? 1 : 0 }, nil)
    try run("PRAGMA trusted_schema = OFF")
    try run("PRAGMA cell_size_check = ON")
  }

  func run(_ sql: String) throws {
    if sqlite3_exec(handle, sql, nil, nil, nil) != SQLITE_OK { throw problem() }
  }

  func prepare(_ sql: String) throws -> Statement {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
      throw problem()
    }
    return Statement(statement, self)
  }

  /// What SQLite said last.
  func problem(_ what: String? = nil) -> Problem {
    if sqlite3_errcode(handle) & 0xff == SQLITE_INTERRUPT {
      return Problem(.interrupted, "stopped by Ctrl-C")
    }
    let reason = String(cString: sqlite3_errmsg(handle))
    let code = sqlite3_errcode(handle) & 0xff
    let isDamaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB
    let kind: Problem.Kind =
      switch code {
      case SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY: .output
      case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH, SQLITE_BUSY, SQLITE_LOCKED: .file
      case SQLITE_NOMEM, SQLITE_TOOBIG: .limit
      default: .data
      }
    return Problem(
      kind, "\(file): \(what.map { "\($0): " } ?? "")SQLite says: \(reason)",
      hints: isDamaged
        ? [
          "the file is no SQLite database, or it is damaged or was cut off: fetch it again",
          "sqlite3 FILE .recover gets out of it what can be had",
        ] : [])
  }

  static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }

  final class Statement {
    let handle: OpaquePointer
    private let database: SQLiteDatabase

    fileprivate init(_ handle: OpaquePointer, _ database: SQLiteDatabase) {
      self.handle = handle
      self.database = database
    }

    deinit { sqlite3_finalize(handle) }

    /// Whether there is a further row.
    func step() throws -> Bool {
      switch sqlite3_step(handle) {
      case SQLITE_ROW: return true
      case SQLITE_DONE: return false
      default: throw database.problem()
      }
    }

    func reset() { sqlite3_reset(handle) }

    func text(_ column: Int32) -> String? {
      guard let text = sqlite3_column_text(handle, column) else { return nil }
      let count = Int(sqlite3_column_bytes(handle, column))
      return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
    }
  }
}
