import Basics
import CScan
import Dispatch
import Glibc
import Testing

@testable import Columns

@Suite("CSV fast reader")
struct CSVFastTests {
  /// A file of random shape: every kind of column, cells that change a column's kind late, quotes,
  /// line breaks in cells, missing cells, either line end.
  struct RandomFile {
    var bytes: [UInt8] = []
    var options = CSVOptions()

    init(_ seed: Int, rows limit: Int = 400) {
      var dice = Dice(seed)
      let width = 1 + dice.below(7)
      let rows = dice.below(limit)
      let end = dice.chance(30) ? "\r\n" : "\n"
      let quoting = dice.chance(70)
      let ragged = dice.chance(25) ? 3 : 0
      let columns = (0..<width).map { _ in RandomColumn(&dice, rows: rows) }
      var text = (0..<width).map { "c\($0)" }.joined(separator: ",") + end
      for row in 0..<rows {
        let cells = columns.map { column -> String in
          var cell = column.cell(row, &dice)
          if !quoting { cell = cell.filter { $0 != "\"" && $0 != "," && !$0.isNewline } }
          if !cell.isEmpty, quoting,
            dice.chance(10) || cell.utf8.contains(where: { [0x2c, 0x22, 0x0a, 0x0d].contains($0) })
          {
            return "\""
              + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(
                separator: "\"\"") + "\""
          }
          if width == 1, cell.isEmpty { return quoting ? "\"\"" : "x" }
          return cell
        }
        while dice.chance(ragged) {
          text += dice.pick(["", "", "1", "x,y", "a,\"b\"\"\nc\",3,4,5,6,7,8,9", "\"\""]) + end
        }
        text += cells.joined(separator: ",")
        if row < rows - 1 || !dice.chance(30) { text += end }
      }
      if dice.chance(10) { text += end + end }
      bytes = Array(text.utf8)
      if dice.chance(10) { bytes = [0xef, 0xbb, 0xbf] + bytes }
      options.delimiter = 0x2c
      options.hasHeader = !dice.chance(15)
      options.allText = dice.chance(5)
      if dice.chance(40) { options.missingMarks = ["N/A", "-", "not available", "Select"] }
      if options.hasHeader, dice.chance(30) {
        options.types["c0"] = dice.pick(ColumnType.allCases)
      }
    }
  }

  struct RandomColumn {
    let kind: Int
    let late: Int?
    let lateRow: Int
    let missing: Int
    let distinct: Int

    init(_ dice: inout Dice, rows: Int) {
      kind = dice.below(9)
      late = dice.chance(40) ? dice.below(9) : nil
      lateRow = rows == 0 ? 0 : dice.below(rows)
      missing = dice.pick([0, 0, 5, 50, 95])
      distinct = dice.pick([1, 3, 40, 100_000])
    }

    func cell(_ row: Int, _ dice: inout Dice) -> String {
      if dice.chance(missing) { return dice.pick(["", "", "", "N/A", "-", "not available"]) }
      return Self.value(late != nil && row >= lateRow ? late! : kind, distinct, &dice)
    }

    static func value(_ kind: Int, _ distinct: Int, _ dice: inout Dice) -> String {
      let number = dice.below(distinct)
      func two(_ limit: Int, from first: Int = 0) -> String {
        let value = first + dice.below(limit)
        return value < 10 ? "0\(value)" : "\(value)"
      }
      switch kind {
      case 0: return dice.pick(["true", "false", "TRUE", "False"])
      case 1: return dice.pick(["", "-"]) + "\(number)"
      case 2:
        return dice.pick([
          "\(number)", "\(number).5", "-\(number).25", "0.\(number)", ".5", "1e\(number % 300)",
          "12345678901234567.\(number)", "0.1234567890123456789",
          "\(Int64(truncatingIfNeeded: dice.next()))",
          "-0", "-0.0", "9007199254740993", "9007199254740.993",
        ])
      case 3: return "\(1900 + dice.below(200))-\(two(12, from: 1))-\(two(28, from: 1))"
      case 4:
        return "2024-\(two(12, from: 1))-\(two(28, from: 1))"
          + dice.pick([
            "", "T10:30", " 9:05", " 23:59:59", "T00:00:00.123Z", " 10:00:00 UTC", " 10:00+02:00",
          ])
      case 5: return "name \(number)"
      case 6: return String(repeating: "long text \(number) ", count: 1 + dice.below(6))
      case 7:
        return dice.pick([
          "a,b", "say \"hi\" \(number)", "two\nlines", "\"", "\"\"", "x\r\ny", "x\ry\r",
          "é\(number)",
          "日本語\(number)",
        ])
      default:
        return dice.pick(["007", "x", "A\(number)", "2024-02-30", "1.2.3", "tru", "5.", " 5"])
      }
    }
  }

  static func fast(
    _ bytes: [UInt8], _ options: CSVOptions, chunk: Int, threads: Int, plain: Bool = false
  ) throws -> LoadedTable {
    var settings = FastReader.Settings()
    settings.chunkSize = chunk
    settings.threads = threads
    if plain { settings.loops = cscan_plain() }
    let hasMark = bytes.starts(with: [0xef, 0xbb, 0xbf])
    return try FastReader(
      source: ByteSource(bytes, name: "x"), start: hasMark ? 3 : 0, encoding: .utf8, notes: [],
      file: "x.csv", name: "x", options: options, settings: settings
    ).read()
  }

  static func simple(_ bytes: [UInt8], _ options: CSVOptions) throws -> LoadedTable {
    try SimpleReader(
      text: TextDecoding.decode(bytes, forced: options.encoding), file: "x.csv", name: "x",
      options: options
    ).read()
  }

  static func expectSame(_ fast: LoadedTable, _ simple: LoadedTable, _ comment: Comment) {
    #expect(fast.report == simple.report, comment)
    #expect(fast.table.names == simple.table.names, comment)
    #expect(fast.table.rowCount == simple.table.rowCount, comment)
    for (name, (left, right)) in zip(
      fast.table.names, zip(fast.table.columns, simple.table.columns))
    {
      #expect(left.difference(from: right) == nil, "\(name), \(comment)")
    }
  }

  @Test("gives exactly what the simple reader gives", arguments: 0..<250)
  func differential(seed: Int) throws {
    let file = RandomFile(seed)
    guard let simple = try? Self.simple(file.bytes, file.options) else { return }
    var read = 0
    for (chunk, threads, plain) in [
      (64, 1, false), (96, 2, false), (200, 2, true), (1000, 2, false), (524_288, 2, false),
      (77, 1, true),
    ] {
      do {
        let fast = try Self.fast(
          file.bytes, file.options, chunk: chunk, threads: threads, plain: plain)
        Self.expectSame(
          fast, simple, "seed \(seed), chunks of \(chunk), \(threads) threads, plain \(plain)")
        read += 1
      } catch is Unusual {
      }
    }
    #expect(read == 0 || read == 6)
  }

  @Test("an unusual file is read as the simple reader reads it", arguments: 0..<300)
  func unusual(seed: Int) throws {
    var dice = Dice(seed)
    let alphabets = ["ab1,,\n\n\"", "1,\n\r", "a,\n\"\"\"\r;", "1,2\n-.é", "\0,a\n", "1,\n\n\n2"]
    let alphabet = Array(dice.pick(alphabets).utf8)
    var bytes = (0..<dice.below(300)).map { _ in dice.pick(alphabet) }
    if dice.chance(50) { bytes = Array("a,b\n".utf8) + bytes }
    if dice.chance(20), !bytes.isEmpty { bytes[dice.below(bytes.count)] = 0xe9 }
    if dice.chance(10) { bytes = [0xef, 0xbb, 0xbf] + bytes }
    if dice.chance(10) { bytes = bytes.flatMap { [$0, 0] } }
    var options = CSVOptions(hasHeader: dice.chance(80))
    if dice.chance(70) { options.delimiter = 0x2c }
    if dice.chance(20) { options.encoding = dice.pick(TextEncoding.allCases) }
    if dice.chance(20) { options.missingMarks = ["1", "a"] }
    let simple = Result { try Self.simple(bytes, options) }
    for (chunk, plain) in [(16, false), (64, true), (100, false)] {
      var settings = FastReader.Settings()
      (settings.chunkSize, settings.threads) = (chunk, 2)
      if plain { settings.loops = cscan_plain() }
      let found = Result {
        try CSV.read(
          ByteSource(bytes, name: "x.csv"), file: "x.csv", name: "x", options: options,
          settings: settings)
      }
      switch (found, simple) {
      case (.success(let found), .success(let simple)):
        Self.expectSame(found, simple, "seed \(seed), chunks of \(chunk)")
      case (.failure(let found), .failure(let simple)):
        #expect(found as? Problem == simple as? Problem)
      default: Issue.record("seed \(seed): only one of the readers fails")
      }
    }
  }

  @Test("texts of many distinct values are coded by the same rule, whatever was guessed on the way")
  func manyDistinct() throws {
    let rows = 70_000
    var text = "unique,late,first,over,under,mark\n"
    for row in 0..<rows {
      let late = row == rows - 1 ? "n/a" : "\(row)"
      let first = row < 20_000 ? "first \(row)" : "first \(row * 7919 % 20_000)"
      text += "a text that is unique \(row),\(late),\(first),o\(row % 35_001),u\(row % 35_000),"
      text += row % 3 == 0 ? "-\n" : "m\(row)\n"
    }
    let options = CSVOptions(delimiter: 0x2c, missingMarks: ["-"])
    let bytes = Array(text.utf8)
    let simple = try Self.simple(bytes, options)
    let isCoded = simple.table.columns.map { if case .coded = $0.storage { true } else { false } }
    #expect(isCoded == [false, false, true, false, true, false])
    #expect(
      simple.report.columns[1].decidedBy
        == Deciding(line: rows + 1, seen: .integer, became: .text))
    for (chunk, threads) in [(5000, 2), (100_000, 1), (1 << 19, 2)] {
      let fast = try Self.fast(bytes, options, chunk: chunk, threads: threads)
      Self.expectSame(fast, simple, "chunks of \(chunk)")
    }
  }

  @Test("a row that spans many chunks is read whole")
  func longRows() throws {
    var dice = Dice(5)
    var text = "a,b\n"
    for row in 0..<30 {
      let long = String(
        repeating: dice.pick(["x", ",", "\n", "\"\"", "é"]), count: dice.below(9000))
      text += "\"\(long)\",\(row)\n"
    }
    let bytes = Array(text.utf8)
    let simple = try Self.simple(bytes, CSVOptions())
    for chunk in [64, 500, 5000] {
      Self.expectSame(
        try Self.fast(bytes, CSVOptions(), chunk: chunk, threads: 2), simple, "chunks of \(chunk)")
    }
  }

  @Test("a large file is read by path, by bytes and as a pipe alike")
  func largeFile() throws {
    var text = "id,amount,day,name\n"
    var row = 0
    while text.utf8.count < 1_100_000 {
      text += "A\(row),\(row % 1000).25,2024-01-\(10 + row % 20),\"Acme, \(row % 50)\"\n"
      row += 1
    }
    let path = "/tmp/reticle-large-\(getpid()).csv"
    try AtomicFile.write(text.utf8, to: path)
    defer { unlink(path) }
    let loaded = try CSV.read(path)
    #expect(loaded.report.rows == row)
    #expect(loaded.types == [.text, .number, .date, .text])
    let fromBytes = try CSV.read(bytes: Array(text.utf8), file: path)
    Self.expectSame(fromBytes, loaded, "bytes")
    Self.expectSame(
      try SimpleReader(
        text: TextDecoding.decode(Array(text.utf8), forced: nil), file: path, name: "x",
        options: CSVOptions()
      ).read(), loaded, "simple")
    let pipe = path + ".pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    defer { unlink(pipe) }
    DispatchQueue.global().async { [text] in
      let descriptor = open(pipe, O_WRONLY)
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if written <= 0 { break }
        rest = rest.dropFirst(written)
      }
      close(descriptor)
    }
    #expect(try CSV.read(pipe).table.cells == loaded.table.cells)
    // Windows-1252 and UTF-16 come the same way.
    let latin = try CSV.read(
      bytes: Array(text.utf8) + [0x5a, 0xeb, 0x2c, 0x31, 0x2c, 0x2c], file: "x")
    #expect(latin.report.encoding == .windows1252)
    #expect(latin.table.columns[0].text(row) == "Zë")
    let units = text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xff), UInt8(unit >> 8)] }
    let wide: [UInt8] = [0xff, 0xfe] + units
    #expect(try CSV.read(bytes: wide, file: "x").table.rowCount == row)
  }

  @Test("a file that changes while it is read is a problem")
  func changed() throws {
    let path = "/tmp/reticle-changed-\(getpid()).csv"
    try AtomicFile.write(Array("a,b\n1,2\n".utf8), to: path)
    defer { unlink(path) }
    let source = try #require(ByteSource(path: path, atLeast: 1))
    #expect(try source.bytes(0..<8) == Array("a,b\n1,2\n".utf8))
    try source.checkUnchanged()
    truncate(path, 5)
    #expect(throws: Problem.self) { try source.bytes(0..<8) }
    #expect(throws: Problem.self) { try source.checkUnchanged() }
    #expect(ByteSource(path: path, atLeast: 6) == nil)
    #expect(ByteSource(path: "/tmp", atLeast: 0) == nil)
  }

  @Test("most random files are not unusual")
  func usual() throws {
    var read = 0
    for seed in 0..<250 {
      let file = RandomFile(seed)
      if (try? Self.fast(file.bytes, file.options, chunk: 200, threads: 1)) != nil { read += 1 }
    }
    #expect(read > 200)
  }
}

extension Column {
  /// What differs from another column, in any detail of the storage, or nil.
  func difference(from other: Column) -> String? {
    if type != other.type { return "type \(type), not \(other.type)" }
    if count != other.count { return "count" }
    if (validity == nil) != (other.validity == nil) { return "validity" }
    for row in 0..<count where isMissing(row) != other.isMissing(row) { return "missing \(row)" }
    func compare<Element: Equatable>(_ left: Buffer<Element>, _ right: Buffer<Element>) -> String? {
      for row in 0..<count where left[row] != right[row] {
        return "row \(row): \(left[row]), not \(right[row])"
      }
      return nil
    }
    switch (storage, other.storage) {
    case (.boolean(let left), .boolean(let right)): return compare(left, right)
    case (.integer(let left), .integer(let right)): return compare(left, right)
    case (.timestamp(let left), .timestamp(let right)): return compare(left, right)
    case (.date(let left), .date(let right)): return compare(left, right)
    case (.number(let left), .number(let right)):
      for row in 0..<count where left[row].bitPattern != right[row].bitPattern {
        return "row \(row): \(left[row]), not \(right[row])"
      }
      return nil
    case (.coded(let left, let leftEntries), .coded(let right, let rightEntries)):
      if leftEntries.entries.map(\.string) != rightEntries.entries.map(\.string) {
        return "dictionary of \(leftEntries.count), not \(rightEntries.count)"
      }
      return compare(left, right)
    case (.text(let left, _), .text(let right, _)):
      for row in 0..<count where !left[row].equals(right[row]) { return "text \(row)" }
      return nil
    default: return "storage"
    }
  }
}
