import Basics
import Columns
import Statistics
import Synchronization

/// One trait of the rows that something is learnt from: a column, or one member of a set column.
public struct LearningTrait: Sendable {
  /// What people read: the column's name, or `tech_stack has sap`.
  public let name: String
  public let column: String
  /// The member of a set column that this trait is about.
  public let member: String?
  /// Whether the column holds true and false.
  let isFlag: Bool
  let cells: Cells

  enum Cells: Sendable {
    /// A number for each row, NaN where there is none, and the rows that have one by ascending
    /// value: sorted once for all the folds that are binned.
    case numbers([Double], order: [UInt32])
    /// A place in `names` for each row, -1 where there is none.
    case levels([Int32], names: [String])
  }

  /// What a column cannot be learnt from, and why.
  struct Unfit: Error {
    var reason: String
  }

  /// Members of a set that fewer rows than this have are not looked at.
  static let leastMemberRows = 20
  static let mostMembers = 60
  /// A text column with more distinct values names things, it does not describe them.
  static let mostLevels = 1000

  /// The traits that a column stands for: one, or one for each frequent member of a set.
  ///
  /// - Throws: ``Unfit`` for dates and for texts of which nearly each row has its own.
  static func read(_ name: String, _ column: Column) throws -> [LearningTrait] {
    switch column.storage {
    case .boolean(let flags):
      let codes = (0..<column.count).map { column.isMissing($0) ? -1 : Int32(flags.base[$0]) }
      return [
        LearningTrait(
          name: name, column: name, member: nil, isFlag: true,
          cells: .levels(codes, names: ["false", "true"]))
      ]
    case .integer, .number:
      let numbers = column.finiteDoubles()
      // The elements live only as long as their buffer.
      let values = withExtendedLifetime(numbers) { Array(numbers.elements) }
      var order = values.indices.filter { !values[$0].isNaN }.map { UInt32($0) }
      order.sort { (values[Int($0)], $0) < (values[Int($1)], $1) }
      return [
        LearningTrait(
          name: name, column: name, member: nil, isFlag: false,
          cells: .numbers(values, order: order))
      ]
    case .date, .timestamp:
      throw Unfit(
        reason: "it is a date, and a score by dates follows the calendar; make it an age in days")
    case .coded, .text:
      let texts = try DistinctTexts(column)
      return column.type == .set ? try members(name, texts) : [try levels(name, texts)]
    }
  }

  private static func levels(_ name: String, _ texts: DistinctTexts) throws -> LearningTrait {
    // Entries that no row holds are not levels; levels go by their text, so that the order of
    // rows does not matter.
    var used = [Bool](repeating: false, count: texts.entries.count)
    var present = 0
    for code in texts.codes.elements where code != DistinctTexts.missing {
      used[Int(code)] = true
      present += 1
    }
    let codes = used.indices.filter { used[$0] }
      .sorted { texts.entries[$0].precedes(texts.entries[$1]) }
    if codes.count > mostLevels || (codes.count > 20 && 2 * codes.count > present) {
      throw Unfit(reason: "nearly each row has its own value: it names, it does not describe")
    }
    var levelOf = [Int32](repeating: -1, count: texts.entries.count)
    for (level, code) in codes.enumerated() { levelOf[code] = Int32(level) }
    return LearningTrait(
      name: name, column: name, member: nil, isFlag: false,
      cells: .levels(
        texts.codes.elements.map { $0 == DistinctTexts.missing ? -1 : levelOf[Int($0)] },
        names: codes.map { texts.entries[$0].string }))
  }

  private static func members(_ name: String, _ texts: DistinctTexts) throws -> [LearningTrait] {
    var rowsOf = [Int](repeating: 0, count: texts.entries.count)
    for code in texts.codes.elements where code != DistinctTexts.missing { rowsOf[Int(code)] += 1 }
    var entriesOf: [String: [Int]] = [:]
    for (entry, view) in texts.entries.enumerated() where rowsOf[entry] > 0 {
      let members = view.withBytes { SetText.members(Array($0)) }
      for member in members where !member.isEmpty {
        entriesOf[String(decoding: member, as: UTF8.self), default: []].append(entry)
      }
    }
    let counted = entriesOf.map { member, entries in
      (member: member, entries: entries, rows: entries.reduce(0) { $0 + rowsOf[$1] })
    }
    let frequent = counted.filter { $0.rows >= leastMemberRows }
      .sorted { $0.rows != $1.rows ? $0.rows > $1.rows : $0.member < $1.member }
      .prefix(mostMembers)
    return frequent.sorted { $0.member < $1.member }.map { found in
      var has = [Int32](repeating: 0, count: texts.entries.count)
      for entry in found.entries { has[entry] = 1 }
      return LearningTrait(
        name: "\(name) has \(found.member)", column: name, member: found.member, isFlag: false,
        cells: .levels(
          texts.codes.elements.map { $0 == DistinctTexts.missing ? -1 : has[Int($0)] },
          names: ["false", "true"]))
    }
  }
}

/// Rows to learn from: traits beside what became of each row.
public struct LearningData: Sendable {
  public let traits: [LearningTrait]
  /// 1 for won, 0 for lost.
  public let outcomes: [Int8]
  /// Rows that belong together (deals of one account) bear the same number: they are never in a
  /// training part and in the part tested at the same time. Nil where each row stands alone.
  public let groups: [Int]?
  /// Columns that nothing can be learnt from, with the reason.
  public let unfit: [(column: String, reason: String)]

  public var count: Int { outcomes.count }
  public var won: Int { outcomes.reduce(0) { $0 + Int($1) } }

  /// - Parameters:
  ///   - table: One row for each outcome.
  ///   - columns: Which columns to learn from; nil for all.
  ///   - outcomes: 1 for won, 0 for lost, as many as rows.
  /// - Throws: a ``Problem`` where a column is not there, or a number of rows differs.
  public init(
    _ table: Table, columns: [String]? = nil, outcomes: [Int8], groups: [Int]? = nil
  ) throws {
    guard outcomes.count == table.rowCount, groups.map({ $0.count == table.rowCount }) ?? true
    else {
      throw Problem(.fault, "\(table.name): outcomes of another number of rows")
    }
    guard table.rowCount <= Int(Int32.max) else {
      throw Problem(.limit, "\(table.name): too many rows to learn from")
    }
    // Columns are sorted and numbered each by itself, on all cores.
    let names = columns ?? table.names
    let cells = try names.map { try table.column($0) }
    let read = Mutex<[Result<[LearningTrait], LearningTrait.Unfit>?]>(
      Array(repeating: nil, count: names.count))
    try Parallel.forEach(names.count) { index in
      try Interruption.check()
      let found: Result<[LearningTrait], LearningTrait.Unfit>
      do {
        found = .success(try LearningTrait.read(names[index], cells[index]))
      } catch let reason as LearningTrait.Unfit {
        found = .failure(reason)
      }
      read.withLock { $0[index] = found }
    }
    var traits: [LearningTrait] = []
    var unfit: [(column: String, reason: String)] = []
    for (name, found) in zip(names, read.withLock { $0 }) {
      switch found {
      case .success(let made): traits += made
      case .failure(let unable): unfit.append((name, unable.reason))
      case nil: break
      }
    }
    self.traits = traits
    self.unfit = unfit
    self.outcomes = outcomes
    self.groups = groups
  }

  /// A part for each row to be tested in, `0..<folds`: about as many won and lost in each, groups
  /// kept together. The same seed gives the same parts.
  public func folds(_ count: Int, seed: UInt64) -> [Int] {
    var dice = RandomStream(seed: seed)
    let groupOf = groups ?? Array(outcomes.indices)
    var number: [Int: Int] = [:]
    var rows: [(won: Int, n: Int, key: UInt64)] = []
    let dense = groupOf.map { group -> Int in
      if let known = number[group] { return known }
      number[group] = rows.count
      rows.append((0, 0, dice.next()))
      return rows.count - 1
    }
    for (row, group) in dense.enumerated() {
      rows[group].won += Int(outcomes[row])
      rows[group].n += 1
    }
    // Groups of like win rate lie side by side and are dealt out in turn.
    let order = rows.indices.sorted { a, b in
      let (left, right) = (rows[a].won * rows[b].n, rows[b].won * rows[a].n)
      return left != right ? left > right : (rows[a].key, a) < (rows[b].key, b)
    }
    var fold = [Int](repeating: 0, count: rows.count)
    for (place, group) in order.enumerated() { fold[group] = place % max(1, count) }
    return dense.map { fold[$0] }
  }
}
