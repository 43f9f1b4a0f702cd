import Basics
import Columns

/// Duplicate records as one each, with a log of where every value came from.
public struct RecordMerge: Sendable {
  /// The records that stay, in their old order, with merged values.
  public let table: Table
  /// A row a filled field of a merged record: `kept`, `field`, `from`, `why`, `values` (how many
  /// different ones there were), `conflict`.
  public let log: Table
  /// A row a record that went: `merged_id`, `kept_id`.
  public let map: Table

  /// Merges the records of each group.
  ///
  /// - Throws: ``Problem`` for a rule that does not fit its column, or a column that is not there.
  /// - Complexity: O(rows · columns).
  public init(
    _ table: Table, _ groups: DuplicateGroups, _ options: MergeOptions = MergeOptions()
  ) throws {
    let plan = try MergePlan(table, groups, options)
    let count = table.rowCount
    let stays = Bitmap(count: count, filled: true)
    for (group, members) in groups.members.enumerated() {
      for row in members where row != plan.leads[group] { stays[Int(row)] = false }
    }
    let kept = stays.rows()
    var columns: [(name: String, column: Column)] = []
    var log = MergeLog(id: plan.ids)
    for name in table.names {
      try Interruption.check()
      let column = try table.column(name)
      let rule = options.rules[name] ?? .lead
      let sources = Buffer<UInt32>(count: count)
      for row in 0..<count { sources.base[row] = UInt32(truncatingIfNeeded: row) }
      var sums: [UInt32: Value] = [:]
      for group in groups.members.indices {
        let lead = plan.leads[group]
        // A record keeps its own name.
        guard name != options.id else { continue }
        let filled = plan.ranked[group].filter { !column.isMissing(Int($0)) }
        guard !filled.isEmpty else { continue }
        let distinct = MergePlan.distinct(column, filled)
        let choice = plan.choice(rule, column, filled)
        sources.base[Int(lead)] = choice
        if rule == .sum {
          sums[lead] = try MergePlan.sum(column, filled)
          log.add(lead: lead, name, from: nil, why: rule.why, values: distinct, conflict: false)
        } else {
          let why =
            filled.count == 1
            ? "the only value"
            : distinct == 1
              ? "all agree"
              : rule == .lead && choice != lead ? "the first that has one" : rule.why
          log.add(
            lead: lead, name, from: choice, why: why, values: distinct, conflict: distinct > 1)
        }
      }
      columns.append((name, try Self.merged(column, sources, kept, sums)))
    }
    self.table = try Table(name: table.name, columns, rowCount: kept.count)
    self.log = try log.table()
    map = try plan.map(groups)
  }

  private static func merged(
    _ column: Column, _ sources: Buffer<UInt32>, _ kept: Buffer<UInt32>, _ sums: [UInt32: Value]
  ) throws -> Column {
    let rows = Buffer<UInt32>(count: kept.count)
    for index in 0..<kept.count { rows.base[index] = sources.base[Int(kept.base[index])] }
    if sums.isEmpty { return column.take(rows) }
    let builder = ColumnBuilder(type: column.type, capacity: kept.count)
    for row in kept.elements { builder.append(sums[row] ?? column[Int(row)]) }
    return builder.finish()
  }

  /// A table whose column named records that were merged away: they name those that stayed.
  ///
  /// - Parameter map: As ``map``.
  /// - Returns: also how many cells were changed.
  public static func redirect(
    _ table: Table, _ column: String, by map: Table
  ) throws -> (table: Table, changed: Int) {
    let cells = try table.column(column)
    let (gone, kept) = (try map.column("merged_id"), try map.column("kept_id"))
    guard cells.count > 0, gone.count > 0, cells.missingCount < cells.count else {
      return (table, 0)
    }
    let keys = cells.type == gone.type ? cells : try cells.converted(to: gone.type)
    let found = try KeyIndex([gone]).firstRows(of: [keys])
    var changed = 0
    let rows = Buffer<Int32>(count: cells.count)
    for row in 0..<cells.count {
      let match = Int(found[row])
      if match >= 0 { changed += 1 }
      rows[row] = Int32(truncatingIfNeeded: match >= 0 ? cells.count + match : row)
    }
    if changed == 0 { return (table, 0) }
    let own = kept.type == cells.type ? kept : try kept.converted(to: cells.type)
    let pool = try Column.concatenate([cells, own])
    return (try table.with([(column, pool.take(optional: rows))]), changed)
  }
}

/// What a merge decides before it looks at columns.
private struct MergePlan {
  let leads: [UInt32]
  /// The rows of each group, the lead first, then by how much they hold.
  let ranked: [[UInt32]]
  /// The name of each record.
  let ids: Column
  private let changed: Column?

  init(_ table: Table, _ groups: DuplicateGroups, _ options: MergeOptions) throws {
    for name in options.rules.keys.sorted() where table.position(of: name) == nil {
      throw table.noSuchColumn(name)
    }
    for (name, rule) in options.rules.sorted(by: { $0.key < $1.key }) where rule == .sum {
      let type = try table.type(of: name)
      guard type == .integer || type == .number else {
        throw Problem(.script, "merge: \"\(name)\" is \(type.rawValue): it has no sum")
      }
    }
    changed = try options.changed.map { try table.column($0) }
    if options.rules.values.contains(.newest), changed == nil {
      throw Problem(
        .script, "merge: the rule \"newest\" needs to know when a record was changed",
        hints: ["name the column: changed = \"last_modified\""])
    }
    let count = table.rowCount
    ids =
      try options.id.map { try table.column($0) }
      ?? Column(integers: (0..<count).map { Int64($0 + 1) })
    let preferred = try options.prefer.map { try table.column($0) }
    // Only rows of groups need to be counted.
    let columns = table.columns
    func filled(_ row: UInt32) -> Int { columns.count { !$0.isMissing(Int(row)) } }
    let sign = options.prefersLeast ? -1 : 1
    ranked = groups.members.map { members in
      let counts = members.map(filled)
      return members.indices.sorted { a, b in
        if let preferred {
          let order = sign * Self.order(preferred, Int(members[a]), Int(members[b]))
          // A missing value is never preferred.
          let (noA, noB) = (
            preferred.isMissing(Int(members[a])), preferred.isMissing(Int(members[b]))
          )
          if noA != noB { return noB }
          if order != 0 { return order > 0 }
        }
        return counts[a] != counts[b] ? counts[a] > counts[b] : a < b
      }.map { members[$0] }
    }
    leads = ranked.map { $0[0] }
  }

  /// Above 0 where the first cell is greater; a missing one is below all.
  static func order(_ column: Column, _ a: Int, _ b: Int) -> Int {
    if column.isMissing(a) || column.isMissing(b) {
      return (column.isMissing(a) ? 0 : 1) - (column.isMissing(b) ? 0 : 1)
    }
    switch (column[a], column[b]) {
    case (.integer(let x), .integer(let y)), (.timestamp(let x), .timestamp(let y)):
      return x == y ? 0 : x > y ? 1 : -1
    case (.number(let x), .number(let y)): return x == y ? 0 : x > y ? 1 : -1
    case (.date(let x), .date(let y)): return x == y ? 0 : x > y ? 1 : -1
    case (.boolean(let x), .boolean(let y)): return x == y ? 0 : x ? 1 : -1
    case (.text(let x), .text(let y)):
      return x == y ? 0 : y.utf8.lexicographicallyPrecedes(x.utf8) ? 1 : -1
    default: return 0
    }
  }

  static func distinct(_ column: Column, _ rows: [UInt32]) -> Int {
    var kept: [UInt32] = []
    for row in rows where !kept.contains(where: { column.equalsCell(Int($0), column, Int(row)) }) {
      kept.append(row)
    }
    return kept.count
  }

  static func sum(_ column: Column, _ rows: [UInt32]) throws -> Value {
    if case .integer(let cells) = column.storage {
      var total: Int64 = 0
      for row in rows {
        let (next, overflow) = total.addingReportingOverflow(cells[Int(row)])
        guard !overflow else {
          throw Problem(.data, "merge: a sum of whole numbers is too large")
        }
        total = next
      }
      return .integer(total)
    }
    return .number(rows.reduce(0) { $0 + (column.double(Int($1)) ?? 0) })
  }

  /// - Precondition: `filled` are rows with a value, the lead first.
  func choice(_ rule: MergeRule, _ column: Column, _ filled: [UInt32]) -> UInt32 {
    /// The first row that no other is ahead of.
    func leading(_ order: (UInt32, UInt32) -> Int) -> UInt32 {
      filled.dropFirst().reduce(filled[0]) { order($1, $0) > 0 ? $1 : $0 }
    }
    switch rule {
    case .lead, .sum: return filled[0]
    case .largest: return leading { Self.order(column, Int($0), Int($1)) }
    case .smallest: return leading { -Self.order(column, Int($0), Int($1)) }
    case .longest:
      return leading { (column.text(Int($0))?.count ?? 0) - (column.text(Int($1))?.count ?? 0) }
    case .newest:
      guard let changed else { return filled[0] }
      return leading { Self.order(changed, Int($0), Int($1)) }
    case .common:
      return leading { a, b in
        func votes(_ row: UInt32) -> Int {
          filled.count { column.equalsCell(Int($0), column, Int(row)) }
        }
        return votes(a) - votes(b)
      }
    }
  }

  func map(_ groups: DuplicateGroups) throws -> Table {
    var (gone, kept): ([UInt32], [UInt32]) = ([], [])
    for (group, members) in groups.members.enumerated() {
      for row in members where row != leads[group] {
        gone.append(row)
        kept.append(leads[group])
      }
    }
    return try Table(
      name: "merged", [("merged_id", ids.take(Buffer(gone))), ("kept_id", ids.take(Buffer(kept)))],
      rowCount: gone.count)
  }
}

/// Where every value of merged records came from.
private struct MergeLog {
  let id: Column
  private var leads: [UInt32] = []
  private var fields: [String] = []
  private var sources: [Int32] = []
  private var reasons: [String] = []
  private var values: [Int64] = []
  private var conflicts: [Bool] = []

  init(id: Column) { self.id = id }

  mutating func add(
    lead: UInt32, _ field: String, from: UInt32?, why: String, values count: Int, conflict: Bool
  ) {
    leads.append(lead)
    fields.append(field)
    sources.append(from.map { Int32(truncatingIfNeeded: $0) } ?? -1)
    reasons.append(why)
    values.append(Int64(count))
    conflicts.append(conflict)
  }

  /// By record that stays, its fields in the order of the columns.
  func table() throws -> Table {
    let order = leads.indices.sorted { leads[$0] != leads[$1] ? leads[$0] < leads[$1] : $0 < $1 }
    return try Table(
      name: "merge log",
      [
        ("kept", id.take(Buffer(order.map { leads[$0] }))),
        ("field", Column(texts: order.map { fields[$0] })),
        ("from", id.take(optional: Buffer(order.map { sources[$0] }))),
        ("why", Column(texts: order.map { reasons[$0] })),
        ("values", Column(integers: order.map { values[$0] })),
        ("conflict", Column(booleans: order.map { conflicts[$0] })),
      ], rowCount: order.count)
  }
}
