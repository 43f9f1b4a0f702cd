/// How the cells of a column are being kept while a file is read: a kind, and for text, whether
/// as codes or as views.
///
/// Modes only ever go up: every thread that meets a cell that does not fit joins its kind, and at
/// the end the rows that were read in a lower mode are brought to the highest one.
enum ColumnMode: UInt8, Sendable, CaseIterable {
  case unknown, boolean, integer, number, date, timestamp
  /// Text as codes of a dictionary.
  case coded
  /// Text as views.
  case views

  init(_ kind: CellKind) {
    switch kind {
    case .unknown: self = .unknown
    case .boolean: self = .boolean
    case .integer: self = .integer
    case .number: self = .number
    case .date: self = .date
    case .timestamp: self = .timestamp
    case .text: self = .coded
    }
  }

  var kind: CellKind {
    switch self {
    case .unknown: .unknown
    case .boolean: .boolean
    case .integer: .integer
    case .number: .number
    case .date: .date
    case .timestamp: .timestamp
    case .coded, .views: .text
    }
  }

  var isText: Bool { self == .coded || self == .views }

  func joined(_ other: ColumnMode) -> ColumnMode {
    if self == .views || other == .views { return .views }
    return ColumnMode(kind.joined(other.kind))
  }
}
