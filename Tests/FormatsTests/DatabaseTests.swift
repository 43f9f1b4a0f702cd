import Basics
import Columns
import Formats
import Testing

@Suite struct SQLiteTests {
  @Test func declarationsAndValuesDecide() throws {
    let loaded = try TableFile.read(bytes: try seed("sqlite/small.sqlite"), file: "small.sqlite")
    #expect(loaded.table.names == ["id", "name", "amount", "ok", "d", "at", "b"])
    #expect(loaded.table.types == [.integer, .text, .number, .boolean, .date, .text, .text])
    #expect(loaded.table["b"]?[0] == .text("\\x00ff"))
    #expect(loaded.report.notes.contains("1 binary value is written as hexadecimal text (\\x…)"))
    #expect(loaded.report.format == "SQLite, table \"t\"")
  }

  @Test func generatedColumnsAndViewsAreRead() throws {
    let bytes = try seed("sqlite/generated.sqlite")
    let table = try TableFile.read(bytes: bytes, file: "g.sqlite").table
    #expect(rows(table) == [[.integer(1), .text("1x")], [.integer(2), .text("2x")]])
    let view = try TableFile.read(bytes: bytes, file: "g.sqlite", options: ReadOptions(table: "v"))
    #expect(view.table.names == ["a"])
    let found = problem {
      _ = try TableFile.read(bytes: bytes, file: "g.sqlite", options: ReadOptions(table: "tt"))
    }
    #expect(found?.hints == ["tables: t, v"])
  }

  @Test func cutOffFilesAreDamaged() throws {
    let whole = try seed("sqlite/small.sqlite")
    for cut in [101, 511, 512, 700, whole.count - 1] {
      let found = problem {
        _ = try TableFile.read(bytes: Array(whole.prefix(cut)), file: "cut.sqlite")
      }
      #expect(found?.message.contains("ends too early") == true, "\(cut)")
    }
  }

  @Test func columnsThatDifferInCaseOnlyAreRefused() throws {
    let scratch = try Scratch()
    let table = try Table(name: "t", [("a", Column(integers: [1])), ("A", Column(integers: [2]))])
    let found = problem { try TableFile.write(table, to: scratch["t.sqlite"]) }
    #expect(found?.message.contains("cannot tell the columns \"a\" and \"A\" apart") == true)
    #expect(scratch.names.isEmpty)
  }
}
