import Basics

/// What a dataset is made of, as `datasets.txt` describes it.
struct DatasetDescription {
  var name: String
  var file = ""
  var outcome: Match = Match(column: "", value: "")
  var joins: [(file: String, key: String)] = []
  /// Traits by name; nil for all columns that are not excluded.
  var columns: [String]?
  var excluded: Set<String> = []
  var categorical: Set<String> = []
  var numeric: Set<String> = []
  var missing: Set<String> = []
  var aggregates: [Aggregate] = []
  var days: [(name: String, column: String, since: String)] = []

  /// A column and the value that counts; without a value every cell that is there counts.
  struct Match {
    var column: String
    var value: String?
  }

  /// A figure of another file's rows, for each row of the source.
  struct Aggregate {
    enum Figure: String { case count, sum, mean, share, distinct }
    var name: String
    var figure: Figure
    var of: Match?
    var file: String
    var key: String
    /// Another file that says which key a row of `file` belongs to.
    var via: (file: String, key: String)?
  }

  /// - Throws: a ``Problem`` with the line that cannot be read.
  static func parse(_ text: String, file: String) throws -> [DatasetDescription] {
    var found: [DatasetDescription] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let line = String(line).trimmed
      if line.isEmpty || line.hasPrefix("#") { continue }
      let place = "\(file), line \(number + 1)"
      guard let (key, value) = line.cut(at: ":") else {
        throw Problem(.data, "\(place): not \"key: value\"")
      }
      if key == "name" {
        found.append(DatasetDescription(name: value))
        continue
      }
      guard !found.isEmpty else { throw Problem(.data, "\(place): the first line must be a name") }
      guard try found[found.count - 1].take(key, value) else {
        throw Problem(.data, "\(place): cannot read \"\(key)\"")
      }
    }
    for dataset in found where dataset.file.isEmpty || dataset.outcome.column.isEmpty {
      throw Problem(.data, "\(file): \(dataset.name) needs a file and an outcome")
    }
    return found
  }

  /// False where the line makes no sense.
  private mutating func take(_ key: String, _ value: String) throws -> Bool {
    switch key {
    case "file": file = value
    case "outcome":
      guard let (column, event) = value.cut(at: " = ") else { return false }
      outcome = Match(column: column, value: event)
    case "join":
      guard let (file, key) = value.cut(at: " by ") else { return false }
      joins.append((file, key))
    case "columns":
      if value.hasPrefix("all but ") {
        excluded = Set(String(value.dropFirst(8)).parts)
      } else if value != "all" {
        columns = value.parts
      }
    case "categorical": categorical = Set(value.parts)
    case "numeric": numeric = Set(value.parts)
    case "missing": missing = Set(value.parts)
    case "days":
      guard let (name, rest) = value.cut(at: " = "), let (column, day) = rest.cut(at: " since ")
      else { return false }
      days.append((name, column, day))
    case "aggregate":
      guard let aggregate = Self.aggregate(value) else { return false }
      aggregates.append(aggregate)
    default: return false
    }
    return true
  }

  private static func aggregate(_ text: String) -> Aggregate? {
    guard let (name, rest) = text.cut(at: " = "), let (left, source) = rest.cut(at: " of ") else {
      return nil
    }
    let (word, column) = left.cut(at: " ") ?? (left, "")
    guard let figure = Aggregate.Figure(rawValue: word) else { return nil }
    let match = column.cut(at: "=").map { Match(column: $0.0, value: $0.1) }
    let (own, via) = source.cut(at: " via ") ?? (source, "")
    guard let (file, key) = own.cut(at: " by ") else { return nil }
    return Aggregate(
      name: name, figure: figure,
      of: column.isEmpty ? nil : match ?? Match(column: column, value: nil), file: file, key: key,
      via: via.isEmpty ? nil : via.cut(at: " by ").map { ($0.0, $0.1) })
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

  /// What lies before and after the first `mark`, trimmed.
  func cut(at mark: String) -> (String, String)? {
    let (text, mark) = (Array(utf8), Array(mark.utf8))
    guard mark.count <= text.count else { return nil }
    for start in 0...(text.count - mark.count)
    where text[start..<start + mark.count].elementsEqual(mark) {
      return (
        String(decoding: text[..<start], as: UTF8.self).trimmed,
        String(decoding: text[(start + mark.count)...], as: UTF8.self).trimmed
      )
    }
    return nil
  }

  var parts: [String] {
    split(separator: "|").map { String($0).trimmed }
  }
}
