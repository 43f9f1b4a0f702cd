import ArgumentParser
import Basics
import Columns
import Formats

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Turn a table into another format: CSV, JSON, XLSX, SQLite, PostgreSQL.",
    discussion: """
      The endings say the formats: \(FileFormat.endings). A file's first bytes count where it has no
      such ending; - is the standard input or output; postgres://… is a database. What the new format
      cannot hold is an error, not a loss, unless --lossy is given; what was odd about the old file, and
      every row that could not be read, is said on standard error.
      """)

  @Argument(help: "The file, -, or postgres://… to read.") var input: String
  @Argument(help: "The file, -, or postgres://… to write.") var output: String

  @Option(help: ArgumentHelp("The format of the input: \(formats).", valueName: "format"))
  var from: String?

  @Option(help: ArgumentHelp("The format of the output: \(formats).", valueName: "format"))
  var to: String?

  @Flag(
    name: .customLong("no-header"),
    help: "The input's first row is data; a delimited or XLSX output has no header either.")
  var noHeader = false

  @Flag(
    help:
      "Keep every cell as it is written, as text; an empty cell of delimited text is an empty text."
  )
  var text = false

  @Option(help: ArgumentHelp("The sheet to read, by name or number.", valueName: "name"))
  var sheet: String?

  @Option(
    help: ArgumentHelp(
      "The table of a database to read; if only the output is a database or workbook, the name to write.",
      valueName: "name"))
  var table: String?

  @Option(
    name: .customLong("to-table"),
    help: ArgumentHelp("The table or sheet to write.", valueName: "name"))
  var toTable: String?

  @Option(
    help: ArgumentHelp("The delimiter of a delimited input: one character, or tab.", valueName: "c")
  )
  var delimiter: String?

  @Option(
    name: .customLong("to-delimiter"),
    help: ArgumentHelp("The delimiter of a delimited output.", valueName: "c"))
  var toDelimiter: String?

  @Option(
    name: .customLong("missing"),
    help: ArgumentHelp(
      "A cell that means missing, such as N/A; may be repeated.", valueName: "mark"))
  var missing: [String] = []

  @Flag(help: "Write what the format cannot hold as missing, instead of refusing.")
  var lossy = false

  @Flag(
    name: .customLong("allow-database"),
    help: "Let databases on other machines than this one be read and written.")
  var allowDatabase = false

  private static var formats: String {
    FileFormat.allCases.map(\.rawValue).joined(separator: ", ")
  }

  func run() throws {
    var read = ReadOptions(
      csv: CSVOptions(
        delimiter: try Self.delimiter(delimiter, "--delimiter"), hasHeader: !noHeader,
        allText: text, missingMarks: missing),
      format: try Self.format(from, "--from"), sheet: sheet,
      allowsRemoteDatabases: allowDatabase)
    let isFromDatabase = TableFile.isDatabase(input) || read.format == .sqlite
    if isFromDatabase { read.table = table }
    let loaded = try TableFile.read(input, options: read)
    for line in Self.lines(loaded.report, input) { StandardError.write("note: \(line)\n") }
    let isDelimited = loaded.report.format?.hasPrefix("delimited") ?? true
    let report = try TableFile.write(
      text && isDelimited ? try loaded.table.withEmptyTexts() : loaded.table, to: output,
      options: WriteOptions(
        format: try Self.format(to, "--to"),
        delimiter: try Self.delimiter(toDelimiter, "--to-delimiter"), hasHeader: !noHeader,
        table: toTable ?? (isFromDatabase ? nil : table), isLossy: lossy, isEmptyMissing: text,
        allowsRemoteDatabases: allowDatabase))
    for note in report.notes { StandardError.write("note: \(output): \(note)\n") }
    let rejected = loaded.report.rejectedCount
    // Where the file went to standard output, nothing else may.
    let place = TableFile.isAddress(output) ? "the database" : output
    StandardError.write(
      "\(report.rows) row\(report.rows == 1 ? "" : "s") to \(place)"
        + (rejected > 0 ? ", \(rejected) could not be read" : "") + "\n")
  }

  /// What was unusual about the input, and the first rows that could not be read.
  private static func lines(_ report: LoadReport, _ input: String) -> [String] {
    let file = TableFile.isAddress(input) ? report.file : input
    var lines = report.notes.map { "\(file): \($0)" }
    for rejection in report.rejected.prefix(20) {
      lines.append("\(file): line \(rejection.line) left out: \(rejection.reason)")
    }
    if report.rejectedCount > 20 {
      lines.append("\(file): \(report.rejectedCount - 20) further rows left out")
    }
    return lines
  }

  private static func format(_ name: String?, _ option: String) throws -> FileFormat? {
    guard let name else { return nil }
    if let format = FileFormat(rawValue: name) { return format }
    throw Problem.unknown(
      "format", name, known: FileFormat.allCases.map(\.rawValue), kind: .usage
    ).at(option)
  }

  private static func delimiter(_ text: String?, _ option: String) throws -> UInt8? {
    guard let text else { return nil }
    if text == "tab" || text == "\\t" { return 0x09 }
    if text.utf8.count == 1, let byte = text.utf8.first, byte < 0x80 { return byte }
    throw Problem(.usage, "\(option) must be one ASCII character, or tab")
  }
}
