import Basics
import CScan
import Synchronization

/// Reads large regular files with all cores, and gives exactly what the simple reader gives.
///
/// Threads take chunks of the file in order. One pass over a chunk finds its cells and counts its
/// quotes and rows both for the case that it begins inside quotes and that it does not; from the
/// chunk before it learns which case holds and which number its first row has, and hands that on.
/// So every row is written to its final place at once, column by column in small blocks.
///
/// Quoting is exact by counting: every cell that begins with a quote accounts for its quotes, and
/// if their sum is not that of the file, some quote is misplaced. Whatever is unusual is thrown as
/// `Unusual`, and left to the simple reader.
struct FastReader {
  /// What tests change to meet every seam in small files.
  struct Settings {
    var chunkSize = 512 * 1024
    var threads = Parallel.width
    var loops: UnsafePointer<cscan_loops> = cscan_best()
  }

  let source: ByteSource
  /// Where the text begins: behind the byte order mark, if there is one.
  let start: Int
  let encoding: TextEncoding
  /// What was unusual about the encoding.
  let notes: [String]
  let file: String
  let name: String
  let options: CSVOptions
  var settings = Settings()

  /// So much of the file is looked at for its header, delimiter and first rows.
  static let headSize = 1 << 20

  /// - Throws: ``Unusual``, ``Problem``.
  func read() throws -> LoadedTable {
    let head = try FastHead(self)
    let marks = MissingMarks(options.missingMarks)
    // A mark that is itself a value would have to be looked for in every cell of that kind.
    if marks.marks.contains(where: { $0.withUnsafeBufferPointer { Cells.kind($0) } != .text }) {
      throw Unusual.structure
    }
    let plan = head.plan
    let modes = try head.modes(marks)
    let sinks = try head.names.indices.map { column in
      try ColumnSink(
        forced: head.forced[column], mode: modes[column], rowLimit: plan.rowLimit,
        chunks: plan.chunkCount)
    }
    let chain = ChunkChain(
      count: plan.chunkCount,
      first: ChunkStart(
        rowOffset: plan.range.lowerBound, rowLine: plan.line, line: plan.line))
    let arenas = Mutex<[[TextArena]]>(Array(repeating: [], count: sinks.count))
    let totals = Mutex((quotes: UInt64(0), accounted: UInt64(0), nulls: UInt64(0)))
    let leftOut = Mutex<[LeftOutRows]>([])

    try Parallel.forEach(settings.threads) { _ in
      do {
        let worker = ChunkWorker(plan, sinks, marks)
        while let chunk = chain.claim() {
          try Interruption.check()
          try worker.read(chunk, chain)
        }
        arenas.withLock { arenas in
          for column in sinks.indices { arenas[column].append(worker.arena(of: column)) }
        }
        totals.withLock {
          $0.quotes += worker.quotes
          $0.accounted += worker.accounted
          $0.nulls += worker.nulls
        }
        leftOut.withLock { $0 += worker.leftOut }
      } catch {
        chain.breakOff()
        throw error
      }
    }

    let end = chain.end
    let found = totals.withLock { $0 }
    if end.isInside || end.rowOffset < plan.range.upperBound || found.quotes != found.accounted {
      throw Unusual.structure
    }
    let kept = leftOut.withLock { KeptRows(chain, $0) }
    let deciding = try DecidingRows(
      plan: plan, chain: chain, sinks: sinks, marks: marks, kept: kept
    ).find()
    let finisher = ColumnFinisher(
      plan: plan, chain: chain, sinks: sinks, marks: marks, kept: kept, threads: settings.threads)
    try finisher.repair(adding: arenas)
    let columns = try finisher.columns(arenas: arenas.withLock { $0 })
    try source.checkUnchanged()

    var report = LoadReport(file: file, encoding: encoding, delimiter: plan.delimiter)
    report.rows = kept.count
    report.blankLines = head.blankLines
    var padded = 0
    for rows in kept.leftOut {
      report.blankLines += rows.blankLines
      padded += rows.padded
      report.rejectedCount += rows.rejectedCount
      report.rejected += rows.rejected.prefix(LoadReport.rejectionLimit - report.rejected.count)
    }
    report.notes = notes + head.opening
    if padded > 0 { report.notes.append(LoadNotes.padded(padded, cells: plan.surplus)) }
    let nulls = Int(found.nulls) + head.nulls
    if nulls > 0 { report.notes.append(LoadNotes.nulls(nulls)) }
    report.notes += head.notes
    for (column, name) in head.names.enumerated() {
      var entry = ColumnReport(name: name, type: columns[column].type)
      entry.missing = columns[column].missingCount
      entry.decidedBy = deciding[column]
      for unreadable in sinks[column].unreadable {
        entry.unreadable += unreadable.count
        let room = ColumnReport.unreadableLimit - entry.unreadableLines.count
        entry.unreadableLines += unreadable.lines.prefix(room)
      }
      report.columns.append(entry)
    }
    let table = try Table(
      name: name, zip(head.names, columns).map { (name: $0, column: $1) }, rowCount: kept.count)
    return LoadedTable(table: table, report: report)
  }
}

/// One thread's buffers and columns.
private final class ChunkWorker {
  private let reader: ChunkReader
  private let parsers: [ColumnParser]
  /// Quotes of the cells that were read.
  private(set) var accounted: UInt64 = 0
  private(set) var leftOut: [LeftOutRows] = []

  init(_ plan: ChunkPlan, _ sinks: [ColumnSink], _ marks: MissingMarks) {
    reader = ChunkReader(plan)
    let words = MarkWords(marks)
    parsers = sinks.enumerated().map { column, sink in
      ColumnParser(sink, column: column, plan: plan, marks: marks, markWords: words)
    }
  }

  var quotes: UInt64 { reader.quotes }
  var nulls: UInt64 { reader.nulls }
  func arena(of column: Int) -> TextArena { parsers[column].arena }

  func read(_ chunk: Int, _ chain: ChunkChain) throws {
    guard let rows = try reader.read(chunk, chain) else { return }
    if reader.leftOut.count > 0 || reader.leftOut.padded > 0 {
      leftOut.append(reader.leftOut)
      accounted += reader.leftOut.quotes
    }
    for parser in parsers {
      try parser.begin(chunk: chunk)
      parser.sink.prepare(rows.first..<rows.first + rows.count)
    }
    // Block by block through all columns, so that a row's text stays in the nearest cache.
    for block in ColumnParser.blocks(rows) {
      for parser in parsers { try parser.read(rows, block) }
    }
    for parser in parsers {
      parser.end(chunk: chunk)
      accounted += parser.quotes
    }
  }
}
