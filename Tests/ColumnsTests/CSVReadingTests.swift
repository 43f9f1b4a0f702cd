import Basics
import Testing

@testable import Columns

@Suite("CSV reading")
struct CSVReadingTests {
  private func cells(_ text: String) throws -> [[String?]] {
    try load(text, CSVOptions(delimiter: 0x2c, allText: true)).table.cells
  }

  @Test("quotes hold delimiters, line breaks and doubled quotes")
  func quoting() throws {
    #expect(try cells("a,b\n\"x,y\",\"1\n2\"\n") == [["x,y", "1\n2"]])
    #expect(try cells("a,b\n\"say \"\"hi\"\"\",\"\"\"\"\n") == [["say \"hi\"", "\""]])
    #expect(try cells("a,b\n\"1\r\n2\",\"\r\"\r\n") == [["1\r\n2", "\r"]])
  }

  @Test("a quote that does not begin a cell is data, and so is what follows a closing quote")
  func misplacedQuotes() throws {
    #expect(try cells("a,b\n24\" wide,x\"y\"\n") == [["24\" wide", "x\"y\""]])
    #expect(try cells("a,b\n \"x\",y\n") == [[" \"x\"", "y"]])
    let loaded = try load("a,b\n1,2\n\"24\" wide,\"x\"\"y\"z\"\"\n")
    #expect(loaded.table.cells[1] == ["24 wide", "x\"yz\"\""])
    #expect(
      loaded.report.notes == [
        "2 cells have text after the closing quote, first in the row of line 3; "
          + "it was appended to the cell"
      ])
  }

  @Test(
    "lines end with LF, CRLF or CR, with or without the last one",
    arguments: ["\n", "\r\n", "\r"], [true, false])
  func lineEnds(end: String, last: Bool) throws {
    let text = ["a,b", "1,2", "3,"].joined(separator: end) + (last ? end : "")
    let loaded = try load(text)
    #expect(loaded.table.names == ["a", "b"])
    #expect(loaded.table.cells == [["1", "2"], ["3", nil]])
    #expect(loaded.report.blankLines == 0)
  }

  @Test("line ends may be mixed, and line numbers count each as one, also inside quotes")
  func mixedLineEnds() throws {
    let loaded = try load("a,b\r\n1,2\r3,4\n\r\n\"x\r\ny\rz\nw\",5\r\nshort\r5,6,7")
    #expect(loaded.table.cells == [["1", "2"], ["3", "4"], ["x\r\ny\rz\nw", "5"]])
    #expect(loaded.report.blankLines == 1)
    #expect(
      loaded.report.rejected == [
        Rejection(line: 9, reason: "1 cell instead of 2"),
        Rejection(line: 10, reason: "3 cells instead of 2"),
      ])
    #expect(loaded.report.columns[0].decidedBy == Deciding(line: 5, seen: .integer, became: .text))
  }

  @Test("no row is lost: rows in are rows kept, rejected and blank")
  func accounted() throws {
    let text = "\n\na,b\n1,2\n\n3\n,\n4,5,6\n\"\",\"\"\n   \n\n"
    let loaded = try load(text)
    #expect(loaded.report.rows == 3)
    #expect(loaded.table.rowCount == 3)
    #expect(loaded.report.rejectedCount == 3)
    #expect(loaded.report.blankLines == 4)
    #expect(loaded.report.rejected.map(\.line) == [6, 8, 10])
  }

  @Test("the first thousand rejected rows are kept, all are counted")
  func manyRejected() throws {
    let loaded = try load("a,b\n" + String(repeating: "1\n", count: 1500) + "1,2\n")
    #expect(loaded.report.rejected.count == 1000)
    #expect(loaded.report.rejected.last?.line == 1001)
    #expect(loaded.report.rejectedCount == 1500)
    #expect(loaded.report.rows == 1)
  }

  @Test("a single column: an empty line is no row, a quoted empty cell is one")
  func singleColumn() throws {
    let loaded = try load("a\nx\n\n\"\"\ny\n")
    #expect(loaded.table.cells == [["x"], [nil], ["y"]])
    #expect(loaded.report.blankLines == 1)
  }

  @Test("header only: columns without rows")
  func headerOnly() throws {
    for text in ["a,b", "a,b\n", "a,b\r\n\r\n"] {
      let loaded = try load(text)
      #expect(loaded.table.names == ["a", "b"])
      #expect(loaded.table.rowCount == 0)
      #expect(loaded.types == [.text, .text])
    }
  }

  @Test(
    "an empty file has no columns, and the report says so", arguments: ["", "\n\r\n", "\u{feff}"])
  func empty(text: String) throws {
    let loaded = try load(text)
    #expect(loaded.table.names.isEmpty)
    #expect(loaded.table.rowCount == 0)
    #expect(loaded.report.notes == ["the file is empty: no header, no rows"])
    #expect(try load(text, CSVOptions(hasHeader: false)).table.names.isEmpty)
  }

  @Test("names are trimmed, unique and never empty")
  func headers() throws {
    let loaded = try load("a, a ,,\"x\ny\",a,a (2), ,\t b\n1,2,3,4,5,6,7,8\n")
    #expect(
      loaded.table.names
        == ["a", "a (3)", "column_3", "x\ny", "a (4)", "a (2)", "column_7", "b"])
    #expect(loaded.report.notes.count == 4)
    #expect(loaded.report.notes[0] == "column 3 has no name; it is called \"column_3\"")
    #expect(loaded.report.notes[2] == "column 2 is named like another; it is called \"a (3)\"")
    #expect(try load("a,a\n1,2\n").table.names == ["a", "a (2)"])
    #expect(try load("column_2,\n1,2\n").table.names == ["column_2", "column_2 (2)"])
  }

  @Test("without a header the first row is data")
  func noHeader() throws {
    let loaded = try load("\n1,x\n2,y\n", CSVOptions(hasHeader: false))
    #expect(loaded.table.names == ["column_1", "column_2"])
    #expect(loaded.table.cells == [["1", "x"], ["2", "y"]])
    #expect(loaded.report.blankLines == 1)
  }

  @Test("NUL bytes are kept, and the report counts them")
  func nulls() throws {
    let loaded = try load("a,b\nx\0y,\0\n")
    #expect(loaded.table.cells == [["x\0y", "\0"]])
    #expect(loaded.report.notes == ["2 NUL bytes were kept as they are"])
    #expect(loaded.report.encoding == .utf8)
  }

  @Test("huge cells are read whole, quoted or not", arguments: [true, false])
  func hugeCell(quoted: Bool) throws {
    let long = String(repeating: quoted ? "ab,\n" : "abcd", count: 300_000)
    let loaded = try load("a,b\n1,\(quoted ? "\"\(long)\"" : long)\n")
    #expect(loaded.table.columns[1].text(0) == long)
  }

  @Test("a file that ends inside quotes is an error that names the line of the quote")
  func unclosed() throws {
    let problem = try #require(throws: Problem.self) {
      try load("a,b\n1,2\n\"x\ny\",\"z\nw\n3,4\n")
    }
    #expect(problem.kind == .data)
    #expect(problem.message == "test.csv: line 4: a quoted cell begins here and never ends")
  }

  @Test("an unclosed quote that is plainly a character is read as one, with a note")
  func literalQuote() throws {
    let loaded = try load("a,b\n1,tv\n2,\"55 inch\n3,phone\n")
    #expect(loaded.table.cells == [["1", "tv"], ["2", "\"55 inch"], ["3", "phone"]])
    #expect(
      loaded.report.notes == [
        "line 3: the quote that begins a cell is never closed; it was read as an ordinary character"
      ])
    // Rows rejected before the quote do not speak against it.
    #expect(try load("a,b\n1\n2,\"55 inch\n").report.rejectedCount == 1)
    #expect(try load("\"a,b\n1,2\n").table.names == ["\"a", "b"])
  }

  @Test(
    "the delimiter is found among comma, semicolon, tab and bar",
    arguments: [
      ("a,b\n1,2\n", ","), ("a;b\n1,5;2,5\n", ";"), ("a\tb\n1,5;\t2,5;\n", "\t"),
      ("a|b\n1|2\n", "|"),
      ("name\nx;y\n", ","), ("a;b\n", ";"), ("\"a,b\";c;d\n\"1,2\";3;4\n", ";"),
      ("last, first;title;mail\nDoe, Jo;x;y\n", ";"), ("id,tech\n1,a;b\n2,c;d;e\n", ","),
      ("\n\na;b\n1;2\n", ";"), ("\"F\";\"A, O\"\n\"M, H\";\"B, D\"\n\"A\";\"K, D\"\n", ";"),
      ("\"a, b\";\"c, d\"\n\"1, 2\";\"3, 4\"\n", ";"),
      ("n\n\"x\";y\n", ","), ("a,b;c\n\"24\" wide\",x;y\n1,2;3\n", ","),
      ("a\tb\tc\n\"5\" x\ty\tz\n\"6\" x\ty\tz\n\"7\" x\ty\tz\n", "\t"),
    ])
  func delimiter(text: String, found: String) throws {
    #expect(try load(text).report.delimiter == Array(found.utf8)[0])
  }

  @Test(
    "a delimiter that cannot separate cells is refused",
    arguments: ["\"", "\n", "\r", "0", "e", "-"])
  func refusedDelimiter(byte: String) throws {
    #expect(throws: Problem.self) {
      try load("a\n", CSVOptions(delimiter: Array(byte.utf8)[0]))
    }
  }

  @Test("the table is named after its file, unless it is given a name")
  func names() throws {
    #expect(try load("a\n1\n").table.name == "test")
    let bytes = Array("a\n".utf8)
    #expect(try CSV.read(bytes: bytes, file: "x/My deals.2024.csv").table.name == "My deals.2024")
    #expect(try CSV.read(bytes: bytes, file: ".csv").table.name == ".csv")
    #expect(try CSV.read(bytes: bytes, file: "x.csv", name: "deals").table.name == "deals")
  }

  @Test("a file that does not exist, and a folder, are problems")
  func noFile() throws {
    #expect(throws: Problem.self) { try CSV.read("/nowhere/at/all.csv") }
    #expect(throws: Problem.self) { try CSV.read("/") }
  }

  @Test("agrees with a reader that goes character by character", arguments: 0..<300)
  func agreesWithReference(seed: Int) throws {
    var dice = Dice(seed)
    let alphabet = Array("ab1,,,\"\"\n\n\r;\t é".utf8)
    let bytes = Array("h1,h2\n".utf8) + (0..<dice.below(80)).map { _ in dice.pick(alphabet) }
    let options = CSVOptions(delimiter: 0x2c, encoding: .utf8, hasHeader: false, allText: true)
    let text = Array(String(decoding: bytes, as: UTF8.self).utf8)
    guard let loaded = try? CSV.read(bytes: text, file: "x", options: options) else { return }
    if loaded.report.notes.contains(where: { $0.contains("never closed") }) { return }
    let records = ReferenceCSV.records(text, delimiter: 0x2c)
    let kept = records.filter { !$0.isBlank && $0.cells.count == 2 }
    #expect(
      loaded.table.cells
        == kept.map { $0.cells.map { $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self) } })
    #expect(loaded.report.blankLines == records.count { $0.isBlank })
    #expect(
      loaded.report.rejected.map(\.line)
        == records.filter { !$0.isBlank && $0.cells.count != 2 }.map(\.line))
  }
}
