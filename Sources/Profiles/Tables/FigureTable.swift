import Columns

/// A table of figures together with what each of them means.
public struct FigureTable: Sendable {
  public let table: Table
  /// The same figures of all rows together, in one row, without the columns that tell cohorts
  /// apart. Nil where a total has no meaning.
  public let total: Table?
  /// One for each column of figures, in the order of the columns.
  public let definitions: [FigureDefinition]
  /// What a reader has to know: rows that were left out, data that cannot be right.
  public let notes: [String]
  /// How the rows are ordered, but for their keys.
  let order: [SortKey]

  public init(
    table: Table, total: Table? = nil, definitions: [FigureDefinition], notes: [String] = []
  ) {
    self.init(
      table: table, total: total, definitions: definitions, notes: notes, order: [])
  }

  init(
    table: Table, total: Table? = nil, definitions: [FigureDefinition], notes: [String],
    order: [SortKey]
  ) {
    self.table = table
    self.total = total
    self.definitions = definitions
    self.notes = notes
    self.order = order
  }

  /// What a column means, or nil.
  public func definition(of column: String) -> String? {
    definitions.first { $0.column == column }?.text
  }
}

/// What a figure means and how it is worked out.
public struct FigureDefinition: Sendable, Equatable {
  public var column: String
  public var text: String
  public var unit: Unit

  public init(_ column: String, _ text: String, unit: Unit) {
    self.column = column
    self.text = text
    self.unit = unit
  }

  public enum Unit: String, Sendable {
    case count, share, money, days, months, ratio, points, text, flag
    case moneyPerDay = "money per day"
  }
}
