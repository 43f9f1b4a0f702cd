import Basics
import Columns

/// What a table holds that a format cannot hold. It is looked for before anything is written, so that
/// nothing is lost without a word.
struct Losses {
  let file: String
  let format: String
  /// Columns whose named rows become missing if that is allowed: name, what it is, how many.
  private(set) var lost: [(column: String, what: String, count: Int, mask: Bitmap)] = []
  /// Whether what is lost may become missing.
  let isAllowed: Bool

  init(file: String, format: String, isAllowed: Bool) {
    self.file = file
    self.format = format
    self.isAllowed = isAllowed
  }

  /// Texts of no characters, where the format has no way to tell them from missing ones.
  mutating func emptyTexts(_ table: Table) throws {
    try texts(table, "empty texts", "one empty text") { $0.isEmpty }
  }

  /// Numbers that are none.
  mutating func numbers(_ table: Table, infinityToo: Bool = true) throws {
    for (name, column) in zip(table.names, table.columns) {
      try Interruption.check()
      guard case .number(let cells) = column.storage else { continue }
      let mask = Bitmap(count: column.count) { row in
        let value = cells.base[row]
        return (value.isNaN || infinityToo && value.isInfinite) && !column.isMissing(row)
      }
      add(name, mask, "infinite or undefined numbers", "one infinite or undefined number")
    }
  }

  /// Texts with a zero byte.
  mutating func zeroBytes(_ table: Table) throws {
    try texts(table, "texts with a zero byte", "one text with a zero byte") { text in
      text.withBytes { $0.contains(0) }
    }
  }

  /// Texts that are too long.
  mutating func texts(_ table: Table, longerThan limit: Int) throws {
    try texts(
      table, "texts of more than \(limit) characters", "one text of more than \(limit) characters"
    ) { text in
      // A character has at least one byte.
      text.count > limit && text.string.utf16.count > limit
    }
  }

  private mutating func texts(
    _ table: Table, _ many: String, _ one: String, _ isLost: (TextView) -> Bool
  ) throws {
    for (name, column) in zip(table.names, table.columns) {
      try Interruption.check()
      // The empty set is written as such where sets are.
      switch column.storage {
      case .coded(let codes, let dictionary):
        let lost = dictionary.entries.map(isLost)
        guard lost.contains(true) else { continue }
        let mask = Bitmap(count: column.count) { row in
          !column.isMissing(row) && lost[Int(codes.base[row])]
        }
        add(name, mask, many, one)
      case .text(let views, _):
        let mask = Bitmap(count: column.count) { row in
          !column.isMissing(row) && isLost(views.base[row])
        }
        add(name, mask, many, one)
      default: continue
      }
    }
  }

  private mutating func add(_ column: String, _ mask: Bitmap, _ many: String, _ one: String) {
    let count = mask.countOfSet
    if count > 0 { lost.append((column, count == 1 ? one : "\(count) \(many)", count, mask)) }
  }

  /// The table as it can be written.
  ///
  /// - Returns: the table, and what to say about it.
  /// - Throws: ``Problem`` that names what would be lost, if that is not allowed.
  func settled(_ table: Table) throws -> (Table, notes: [String]) {
    if lost.isEmpty { return (table, []) }
    let sentences = lost.map { "column \"\($0.column)\" has \($0.what)" }
    guard isAllowed else {
      throw Problem(
        .data, "\(file): \(format) cannot hold all of this table: \(sentences[0])",
        hints: sentences.dropFirst().prefix(8) + [
          "--lossy (in scripts { lossy = true }) writes them as missing",
          "or write another format: .jsonl and .sqlite hold the most",
        ])
    }
    var changed: [String: Bitmap] = [:]
    for loss in lost { changed[loss.column] = changed[loss.column]?.or(loss.mask) ?? loss.mask }
    let columns = zip(table.names, table.columns).map { name, column -> (String, Column) in
      guard let mask = changed[name] else { return (name, column) }
      let valid = (column.validity ?? Bitmap(count: column.count, filled: true)).subtracting(mask)
      return (name, Self.without(column, valid))
    }
    return (
      try Table(name: table.name, columns, rowCount: table.rowCount),
      sentences.map { "\($0); missing now" }
    )
  }

  /// The same column with fewer values.
  private static func without(_ column: Column, _ valid: Bitmap) -> Column {
    let builder = ColumnBuilder(type: column.type, capacity: column.count)
    for row in 0..<column.count { builder.append(valid[row] ? column[row] : .missing) }
    return builder.finish()
  }
}
