import Basics
import Columns

/// What a column of a fuzzing table holds.
public enum FuzzKind: CaseIterable, Sendable {
  case integer, number, boolean, code, text, set, date, timestamp
}

/// A table for fuzzing, and what its columns are.
public struct FuzzTable {
  public let table: Table
  public let columns: [(name: String, kind: FuzzKind)]
}

/// Tables of every shape that has ever mattered: sizes around words and batches, values at the
/// edges of their types, dictionaries of few, none and many entries, missing values or not.
public enum FuzzTables {
  static let integers: [Int64] = [
    0, 1, -1, 2, 3, 5, 10, 100, -100, 1000, 127, 128, -128, -129, 255, 256, 32_767, 65_536,
    1 << 31, 1 << 53, (1 << 53) + 1, -(1 << 53) - 1, .max, .min, .max - 1, .min + 1,
  ]
  static let numbers: [Double] = [
    0, -0.0, 1, -1, 0.5, -0.5, 2, 2.5, 3, 10, 1e8, 1e9, 0x1p53, 0x1p53 + 2, 0x1p63, -0x1p63,
    0x1p64, 1e300, -1e300, Double.leastNonzeroMagnitude, .infinity, -.infinity, .nan, 99.99, 1e15, 123_456_789.125,
  ]
  static let texts: [[UInt8]] = [
    "", "a", "A", "sap", "SAP", "Software", "Retail", "sap;oracle", "aws; sap ;x", ";", " ", "10",
    "0x10", "1e2", "3.5", " 7 ", "abc", "abd", "ab", "a text of more than twelve bytes",
    "A TEXT OF MORE THAN TWELVE BYTES", "a text of more than twelve bytex", "Zürich", "%d+", "a.b",
    "hello world", "lower", "nil", "inf", "-0.0", "-0", "9223372036854775808",
  ].map { Array($0.utf8) } + [[0xff, 0xfe, 0x41], [0x61, 0, 0x62], [0], [0x61, 0], [0xc3, 0x28]]

  /// Rows of the tables, in the order they are used.
  static let sizes = [0, 1, 2, 63, 64, 65, 127, 200, 333, 500, 777]

  public static func make(_ random: inout FuzzRandom, rows: Int? = nil) throws -> FuzzTable {
    let count = rows ?? random.pick(sizes)
    var columns: [(name: String, column: Column, kind: FuzzKind)] = []
    for kind in FuzzKind.allCases {
      for version in 0..<2 {
        let name = "\(prefix(kind))\(version)"
        // The first of each kind has missing values more often than not.
        let missing = version == 0 ? random.pick([0, 10, 30, 30, 100]) : random.pick([0, 0, 0, 20])
        columns.append((name, try column(kind, count, missing, &random), kind))
      }
    }
    return FuzzTable(
      table: try Table(name: "fuzz", columns.map { ($0.name, $0.column) }, rowCount: count),
      columns: columns.map { ($0.name, $0.kind) })
  }

  private static func prefix(_ kind: FuzzKind) -> String {
    switch kind {
    case .integer: "i"
    case .number: "n"
    case .boolean: "b"
    case .code: "c"
    case .text: "t"
    case .set: "s"
    case .date: "d"
    case .timestamp: "m"
    }
  }

  private static func column(
    _ kind: FuzzKind, _ count: Int, _ missing: Int, _ random: inout FuzzRandom
  ) throws -> Column {
    if kind == .text { return views(count, missing, &random) }
    let builder = ColumnBuilder(type: type(kind), capacity: count)
    let narrow = random.chance(50)
    let pool = random.pick([1, 3, 5, texts.count])
    let many = random.chance(10)
    for row in 0..<count {
      if random.chance(missing) {
        builder.appendMissing()
        continue
      }
      switch kind {
      case .integer: builder.append(narrow ? Int64(random.below(12) - 4) : random.pick(integers))
      case .number:
        builder.append(narrow ? Double(random.below(40)) / 4 - 3 : random.pick(numbers))
      case .boolean: builder.append(random.chance(50))
      case .code where many:
        // Hundreds of entries: codes beyond a byte.
        builder.append("entry \(row % 300)")
      case .code, .set, .text:
        texts[random.below(pool)].withUnsafeBufferPointer { builder.append(bytes: $0) }
      case .date: builder.append(days: Int32(random.pick([0, 1, -1, 18_000, 20_000, 19_782, -800_000])))
      case .timestamp:
        builder.append(
          micros: random.pick([
            0, -1, 1, 86_400_000_000, 1_700_000_123_456_789, -62_135_596_800_000_000,
            20_000 * 86_400_000_000,
          ]))
      }
    }
    return builder.finish()
  }

  private static func type(_ kind: FuzzKind) -> ColumnType {
    switch kind {
    case .integer: .integer
    case .number: .number
    case .boolean: .boolean
    case .code, .text: .text
    case .set: .set
    case .date: .date
    case .timestamp: .timestamp
    }
  }

  /// Text as it is stored when there are many different ones.
  private static func views(_ count: Int, _ missing: Int, _ random: inout FuzzRandom) -> Column {
    let arena = TextArena()
    let views = Buffer<TextView>(count: count, zeroed: true)
    var present = [Bool](repeating: true, count: count)
    for row in 0..<count {
      present[row] = !random.chance(missing)
      if present[row] {
        views[row] = random.pick(texts).withUnsafeBufferPointer { arena.view($0) }
      }
    }
    return Column(type: .text, storage: .text(views, [arena]), validity: Bitmap(present))
  }
}
