import Basics

/// The beginning of a large file: header, delimiter, what the first rows look like. And its end:
/// blank lines, a missing line end.
struct FastHead {
  let plan: ChunkPlan
  let names: [String]
  let forced: [ColumnType?]
  /// What was unusual in front of the header.
  let opening: [String]
  /// What was unusual about the header.
  let notes: [String]
  /// Before the header and behind the last row.
  let blankLines: Int
  /// NUL bytes before the first row.
  let nulls: Int
  private let head: [UInt8]

  /// - Throws: ``Unusual`` if the file is nothing for the fast reader; ``Problem``.
  init(_ reader: FastReader) throws {
    let source = reader.source
    let head = try source.bytes(0..<min(source.count, FastReader.headSize))
    self.head = head
    let opening = head.withUnsafeBufferPointer {
      Opening($0, start: reader.start, delimiter: reader.options.delimiter)
    }
    self.opening = opening.notes
    let isWhole = head.count == source.count
    let first = try head.withUnsafeBufferPointer { bytes in
      try Self.firstRow(
        bytes, opening, hasHeader: reader.options.hasHeader, isWhole: isWhole)
    }
    // What the chunks do not check.
    let prefix = head[reader.start..<first.offset]
    if prefix.withUnsafeBufferPointer({ UTF8Check.firstInvalid($0, from: 0) }) != nil {
      throw Unusual.encoding
    }
    nulls = prefix.count { $0 == 0 }
    (names, notes) = (first.names, first.notes)
    forced = try ForcedTypes(reader.options, names: names, file: reader.file).types

    let tail = try Self.tail(source, after: first.offset)
    blankLines = opening.blankLines + first.blankLines + tail.blankLines
    plan = ChunkPlan(
      source: source, range: first.offset..<tail.end, lacksLineEnd: tail.lacksLineEnd,
      line: first.line, chunkSize: reader.settings.chunkSize, width: names.count,
      surplus: first.surplus, delimiter: opening.delimiter, loops: reader.settings.loops)
  }

  /// In which mode to begin with each column. A guess that saves reading the first chunks twice.
  func modes(_ marks: MissingMarks) throws -> [ColumnMode] {
    var kinds = forced.map { $0.map { CellKind($0) } ?? .unknown }
    head.withUnsafeBufferPointer { bytes in
      let rows = UnsafeBufferPointer(rebasing: bytes[..<min(bytes.count, plan.range.upperBound)])
      var scanner = RecordScanner(rows, start: plan.range.lowerBound, delimiter: plan.delimiter)
      for _ in 0..<128 {
        guard (try? scanner.next()) == true, scanner.isComplete,
          scanner.fits(names.count, surplus: plan.surplus)
        else { return }
        scanner.withCells { cells in
          for column in kinds.indices where forced[column] == nil && !marks.contains(cells[column])
          {
            kinds[column] = kinds[column].joined(Cells.kind(cells[column]))
          }
        }
      }
    }
    return kinds.map { ColumnMode($0) }
  }

  private struct FirstRow {
    var names: [String]
    var notes: [String]
    var blankLines = 0
    /// Where the first row of data begins, and on which line.
    var offset: Int
    var line: Int
    /// Empty cells that rows may have beyond the header's.
    var surplus = 0
  }

  private static func firstRow(
    _ bytes: UnsafeBufferPointer<UInt8>, _ opening: Opening, hasHeader: Bool, isWhole: Bool
  ) throws -> FirstRow {
    var scanner = RecordScanner(
      bytes, start: opening.start, delimiter: opening.delimiter, line: opening.line)
    var blankLines = 0
    while true {
      let (offset, line) = (scanner.position, scanner.nextLine)
      guard (try? scanner.next()) == true, scanner.isComplete, scanner.textAfterQuote == 0 else {
        throw Unusual.structure
      }
      if scanner.isBlank {
        blankLines += 1
        continue
      }
      let width = scanner.cellCount
      if !hasHeader {
        return FirstRow(
          names: HeaderNames.numbered(width), notes: [], blankLines: blankLines, offset: offset,
          line: line)
      }
      // A line end of CR alone; the chunks would not understand the others either.
      if bytes[scanner.position - 1] != 0x0a { throw Unusual.structure }
      let (names, notes) = HeaderNames.names((0..<width).map { scanner.string($0) })
      return FirstRow(
        names: names, notes: notes, blankLines: blankLines, offset: scanner.position,
        line: scanner.nextLine, surplus: try surplus(scanner, beyond: width, isWhole: isWhole))
    }
  }

  /// As `RecordScanner/surplus(beyond:)`, provided that the head tells it.
  private static func surplus(
    _ scanner: RecordScanner, beyond width: Int, isWhole: Bool
  ) throws -> Int {
    var ahead = scanner
    while let isThere = try? ahead.next() {
      guard isThere else {
        if isWhole { return 0 }
        break
      }
      if ahead.isBlank { continue }
      guard ahead.isComplete || isWhole else { break }
      return ahead.emptyCells(beyond: width)
    }
    throw Unusual.structure
  }

  /// Where the last row ends, and how many blank lines follow.
  ///
  /// If the file ends inside quotes after all, the chunks find out.
  private static func tail(
    _ source: ByteSource, after start: Int
  ) throws -> (end: Int, lacksLineEnd: Bool, blankLines: Int) {
    let begin = max(start, source.count - 65_536)
    let bytes = try source.bytes(begin..<source.count)
    guard let last = bytes.lastIndex(where: { $0 != 0x0a && $0 != 0x0d }) else {
      throw Unusual.structure
    }
    if last == bytes.count - 1 { return (source.count, true, 0) }
    var index = last + 1
    var ends: [Int] = []
    while index < bytes.count {
      if bytes[index] == 0x0d { index += 1 }
      guard index < bytes.count, bytes[index] == 0x0a else { throw Unusual.structure }
      index += 1
      ends.append(begin + index)
    }
    return (ends[0], false, ends.count - 1)
  }
}
