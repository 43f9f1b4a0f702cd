import Basics

/// Tables whose rows belong together, seen from the rows of one of them: the contacts, deals and
/// touches of an account.
///
/// A table that is filtered, sorted or extended keeps what it is related to.
public final class RelatedTables: Sendable {
  /// How rows of another table belong to a row.
  public struct Relation: Sendable {
    /// What scripts call it: `contacts` for many rows, `account` for one.
    public let name: String
    /// The other table, by its name in the set.
    public let target: String
    /// The column of the row's own table, and that of the other, which must be equal.
    public let own, other: String
    /// At most one row belongs to each: the first that matches.
    public let isOne: Bool

    public init(_ name: String, target: String, own: String, other: String, isOne: Bool = false) {
      (self.name, self.target, self.own, self.other) = (name, target, own, other)
      self.isOne = isOne
    }
  }

  /// The tables of the set, which know of no relations themselves, so that nothing holds itself.
  private let tables: [String: Table]
  private let relationsOf: [String: [Relation]]
  /// The table of the set that these relations start from.
  public let start: String

  /// - Parameters:
  ///   - tables: The tables by name.
  ///   - relations: Those that start from each table, by its name. Such as name a table that is
  ///     not there are left out.
  public convenience init(
    _ tables: [String: Table], relations: [String: [Relation]], start: String
  ) {
    let present = relations.mapValues { list in list.filter { tables[$0.target] != nil } }
    self.init(tables: tables.mapValues { $0.relating(to: nil) }, present, start: start)
  }

  private init(tables: [String: Table], _ relations: [String: [Relation]], start: String) {
    self.tables = tables
    relationsOf = relations
    self.start = start
  }

  /// The same set seen from another table.
  public func starting(from name: String) -> RelatedTables {
    RelatedTables(tables: tables, relationsOf, start: name)
  }

  /// The relations that start here, in the order they were given.
  public var relations: [Relation] { relationsOf[start] ?? [] }

  public func relation(_ name: String) -> Relation? { relations.first { $0.name == name } }

  /// Whether a table of that name is part of the set.
  public func has(_ name: String) -> Bool { tables[name] != nil }

  /// The other table of a relation, itself part of the set.
  public func table(of relation: Relation) -> Table? {
    tables[relation.target]?.relating(to: starting(from: relation.target))
  }

  /// The set with other rows in its tables, or without some of them: `change` gives nil for a
  /// table that is to be left out.
  public func mapping(_ change: (String, Table) throws -> Table?) rethrows -> RelatedTables {
    var changed: [String: Table] = [:]
    for (name, table) in tables { changed[name] = try change(name, table)?.relating(to: nil) }
    let present = relationsOf.mapValues { list in list.filter { changed[$0.target] != nil } }
    return RelatedTables(tables: changed, present, start: start)
  }
}

extension Table {
  /// A figure of the rows that belong to each row: how many contacts, the mean of its deals.
  ///
  /// - Parameters:
  ///   - relation: How they belong together.
  ///   - other: The other table.
  ///   - values: What is summed up, a cell for each row of `other`; only counts do without.
  ///   - mask: The rows of `other` that count; nil for all.
  /// - Returns: One cell a row. A row to which none belong has the figure of no cells: 0 for
  ///   counts and sums, else missing.
  /// - Throws: as ``join(_:on:how:)`` and ``Grouping/aggregate(_:of:where:)``.
  /// - Complexity: O(rows of both), on all cores.
  public func aggregate(
    _ aggregate: Aggregate, over relation: RelatedTables.Relation, of other: Table,
    values: Column? = nil, where mask: Bitmap? = nil
  ) throws -> Column {
    let first = try joinLookup(other, on: [(relation.own, relation.other)])
    let grouping = try other.grouping(by: [try other.column(relation.other)])
    let figures = try grouping.aggregate(aggregate, of: values, where: mask)
    let groupOf = grouping.groupOf
    let places = Buffer<Int32>(count: rowCount)
    let zero = Self.ofNothing(aggregate, figures.type)
    let unmatched = zero == nil ? -1 : Int32(truncatingIfNeeded: grouping.groupCount)
    let ranges = Parallel.ranges(rowCount)
    Parallel.forEach(ranges.count) { piece in
      let (from, to, group) = (first.base, places.base, groupOf.base)
      for row in ranges[piece] {
        to[row] =
          from[row] < 0 ? unmatched : Int32(truncatingIfNeeded: group[Int(from[row])])
      }
    }
    let cells = try zero.map { try Column.concatenate([figures, $0]) } ?? figures
    return cells.take(optional: places)
  }

  /// The figure of no cells; nil where that is a missing one.
  private static func ofNothing(_ aggregate: Aggregate, _ type: ColumnType) -> Column? {
    switch aggregate {
    case .count, .distinctCount: Column(integers: [0])
    case .sum: type == .integer ? Column(integers: [0]) : Column(numbers: [0])
    default: nil
    }
  }

  /// A column of the one row that belongs to each row; missing where none does.
  public func lookup(
    _ column: Column, over relation: RelatedTables.Relation, of other: Table
  ) throws -> Column {
    column.take(optional: try joinLookup(other, on: [(relation.own, relation.other)]))
  }
}
