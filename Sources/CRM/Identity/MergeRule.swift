import Basics

/// Which record's value a merged record gets.
public enum MergeRule: String, Sendable, CaseIterable {
  /// The value of the record that stays; else of the next one that has one.
  case lead
  /// The value that most records have; of equally frequent ones that of the first record.
  case common
  /// The value of the record that was changed last.
  case newest
  case longest, largest, smallest
  /// The sum of all values, of columns of numbers.
  case sum

  var why: String {
    switch self {
    case .lead: "the record that stays"
    case .common: "most common"
    case .newest: "changed last"
    case .longest: "longest"
    case .largest: "largest"
    case .smallest: "smallest"
    case .sum: "sum of all"
    }
  }
}

/// How duplicate records become one.
public struct MergeOptions: Sendable {
  /// Rules by column; the others follow ``MergeRule/lead``.
  public var rules: [String: MergeRule] = [:]
  /// The column that says when a record was changed; needed by ``MergeRule/newest``.
  public var changed: String?
  /// The record of a group that stays: the greatest value of this column. Ties, and nil, go to
  /// the record with the most cells filled, then to the first.
  public var prefer: String?
  /// Whether the least value of `prefer` stays instead.
  public var prefersLeast = false
  /// The column that names a record; nil: its row.
  public var id: String?

  public init() {}
}
