import Columns

/// Rows divided into cohorts, and the way from figures of each to a table.
struct CohortDivision {
  let keys: [(name: String, column: Column)]
  let grouping: Grouping
  /// All rows as one cohort.
  let whole: Grouping

  init(_ rows: Table, _ keys: [(name: String, column: Column)]) throws {
    self.keys = keys
    grouping = try rows.grouping(by: keys.map(\.column))
    whole = try rows.grouping(by: [] as [Column])
  }

  /// One row a cohort: its keys, then the figures that `build` works out for a division of the
  /// rows. The same figures of all rows are the total.
  ///
  /// - Parameter order: What to order by; the keys ascending break ties.
  func table(
    _ name: String, level: Double, order: [SortKey], notes: [String] = [],
    _ build: (Grouping, inout FigureBuilder) throws -> Void
  ) throws -> FigureTable {
    try statistics(for: name) {
      var parts = FigureBuilder(level: level)
      try build(grouping, &parts)
      var all = FigureBuilder(level: level)
      try build(whole, &all)
      let keyed = zip(keys, grouping.keyColumns()).map { (name: $0.name, column: $1) }
      let table = try Table(name: name, keyed + parts.columns, rowCount: grouping.groupCount)
      return FigureTable(
        table: try table.sorted(by: order + keys.map { SortKey(column: $0.name) }),
        total: try Table(name: "total", all.columns, rowCount: 1),
        definitions: parts.definitions, notes: notes, order: order)
    }
  }
}
