import Basics

extension CSV {
  /// Writes a table as RFC 4180 text: a header row, `\n` at the end of every line, cells quoted
  /// only where they must be, numbers in the fewest digits that read back as they are.
  ///
  /// A missing cell is empty. So is an empty text: reading cannot tell the two apart. The file
  /// is not committed.
  ///
  /// - Throws: ``Problem`` if the file cannot be written, or `delimiter` cannot separate cells.
  public static func write(
    _ table: Table, to file: AtomicFile, delimiter: UInt8 = UInt8(ascii: ",")
  ) throws {
    try check(delimiter: delimiter)
    guard !table.names.isEmpty else { return }
    var line: [UInt8] = []
    for (index, name) in table.names.enumerated() {
      if index > 0 { line.append(delimiter) }
      let bytes = Array(name.utf8)
      // A mark at the beginning of the file would be taken for one of byte order.
      let isMark = index == 0 && bytes.starts(with: [0xef, 0xbb, 0xbf])
      append(bytes, to: &line, delimiter: delimiter, quoted: isMark)
    }
    end(&line, isOnly: table.names.count == 1)
    try file.write(line)
    for row in 0..<table.rowCount {
      line.removeAll(keepingCapacity: true)
      for (index, column) in table.columns.enumerated() {
        if index > 0 { line.append(delimiter) }
        append(Array(column[row].written.utf8), to: &line, delimiter: delimiter, quoted: false)
      }
      end(&line, isOnly: table.names.count == 1)
      try file.write(line)
    }
  }

  private static func append(
    _ bytes: [UInt8], to line: inout [UInt8], delimiter: UInt8, quoted: Bool
  ) {
    guard
      quoted || bytes.contains(where: { $0 == delimiter || $0 == 0x22 || $0 == 0x0a || $0 == 0x0d })
    else {
      line += bytes
      return
    }
    line.append(0x22)
    for byte in bytes {
      if byte == 0x22 { line.append(0x22) }
      line.append(byte)
    }
    line.append(0x22)
  }

  /// An empty line would be no row, so the one empty cell of a row is written as `""`.
  private static func end(_ line: inout [UInt8], isOnly: Bool) {
    if isOnly, line.isEmpty { line += [0x22, 0x22] }
    line.append(0x0a)
  }
}
