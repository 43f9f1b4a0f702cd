import Basics
import Glibc
import Testing

@testable import Columns

@Suite("CSV: what stands before, behind and between the cells")
struct CSVOpeningTests {
  @Test(
    "a first line sep=; names the delimiter, and is no row",
    arguments: [
      ("sep=;\r\nid;name\r\n1;A,B\r\n", ";"), ("\"sep=|\"\nid|name\n1|A,B\n", "|"),
      ("\u{feff}SEP=\t\nid\tname\n1\tA,B\n", "\t"),
    ])
  func separatorLine(text: String, found: String) throws {
    let loaded = try load(text)
    #expect(loaded.table.names == ["id", "name"])
    #expect(loaded.table.cells == [["1", "A,B"]])
    #expect(loaded.report.delimiter == Array(found.utf8)[0])
    let name = found == "\t" ? "a tab" : "\"\(found)\""
    #expect(
      loaded.report.notes == [
        "line 1 is no row: it says that \(name) separates the cells (sep=)"
      ])
    let units = Array(text.utf16).flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    let mark: [UInt8] = text.utf16.first == 0xfeff ? [] : [0xff, 0xfe]
    let wide = try CSV.read(bytes: mark + units, file: "x.csv")
    #expect(wide.table.cells == loaded.table.cells)
    #expect(wide.report.notes == loaded.report.notes)
  }

  @Test("lines behind sep=; keep their numbers, and another delimiter that is given makes it a row")
  func separatorLineCounts() throws {
    let text = "sep=;\na;b\n1;2\n3\n"
    #expect(try load(text).report.rejected == [Rejection(line: 4, reason: "1 cell instead of 2")])
    #expect(try load(text, CSVOptions(delimiter: 0x3b)).table.names == ["a", "b"])
    let other = try load(text, CSVOptions(delimiter: 0x2c))
    #expect(other.table.names == ["sep=;"])
    #expect(other.report.notes.isEmpty)
    #expect(try load("sep=x\n1\n").table.names == ["sep=x"])
    #expect(try load("sep=;").table.names == ["sep=", "column_2"])
    #expect(try load("sep=;\n").table.names.isEmpty)
  }

  @Test("byte order marks right before the header are no part of it")
  func marks() throws {
    let twice = try load("\u{feff}\u{feff}\"id\",name\n1,a\n")
    #expect(twice.table.names == ["id", "name"])
    #expect(
      twice.report.notes == ["a byte order mark right before the first row was left out"])
    let late = try load("\r\n\n\u{feff}id,name\n1\n")
    #expect(late.table.names == ["id", "name"])
    #expect(late.report.blankLines == 2)
    #expect(late.report.rejected.map(\.line) == [4])
  }

  @Test("if the first row has empty cells beyond the header, rows with as many are kept")
  func trailingDelimiters() throws {
    let loaded = try load("id,name\n\n1,a,\n2,b,\"\"\n3,c\n4,d,x\n5,e,,\n")
    #expect(loaded.table.cells == [["1", "a"], ["2", "b"], ["3", "c"]])
    #expect(loaded.report.rejected.map(\.line) == [6, 7])
    #expect(
      loaded.report.notes == [
        "2 rows have 1 empty cell more than the header, as the first row has; "
          + "they were kept without"
      ])
    // A single such row may be one with a cell that should have been quoted.
    let single = try load("id,name,phone\n1,Beta,5\n2,Acme, Inc.,\n")
    #expect(single.report.rejected.map(\.line) == [3])
  }

  @Test("both readers keep rows with trailing delimiters alike", arguments: 0..<60)
  func sameTrailingDelimiters(seed: Int) throws {
    var dice = Dice(seed)
    let end = dice.pick(["\n", "\r\n"])
    let surplus = dice.pick([",", ",,", ",\"\""])
    var text = dice.pick(["", "sep=,\n", "\u{feff}", "\n\u{feff}", "\n\n"]) + "a,b" + end
    text += "1,x" + surplus + end
    for row in 0..<dice.below(200) {
      text += "\(row)," + dice.pick(["x", "\"y,\"", "", "\"\"", "z é"])
      text += dice.pick([surplus, surplus, surplus, "", ",1", ",,,"]) + end
      if dice.chance(5) { text += end }
    }
    let bytes = Array(text.utf8)
    let options = CSVOptions(delimiter: dice.chance(50) ? 0x2c : nil)
    let simple = try CSVFastTests.simple(bytes, options)
    #expect(simple.report.notes.contains { $0.contains("more than the header") })
    for chunk in [16, 64, 300, 1 << 19] {
      let fast = try CSVFastTests.fast(bytes, options, chunk: chunk, threads: 2)
      CSVFastTests.expectSame(fast, simple, "seed \(seed), chunks of \(chunk)")
    }
  }

  @Test("the lines of rows are found again behind sep=; and with trailing delimiters")
  func lines() throws {
    let path = "/tmp/reticle-opening-\(getpid()).csv"
    try AtomicFile.write("sep=;\n\na;b\n1;2;\n3\n\"4\n\";5;\n6;7;\n".utf8, to: path)
    defer { unlink(path) }
    let loaded = try CSV.read(path)
    #expect(loaded.report.rows == 3)
    #expect(CSV.lines(ofRows: [0, 1, 2], in: loaded.report) == [4, 6, 8])
  }

  @Test("a quoted cell over several lines with text behind it may have swallowed rows")
  func swallowed() throws {
    let loaded = try load("id,name,text\n1,Acme,\"unclosed\n2,Beta,\"closed\"\n3,Gamma,\"x\"\n")
    #expect(loaded.report.rows == 2)
    #expect(
      loaded.report.notes.last
        == "the quoted cell on lines 2 to 3 has text after its closing quote: "
        + "a quote that is not closed may have swallowed rows there")
    #expect(loaded.report.notes.count == 2)
    #expect(try load("a,b\n1,\"x\ny\"\n2,\"x\"y\n").report.notes.count == 1)
  }

  @Test("UTF-32 is refused", arguments: [[0xff, 0xfe, 0, 0], [0, 0, 0xfe, 0xff]] as [[UInt8]])
  func utf32(mark: [UInt8]) throws {
    let problem = try #require(throws: Problem.self) {
      try CSV.read(bytes: mark + [0x61, 0, 0, 0], file: "x.csv")
    }
    #expect(problem.message == "x.csv: the text is stored as UTF-32")
  }
}
