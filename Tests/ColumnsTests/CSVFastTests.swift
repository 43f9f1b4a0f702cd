import Basics
import CScan
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
          "a,b", "say \"hi\" \(number)", "two\nlines", "\"", "\"\"", "x\r\ny", "é\(number)",
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
