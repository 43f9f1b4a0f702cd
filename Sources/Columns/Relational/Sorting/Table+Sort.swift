import Basics

/// One column to sort by.
public struct SortKey: Sendable, Equatable {
  public var column: String
  public var descending: Bool

  public init(column: String, descending: Bool = false) {
    self.column = column
    self.descending = descending
  }
}

extension Table {
  /// The rows in the order of the keys, the first of which weighs most.
  ///
  /// Rows that are equal in all keys keep their order. Missing cells come last, ascending or
  /// descending; NaN comes after all other numbers (descending: before them). Texts go by their
  /// bytes, false before true.
  ///
  /// - Throws: when a column is unknown, or there are more rows than 32 bits can number.
  /// - Complexity: O(*n*) for each 11 bits that the keys need; texts that are not
  ///   dictionary-coded O(*n* log *n*) comparisons of 7 bytes.
  public func sorted(by keys: [SortKey]) throws -> Table {
    let columns = try keys.map { (try column($0.column), $0.descending) }
    guard rowCount < Int(UInt32.max) else { throw TooManyRows.problem("sorting", rowCount) }
    guard let order = try SortOrder.rows(columns, count: rowCount) else { return self }
    return choosing(.rows(order))
  }
}
