import Basics
import Columns

extension Assembly {
  /// What the records of a file say of themselves: which record they were merged into. Such rows
  /// do not count, but what names them must name the other one.
  mutating func takeMasters(_ file: LoadedFile) throws {
    let tables: [Entity: Entity] = [
      .accounts: .mergedAccounts, .contacts: .mergedContacts, .deals: .mergedDeals,
    ]
    guard let table = tables[file.entity], let key = file.entity.key, let ids = file.table[key],
      let wanted = vocabulary.technical["master"]
    else { return }
    for (name, column) in zip(file.table.names, file.table.columns)
    where wanted.contains(FoldedText.of(name)) {
      let said = Bitmap(count: column.count) { !column.isMissing($0) && !ids.isMissing($0) }
      guard said.countOfSet > 0 else { continue }
      let isID = column.type == .integer || column.type == .text
      let kept = isID ? column : try column.converted(to: .text)
      let pairs = try Table(name: table.name, [("merged_id", ids), ("kept_id", kept)])
      let merged = Records(
        LoadedFile(
          name: file.name, entity: table, table: pairs.filter(said), columns: [:],
          load: file.load, hasVersions: false))
      if let earlier = masters[table] {
        masters[table] = try joined(earlier, merged)
      } else {
        masters[table] = merged
      }
    }
  }

  /// Puts what records say of themselves to what tables of merges say.
  mutating func addMasters() throws {
    for (table, merged) in masters.sorted(by: { $0.key < $1.key }) {
      if let given = records[table] {
        records[table] = try joined(given, merged)
      } else {
        records[table] = merged
      }
    }
    masters = [:]
  }

  /// Records that were merged into another are left out, and what named them names the record
  /// that stayed.
  mutating func applyMerges() throws {
    let merges: [(entity: Entity, table: Entity)] = [
      (.accounts, .mergedAccounts), (.contacts, .mergedContacts), (.deals, .mergedDeals),
    ]
    for (entity, table) in merges {
      var gone: [Column] = []
      var kept: [Column] = []
      if let merged = records[table], let old = merged["merged_id"], let new = merged["kept_id"] {
        gone.append(old)
        kept.append(new)
      }
      if let (old, new) = try mergedIDs(entity) {
        gone.append(old)
        kept.append(new)
      }
      guard !gone.isEmpty else { continue }
      try merge(entity, gone: try Column.concatenate(gone), kept: try Column.concatenate(kept))
    }
  }

  /// The ids that records list as merged into them: `76340251;46897301`.
  private func mergedIDs(_ entity: Entity) throws -> (gone: Column, kept: Column)? {
    let wanted = vocabulary.technical["merged ids"] ?? []
    guard let records = records[entity], let key = entity.key.flatMap({ records[$0] }) else {
      return nil
    }
    for (name, column) in zip(records.table.names, records.table.columns) {
      let folded = HeaderVariant.all(of: name).map(\.folded)
      guard folded.contains(where: { wanted.contains($0) }), column.missingCount < column.count
      else { continue }
      let lists = try column.converted(to: .text)
      let gone = ColumnBuilder(type: .text)
      var rows: [UInt32] = []
      for row in 0..<lists.count {
        guard let list = lists.text(row) else { continue }
        for member in SetText.members(Array(list.utf8)) {
          gone.append(String(decoding: member, as: UTF8.self))
          rows.append(UInt32(truncatingIfNeeded: row))
        }
      }
      let kept = key.take(Buffer(rows))
      let old = gone.finish()
      // Ids that are no numbers where ids are numbers name nothing.
      guard key.type == .integer else { return (old, kept) }
      guard let numbers = try Retyping.retyped(old), numbers.type == .integer else { return nil }
      return (numbers, kept)
    }
    return nil
  }

  private mutating func merge(_ entity: Entity, gone: Column, kept: Column) throws {
    let index = try KeyIndex([gone])
    let target = try Self.followed(gone, kept, index)
    if var own = records[entity], let key = entity.key.flatMap({ own[$0] }) {
      let found = try index.firstRows(of: [key])
      // A record that is said to be merged into itself stays.
      let away = Bitmap(count: key.count) { row in
        found[row] >= 0 && !key.equalsCell(row, target, Int(found[row]))
      }
      let count = away.countOfSet
      if count > 0 {
        let dropped = own.leaveOut(away)
        records[entity] = own
        drop(dropped, because: "merged into another record")
        note(
          .change, entity, rows: count,
          "\(Wording.number(count)) \(Wording.noun(entity, count)) left out: merged into another")
      }
    }
    guard let family = IDFamily.all.first(where: { $0.entity == entity }) else { return }
    for (place, name) in family.places where name != place.key && place.isTable {
      guard let column = records[place]?[name], column.type == gone.type else { continue }
      let (changed, count) = try Self.redirected(column, index, target)
      if count == 0 { continue }
      try set(place, name, changed, note: "ids of merged records were replaced")
      note(
        .change, place, column: name, rows: count,
        "\(Wording.number(count)) \(Wording.noun(place, count)) named a merged record; "
          + "they name the one that stayed")
    }
    for position in links.indices {
      guard let column = links[position][family.linkColumn] else { continue }
      try links[position].set(family.linkColumn, try Self.redirected(column, index, target).column)
    }
  }

  /// Where each merge ends: a record may be merged into one that was merged itself.
  private static func followed(_ gone: Column, _ kept: Column, _ index: KeyIndex) throws -> Column {
    var target = kept
    for _ in 0..<16 {
      let (next, count) = try redirected(target, index, kept)
      if count == 0 { break }
      target = next
    }
    return target
  }

  private static func redirected(
    _ column: Column, _ index: KeyIndex, _ target: Column
  ) throws -> (column: Column, count: Int) {
    guard column.missingCount < column.count else { return (column, 0) }
    let found = try index.firstRows(of: [column])
    var count = 0
    let rows = Buffer<Int32>(count: column.count)
    for row in 0..<column.count {
      let away = Int(found[row])
      let changes = away >= 0 && !column.equalsCell(row, target, away)
      if changes { count += 1 }
      rows[row] = Int32(truncatingIfNeeded: changes ? column.count + away : row)
    }
    if count == 0 { return (column, 0) }
    return (try Column.concatenate([column, target]).take(optional: rows), count)
  }
}
