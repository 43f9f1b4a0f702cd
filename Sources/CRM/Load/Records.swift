import Basics
import Columns

/// One table of the CRM while it is put together.
struct Records: Sendable {
  let entity: Entity
  var table: Table
  /// By column name.
  var columns: [String: ColumnHistory]
  var files: [String]

  subscript(name: String) -> Column? { table[name] }

  /// Replaces or adds a column.
  mutating func set(_ name: String, _ column: Column, field: Field? = nil, note: String? = nil)
    throws
  {
    table = try table.with([(name, column)])
    var history = columns[name] ?? ColumnHistory()
    history.field = history.field ?? field
    if let note, !history.origins.contains(note) { history.origins.append(note) }
    columns[name] = history
  }

  /// Keeps the rows of the mask.
  mutating func keep(_ rows: Bitmap) { table = table.filter(rows) }
}

/// What is put together while a CRM is opened.
struct Assembly {
  let vocabulary: Vocabulary
  let asOf: Int32
  var records: [Entity: Records] = [:]
  /// Association tables, which never become one.
  var links: [Records] = []
  var reports: [FileReport]
  var findings: [Finding] = []
  var linkReports: [LinkReport] = []
  var stages: [StageReport] = []
  var outcomeSource = ""

  subscript(entity: Entity) -> Records? { records[entity] }

  mutating func note(
    _ weight: Finding.Weight, _ entity: Entity?, column: String? = nil, rows: Int = 0,
    _ text: String
  ) {
    findings.append(Finding(weight, entity, column: column, rows: rows, text))
  }

  /// Replaces or adds a canonical column of a table that exists.
  mutating func set(_ entity: Entity, _ name: String, _ column: Column, note: String? = nil) throws
  {
    let field =
      vocabulary.terms(entity)?.field(name)
      ?? Field(name: name, kind: .category, range: nil, weight: 0, headers: [])
    try records[entity]?.set(name, column, field: field, note: note)
  }

  /// Says in a file's report that rows of it do not count.
  mutating func drop(_ rows: Int, of file: String, because reason: String) {
    guard rows > 0, let index = reports.firstIndex(where: { $0.name == file }) else { return }
    reports[index].dropped.append((reason, rows))
    reports[index].rows -= rows
  }
}
