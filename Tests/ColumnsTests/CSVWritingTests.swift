import Basics
import Glibc
import Testing

@testable import Columns

@Suite("CSV writing")
struct CSVWritingTests {
  private func written(_ table: Table, delimiter: UInt8 = 0x2c) throws -> String {
    let path = "/tmp/reticle-csv-\(UInt64.random(in: 0 ... .max)).csv"
    let file = try AtomicFile(path)
    try CSV.write(table, to: file, delimiter: delimiter)
    try file.commit()
    defer { unlink(path) }
    return try Files.text(of: path)
  }

  private func table(_ columns: [(String, Column)]) throws -> Table {
    try Table(columns.map { (name: $0.0, column: $0.1) })
  }

  @Test("a header, one line a row, quotes only where they must be")
  func plain() throws {
    let table = try table([
      ("name", Column(texts: ["Acme, Inc.", "say \"hi\"", "two\nlines", "ret\rurn", " x ", nil])),
      ("n,o", Column(integers: [1, nil, -3, .max, .min, 0])),
    ])
    #expect(
      try written(table)
        == """
        name,"n,o"
        "Acme, Inc.",1
        "say ""hi""\",
        "two
        lines",-3
        "ret\rurn",9223372036854775807
         x ,-9223372036854775808
        ,0

        """)
  }

  @Test("the delimiter decides what is quoted")
  func delimiter() throws {
    let table = try table([("a", Column(texts: ["x;y", "x,y"])), ("b", Column(integers: [1, 2]))])
    #expect(try written(table, delimiter: 0x3b) == "a;b\n\"x;y\";1\nx,y;2\n")
    #expect(throws: Problem.self) { try written(table, delimiter: 0x2e) }
  }

  @Test("numbers, booleans, dates and timestamps are written as values are")
  func values() throws {
    let numbers: [Double?] = [0.1, -0.0, 5, 1e15, 1.5e-7, 123456.78, nil, 1e300]
    let table = try table([
      ("n", Column(numbers: numbers)),
      ("b", Column(booleans: [true, false, nil, true, true, true, true, true])),
      ("d", Column(days: [0, -1, nil, 19_000, 2_932_896, -719_528, 1, 2])),
    ])
    let lines = try written(table).split(separator: "\n").dropFirst()
    for (row, line) in lines.enumerated() {
      #expect(line == table[row].map(\.written).joined(separator: ","))
    }
    #expect(lines.count == 8)
  }

  @Test("one column: an empty cell is written as quotes, so that it stays a row")
  func single() throws {
    let table = try table([("a", Column(integers: [1, nil, 2]))])
    #expect(try written(table) == "a\n1\n\"\"\n2\n")
    #expect(try load(try written(table)).table.cells == table.cells)
  }

  @Test("no columns, no bytes; no rows, only the header")
  func empty() throws {
    #expect(try written(try Table([])) == "")
    #expect(
      try written(try table([("a", Column(integers: [])), ("b", Column(texts: []))])) == "a,b\n")
  }

  @Test("a name that begins with a byte order mark survives")
  func mark() throws {
    let table = try table([("\u{feff}a", Column(integers: [1])), ("b", Column(integers: [2]))])
    #expect(try load(try written(table)).table.names == ["\u{feff}a", "b"])
  }

  @Test("what is written reads back as it was", arguments: 0..<60)
  func roundTrip(seed: Int) throws {
    var dice = Dice(seed)
    let rows = dice.pick([0, 1, 2, 63, 64, 65, 200])
    let missing = dice.pick([0, 0, 20, 100])
    func cells<Cell>(_ make: (inout Dice) -> Cell) -> [Cell?] {
      (0..<rows).map { _ in dice.chance(missing) ? nil : make(&dice) }
    }
    let pieces = ["a", ",", "\"", "\n", "\r\n", "\r", "é", "😀", " ", ";", "\0", "0", "#"]
    let timestamps = ColumnBuilder(type: .timestamp)
    for cell in cells({ Int64($0.below(4_000_000_000_000_000)) - 1_000_000_000_000_000 }) {
      if let cell { timestamps.append(micros: cell) } else { timestamps.appendMissing() }
    }
    let table = try table([
      ("i", Column(integers: cells { Int64(truncatingIfNeeded: $0.next()) })),
      ("n", Column(numbers: cells { Double($0.below(100_000)) / 128 + 0.5 })),
      ("b", Column(booleans: cells { $0.chance(50) })),
      ("d", Column(days: cells { Int32($0.below(60_000)) - 20_000 })),
      ("t", timestamps.finish()),
      (
        "x",
        Column(
          texts: cells { dice in
            "x" + (0..<dice.below(20)).map { _ in dice.pick(pieces) }.joined()
          })
      ),
    ])
    let delimiter = dice.pick([0x2c, 0x3b, 0x09, 0x7c] as [UInt8])
    let loaded = try load(
      try written(table, delimiter: delimiter), CSVOptions(delimiter: delimiter))
    #expect(loaded.table.names == table.names)
    #expect(loaded.table.cells == table.cells)
    for (column, original) in zip(loaded.table.columns, table.columns)
    where original.missingCount < rows {
      #expect(column.type == original.type)
      for row in 0..<rows { #expect(column[row] == original[row]) }
    }
  }
}
