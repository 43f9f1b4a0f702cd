import Columns
import Formats
import Testing

@Suite struct JSONTests {
  @Test func objectsInsideBecomeColumnsWithDots() throws {
    let loaded = try read(
      #"[{"id":1,"a":{"b":{"c":"x"},"d":true}},{"id":2,"a":{"b":{"c":null}},"e":1.5}]"#, .json)
    #expect(loaded.table.names == ["id", "a.b.c", "a.d", "e"])
    #expect(
      rows(loaded.table) == [
        [.integer(1), .text("x"), .boolean(true), .missing],
        [.integer(2), .missing, .missing, .number(1.5)],
      ])
  }

  @Test func listsOfTextsAreSetsAndOtherListsAreKept() throws {
    let loaded = try read(
      #"{"s":["b","a","b"],"l":[1,{"x":"y"}],"t":["a;b"]}"# + "\n"
        + #"{"s":[],"l":null,"t":["c"]}"#, .jsonl)
    #expect(loaded.table.types == [.set, .text, .text])
    #expect(loaded.table["s"]?[0] == .text("a;b"))
    #expect(loaded.table["s"]?[1] == .text(""))
    #expect(loaded.table["l"]?[0] == .text(#"[1,{"x":"y"}]"#))
    #expect(loaded.table["t"]?[0] == .text(#"["a;b"]"#))
    #expect(loaded.report.notes.contains { $0.contains("1 list became a set") })
  }

  @Test func answersOfWebServicesHoldTheirRows() throws {
    let loaded = try read(
      #"{"totalSize":2,"done":true,"records":[{"Id":"1"},{"Id":"2"}]}"#, .json)
    #expect(rows(loaded.table) == [[.text("1")], [.text("2")]])
    #expect(
      loaded.report.notes == [
        "the rows are the elements of \"records\"; left aside: totalSize, done"
      ])
  }

  @Test func typesAreDecidedByEveryValue() throws {
    let loaded = try read(
      #"[{"n":1,"d":"2025-03-01","t":"2025-03-01T10:00:00+02:00","m":1,"big":12345678901234567890},"#
        + #"{"n":2.5,"d":"2025-03-02","t":"2025-03-01","m":"x","big":1}]"#, .json)
    #expect(loaded.table.types == [.number, .date, .timestamp, .text, .text])
    #expect(loaded.table["big"]?[0] == .text("12345678901234567890"))
    #expect(loaded.table["m"]?[0] == .text("1"))
    let decided = loaded.report.columns.first { $0.name == "m" }?.decidedBy
    #expect(decided?.seen == .integer)
  }

  @Test func textKeepsEverythingAsWritten() throws {
    let loaded = try read(#"[{"a":1.50,"b":["x","y"],"c":true,"d":"2025-03-01"}]"#, .json) {
      $0.csv.allText = true
    }
    #expect(
      rows(loaded.table) == [
        [.text("1.50"), .text(#"["x","y"]"#), .text("true"), .text("2025-03-01")]
      ])
  }

  @Test func badLinesAreLeftOutAndReported() throws {
    let loaded = try read(
      "{\"a\":1}\n{\"a\":\n\n[1]\n{\"a\":2}x\n{\"a\":1,\"a\":2}\n{\"a\":3}", .jsonl)
    #expect(rows(loaded.table) == [[.integer(1)], [.integer(3)]])
    #expect(loaded.report.rejected.map(\.line) == [2, 4, 5, 6])
    #expect(loaded.report.rejected[1].reason == "a list instead of an object")
    #expect(loaded.report.rejected[3].reason == "the column \"a\" occurs twice in it")
    #expect(loaded.report.blankLines == 1)
    #expect(loaded.report.rows + loaded.report.rejectedCount + loaded.report.blankLines == 7)
  }

  @Test(arguments: [
    ("[{\"a\":1},\n {\"a\":tru}]", "line 2, byte 10"), ("[{\"a\":1}", "not closed"),
    ("[{\"a\":1} {\"a\":2}]", "a comma or ]"), ("[1,]", "line 1, byte 4"),
    ("[] x", "something follows"),
    ("{\"a\":\"\u{1}\"}", "line 1, byte 7"), ("nul", "line 1"), ("[\"\\ud800\"]", "surrogate"),
    ("[{\"a\":1}, ]", "no value follows the last comma"),
    ("[", "not closed"), ("{\"a\":01}", "line 1"),
  ])
  func damagedDocumentsSayWhere(_ text: String, _ place: String) {
    let found = problem { _ = try read(text, .json) }
    #expect(found?.kind == .data)
    #expect(found?.message.contains(place) == true, "\(String(describing: found))")
  }

  @Test func lineBreaksInsideValuesAreCounted() {
    let found = problem { _ = try read("[{\"a\":\"x\\ny\\nz\",\n\"b\":\n2},\n!]", .json) }
    #expect(found?.message.contains("line 4, byte 1") == true)
  }

  @Test func deepNestingIsRefused() {
    for open in ["[", "{\"a\":"] {
      let text = String(repeating: open, count: 1_000_000)
      let found = problem { _ = try read("[" + text, .json) }
      #expect(found?.message.contains("nested more than 256 deep") == true)
    }
  }

  @Test func aColumnForEveryRowIsRefused() {
    var text = ""
    for row in 0..<20_000 { text += "{\"c\(row)\":1}\n" }
    let found = problem { _ = try read(text, .jsonl) }
    #expect(found?.hints.contains { $0.contains("names of columns are probably values") } == true)
  }

  @Test func listsAreRowsWithAHeader() throws {
    let loaded = try read(#"[["a","b"],[1,"x"],[2]]"#, .json)
    #expect(loaded.table.names == ["a", "b"])
    #expect(rows(loaded.table) == [[.integer(1), .text("x")], [.integer(2), .missing]])
    let bare = try read(#"[["a","b"],[1,"x"]]"#, .json) { $0.csv.hasHeader = false }
    #expect(bare.table.names == ["column_1", "column_2"])
    #expect(bare.table.rowCount == 2)
  }

  @Test func escapesAndUnicodeAreDecoded() throws {
    let loaded = try read(#"[{"a":"\ud83d\ude00\u0000\t\/","ä\n":"日本"}]"#, .json)
    #expect(loaded.table.names == ["a", "ä"])
    #expect(rows(loaded.table) == [[.text("😀\u{0}\t/"), .text("日本")]])
  }

  @Test func otherEncodingsAreRead() throws {
    let units = Array("\u{feff}[{\"a\":\"ü\"}]".utf16)
    let bytes = units.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    let loaded = try TableFile.read(
      bytes: bytes, file: "test", options: ReadOptions(format: .json))
    #expect(rows(loaded.table) == [[.text("ü")]])
    #expect(loaded.report.encoding == .utf16le)
  }
}
