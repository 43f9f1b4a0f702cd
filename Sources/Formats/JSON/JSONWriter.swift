import Basics
import Columns

/// Writes tables as JSON lines, or as one list with a row a line.
///
/// A row is an object with all columns in order; a missing cell is `null`, a set a list of texts. Dates
/// are texts such as `2025-03-01`, moments such as `2025-03-01T09:30:00Z`. Numbers keep the point
/// that tells them from integers.
enum JSONWriter {
  static func write(_ table: Table, to sink: any ByteSink, isLines: Bool) throws {
    let columns = zip(table.names, table.columns).enumerated().map {
      WrittenMember(name: $1.0, column: $1.1, isFirst: $0 == 0)
    }
    if !isLines { try sink.writeAll(Array("[".utf8)) }
    try RowPieces.write(rows: table.rowCount, to: sink) { range, out in
      for row in range {
        if !isLines { out += (row == 0 ? "\n" : ",\n").utf8 }
        out.append(UInt8(ascii: "{"))
        for column in columns { column.append(row, to: &out) }
        out.append(UInt8(ascii: "}"))
        if isLines { out.append(0x0a) }
      }
    }
    if !isLines { try sink.writeAll(Array("\n]\n".utf8)) }
  }
}

/// A column as members of objects.
private final class WrittenMember: @unchecked Sendable {
  private let column: Column
  /// `,"name":`
  private let head: [UInt8]
  /// Entries of a dictionary as they are written.
  private let entries: [[UInt8]]
  private let isSet: Bool

  init(name: String, column: Column, isFirst: Bool) {
    self.column = column
    var head: [UInt8] = isFirst ? [] : [UInt8(ascii: ",")]
    JSONText.append(name, to: &head)
    head.append(UInt8(ascii: ":"))
    self.head = head
    let isSet = column.type == .set
    self.isSet = isSet
    guard case .coded(_, let dictionary) = column.storage else {
      entries = []
      return
    }
    entries = dictionary.entries.map { entry in
      var text: [UInt8] = []
      Self.append(entry, isSet: isSet, to: &text)
      return text
    }
  }

  func append(_ row: Int, to out: inout [UInt8]) {
    out += head
    if column.isMissing(row) {
      out += "null".utf8
      return
    }
    switch column.storage {
    case .boolean(let cells): out += (cells.base[row] != 0 ? "true" : "false").utf8
    case .integer(let cells): out += String(cells.base[row]).utf8
    case .number(let cells): out += cells.base[row].written.utf8
    case .date(let cells):
      out.append(0x22)
      out += Calendar.text(days: cells.base[row]).utf8
      out.append(0x22)
    case .timestamp(let cells):
      out.append(0x22)
      out += Calendar.text(micros: cells.base[row]).utf8
      out.append(0x22)
    case .coded(let codes, _): out += entries[Int(codes.base[row])]
    case .text(let views, _): Self.append(views.base[row], isSet: isSet, to: &out)
    }
  }

  private static func append(_ text: TextView, isSet: Bool, to out: inout [UInt8]) {
    guard isSet else {
      text.withBytes { JSONText.append($0, to: &out) }
      return
    }
    out.append(UInt8(ascii: "["))
    for (index, member) in SetText.members(text.withBytes { Array($0) }).enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      Array(member).withUnsafeBufferPointer { JSONText.append($0, to: &out) }
    }
    out.append(UInt8(ascii: "]"))
  }
}
