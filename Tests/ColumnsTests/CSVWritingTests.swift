import Basics
import Glibc
import Testing

@testable import Columns

@Suite("CSV writing")
struct CSVWritingTests {
  private func written(
    _ table: Table, delimiter: UInt8 = 0x2c, cellsInPiece: Int = 131_072
  ) throws -> String {
    let path = "/tmp/reticle-csv-\(getpid())-\(UInt64.random(in: 0 ... .max)).csv"
    let file = try AtomicFile(path)
    try CSV.write(table, to: file, delimiter: delimiter, cellsInPiece: cellsInPiece)
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

  /// Row by row, cell by cell, as `Value` says.
  private func reference(_ table: Table, delimiter: UInt8) -> String {
    let separator = String(decoding: [delimiter], as: UTF8.self)
    func cell(_ text: String) -> String {
      let mustBeQuoted = text.utf8.contains { [delimiter, 0x22, 0x0a, 0x0d].contains($0) }
      let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
      return mustBeQuoted ? "\"" + parts.joined(separator: "\"\"") + "\"" : text
    }
    var lines = [table.names.map(cell).joined(separator: separator)]
    for row in 0..<table.rowCount {
      let line = table[row].map { cell($0.written) }.joined(separator: separator)
      lines.append(line.isEmpty ? "\"\"" : line)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  @Test("agrees with a writer that goes cell by cell, in pieces of any size", arguments: 0..<60)
  func agreesWithReference(seed: Int) throws {
    var dice = Dice(seed)
    let rows = dice.pick([0, 1, 63, 64, 65, 300])
    let missing = dice.pick([0, 20, 100])
    func cells<Cell>(_ make: (inout Dice) -> Cell) -> [Cell?] {
      (0..<rows).map { _ in dice.chance(missing) ? nil : make(&dice) }
    }
    let pieces = ["a", "bc", ",", "\"", "\n", "\r", "é", ";", "\t", "long enough for an arena"]
    func text(_ dice: inout Dice) -> String {
      (0..<dice.below(9)).map { _ in dice.pick(pieces) }.joined()
    }
    let timestamps = ColumnBuilder(type: .timestamp)
    for cell in cells({ Int64(bitPattern: $0.next()) >> Int64($0.below(40)) }) {
      if let cell { timestamps.append(micros: cell) } else { timestamps.appendMissing() }
    }
    let sets = ColumnBuilder(type: .set)
    for cell in cells(text) {
      if let cell { sets.append(cell) } else { sets.appendMissing() }
    }
    let texts = cells(text)
    let arena = TextArena()
    let views = Buffer(texts.map { $0.map { arena.view($0) } ?? TextView() })
    let all: [(String, Column)] = [
      ("i", Column(integers: cells { Int64(bitPattern: $0.next()) >> Int64($0.below(64)) })),
      ("n", Column(numbers: cells { Double(bitPattern: $0.next()) })),
      ("m", Column(numbers: cells { Double($0.below(1_000_000_000)) / 100 })),
      ("b", Column(booleans: cells { $0.chance(50) })),
      (
        "d",
        Column(days: cells { Int32(bitPattern: UInt32($0.below(1 << 32))) >> Int32($0.below(20)) })
      ),
      ("t", timestamps.finish()), ("s", sets.finish()), ("x,\"y\"", Column(texts: cells(text))),
      (
        "v",
        Column(
          type: .text, storage: .text(views, [arena]), validity: Bitmap(texts.map { $0 != nil }))
      ),
    ]
    let first = dice.below(all.count)
    let table = try table(dice.chance(30) ? [all[first]] : all)
    let delimiter = dice.pick([0x2c, 0x3b, 0x09, 0x7c] as [UInt8])
    for cellsInPiece in [1, 70, 131_072] {
      #expect(
        try written(table, delimiter: delimiter, cellsInPiece: cellsInPiece)
          == reference(table, delimiter: delimiter))
    }
  }

  @Test("numbers are written as their shortest digits", arguments: 0..<20)
  func numbers(seed: Int) {
    var dice = Dice(seed)
    var numbers: [Double] = [
      0, -0.0, 0.001, 0.1, 0.3, 1e15, 999_999_999_999_999, 1e-3, 9.995, 0.29,
    ]
    for power in 0..<16 {
      var scale = 1.0
      for _ in 0..<power { scale *= 10 }
      for _ in 0..<200 {
        numbers.append(Double(dice.below(1 << dice.below(53))) / scale)
        numbers.append((Double(dice.below(1 << dice.below(53))) / scale).nextUp)
      }
    }
    for _ in 0..<1000 { numbers.append(Double(bitPattern: dice.next())) }
    let place = UnsafeMutablePointer<UInt8>.allocate(capacity: 64)
    defer { place.deallocate() }
    for number in numbers.flatMap({ [$0, -$0] }) {
      let end = Digits.write(number, place)
      let text = String(
        decoding: UnsafeBufferPointer(start: place, count: end - place), as: UTF8.self)
      #expect(text == number.written)
    }
  }

  @Test("a long text among short rows has room")
  func longText() throws {
    let long = String(repeating: "\"", count: 3_000_000)
    let table = try table([
      ("a", Column(texts: ["x", long, "y"])), ("b", Column(integers: [1, 2, 3])),
    ])
    #expect(try written(table) == reference(table, delimiter: 0x2c))
  }
}
