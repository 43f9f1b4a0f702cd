import Basics
import Columns
import Formats
import Testing

/// Tables with everything in them: what is written comes back.
enum RandomTable {
  /// Texts that are hard to write somewhere.
  private static let texts = [
    "x", "plain text", "with, comma", "semi;colon", "tab\there", "quote \" quote", "two\nlines",
    "cr\rand\r\nlf", "ümlaut", "日本語", "😀 emoji", "null\u{0}byte", "\u{1}\u{1f}", " blanks ",
    "&lt;<>&'",
    "_x000D_", "_x005F_", "_x0000", "[1,2]", "{}", "#N/A", "=1+1", "\u{feff}mark",
    "\u{fffe}\u{ffff}",
    "a text that is longer than twelve bytes, and than a view", "\u{7f}", "\\n", "'quoted'",
  ]

  static func make(
    _ seed: UInt64, rows: Int, missing: Bool, hasEmpty: Bool, hasSets: Bool, hasNul: Bool,
    hasLarge: Bool = true
  ) throws -> Table {
    var dice = Dice(state: seed)
    func column(_ type: ColumnType, _ value: (inout Dice) -> Value) -> Column {
      let builder = ColumnBuilder(type: type)
      for row in 0..<rows {
        let isMissing = missing && Int.random(in: 0..<4, using: &dice) == 0
        _ = row
        builder.append(isMissing ? .missing : value(&dice))
      }
      return builder.finish()
    }
    func text(_ dice: inout Dice) -> Value {
      if hasEmpty, Int.random(in: 0..<8, using: &dice) == 0 { return .text("") }
      let some = texts[Int.random(in: 0..<texts.count, using: &dice)]
      return .text(hasNul ? some : some.replacing("\u{0}", with: "0"))
    }
    var columns: [(name: String, column: Column)] = [
      ("flag", column(.boolean) { .boolean(Bool.random(using: &$0)) }),
      (
        "whole, number",
        column(.integer) {
          let large: [Int64] = hasLarge ? [.max, .min, 9_007_199_254_740_993] : [1 << 53]
          let small: [Int64] = [0, 1, -1, Int64.random(in: -999...999, using: &$0)]
          return .integer((small + large).randomElement(using: &$0)!)
        }
      ),
      (
        "number \"x\"",
        column(.number) {
          .number(
            [
              0, 1, -2.5, 0.1, 1e300, -1e-300, 123_456_789.125,
              Double.random(in: 0..<1, using: &$0),
            ]
            .randomElement(using: &$0)!)
        }
      ),
      ("tag", column(.date) { .date(Int32.random(in: -40_000...60_000, using: &$0)) }),
      (
        "moment",
        column(.timestamp) {
          .timestamp(Int64.random(in: -3_000_000_000_000_000...3_000_000_000_000_000, using: &$0))
        }
      ),
      ("words", column(.text, text)),
      (
        "täxt",
        column(.text) { dice in
          .text("\(Int.random(in: 0..<1_000_000, using: &dice)) " + (text(&dice).written))
        }
      ),
    ]
    if hasSets {
      columns.append(
        (
          "set",
          column(.set) { dice in
            let members = ["sap", "aws", "ä ö", "x\"y", "a,b"]
            return .text(
              members.filter { _ in Bool.random(using: &dice) }.sorted {
                $0.utf8.lexicographicallyPrecedes($1.utf8)
              }.joined(separator: ";"))
          }
        ))
    }
    return try Table(name: "random", columns, rowCount: rows)
  }
}

@Suite struct RoundTripTests {
  static let sizes = [1, 2, 63, 64, 65, 300, 5000]

  /// Without a first text every column would be missing, and have no type in files.
  private func check(
    _ name: String, hasEmpty: Bool, hasSets: Bool, hasNul: Bool = true, hasLarge: Bool = true
  ) throws {
    let scratch = try Scratch()
    for (index, rows) in Self.sizes.enumerated() {
      for missing in [false, true] {
        let table = try RandomTable.make(
          UInt64(index * 2 + (missing ? 1 : 0)), rows: rows, missing: missing,
          hasEmpty: hasEmpty, hasSets: hasSets, hasNul: hasNul, hasLarge: hasLarge)
        let path = scratch[name]
        let report = try TableFile.write(table, to: path)
        #expect(report.rows == rows)
        let back = try TableFile.read(path)
        let found = difference(table, back.table)
        #expect(found == nil, "\(name), \(rows) rows, missing \(missing)")
        #expect(back.report.rejectedCount == 0)
        // The same table gives the same bytes.
        let first = try Files.bytes(of: path)
        try TableFile.write(table, to: path)
        #expect(try Files.bytes(of: path) == first)
      }
    }
    #expect(scratch.names == [name], "no temporary file is left")
  }

  @Test func csvComesBack() throws { try check("t.csv", hasEmpty: false, hasSets: false) }
  @Test func tabsComeBack() throws { try check("t.tsv", hasEmpty: false, hasSets: false) }
  @Test func barsComeBack() throws { try check("t.psv", hasEmpty: false, hasSets: false) }
  @Test func compressedCSVComesBack() throws {
    try check("t.csv.gz", hasEmpty: false, hasSets: false)
  }
  @Test func jsonComesBack() throws { try check("t.json", hasEmpty: true, hasSets: true) }
  @Test func jsonLinesComeBack() throws { try check("t.jsonl", hasEmpty: true, hasSets: true) }
  @Test func compressedJSONComesBack() throws {
    try check("t.jsonl.gz", hasEmpty: true, hasSets: true)
  }
  @Test func workbooksComeBack() throws {
    try check("t.xlsx", hasEmpty: true, hasSets: false, hasLarge: false)
  }
  @Test func sqliteComesBack() throws { try check("t.sqlite", hasEmpty: true, hasSets: true) }

  @Test func tablesWithoutRowsKeepTheirColumns() throws {
    let scratch = try Scratch()
    let table = try Table(
      name: "t", [("a", Column(integers: [])), ("b", Column(texts: []))], rowCount: 0)
    for name in ["t.csv", "t.tsv.gz", "t.xlsx", "t.sqlite"] {
      try TableFile.write(table, to: scratch[name])
      let back = try TableFile.read(scratch[name]).table
      #expect(back.names == ["a", "b"], "\(name)")
      #expect(back.rowCount == 0)
    }
    let report = try TableFile.write(table, to: scratch["t.json"])
    #expect(
      report.notes == ["without a row, JSON has no place for the names of the columns"])
    #expect(try TableFile.read(scratch["t.json"]).table.rowCount == 0)
  }

  @Test func rowsWithoutAnyValueStay() throws {
    let scratch = try Scratch()
    let table = try Table(
      name: "t",
      [("a", Column(integers: [nil, 1, nil, nil])), ("b", Column(texts: [nil, "x", nil, nil]))])
    for name in ["t.csv", "t.json", "t.jsonl", "t.xlsx", "t.sqlite"] {
      try TableFile.write(table, to: scratch[name])
      #expect(difference(table, try TableFile.read(scratch[name]).table) == nil, "\(name)")
    }
  }

  @Test func whatAFormatCannotHoldIsRefusedAndNothingIsWritten() throws {
    let scratch = try Scratch()
    let empty = try Table(name: "t", [("a", Column(texts: ["", nil, "x"]))])
    let odd = try Table(name: "t", [("n", Column(numbers: [.infinity, .nan, 1]))])
    for (table, name, word) in [
      (empty, "e.csv", "\"a\" has one empty text"),
      (odd, "o.json", "\"n\" has 2 infinite or undefined numbers"),
      (odd, "o.xlsx", "\"n\" has 2 infinite"), (odd, "o.sqlite", "\"n\" has one infinite"),
    ] {
      let found = problem { try TableFile.write(table, to: scratch[name]) }
      #expect(found?.message.contains(word) == true, "\(name): \(String(describing: found))")
      #expect(found?.hints.contains { $0.contains("--lossy") } == true)
    }
    #expect(scratch.names.isEmpty)
    let report = try TableFile.write(
      odd, to: scratch["o.json"], options: WriteOptions(isLossy: true))
    #expect(report.notes.contains { $0.contains("missing now") })
    #expect(
      rows(try TableFile.read(scratch["o.json"]).table) == [[.missing], [.missing], [.number(1)]])
  }

  @Test func longTextsAreNotCutOffInWorkbooks() throws {
    let scratch = try Scratch()
    let long = String(repeating: "ä", count: 32_767)
    let table = try Table(name: "t", [("a", Column(texts: [long]))])
    try TableFile.write(table, to: scratch["t.xlsx"])
    #expect(difference(table, try TableFile.read(scratch["t.xlsx"]).table) == nil)
    let longer = try Table(name: "t", [("a", Column(texts: [long + "x"]))])
    let found = problem { try TableFile.write(longer, to: scratch["u.xlsx"]) }
    #expect(found?.message.contains("more than 32767 characters") == true)
  }

  @Test func aTextThatLooksLikeANumberIsSaid() throws {
    let scratch = try Scratch()
    let table = try Table(name: "t", [("zip", Column(texts: ["12345", "54321"]))])
    let report = try TableFile.write(table, to: scratch["t.csv"])
    #expect(
      report.notes == ["column \"zip\" is text that looks like integer: read it again with --text"])
    let asText = try TableFile.read(
      scratch["t.csv"], options: ReadOptions(csv: CSVOptions(allText: true)))
    #expect(difference(table, asText.table) == nil)
    #expect(try TableFile.write(table, to: scratch["t.json"]).notes.isEmpty)
    #expect(difference(table, try TableFile.read(scratch["t.json"]).table) == nil)
  }

  @Test func anUnknownEndingIsNoFormat() throws {
    let scratch = try Scratch()
    let table = try Table(name: "t", [("a", Column(integers: [1]))])
    let found = problem { try TableFile.write(table, to: scratch["t.pdf"]) }
    #expect(found?.kind == .usage)
    #expect(problem { try TableFile.write(table, to: scratch["t.xlsx.gz"]) }?.kind == .usage)
  }
}
