import Columns

/// Touches come in a file for each kind: where a row does not say what kind it is, the file's name
/// does.
enum TouchKinds {
  /// Words of a file's name that say only that it holds touches.
  private static let general: Set<String> = [
    "touch", "touchpoint", "activity", "event", "engagement", "interaction", "signal", "contact",
    "account", "company", "lead", "log",
  ]

  /// `engagement_meeting_data.csv` holds meetings; nil if the name does not tell.
  static func kind(of file: String) -> String? {
    let words = FileWords(file).words.filter { !general.contains($0) }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  /// The file with a kind in every row, if its name tells one.
  static func filled(_ file: LoadedFile, field: Field?) throws -> LoadedFile {
    let rows = file.table.rowCount
    let given = file.table["kind"] ?? .missing(type: .text, count: rows)
    guard given.type == .text, given.missingCount > 0, let kind = kind(of: file.name) else {
      return file
    }
    let pool = try Column.concatenate([given, Column(texts: [kind])])
    let places = Buffer<Int32>(count: rows)
    for row in 0..<rows {
      places[row] = Int32(truncatingIfNeeded: given.isMissing(row) ? rows : row)
    }
    var result = file
    result.table = try file.table.with([("kind", pool.take(optional: places))])
    var history = file.columns["kind"] ?? ColumnHistory()
    history.field = history.field ?? field
    history.origins.append("from the name of \(file.name) where a row does not say")
    result.columns["kind"] = history
    return result
  }
}
