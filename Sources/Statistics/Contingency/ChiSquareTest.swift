/// Pearson's chi-square test of independence in a table of counts.
public struct ChiSquareTest: Sendable, Equatable {
  /// The statistic, corrected when asked for and df is 1.
  public var chi2: Double?
  public var df: Int?
  public var p: Double?
  /// Cramér's V, sqrt(chi2 / (n (min(rows, columns) - 1))), always from the uncorrected statistic:
  /// 0 is no association, 1 a complete one.
  public var cramersV: Double?
  /// The smallest expected count. Below 5 the p-value is rough; for 2 x 2 use ``FisherExact``.
  public var minExpected: Double?

  /// Tests the table after removing its empty rows and columns. With fewer than 2 x 2 left there is
  /// nothing to test, and all results are nil.
  ///
  /// - Parameters:
  ///   - table: Rows of counts, or of sums of weights; all rows equally long.
  ///   - yates: Continuity correction, at df = 1 only; it takes min(0.5, |O - E|) off each distance,
  ///     so that it never overshoots.
  /// - Throws: ``StatError`` for a negative cell or rows of different length.
  public init(table: [[Double]], yates: Bool = false) throws {
    let width = table.first?.count ?? 0
    for (index, row) in table.enumerated() {
      guard row.count == width else {
        throw StatError("table[\(index + 1)]", "has another length than the first row")
      }
      for (column, cell) in row.enumerated() where !(cell >= 0 && cell.isFinite) {
        throw StatError(
          "table[\(index + 1)][\(column + 1)]", "is not a finite number of at least 0")
      }
    }
    let rowSums = table.map { CompensatedSum.of($0) }
    let columnSums = (0..<width).map { column in CompensatedSum.of(table.map { $0[column] }) }
    let rows = rowSums.indices.filter { rowSums[$0] > 0 }
    let columns = columnSums.indices.filter { columnSums[$0] > 0 }
    guard rows.count >= 2, columns.count >= 2 else { return }
    let total = CompensatedSum.of(rowSums)
    let degrees = (rows.count - 1) * (columns.count - 1)
    let correct = yates && degrees == 1

    var plain = CompensatedSum()
    var corrected = CompensatedSum()
    var least = Double.infinity
    for row in rows {
      for column in columns {
        let expected = rowSums[row] * (columnSums[column] / total)
        least = min(least, expected)
        let distance = (table[row][column] - expected).magnitude
        plain.add(distance * distance / expected)
        let reduced = distance - (correct ? min(0.5, distance) : 0)
        corrected.add(reduced * reduced / expected)
      }
    }
    let smaller = Double(min(rows.count, columns.count) - 1)
    chi2 = corrected.value
    df = degrees
    p = ChiSquared.upper(corrected.value, df: Double(degrees))
    cramersV = min(1, (plain.value / (total * smaller)).squareRoot())
    minExpected = least
  }

  /// The test of win rates between groups: one row of the table for each group.
  public init(groups: [GroupCount], yates: Bool = false) throws {
    for (index, group) in groups.enumerated() {
      try Require.wins(
        group.wins, of: group.n, "groups[\(index + 1)].wins", "groups[\(index + 1)].n")
    }
    try self.init(
      table: groups.map { [Double($0.wins), Double($0.n - $0.wins)] }, yates: yates)
  }
}

/// The won of the rows of one group.
public struct GroupCount: Sendable, Hashable {
  public var wins: Int
  public var n: Int

  public init(wins: Int, n: Int) {
    self.wins = wins
    self.n = n
  }
}
