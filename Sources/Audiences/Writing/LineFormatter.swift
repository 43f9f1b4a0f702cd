import Columns

/// Turns rows into the lines of a file: RFC 4180 with CRLF, UTF-8 without a byte-order mark.
///
/// Values are never "escaped" for spreadsheets: a phone number that starts with `+` must stay so.
final class LineFormatter: @unchecked Sendable {
  /// Lines of one piece of rows.
  struct Piece: Sendable {
    var bytes: FileBytes
    /// Where each line ends.
    var ends: [Int]
    /// How many lines each row made.
    var linesPerRow: [UInt32]
  }

  private let groups: [ColumnGroup]
  private let cells: [Cell]
  /// The group whose further values become further lines.
  private let repeating: Int?

  init(_ groups: [ColumnGroup], each: String?) {
    self.groups = groups
    cells = groups.map(Cell.init)
    repeating = each.flatMap { header in groups.firstIndex { $0.header == header && $0.mayRepeat } }
  }

  func header() -> [UInt8] {
    var bytes: [UInt8] = []
    for group in groups {
      for _ in 0..<group.width {
        if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
        Self.append(group.header, to: &bytes)
      }
    }
    return bytes + [0x0D, 0x0A]
  }

  func lines(_ rows: UnsafeBufferPointer<UInt32>) -> Piece {
    var output = ByteWriter(capacity: rows.count * cells.count * 40 + 64)
    var ends: [Int] = []
    var linesPerRow: [UInt32] = []
    ends.reserveCapacity(rows.count)
    linesPerRow.reserveCapacity(rows.count)
    cells.withUnsafeBufferPointer { cells in
      for row in rows {
        let row = Int(row)
        var lines: UInt32 = 1
        append(row, cells, skipping: 0, to: &output)
        ends.append(output.count)
        if let repeating {
          let values = groups[repeating].valueCount(row)
          // The first line took as many values as the group has columns.
          var taken = groups[repeating].width
          while taken < values {
            append(row, cells, skipping: taken, to: &output)
            ends.append(output.count)
            taken += groups[repeating].width
            lines += 1
          }
        }
        linesPerRow.append(lines)
      }
    }
    return Piece(bytes: output.finish(), ends: ends, linesPerRow: linesPerRow)
  }

  /// What a loop over rows needs of a group, without touching an object.
  private struct Cell: @unchecked Sendable {
    enum Kind { case empty, digest, text, several }
    var kind: Kind
    var width: Int
    var digestSize: Int
    var slots: UnsafePointer<UInt32>?
    var states: UnsafePointer<UInt8>?
    var digests: UnsafePointer<UInt8>?
    var texts: UnsafePointer<TextView>?

    init(_ group: ColumnGroup) {
      width = group.width
      digestSize = group.digestSize
      guard !group.mayRepeat, let source = group.sources.first else {
        kind = group.mayRepeat || group.constant != nil ? .several : .empty
        return
      }
      kind = digestSize > 0 ? .digest : .text
      slots = source.cells.slots.map { UnsafePointer($0.base) }
      states = UnsafePointer(source.states.base)
      digests = UnsafePointer(source.digests.base)
      texts = UnsafePointer(source.texts.base)
    }
  }

  @inline(__always)
  private func append(
    _ row: Int, _ cells: UnsafeBufferPointer<Cell>, skipping: Int, to output: inout ByteWriter
  ) {
    for index in 0..<cells.count {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      let cell = cells[index]
      switch cell.kind {
      case .several:
        appendSeveral(row, groups[index], skipping: repeating == index ? skipping : 0, to: &output)
        continue
      case .digest, .text:
        let slot = cell.slots.map { Int($0[row]) } ?? row
        guard let states = cell.states, states[slot] == 0 else { break }
        if cell.kind == .digest, let digests = cell.digests {
          output.appendHex(digests + slot * cell.digestSize, cell.digestSize)
        } else if let texts = cell.texts {
          texts[slot].withBytes { output.appendCell($0) }
        }
      case .empty: break
      }
      // The columns of the group that have no value are empty.
      for _ in 1..<max(cell.width, 1) { output.append(UInt8(ascii: ",")) }
    }
    output.append(0x0D)
    output.append(0x0A)
  }

  @inline(never)
  private func appendSeveral(
    _ row: Int, _ group: ColumnGroup, skipping: Int, to output: inout ByteWriter
  ) {
    var skip = skipping
    var written = 0
    group.forEachValue(row) { value in
      if skip > 0 {
        skip -= 1
        return true
      }
      if written > 0 { output.append(UInt8(ascii: ",")) }
      if group.digestSize > 0, let base = value.baseAddress {
        output.appendHex(base, value.count)
      } else {
        output.appendCell(value)
      }
      written += 1
      return written < group.width
    }
    for _ in max(written, 1)..<max(group.width, 1) { output.append(UInt8(ascii: ",")) }
  }

  /// A cell, in quotes if it needs them.
  static func append(_ cell: String, to bytes: inout [UInt8]) {
    guard cell.utf8.contains(where: ByteWriter.needsQuotes) else {
      bytes += cell.utf8
      return
    }
    bytes.append(0x22)
    for byte in cell.utf8 {
      if byte == 0x22 { bytes.append(0x22) }
      bytes.append(byte)
    }
    bytes.append(0x22)
  }
}
