import Basics
import Columns

/// A table with what another source knows of its rows.
public struct Enrichment: Sendable {
  /// What became of one field.
  public struct Field: Sendable {
    public var name: String
    /// Rows with a value before and after.
    public var before: Int
    public var after: Int
    /// Matched rows in which both have a value.
    public var agreeing: Int
    public var conflicting: Int
    /// Cells that now hold the other source's value.
    public var taken: Int
    public var rule: SourceRule
  }

  /// All own rows, with the fields, and `…_source` and `…_date` for each.
  public let table: Table
  /// A row a conflict: `row`, the id if there is one, `field`, `own`, `other`, `kept`.
  public let conflicts: Table
  public let fields: [Field]
  public let rows: Int
  public let matched: Int
  /// Rows of the other table that match none of the own.
  public let unused: Int
  /// Lines to print below the result.
  public let notes: [String]

  public var matchRate: Double { rows == 0 ? 0 : Double(matched) / Double(rows) }

  /// Joins and settles each field.
  ///
  /// Texts that differ only in case, accents, blanks and punctuation agree; so do numbers that
  /// differ by less than a thousandth part.
  ///
  /// - Throws: ``Problem`` for columns that do not exist or whose types cannot be brought together.
  /// - Complexity: O(rows · fields) and the matching.
  public init(_ own: Table, from other: Table, _ options: EnrichmentOptions) throws {
    let link = try EnrichmentLink(own, other, options)
    let chosen = try Self.columns(own, other, options)
    for name in options.rules.keys.sorted() where !chosen.contains(where: { $0.own == name }) {
      throw Problem.unknown("enriched field", name, known: chosen.map(\.own))
    }
    let otherDays = try Self.days(other, options.dateColumn)
    let ownDays = try Self.days(own, options.ownDateColumn)
    var columns: [(name: String, column: Column)] = []
    var fields: [Field] = []
    var conflicts = ConflictList()
    for (otherName, name) in chosen {
      try Interruption.check()
      let rule = options.rules[name] ?? options.rule
      var settled = try FieldSettlement(
        own: own[name], other: try other.column(otherName), link.rows, name: name, rule: rule)
      settled.settle(
        ownDays: Self.provenanceDays(own, name) ?? ownDays, otherDays: otherDays,
        otherDay: options.date)
      fields.append(settled.field)
      conflicts.add(settled)
      columns.append((name, settled.column()))
      if options.keepsProvenance {
        columns.append((name + "_source", settled.sources(own: own, options)))
        columns.append(
          (
            name + "_date",
            settled.dates(
              own: Self.provenanceDays(own, name) ?? ownDays, other: otherDays, day: options.date)
          ))
      }
    }
    table = try own.with(columns)
    self.conflicts = try conflicts.table(own)
    self.fields = fields
    rows = own.rowCount
    matched = link.matched
    unused = link.unused
    notes = link.notes
  }

  /// A row a field: what it had, what it has, where the sources agreed.
  public func report() throws -> Table {
    try Table(
      name: "enrichment",
      [
        ("field", Column(texts: fields.map(\.name))),
        ("filled_before", Column(integers: fields.map { Int64($0.before) })),
        ("filled_after", Column(integers: fields.map { Int64($0.after) })),
        ("agree", Column(integers: fields.map { Int64($0.agreeing) })),
        ("conflict", Column(integers: fields.map { Int64($0.conflicting) })),
        ("taken", Column(integers: fields.map { Int64($0.taken) })),
        ("rule", Column(texts: fields.map(\.rule.rawValue))),
      ], rowCount: fields.count)
  }

  /// The fields to take: not what names records, and not what they were joined by.
  private static func columns(
    _ own: Table, _ other: Table, _ options: EnrichmentOptions
  ) throws -> [(other: String, own: String)] {
    if let given = options.columns {
      for (name, _) in given where other.position(of: name) == nil {
        throw other.noSuchColumn(name)
      }
      return given
    }
    let keys = Set(options.keys.map(\.other))
    let dates = Set([options.dateColumn].compactMap { $0 })
    return other.names.filter { name in
      !keys.contains(name) && !dates.contains(name) && name != "id" && !name.hasSuffix("_id")
        && !name.hasSuffix("_source") && !name.hasSuffix("_date")
    }.map { ($0, $0) }
  }

  private static func days(_ table: Table, _ name: String?) throws -> Column? {
    guard let name else { return nil }
    let column = try table.column(name)
    guard column.type == .date || column.type == .timestamp else {
      throw Problem(
        .script, "\(table.name): \"\(name)\" is \(column.type.rawValue), not a date",
        hints: ["name a column of dates"])
    }
    return column
  }

  /// When a field was seen last, from an enrichment before this one.
  private static func provenanceDays(_ own: Table, _ name: String) -> Column? {
    guard let column = own[name + "_date"], column.type == .date else { return nil }
    return column
  }
}

/// Which row of the other table belongs to each own row.
private struct EnrichmentLink {
  let rows: Buffer<Int32>
  let matched: Int
  let unused: Int
  let notes: [String]

  init(_ own: Table, _ other: Table, _ options: EnrichmentOptions) throws {
    var notes: [String] = []
    let found: Buffer<Int32>
    if options.keys.isEmpty {
      let matches = try Identity.match(own, other, options.matching)
      let rows = Buffer<Int32>(repeating: -1, count: own.rowCount)
      for pair in matches.pairs {
        rows.base[Int(pair.left)] = Int32(truncatingIfNeeded: pair.right)
      }
      found = rows
      notes = matches.notes
    } else {
      var (left, right): ([Column], [Column]) = ([], [])
      for key in options.keys {
        let (a, b) = (try own.column(key.own), try other.column(key.other))
        left.append(a.type == b.type ? a : try Self.asKey(a))
        right.append(a.type == b.type ? b : try Self.asKey(b))
      }
      let index = try KeyIndex(right)
      found = try index.firstRows(of: left)
      if !index.isUnique {
        let rows = found
        let repeated = (0..<rows.count).count {
          rows[$0] >= 0 && index.row(after: Int(rows[$0])) != nil
        }
        if repeated > 0 {
          notes.append(
            "\(Wording.number(repeated)) rows match several of \(other.name); the first was taken")
        }
      }
    }
    let used = Bitmap(count: other.rowCount)
    var matched = 0
    for row in found.elements where row >= 0 {
      matched += 1
      used[Int(row)] = true
    }
    rows = found
    self.matched = matched
    unused = other.rowCount - used.countOfSet
    self.notes = notes
  }

  private static func asKey(_ column: Column) throws -> Column {
    column.type == .text ? column : try column.converted(to: .text)
  }
}

/// One field of both sources, settled cell by cell.
private struct FieldSettlement {
  private let own: Column?
  private let other: Column
  private let rows: Buffer<Int32>
  private(set) var field: Enrichment.Field
  /// The row of the other table a cell comes from; -1: the own one.
  private let source: Buffer<Int32>
  private(set) var conflicts: [(row: Int, other: Int, takesOther: Bool)] = []

  init(
    own: Column?, other: Column, _ rows: Buffer<Int32>, name: String, rule: SourceRule
  ) throws {
    self.rows = rows
    var other = other
    var own = own
    if let mine = own, mine.type != other.type {
      if mine.missingCount == mine.count {
        own = .missing(type: other.type, count: mine.count)
      } else if other.missingCount == other.count {
        other = .missing(type: mine.type, count: other.count)
      } else if mine.type == .integer, other.type == .number {
        own = try mine.converted(to: .number)
      } else {
        do {
          other = try other.converted(to: mine.type)
        } catch let problem as Problem {
          throw Problem(
            .data,
            "field \"\(name)\" is \(mine.type.rawValue) in one table and \(other.type.rawValue) in "
              + "the other: \(problem.message)",
            hints: ["convert one of them, or leave the field out: columns = { … }"])
        }
      }
    }
    self.own = own
    self.other = other
    source = Buffer(repeating: -1, count: rows.count)
    field = Enrichment.Field(
      name: name, before: own.map { $0.count - $0.missingCount } ?? 0, after: 0, agreeing: 0,
      conflicting: 0, taken: 0, rule: rule)
  }

  mutating func settle(ownDays: Column?, otherDays: Column?, otherDay: Int32?) {
    var taken = 0
    var filled = 0
    for row in 0..<rows.count {
      let match = Int(rows[row])
      let hasOwn = own.map { !$0.isMissing(row) } ?? false
      if hasOwn { filled += 1 }
      guard match >= 0, !other.isMissing(match) else { continue }
      var takes = !hasOwn
      if hasOwn, let own {
        if Self.agree(own, row, other, match) {
          field.agreeing += 1
        } else {
          field.conflicting += 1
          switch field.rule {
          case .own: takes = false
          case .other: takes = true
          case .newest:
            let mine = ownDays?.day(row)
            let theirs = otherDays?.day(match) ?? otherDay
            takes = if let mine, let theirs { theirs > mine } else { false }
          }
          conflicts.append((row, match, takes))
        }
      }
      if takes {
        source[row] = Int32(truncatingIfNeeded: match)
        taken += 1
        if !hasOwn { filled += 1 }
      }
    }
    field.taken = taken
    field.after = filled
  }

  static func agree(_ a: Column, _ row: Int, _ b: Column, _ other: Int) -> Bool {
    if a.equalsCell(row, b, other) { return true }
    if let x = a.double(row), let y = b.double(other) {
      return (x - y).magnitude <= 0.001 * max(x.magnitude, y.magnitude)
    }
    guard let x = a.textView(row), let y = b.textView(other) else { return false }
    return TextForm.folded(x.string) == TextForm.folded(y.string)
  }

  func column() -> Column {
    let sources = Buffer<Int32>(count: rows.count)
    let offset = own?.count ?? 0
    for row in 0..<rows.count {
      let from = source[row]
      sources[row] =
        from >= 0
        ? Int32(truncatingIfNeeded: offset) + from
        : own == nil ? -1 : Int32(truncatingIfNeeded: row)
    }
    guard let own else { return other.take(optional: sources) }
    // Both are of one type, as init saw to it.
    guard let pool = try? Column.concatenate([own, other]) else { return own }
    return pool.take(optional: sources)
  }

  func cell(_ row: Int) -> String? { own.flatMap { Self.text($0, row) } }
  func otherCell(_ row: Int) -> String? { Self.text(other, row) }

  private static func text(_ column: Column, _ row: Int) -> String? {
    switch column[row] {
    case .missing: nil
    case .text(let text): text
    case .boolean(let flag): flag ? "true" : "false"
    case .integer(let value): "\(value)"
    case .number(let value): value.written
    case .date(let day): Calendar.text(days: day)
    case .timestamp(let micros): Calendar.text(days: Int32(clamping: Calendar.split(micros).days))
    }
  }

  /// Who a cell comes from; what an enrichment before this one said stays where the cell does.
  func sources(own table: Table, _ options: EnrichmentOptions) -> Column {
    let before = table[field.name + "_source"].flatMap { $0.type == .text ? $0 : nil }
    return Column(
      texts: (0..<rows.count).map { row in
        if source[row] >= 0 { return options.source }
        guard let own, !own.isMissing(row) else { return nil }
        return before?.text(row) ?? options.ownSource
      })
  }

  func dates(own ownDays: Column?, other otherDays: Column?, day: Int32?) -> Column {
    Column(
      days: (0..<rows.count).map { row in
        if source[row] >= 0 { return otherDays?.day(Int(source[row])) ?? day }
        guard let own, !own.isMissing(row) else { return nil }
        return ownDays?.day(row)
      })
  }
}

/// The conflicts of all fields, in the order of fields, then rows.
private struct ConflictList {
  private var rows: [UInt32] = []
  private var fields: [String] = []
  private var own: [String?] = []
  private var other: [String?] = []
  private var kept: [String] = []

  mutating func add(_ settled: FieldSettlement) {
    for conflict in settled.conflicts {
      rows.append(UInt32(truncatingIfNeeded: conflict.row))
      fields.append(settled.field.name)
      own.append(settled.cell(conflict.row))
      other.append(settled.otherCell(conflict.other))
      kept.append(conflict.takesOther ? "other" : "own")
    }
  }

  func table(_ table: Table) throws -> Table {
    let id = ["account_id", "contact_id", "id"].first { table.position(of: $0) != nil }
    var columns: [(name: String, column: Column)] = [
      ("row", Column(integers: rows.map { Int64($0) + 1 }))
    ]
    if let id { columns.append((id, try table.column(id).take(Buffer(rows)))) }
    columns += [
      ("field", Column(texts: fields)), ("own", Column(texts: own)),
      ("other", Column(texts: other)), ("kept", Column(texts: kept)),
    ]
    return try Table(name: "conflicts", columns, rowCount: rows.count)
  }
}
