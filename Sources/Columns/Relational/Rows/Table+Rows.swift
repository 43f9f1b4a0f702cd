import Basics

extension Table {
  /// The rows whose bit is set, in order. - Precondition: one bit a row.
  public func filter(_ mask: Bitmap) -> Table {
    precondition(mask.count == rowCount, "a mask of another length")
    let rows = mask.rows()
    return rows.count == rowCount ? self : choosing(.rows(rows))
  }

  /// The rows at `rows`, in that order; a row may be named more than once.
  ///
  /// - Precondition: every row is in `0..<rowCount`.
  public func take(_ rows: Buffer<UInt32>) -> Table {
    precondition(rows.allBelow(rowCount), "a row past the end of the table")
    return choosing(.rows(rows))
  }

  /// The rows of `range`; what lies past the end is left out.
  public func slice(_ range: Range<Int>) -> Table {
    let range = range.clamped(to: 0..<rowCount)
    if range.count == rowCount { return self }
    let rows = Buffer<UInt32>(count: range.count)
    for row in range { rows.base[row - range.lowerBound] = UInt32(truncatingIfNeeded: row) }
    return choosing(.rows(rows))
  }

  /// The first `count` rows, or all if there are fewer.
  public func head(_ count: Int) -> Table { slice(0..<max(0, min(count, rowCount))) }

  /// Other rows of the same columns. - Precondition: every row exists.
  func choosing(_ choice: RowChoice) -> Table {
    // Names stay unique, and every column gets the same length.
    try! Table(
      name: name, names, TableColumn.choosing(choice, from: parts), rowCount: choice.count,
      related: related)
  }
}
