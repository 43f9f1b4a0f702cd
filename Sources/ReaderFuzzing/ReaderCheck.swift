import Basics
import Columns
import Formats

/// What must hold of any bytes that a reader is given: a table or a ``Problem``, within bounds.
public enum ReaderCheck: String, CaseIterable, Sendable {
  case csv, json, jsonl, gzip, xlsx, sqlite
  /// The parts of a workbook, put into an archive that is whole: what is inside is read, not only the
  /// archive.
  case sheet

  /// Why the bytes broke the rule, or nil.
  public func failure(_ bytes: [UInt8]) -> String? {
    var options = ReadOptions()
    var input = bytes
    switch self {
    case .csv: options.format = .csv
    case .json: options.format = .json
    case .jsonl: options.format = .jsonl
    case .xlsx: options.format = .xlsx
    case .sqlite: options.format = .sqlite
    case .gzip: break
    case .sheet:
      options.format = .xlsx
      input = WholeWorkbook.bytes(from: bytes)
    }
    do {
      let loaded = try TableFile.read(bytes: input, file: "fuzz", options: options)
      return Self.broken(loaded)
    } catch let problem as Problem {
      return problem.kind == .fault ? "a fault: \(problem)" : nil
    } catch {
      return "an unknown error: \(error)"
    }
  }

  /// What does not fit together in a result.
  private static func broken(_ loaded: LoadedTable) -> String? {
    let (table, report) = (loaded.table, loaded.report)
    if table.rowCount != report.rows { return "\(table.rowCount) rows, reported \(report.rows)" }
    if report.columns.map(\.name) != table.names { return "the report names other columns" }
    if report.rejected.count > report.rejectedCount { return "more rejections than counted" }
    for (column, entry) in zip(table.columns, report.columns) {
      if column.type != entry.type { return "the report says another type" }
      if column.missingCount != entry.missing { return "the report counts other missing cells" }
      // Every cell can be looked at.
      for row in stride(from: 0, to: column.count, by: max(1, column.count / 64)) {
        _ = column[row].written.utf8.count
      }
    }
    return nil
  }
}
