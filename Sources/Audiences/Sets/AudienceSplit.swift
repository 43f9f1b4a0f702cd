import Basics
import CRM
import Columns
import Crypto

/// An audience in random parts that stay the same: for tests, holdouts, and lists one after another.
///
/// The part of a person follows from a SHA-256 of salt and key alone. It does not change with the
/// order of rows, with other people in the list, or with the day; another salt gives another,
/// independent division.
public struct AudienceSplit: Sendable {
  public struct Part: Sendable {
    public var name: String
    /// The share that was asked for.
    public var share: Double
    public var table: Table
  }

  public let parts: [Part]
  /// The column that people were told apart by.
  public let key: String
  /// Rows in no part: without a key, or left over where the shares add up to less than 1.
  public let rest: Table
  public let rowsWithoutKey: Int

  /// Divides `table`.
  ///
  /// - Parameters:
  ///   - shares: Names and shares between 0 and 1, which add up to 1 or less.
  ///   - salt: Any text; the name of the test, say.
  ///   - key: As in ``AudienceOverlap/init(_:key:)``.
  /// - Throws: ``Problem`` when shares are not as said, or there is no key column.
  /// - Complexity: O(rows), one SHA-256 each.
  public init(
    _ table: Table, shares: [(name: String, share: Double)], salt: String, key: String? = nil
  ) throws {
    guard !shares.isEmpty, shares.allSatisfy({ $0.share > 0 && $0.share <= 1 }),
      shares.reduce(0, { $0 + $1.share }) <= 1 + 1e-9
    else {
      throw Problem(
        .script, "split: shares must be above 0 and add up to at most 1",
        hints: ["for example: treated 0.9, holdout 0.1"])
    }
    let column = try MemberKeys.column(key, in: [table])
    let keys = try MemberKeys.keys(table, column)
    // Upper ends on a scale of 2^53, which a Double holds exactly.
    var total = 0.0
    let ends = shares.map { entry -> UInt64 in
      total += entry.share
      return UInt64((min(total, 1) * Self.scale).rounded())
    }
    let prefix = Array((salt + "\u{1F}").utf8)
    var without = 0
    let part = keys.map { key -> Int in
      guard let key else {
        without += 1
        return shares.count
      }
      let place = Self.place(prefix, key)
      return ends.firstIndex { place < $0 } ?? shares.count
    }
    self.key = column
    rowsWithoutKey = without
    parts = shares.enumerated().map { index, entry in
      Part(
        name: entry.name, share: entry.share,
        table: table.filter(Bitmap(count: table.rowCount) { part[$0] == index }))
    }
    rest = table.filter(Bitmap(count: table.rowCount) { part[$0] == shares.count })
  }

  private static let scale = 9_007_199_254_740_992.0

  /// The first 53 bits of the digest.
  private static func place(_ prefix: [UInt8], _ key: String) -> UInt64 {
    var hash = SHA256()
    prefix.withUnsafeBytes { hash.update(bufferPointer: $0) }
    Array(key.utf8).withUnsafeBytes { hash.update(bufferPointer: $0) }
    var value: UInt64 = 0
    for byte in hash.finalize().prefix(8) { value = value << 8 | UInt64(byte) }
    return value >> 11
  }
}
