import Basics
import Synchronization

/// Makes columns of what the threads left in the sinks.
struct ColumnFinisher: Sendable {
  let plan: ChunkPlan
  let chain: ChunkChain
  let sinks: [ColumnSink]
  let marks: MissingMarks
  let kept: KeptRows
  let threads: Int

  // MARK: Repair

  /// Brings every chunk's rows to the mode that its columns ended in.
  func repair(adding arenas: borrowing Mutex<[[TextArena]]>) throws {
    try readAgain(adding: arenas)
    var tasks: [(column: Int, chunk: Int)] = []
    for (column, sink) in sinks.enumerated() {
      for chunk in 0..<plan.chunkCount where sink.chunkModes[chunk] != sink.mode.rawValue {
        tasks.append((column, chunk))
      }
    }
    let work = tasks
    try Parallel.forEach(work.count) { index in
      try convert(sinks[work[index].column], chunk: work[index].chunk)
    }
  }

  /// Values that were parsed before their column turned out to be text must be read as text.
  private func readAgain(adding arenas: borrowing Mutex<[[TextArena]]>) throws {
    var work: [(chunk: Int, columns: [Int])] = []
    for chunk in 0..<plan.chunkCount {
      let columns = sinks.indices.filter { column in
        let mode = ColumnMode(rawValue: sinks[column].chunkModes[chunk]) ?? .unknown
        return sinks[column].mode.isText && !mode.isText && mode != .unknown
      }
      if !columns.isEmpty { work.append((chunk, columns)) }
    }
    if work.isEmpty { return }
    let next = Atomic<Int>(0)
    let tasks = work
    try Parallel.forEach(threads) { _ in
      let reader = ChunkReader(plan)
      let words = MarkWords(marks)
      var parsers: [Int: ColumnParser] = [:]
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < tasks.count, let start = chain.start(of: tasks[index].chunk) else { break }
        try Interruption.check()
        guard let rows = try reader.read(tasks[index].chunk, from: start) else { continue }
        for column in tasks[index].columns {
          let parser =
            parsers[column]
            ?? ColumnParser(
              sinks[column], column: column, plan: plan, marks: marks, markWords: words)
          parsers[column] = parser
          try parser.begin(chunk: tasks[index].chunk)
          try parser.read(rows, 0..<rows.count)
          parser.end(chunk: tasks[index].chunk)
        }
      }
      arenas.withLock { arenas in
        for (column, parser) in parsers { arenas[column].append(parser.arena) }
      }
    }
  }

  private func convert(_ sink: ColumnSink, chunk: Int) throws {
    let rows = kept.ranges[chunk]
    switch (ColumnMode(rawValue: sink.chunkModes[chunk]) ?? .unknown, sink.mode) {
    case (.integer, .number):
      let integers = try sink.integers().base
      for row in rows {
        integers[row] = Int64(bitPattern: Double(integers[row]).bitPattern)
      }
    case (.date, .timestamp):
      let (days, micros) = (try sink.days().base, try sink.integers().base)
      let present = sink.present.base
      for row in rows {
        let isThere = present[row >> 6] >> UInt64(row & 63) & 1 != 0
        micros[row] = isThere ? Int64(days[row]) * Calendar.microsPerDay : 0
      }
    case (.coded, .views):
      let entries = sink.dictionary.entries
      let (codes, views) = (try sink.codes().base, try sink.views().base)
      for row in rows {
        let code = Int(codes[row])
        views[row] = code < entries.count ? entries[code] : TextView()
      }
    case (.unknown, .coded):
      // No cell of the chunk has a value.
      let codes = try sink.codes().base
      for row in rows { codes[row] = .max }
    default:
      // Rows without a value are zeros in every other way of keeping them.
      return
    }
  }

  // MARK: Columns

  /// The columns, each as `TextCoding` and `ColumnBuilder` would have built it.
  func columns(arenas: [[TextArena]]) throws -> [Column] {
    let finished = Mutex<[Column?]>(Array(repeating: nil, count: sinks.count))
    try Parallel.forEach(sinks.count) { column in
      try Interruption.check()
      let result = try self.column(sinks[column], arenas: arenas[column])
      finished.withLock { $0[column] = result }
    }
    return finished.withLock { $0.compactMap { $0 } }
  }

  private func column(_ sink: ColumnSink, arenas: [TextArena]) throws -> Column {
    kept.closeBits(sink.present)
    sink.present.truncate(to: (kept.count + 63) / 64)
    let validity = Bitmap(count: kept.count, words: sink.present)
    let storage: Column.Storage =
      switch sink.mode {
      case .boolean: .boolean(closed(try sink.booleans()))
      case .integer: .integer(closed(try sink.integers()))
      case .number: .number(closed(try sink.integers()).reinterpreted(as: Double.self))
      case .date: .date(closed(try sink.days()))
      case .timestamp: .timestamp(closed(try sink.integers()))
      case .unknown, .coded, .views: try text(sink, arenas: arenas, validity: validity)
      }
    let type = sink.forced ?? sink.mode.kind.type
    return Column(type: type, storage: storage, validity: validity)
  }

  /// The kept rows of a buffer, without gaps.
  private func closed<Element>(_ buffer: Buffer<Element>) -> Buffer<Element> {
    kept.close(buffer)
    buffer.truncate(to: kept.count)
    return buffer
  }

  private func text(
    _ sink: ColumnSink, arenas: [TextArena], validity: Bitmap
  ) throws -> Column.Storage {
    let arenas = arenas + [sink.dictionary.arena]
    switch sink.mode {
    case .views: break
    case .coded:
      let cap = TextCoding.cap(rows: kept.count)
      if sink.forced != .set, sink.dictionary.count <= cap { return try codes(sink) }
      _ = sink.widen(.views)
      for chunk in 0..<plan.chunkCount { try convert(sink, chunk: chunk) }
    default:
      let codes = Buffer<UInt16>(count: kept.count, zeroed: true)
      return .coded(codes, TextDictionary(sorted: [], arenas: []))
    }
    let views = closed(try sink.views())
    if sink.forced == .set { return TextCoding.setStorage(views, validity: validity) }
    if TextCoding.hasManyDistinct(views, validity: validity) { return .text(views, arenas) }
    return TextCoding.storage(views, arenas: arenas, validity: validity)
  }

  /// Codes in the order of the texts, whatever order the threads came upon them.
  private func codes(_ sink: ColumnSink) throws -> Column.Storage {
    let entries = sink.dictionary.entries
    let order = entries.indices.sorted { entries[$0].precedes(entries[$1]) }
    // Cells without a value have the highest code there is.
    var rank = [UInt16](repeating: UInt16(order.count), count: 65_536)
    for (position, index) in order.enumerated() { rank[index] = UInt16(position) }
    let codes = closed(try sink.codes())
    let base = codes.base
    rank.withUnsafeBufferPointer { rank in
      for row in 0..<codes.count { base[row] = rank[Int(base[row])] }
    }
    return .coded(
      codes,
      TextDictionary(sorted: order.map { entries[$0] }, arenas: [sink.dictionary.arena]))
  }
}
