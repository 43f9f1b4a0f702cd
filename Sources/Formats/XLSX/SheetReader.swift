import Basics
import Columns

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads the cells of one sheet into a table.
///
/// The first row with a value names the columns. Rows without any value are left out and counted as
/// blank, unless this program wrote the file. Cells right of the header get columns of their own.
/// Errors such as `#N/A`, formulas without a result and results that are an empty text are missing.
final class SheetReader: XMLHandler {
  private enum CellType { case number, shared, inline, formula, boolean, error, iso }

  private let workbook: Workbook
  private let strings: [TextView]
  private let options: ReadOptions
  private var assembler: TableAssembler
  private var header: [Int: String]?

  private var row = 0
  private var nextColumn = 0
  private var column = 0
  private var rowHasValue = false
  private var type = CellType.number
  private var style = 0
  private var isInValue = false
  private var isPhonetic = false
  private var hasFormula = false
  private var text = CellText()

  private var errors = 0
  private var withoutResult = 0
  private var blankRows = 0
  private var repeated = 0

  init(_ workbook: Workbook, file: String, options: ReadOptions, strings: [TextView]) {
    self.workbook = workbook
    self.options = options
    self.strings = strings
    assembler = TableAssembler(file: file, options: options)
  }

  static func read(
    _ workbook: Workbook, _ sheet: Workbook.Sheet, file: String, name: String, options: ReadOptions
  ) throws -> LoadedTable {
    let arena = TextArena()
    let strings = try workbook.sharedStrings(arena)
    guard workbook.archive.has(sheet.part) else {
      throw Problem(
        .data, "\(file): the cells of sheet \"\(sheet.name)\" are not in it (\(sheet.part))",
        hints: ["the file is damaged: fetch it again, or save it anew from the spreadsheet"])
    }
    let reader = SheetReader(workbook, file: file, options: options, strings: strings)
    return try withExtendedLifetime(arena) {
      try XMLParser.read(sheet.part, of: workbook.archive, reader)
      return try reader.finish(sheet, file: file, name: name)
    }
  }

  // MARK: elements

  func begin(_ name: XMLName, _ attributes: XMLAttributes) throws {
    if name.matches("c") {
      try beginCell(attributes)
    } else if name.matches("v") || name.matches("t") {
      isInValue = !isPhonetic
    } else if name.matches("row") {
      row = attributes.int("r") ?? row + 1
      nextColumn = 0
      rowHasValue = false
    } else if name.matches("f") {
      hasFormula = true
    } else if name.matches("rPh") {
      isPhonetic = true
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    if isInValue { try text.append(bytes) }
  }

  func end(_ name: XMLName) throws {
    if name.matches("c") {
      try endCell()
    } else if name.matches("v") || name.matches("t") {
      isInValue = false
    } else if name.matches("row") {
      try endRow()
    } else if name.matches("rPh") {
      isPhonetic = false
    }
  }

  private func beginCell(_ attributes: XMLAttributes) throws {
    column = nextColumn
    if let reference = attributes.value("r"), let place = Self.column(of: reference) {
      column = place
    }
    guard column < TableAssembler.columnLimit else {
      throw Problem(.data, "row \(row): a cell right of the last column a sheet can have")
    }
    nextColumn = column + 1
    style = attributes.value("s").map { Int(atoi($0)) } ?? 0
    type = .number
    if let kind = attributes.value("t") {
      let kind = XMLName(start: kind)
      if kind.matches("s") {
        type = .shared
      } else if kind.matches("inlineStr") {
        type = .inline
      } else if kind.matches("str") {
        type = .formula
      } else if kind.matches("b") {
        type = .boolean
      } else if kind.matches("e") {
        type = .error
      } else if kind.matches("d") {
        type = .iso
      }
    }
    hasFormula = false
    text.clear()
  }

  /// `BC12` is column 54, counted from 0.
  private static func column(of reference: UnsafePointer<CChar>) -> Int? {
    var value = 0
    var index = 0
    while index < 4 {
      let letter = UInt8(bitPattern: reference[index]) & 0xdf
      guard (0x41...0x5a).contains(letter) else { break }
      value = value * 26 + Int(letter - 0x40)
      index += 1
    }
    return index == 0 ? nil : value - 1
  }

  // MARK: cells

  private func endCell() throws {
    if text.bytes.isEmpty {
      if hasFormula, type == .number || type == .shared { withoutResult += 1 }
      // Only an inline text can be empty and yet be there.
      if type != .inline { return }
    }
    if header == nil { return try addHeader() }
    switch type {
    case .error:
      errors += 1
      return
    case .shared:
      guard let number = Self.integer(text.bytes), strings.indices.contains(number) else {
        throw Problem(
          .data, "row \(row): a cell names a text that is not in the workbook",
          hints: ["the file is damaged: fetch it again, or save it anew from the spreadsheet"])
      }
      let view = strings[number]
      try put { cells in view.withBytes { cells.append(text: $0) } }
    case .inline, .formula:
      let bytes = text.unescaped()
      try put { cells in bytes.withUnsafeBufferPointer { cells.append(text: $0) } }
    case .iso: try put { cells in text.bytes.withUnsafeBufferPointer { cells.append(text: $0) } }
    case .boolean:
      let value = text.bytes == [0x31] || text.bytes == Array("true".utf8)
      try put { $0.append(value) }
    case .number: try putNumber()
    }
  }

  private func putNumber() throws {
    let format = workbook.styles.indices.contains(style) ? workbook.styles[style] : .plain
    let bytes = text.bytes
    if format != .plain, !options.csv.allText, let serial = Self.number(bytes) {
      switch format {
      case .day where serial == serial.rounded():
        if let days = Int64(exactly: serial).flatMap({ workbook.dates.days($0) }) {
          return try put { $0.append(day: days) }
        }
      case .day, .moment:
        if let micros = workbook.dates.micros(serial) {
          return try put { $0.append(moment: micros) }
        }
      case .time:
        if let time = SerialDates.time(serial) { return try put { $0.append(text: time) } }
      case .plain: break
      }
    }
    try put { cells in bytes.withUnsafeBufferPointer { cells.append(digits: $0) } }
  }

  private static func number(_ bytes: [UInt8]) -> Double? {
    bytes.withUnsafeBufferPointer {
      switch WrittenCell($0) {
      case .integer(let value): Double(value)
      case .number(let value): value
      default: nil
      }
    }
  }

  private static func integer(_ bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBufferPointer {
      if case .integer(let value) = WrittenCell($0) { Int(value) } else { nil }
    }
  }

  private func put(_ body: (CellColumn) -> Void) throws {
    while assembler.columns.count <= column {
      _ = try assembler.addColumn(
        options.csv.hasHeader ? "" : "column_\(assembler.columns.count + 1)")
    }
    guard let cells = assembler.column(column) else {
      // Two cells at one place: the first counts.
      repeated += 1
      return
    }
    body(cells)
    rowHasValue = true
  }

  // MARK: rows

  private var headerTexts: [Int: String] = [:]

  /// A cell of the first row with a value: a name, whatever it holds.
  private func addHeader() throws {
    if !options.csv.hasHeader {
      header = [:]
      return try endCell()
    }
    if type == .shared {
      guard let number = Self.integer(text.bytes), strings.indices.contains(number) else {
        throw Problem(.data, "row \(row): a cell names a text that is not in the workbook")
      }
      headerTexts[column] = strings[number].string
    } else if type == .number,
      let serial = Self.number(text.bytes), workbook.styles.indices.contains(style),
      workbook.styles[style] == .day,
      let days = Int64(exactly: serial).flatMap({ workbook.dates.days($0) })
    {
      headerTexts[column] = Calendar.text(days: days)
    } else {
      headerTexts[column] = String(decoding: text.unescaped(), as: UTF8.self)
    }
  }

  private func endRow() throws {
    if header == nil {
      if headerTexts.isEmpty {
        blankRows += 1
        return
      }
      header = headerTexts
      for column in 0...(headerTexts.keys.max() ?? 0) {
        _ = try assembler.addColumn(headerTexts[column] ?? "")
      }
      return
    }
    if !rowHasValue, !workbook.isOwn {
      blankRows += 1
      return
    }
    try assembler.endRow(line: row)
  }

  private func finish(
    _ sheet: Workbook.Sheet, file: String, name: String
  ) throws -> LoadedTable {
    var report = LoadReport(file: file, encoding: .utf8, delimiter: UInt8(ascii: ","))
    report.format = "XLSX, sheet \"\(sheet.name)\""
    report.blankLines = blankRows
    func note(_ count: Int, _ one: String, _ many: String) {
      if count > 0 { report.notes.append(count == 1 ? "1 \(one)" : "\(count) \(many)") }
    }
    note(errors, "error such as #N/A became missing", "errors such as #N/A became missing")
    note(
      withoutResult, "formula without a stored result became missing",
      "formulas without a stored result became missing: open and save the file in a spreadsheet")
    note(
      repeated, "cell was given twice; the first counts", "cells were given twice; the first counts"
    )
    if header == nil { report.notes.append("the sheet is empty: no header, no rows") }
    let others = workbook.sheets.filter { $0.name != sheet.name }
    if options.sheet == nil, !others.isEmpty {
      report.notes.append(
        "other sheets: \(others.prefix(12).map { "\"\($0.name)\"" }.joined(separator: ", "))")
    }
    return try assembler.finish(name: name, report: report)
  }
}
