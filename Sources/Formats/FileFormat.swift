import Basics
import Columns

/// The kinds of files that tables are read from and written to.
public enum FileFormat: String, Sendable, CaseIterable {
  case csv, tsv, psv, json, jsonl, xlsx, sqlite

  /// What the name of a file says: its format, and whether it is compressed with gzip. `.txt`, and
  /// every other ending, says nothing.
  public static func named(_ path: String) -> (format: FileFormat?, isCompressed: Bool) {
    var name = Files.name(of: path).lowercased()
    let isCompressed = name.hasSuffix(".gz")
    if isCompressed { name.removeLast(3) }
    guard let dot = name.lastIndex(of: ".") else { return (nil, isCompressed) }
    let format: FileFormat? =
      switch name[name.index(after: dot)...] {
      case "csv": .csv
      case "tsv", "tab": .tsv
      case "psv": .psv
      case "json": .json
      case "jsonl", "ndjson", "jsonlines": .jsonl
      case "xlsx", "xlsm": .xlsx
      case "sqlite", "sqlite3", "db", "db3": .sqlite
      default: nil
      }
    return (format, isCompressed)
  }

  /// What the first bytes say. Text that begins like JSON is JSON lines: its reader also takes a
  /// whole document.
  static func of(_ head: some Collection<UInt8>) -> FileFormat? {
    if head.starts(with: [0x50, 0x4b, 0x03, 0x04]) || head.starts(with: [0x50, 0x4b, 0x05, 0x06]) {
      return .xlsx
    }
    if head.starts(with: "SQLite format 3\u{0}".utf8) { return .sqlite }
    let first = head.first { $0 != 0x20 && !(0x09...0x0d).contains($0) }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? .json : nil
  }

  /// Refuses what other programs read and this one does not.
  static func check(
    _ head: some Collection<UInt8>, file: String, options: ReadOptions
  ) throws {
    try PlainText.check(head, file: file, encoding: options.csv.encoding)
    let name = Files.name(of: file).lowercased()
    guard options.format == nil, name.hasSuffix(".xls") || name.hasSuffix(".xls.gz") else { return }
    // Blanks, byte order marks and the zeros of UTF-16 may stand in front.
    let marks: [UInt8] = [0x00, 0x20, 0xef, 0xbb, 0xbf, 0xfe, 0xff]
    let first = head.first { !marks.contains($0) && !(0x09...0x0d).contains($0) }
    guard first == UInt8(ascii: "<") else { return }
    throw Problem(
      .data, "\(file): a web page or other XML under the name of a workbook",
      hints: ["open it in the spreadsheet and save it as .xlsx or .csv"])
  }

  /// Cells between delimiters.
  public var isDelimited: Bool { self == .csv || self == .tsv || self == .psv }

  var delimiter: UInt8 {
    switch self {
    case .tsv: 0x09
    case .psv: UInt8(ascii: "|")
    default: UInt8(ascii: ",")
    }
  }

  /// How messages call it.
  public var title: String {
    switch self {
    case .csv, .tsv, .psv: "delimited text"
    case .json: "JSON"
    case .jsonl: "JSON lines"
    case .xlsx: "XLSX"
    case .sqlite: "SQLite"
    }
  }

  /// The endings that `open` and `convert` understand, for messages.
  public static let endings =
    ".csv, .tsv, .psv, .txt, .json, .jsonl, .ndjson, .xlsx, .sqlite, .db, and .gz after those of text"
}
