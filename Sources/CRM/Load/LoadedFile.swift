import Basics
import Columns
import Formats

/// A file that was read, with the columns it was recognised to have under their canonical names.
struct LoadedFile: Sendable {
  let name: String
  let entity: Entity
  var table: Table
  /// By column name.
  var columns: [String: ColumnHistory]
  let load: LoadReport
  let hasVersions: Bool
}

/// Where a column came from and what was done to it.
struct ColumnHistory: Sendable {
  var headers: [String] = []
  var field: Field?
  var marks: [(mark: String, cells: Int)] = []
  var unreadable = 0
  var notes: [String] = []
  var warnings: [String] = []
  /// For a column that was filled while linking: from what.
  var origins: [String] = []

  var isCanonical: Bool { field != nil }

  /// The same column of another file of the entity.
  mutating func merge(_ other: ColumnHistory) {
    for header in other.headers where !headers.contains(header) { headers.append(header) }
    field = field ?? other.field
    for (mark, cells) in other.marks {
      if let index = marks.firstIndex(where: { $0.mark == mark }) {
        marks[index].cells += cells
      } else {
        marks.append((mark, cells))
      }
    }
    unreadable += other.unreadable
    for note in other.notes where !notes.contains(note) { notes.append(note) }
    for origin in other.origins where !origins.contains(origin) { origins.append(origin) }
    for warning in other.warnings where !warnings.contains(warning) { warnings.append(warning) }
  }
}

/// Reads a recognised file and brings its columns into canonical form.
struct FileLoader {
  let vocabulary: Vocabulary
  let entity: Entity
  let mapping: EntityMapping?

  func load(_ candidate: Candidate, hasVersions: Bool) throws -> LoadedFile {
    let loaded = try read(candidate)
    let table = loaded.table
    let terms = vocabulary.terms(entity)
    let matches = matches(table, terms)
    let style = try style(matches, table, candidate)
    let reader = FieldReader(vocabulary: vocabulary, style: style)
    var byPosition: [Int: HeaderMatch] = [:]
    for match in matches { byPosition[match.position] = match }

    // Columns are independent: both cores read them.
    let read = SharedSlots<FieldReading>(count: table.columns.count)
    let found = byPosition
    try Parallel.forEach(table.columns.count) { position in
      try Interruption.check()
      if let match = found[position] {
        read[position] = try self.read(table.columns[position], match, reader)
      } else {
        let (column, marks) = try Retyping.withoutMarks(table.columns[position], reader.marks)
        read[position] = FieldReading(column: column, marks: marks.marks)
      }
    }
    try joinOptOuts(table, matches, terms, reader, read)
    try fillGaps(table, matches, reader, read)
    let lines = lines(of: read.values, loaded.report)
    var columns: [(name: String, column: Column)] = []
    var histories: [String: ColumnHistory] = [:]
    let canonical = Set(
      matches.filter { !(read[$0.position]?.isRefused ?? false) }.map(\.field.name))
    for (position, reading) in read.values.enumerated() {
      // A column that does not hold what its header promises is none of ours.
      let match = reading.isRefused ? nil : byPosition[position]
      let name = match?.field.name ?? Self.ownName(table.names[position], canonical, histories)
      var history = ColumnHistory(
        headers: [table.names[position]], field: match?.field, marks: reading.marks,
        unreadable: reading.unreadable, notes: reading.notes, warnings: reading.warnings)
      if reading.unreadable > 0, let row = reading.firstUnreadable {
        let place = lines[row].map { "line \($0)" } ?? "row \(row + 1)"
        history.warnings.append(
          "\(Wording.cells(reading.unreadable)) of \(candidate.name) could not be read, the first in "
            + "\(place); missing now")
      }
      columns.append((name, reading.column))
      histories[name] = history
    }
    return LoadedFile(
      name: candidate.name, entity: entity,
      table: try Table(name: entity.name, columns, rowCount: table.rowCount), columns: histories,
      load: loaded.report, hasVersions: hasVersions)
  }

  private func read(_ column: Column, _ match: HeaderMatch, _ reader: FieldReader) throws
    -> FieldReading
  {
    var format = mapping?.formats[match.field.name]
    if let scale = match.scale, format?.scale == nil {
      format = ValueFormat(
        dayFirst: format?.dayFirst, decimalComma: format?.decimalComma, scale: scale)
    }
    return try reader.read(column, as: match.field, format: format)
  }

  // MARK: Reading the file

  /// Columns that must stay as written are read as text from the start; ids only when a first
  /// reading made something else than integers or text of them.
  private func read(_ candidate: Candidate) throws -> LoadedTable {
    guard case .file(let path) = candidate.content else {
      guard case .table(let table) = candidate.content else {
        throw Problem(.fault, "\(candidate.name): neither a file nor a table")
      }
      return table
    }
    let terms = vocabulary.terms(entity)
    let matches = self.matches(candidate.headers, terms, empty: [])
    var types: [String: ColumnType] = [:]
    for match in matches {
      let numeric = candidate.hasSemicolons && match.field.kind.isNumeric
      if match.field.kind.isWritten || numeric { types[match.header] = .text }
    }
    if candidate.hasSemicolons {
      for header in FilledGaps.numeric(candidate.headers, terms) { types[header] = .text }
    }
    let first = try TableFile.read(
      path, options: ReadOptions(csv: CSVOptions(types: types)), name: entity.name)
    var again = types
    for match in self.matches(first.table.names, terms, empty: []) where match.field.kind == .id {
      let type = first.table.columns[match.position].type
      if type != .integer, type != .text { again[match.header] = .text }
    }
    if again.count == types.count { return first }
    return try TableFile.read(
      path, options: ReadOptions(csv: CSVOptions(types: again)), name: entity.name)
  }

  private func matches(_ table: Table, _ terms: EntityTerms?) -> [HeaderMatch] {
    let empty = table.columns.indices.filter { table.columns[$0].missingCount == table.rowCount }
    return matches(table.names, terms, empty: table.rowCount == 0 ? [] : Set(empty))
  }

  private func matches(
    _ headers: [String], _ terms: EntityTerms?, empty: Set<Int>
  ) -> [HeaderMatch] {
    guard let terms else {
      // Association tables: two ids.
      return headers.enumerated().compactMap { position, header in
        LinkEnds.field(FoldedText.of(header)).map {
          HeaderMatch(
            header: header, position: position, field: $0, rank: 0, isExplicit: false, scale: nil)
        }
      }
    }
    return HeaderMatching.match(headers, terms, explicit: mapping?.columns ?? [:], empty: empty)
  }

  /// What all columns of the file say about its way of writing.
  private func style(
    _ matches: [HeaderMatch], _ table: Table, _ candidate: Candidate
  ) throws -> WritingStyle {
    var style = WritingStyle(hasSemicolons: candidate.hasSemicolons)
    for match in matches {
      style.add(try WritingStyle.of(table.columns[match.position], match.field.kind))
    }
    return style
  }

  /// A name for a column nobody knows: its header, unless a canonical column has that name.
  private static func ownName(
    _ header: String, _ canonical: Set<String>, _ used: [String: ColumnHistory]
  ) -> String {
    var name = header
    var number = 2
    while canonical.contains(name) || used[name] != nil {
      name = "\(header) (\(number))"
      number += 1
    }
    return name
  }

  /// The lines of the first unreadable cells, by row.
  private func lines(of readings: [FieldReading], _ load: LoadReport) -> [Int: Int] {
    let rows = Set(readings.compactMap(\.firstUnreadable)).sorted()
    guard !rows.isEmpty, let lines = CSV.lines(ofRows: rows, in: load) else { return [:] }
    return Dictionary(uniqueKeysWithValues: zip(rows, lines))
  }
}

/// One result for each piece of parallel work, each written by the thread that made it.
final class SharedSlots<Value>: @unchecked Sendable {
  private let slots: UnsafeMutablePointer<Value?>
  private let count: Int

  init(count: Int) {
    self.count = count
    slots = .allocate(capacity: count)
    slots.initialize(repeating: nil, count: count)
  }

  deinit {
    slots.deinitialize(count: count)
    slots.deallocate()
  }

  subscript(index: Int) -> Value? {
    get {
      precondition(index >= 0 && index < count)
      return slots[index]
    }
    set {
      precondition(index >= 0 && index < count)
      slots[index] = newValue
    }
  }

  /// What is there, in order.
  var values: [Value] { (0..<count).compactMap { slots[$0] } }
}
