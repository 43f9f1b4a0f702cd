import Basics
import Columns

/// One table of the CRM while it is put together.
struct Records: Sendable {
  let entity: Entity
  var table: Table
  /// By column name.
  var columns: [String: ColumnHistory]
  /// The files, in the order of their rows, and how many rows each has given.
  private(set) var spans: [(file: String, rows: Int)]

  init(_ file: LoadedFile) {
    entity = file.entity
    table = file.table
    columns = file.columns
    spans = [(file.name, file.table.rowCount)]
  }

  var files: [String] { spans.map(\.file) }

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

  /// Leaves out the rows of the mask.
  ///
  /// - Returns: how many rows of each file went.
  mutating func leaveOut(_ gone: Bitmap) -> [(file: String, rows: Int)] {
    var dropped: [(String, Int)] = []
    var start = 0
    for index in spans.indices {
      let end = start + spans[index].rows
      let count = (start..<end).count { gone[$0] }
      start = end
      if count == 0 { continue }
      spans[index].rows -= count
      dropped.append((spans[index].file, count))
    }
    if !dropped.isEmpty { table = table.filter(gone.inverted()) }
    return dropped
  }

  /// Adds the rows of `other`, whose columns have types that go together with these.
  mutating func append(_ other: Records) throws {
    table = try table.union(other.table).named(entity.name)
    for (name, history) in other.columns.sorted(by: { $0.key < $1.key }) {
      columns[name, default: ColumnHistory()].merge(history)
    }
    spans += other.spans
  }
}

/// What is put together while a CRM is opened.
struct Assembly {
  let vocabulary: Vocabulary
  let asOf: Int32
  var records: [Entity: Records] = [:]
  /// Association tables, which never become one.
  var links: [Records] = []
  /// Merges that records tell of themselves, by table of merges, until all files are read.
  var masters: [Entity: Records] = [:]
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

  /// Says in the reports of files that rows of them do not count.
  mutating func drop(_ dropped: [(file: String, rows: Int)], because reason: String) {
    for (file, rows) in dropped {
      guard let index = reports.firstIndex(where: { $0.name == file }) else { continue }
      reports[index].dropped.append((reason, rows))
      reports[index].rows -= rows
    }
  }
}
