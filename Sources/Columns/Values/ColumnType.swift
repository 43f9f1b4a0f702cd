/// What the cells of a column are.
public enum ColumnType: String, Sendable, CaseIterable {
  case boolean
  case integer
  case number
  /// A day, without time or zone.
  case date
  /// A moment, in microseconds since 1970-01-01 00:00 UTC.
  case timestamp
  case text
  /// A set of texts, such as the technologies a company uses. Written with `;` between members.
  case set

  public var isNumeric: Bool { self == .integer || self == .number }
  public var isText: Bool { self == .text || self == .set }
  public var isTemporal: Bool { self == .date || self == .timestamp }
}
