/// What the text of one cell could be, and what a column of such cells is.
///
/// Kinds form a lattice: `joined` is the narrowest kind that both fit. A further form (another
/// order of day and month, numbers with a decimal comma) is a further case here with its parser
/// in `Cells`; readers only know kinds.
enum CellKind: UInt8, Sendable, CaseIterable {
  /// No cell with a value yet.
  case unknown
  case boolean
  case integer
  case number
  case date
  case timestamp
  case text

  /// The kind of a column that has cells of both kinds.
  @inline(__always)
  func joined(_ other: CellKind) -> CellKind {
    if self == other || other == .unknown { return self }
    switch (self, other) {
    case (.unknown, _): return other
    case (.integer, .number), (.number, .integer): return .number
    case (.date, .timestamp), (.timestamp, .date): return .timestamp
    default: return .text
    }
  }

  /// Whether a cell of this kind can stand in a column of `column`.
  @inline(__always)
  func fits(_ column: CellKind) -> Bool { joined(column) == column }

  var type: ColumnType {
    switch self {
    case .unknown, .text: .text
    case .boolean: .boolean
    case .integer: .integer
    case .number: .number
    case .date: .date
    case .timestamp: .timestamp
    }
  }

  init(_ type: ColumnType) {
    switch type {
    case .boolean: self = .boolean
    case .integer: self = .integer
    case .number: self = .number
    case .date: self = .date
    case .timestamp: self = .timestamp
    case .text, .set: self = .text
    }
  }
}
