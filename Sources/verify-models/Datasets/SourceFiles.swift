import Basics
import Columns

/// Finds and reads the files of datasets; each is read once.
final class SourceFiles {
  private let roots: [String]
  private var read: [String: SourceTable] = [:]

  /// - Parameter roots: Folders that are tried in turn.
  init(_ roots: [String]) { self.roots = roots }

  func path(_ name: String) -> String? {
    roots.map { Files.join($0, name) }.first { Files.entry($0) == .file }
  }

  func table(_ name: String) throws -> SourceTable {
    if let known = read[name] { return known }
    guard let path = path(name) else { throw Problem(.file, "there is no file \(name)") }
    let loaded = try CSV.read(path, options: CSVOptions(allText: true))
    // A row that was left out would shift all row numbers after it.
    if let first = loaded.report.rejected.first {
      throw Problem(.data, "\(name), line \(first.line): \(first.reason)")
    }
    let table = SourceTable(loaded.table)
    read[name] = table
    return table
  }
}

/// A file with every cell as the trimmed text it holds, missing where that is empty.
struct SourceTable {
  let name: String
  let names: [String]
  let rowCount: Int
  private let table: Table

  init(_ table: Table) {
    (name, names, rowCount) = (table.name, table.names, table.rowCount)
    self.table = table
  }

  func texts(_ column: String) throws -> [String?] {
    let column = try table.column(column)
    return (0..<rowCount).map { row in
      guard let text = column.text(row)?.trimmed, !text.isEmpty else { return nil }
      return text
    }
  }

  /// Rows by the text of a column; the first of several.
  func index(_ column: String) throws -> [String: Int] {
    var index: [String: Int] = [:]
    for (row, text) in try texts(column).enumerated() {
      if let text, index[text] == nil { index[text] = row }
    }
    return index
  }
}
