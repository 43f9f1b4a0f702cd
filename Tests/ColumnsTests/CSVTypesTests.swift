import Basics
import Testing

@testable import Columns

@Suite("CSV types")
struct CSVTypesTests {
  @Test(
    "one cell is what it looks like",
    arguments: [
      ("true", Value.boolean(true)), ("FALSE", .boolean(false)), ("tRuE", .boolean(true)),
      ("0", .integer(0)), ("-0", .integer(0)), ("-7", .integer(-7)), ("42", .integer(42)),
      ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
      ("0.5", .number(0.5)), (".5", .number(0.5)), ("-.5", .number(-0.5)), ("-0.0", .number(-0.0)),
      ("1e3", .number(1000)), ("1E+3", .number(1000)), ("2.5e-3", .number(0.0025)),
      ("123456789012345678901.5", .number(123456789012345678901.5)),
      ("0.1", .number(0.1)), ("1e-400", .number(0)), ("5e-324", .number(.leastNonzeroMagnitude)),
      ("9007199254740993.0", .number(9_007_199_254_740_992)),
      ("1970-01-01", .date(0)), ("2000-02-29", .date(11_016)), ("1969-12-31", .date(-1)),
      ("1970-01-01T00:00Z", .timestamp(0)), ("1970-01-01 0:01", .timestamp(60_000_000)),
      ("1970-01-01 00:00:01.5", .timestamp(1_500_000)),
      ("1970-01-01 00:00:00.123456789", .timestamp(123_456)),
      ("1970-01-01T01:00:00+01:00", .timestamp(0)), ("1970-01-01T01:00:00 +0100", .timestamp(0)),
      ("1970-01-01 00:00:00 UTC", .timestamp(0)), ("1970-01-01 00:00:00 Z", .timestamp(0)),
      ("1969-12-31 19:00-05:00", .timestamp(0)), ("1970-01-01 00:00:00+00", .timestamp(0)),
    ])
  func recognised(cell: String, value: Value) throws {
    let loaded = try load("a\n\(cell)\n")
    #expect(loaded.table[0] == [value])
    #expect(loaded.types == [try #require(value.type)])
  }

  @Test(
    "what is almost a value is text, as written",
    arguments: [
      "007", "00", "-01", "+5", "+1 415 555 0100", "1,5x", "1 000", " 1", "1 ", "5.", ".", "-",
      "-.",
      "00.5", "1e", "e5", "1e+", "--1", "1.2.3", "1e5.5", "0x10", "nan", "inf", "Infinity",
      "9223372036854775808", "-9223372036854775809", "100000000000000000000", "1e999", "-1e999",
      "tru", "truee", "yes", "T", "f", "TRUE ", "t\u{f2}ue",
      "2023-02-29", "2023-13-01", "2023-00-10", "2023-01-00", "2023-1-05", "2023/01/05",
      "20230-1-05",
      "2023-01-05T", "2023-01-05 24:00", "2023-01-05 10:60", "2023-01-05 10:00:60",
      "2023-01-05  10:00", "2023-01-05t10:00", "2023-01-05 10:00z", "2023-01-05 10",
      "2023-01-05 1000", "2023-01-05 10:00:00.", "2023-01-05 10:00:00.1234567890",
      "2023-01-05 10:00UTC", "2023-01-05 10:00 utc", "2023-01-05 10:00  UTC", "2023-01-05 10:00 ",
      "2023-01-05 10:00+1", "2023-01-05 10:00+24:00", "2023-01-05 10:00+01:60",
      "2023-01-05 10:00+01:", "2023-01-05 10:00+01:000", "2023-01-05 10:00Z ", "2023-01-05 :10",
    ])
  func text(cell: String) throws {
    let loaded = try load("a;b\n\(cell);x\n", CSVOptions(delimiter: 0x3b))
    #expect(loaded.table[0] == [.text(cell), .text("x")])
  }

  @Test("the narrowest type that holds every cell is taken, and the report says which line decided")
  func joins() throws {
    let cases: [([String], ColumnType, Deciding?)] = [
      (["1", "2"], .integer, nil),
      (["1", "", "2.5", "3"], .number, Deciding(line: 4, seen: .integer, became: .number)),
      (["1.5", "2"], .number, nil),
      (["true", "1"], .text, Deciding(line: 3, seen: .boolean, became: .text)),
      (
        ["2024-01-01", "2024-01-01 10:00"], .timestamp,
        Deciding(line: 3, seen: .date, became: .timestamp)
      ),
      (["2024-01-01T10:00", "2024-01-01"], .timestamp, nil),
      (["1", "2.5", "n/a", "x"], .text, Deciding(line: 4, seen: .number, became: .text)),
      (["x", "1"], .text, nil),
      (["1", "2024-01-01"], .text, Deciding(line: 3, seen: .integer, became: .text)),
      (["", ""], .text, nil),
      ([], .text, nil),
    ]
    for (cells, type, deciding) in cases {
      let loaded = try load("a,b\n" + cells.map { "\($0),1\n" }.joined())
      #expect(loaded.types[0] == type, "\(cells)")
      #expect(loaded.report.columns[0].decidedBy == deciding, "\(cells)")
      if type == .text {
        #expect(loaded.table.cells.map { $0[0] ?? "" } == cells)
      }
    }
    #expect(
      Deciding(line: 812, seen: .integer, became: .text).description
        == "line 812 made it text, not integer")
  }

  @Test("integers among numbers are numbers, dates among timestamps are midnights")
  func promoted() throws {
    let loaded = try load(
      "n,t\n-0,1970-01-02\n0.5,1970-01-01T00:00:01\n9007199254740993,1970-01-01\n")
    #expect(loaded.table[0] == [.number(0), .timestamp(86_400_000_000)])
    #expect(loaded.table[0][0].double?.sign == .plus)
    #expect(loaded.table[2] == [.number(9_007_199_254_740_992), .timestamp(0)])
  }

  @Test("empty cells are missing, quoted or not, and so are the marks given")
  func missing() throws {
    let options = CSVOptions(missingMarks: ["N/A", "Select", "-1", ""])
    let loaded = try load("a,b,c\n1,,x\n\"\",N/A,Select\n-1,2,n/a\n-10,3,\"N/A\"\n", options)
    #expect(loaded.types == [.integer, .integer, .text])
    #expect(
      loaded.table.cells == [
        ["1", nil, "x"], [nil, nil, nil], [nil, "2", "n/a"], ["-10", "3", nil],
      ])
    #expect(loaded.report.columns.map(\.missing) == [2, 2, 2])
  }

  @Test("a forced type holds; what does not fit is missing and reported with its line")
  func forced() throws {
    let options = CSVOptions(types: [
      "i": .integer, "n": .number, "d": .date, "t": .timestamp, "s": .set, "x": .text,
      "b": .boolean,
    ])
    let loaded = try load(
      """
      i,n,d,t,s,x,b
      1,2,2024-01-01,2024-01-01,b; a;b,007,true
      1.5,2.5,2024-01-01 10:00,2024-01-01 10:00,"",8,1
      x,,y,z,a,,TRUE

      """, options)
    #expect(loaded.types == [.integer, .number, .date, .timestamp, .set, .text, .boolean])
    #expect(
      loaded.table.cells == [
        ["1", "2.0", "2024-01-01", "2024-01-01T00:00:00Z", "a;b", "007", "true"],
        [nil, "2.5", nil, "2024-01-01T10:00:00Z", nil, "8", nil],
        [nil, nil, nil, nil, "a", nil, "true"],
      ])
    #expect(loaded.report.columns.map(\.unreadable) == [2, 0, 2, 1, 0, 0, 1])
    #expect(loaded.report.columns.map(\.missing) == [2, 1, 2, 1, 1, 1, 1])
    #expect(loaded.report.columns[0].unreadableLines == [3, 4])
    #expect(loaded.report.columns[3].unreadableLines == [4])
    #expect(loaded.report.columns.allSatisfy { $0.decidedBy == nil })
  }

  @Test("only the first hundred lines of unreadable cells are kept")
  func manyUnreadable() throws {
    let text = "i,j\n" + (0..<150).map { "x\($0),1\n" }.joined()
    let loaded = try load(text, CSVOptions(types: ["i": .integer]))
    #expect(loaded.report.columns[0].unreadable == 150)
    #expect(loaded.report.columns[0].unreadableLines == Array(2...101))
  }

  @Test("a forced type of a column that is not there names the nearest one")
  func unknownColumn() throws {
    let problem = try #require(throws: Problem.self) {
      try load("employees,b\n1,2\n", CSVOptions(types: ["employes": .integer]))
    }
    #expect(problem.message.contains("no column \"employes\" (did you mean \"employees\"?)"))
    #expect(try load("", CSVOptions(types: ["a": .integer])).table.names.isEmpty)
  }

  @Test("all text keeps every cell as written")
  func allText() throws {
    let options = CSVOptions(types: ["c": .integer], allText: true)
    let loaded = try load("a,b,c\n007,true,7\n1.50,,x\n", options)
    #expect(loaded.types == [.text, .text, .integer])
    #expect(loaded.table.cells == [["007", "true", "7"], ["1.50", nil, nil]])
  }

  @Test("text is dictionary-coded when it has few distinct values, and only then")
  func coding() throws {
    func isCoded(rows: Int, distinct: Int) throws -> Bool {
      let text = "a,b\n" + (0..<rows).map { "v\($0 % distinct),1\n" }.joined()
      let column = try load(text).table.columns[0]
      if case .coded(_, let dictionary) = column.storage {
        #expect(dictionary.count == distinct)
        return true
      }
      return false
    }
    #expect(try isCoded(rows: 10, distinct: 10))
    #expect(try isCoded(rows: 16_384, distinct: 16_384))
    #expect(try !isCoded(rows: 16_385, distinct: 16_385))
    #expect(try isCoded(rows: 40_000, distinct: 20_000))
    #expect(try !isCoded(rows: 39_999, distinct: 20_000))
  }

  @Test("numbers are correctly rounded")
  func rounding() throws {
    var dice = Dice(7)
    var numbers: [Double] = []
    for _ in 0..<2000 {
      let value = Double(bitPattern: dice.next())
      if value.isFinite { numbers.append(value) }
      numbers.append(Double(dice.below(1_000_000_000)) / 100)
    }
    let loaded = try load("a,b\n" + numbers.map { "\($0),1\n" }.joined())
    #expect(loaded.types[0] == .number)
    for (row, value) in numbers.enumerated() {
      #expect(loaded.table.columns[0].double(row)?.bitPattern == value.bitPattern)
    }
  }
}
