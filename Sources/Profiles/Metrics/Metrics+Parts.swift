import Basics
import Columns

extension Metrics {
  /// How many cohorts the rows of a table may be divided into, each worked out by itself.
  static let partLimit = 2000

  /// Figures of parts of a table's rows, by keys that are no traits of accounts: the plan of a
  /// subscription, the product of an order line, the priority of a ticket.
  ///
  /// Keys that all accounts have are left to `figures`, which divides accounts by them. Otherwise
  /// the rows are divided, and the figures of each part are those that `figures` gives for the
  /// rows of that part alone.
  ///
  /// - Parameters:
  ///   - rows: What is divided; joined with their accounts, so that keys of both kinds go together.
  ///   - figures: The metric, of some of the rows and by some keys. Without keys its total (or its
  ///     table, where it has none) is what stands for the rows.
  /// - Throws: a ``Problem`` for a key that neither has, and for more than 2,000 parts.
  /// - Complexity: that of the metric for each part.
  public static func parts(
    of rows: Table, accounts: Table?, by keys: [CohortKey],
    _ figures: (Table, [CohortKey]) throws -> FigureTable
  ) throws -> FigureTable {
    if keys.isEmpty { return try figures(rows, []) }
    if let accounts, keys.allSatisfy({ $0.isTrait(of: accounts) }) {
      return try figures(rows, keys)
    }
    return try divided(rows, accounts, by: keys, figures)
  }

  /// The same for metrics that do not divide accounts themselves: rows are always divided.
  static func divided(
    _ rows: Table, _ accounts: Table?, by keys: [CohortKey],
    _ figures: (Table, [CohortKey]) throws -> FigureTable
  ) throws -> FigureTable {
    let whole = try figures(rows, [])
    let keyed = try AccountedRows(rows, accounts: accounts).columns(keys)
    let grouping = try rows.grouping(by: keyed.map(\.column))
    guard grouping.groupCount <= partLimit else {
      throw Problem(
        .script,
        "\(rows.name) by \(keys.map(\.name).joined(separator: ", ")): "
          + "\(Wording.grouped(grouping.groupCount)) cohorts are too many",
        hints: ["at most \(Wording.grouped(partLimit)); group by bands or quarters"])
    }
    var members = [[UInt32]](repeating: [], count: grouping.groupCount)
    for row in 0..<rows.rowCount {
      members[Int(grouping.groupOf.base[row])].append(UInt32(truncatingIfNeeded: row))
    }
    var parts: [Table] = []
    var groups: [UInt32] = []
    for (group, own) in members.enumerated() {
      try Interruption.check()
      let made = try figures(rows.take(Buffer(own)), [])
      let part = made.total ?? made.table
      parts.append(part)
      groups += [UInt32](repeating: UInt32(truncatingIfNeeded: group), count: part.rowCount)
    }
    let shape = whole.total ?? whole.table
    let own = try shape.names.map { name in
      parts.isEmpty
        ? (name, try shape.column(name).take(Buffer<UInt32>([])))
        : (name, try Column.concatenate(parts.map { try $0.column(name) }))
    }
    let keyColumns = zip(keyed, grouping.keyColumns()).map {
      (name: $0.name, column: $1.take(Buffer(groups)))
    }
    let clash = keyColumns.first { key in own.contains { $0.0 == key.name } }
    if let clash {
      throw Problem(
        .script, "\(whole.table.name): \"\(clash.name)\" is a figure and cannot be a key too",
        hints: ["give the key another name: by = { the_\(clash.name) = \"\(clash.name)\" }"])
    }
    let table = try Table(name: whole.table.name, keyColumns + own, rowCount: groups.count)
    // Rows of one part keep their order: ages of a triangle, months of a curve.
    let order = whole.total == nil ? [] : whole.order
    return FigureTable(
      table: try table.sorted(by: order + keyed.map { SortKey(column: $0.name) }),
      total: whole.total, definitions: whole.definitions, notes: whole.notes, order: order)
  }
}
