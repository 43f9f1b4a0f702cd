import Basics
import Columns

/// Records of one table in groups of one company or person each.
///
/// Pairs are taken together: if a is b and b is c, the three are one group.
public struct DuplicateGroups: Sendable {
  /// By row: the number of its group from 1, or 0 for a record that is alone.
  public let groups: [UInt32]
  /// The rows of each group in their order; the groups by their first row.
  public let members: [[UInt32]]
  /// By row: the greatest probability of a pair it is in, and what that pair agrees on.
  public let best: [(probability: Float, reasons: PairReasons)]

  /// - Complexity: O(rows + pairs).
  public init(rowCount: Int, pairs: [IdentityPair]) {
    var parent = (0..<UInt32(truncatingIfNeeded: rowCount)).map { $0 }
    func top(_ row: UInt32) -> UInt32 {
      var row = row
      while parent[Int(row)] != row {
        parent[Int(row)] = parent[Int(parent[Int(row)])]
        row = parent[Int(row)]
      }
      return row
    }
    var best = [(probability: Float, reasons: PairReasons)](
      repeating: (0, []), count: rowCount)
    for pair in pairs {
      let (a, b) = (top(pair.left), top(pair.right))
      // The lower row stays on top, so that groups are known by their first row.
      if a != b { parent[Int(max(a, b))] = min(a, b) }
      for row in [pair.left, pair.right] where pair.probability > best[Int(row)].probability {
        best[Int(row)] = (pair.probability, pair.reasons)
      }
    }
    self.init(rowCount: rowCount, best: best, key: { top($0) })
  }

  /// Groups that are known already, by a number for each row; negative: alone.
  public init(_ numbers: [Int]) {
    var first: [Int: UInt32] = [:]
    self.init(
      rowCount: numbers.count, best: Array(repeating: (0, []), count: numbers.count),
      key: { row in
        let number = numbers[Int(row)]
        if number < 0 { return row }
        if let known = first[number] { return known }
        first[number] = row
        return row
      })
  }

  private init(
    rowCount: Int, best: [(probability: Float, reasons: PairReasons)], key: (UInt32) -> UInt32
  ) {
    var sizes = [UInt32](repeating: 0, count: rowCount)
    var keys = [UInt32](repeating: 0, count: rowCount)
    for row in 0..<UInt32(truncatingIfNeeded: rowCount) {
      keys[Int(row)] = key(row)
      sizes[Int(keys[Int(row)])] += 1
    }
    var groups = [UInt32](repeating: 0, count: rowCount)
    var members: [[UInt32]] = []
    for row in 0..<UInt32(truncatingIfNeeded: rowCount) {
      let head = Int(keys[Int(row)])
      if sizes[head] < 2 { continue }
      if groups[head] == 0 {
        members.append([])
        groups[head] = UInt32(truncatingIfNeeded: members.count)
      }
      groups[Int(row)] = groups[head]
      members[Int(groups[head]) - 1].append(row)
    }
    self.groups = groups
    self.members = members
    self.best = best
  }

  /// The records that are in groups, with `group`, `group_rows`, `match` (the probability of the
  /// best pair) and `match_by` in front.
  ///
  /// - Throws: when the table has a column of one of these names.
  public func table(of table: Table) throws -> Table {
    let rows = Buffer(members.flatMap { $0 })
    let chosen = table.take(rows)
    let sizes = rows.elements.map { Int64(members[Int(groups[Int($0)]) - 1].count) }
    let front: [(name: String, column: Column)] = [
      ("group", Column(integers: rows.elements.map { Int64(groups[Int($0)]) })),
      ("group_rows", Column(integers: sizes)),
      (
        "match",
        Column(
          numbers: rows.elements.map {
            (Double(best[Int($0)].probability) * 1000).rounded() / 1000
          })
      ),
      ("match_by", Column(texts: rows.elements.map { best[Int($0)].reasons.text })),
    ]
    let names = chosen.names.filter { name in !front.contains { $0.name == name } }
    return try Table(
      name: "duplicates", front + names.map { ($0, try chosen.column($0)) },
      rowCount: rows.count)
  }
}
