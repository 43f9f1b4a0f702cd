import Columns

/// A condition of one row, for tests: nil is "a missing value was read".
struct Condition: RowTest {
  var text: String
  var columnNames: [String]?
  var holds: (Table, Int) -> Bool?

  init(_ text: String, columns: [String]? = nil, _ holds: @escaping (Table, Int) -> Bool?) {
    self.text = text
    columnNames = columns
    self.holds = holds
  }

  /// Whether a number column is at least `least`.
  static func atLeast(_ column: String, _ least: Double) -> Condition {
    Condition("\(column) >= \(least)", columns: [column]) { table, row in
      table[column]?.double(row).map { $0 >= least }
    }
  }

  static func equals(_ column: String, _ text: String) -> Condition {
    Condition("\(column) == '\(text)'", columns: [column]) { table, row in
      table[column]?.text(row).map { $0 == text }
    }
  }

  /// The answer is what a column of 0, 1 and missing says.
  static func flag(_ column: String) -> Condition {
    Condition(column, columns: [column]) { table, row in
      table[column]?.double(row).map { $0 != 0 }
    }
  }

  func evaluate(on table: Table) throws -> RowTestResult {
    for name in columnNames ?? [] { _ = try table.column(name) }
    return RowTestResult(
      passed: Bitmap(count: table.rowCount) { holds(table, $0) == true },
      unknown: Bitmap(count: table.rowCount) { holds(table, $0) == nil })
  }
}

/// A value of each row, for tests.
struct Computed: RowValue {
  var text: String
  var make: (Table) throws -> Column

  init(_ text: String, _ make: @escaping (Table) throws -> Column) {
    self.text = text
    self.make = make
  }

  func column(on table: Table) throws -> Column { try make(table) }
}

/// A small generator with a seed, so that a failing case comes back.
struct Dice: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }
}

extension Table {
  func texts(_ name: String) -> [String?] { (0..<rowCount).map { self[name]?.text($0) } }
  func numbers(_ name: String) -> [Double?] { (0..<rowCount).map { self[name]?.double($0) } }
  func number(_ name: String, _ row: Int = 0) -> Double? { self[name]?.double(row) }
}
