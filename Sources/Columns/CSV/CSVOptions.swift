import Basics

/// How the characters of a file are stored as bytes.
public enum TextEncoding: String, Sendable, CaseIterable {
  case utf8, windows1252, utf16le, utf16be
}

/// What to know about a delimited file before reading it. Everything may be left out.
public struct CSVOptions: Sendable {
  /// The byte between cells; nil: found out among comma, semicolon, tab and `|`.
  public var delimiter: UInt8?
  /// nil: a byte order mark decides, then whether the bytes are valid UTF-8, then whether they
  /// look like UTF-16, then whether but a few are UTF-8; what is left is Windows-1252.
  public var encoding: TextEncoding?
  /// Whether the first row names the columns. If not, they are `column_1`, `column_2`, …
  public var hasHeader: Bool
  /// Types by column name that hold whatever the cells look like. A cell that does not fit is
  /// missing, and counted in the report with its line.
  public var types: [String: ColumnType]
  /// Every column is text, each cell kept as written. `types` still holds.
  public var allText: Bool
  /// Whole cells that mean missing, byte for byte, besides the empty one.
  public var missingMarks: [String]

  public init(
    delimiter: UInt8? = nil, encoding: TextEncoding? = nil, hasHeader: Bool = true,
    types: [String: ColumnType] = [:], allText: Bool = false, missingMarks: [String] = []
  ) {
    self.delimiter = delimiter
    self.encoding = encoding
    self.hasHeader = hasHeader
    self.types = types
    self.allText = allText
    self.missingMarks = missingMarks
  }
}

extension CSV {
  /// A delimiter must not be a byte that numbers, dates, quoting or UTF-8 need themselves.
  static func check(delimiter: UInt8) throws {
    switch delimiter {
    case UInt8(ascii: "\""), UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: "."),
      UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), 0x80...0xff:
      throw Problem(
        .script, "the byte \(delimiter) cannot separate cells",
        hints: ["usual separators are \",\", \";\", a tab and \"|\""])
    default: return
    }
  }
}
