import Basics
import Columns

extension Assembly {
  /// Fills ids from association tables: of several records the one that is marked as primary, else
  /// the one with the lowest id.
  mutating func applyAssociations() throws {
    let wanted: [(entity: Entity, column: String)] = [
      (.deals, "account_id"), (.contacts, "account_id"), (.tickets, "account_id"),
      (.touches, "account_id"), (.deals, "contact_id"), (.tickets, "contact_id"),
      (.touches, "contact_id"), (.touches, "deal_id"),
    ]
    for (entity, column) in wanted {
      guard let key = entity.key, let records = records[entity], let ids = records[key] else {
        continue
      }
      for link in links where link[key] != nil && link[column] != nil && column != key {
        try apply(link, to: entity, ids: ids, key: key, column: column)
      }
    }
  }

  private mutating func apply(
    _ link: Records, to entity: Entity, ids: Column, key: String, column: String
  ) throws {
    guard let others = link[column] else { return }
    // Lowest id first, primary ones before all: then the first of a key is the one.
    let rank = Column(integers: (0..<link.table.rowCount).map { Self.isPrimary(link, $0) ? 0 : 1 })
    let ordered = try link.table.with([("reticle rank", rank), ("reticle id", others)]).sorted(by: [
      SortKey(column: "reticle rank", descending: false),
      SortKey(column: "reticle id", descending: false),
    ])
    guard let keys = ordered[key], let targets = ordered["reticle id"] else { return }
    let index = try KeyIndex([keys])
    let found = try index.firstRows(of: [ids])
    var several = 0
    var filled = 0
    let existing = records[entity]?[column]
    let rows = Buffer<Int32>(count: ids.count)
    for row in 0..<ids.count {
      let hasOwn = existing.map { !$0.isMissing(row) } ?? false
      let match = hasOwn ? -1 : Int(found[row])
      rows[row] =
        hasOwn ? Int32(truncatingIfNeeded: targets.count + row) : Int32(truncatingIfNeeded: match)
      guard match >= 0 else { continue }
      filled += 1
      if let next = index.row(after: match), !targets.equalsCell(match, targets, next) {
        several += 1
      }
    }
    let file = link.files.first ?? "an association table"
    note(
      .note, entity, column: column, rows: filled,
      "\(file) gives \(Wording.number(filled)) of \(Wording.number(ids.count)) "
        + "\(Wording.noun(entity, 2)) their \(column)")
    if several > 0 {
      note(
        .change, entity, column: column, rows: several,
        "\(Wording.number(several)) \(Wording.noun(entity, several)) have several records in \(file); "
          + "the primary one was taken, else the one with the lowest id")
    }
    // Without a match there is nothing to fill, but the column says so: all missing.
    let pool = try Column.concatenate([targets, existing ?? .missing(type: targets.type, count: 0)])
    try set(entity, column, pool.take(optional: rows), note: "from \(file)")
  }

  /// HubSpot's own association types whose label is "Primary", in either direction.
  private static let primaryTypes: Set<Int64> = [1, 2, 5, 6, 25, 26]

  private static func isPrimary(_ link: Records, _ row: Int) -> Bool {
    var type: Int64?
    var isDefined = true
    for (name, column) in zip(link.table.names, link.table.columns) {
      switch (FoldedText.of(name), column[row]) {
      case ("label", .text(let text)), ("associationtype", .text(let text)):
        if text.lowercased().contains("primary") { return true }
      case ("isprimary", .boolean(let value)), ("primary", .boolean(let value)):
        if value { return true }
      case ("typeid", .integer(let value)): type = value
      case ("category", .text(let text)): isDefined = text == "HUBSPOT_DEFINED"
      default: continue
      }
    }
    return isDefined && type.map { primaryTypes.contains($0) } ?? false
  }
}
