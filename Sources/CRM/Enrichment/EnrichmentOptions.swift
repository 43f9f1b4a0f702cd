import Basics

/// Which of two sources has the last word on a field.
public enum SourceRule: String, Sendable, CaseIterable {
  /// The own table's value; the other fills what is missing.
  case own
  /// The other table's value, where it has one.
  case other
  /// The value that was seen last; without both dates as ``own``.
  case newest
}

/// How a table is enriched from another.
public struct EnrichmentOptions: Sendable {
  /// Columns by which rows are joined, exactly; empty: by who they are (``Identity``).
  public var keys: [(own: String, other: String)] = []
  /// How rows are matched without keys.
  public var matching = IdentityOptions()
  /// The columns to take, by their names in the other table, with the names they get. nil: all but
  /// ids and keys, under their names.
  public var columns: [(other: String, own: String)]?
  /// What the other table is called in `…_source`.
  public var source: String
  /// What the own table is called there.
  public var ownSource = "own"
  /// The other table's column of dates; else the day all of it was seen, in days since 1970-01-01.
  public var dateColumn: String?
  public var date: Int32?
  /// The own table's column of dates.
  public var ownDateColumn: String?
  /// The rule of fields that have none of their own.
  public var rule = SourceRule.own
  /// Rules by own column.
  public var rules: [String: SourceRule] = [:]
  /// Whether `…_source` and `…_date` are added for each field.
  public var keepsProvenance = true

  public init(source: String) { self.source = source }
}
