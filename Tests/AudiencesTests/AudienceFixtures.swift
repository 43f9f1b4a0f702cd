import Basics
import Columns
import Foundation

@testable import Audiences

/// Tables and folders for tests of audiences.
enum Fixture {
  /// A table of text columns; nil is missing.
  static func table(
    _ columns: [(String, [String?])], name: String = "people"
  ) throws -> Table {
    try Table(name: name, columns.map { ($0.0, Column(texts: $0.1)) })
  }

  /// Calls `body` with a folder that is gone afterwards.
  static func folder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = NSTemporaryDirectory() + "/audiences-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  static func text(_ path: String) throws -> String { try Files.text(of: path) }

  static func names(_ folder: String) throws -> [String] { try Files.names(in: folder) }

  static func sha(_ text: String) -> String { Digest.sha256(text) }

  /// The files that an audience makes: the first data file's text, and the result.
  static func write(
    _ table: Table, _ destination: String, options: AudienceOptions = AudienceOptions()
  ) throws -> (text: String, ledger: String, manifest: String, result: AudienceResult) {
    try folder { folder in
      let path = folder + "/list.csv"
      let result = try AudienceWriter.write(
        table, to: DestinationCatalogue.destination(destination), path: path, options: options)
      return (
        try text(path), try text(path + ".dropped.csv"), try text(path + ".manifest.json"), result
      )
    }
  }
}
