import Basics
import Columns
import Glibc

/// Where the files of dataset vectors are.
struct DataFolder {
  /// Folders that are tried in turn.
  let roots: [String]

  /// The folder given, or that of the environment; else `data` beside the vector file's folder.
  static func find(given: String?, beside file: String) -> DataFolder? {
    var roots: [String] = []
    if let root = given ?? variable("RETICLE_DATA") {
      roots = [root + "/data", root]
    } else {
      let parts = file.split(separator: "/", omittingEmptySubsequences: false)
      let folder = parts.count > 1 ? parts.dropLast().joined(separator: "/") : "."
      roots = [folder + "/../data", folder + "/data"]
    }
    let there = roots.filter { access($0, F_OK) == 0 }
    return there.isEmpty ? nil : DataFolder(roots: there)
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    return String(cString: value)
  }

  /// Reads a file with every cell as text, as it is written.
  func table(_ name: String) throws -> Rows {
    let paths: [String] = roots.map { "\($0)/\(name)" }
    guard let path = paths.first(where: { access($0, R_OK) == 0 }) else {
      throw Dataset.Failure(description: "there is no file \(name)")
    }
    return Rows(try CSV.read(path, options: CSVOptions(allText: true)).table)
  }
}

/// The rows of a table, some of them left out, as texts.
struct Rows {
  let table: Table
  /// Which rows of the table, in order.
  var kept: [Int]

  init(_ table: Table) {
    self.table = table
    kept = Array(0..<table.rowCount)
  }

  var names: [String] { table.names }

  func has(_ column: String) -> Bool { table[column] != nil }

  /// The cells of a column; an empty one is "".
  func texts(_ column: String) throws -> [String] {
    let column = try table.column(column)
    return kept.map { column.text($0) ?? "" }
  }

  /// The numbers of a column; nil where a cell is empty or no number.
  func numbers(_ column: String) throws -> [Double?] {
    try texts(column).map { Double($0.trimmed) }
  }

  func filtered(_ keep: [Bool]) -> Rows {
    var rows = self
    rows.kept = zip(kept, keep).filter(\.1).map(\.0)
    return rows
  }
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    var part = self[...]
    while let first = part.first, first.isWhitespace { part.removeFirst() }
    while let last = part.last, last.isWhitespace { part.removeLast() }
    return String(part)
  }
}
