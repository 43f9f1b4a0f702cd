import Basics

/// Finds, for each column whose cells are of several kinds, the row that made it what it is.
///
/// Chunks noted which kinds they saw, so that only those are read again in which a column can
/// have become what it is: as a rule the first one.
struct DecidingRows {
  let plan: ChunkPlan
  let chain: ChunkChain
  let sinks: [ColumnSink]
  let marks: MissingMarks
  let kept: KeptRows

  /// What is known of a column up to some row.
  private struct Search {
    let column: Int
    let final: CellKind
    var kind = CellKind.unknown
    var deciding: Deciding?
    var isOver = false

    /// - Parameter line: The line on which the row of the cell begins.
    mutating func add(_ kind: CellKind, line: Int) {
      let joined = self.kind.joined(kind)
      if joined == final {
        isOver = true
        if self.kind != .unknown, self.kind != final {
          deciding = Deciding(line: line, seen: self.kind.type, became: final.type)
        }
      }
      self.kind = joined
    }
  }

  /// For each column: nil if its first value decided, or the type was forced.
  func find() throws -> [Deciding?] {
    var searches = sinks.enumerated().compactMap { column, sink -> Search? in
      let kind = sink.mode.kind
      guard sink.forced == nil, kind == .number || kind == .timestamp || kind == .text else {
        return nil
      }
      return Search(column: column, final: kind)
    }
    var found = [Deciding?](repeating: nil, count: sinks.count)
    for chunk in 0..<plan.chunkCount {
      var unclear: [Int] = []
      for index in searches.indices {
        guard let kind = kind(of: sinks[searches[index].column], in: chunk) else {
          unclear.append(index)
          continue
        }
        let joined = searches[index].kind.joined(kind)
        if joined == searches[index].final {
          unclear.append(index)
        } else {
          searches[index].kind = joined
        }
      }
      if !unclear.isEmpty { try scan(chunk, &searches, unclear) }
      for search in searches where search.isOver { found[search.column] = search.deciding }
      searches.removeAll { $0.isOver }
      if searches.isEmpty { break }
    }
    return found
  }

  /// The kind of a column's cells in a chunk; nil if the chunk must be looked at.
  private func kind(of sink: ColumnSink, in chunk: Int) -> CellKind? {
    let seen = sink.chunkSeen[chunk]
    switch ColumnMode(rawValue: sink.chunkModes[chunk]) ?? .unknown {
    case .unknown: return .unknown
    case .coded, .views: return nil
    case .number: return seen == 0 ? .unknown : seen == 1 ? .integer : .number
    case .timestamp: return seen == 0 ? .unknown : seen == 1 ? .date : .timestamp
    case .boolean: return hasValues(sink, chunk) ? .boolean : .unknown
    case .integer: return hasValues(sink, chunk) ? .integer : .unknown
    case .date: return hasValues(sink, chunk) ? .date : .unknown
    }
  }

  private func hasValues(_ sink: ColumnSink, _ chunk: Int) -> Bool {
    kept.ranges[chunk].contains { sink.present.base[$0 >> 6] >> UInt64($0 & 63) & 1 != 0 }
  }

  private func scan(_ chunk: Int, _ searches: inout [Search], _ unclear: [Int]) throws {
    try Interruption.check()
    guard let start = chain.start(of: chunk), let next = chain.start(of: chunk + 1) else { return }
    // All rows that end in the chunk, and nothing of the next one.
    let bytes = try plan.source.bytes(
      start.rowOffset..<max(start.rowOffset, min(next.rowOffset, plan.range.upperBound)))
    try bytes.withUnsafeBufferPointer { bytes in
      var scanner = RecordScanner(
        bytes, start: 0, delimiter: plan.delimiter, line: start.rowLine)
      var open = unclear
      while !open.isEmpty, try scanner.next() {
        if scanner.isBlank || !scanner.fits(plan.width, surplus: plan.surplus) { continue }
        let line = scanner.line
        scanner.withCells { cells in
          for index in open {
            let cell = cells[searches[index].column]
            if !marks.contains(cell) { searches[index].add(Cells.kind(cell), line: line) }
          }
        }
        open.removeAll { searches[$0].isOver }
      }
    }
  }
}
