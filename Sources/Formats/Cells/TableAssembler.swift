import Basics
import Columns

/// Puts a table together from rows whose cells come one by one, in a file that may use other columns
/// in every row.
///
/// A hostile file can name a new column in every row: what is not there would still take memory. So
/// there is a limit to columns, and to how far cells without a value may outnumber those with one.
struct TableAssembler {
  /// No spreadsheet has more columns; nor has any export.
  static let columnLimit = 16_384
  /// So many cells are always fine.
  private static let freeCells = 16 << 20

  let file: String
  let options: ReadOptions
  private(set) var columns: [CellColumn] = []
  private(set) var names: [String] = []
  private(set) var rows = 0
  /// Cells with a value.
  private var filled = 0
  private let arena = TextArena()
  /// Where each row stands in the file.
  private var lines: [Int] = []

  init(file: String, options: ReadOptions) {
    self.file = file
    self.options = options
  }

  /// A further column; rows before have no value for it.
  mutating func addColumn(_ name: String) throws -> Int {
    if columns.count >= Self.columnLimit {
      throw Problem(
        .data, "\(file): more than \(Self.columnLimit) columns",
        hints: ["names of columns are probably values here; the file cannot be read as one table"])
    }
    columns.append(CellColumn(arena: arena))
    names.append(name)
    return columns.count - 1
  }

  /// The column that takes a cell of the row that is being read, padded up to it; nil if the row has
  /// a cell for it already.
  @inline(__always)
  mutating func column(_ index: Int) -> CellColumn? {
    let column = columns[index]
    if column.count > rows { return nil }
    column.pad(to: rows)
    filled += 1
    return column
  }

  /// The row that was being read is complete.
  mutating func endRow(line: Int) throws {
    rows += 1
    lines.append(line)
    if rows & 0xfff == 0 {
      try Interruption.check()
      try checkDensity()
    }
  }

  /// Takes back the cells of the row that was being read.
  mutating func dropRow() { for column in columns { column.cut(to: rows) } }

  private func checkDensity() throws {
    let slots = rows.multipliedReportingOverflow(by: columns.count)
    if slots.overflow || slots.partialValue > Self.freeCells,
      slots.overflow || slots.partialValue / 64 > filled
    {
      throw Problem(
        .data,
        "\(file): \(columns.count) columns in \(rows) rows, and hardly any cell has a value",
        hints: ["names of columns are probably values here; the file cannot be read as one table"])
    }
  }

  /// The table, with a report of its columns.
  ///
  /// - Parameters:
  ///   - standard: The type of column `i` where no cell has a value.
  ///   - report: What has been noted so far; rows and columns are filled in.
  func finish(
    name: String, report: LoadReport, standard: ((Int) -> ColumnType)? = nil
  ) throws -> LoadedTable {
    try checkDensity()
    for column in columns { column.pad(to: rows) }
    var report = report
    report.rows = rows
    let unique = ColumnNames.unique(names)
    report.notes += unique.notes
    if let unknown = options.csv.types.keys.filter({ !unique.names.contains($0) }).min() {
      throw Problem.unknown("column", unknown, known: unique.names).at(file)
    }
    var finished: [(name: String, column: Column)] = []
    for (index, own) in columns.enumerated() {
      try Interruption.check()
      let name = unique.names[index]
      let forced = options.csv.types[name] ?? (options.csv.allText ? .text : nil)
      let made = own.finish(forced: forced, standard: standard?(index) ?? .text)
      var entry = ColumnReport(name: name, type: made.column.type)
      var column = made.column
      if let forced, column.type != forced {
        (column, entry.unreadable, entry.unreadableLines) = Self.forced(column, forced, lines)
        entry.type = forced
      }
      entry.missing = column.missingCount
      if let (row, seen) = made.decidedBy, row < lines.count {
        entry.decidedBy = Deciding(line: lines[row], seen: seen, became: column.type)
      }
      report.columns.append(entry)
      finished.append((name, column))
    }
    let table = try Table(name: name, finished, rowCount: rows)
    return LoadedTable(table: table, report: report)
  }

  /// A column as the type that was demanded: cells that do not fit are missing.
  private static func forced(
    _ column: Column, _ type: ColumnType, _ lines: [Int]
  ) -> (Column, unreadable: Int, lines: [Int]) {
    if let whole = try? column.converted(to: type) { return (whole, 0, []) }
    let builder = ColumnBuilder(type: type, capacity: column.count)
    var unreadable = 0
    var places: [Int] = []
    for row in 0..<column.count {
      if column.isMissing(row) {
        builder.appendMissing()
      } else if let value = value(column[row], as: type) {
        builder.append(value)
      } else {
        builder.appendMissing()
        unreadable += 1
        if places.count < 100, row < lines.count { places.append(lines[row]) }
      }
    }
    return (builder.finish(), unreadable, places)
  }

  private static func value(_ value: Value, as type: ColumnType) -> Value? {
    var written = value.written
    let cell = written.withUTF8 { WrittenCell($0) }
    switch (type, cell) {
    case (.text, _), (.set, _): return .text(value.written)
    case (.boolean, .boolean(let value)): return .boolean(value)
    case (.integer, .integer(let value)): return .integer(value)
    case (.integer, .number(let value)): return Int64(exactly: value).map { .integer($0) }
    case (.number, .integer(let value)): return .number(Double(value))
    case (.number, .number(let value)): return .number(value)
    case (.date, .date(let days)): return .date(days)
    case (.timestamp, .timestamp(let micros)): return .timestamp(micros)
    case (.timestamp, .date(let days)): return .timestamp(Int64(days) * Calendar.microsPerDay)
    default: return nil
    }
  }
}
