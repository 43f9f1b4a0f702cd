import Basics
import Columns

/// Audiences that no longer share members.
public enum AudiencePriority {
  /// One audience after it was made exclusive.
  public struct Share: Sendable {
    public var name: String
    /// The rows that stay, in their order.
    public var table: Table
    /// Rows that went to an audience before this one.
    public var given: Int
    /// Rows without a key: nothing says who they are, so they stay.
    public var rowsWithoutKey: Int
  }

  /// Leaves each person in the first of the audiences that has them, so that nobody sees the
  /// messages of two.
  ///
  /// Several rows of one person within one audience stay together.
  ///
  /// - Parameter key: As in ``AudienceOverlap/init(_:key:)``.
  /// - Complexity: O(rows) expected.
  public static func exclusive(
    _ audiences: [NamedAudience], key: String? = nil
  ) throws -> [Share] {
    let column = try MemberKeys.column(key, in: audiences.map(\.table))
    var owner: [String: Int] = [:]
    return try audiences.enumerated().map { index, audience in
      let keys = try MemberKeys.keys(audience.table, column)
      var without = 0
      let kept = Bitmap(count: audience.table.rowCount) { row in
        guard let key = keys[row] else {
          without += 1
          return true
        }
        if let first = owner[key] { return first == index }
        owner[key] = index
        return true
      }
      return Share(
        name: audience.name, table: audience.table.filter(kept),
        given: audience.table.rowCount - kept.countOfSet, rowsWithoutKey: without)
    }
  }
}
