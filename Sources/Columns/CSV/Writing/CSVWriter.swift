import Basics

extension CSV {
  /// Writes a table as RFC 4180 text: a header row (if asked for), `\n` at the end of every line, cells quoted
  /// only where they must be, numbers in the fewest digits that read back as they are.
  ///
  /// A missing cell is empty. So is an empty text: reading cannot tell the two apart. The file
  /// is not committed.
  ///
  /// - Throws: ``Problem`` if the file cannot be written, or `delimiter` cannot separate cells.
  public static func write(
    _ table: Table, to file: any ByteSink, delimiter: UInt8 = UInt8(ascii: ","),
    hasHeader: Bool = true
  ) throws {
    try write(
      table, to: file, delimiter: delimiter, cellsInPiece: 131_072, hasHeader: hasHeader)
  }

  /// - Parameter cellsInPiece: How many cells one thread formats before it takes the next rows.
  static func write(
    _ table: Table, to file: any ByteSink, delimiter: UInt8, cellsInPiece: Int,
    hasHeader: Bool = true
  ) throws {
    try check(delimiter: delimiter)
    guard !table.names.isEmpty else { return }
    if hasHeader { try file.writeAll(header(table.names, delimiter)) }

    let columns = table.columns.map { WrittenColumn($0, delimiter: delimiter) }
    let pieces = Parallel.ranges(table.rowCount, size: max(1, cellsInPiece / columns.count))
    let output = OrderedOutput(file)
    try Parallel.forEach(min(pieces.count, Parallel.width)) { _ in
      do {
        var text = WrittenText()
        while let piece = output.claim(of: pieces.count) {
          try Interruption.check()
          text.removeAll()
          text.append(columns, rows: pieces[piece], delimiter: delimiter)
          try text.withBytes { try output.write($0, as: piece) }
        }
      } catch {
        output.breakOff()
        throw error
      }
    }
  }

  private static func header(_ names: [String], _ delimiter: UInt8) -> [UInt8] {
    var line: [UInt8] = []
    for (index, name) in names.enumerated() {
      if index > 0 { line.append(delimiter) }
      let bytes = Array(name.utf8)
      // A mark at the beginning of the file would be taken for one of byte order.
      let isMark = index == 0 && bytes.starts(with: TextDecoding.utf8Mark)
      line += isMark || Quoting.isNeeded(bytes, delimiter) ? Quoting.quoted(bytes) : bytes
    }
    if line.isEmpty { line += Quoting.quoted([]) }
    return line + [0x0a]
  }
}

/// When and how a cell is quoted.
enum Quoting {
  static func isNeeded(_ cell: some Sequence<UInt8>, _ delimiter: UInt8) -> Bool {
    cell.contains { $0 == delimiter || $0 == 0x22 || $0 == 0x0a || $0 == 0x0d }
  }

  static func quoted(_ cell: some Sequence<UInt8>) -> [UInt8] {
    var result: [UInt8] = [0x22]
    for byte in cell {
      if byte == 0x22 { result.append(0x22) }
      result.append(byte)
    }
    result.append(0x22)
    return result
  }
}
