import Basics
import CPostgres

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A connection to a PostgreSQL server.
///
/// Databases are another machine as a rule: only those of this one are asked, over a unix socket or a
/// loopback address, unless the user allowed others.
final class PostgresConnection {
  private let handle: OpaquePointer
  private let pq: CPostgresLibrary
  /// The address without its password, for messages.
  let title: String

  /// Whether a text is the address of a PostgreSQL database.
  static func isAddress(_ text: String) -> Bool {
    text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
  }

  /// What may stand in an address; files of keys, services and commands may not.
  private static let allowed: Set<String> = [
    "host", "hostaddr", "port", "user", "password", "dbname", "connect_timeout",
    "application_name", "sslmode",
  ]

  /// libpq, loaded when a database is first asked for; nil if this machine has none.
  private static let library: CPostgresLibrary? = withUnsafeTemporaryAllocation(
    of: CPostgresLibrary.self, capacity: 1
  ) { place in
    guard let base = place.baseAddress, cpostgres_load(base) == 1 else { return nil }
    return base.pointee
  }

  init(_ address: String, allowsRemote: Bool) throws {
    guard let pq = Self.library else {
      throw Problem(
        .file, "PostgreSQL's client library, libpq, is not on this machine",
        hints: ["on Debian and Ubuntu: apt install libpq5"])
    }
    self.pq = pq
    let settings = try Self.settings(address, pq)
    let database = settings["dbname"] ?? settings["user"] ?? "?"
    title = "postgres \(database)"
    let hosts = (settings["host"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
    let addresses = (settings["hostaddr"] ?? "").split(separator: ",")
    let isLocal =
      hosts.allSatisfy { Self.isLocal(String($0)) }
      && addresses.allSatisfy { Self.isLocal(String($0)) }
    guard isLocal || allowsRemote else {
      throw Problem(
        .file, "\(title): the database is on another machine",
        hints: [
          "only databases of this machine are read: over a unix socket, localhost, 127.0.0.1 or ::1",
          "--allow-database lets others be asked",
        ])
    }
    var keys: [String] = []
    var values: [String] = []
    for (key, value) in settings.sorted(by: { $0.key < $1.key }) {
      keys.append(key)
      values.append(value)
    }
    if settings["connect_timeout"] == nil {
      keys.append("connect_timeout")
      values.append("10")
    }
    if settings["application_name"] == nil {
      keys.append("application_name")
      values.append("reticle")
    }
    keys.append("client_encoding")
    values.append("UTF8")
    let opened = Self.withTexts(keys) { keys in
      Self.withTexts(values) { values in pq.connectdbParams(keys, values, 0) }
    }
    guard let opened else { throw Problem(.limit, "\(title): no memory to connect") }
    handle = opened
    if pq.status(handle) != CONNECTION_OK {
      throw Problem(
        .file, "\(title): cannot connect: \(Self.line(pq.errorMessage(handle)))",
        hints: ["is the server running, and is the address right?"])
    }
    // Where the server is decided by the environment, it is known only now.
    if !allowsRemote, let host = pq.host(handle).map({ String(cString: $0) }), !Self.isLocal(host) {
      throw Problem(
        .file, "\(title): the database is on another machine",
        hints: ["--allow-database lets others than those of this machine be asked"])
    }
  }

  deinit { pq.finish(handle) }

  private static func isLocal(_ host: String) -> Bool {
    host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost"
      || host == "::1" || host == "127.0.0.1"
  }

  /// What the address says, with the host that the environment adds.
  private static func settings(
    _ address: String, _ pq: CPostgresLibrary
  ) throws -> [String: String] {
    var message: UnsafeMutablePointer<CChar>?
    guard let parsed = pq.conninfoParse(address, &message) else {
      let reason = line(message)
      pq.freemem(message)
      // The address may hold a password: libpq's sentence may quote it.
      throw Problem(
        .script,
        "not the address of a PostgreSQL database"
          + (reason.contains("//") ? "" : ": \(reason)"),
        hints: [
          "it looks like postgres://user@localhost:5432/database",
          "over a unix socket: postgres:///database?host=/var/run/postgresql",
        ])
    }
    defer { pq.conninfoFree(parsed) }
    var settings: [String: String] = [:]
    var next = parsed
    while let keyword = next.pointee.keyword {
      if let value = next.pointee.val {
        let key = String(cString: keyword)
        guard allowed.contains(key) else {
          throw Problem(
            .script, "the address of a database may not say \"\(key)\"",
            hints: ["what it may say: \(allowed.sorted().joined(separator: ", "))"])
        }
        settings[key] = String(cString: value)
      }
      next += 1
    }
    if settings["host"] == nil, settings["hostaddr"] == nil, let defaults = pq.conndefaults() {
      defer { pq.conninfoFree(defaults) }
      var next = defaults
      while let keyword = next.pointee.keyword {
        let key = String(cString: keyword)
        if key == "host" || key == "hostaddr", let value = next.pointee.val {
          settings[key] = String(cString: value)
        }
        next += 1
      }
    }
    return settings
  }

  private static func withTexts<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
  ) -> Result {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    var pointers = copies.map { UnsafePointer<CChar>($0) }
    pointers.append(nil)
    return pointers.withUnsafeBufferPointer { body($0.baseAddress!) }
  }

  /// The first line of what libpq says.
  private static func line(_ text: UnsafePointer<CChar>?) -> String {
    guard let text else { return "unknown error" }
    let lines = String(cString: text).split(separator: "\n")
    return lines.first.map(String.init) ?? "unknown error"
  }

  // MARK: statements

  /// The rows of a query, all as text; nil for NULL.
  func rows(_ sql: String) throws -> [[String?]] {
    let result = pq.exec(handle, sql)
    defer { pq.clear(result) }
    guard pq.resultStatus(result) == PGRES_TUPLES_OK else { throw problem() }
    return (0..<pq.ntuples(result)).map { row in
      (0..<pq.nfields(result)).map { column in
        pq.getisnull(result, row, column) != 0
          ? nil : pq.getvalue(result, row, column).map { String(cString: $0) }
      }
    }
  }

  func run(_ sql: String) throws {
    let result = pq.exec(handle, sql)
    defer { pq.clear(result) }
    guard pq.resultStatus(result) == PGRES_COMMAND_OK else { throw problem() }
  }

  /// Calls `body` with the pieces of a `COPY … TO STDOUT`.
  func copyOut(_ sql: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    let result = pq.exec(handle, sql)
    defer { pq.clear(result) }
    guard pq.resultStatus(result) == PGRES_COPY_OUT else { throw problem() }
    while true {
      if Interruption.isRequested {
        cancel()
        try Interruption.check()
      }
      var buffer: UnsafeMutablePointer<CChar>?
      let count = pq.getCopyData(handle, &buffer, 0)
      defer { if let buffer { pq.freemem(buffer) } }
      if count == -1 { break }
      guard count > 0, let buffer else { throw problem() }
      do {
        try body(UnsafeRawBufferPointer(start: buffer, count: Int(count)))
      } catch {
        cancel()
        throw error
      }
    }
    try endCopy()
  }

  /// Sends the pieces of a `COPY … FROM STDIN`; `body` is called with a function that sends.
  func copyIn(_ sql: String, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void)
    throws
  {
    let result = pq.exec(handle, sql)
    defer { pq.clear(result) }
    guard pq.resultStatus(result) == PGRES_COPY_IN else { throw problem() }
    do {
      try body { bytes in
        var rest = bytes
        while !rest.isEmpty {
          let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 20))
          let start = piece.baseAddress?.assumingMemoryBound(to: CChar.self)
          if pq.putCopyData(handle, start, Int32(piece.count)) != 1 { throw problem() }
          rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
        }
      }
    } catch {
      _ = pq.putCopyEnd(handle, "stopped")
      try? endCopy()
      throw error
    }
    if pq.putCopyEnd(handle, nil) != 1 { throw problem() }
    try endCopy()
  }

  private func endCopy() throws {
    while let result = pq.getResult(handle) {
      defer { pq.clear(result) }
      if pq.resultStatus(result) != PGRES_COMMAND_OK { throw problem() }
    }
  }

  private func cancel() {
    guard let cancel = pq.getCancel(handle) else { return }
    var reason = [CChar](repeating: 0, count: 256)
    _ = pq.cancel(cancel, &reason, 256)
    pq.freeCancel(cancel)
  }

  func problem() -> Problem {
    let state = Self.line(pq.errorMessage(handle))
    return Problem(.data, "\(title): PostgreSQL says: \(state)")
  }

  func problem(_ message: String, hints: [String] = []) -> Problem {
    Problem(.data, "\(title): \(message)", hints: hints)
  }

  static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }

  static func literal(_ text: String) -> String {
    "'" + text.replacing("'", with: "''") + "'"
  }
}
