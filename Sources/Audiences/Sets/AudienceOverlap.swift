import Basics
import Columns

/// How many members audiences have, and how many they share.
public struct AudienceOverlap: Sendable {
  /// The names, in the order given.
  public let names: [String]
  /// The column that members were told apart by.
  public let key: String
  /// Distinct members of each audience.
  public let members: [Int]
  /// Rows of each audience without a key, which are not compared.
  public let rowsWithoutKey: [Int]
  /// Members that are in no other of the audiences.
  public let exclusive: [Int]
  /// `shared[i][j]`: members that are in both; the diagonal holds ``members``.
  public let shared: [[Int]]
  /// Distinct members of all together.
  public let union: Int

  /// Compares audiences.
  ///
  /// - Parameter key: The column to tell members apart by; nil: the first of `contact_id`,
  ///   `account_id`, `email` and `domain` that all have.
  /// - Throws: ``Problem`` when no column is shared, or there are more than 64 audiences.
  /// - Complexity: O(rows + members · audiences²).
  public init(_ audiences: [NamedAudience], key: String? = nil) throws {
    guard audiences.count <= 64 else {
      throw Problem(.script, "audiences: more than 64 cannot be compared at once")
    }
    let column = try MemberKeys.column(key, in: audiences.map(\.table))
    var masks: [String: UInt64] = [:]
    var without = [Int](repeating: 0, count: audiences.count)
    for (index, audience) in audiences.enumerated() {
      for key in try MemberKeys.keys(audience.table, column) {
        if let key { masks[key, default: 0] |= 1 << UInt64(index) } else { without[index] += 1 }
      }
    }
    var shared = [[Int]](
      repeating: [Int](repeating: 0, count: audiences.count), count: audiences.count)
    var exclusive = [Int](repeating: 0, count: audiences.count)
    for mask in masks.values {
      let inside = audiences.indices.filter { mask >> UInt64($0) & 1 != 0 }
      if inside.count == 1 { exclusive[inside[0]] += 1 }
      for first in inside { for second in inside { shared[first][second] += 1 } }
    }
    names = audiences.map(\.name)
    self.key = column
    members = audiences.indices.map { shared[$0][$0] }
    rowsWithoutKey = without
    self.exclusive = exclusive
    self.shared = shared
    union = masks.count
  }

  /// A row an audience: `audience`, `members`, `exclusive`, and the members shared with each.
  public func table() throws -> Table {
    var columns: [(name: String, column: Column)] = [
      ("audience", Column(texts: names)), ("members", Column(integers: members.map { Int64($0) })),
      ("exclusive", Column(integers: exclusive.map { Int64($0) })),
    ]
    for (index, name) in names.enumerated() {
      // An audience may be called like one of the columns before it, or like another.
      var title = name
      while columns.contains(where: { $0.name == title }) { title += " (\(index + 1))" }
      columns.append((title, Column(integers: shared.map { Int64($0[index]) })))
    }
    return try Table(name: "overlap", columns, rowCount: names.count)
  }
}
