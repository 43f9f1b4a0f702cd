import Basics
import Columns
import Testing

@testable import Formats

/// Files that are something else than they seem, and what formats change silently.
@Suite struct OddFilesTests {
  @Test(arguments: ["x.xls", "x.csv", "x.xlsx", "x"])
  func oldWorkbooksAreRefused(_ name: String) throws {
    let signature: [UInt8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]
    let bytes = signature + [UInt8](repeating: 0, count: 99)
    let scratch = try Scratch()
    try AtomicFile.write(bytes, to: scratch[name])
    for found in [
      problem { _ = try TableFile.read(bytes: bytes, file: name) },
      problem { _ = try TableFile.read(scratch[name]) },
    ] {
      #expect(found?.kind == .data)
      #expect(found?.message.contains("an old Excel workbook (.xls)") == true)
      #expect(found?.hints.contains { $0.contains("save it as .xlsx") } == true)
    }
  }

  @Test func webPagesNamedLikeWorkbooksAreRefused() throws {
    let page = Array("\u{feff}\n<table><tr><td>id</td></tr></table>".utf8)
    let found = problem { _ = try TableFile.read(bytes: page, file: "a/Export.XLS") }
    #expect(found?.message.contains("a web page or other XML") == true)
    // Whoever says what it is knows it.
    let forced = try TableFile.read(bytes: page, file: "x.xls", options: ReadOptions(format: .csv))
    #expect(forced.table.names == ["<table><tr><td>id</td></tr></table>"])
    let text = try TableFile.read(bytes: Array("id\tname\n1\ta\n".utf8), file: "x.xls")
    #expect(text.table.names == ["id", "name"])
  }

  @Test func jsonInUTF32IsRefused() {
    let bytes: [UInt8] = [0xff, 0xfe, 0, 0, 0x5b, 0, 0, 0, 0x5d, 0, 0, 0]
    let found = problem {
      _ = try TableFile.read(bytes: bytes, file: "x.json", options: ReadOptions(format: .json))
    }
    #expect(found?.message == "x.json: the text is stored as UTF-32")
  }

  @Test func wholeNumbersThatSheetsRoundAreTexts() throws {
    let scratch = try Scratch()
    let limit: Int64 = 1 << 53
    let table = try Table(
      name: "t",
      [
        ("id", Column(integers: [limit, limit + 1, nil, -limit - 1, Int64.min])),
        ("n", Column(integers: [limit, -limit, 0, 1, nil])),
      ])
    let report = try TableFile.write(table, to: scratch["t.xlsx"])
    #expect(
      report.notes == [
        "column \"id\" has 3 whole numbers beyond 2^53, which spreadsheets round; written as text"
      ])
    let back = try TableFile.read(scratch["t.xlsx"]).table
    #expect(back.types == [.text, .integer])
    #expect(back["id"]?[1] == .text("9007199254740993"))
    #expect(back["id"]?[4] == .text("-9223372036854775808"))
    #expect(back["n"]?[1] == .integer(-limit))
  }

  @Test func longHeadersAreNotCutOffInWorkbooks() throws {
    let scratch = try Scratch()
    let name = String(repeating: "ä", count: 32_767)
    let fits = try Table(name: "t", [(name, Column(integers: [1]))])
    try TableFile.write(fits, to: scratch["t.xlsx"])
    #expect(try TableFile.read(scratch["t.xlsx"]).table.names == [name])
    let table = try Table(
      name: "t", [("a", Column(integers: [1])), (name + "x", Column(integers: [2]))])
    let found = problem { try TableFile.write(table, to: scratch["u.xlsx"]) }
    #expect(found?.message.contains("the name of column 2 has more than 32767 characters") == true)
    try TableFile.write(table, to: scratch["u.xlsx"], options: WriteOptions(hasHeader: false))
  }

  @Test func textsOfADatabaseThatAreNoUTF8AreSaid() throws {
    let scratch = try Scratch()
    do {
      let database = try SQLiteDatabase(writing: scratch["t.sqlite"], file: "t.sqlite")
      try database.run("CREATE TABLE t (a TEXT)")
      try database.run("INSERT INTO t VALUES ('x'), (CAST(x'41ff' AS TEXT)), ('é')")
    }
    let loaded = try TableFile.read(scratch["t.sqlite"])
    #expect(rows(loaded.table) == [[.text("x")], [.text("A\u{fffd}")], [.text("é")]])
    #expect(loaded.report.notes == ["1 text is not valid UTF-8; what is not became U+FFFD"])
  }

  /// A database with a write-ahead log, as it is while no program has it open.
  @Test func readingADatabaseLeavesNoFilesBeside() throws {
    let scratch = try Scratch()
    var bytes = try seed("sqlite/small.sqlite")
    (bytes[18], bytes[19]) = (2, 2)
    let name = "a?b #1%20.sqlite"
    try AtomicFile.write(bytes, to: scratch[name])
    #expect(try TableFile.read(scratch[name]).table.names.first == "id")
    #expect(scratch.names == [name])
  }
}
