import Basics
import Columns

/// One list for each message: campaigns that say one thing to one persona and another to the next.
public enum MessageLists {
  /// The rows of `table` by the text in `column`, sorted by it; rows without one are left out and
  /// counted.
  ///
  /// - Throws: ``Problem`` when there is no such column, or it holds more than `limit` texts: then it
  ///   is no column of messages or personas.
  /// - Complexity: O(rows + rows · texts / 64).
  public static func lists(
    _ table: Table, by column: String, limit: Int = 200
  ) throws -> (lists: [NamedAudience], rowsWithout: Int) {
    let cells = TextCells(try table.column(column))
    var rows: [String: [UInt32]] = [:]
    var without = 0
    for row in 0..<table.rowCount {
      let view = cells.view(row)
      if view.isEmpty {
        without += 1
        continue
      }
      rows[view.string, default: []].append(UInt32(row))
      if rows.count > limit {
        throw Problem(
          .script, "\(table.name): column \"\(column)\" has more than \(limit) different texts",
          hints: ["one list is made for each text: choose a column of messages or personas"])
      }
    }
    let names = rows.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return (names.map { NamedAudience($0, table.take(Buffer(rows[$0] ?? []))) }, without)
  }

  /// The message of each row by the text it has; rows whose text has none are missing.
  ///
  /// - Returns: also the texts of `messages` that no row has, sorted: most likely misspelt.
  /// - Complexity: O(rows), one look-up a distinct text where they are few.
  public static func mapped(
    _ column: Column, _ messages: [String: String]
  ) throws -> (column: Column, unknown: [String]) {
    let cells = TextCells(column)
    var seen: Set<String> = []
    let texts = (0..<column.count).map { row -> String? in
      guard !column.isMissing(row) else { return nil }
      let text = cells.view(row).string
      guard let message = messages[text] else { return nil }
      seen.insert(text)
      return message
    }
    let unknown = messages.keys.filter { !seen.contains($0) }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return (Column(texts: texts), unknown)
  }

  /// A name for the file of a list: letters, digits and dashes of its text, lower-case.
  public static func fileName(_ text: String) -> String {
    var name = ""
    for byte in text.lowercased().utf8 {
      if (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57) {
        name.unicodeScalars.append(Unicode.Scalar(byte))
      } else if !name.isEmpty && !name.hasSuffix("-") {
        name.append("-")
      }
    }
    while name.hasSuffix("-") { name.removeLast() }
    return name.isEmpty ? "list" : name
  }
}
