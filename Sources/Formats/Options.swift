import Columns

/// What to know about a file before reading it. Everything may be left out.
public struct ReadOptions: Sendable {
  /// Delimiter, encoding, header, types, `allText`: they hold for other formats too, as far as those
  /// leave them open.
  public var csv: CSVOptions
  /// nil: the ending of the file's name says it, else its first bytes.
  public var format: FileFormat?
  /// The sheet of a workbook, by name or by number from 1; nil: the first that is visible.
  public var sheet: String?
  /// The table of a database; nil: the only one there is.
  public var table: String?
  /// Whether a database on another machine may be asked.
  public var allowsRemoteDatabases: Bool

  public init(
    csv: CSVOptions = .init(), format: FileFormat? = nil, sheet: String? = nil,
    table: String? = nil, allowsRemoteDatabases: Bool = false
  ) {
    self.csv = csv
    self.format = format
    self.sheet = sheet
    self.table = table
    self.allowsRemoteDatabases = allowsRemoteDatabases
  }
}

/// How a file is written. Everything may be left out.
public struct WriteOptions: Sendable {
  /// nil: the ending of the file's name says it.
  public var format: FileFormat?
  /// nil: what is usual for the format.
  public var delimiter: UInt8?
  public var hasHeader: Bool
  /// The name of the sheet in a workbook, or of the table in a database; nil: the table's own name.
  public var table: String?
  /// Whether values that the format cannot hold may become missing. If not, they are an error.
  public var isLossy: Bool
  /// Whether delimited text may have an empty cell for an empty text, which reads as missing.
  public var isEmptyMissing: Bool
  public var allowsRemoteDatabases: Bool

  public init(
    format: FileFormat? = nil, delimiter: UInt8? = nil, hasHeader: Bool = true,
    table: String? = nil, isLossy: Bool = false, isEmptyMissing: Bool = false,
    allowsRemoteDatabases: Bool = false
  ) {
    self.isEmptyMissing = isEmptyMissing
    self.format = format
    self.delimiter = delimiter
    self.hasHeader = hasHeader
    self.table = table
    self.isLossy = isLossy
    self.allowsRemoteDatabases = allowsRemoteDatabases
  }
}
