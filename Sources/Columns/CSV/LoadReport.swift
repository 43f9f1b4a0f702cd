/// A table, and what happened while it was read.
public struct LoadedTable: Sendable {
  public let table: Table
  public let report: LoadReport

  public init(table: Table, report: LoadReport) {
    self.table = table
    self.report = report
  }
}

/// Everything that happened while a file was read. It holds no values of cells.
///
/// No row is lost silently: the rows of the file are `rows + rejectedCount + blankLines`, and the
/// header if there is one.
public struct LoadReport: Sendable, Equatable {
  /// The path as it was given.
  public var file: String
  public var encoding: TextEncoding
  public var delimiter: UInt8
  /// What kind of file it was, such as `JSON` or `XLSX, sheet "Deals"`; nil for delimited text that
  /// was read as it stands on the disk.
  public var format: String?
  /// Rows that are in the table.
  public var rows = 0
  /// The rows that were left out, in the order of the file: the first 1000 of them.
  public var rejected: [Rejection] = []
  public var rejectedCount = 0
  /// Lines without a single character.
  public var blankLines = 0
  public var columns: [ColumnReport] = []
  /// Sentences about what was unusual: renamed columns, another encoding, NUL bytes, …
  public var notes: [String] = []

  public init(file: String, encoding: TextEncoding, delimiter: UInt8) {
    self.file = file
    self.encoding = encoding
    self.delimiter = delimiter
  }

  /// How many rejections are kept.
  static let rejectionLimit = 1000

  /// Notes a row that is left out: counted always, kept among the first 1000.
  public mutating func reject(line: Int, reason: String) {
    if rejected.count < Self.rejectionLimit {
      rejected.append(Rejection(line: line, reason: reason))
    }
    rejectedCount += 1
  }
}

/// A row that is not in the table.
public struct Rejection: Sendable, Equatable {
  /// Where the row begins: line breaks inside quotes count, the first line is 1.
  public var line: Int
  public var reason: String

  public init(line: Int, reason: String) {
    self.line = line
    self.reason = reason
  }
}

/// What became of one column.
public struct ColumnReport: Sendable, Equatable {
  public var name: String
  public var type: ColumnType
  /// Cells without a value, those that could not be read as a forced type included.
  public var missing = 0
  /// The row that made the column what it is; nil if all values agree from the first one on, or
  /// the type was forced.
  public var decidedBy: Deciding?
  /// Cells that are not of the type that was forced.
  public var unreadable = 0
  /// The lines on which the rows of the first 100 of them begin.
  public var unreadableLines: [Int] = []

  public init(name: String, type: ColumnType) {
    self.name = name
    self.type = type
  }

  static let unreadableLimit = 100
}

/// The row that turned a column into what it is.
public struct Deciding: Sendable, Equatable, CustomStringConvertible {
  /// Where the row begins.
  public var line: Int
  /// What all rows before it were.
  public var seen: ColumnType
  /// What the column became.
  public var became: ColumnType

  public init(line: Int, seen: ColumnType, became: ColumnType) {
    self.line = line
    self.seen = seen
    self.became = became
  }

  /// `line 812 made it text, not integer`
  public var description: String {
    "line \(line) made it \(became.rawValue), not \(seen.rawValue)"
  }
}
