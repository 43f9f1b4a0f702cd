import Columns

/// Turns rows into the lines of a file: RFC 4180 with CRLF, UTF-8 without a byte-order mark.
///
/// Values are never "escaped" for spreadsheets: a phone number that starts with `+` must stay so.
final class LineFormatter: @unchecked Sendable {
  /// Lines of one piece of rows.
  struct Piece: Sendable {
    var bytes: [UInt8] = []
    /// Where each line ends.
    var ends: [Int] = []
    /// How many lines each row made.
    var linesPerRow: [UInt32] = []
  }

  private let groups: [ColumnGroup]
  /// Which column of the file belongs to which group.
  private let order: [Int]
  /// The group whose further values become further lines.
  private let repeating: Int?

  /// - Parameter order: For each column of the file the index of its group.
  init(_ groups: [ColumnGroup], order: [Int], each: String?) {
    self.groups = groups
    self.order = order
    repeating = each.flatMap { header in groups.firstIndex { $0.header == header && $0.mayRepeat } }
  }

  func header() -> [UInt8] {
    var bytes: [UInt8] = []
    for (place, group) in order.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      let name = Array(groups[group].header.utf8)
      name.withUnsafeBufferPointer { Self.append($0, to: &bytes) }
    }
    return bytes + [0x0D, 0x0A]
  }

  func lines(_ rows: UnsafeBufferPointer<UInt32>) -> Piece {
    var piece = Piece()
    piece.bytes.reserveCapacity(rows.count * order.count * 40)
    piece.ends.reserveCapacity(rows.count)
    piece.linesPerRow.reserveCapacity(rows.count)
    for row in rows {
      let row = Int(row)
      var lines: UInt32 = 1
      append(row, skipping: 0, to: &piece)
      if let repeating {
        let values = groups[repeating].valueCount(row)
        // The first line took as many values as the group has columns.
        var taken = groups[repeating].width
        while taken < values {
          append(row, skipping: taken, to: &piece)
          taken += groups[repeating].width
          lines += 1
        }
      }
      piece.linesPerRow.append(lines)
    }
    return piece
  }

  private func append(_ row: Int, skipping: Int, to piece: inout Piece) {
    var place = 0
    while place < order.count {
      let index = order[place]
      let group = groups[index]
      let width = group.width
      if place > 0 { piece.bytes.append(UInt8(ascii: ",")) }
      var skip = repeating == index ? skipping : 0
      var written = 0
      group.forEachValue(row) { value in
        if skip > 0 {
          skip -= 1
          return true
        }
        if written > 0 { piece.bytes.append(UInt8(ascii: ",")) }
        if group.digestSize > 0 {
          Self.appendHex(value, to: &piece.bytes)
        } else {
          Self.append(value, to: &piece.bytes)
        }
        written += 1
        return written < width
      }
      // The columns of the group that have no value are empty.
      for _ in max(written, 1)..<max(width, 1) { piece.bytes.append(UInt8(ascii: ",")) }
      place += width
    }
    piece.bytes.append(0x0D)
    piece.bytes.append(0x0A)
    piece.ends.append(piece.bytes.count)
  }

  @inline(__always)
  private static func appendHex(_ digest: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: digest.count * 2) { text in
      for (index, byte) in digest.enumerated() {
        let (high, low) = (byte >> 4, byte & 15)
        text[index * 2] = high + (high < 10 ? 48 : 87)
        text[index * 2 + 1] = low + (low < 10 ? 48 : 87)
      }
      bytes.append(contentsOf: UnsafeBufferPointer(text))
    }
  }

  /// A cell, in quotes if it needs them.
  static func append(_ cell: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    let needsQuotes = cell.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    guard needsQuotes else {
      bytes.append(contentsOf: cell)
      return
    }
    bytes.append(0x22)
    for byte in cell {
      if byte == 0x22 { bytes.append(0x22) }
      bytes.append(byte)
    }
    bytes.append(0x22)
  }
}
