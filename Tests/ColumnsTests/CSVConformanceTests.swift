import Basics
import Foundation
import Testing

@testable import Columns

@Suite(
  "CSV conformance",
  .enabled(if: TestData.isThere, "set RETICLE_DATA to the folder that holds data/csv_spectrum"))
struct CSVConformanceTests {
  private func read(_ path: String, _ options: CSVOptions = .init(allText: true)) throws
    -> LoadedTable
  {
    try CSV.read(TestData.path(path), options: options)
  }

  /// Rows as dictionaries; a missing cell is an empty text.
  private func objects(_ table: Table) -> [[String: String]] {
    table.cells.map { row in
      Dictionary(uniqueKeysWithValues: zip(table.names, row.map { $0 ?? "" }))
    }
  }

  @Test(
    "csv-spectrum: every file gives the objects of its JSON",
    arguments: [
      "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines",
      "newlines_crlf",
      "quotes_and_newlines", "simple", "simple_crlf", "utf8",
    ])
  func spectrum(name: String) throws {
    let json = try JSONSerialization.jsonObject(
      with: Data(TestData.bytes("csv_spectrum/json/\(name).json")))
    var expected = try #require(json as? [[String: String]])
    if name == "newlines_crlf" {
      // The file was given CRLF everywhere, the JSON has LF inside the cell.
      expected = expected.map { $0.mapValues { $0.replacingOccurrences(of: "\r\n", with: "\n") } }
    }
    let found = objects(try read("csv_spectrum/csvs/\(name).csv").table)
      .map { $0.mapValues { $0.replacingOccurrences(of: "\r\n", with: "\n") } }
    #expect(found == expected)
  }

  @Test("csv-spectrum: location_coordinates, whose JSON is wrong upstream, by its own bytes")
  func coordinates() throws {
    let loaded = try read("csv_spectrum/csvs/location_coordinates.csv")
    #expect(loaded.table.rowCount == 1)
    #expect(loaded.table.columns.count == 4)
    #expect(loaded.table.cells[0].contains("2095257564"))
  }

  @Test(
    "csvw: files that need no metadata give the cells of their JSON",
    arguments: [
      "test001", "test005", "test006", "test007", "test008", "test009", "test010",
    ])
  func csvw(name: String) throws {
    let json = try JSONSerialization.jsonObject(
      with: Data(TestData.bytes("csv_w3c_csvw/\(name).json")))
    let tables = try #require((json as? [String: Any])?["tables"] as? [[String: Any]])
    let rows = try #require(tables.first?["row"] as? [[String: Any]])
    let expected = rows.map { row -> [String: String] in
      (row["describes"] as? [[String: String]])?.first ?? [:]
    }
    let found = objects(try read("csv_w3c_csvw/\(name).csv").table)
      .map { $0.filter { !$0.value.isEmpty } }
    #expect(found == expected)
  }

  /// By Python's csv module over all 172 files: rows as long as the file's first one, cells and
  /// characters in them, blank lines, other rows.
  @Test("csvw: all 172 files open, with the cells that Python finds")
  func allCSVW() throws {
    let files = try Files.names(in: TestData.path("csv_w3c_csvw")).filter { $0.hasSuffix(".csv") }
    #expect(files.count == 172)
    var (rows, cells, characters, blank, rejected) = (0, 0, 0, 0, 0)
    for file in files {
      let options = CSVOptions(delimiter: 0x2c, hasHeader: false, allText: true)
      let loaded = try read("csv_w3c_csvw/\(file)", options)
      rows += loaded.report.rows
      blank += loaded.report.blankLines
      rejected += loaded.report.rejectedCount
      for row in loaded.table.cells {
        cells += row.count
        characters += row.reduce(0) { $0 + ($1?.unicodeScalars.count ?? 0) }
      }
      let bytes = try TestData.bytes("csv_w3c_csvw/\(file)")
      let records = ReferenceCSV.records(bytes, delimiter: 0x2c).filter { !$0.isBlank }
      let kept = records.filter { $0.cells.count == records[0].cells.count }
      #expect(
        loaded.table.cells
          == kept.map { $0.cells.map { $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self) } },
        "\(file)")
    }
    #expect((rows, cells, characters) == (482, 1652, 12253))
    #expect((blank, rejected) == (1, 12))
  }

  @Test("one table as UTF-8 and UTF-16, with and without a byte order mark, is the same table")
  func encodings() throws {
    let files = ["test-utf8", "test-utf8-bom", "test-utf16", "test-utf16-bom"]
    let loaded = try files.map { try read("csv_w3c_csvw/encodings/\($0).csv", CSVOptions()) }
    #expect(loaded.map(\.report.encoding) == [.utf8, .utf8, .utf16le, .utf16le])
    for other in loaded {
      #expect(other.table.names == ["test text", "test number", "test date"])
      #expect(other.types == [.text, .number, .date])
      #expect(other.table.cells == loaded[0].table.cells)
      #expect(other.table.rowCount == 3)
      #expect(other.report.notes.isEmpty)
    }
  }
}
