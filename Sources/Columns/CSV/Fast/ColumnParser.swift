import CScan

/// One thread's hand on one column: reads the column's cells of chunk after chunk into the sink.
///
/// A block of rows is read by the loop for the column's mode. A cell that the loop leaves is
/// looked at closely here; if it is of another kind, the column's mode is widened and the
/// chunk's rows are read again from the first.
final class ColumnParser {
  let sink: ColumnSink
  private let column: Int
  private let width: Int
  private let marks: MissingMarks
  private let markWords: MarkWords
  private let loops: UnsafePointer<cscan_loops>

  private var mode = ColumnMode.unknown
  private var seen: UInt8 = 0
  /// Quotes of this column's cells in the chunk.
  private(set) var quotes: UInt64 = 0
  private var unreadable = ColumnSink.Unreadable(chunk: 0, count: 0, lines: [])

  private var booleans: UnsafeMutablePointer<UInt8>?
  private var integers: UnsafeMutablePointer<Int64>?
  private var days: UnsafeMutablePointer<Int32>?
  private var codes: UnsafeMutablePointer<UInt16>?
  private var views: UnsafeMutablePointer<TextView>?
  private var dictionary: LocalDictionary?
  let arena = TextArena()
  private var room = cscan_arena(next: nil, left: 0)
  private var scratch: [UInt8] = []

  init(
    _ sink: ColumnSink, column: Int, plan: ChunkPlan, marks: MissingMarks, markWords: MarkWords
  ) {
    self.sink = sink
    self.column = column
    width = plan.width
    loops = plan.loops
    self.marks = marks
    self.markWords = markWords
  }

  /// Rows of a block, and the words of 64 rows that they share with others.
  private static let blockSize = 128

  /// Begins a chunk, in a mode no lower than `least`.
  func begin(chunk: Int) throws {
    quotes = 0
    unreadable = ColumnSink.Unreadable(chunk: chunk, count: 0, lines: [])
    try enter(sink.mode)
  }

  /// Notes how the chunk was read.
  func end(chunk: Int) {
    sink.chunkModes[chunk] = mode.rawValue
    sink.chunkSeen[chunk] = seen
    if unreadable.count > 0 { sink.add(unreadable) }
  }

  private func enter(_ mode: ColumnMode) throws {
    self.mode = mode
    seen = 0
    quotes = 0
    switch mode {
    case .unknown: return
    case .boolean: if booleans == nil { booleans = try sink.booleans().base }
    case .integer, .number, .timestamp: if integers == nil { integers = try sink.integers().base }
    case .date: if days == nil { days = try sink.days().base }
    case .coded:
      if codes == nil { codes = try sink.codes().base }
      if dictionary == nil {
        let dictionary = LocalDictionary()
        try remember(UnsafeBufferPointer(start: nil, count: 0), code: missing, in: dictionary)
        self.dictionary = dictionary
      }
    case .views: if views == nil { views = try sink.views().base }
    }
  }

  private let missing = UInt16(CSCAN_MISSING)

  private func remember(
    _ text: UnsafeBufferPointer<UInt8>, code: UInt16, in dictionary: LocalDictionary
  ) throws {
    // Those that find no room are asked for again.
    if dictionary.isFull { return }
    if !dictionary.insert(text, code: code, loops: loops) { throw Unusual.memory }
  }

  /// Reads the column's cells of some rows of the chunk.
  func read(_ rows: ChunkRows, _ range: Range<Int>) throws {
    var position = range.lowerBound
    while position < range.upperBound {
      let shift = (rows.first + position) & 63
      let stop = min(range.upperBound, position + Self.blockSize - shift)
      position = try readBlock(rows, position..<stop, shift) ? stop : 0
    }
  }

  /// Rows of `read` that make one block at most, and begin where blocks begin.
  static func blocks(_ rows: ChunkRows) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    var position = 0
    while position < rows.count {
      let stop = min(rows.count, position + blockSize - (rows.first + position) & 63)
      blocks.append(position..<stop)
      position = stop
    }
    return blocks
  }

  /// - Returns: false if the mode was widened, and the chunk must be read from its first row.
  private func readBlock(_ rows: ChunkRows, _ range: Range<Int>, _ shift: Int) throws -> Bool {
    var cells = cscan_cells(
      text: rows.text, ends: rows.ends + (range.lowerBound * rows.stride + column),
      stride: rows.stride,
      may_be_quoted: rows.hasQuotes ? 1 : 0,
      strips_return: rows.hasReturns && column == width - 1 ? 1 : 0)
    var block = cscan_block()
    block.to = range.count
    block.shift = shift
    let row = rows.first + range.lowerBound
    while true {
      block.from = run(&cells, &block, row)
      if block.from == block.to { break }
      switch try readOdd(rows, range.lowerBound + block.from) {
      case .value:
        let bit = block.from + shift
        if bit < 64 {
          block.present.0 |= 1 << UInt64(bit)
        } else {
          block.present.1 |= 1 << UInt64(bit - 64)
        }
      case .missing: break
      case .other(let mode):
        try enter(sink.widen(mode))
        return false
      }
      block.from += 1
    }
    quotes += block.quotes
    seen |= block.seen
    store(block, row)
    return true
  }

  /// Neighbouring chunks share words of 64 rows; within a chunk blocks do not.
  private func store(_ block: cscan_block, _ row: Int) {
    let word = sink.present.base + (row >> 6)
    let end = block.shift + block.to
    if block.shift == 0 && end >= 64 {
      word[0] = block.present.0
    } else {
      cscan_set_bits(word, block.present.0)
    }
    if end == 128 {
      word[1] = block.present.1
    } else if end > 64 {
      cscan_set_bits(word + 1, block.present.1)
    }
  }

  /// Runs the loop for the mode, and gives the row at which it stopped.
  private func run(_ cells: inout cscan_cells, _ block: inout cscan_block, _ row: Int) -> Int {
    let loops = loops.pointee
    switch mode {
    case .unknown: return loops.empty(&cells, &block)
    case .boolean: return loops.booleans(&cells, &block, booleans.unsafelyUnwrapped + row)
    case .integer: return loops.integers(&cells, &block, integers.unsafelyUnwrapped + row)
    case .number:
      let numbers = UnsafeMutableRawPointer(integers.unsafelyUnwrapped + row)
      return loops.numbers(&cells, &block, numbers.assumingMemoryBound(to: Double.self))
    case .date: return loops.dates(&cells, &block, days.unsafelyUnwrapped + row)
    case .timestamp: return loops.timestamps(&cells, &block, integers.unsafelyUnwrapped + row)
    case .coded:
      let dictionary = dictionary.unsafelyUnwrapped
      let from = block.from
      let stop = loops.codes(&cells, &block, &dictionary.table, codes.unsafelyUnwrapped + row)
      dictionary.cells += stop - from
      return stop
    case .views:
      let views = UnsafeMutableRawPointer(views.unsafelyUnwrapped + row)
      return markWords.withMarks { marks in
        loops.views(&cells, &block, marks, &room, views.assumingMemoryBound(to: UInt64.self))
      }
    }
  }

  private enum Odd {
    case value, missing
    case other(ColumnMode)
  }

  /// Reads one cell that a loop left.
  private func readOdd(_ rows: ChunkRows, _ index: Int) throws -> Odd {
    let cell = rows.cell(index * rows.stride + column, isLast: column == width - 1)
    guard cell.first == 0x22 else { return try readOdd(cell, rows, index, isRaw: true) }
    let found = try QuotedCell.unquote(cell, into: &scratch)
    quotes += UInt64(found)
    return try scratch.withUnsafeBufferPointer { try readOdd($0, rows, index, isRaw: found == 2) }
  }

  /// - Parameter isRaw: Whether a loop would see the same bytes in another cell of this text.
  private func readOdd(
    _ cell: UnsafeBufferPointer<UInt8>, _ rows: ChunkRows, _ index: Int, isRaw: Bool
  ) throws -> Odd {
    let row = rows.first + index
    let isMissing = marks.contains(cell)
    switch mode {
    case .coded: return try readCode(cell, row, isMissing: isMissing, isRaw: isRaw)
    case .views:
      guard cell.count < Int(UInt32.max) else { throw Unusual.structure }
      views.unsafelyUnwrapped[row] = isMissing ? TextView() : copied(cell)
      return isMissing ? .missing : .value
    default:
      let value = isMissing ? CellValue.missing : Cells.value(cell)
      if store(value, row) { return .value }
      if !isMissing, sink.forced == nil { return .other(ColumnMode(value.kind)) }
      storeMissing(row)
      if !isMissing {
        unreadable.count += 1
        if unreadable.lines.count < ColumnReport.unreadableLimit {
          unreadable.lines.append(line(rows, index))
        }
      }
      return .missing
    }
  }

  private func readCode(
    _ cell: UnsafeBufferPointer<UInt8>, _ row: Int, isMissing: Bool, isRaw: Bool
  ) throws -> Odd {
    let dictionary = dictionary.unsafelyUnwrapped
    dictionary.cells += 1
    var code = missing
    var kept = cell
    if !isMissing {
      guard !dictionary.isHopeless, let (number, view) = sink.dictionary.code(cell) else {
        return .other(.views)
      }
      code = number
      if cell.count > TextView.inlineLimit {
        kept = view.withBytes { $0 }
      }
    }
    if isRaw { try remember(kept, code: code, in: dictionary) }
    codes.unsafelyUnwrapped[row] = code
    return isMissing ? .missing : .value
  }

  private func copied(_ cell: UnsafeBufferPointer<UInt8>) -> TextView {
    guard let base = cell.baseAddress, cell.count > TextView.inlineLimit else {
      return cell.baseAddress.map { TextView($0, count: cell.count) } ?? TextView()
    }
    if room.left < cell.count {
      // The loop may write 64 bytes more than there is to write.
      let fresh = arena.room(cell.count + 64)
      room = cscan_arena(next: fresh.baseAddress, left: fresh.count - 64)
    }
    let place = room.next.unsafelyUnwrapped
    place.update(from: base, count: cell.count)
    room.next = place + cell.count
    room.left -= cell.count
    return TextView(place, count: cell.count)
  }

  private func storeMissing(_ row: Int) {
    switch mode {
    case .unknown, .coded, .views: return
    case .boolean: booleans.unsafelyUnwrapped[row] = 0
    case .integer, .number, .timestamp: integers.unsafelyUnwrapped[row] = 0
    case .date: days.unsafelyUnwrapped[row] = 0
    }
  }

  /// Stores a value if it fits the mode.
  private func store(_ value: CellValue, _ row: Int) -> Bool {
    switch (mode, value) {
    case (.boolean, .boolean(let value)): booleans.unsafelyUnwrapped[row] = value ? 1 : 0
    case (.integer, .integer(let value)): integers.unsafelyUnwrapped[row] = value
    case (.number, .integer(let value)):
      integers.unsafelyUnwrapped[row] = Int64(bitPattern: Double(value).bitPattern)
      seen |= 1
    case (.number, .number(let value)):
      integers.unsafelyUnwrapped[row] = Int64(bitPattern: value.bitPattern)
      seen |= 2
    case (.date, .date(let value)): days.unsafelyUnwrapped[row] = value
    case (.timestamp, .date(let days)):
      integers.unsafelyUnwrapped[row] = Int64(days) * Calendar.microsPerDay
      seen |= 1
    case (.timestamp, .timestamp(let micros)):
      integers.unsafelyUnwrapped[row] = micros
      seen |= 2
    default: return false
    }
    return true
  }

  /// The line on which a row of the chunk begins.
  private func line(_ rows: ChunkRows, _ index: Int) -> Int {
    let begin = Int(rows.start) + 1
    let start = Int(rows.ends[index * rows.stride - 1]) + 1
    return rows.line + cscan_line_breaks(rows.text + begin, start - begin)
  }
}

/// The marks for missing cells, as the loop for views wants them.
final class MarkWords: Sendable {
  private let words: Buffer<UInt64>
  private let lengths: Buffer<UInt32>
  private let lengthSet: UInt64

  init(_ marks: MissingMarks) {
    words = Buffer(
      marks.marks.map { mark in
        mark.prefix(8).enumerated().reduce(0) { $0 | UInt64($1.element) << UInt64(8 * $1.offset) }
      })
    lengths = Buffer(marks.marks.map { UInt32(clamping: $0.count) })
    lengthSet = marks.marks.reduce(0) { $0 | 1 << UInt64(min($1.count, 63)) }
  }

  @inline(__always)
  func withMarks<Result>(_ body: (UnsafePointer<cscan_marks>) -> Result) -> Result {
    var marks = cscan_marks(
      count: words.count, words: words.base, lengths: lengths.base, length_set: lengthSet)
    return body(&marks)
  }
}
