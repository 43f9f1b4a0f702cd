/// What a condition said about each row of a table.
public struct RowTestResult: Sendable {
  /// Rows for which the condition holds.
  public let passed: Bitmap
  /// Rows for which it does not hold and a missing value was read on the way: the condition is
  /// unknown there, not failed.
  public let unknown: Bitmap

  public init(passed: Bitmap, unknown: Bitmap) {
    self.passed = passed
    self.unknown = unknown
  }
}

/// A condition on a row, whoever evaluates it: a script's function, a string expression, or Swift.
///
/// Layers above that know nothing of scripts (profiles, audiences) take conditions in this form.
public protocol RowTest {
  /// How the condition reads: its source text, or where it is defined.
  var text: String { get }
  /// The columns it names, if that can be told without evaluating it.
  var columnNames: [String]? { get }
  func evaluate(on table: Table) throws -> RowTestResult
  /// Several conditions over one table, in one pass if the evaluator can. `self` is one of them.
  func evaluate(together tests: [any RowTest], on table: Table) throws -> [RowTestResult]
}

extension RowTest {
  public var columnNames: [String]? { nil }

  public func evaluate(together tests: [any RowTest], on table: Table) throws -> [RowTestResult] {
    try tests.map { try $0.evaluate(on: table) }
  }
}

/// A value worked out for each row: a key to group by, a new column.
public protocol RowValue {
  var text: String { get }
  func column(on table: Table) throws -> Column
}
