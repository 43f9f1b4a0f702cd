extension Grouping {
  /// The smallest or largest chosen cell of each group, as cells of the column's own type. Of
  /// equal cells (0 and -0) it is the first.
  func extreme(_ column: Column, _ chosen: Chosen, largest: Bool) -> Column {
    let rows =
      switch column.storage {
      case .boolean(let cells): extremeRows(cells, chosen, largest) { $0 < $1 }
      case .integer(let cells), .timestamp(let cells):
        extremeRows(cells, chosen, largest) { $0 < $1 }
      case .date(let cells): extremeRows(cells, chosen, largest) { $0 < $1 }
      case .number(let cells):
        extremeRows(cells, chosen, largest) { $0 < $1 || ($1.isNaN && !$0.isNaN) }
      // A code is the rank of its text.
      case .coded(let codes, _): extremeRows(codes, chosen, largest) { $0 < $1 }
      case .text(let views, _): extremeRows(views, chosen, largest) { $0.precedes($1) }
      }
    return column.take(optional: rows)
  }

  /// The row of the extreme cell of each group, or -1.
  @inline(__always)
  private func extremeRows<Cell: BitwiseCopyable & Sendable>(
    _ cells: Buffer<Cell>, _ chosen: Chosen, _ largest: Bool,
    _ precedes: @Sendable (Cell, Cell) -> Bool
  ) -> Buffer<Int32> {
    let rows = accumulate(
      cells, chosen, from: UInt32.max,
      update: { best, cell, row in
        if best == .max {
          best = UInt32(truncatingIfNeeded: row)
        } else {
          let other = cells.base[Int(best)]
          if largest ? precedes(other, cell) : precedes(cell, other) {
            best = UInt32(truncatingIfNeeded: row)
          }
        }
      },
      merge: { best, later in
        if later == .max { return }
        if best == .max {
          best = later
        } else {
          let (other, cell) = (cells.base[Int(best)], cells.base[Int(later)])
          if largest ? precedes(other, cell) : precedes(cell, other) { best = later }
        }
      })
    return rows.reinterpreted(as: Int32.self)
  }
}
