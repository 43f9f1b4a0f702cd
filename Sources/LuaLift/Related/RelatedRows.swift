import Basics
import Columns
import LuaHost

/// The rows of another table that belong to a row: what `a.contacts` is in a row function.
///
/// Good for figures: `count(a.contacts, "seniority == 'vp'")`.
public final class RelatedRows: HostObject {
  public static var luaType: String { "related rows" }
  public let relation: RelatedTables.Relation
  /// The table of the row they belong to, and the row.
  public let table: Table
  public let row: Int

  init(_ relation: RelatedTables.Relation, of table: Table, row: Int) {
    (self.relation, self.table, self.row) = (relation, table, row)
  }

  /// What a row has under a name that is no column: related rows, the one row it belongs to, or
  /// nil if there is no such relation.
  static func value(_ name: String, of table: Table, row: Int, _ engine: LuaEngine) throws
    -> LuaValue?
  {
    guard let relation = table.related?.relation(name) else { return nil }
    guard relation.isOne else { return .object(RelatedRows(relation, of: table, row: row)) }
    let index = try RelatedColumns.of(engine).index(table, relation)
    let first = index.first.base[row]
    guard first >= 0 else { return .nil }
    return .row(owner: try TableView.of(index.other, in: engine).owner, row: Int(first))
  }

  /// A figure of these rows.
  ///
  /// - Throws: what the functions throw, and ``Problem`` where the figure has no meaning.
  public func figure(_ figure: RelatedFigure, in engine: LuaEngine) throws -> Value {
    let columns = RelatedColumns.of(engine)
    if figure.isText {
      return try columns.column(figure, table, relation)[row]
    }
    // A function may look at the row they belong to, so it is asked anew for each.
    let index = try columns.index(table, relation)
    let rows = index.other.take(index.rows(of: row))
    let mask = try figure.filter?.evaluate(on: rows).passed
    let values = try figure.values(on: rows)
    return try rows.grouping(by: [Column]()).aggregate(figure.aggregate, of: values, where: mask)[0]
  }
}

/// A figure to be worked out of related rows.
public struct RelatedFigure {
  public let aggregate: Aggregate
  /// What is summed up, and which rows count; nil for all.
  public let value, filter: RowFunction?

  public init(_ aggregate: Aggregate, value: RowFunction?, filter: RowFunction?) {
    (self.aggregate, self.value, self.filter) = (aggregate, value, filter)
  }

  /// Whether it depends on nothing but the related rows: then it is worked out for all at once.
  var isText: Bool { (value?.isExpression ?? true) && (filter?.isExpression ?? true) }

  /// The cells that are summed up: a column by its name, or what the function gives.
  func values(on table: Table) throws -> Column? {
    guard let value else { return nil }
    if value.isExpression, let column = table[value.text] { return column }
    return try value.column(on: table)
  }

  /// How it is written: `count(contacts, "seniority == 'vp'")`.
  func text(over relation: String) -> String {
    let parts = [relation] + [value, filter].compactMap { $0.map { "\"\($0.text)\"" } }
    return "\(aggregate)(\(parts.joined(separator: ", ")))"
  }
}

/// What a row function needs of related tables, kept while it runs.
///
/// Expressions may read global variables, which a script may change between two evaluations: so
/// nothing is kept longer than the outermost one.
final class RelatedColumns {
  /// Which rows of another table belong to each row.
  final class Index {
    let other: Table
    /// The first one, or -1.
    let first: Buffer<Int32>
    private let groupOf, starts, ordered: Buffer<UInt32>

    init(_ table: Table, _ relation: RelatedTables.Relation) throws {
      guard let other = table.related?.table(of: relation) else {
        throw Problem(.fault, "\(table.name) is not related to \(relation.target)")
      }
      self.other = other
      first = try table.joinLookup(other, on: [(relation.own, relation.other)])
      let grouping = try other.grouping(by: [relation.other])
      groupOf = grouping.groupOf
      starts = Buffer(repeating: 0, count: grouping.groupCount + 1)
      for group in groupOf.elements { starts.base[Int(group) + 1] += 1 }
      for group in 0..<grouping.groupCount { starts.base[group + 1] += starts.base[group] }
      ordered = Buffer(count: other.rowCount)
      let next = Buffer(starts.elements)
      for row in 0..<other.rowCount {
        let group = Int(groupOf.base[row])
        ordered.base[Int(next.base[group])] = UInt32(truncatingIfNeeded: row)
        next.base[group] += 1
      }
    }

    func rows(of row: Int) -> Buffer<UInt32> {
      let first = Int(first.base[row])
      guard first >= 0 else { return Buffer(count: 0) }
      let group = Int(groupOf.base[first])
      return Buffer(
        (Int(starts.base[group])..<Int(starts.base[group + 1])).map { ordered.base[$0] })
    }
  }

  private var depth = 0
  private var columns: [(table: Table, name: String, column: Column)] = []
  private var indices: [(table: Table, name: String, index: Index)] = []

  static func of(_ engine: LuaEngine) -> RelatedColumns {
    let key = ObjectIdentifier(Self.self)
    if let known = engine.attachments[key] as? RelatedColumns { return known }
    let made = RelatedColumns()
    engine.attachments[key] = made
    return made
  }

  /// Keeps what is worked out until the outermost body is over.
  static func during<Result>(_ engine: LuaEngine, _ body: () throws -> Result) rethrows -> Result {
    let columns = of(engine)
    columns.depth += 1
    defer {
      columns.depth -= 1
      if columns.depth == 0 {
        columns.columns = []
        columns.indices = []
      }
    }
    return try body()
  }

  func index(_ table: Table, _ relation: RelatedTables.Relation) throws -> Index {
    if let known = indices.first(where: { $0.table === table && $0.name == relation.name }) {
      return known.index
    }
    let index = try Index(table, relation)
    if depth > 0 { indices.append((table, relation.name, index)) }
    return index
  }

  func column(
    _ figure: RelatedFigure, _ table: Table, _ relation: RelatedTables.Relation
  ) throws -> Column {
    let name = figure.text(over: relation.name)
    if let known = columns.first(where: { $0.table === table && $0.name == name }) {
      return known.column
    }
    let column = try Self.compute(figure, table, relation)
    if depth > 0 { columns.append((table, name, column)) }
    return column
  }

  static func compute(
    _ figure: RelatedFigure, _ table: Table, _ relation: RelatedTables.Relation
  ) throws -> Column {
    guard let other = table.related?.table(of: relation) else {
      throw Problem(.fault, "\(table.name) is not related to \(relation.target)")
    }
    let mask = try figure.filter?.evaluate(on: other).passed
    return try table.aggregate(
      figure.aggregate, over: relation, of: other, values: try figure.values(on: other),
      where: mask)
  }
}
