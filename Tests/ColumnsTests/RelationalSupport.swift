import Testing

@testable import Columns

/// Numbers that look random and are the same in every run (SplitMix64).
struct Draws {
  private var state: UInt64
  init(_ seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
  mutating func isBelow(_ share: Double) -> Bool { Double(next() >> 11) * 0x1p-53 < share }
}

/// How the cells of a made-up column are spread.
enum Spread: CaseIterable, Sendable {
  /// Few values: codes, small ranges.
  case few
  /// Many values, some of them twice.
  case many
  /// Values at the edges of the type.
  case edges
}

/// Sizes at which words, pieces and tables begin and end.
let sizes = [0, 1, 2, 63, 64, 65, 130, 1000]

extension Column {
  static func made(
    _ type: ColumnType, _ count: Int, _ spread: Spread, missing: Double, seed: Int
  ) -> Column {
    var dice = Draws(seed &* 31 &+ count)
    let builder = ColumnBuilder(type: type)
    for _ in 0..<count {
      builder.append(dice.isBelow(missing) ? .missing : Value.made(type, spread, count, &dice))
    }
    let column = builder.finish()
    // Texts of many values as views, which the builder only makes of very many.
    if type == .text, spread != .few, let views = column.textViews() {
      return Column(type: .text, storage: .text(views, column.arenas), validity: column.validity)
    }
    return column
  }

  var values: [Value] { (0..<count).map { self[$0] } }
}

extension Value {
  static func made(_ type: ColumnType, _ spread: Spread, _ count: Int, _ dice: inout Draws) -> Value
  {
    let index = dice.below(spread == .few ? 5 : max(1, count))
    switch type {
    case .boolean: return .boolean(index & 1 == 0)
    case .integer:
      switch spread {
      case .few: return .integer(Int64(index) - 2)
      case .many: return .integer(Int64(index) * 1_000_003 - 7)
      case .edges:
        return .integer([.min, .max, 0, -1, 1 << 53, 1 << 53 + 1, .max - 1][dice.below(7)])
      }
    case .number:
      switch spread {
      case .few: return .number(Double(index) / 2)
      case .many: return .number(Double(index) * 1.1 - 20)
      case .edges:
        return .number(
          [.nan, -.nan, 0, -0.0, .infinity, -.infinity, 1e308, -1e308, 0x1p-1074, 0x1p53, 3][
            dice.below(11)])
      }
    case .date: return .date(spread == .edges ? [.min, .max, 0][dice.below(3)] : Int32(index * 3))
    case .timestamp:
      return .timestamp(
        spread == .edges ? [.min, .max, 0, -1][dice.below(4)] : Int64(index) * 1_234_567_891)
    case .text:
      switch spread {
      case .few: return .text(["", "a", "ab", "Zürich", "a longer name of 25 bytes"][index])
      case .many: return .text("customer-number-\(index / 2).example")
      case .edges:
        return .text(
          [
            "", "\0", "\0\0", "aaaaaaa", "aaaaaaa\0", "aaaaaaaa", "aaaaaaaaaaaaaa",
            "aaaaaaaaaaaaab", "aaaaaaaaaaaa", "é",
          ][dice.below(10)])
      }
    case .set: return .text(["sap;aws", "aws", "", "hubspot; aws", "a;b;c"][index % 5])
    }
  }

  /// Equal for cells that are the same key.
  var key: String {
    switch self {
    case .number(let number):
      if number.isNaN { return "number nan" }
      if let whole = Int64(exactly: number) { return "integer \(whole)" }
      return "number \(number)"
    case .integer(let integer): return "integer \(integer)"
    default: return "\(self)"
    }
  }

  /// The same value, to the bit where it is a number; all NaN are one.
  func isSame(as other: Value) -> Bool {
    if case .number(let a) = self, case .number(let b) = other {
      return a.bitPattern == b.bitPattern || a.isNaN && b.isNaN
    }
    return self == other
  }

  /// The order of sorting, without missing ones.
  func precedes(_ other: Value) -> Bool {
    switch (self, other) {
    case (.boolean(let a), .boolean(let b)): !a && b
    case (.integer(let a), .integer(let b)): a < b
    case (.number(let a), .number(let b)): a < b || b.isNaN && !a.isNaN
    case (.date(let a), .date(let b)): a < b
    case (.timestamp(let a), .timestamp(let b)): a < b
    case (.text(let a), .text(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
    default: false
    }
  }
}

func expectSame(
  _ column: Column, _ expected: [Value], _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let values = column.values
  guard values.count == expected.count else {
    Issue.record("\(values.count) cells, not \(expected.count)", sourceLocation: sourceLocation)
    return
  }
  for row in values.indices where !values[row].isSame(as: expected[row]) {
    Issue.record(
      "row \(row): \(values[row]), not \(expected[row]); \(comment.map { "\($0)" } ?? "")",
      sourceLocation: sourceLocation)
    return
  }
}

extension Table {
  /// All rows as values.
  var rows: [[Value]] { (0..<rowCount).map { row in columns.map { $0[row] } } }
}
