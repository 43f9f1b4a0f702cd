import Basics

extension Table {
  /// The rows whose bit is set, in order. - Precondition: one bit a row.
  public func filter(_ mask: Bitmap) -> Table {
    precondition(mask.count == rowCount, "a mask of another length")
    let rows = mask.rows()
    return rows.count == rowCount ? self : replacing(rowCount: rows.count) { $0.unchecked(rows) }
  }

  /// The rows at `rows`, in that order; a row may be named more than once.
  ///
  /// - Precondition: every row is in `0..<rowCount`.
  public func take(_ rows: Buffer<UInt32>) -> Table {
    precondition(rows.allBelow(rowCount), "a row past the end of the table")
    return replacing(rowCount: rows.count) { $0.unchecked(rows) }
  }

  /// The rows of `range`; what lies past the end is left out.
  public func slice(_ range: Range<Int>) -> Table {
    let range = range.clamped(to: 0..<rowCount)
    return range.count == rowCount ? self : replacing(rowCount: range.count) { $0.slice(range) }
  }

  /// The first `count` rows, or all if there are fewer.
  public func head(_ count: Int) -> Table { slice(0..<max(0, min(count, rowCount))) }

  /// The same names over changed columns of `rowCount` rows each.
  private func replacing(rowCount: Int, _ change: (Column) -> Column) -> Table {
    // Names stay unique, and every column gets the same length.
    try! Table(
      name: name, zip(names, columns).map { ($0, change($1)) }, rowCount: rowCount)
  }
}
