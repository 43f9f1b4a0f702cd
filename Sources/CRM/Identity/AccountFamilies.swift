import Basics
import Columns

/// Companies and what belongs to them: parents and children, down to the top of each family.
///
/// Given parents count first. Where none is given, one can be suggested: of the accounts that share
/// a registered domain, and of those whose name begins with the whole name of another
/// (`Siemens Healthineers`, `Siemens`).
public struct AccountFamilies: Sendable {
  /// How an account came to its parent.
  public enum Way: String, Sendable {
    case given, domain, name
  }

  /// By row: the row of the parent, or -1.
  public let parents: [Int32]
  public let ways: [Way?]
  /// By row: the row at the top of its family; its own row for an account that is alone.
  public let tops: [UInt32]
  /// By row: steps below the top.
  public let levels: [Int]
  /// By row: accounts in its family.
  public let sizes: [Int]
  /// Accounts that would have been their own ancestors: their parent was left out.
  public let cycles: Int

  /// - Parameters:
  ///   - parentColumn: The column that names the parent's id.
  ///   - suggestions: Ways to suggest parents where none is given.
  /// - Throws: ``Problem`` when the table has no id.
  /// - Complexity: O(rows · words of a name).
  public init(
    _ accounts: Table, id: String = "account_id", parentColumn: String = "parent_id",
    suggestions: Set<Way> = [], columns own: [IdentityField: String] = [:]
  ) throws {
    let ids = try accounts.column(id)
    let count = accounts.rowCount
    var parents = [Int32](repeating: -1, count: count)
    var ways = [Way?](repeating: nil, count: count)
    if let given = accounts[parentColumn], given.missingCount < count {
      let keys = given.type == ids.type ? given : try given.converted(to: ids.type)
      let found = try KeyIndex([ids]).firstRows(of: [keys])
      for row in 0..<count where found[row] >= 0 && Int(found[row]) != row {
        parents[row] = found[row]
        ways[row] = .given
      }
    }
    if !suggestions.isEmpty {
      let records = try IdentityRecords(
        accounts, try IdentityColumns(accounts, .companies, own: own), .companies)
      let suggest = Suggestions(records, accounts["employees"], isParent: Set(parents))
      if suggestions.contains(.domain) { suggest.byDomain(&parents, &ways) }
      if suggestions.contains(.name) { suggest.byName(&parents, &ways) }
    }
    cycles = Self.breakCycles(&parents, &ways)
    var tops = [UInt32](repeating: 0, count: count)
    var levels = [Int](repeating: 0, count: count)
    for row in 0..<count {
      var (top, level) = (row, 0)
      while parents[top] >= 0 {
        top = Int(parents[top])
        level += 1
      }
      tops[row] = UInt32(truncatingIfNeeded: top)
      levels[row] = level
    }
    var members = [Int](repeating: 0, count: count)
    for top in tops { members[Int(top)] += 1 }
    self.parents = parents
    self.ways = ways
    self.tops = tops
    self.levels = levels
    sizes = tops.map { members[Int($0)] }
  }

  /// The accounts with `parent_by`, `top_id`, `level` and `family_rows`; suggested parents stand in
  /// `parent_id` where none was given.
  public func table(
    of accounts: Table, id: String = "account_id", parentColumn: String = "parent_id"
  ) throws -> Table {
    let ids = try accounts.column(id)
    return try accounts.with([
      (parentColumn, ids.take(optional: Buffer(parents))),
      ("parent_by", Column(texts: ways.map { $0?.rawValue })),
      ("top_id", ids.take(Buffer(tops))),
      ("level", Column(integers: levels.map { Int64($0) })),
      ("family_rows", Column(integers: sizes.map { Int64($0) })),
    ])
  }

  /// Leaves out the parent of one account of each circle.
  private static func breakCycles(_ parents: inout [Int32], _ ways: inout [Way?]) -> Int {
    // 0: not seen; otherwise the walk that came by.
    var seen = [Int32](repeating: 0, count: parents.count)
    var broken = 0
    for start in parents.indices where seen[start] == 0 {
      let walk = Int32(truncatingIfNeeded: start + 1)
      var row = start
      while seen[row] == 0 {
        seen[row] = walk
        guard parents[row] >= 0 else { break }
        let next = Int(parents[row])
        if seen[next] == walk {
          parents[row] = -1
          ways[row] = nil
          broken += 1
          break
        }
        row = next
      }
    }
    return broken
  }
}

/// Parents that nobody gave.
private struct Suggestions {
  let records: IdentityRecords
  let employees: Column?
  let isParent: Set<Int32>

  init(_ records: IdentityRecords, _ employees: Column?, isParent: Set<Int32>) {
    self.records = records
    self.employees = employees
    self.isParent = isParent
  }

  /// Of the accounts of a domain: one that is a parent already, else the one with the most
  /// employees, else the shortest name, else the first.
  private func leads(_ a: Int, _ b: Int) -> Bool {
    let (parentA, parentB) = (isParent.contains(Int32(a)), isParent.contains(Int32(b)))
    if parentA != parentB { return parentA }
    let (sizeA, sizeB) = (employees?.double(a) ?? -1, employees?.double(b) ?? -1)
    if sizeA != sizeB { return sizeA > sizeB }
    let (wordsA, wordsB) = (words(a).count, words(b).count)
    return wordsA != wordsB ? wordsA < wordsB : a < b
  }

  private func words(_ row: Int) -> Range<Int> {
    Int(records.wordStarts[row])..<Int(records.wordStarts[row + 1])
  }

  func byDomain(_ parents: inout [Int32], _ ways: inout [AccountFamilies.Way?]) {
    guard let domains = records.hashes[.domain] else { return }
    var head: [UInt64: Int] = [:]
    for row in 0..<records.count where domains[row] != 0 {
      if let known = head[domains[row]], !leads(row, known) { continue }
      head[domains[row]] = row
    }
    for row in 0..<records.count where parents[row] < 0 && domains[row] != 0 {
      guard let top = head[domains[row]], top != row, !leadsTo(parents, top, row) else { continue }
      parents[row] = Int32(truncatingIfNeeded: top)
      ways[row] = .domain
    }
  }

  /// The longest name that another name begins with, unless many names begin with it.
  func byName(_ parents: inout [Int32], _ ways: inout [AccountFamilies.Way?]) {
    var owners: [UInt64: Int] = [:]
    for row in 0..<records.count {
      let hash = prefixHash(words(row))
      if hash != 0, owners[hash] == nil { owners[hash] = row }
    }
    var children: [Int: [Int]] = [:]
    for row in 0..<records.count where parents[row] < 0 {
      let own = words(row)
      guard own.count > 1 else { continue }
      for length in (1..<own.count).reversed() {
        let prefix = own.lowerBound..<(own.lowerBound + length)
        guard isTelling(prefix), let top = owners[prefixHash(prefix)], top != row else { continue }
        children[top, default: []].append(row)
        break
      }
    }
    // "American", "First National": begins the names of companies that are not related.
    for (top, rows) in children.sorted(by: { $0.key < $1.key }) where rows.count <= 50 {
      for row in rows where !leadsTo(parents, top, row) {
        parents[row] = Int32(truncatingIfNeeded: top)
        ways[row] = .name
      }
    }
  }

  /// Whether the way up from `start` comes by `row`.
  private func leadsTo(_ parents: [Int32], _ start: Int, _ row: Int) -> Bool {
    var next = start
    for _ in 0..<64 {
      if next == row { return true }
      guard parents[next] >= 0 else { return false }
      next = Int(parents[next])
    }
    return true
  }

  private func prefixHash(_ words: Range<Int>) -> UInt64 {
    if words.isEmpty { return 0 }
    return words.reduce(1) { mixed($0, records.wordHashes[$1]) | 1 }
  }

  /// A word of its own, not only words that many companies have in their names.
  private func isTelling(_ words: Range<Int>) -> Bool {
    words.contains { index in
      records.words[index].count >= 4
        && !NameVocabulary.standard.isGeneric(records.wordHashes[index])
    }
  }
}
