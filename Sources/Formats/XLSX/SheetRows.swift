import Basics
import Columns

/// Rows of a table as XML.
struct SheetRows {
  private let names: [String]
  private let columns: [Column]
  private let references: [[UInt8]]
  /// Entries of dictionaries, as they are written.
  private let entries: [[[UInt8]]]
  private let hasHeader: Bool
  let tail = Array("</sheetData></worksheet>".utf8)
  private static let dates = SerialDates(from1904: false)
  /// Beyond that spreadsheets, whose numbers are floating-point, round whole numbers.
  private static let exactLimit: UInt64 = 1 << 53

  init(_ table: Table, hasHeader: Bool) {
    names = table.names
    columns = table.columns
    self.hasHeader = hasHeader
    references = table.names.indices.map { Self.reference($0) }
    entries = columns.map { column in
      guard case .coded(_, let dictionary) = column.storage else { return [] }
      return dictionary.entries.map { entry in
        var text: [UInt8] = []
        entry.withBytes { XMLText.append($0, to: &text) }
        return text
      }
    }
  }

  /// `BC` is column 54, counted from 0.
  private static func reference(_ column: Int) -> [UInt8] {
    var letters: [UInt8] = []
    var rest = column + 1
    while rest > 0 {
      letters.insert(UInt8(ascii: "A") + UInt8((rest - 1) % 26), at: 0)
      rest = (rest - 1) / 26
    }
    return letters
  }

  /// What is written otherwise than readers of the sheet may expect.
  static func notes(_ table: Table) throws -> [String] {
    var notes: [String] = []
    for (name, column) in zip(table.names, table.columns) {
      try Interruption.check()
      guard case .integer(let cells) = column.storage else { continue }
      var count = 0
      for row in 0..<column.count where cells.base[row].magnitude > exactLimit {
        if !column.isMissing(row) { count += 1 }
      }
      if count == 0 { continue }
      notes.append(
        "column \"\(name)\" has \(count) whole number\(count == 1 ? "" : "s") beyond 2^53, which "
          + "spreadsheets round; written as text")
    }
    return notes
  }

  func head() -> [UInt8] {
    var out = Array(
      ("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
        + "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>")
        .utf8)
    guard hasHeader, !names.isEmpty else { return out }
    out += "<row r=\"1\">".utf8
    for (index, name) in names.enumerated() {
      begin(index, "1", " t=\"inlineStr\"><is><t xml:space=\"preserve\">", &out)
      XMLText.append(Array(name.utf8)[...], to: &out)
      out += "</t></is></c>".utf8
    }
    out += "</row>".utf8
    return out
  }

  private func begin(_ column: Int, _ row: String, _ rest: StaticString, _ out: inout [UInt8]) {
    out += "<c r=\"".utf8
    out += references[column]
    out += row.utf8
    out.append(0x22)
    out.append(
      contentsOf: UnsafeBufferPointer(start: rest.utf8Start, count: rest.utf8CodeUnitCount))
  }

  func append(_ range: Range<Int>, to out: inout [UInt8]) {
    for row in range {
      let number = String(row + (hasHeader ? 2 : 1))
      out += "<row r=\"".utf8
      out += number.utf8
      out += "\">".utf8
      for (index, column) in columns.enumerated() where !column.isMissing(row) {
        append(index, column, row, number, &out)
      }
      out += "</row>".utf8
    }
  }

  private func append(
    _ index: Int, _ column: Column, _ row: Int, _ number: String, _ out: inout [UInt8]
  ) {
    func text(_ body: (inout [UInt8]) -> Void) {
      begin(index, number, " t=\"inlineStr\"><is><t xml:space=\"preserve\">", &out)
      body(&out)
      out += "</t></is></c>".utf8
    }
    func value(_ rest: StaticString, _ value: String) {
      begin(index, number, rest, &out)
      out += value.utf8
      out += "</v></c>".utf8
    }
    switch column.storage {
    case .boolean(let cells): value(" t=\"b\"><v>", cells.base[row] != 0 ? "1" : "0")
    case .integer(let cells):
      let cell = cells.base[row]
      if cell.magnitude > Self.exactLimit {
        text { $0 += String(cell).utf8 }
      } else {
        value("><v>", String(cell))
      }
    case .number(let cells): value("><v>", cells.base[row].written)
    case .date(let cells):
      // Days that spreadsheets do not agree on, or do not have, are written out.
      if let serial = Self.dates.serial(days: cells.base[row]) {
        value(" s=\"1\"><v>", String(serial))
      } else {
        text { $0 += Calendar.text(days: cells.base[row]).utf8 }
      }
    case .timestamp(let cells):
      if let serial = Self.dates.serial(micros: cells.base[row]) {
        value(" s=\"2\"><v>", serial.written)
      } else {
        text { $0 += Calendar.text(micros: cells.base[row]).utf8 }
      }
    case .coded(let codes, _): text { $0 += entries[index][Int(codes.base[row])] }
    case .text(let views, _):
      let view = views.base[row]
      text { out in view.withBytes { XMLText.append($0, to: &out) } }
    }
  }
}
