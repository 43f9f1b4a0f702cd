import Basics
import Columns
import Testing

@testable import CRM

#if canImport(Glibc)
  import Glibc
#endif

/// A folder of files that is gone when the test is.
final class TestFolder: Sendable {
  let path: String

  init(_ files: [String: String] = [:]) throws {
    var template = Array("/tmp/reticle-crm-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw Problem(.fault, "no temporary folder") }
    path = String(cString: made)
    for (name, text) in files { try write(name, Array(text.utf8)) }
  }

  deinit {
    for name in (try? Files.names(in: path)) ?? [] { unlink(Files.join(path, name)) }
    rmdir(path)
  }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    try AtomicFile.write(bytes, to: Files.join(path, name))
  }

  func open(_ mapping: [String: EntityMapping] = [:]) throws -> CRMData {
    // The folder must outlive the opening, which reads files again to find lines.
    try withExtendedLifetime(self) {
      try CRMLoader.open(CRMSource(folder: path, mapping: mapping), asOf: Days.of("2026-01-01"))
    }
  }
}

/// Opens files that are given as text.
func openCRM(_ files: [String: String], _ mapping: [String: EntityMapping] = [:]) throws -> CRMData
{
  try TestFolder(files).open(mapping)
}

/// The problem that a call ends with.
func problem(_ body: () throws -> Void) -> Problem? {
  do {
    try body()
    return nil
  } catch {
    return error as? Problem
  }
}

enum Days {
  /// Days since 1970-01-01 of a date written `2025-03-01`.
  static func of(_ text: String) -> Int32 {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    return Int32(Calendar.days(year: parts[0], month: parts[1], day: parts[2]))
  }
}

extension Table {
  /// All cells of a column as they would be written; nil where missing.
  func written(_ name: String) throws -> [String?] {
    let column = try column(name)
    return (0..<column.count).map { column[$0].isMissing ? nil : column[$0].written }
  }
}

extension CRMReport {
  /// Whether some finding holds all of these texts.
  func says(_ parts: String...) -> Bool {
    findings.contains { finding in parts.allSatisfy { finding.text.contains($0) } }
  }

  func file(_ name: String) -> FileReport? { files.first { $0.name == name } }
  func table(_ entity: Entity) -> TableReport? { tables.first { $0.entity == entity } }
  func link(_ from: Entity, _ to: Entity) -> LinkReport? {
    links.first { $0.from == from && $0.to == to }
  }
}

/// Third-party exports with known facts, where they are at hand.
enum SharedData {
  static let root: String? = getenv("RETICLE_DATA").map { String(cString: $0) }
  static var isThere: Bool { root != nil }

  static func folder(_ name: String) -> String { (root ?? "") + "/data/" + name }

  static func open(_ name: String, _ mapping: [String: EntityMapping] = [:]) throws -> CRMData {
    try CRMLoader.open(
      CRMSource(folder: folder(name), mapping: mapping), asOf: Days.of("2026-01-01"))
  }
}
