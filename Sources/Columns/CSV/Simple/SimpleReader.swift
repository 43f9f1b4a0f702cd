import Basics

/// Reads delimited text from its first byte to its last, twice: once to see what the columns
/// are, and once to build them.
///
/// It is meant to be obvious. The fast reader gives exactly the same results, or hands the file
/// over to this one.
struct SimpleReader {
  let text: TextDecoding.Decoded
  let file: String
  let name: String
  let options: CSVOptions

  /// - Throws: ``Problem``.
  func read() throws -> LoadedTable {
    do {
      return try read(literalQuote: nil).loaded
    } catch let quote as RecordScanner.UnclosedQuote {
      return try readLiterally(quote)
    }
  }

  /// Takes a quote that is never closed for an ordinary character, provided that from there on
  /// every row then has as many cells as the first row. Otherwise nobody knows which rows it
  /// swallowed, and that is an error.
  private func readLiterally(_ quote: RecordScanner.UnclosedQuote) throws -> LoadedTable {
    if let (loaded, lastRejected) = try? read(literalQuote: quote),
      lastRejected.map({ $0 <= quote.position }) ?? true
    {
      return loaded
    }
    try Interruption.check()
    throw Problem(
      .data, "\(file): line \(quote.line): a quoted cell begins here and never ends",
      hints: [
        "a quote inside a quoted cell is written twice (\"\")",
        "or the file is cut off",
      ])
  }

  private func read(
    literalQuote: RecordScanner.UnclosedQuote?
  ) throws -> (loaded: LoadedTable, lastRejected: Int?) {
    try text.bytes.withUnsafeBufferPointer { bytes in
      let opening = Opening(bytes, start: text.start, delimiter: options.delimiter)
      var rows = RowReader(
        RecordScanner(
          bytes, start: opening.start, delimiter: opening.delimiter,
          literalQuote: literalQuote?.position, line: opening.line),
        hasHeader: options.hasHeader)
      var report = LoadReport(file: file, encoding: text.encoding, delimiter: opening.delimiter)
      report.notes = text.notes + opening.notes
      if let literalQuote {
        report.notes.append(
          "line \(literalQuote.line): the quote that begins a cell is never closed; "
            + "it was read as an ordinary character")
      }

      let marks = MissingMarks(options.missingMarks)
      let header = try rows.header()
      let forced = try ForcedTypes(options, names: header.names, file: file)
      var surveys = header.names.indices.map { ColumnSurvey(forced: forced.types[$0]) }
      while try rows.next(reporting: { report.reject(line: $0, reason: $1) }) {
        report.rows += 1
        let line = rows.scanner.line
        try rows.scanner.withCells { cells in
          for index in surveys.indices {
            // A view of a text has 32 bits for its length.
            guard cells[index].count <= Int(UInt32.max) else {
              throw Problem(.limit, "\(file): line \(line): a cell of more than 4 GiB")
            }
            surveys[index].add(cells[index], marks, line: line)
          }
        }
      }
      report.blankLines = opening.blankLines + rows.blankLines
      report.columns = zip(header.names, surveys).map { $1.report(name: $0) }
      report.notes += rows.notes
      let nulls = bytes[text.start...].reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
      if nulls > 0 { report.notes.append(LoadNotes.nulls(nulls)) }
      report.notes += header.notes
      if header.names.isEmpty { report.notes.append(LoadNotes.empty) }

      rows.rewind()
      let builders = report.columns.map { ColumnBuilder(type: $0.type, capacity: report.rows) }
      while try rows.next(reporting: { _, _ in }) {
        rows.scanner.withCells { cells in
          for (index, builder) in builders.enumerated() {
            builder.append(cell: cells[index], marks)
          }
        }
      }
      let table = try Table(
        name: name, zip(header.names, builders).map { ($0, $1.finish()) }, rowCount: report.rows)
      return (LoadedTable(table: table, report: report), rows.lastRejected)
    }
  }
}

/// The rows of a file that have as many cells as its first row, and those that have the empty
/// cells more that the first row behind the header has.
private struct RowReader {
  var scanner: RecordScanner
  private let hasHeader: Bool
  private var firstRow: RecordScanner?
  private var width = 0
  private var surplus = 0
  private var recordsSinceCheck = 0

  private(set) var blankLines = 0
  /// Rows that have more cells than are kept.
  private var padded = 0
  /// The position just behind the last row that was left out.
  private(set) var lastRejected: Int?

  init(_ scanner: RecordScanner, hasHeader: Bool) {
    self.scanner = scanner
    self.hasHeader = hasHeader
  }

  /// The columns' names, from the first row that is not blank. No names: there is no such row.
  mutating func header() throws -> (names: [String], notes: [String]) {
    var before = scanner
    while try scanner.next() {
      if scanner.isBlank {
        blankLines += 1
        before = scanner
        continue
      }
      width = scanner.cellCount
      firstRow = hasHeader ? scanner : before
      rewind()
      if hasHeader { surplus = try scanner.surplus(beyond: width) }
      if hasHeader { return HeaderNames.names((0..<width).map { scanner.string($0) }) }
      return (HeaderNames.numbered(width), [])
    }
    firstRow = scanner
    return ([], [])
  }

  /// Back to the first row of data.
  mutating func rewind() {
    if let firstRow { scanner = firstRow }
  }

  /// Goes to the next row that is kept.
  mutating func next(reporting reject: (Int, String) -> Void) throws -> Bool {
    while try scanner.next() {
      recordsSinceCheck += 1
      if recordsSinceCheck == 4096 {
        recordsSinceCheck = 0
        try Interruption.check()
      }
      if scanner.isBlank {
        blankLines += 1
      } else if scanner.fits(width, surplus: surplus) {
        if scanner.cellCount > width { padded += 1 }
        return true
      } else {
        reject(scanner.line, LoadNotes.cells(scanner.cellCount, insteadOf: width))
        lastRejected = scanner.position
      }
    }
    return false
  }

  var notes: [String] {
    var notes: [String] = []
    if scanner.textAfterQuote > 0 {
      notes.append(
        LoadNotes.textAfterQuote(scanner.textAfterQuote, line: scanner.firstTextAfterQuote))
    }
    if scanner.swallowing > 0 {
      notes.append(LoadNotes.swallowed(scanner.swallowing, lines: scanner.firstSwallowing))
    }
    if padded > 0 { notes.append(LoadNotes.padded(padded, cells: surplus)) }
    return notes
  }
}

/// What the cells of one column look like, row by row.
private struct ColumnSurvey {
  private let forced: ColumnType?
  private var kind = CellKind.unknown
  private var deciding: (line: Int, seen: CellKind)?
  private var missing = 0
  private var unreadable = 0
  private var unreadableLines: [Int] = []

  init(forced: ColumnType?) { self.forced = forced }

  mutating func add(_ cell: UnsafeBufferPointer<UInt8>, _ marks: MissingMarks, line: Int) {
    if marks.contains(cell) {
      missing += 1
    } else if let forced {
      if forced.isText || Cells.kind(cell).fits(CellKind(forced)) { return }
      missing += 1
      unreadable += 1
      if unreadableLines.count < ColumnReport.unreadableLimit { unreadableLines.append(line) }
    } else if kind != .text {
      let joined = kind.joined(Cells.kind(cell))
      if joined != kind, kind != .unknown { deciding = (line, kind) }
      kind = joined
    }
  }

  func report(name: String) -> ColumnReport {
    var report = ColumnReport(name: name, type: forced ?? kind.type)
    report.missing = missing
    report.unreadable = unreadable
    report.unreadableLines = unreadableLines
    if let (line, seen) = deciding {
      report.decidedBy = Deciding(line: line, seen: seen.type, became: kind.type)
    }
    return report
  }
}

extension ColumnBuilder {
  /// Appends what a cell says in this column's type: missing if it says nothing.
  fileprivate func append(cell: UnsafeBufferPointer<UInt8>, _ marks: MissingMarks) {
    if marks.contains(cell) { return appendMissing() }
    switch type {
    case .text, .set: append(bytes: cell)
    case .boolean:
      if let value = Cells.boolean(cell) { append(value) } else { appendMissing() }
    case .integer:
      if let value = Cells.integer(cell) { append(value) } else { appendMissing() }
    case .number:
      if let value = Cells.integer(cell) {
        append(value)
      } else if let value = Cells.number(cell) {
        append(value)
      } else {
        appendMissing()
      }
    case .date:
      if let days = Cells.day(cell) { append(days: days) } else { appendMissing() }
    case .timestamp:
      if let days = Cells.day(cell) {
        append(days: days)
      } else if let micros = Cells.moment(cell) {
        append(micros: micros)
      } else {
        appendMissing()
      }
    }
  }
}
