import Basics
import Columns

/// The traits of a dataset, from its source and the files beside it.
struct TraitColumns {
  private let description: DatasetDescription
  private let source: SourceTable
  private let files: SourceFiles

  init(_ description: DatasetDescription, source: SourceTable, files: SourceFiles) {
    (self.description, self.source, self.files) = (description, source, files)
  }

  /// The traits of the rows given, in the order of the description.
  func table(_ rows: [Int]) throws -> Table {
    var columns: [(name: String, column: Column)] = []
    func add(_ name: String, _ cells: [String?]) {
      let chosen = rows.map { row in cells[row].flatMap { described($0) } }
      columns.append((name, column(name, chosen)))
    }
    let own = Set(source.names)
    for name in description.columns ?? source.names where own.contains(name) {
      if isTrait(name) { add(name, try source.texts(name)) }
    }
    for join in description.joins {
      let other = try files.table(join.file)
      let index = try other.index(join.key)
      let keys = try source.texts(join.key)
      for name in description.columns ?? other.names where other.names.contains(name) {
        guard isTrait(name), name != join.key, !own.contains(name) else { continue }
        let cells = try other.texts(name)
        add(name, keys.map { key in key.flatMap { index[$0] }.flatMap { cells[$0] } })
      }
    }
    for day in description.days {
      guard let start = Calendar.day(written: day.since) else {
        throw Problem(.data, "\(description.name): \(day.since) is no day")
      }
      let cells = try source.texts(day.column)
      columns.append(
        (
          day.name,
          Column(
            numbers: rows.map { row in
              cells[row].flatMap { Calendar.day(written: $0) }.map { Double($0 - start) }
            })
        ))
    }
    for aggregate in description.aggregates {
      let values = try self.values(of: aggregate)
      columns.append((aggregate.name, Column(numbers: rows.map { values[$0] })))
    }
    for name in description.columns ?? [] where !columns.contains(where: { $0.name == name }) {
      throw Problem.unknown("column", name, known: source.names).at(description.name)
    }
    return try Table(name: description.name, columns, rowCount: rows.count)
  }

  private func isTrait(_ name: String) -> Bool {
    name != description.outcome.column && !description.excluded.contains(name)
  }

  private func described(_ cell: String) -> String? {
    description.missing.contains(cell) ? nil : cell
  }

  /// Numbers where every cell that is there is one, unless said otherwise.
  private func column(_ name: String, _ cells: [String?]) -> Column {
    if !description.categorical.contains(name) {
      let numbers = cells.map { $0.flatMap(Double.init) }
      let readable = zip(cells, numbers).allSatisfy { $0 == nil || $1?.isFinite == true }
      if description.numeric.contains(name) || (readable && cells.contains { $0 != nil }) {
        return Column(numbers: numbers.map { $0.flatMap { $0.isFinite ? $0 : nil } })
      }
    }
    return Column(texts: cells)
  }

  /// The figure for each row of the source: counts, sums and shares of nothing are 0 (a share is
  /// missing), means are missing.
  private func values(of aggregate: DatasetDescription.Aggregate) throws -> [Double?] {
    let table = try files.table(aggregate.file)
    var keys = try table.texts(aggregate.key)
    var own = aggregate.key
    if let via = aggregate.via {
      let other = try files.table(via.file)
      let index = try other.index(aggregate.key)
      let further = try other.texts(via.key)
      keys = keys.map { key in key.flatMap { index[$0] }.flatMap { further[$0] } }
      own = via.key
    }
    var rowsOf: [String: [Int]] = [:]
    for (row, key) in keys.enumerated() {
      if let key { rowsOf[key, default: []].append(row) }
    }
    let cells = try aggregate.of.map { try table.texts($0.column) } ?? []
    return try source.texts(own).map { key in
      figure(aggregate, rows: key.flatMap { rowsOf[$0] } ?? [], cells)
    }
  }

  private func figure(
    _ aggregate: DatasetDescription.Aggregate, rows: [Int], _ cells: [String?]
  ) -> Double? {
    let wanted = aggregate.of?.value
    let matching = rows.count { row in
      cells.isEmpty || (wanted == nil ? cells[row] != nil : cells[row] == wanted)
    }
    let numbers = cells.isEmpty ? [] : rows.compactMap { cells[$0].flatMap(Double.init) }
    switch aggregate.figure {
    case .count: return Double(matching)
    case .sum: return numbers.reduce(0, +)
    case .mean: return numbers.isEmpty ? nil : numbers.reduce(0, +) / Double(numbers.count)
    case .share: return rows.isEmpty ? nil : Double(matching) / Double(rows.count)
    case .distinct: return cells.isEmpty ? nil : Double(Set(rows.compactMap { cells[$0] }).count)
    }
  }
}
