import Columns

/// Columns that are one thing in two: a CRM keeps the day a deal was won apart from the day it was
/// lost, and both apart from the day it is expected to close.
struct FilledGaps {
  let entity: Entity
  let field: String
  /// Folded headers; gaps of one are filled from those after it, and from those before it as well.
  let headers: [String]

  static let all: [FilledGaps] = [
    FilledGaps(
      .deals, "closed",
      [
        "won time", "lost time", "gewonnen am", "verloren am", "actual close date",
        "expected close date", "est. close date", "estimated close date",
      ]),
    FilledGaps(
      .deals, "amount",
      [
        "actual revenue", "actual value", "tats. umsatz", "tatsächlicher umsatz", "est. revenue",
        "estimated revenue", "estimated value", "gesch. umsatz", "geschätzter umsatz",
      ]),
  ]

  private init(_ entity: Entity, _ field: String, _ headers: [String]) {
    self.entity = entity
    self.field = field
    self.headers = headers.map { FoldedText.of($0) }
  }

  /// Headers that may fill gaps of numbers: where semicolons separate cells, only a reader who
  /// knows what they hold can tell 1.200 from 1,2.
  static func numeric(_ headers: [String], _ terms: EntityTerms?) -> [String] {
    let gaps = all.filter {
      $0.entity == terms?.entity && terms?.field($0.field)?.kind.isNumeric == true
    }
    return headers.filter { header in gaps.contains { $0.rank(header) != nil } }
  }

  /// The place of a header in the list.
  func rank(_ header: String) -> Int? {
    let variants = HeaderVariant.all(of: header, entity).map(\.folded)
    return headers.firstIndex { variants.contains($0) }
  }
}

extension FileLoader {
  /// Fills what is missing in `closed` and `amount` from columns that hold the rest.
  func fillGaps(
    _ table: Table, _ matches: [HeaderMatch], _ reader: FieldReader,
    _ read: SharedSlots<FieldReading>
  ) throws {
    for gaps in FilledGaps.all where gaps.entity == entity {
      guard let own = matches.first(where: { $0.field.name == gaps.field }), !own.isExplicit,
        let ownRank = gaps.rank(own.header), var reading = read[own.position], !reading.isRefused
      else { continue }
      let taken = Set(matches.map(\.position))
      var others: [(rank: Int, position: Int)] = []
      for (position, name) in table.names.enumerated() where !taken.contains(position) {
        if let rank = gaps.rank(name), rank != ownRank { others.append((rank, position)) }
      }
      for other in others.sorted(by: { $0.rank < $1.rank }) {
        let column = table.columns[other.position]
        if column.missingCount == column.count { continue }
        let found = try reader.read(column, as: own.field, format: mapping?.formats[gaps.field])
        if found.isRefused { continue }
        var more = found.column
        if more.type != reading.column.type {
          guard more.type.isNumeric, reading.column.type.isNumeric else { continue }
          more = try more.converted(to: .number)
          reading.column = try reading.column.converted(to: .number)
        }
        let rows = Buffer<Int32>(count: column.count)
        var filled = 0
        for row in 0..<column.count {
          let fills = reading.column.isMissing(row) && !more.isMissing(row)
          if fills { filled += 1 }
          rows[row] = Int32(truncatingIfNeeded: fills ? column.count + row : row)
        }
        if filled == 0 { continue }
        let pool = try Column.concatenate([reading.column, more])
        reading.column = pool.take(optional: rows)
        let header = table.names[other.position]
        reading.notes.append("\(Wording.cells(filled)) without a value took that of \"\(header)\"")
      }
      read[own.position] = reading
    }
  }
}
