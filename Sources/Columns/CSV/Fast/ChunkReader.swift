import Basics
import CScan

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is known of a file before its rows are read in chunks.
struct ChunkPlan: Sendable {
  let source: ByteSource
  /// The bytes of all rows, from behind the header to behind the last row.
  let range: Range<Int>
  /// The last row has no line end of its own.
  let lacksLineEnd: Bool
  /// The line on which the first row begins.
  let line: Int
  let chunkSize: Int
  /// Cells in a row.
  let width: Int
  /// Empty cells that a row may have more (see `RecordScanner/surplus(beyond:)`).
  let surplus: Int
  let delimiter: UInt8
  nonisolated(unsafe) let loops: UnsafePointer<cscan_loops>

  var chunkCount: Int { (range.count + chunkSize - 1) / chunkSize }

  func range(of chunk: Int) -> Range<Int> {
    let start = range.lowerBound + chunk * chunkSize
    return start..<min(start + chunkSize, range.upperBound)
  }

  /// More rows than this do not fit, if each has its delimiters and its line end.
  var rowLimit: Int { (range.count + 1) / width + 1 }
}

/// The rows that end in one chunk, in the buffers of the thread that reads them.
struct ChunkRows {
  var text: UnsafePointer<UInt8>
  /// Where each cell ends in `text`; the element before a row's first is where the cell before
  /// it would end.
  var ends: UnsafePointer<UInt32>
  /// From one row's ends to the next row's.
  var stride: Int
  /// How many rows have as many cells as there are columns.
  var count: Int
  /// The number of the first of them.
  var first: Int
  /// The byte before the chunk's first row, be it given or left out, and that row's line.
  var start: UInt32
  var line: Int
  var hasQuotes: Bool
  var hasReturns: Bool

  /// The bytes of the cell whose end has an index, quotes and all.
  ///
  /// - Parameter isLast: Whether it is its row's last.
  func cell(_ index: Int, isLast: Bool) -> UnsafeBufferPointer<UInt8> {
    let start = Int(ends[index - 1]) + 1
    let cell = UnsafeBufferPointer(start: text + start, count: Int(ends[index]) - start)
    guard hasReturns, isLast, cell.last == 0x0d else { return cell }
    return UnsafeBufferPointer(rebasing: cell.dropLast())
  }
}

/// Reads chunks into one thread's buffers and finds their cells.
///
/// A chunk's rows are those that end in it. The first of them began in an earlier chunk, and its
/// bytes from there are read again, in front of the chunk's own.
final class ChunkReader {
  private let plan: ChunkPlan
  /// Room in front of the chunk for the beginning of its first row.
  private var headroom: Int
  private var text: Buffer<UInt8>
  private var ends: Buffer<UInt32>
  private var carried: Buffer<UInt32>

  /// The rows of the last chunk that are not among those it gave, or not with all their cells.
  private(set) var leftOut = LeftOutRows(chunk: 0)
  /// For each row that it gave nevertheless: where the row before ends, and where its cells end.
  private var regular = Buffer<UInt32>(count: 0)

  private var scratch: [UInt8] = []

  /// What all chunks that this reader was the first to read hold together.
  private(set) var quotes: UInt64 = 0
  private(set) var nulls: UInt64 = 0

  /// The loops may look at this many bytes around the text.
  private static let slack = 64
  /// This much of the chunk before is read along, because most rows begin there.
  private static let lead = 1024

  init(_ plan: ChunkPlan) {
    self.plan = plan
    headroom = 4096
    (text, ends, carried) = Self.buffers(plan, headroom: headroom)
  }

  private static func buffers(
    _ plan: ChunkPlan, headroom: Int
  ) -> (Buffer<UInt8>, Buffer<UInt32>, Buffer<UInt32>) {
    let chunk = min(plan.chunkSize, plan.range.count) + 1
    return (
      Buffer(count: slack + headroom + chunk + slack),
      Buffer(count: 1 + headroom + chunk + slack), Buffer(count: headroom + slack)
    )
  }

  /// Reads a chunk for the first time and tells the chain where the next one begins.
  ///
  /// - Returns: nil if no row ends in it, or the chain is broken.
  func read(_ chunk: Int, _ chain: ChunkChain) throws -> ChunkRows? {
    let length = try load(chunk)
    let piece = scan(chunk, length, isInside: false)
    if piece.is_invalid != 0 { throw Unusual.encoding }
    guard let start = chain.start(of: chunk) else { return nil }
    let loneReturn = start.isInside ? piece.has_lone_return.1 : piece.has_lone_return.0
    if loneReturn != 0 { throw Unusual.structure }
    quotes += piece.quotes
    nulls += piece.nulls
    let (rows, last) =
      start.isInside
      ? (Int(piece.rows.1), piece.last_row.1) : (Int(piece.rows.0), piece.last_row.0)
    var next = start
    next.isInside = start.isInside != (piece.quotes & 1 == 1)
    next.line += Int(piece.line_feeds + piece.lone_returns)
    if rows > 0 {
      next.row += rows
      next.rowOffset = plan.range(of: chunk).lowerBound + last
      next.rowLine = next.line - cscan_line_breaks(chunkText + last, length - last)
    }
    chain.publish(next, after: chunk)
    guard rows > 0 else { return nil }
    let known = start.isInside ? scan(chunk, length, isInside: true) : piece
    return try self.rows(chunk, length, start, known)
  }

  /// Reads again a chunk whose beginning is known.
  func read(_ chunk: Int, from start: ChunkStart) throws -> ChunkRows? {
    let length = try load(chunk)
    let piece = scan(chunk, length, isInside: start.isInside)
    return piece.rows.0 > 0 ? try rows(chunk, length, start, piece) : nil
  }

  private var chunkText: UnsafeMutablePointer<UInt8> { text.base + Self.slack + headroom }
  private var chunkEnds: UnsafeMutablePointer<UInt32> { ends.base + 1 + headroom }

  private func load(_ chunk: Int) throws -> Int {
    let range = plan.range(of: chunk)
    let lead = min(Self.lead, range.lowerBound)
    let begin = chunkText - lead
    memset(begin - Self.slack, 0, Self.slack)
    try plan.source.read(range.lowerBound - lead..<range.upperBound, into: begin)
    guard isLast(chunk), plan.lacksLineEnd else { return range.count }
    chunkText[range.count] = 0x0a
    return range.count + 1
  }

  private func isLast(_ chunk: Int) -> Bool { chunk == plan.chunkCount - 1 }

  private func scan(_ chunk: Int, _ length: Int, isInside: Bool) -> cscan_structure {
    var piece = cscan_structure()
    plan.loops.pointee.scan(
      chunkText, length, plan.delimiter, isInside ? 1 : 0, isLast(chunk) ? 1 : 0,
      UInt32(Self.slack + headroom), chunkEnds, &piece)
    return piece
  }

  /// The rows of the chunk in the buffers, of which `piece` is what its scan found.
  private func rows(
    _ chunk: Int, _ length: Int, _ start: ChunkStart, _ piece: cscan_structure
  ) throws -> ChunkRows {
    let carry = plan.range(of: chunk).lowerBound - start.rowOffset
    if carry > headroom {
      // Offsets are 32 bits wide.
      guard carry < 1 << 30 else { throw Unusual.structure }
      headroom = carry + carry / 2
      (text, ends, carried) = Self.buffers(plan, headroom: headroom)
      _ = try load(chunk)
      return try rows(chunk, length, start, scan(chunk, length, isInside: start.isInside))
    }
    if carry > Self.lead {
      try plan.source.read(
        start.rowOffset..<start.rowOffset + carry, into: chunkText - carry)
    }
    var before = cscan_structure()
    plan.loops.pointee.scan(
      chunkText - carry, carry, plan.delimiter, 0, 0, UInt32(Self.slack + headroom - carry),
      carried.base, &before)
    let first = chunkEnds - before.cells
    memcpy(first, carried.base, before.cells * MemoryLayout<UInt32>.stride)
    first[-1] = UInt32(Self.slack + headroom - carry - 1)

    var rows = ChunkRows(
      text: text.base, ends: first, stride: plan.width, count: Int(piece.rows.0),
      first: start.row, start: first[-1], line: start.rowLine,
      hasQuotes: piece.quotes + before.quotes > 0,
      hasReturns: piece.has_returns != 0 || before.has_returns != 0)
    leftOut = LeftOutRows(chunk: chunk)
    if !isRegular(rows, cells: piece.cells + before.cells) {
      regular = Buffer(count: piece.cells + before.cells + rows.count)
      try leaveOut(from: &rows)
    }
    // Short rows were not reckoned with.
    guard rows.first + rows.count <= plan.rowLimit else { throw Unusual.structure }
    return rows
  }

  /// Whether every row has as many cells as there are columns, and none is blank: there are as
  /// many line ends as rows, so if all last cells end with one, all others end with a delimiter.
  private func isRegular(_ rows: ChunkRows, cells: Int) -> Bool {
    let width = plan.width
    guard rows.count * width <= cells else { return false }
    var end = rows.ends + (width - 1)
    for _ in 0..<rows.count {
      if rows.text[Int(end.pointee)] != 0x0a { return false }
      end += width
    }
    return width > 1 || (0..<rows.count).allSatisfy { !isBlank(rows, $0) }
  }

  /// Whether nothing, or a carriage return, is between the end `index` and the one before it.
  private func isBlank(_ rows: ChunkRows, _ index: Int) -> Bool {
    let end = rows.ends[index]
    let size = end - rows.ends[index - 1] - 1
    return size == 0 || (size == 1 && rows.text[Int(end) - 1] == 0x0d)
  }

  /// Whether a row has nothing more than the empty cells that the file's rows may have; notes it,
  /// and their quotes, in `leftOut`.
  private func isPadded(_ rows: ChunkRows, _ cells: Range<Int>) throws -> Bool {
    guard plan.surplus > 0, cells.count == plan.width + plan.surplus else { return false }
    var quotes = 0
    for cell in cells.dropFirst(plan.width) {
      let bytes = rows.cell(cell, isLast: cell == cells.upperBound - 1)
      quotes += try QuotedCell.unquote(bytes, into: &scratch)
      if !scratch.isEmpty { return false }
    }
    leftOut.quotes += UInt64(quotes)
    leftOut.padded += 1
    return true
  }

  /// Takes the rows that are blank, or have more or fewer cells than there are columns, out of
  /// `rows`, and notes them in `leftOut`.
  private func leaveOut(from rows: inout ChunkRows) throws {
    let width = plan.width
    var line = rows.line
    var kept = 0
    var index = 0
    for _ in 0..<rows.count {
      let begin = index
      while rows.text[Int(rows.ends[index])] != 0x0a { index += 1 }
      index += 1
      let start = rows.ends[begin - 1]
      if index - begin == 1, isBlank(rows, begin) {
        leftOut.blankLines += 1
      } else if try index - begin == width || isPadded(rows, begin..<index) {
        let place = regular.base + kept * (width + 1)
        place.update(from: rows.ends + (begin - 1), count: width + 1)
        kept += 1
      } else {
        let reason = LoadNotes.cells(index - begin, insteadOf: width)
        leftOut.reject(Rejection(line: line, reason: reason))
        for cell in begin..<index {
          let bytes = rows.cell(cell, isLast: cell == index - 1)
          leftOut.quotes += UInt64(try QuotedCell.unquote(bytes, into: &scratch))
        }
      }
      line += cscan_line_breaks(rows.text + Int(start) + 1, Int(rows.ends[index - 1] - start))
    }
    rows.count = kept
    rows.stride = width + 1
    rows.ends = UnsafePointer(regular.base + 1)
  }
}
