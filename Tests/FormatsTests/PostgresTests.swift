import Basics
import Columns
import Formats
import Foundation
import Testing

/// A server in a temporary folder, on a unix socket only, as a user that is not root.
final class PostgresServer {
  private static let binaries: String? = {
    let folders = (try? Files.names(in: "/usr/lib/postgresql")) ?? []
    return folders.map { "/usr/lib/postgresql/\($0)/bin" }.last {
      Files.entry($0 + "/initdb") == .file
    }
  }()
  static var isInstalled: Bool { binaries != nil }

  let folder: String

  init() throws {
    folder = "/tmp/reticle-pg-\(getpid())"
    try run(
      """
      mkdir -m 700 \(folder)
      [ "$(id -u)" != 0 ] || chown nobody \(folder)
      as \(binary("initdb")) -D \(folder)/data -A trust -U reticle --no-sync -E UTF8 --locale=C
      as \(binary("pg_ctl")) -D \(folder)/data -w -l \(folder)/log \
        -o "-k \(folder) -c listen_addresses= -c fsync=off" start
      """)
  }

  deinit {
    try? run(
      """
      as \(binary("pg_ctl")) -D \(folder)/data -m immediate stop
      rm -rf \(folder)
      """)
  }

  var address: String { "postgres:///postgres?user=reticle&host=\(folder)" }

  func sql(_ text: String) throws {
    try run(
      "\(binary("psql")) -q -v ON_ERROR_STOP=1 -h \(folder) -U reticle postgres <<'SQL'\n\(text)\nSQL"
    )
  }

  private func binary(_ name: String) -> String { (Self.binaries ?? "") + "/" + name }

  private func run(_ script: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let prelude = """
      set -e
      cd /
      as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --clear-groups -- "$@"; else "$@"; fi; }

      """
    process.arguments = ["-c", prelude + script]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    if process.terminationStatus != 0 {
      throw Problem(
        .fault, "the script ended with \(process.terminationStatus): \(script.prefix(200))")
    }
  }
}

@Suite struct PostgresTests {
  @Test(
    .enabled(
      if: PostgresServer.isInstalled, "PostgreSQL's server is not installed (apt: postgresql)"))
  func tablesGoToAServerAndComeBack() throws {
    let server = try PostgresServer()
    defer { withExtendedLifetime(server) {} }
    let address = server.address
    for rows in [1, 64, 5000] {
      for missing in [false, true] {
        let table = try RandomTable.make(
          UInt64(rows), rows: rows, missing: missing, hasEmpty: true, hasSets: true, hasNul: false)
        let name = "t \(rows) \(missing)"
        let options = WriteOptions(table: name)
        try TableFile.write(table, to: address, options: options)
        let back = try TableFile.read(address, options: ReadOptions(table: name))
        let found = difference(table, back.table)
        #expect(found == nil, "\(name)")
        // A second time there is one already, and nothing changes.
        let again = problem { try TableFile.write(table, to: address, options: options) }
        #expect(again?.message.contains("already") == true)
      }
    }
    // Other types than those that are written.
    try server.sql(
      """
      CREATE TYPE mood AS ENUM ('happy');
      CREATE DOMAIN score AS integer;
      CREATE SCHEMA other;
      CREATE TABLE other."odd Table" (a smallint, b real, c numeric(10,2), d numeric, e varchar(9),
        f timestamp, g date, h jsonb, i mood, j score, k bytea, l int[], m text[], n uuid, o time);
      INSERT INTO other."odd Table" VALUES
        (7, 0.1, 12.50, 1234567890123456789.123456789, 'x', '2025-03-01 10:00', 'infinity',
         '{"a": 1}', 'happy', 5, '\\x00ff', '{1,2}', '{b,a,b}', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
         '10:00'), (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
      CREATE VIEW seen AS SELECT 1 AS one;
      """)
    let contents = try TableFile.contents(address)
    #expect(contents.last == "other.odd Table")
    #expect(contents.contains("seen"))
    let odd = try TableFile.read(address, options: ReadOptions(table: "other.odd Table"))
    let moment =
      Int64(Calendar.days(year: 2025, month: 3, day: 1)) * 86_400_000_000 + 36_000_000_000
    #expect(
      rows(odd.table)[0] == [
        .integer(7), .number(0.1), .number(12.5), .text("1234567890123456789.123456789"),
        .text("x"),
        .timestamp(moment), .missing, .text("{\"a\": 1}"), .text("happy"), .integer(5),
        .text("\\x00ff"), .text("{1,2}"), .text("a;b"),
        .text("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"), .text("10:00:00"),
      ])
    #expect(rows(odd.table)[1].allSatisfy { $0.isMissing })
    #expect(odd.report.notes.contains("1 infinite dates became missing"))
    let which = problem { _ = try TableFile.read(address) }
    #expect(which?.message.contains("which one is meant?") == true)
    let zero = try Table(name: "z", [("a", Column(texts: ["x\u{0}y"]))])
    let refused = problem { try TableFile.write(zero, to: address) }
    #expect(refused?.message.contains("one text with a zero byte") == true)
    #expect(try !TableFile.contents(address).contains("z"))
  }

  @Test func databasesOnOtherMachinesAreNotAsked() {
    for address in [
      "postgres://db.example.com/x", "postgresql://user:secret@10.0.0.1:5432/x",
      "postgres:///x?host=/tmp,db.example.com", "postgres:///x?hostaddr=192.0.2.1",
    ] {
      let found = problem { _ = try TableFile.read(address) }
      #expect(found?.message.contains("on another machine") == true)
      #expect(found?.description.contains("secret") == false)
    }
    let other = problem { _ = try TableFile.read("postgres://localhost/x?sslkey=/etc/passwd") }
    #expect(other?.message.contains("may not say \"sslkey\"") == true)
  }
}
