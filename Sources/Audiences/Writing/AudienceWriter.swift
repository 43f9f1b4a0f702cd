import Basics
import Columns
import Synchronization

/// Writes an audience in the exact form of its destination.
///
/// Beside the file come a ledger, `FILE.dropped.csv`, which lists each row that is not in it by number,
/// id and reason, and a manifest, `FILE.manifest.json`. Rows in are rows out and rows dropped, always.
/// All of them appear together, or, after an error or Ctrl-C, none. The same table, destination and
/// options give the same bytes.
public enum AudienceWriter {
  /// What ``write(_:to:path:options:)`` would do, without writing.
  ///
  /// - Throws: ``Problem`` when the table cannot be read by the destination's rules.
  public static func preflight(
    _ table: Table, for destination: Destination, options: AudienceOptions = AudienceOptions()
  ) throws -> AudienceResult {
    try AudiencePlan(table, destination, path: nil, options).result
  }

  /// Writes `table` to `path`.
  ///
  /// Columns are taken by name, as the destination's file says. Values are normalised by the platform's
  /// rules and hashed where it hashes; an unusable value leaves its cell empty, and a row without any
  /// usable identifier is dropped. Where a limit on rows or bytes is reached, `-2`, `-3` and so on are
  /// added to the name of further files; where people's consents differ, `-unspecified`.
  ///
  /// - Throws: ``Problem`` when no row is left, when there is a reason to refuse and `force` is not set,
  ///   or when the files cannot be written. Nothing is left behind then.
  /// - Complexity: O(*n*) time; some 100 bytes a row of memory, more for plain text.
  public static func write(
    _ table: Table, to destination: Destination, path: String,
    options: AudienceOptions = AudienceOptions()
  ) throws -> AudienceResult {
    let plan = try AudiencePlan(table, destination, path: path, options)
    var result = plan.result
    if result.rowsOut == 0 { throw Preflight.emptiness(plan) }
    if !result.refusals.isEmpty && !options.force {
      throw Problem(
        .data, "audience: \(path) was not written: \(result.refusals[0])",
        hints: result.refusals.dropFirst() + ["write it all the same: force"])
    }
    let formatter = LineFormatter(plan.groups, each: destination.each)
    let head = head(plan, formatter, path)
    var writers: [PartWriter] = []
    for (consent, rows) in consentGroups(plan) where rows.count > 0 {
      let name =
        writers.isEmpty ? path : PartWriter.path(path, adding: "-\(consent?.rawValue ?? "")")
      let writer = PartWriter(
        name, head: head, rowLimit: destination.rowLimit, byteLimit: destination.byteLimit,
        consent: consent)
      try write(rows, formatter, to: writer)
      try writer.finish()
      result.files += writer.parts
      writers.append(writer)
    }
    let ledger = try DropLedger.write(plan, path: path)
    result.ledgerPath = DropLedger.path(path)
    try checkSums(result, ledgerRows: ledger.rows)
    if result.files.count > writers.count {
      result.warnings.append("split into \(result.files.count) files by the destination's limits")
    }
    let manifest = try AtomicFile(AudienceManifest.path(path))
    result.manifestPath = AudienceManifest.path(path)
    let content = AudienceManifest(plan, result, path: AudienceManifest.path(path))
    result.manifest = content
    try manifest.write(content.text())
    try ledger.file.settle()
    try manifest.settle()
    try Interruption.check()
    for writer in writers { try writer.commit() }
    try ledger.file.commit()
    // The manifest is last: where it is, the rest is whole.
    try manifest.commit()
    return result
  }

  private static func head(_ plan: AudiencePlan, _ formatter: LineFormatter, _ path: String)
    -> [UInt8]
  {
    var head = plan.destination.hasHeader ? formatter.header() : []
    let list = plan.options.listName.isEmpty ? Files.name(of: path) : plan.options.listName
    for line in plan.destination.preamble {
      // A name with a comma must not shift the cells after it.
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      for (index, cell) in cells.enumerated() {
        if index > 0 { head.append(UInt8(ascii: ",")) }
        LineFormatter.append(AudiencePlan.filledIn(String(cell), list), to: &head)
      }
      head += [0x0D, 0x0A]
    }
    return head
  }

  /// The rows of each file: one for each state of consent where the destination asks for it.
  private static func consentGroups(
    _ plan: AudiencePlan
  ) -> [(AudienceOptions.Consent?, Buffer<UInt32>)] {
    guard plan.destination.consent == .google else { return [(nil, plan.rows())] }
    return [AudienceOptions.Consent.granted, .unspecified].map { state in
      (state, plan.rows { [consent = plan.consent] in consent.state($0) == state })
    }
  }

  /// Formats on all cores, a batch of pieces at a time, while the batch before it is written.
  private static func write(
    _ rows: Buffer<UInt32>, _ formatter: LineFormatter, to writer: PartWriter
  ) throws {
    let ranges = Parallel.ranges(rows.count, size: 4096)
    let batch = Parallel.width * 4
    var ready: [LineFormatter.Piece] = []
    var start = 0
    while start < ranges.count || !ready.isEmpty {
      try Interruption.check()
      let pieces = Array(ranges[start..<min(start + batch, ranges.count)])
      let made = Mutex([LineFormatter.Piece?](repeating: nil, count: pieces.count))
      let last = Unshared(writer: writer, pieces: ready)
      try Parallel.forEach(pieces.count + 1) { index in
        guard index > 0 else { return try last.write() }
        let range = pieces[index - 1]
        let piece = formatter.lines(
          UnsafeBufferPointer(start: rows.base + range.lowerBound, count: range.count))
        made.withLock { $0[index - 1] = piece }
      }
      ready = made.withLock { $0.compactMap { $0 } }
      start += pieces.count
    }
  }

  /// The writer, which only the first piece of work of each batch touches.
  private struct Unshared: @unchecked Sendable {
    let writer: PartWriter
    let pieces: [LineFormatter.Piece]
    func write() throws { for piece in pieces { try writer.write(piece) } }
  }

  private static func checkSums(_ result: AudienceResult, ledgerRows: Int) throws {
    let written = result.files.reduce(0) { $0 + $1.rows }
    let dropped = result.dropped.reduce(0) { $0 + $1.rows }
    guard written == result.rowsOut, dropped == ledgerRows, written + ledgerRows == result.rowsIn
    else {
      throw Problem(
        .fault,
        "audience: \(result.rowsIn) rows in, but \(written) out and \(ledgerRows) dropped; nothing was written"
      )
    }
  }
}
