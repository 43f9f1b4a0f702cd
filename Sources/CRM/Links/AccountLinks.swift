import Basics
import Columns

extension Assembly {
  /// Columns that name an account, by entity; rows without a known id are linked by them.
  private static let nameColumns: [(entity: Entity, column: String)] = [
    (.deals, "account_name"), (.contacts, "company"), (.subscriptions, "account_name"),
    (.usage, "account_name"),
  ]

  /// Gives every record that belongs to an account its `account_id`: by the id it has, by the
  /// exact name of the account, by the name without case, blanks and punctuation, or through the
  /// contact, subscription or deal it names.
  mutating func linkAccounts() throws {
    let linked: [Entity] = [
      .contacts, .deals, .subscriptions, .tickets, .touches, .usage, .surveys, .cancellations,
    ]
    for entity in linked where records[entity] != nil {
      try linkByContact(entity)
      guard let accounts = records[.accounts], let ids = accounts["account_id"] else {
        try linkThrough(entity, accounts: nil)
        continue
      }
      let names = accounts["name"] ?? ids
      try link(entity, ids, AccountNames(ids: ids, names: names))
    }
  }

  private mutating func link(_ entity: Entity, _ ids: Column, _ names: AccountNames) throws {
    guard let records = records[entity] else { return }
    let count = records.table.rowCount
    var report = LinkReport(from: entity, to: .accounts)
    let given = records["account_id"]
    let nameColumn = Self.nameColumns.first { $0.entity == entity }.flatMap { records[$0.column] }
    let isIDGiven = given.map { $0.missingCount < count } ?? false

    let known = try given.map { try ids.keyIndex().firstRows(of: [$0]) }
    // As a rule every record has an id, and every id an account: then there is nothing to find.
    if let known, let given, given.missingCount == 0, count > 0,
      RowCounts.count(count, where: { known.base[$0] < 0 }) == 0
    {
      report.linked.append(.init(by: "account_id", rows: count))
      linkReports.append(report)
      return
    }
    let rows = Buffer<Int32>(repeating: -1, count: count)
    var byID = 0
    var open = Bitmap(count: count)
    for row in 0..<count {
      if let found = known?[row], found >= 0 {
        rows[row] = found
        byID += 1
      } else if given?.isMissing(row) ?? true {
        open[row] = true
      } else {
        report.orphans += 1
      }
    }
    if byID > 0 { report.linked.append(.init(by: "account_id", rows: byID)) }

    if let nameColumn, open.countOfSet > 0 {
      let byName = try names.resolve(nameColumn, open)
      for (rule, found) in [
        ("account name", byName.exact),
        ("account name, without case and punctuation", byName.folded),
      ] {
        var hits = 0
        open.forEachSet { row in
          guard rows[row] < 0, found[row] >= 0 else { return }
          rows[row] = found[row]
          hits += 1
        }
        if hits > 0 { report.linked.append(.init(by: rule, rows: hits)) }
      }
      var unknown = byName.unknown
      // A column that is called "Account" may hold ids.
      if !isIDGiven, byName.exact.elements.allSatisfy({ $0 < 0 }), unknown > 0 {
        let byID = try AccountNames.ids(ids, named: nameColumn)
        var hits = 0
        open.forEachSet { row in
          guard rows[row] < 0, let found = byID?[row], found >= 0 else { return }
          rows[row] = found
          hits += 1
        }
        if hits > 0 {
          report.linked.append(.init(by: "account_id in the column of account names", rows: hits))
          unknown = max(0, unknown - hits)
        }
      }
      open = Bitmap(count: count) { open[$0] && rows[$0] < 0 && nameColumn.isMissing($0) }
      report.ambiguous = byName.ambiguous
      report.orphans += unknown
    }
    if isIDGiven || report.linkedRows > byID {
      try setAccountIDs(entity, rows, ids: ids, given: given, isChanged: report.linkedRows > byID)
    }
    report.without = open.countOfSet
    if report.without > 0 {
      let through = try linkThrough(entity, accounts: ids)
      for way in through {
        report.linked.append(way)
        report.without -= way.rows
      }
    }
    linkReports.append(report)
    explain(report, nameColumn == nil ? "account_id" : "account")
  }

  /// Linked rows take the id of the account; the others keep the id that no account has.
  private mutating func setAccountIDs(
    _ entity: Entity, _ rows: Buffer<Int32>, ids: Column, given: Column?, isChanged: Bool
  ) throws {
    guard isChanged else { return }
    let old = given ?? .missing(type: ids.type, count: rows.count)
    let pool = try Column.concatenate([ids, old])
    let sources = Buffer<Int32>(count: rows.count)
    for row in 0..<rows.count {
      sources[row] = rows[row] >= 0 ? rows[row] : Int32(truncatingIfNeeded: ids.count + row)
    }
    try set(
      entity, "account_id", pool.take(optional: sources), note: "linked by the account's name")
  }

  /// Fills `account_id` from the records that a row names otherwise.
  @discardableResult
  private mutating func linkThrough(_ entity: Entity, accounts: Column?) throws -> [LinkReport.Way]
  {
    var ways: [LinkReport.Way] = []
    let paths: [(key: String, other: Entity)] = [
      ("subscription_id", .subscriptions), ("contact_id", .contacts), ("deal_id", .deals),
    ]
    for (key, other) in paths where other != entity {
      guard let own = records[entity], let keys = own[key], let target = records[other],
        let otherKeys = target[key], let accountIDs = target["account_id"],
        keys.missingCount < keys.count, accountIDs.missingCount < accountIDs.count
      else { continue }
      let found = try KeyIndex([otherKeys]).firstRows(of: [keys])
      let given = own["account_id"] ?? .missing(type: accountIDs.type, count: keys.count)
      guard given.type == accountIDs.type || given.missingCount == given.count else { continue }
      let rows = Buffer<Int32>(count: keys.count)
      var filled = 0
      for row in 0..<keys.count {
        let match = Int(found[row])
        let fills = given.isMissing(row) && match >= 0 && !accountIDs.isMissing(match)
        if fills { filled += 1 }
        rows[row] = Int32(truncatingIfNeeded: fills ? match : accountIDs.count + row)
      }
      if filled == 0 { continue }
      let pool = try Column.concatenate([accountIDs, given])
      try set(entity, "account_id", pool.take(optional: rows), note: "through \(key)")
      ways.append(.init(by: key, rows: filled))
    }
    return ways
  }

  /// Touches that name a person by e-mail get the contact's id.
  private mutating func linkByContact(_ entity: Entity) throws {
    guard entity != .contacts, let own = records[entity], let emails = own["email"],
      let contacts = records[.contacts], let known = contacts["email"],
      let ids = contacts["contact_id"], emails.type == .text, known.type == .text
    else { return }
    let found = try KeyIndex([try FoldedColumn.lowered(known)])
      .firstRows(of: [try FoldedColumn.lowered(emails)])
    let given = own["contact_id"] ?? .missing(type: ids.type, count: emails.count)
    guard given.type == ids.type || given.missingCount == given.count else { return }
    var filled = 0
    let rows = Buffer<Int32>(count: emails.count)
    for row in 0..<emails.count {
      let fills = given.isMissing(row) && found[row] >= 0
      if fills { filled += 1 }
      rows[row] = fills ? found[row] : Int32(truncatingIfNeeded: ids.count + row)
    }
    if filled == 0 { return }
    let pool = try Column.concatenate([ids, given])
    try set(entity, "contact_id", pool.take(optional: rows), note: "by e-mail address")
    var report = LinkReport(from: entity, to: .contacts)
    report.linked = [.init(by: "e-mail address", rows: filled)]
    linkReports.append(report)
  }

  private mutating func explain(_ report: LinkReport, _ what: String) {
    let many = { (count: Int) in
      "\(Wording.number(count)) \(Wording.noun(report.from, count))"
    }
    if report.without > 0 {
      note(
        .warning, report.from, column: "account_id", rows: report.without,
        "\(many(report.without)) \(report.without == 1 ? "has" : "have") no account")
    }
    if report.orphans > 0 {
      note(
        .warning, report.from, column: "account_id", rows: report.orphans,
        "\(many(report.orphans)) \(report.orphans == 1 ? "names" : "name") an account that is not "
          + "among the accounts")
    }
    if report.ambiguous > 0 {
      note(
        .warning, report.from, column: "account_id", rows: report.ambiguous,
        "\(many(report.ambiguous)) \(report.ambiguous == 1 ? "names" : "name") an account by a name "
          + "that several accounts share; not linked")
    }
    for way in report.linked where way.by != "account_id" {
      note(
        way.by == "account name" ? .note : .change, report.from, column: "account_id",
        rows: way.rows, "\(many(way.rows)) \(way.rows == 1 ? "was" : "were") linked by \(way.by)")
    }
  }
}

/// Finds accounts by name.
struct AccountNames {
  private let ids: Column
  private let names: Column

  init(ids: Column, names: Column) {
    self.ids = ids
    self.names = names
  }

  struct Resolved {
    /// Account rows by row, or -1.
    var exact: Buffer<Int32>
    var folded: Buffer<Int32>
    var ambiguous = 0
    var unknown = 0
  }

  /// The accounts that the rows of `wanted` name.
  func resolve(_ column: Column, _ wanted: Bitmap) throws -> Resolved {
    let none = Buffer<Int32>(repeating: -1, count: column.count)
    var result = Resolved(exact: none, folded: Buffer(repeating: -1, count: column.count))
    guard column.type == .text, names.type == .text else { return result }
    let exact = try KeyIndex([names])
    let byName = try exact.firstRows(of: [column])
    let unresolved = Bitmap(count: column.count)
    let shared = Bitmap(count: column.count)
    wanted.forEachSet { row in
      if column.isMissing(row) { return }
      let match = byName[row]
      if match < 0 {
        unresolved[row] = true
      } else if isShared(Int(match), exact) {
        shared[row] = true
      } else {
        result.exact[row] = match
      }
    }
    if unresolved.countOfSet > 0 {
      let folded = try KeyIndex([try FoldedColumn.folded(names)])
      let found = try folded.firstRows(of: [try FoldedColumn.folded(column)])
      unresolved.forEachSet { row in
        let match = found[row]
        if match < 0 {
          result.unknown += 1
        } else if isShared(Int(match), folded) {
          shared[row] = true
        } else {
          result.folded[row] = match
        }
      }
    }
    result.ambiguous = shared.countOfSet
    return result
  }

  /// The accounts whose ids stand in a column that was taken for names; nil where it cannot be.
  static func ids(_ ids: Column, named column: Column) throws -> Buffer<Int32>? {
    if column.type == ids.type { return try KeyIndex([ids]).firstRows(of: [column]) }
    guard column.type == .text, ids.type == .integer,
      let numbers = try Retyping.retyped(column), numbers.type == .integer
    else { return nil }
    return try KeyIndex([ids]).firstRows(of: [numbers])
  }

  /// Whether another account, with another id, has the same name.
  private func isShared(_ row: Int, _ index: KeyIndex) -> Bool {
    var next = index.row(after: row)
    while let other = next {
      if !ids.equalsCell(row, ids, other) { return true }
      next = index.row(after: other)
    }
    return false
  }
}

/// Text columns as keys that do not care how something is written.
enum FoldedColumn {
  /// Letters and digits in lower case without accents; missing where nothing is left.
  static func folded(_ column: Column) throws -> Column {
    try TextSlots(column)?.mapTexts { FoldedText.of($0) } ?? column
  }

  /// Without outer blanks and a leading `www.`, A to Z in lower case: enough for domains and
  /// e-mail addresses.
  static func lowered(_ column: Column) throws -> Column {
    guard let slots = TextSlots(column) else { return column }
    if try !slots.contains(where: isChanged) { return column }
    let views = Buffer(repeating: TextView(), count: slots.count)
    let valid = Bitmap(count: slots.count)
    // Pieces begin at multiples of 64: no two threads share a word of the bitmap.
    let pieces = Parallel.ranges(slots.count)
    let arenas = pieces.map { _ in TextArena() }
    try Parallel.forEach(pieces.count) { piece in
      try Interruption.check()
      var lowered: [UInt8] = []
      for slot in pieces[piece] where slots.isUsed(slot) {
        slots.views.base[slot].withBytes { lower($0, into: &lowered) }
        if lowered.isEmpty { continue }
        views.base[slot] = lowered.withUnsafeBufferPointer { arenas[piece].view($0) }
        valid.words.base[slot >> 6] |= 1 << UInt64(slot & 63)
      }
    }
    return slots.column(views, valid, arenas: arenas)
  }

  private static func lower(_ cell: UnsafeBufferPointer<UInt8>, into lowered: inout [UInt8]) {
    var (start, end) = (0, cell.count)
    while start < end, cell[start] == 0x20 { start += 1 }
    while start < end, cell[end - 1] == 0x20 { end -= 1 }
    lowered.removeAll(keepingCapacity: true)
    for index in start..<end {
      let byte = cell[index]
      lowered.append(byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte)
    }
    if lowered.starts(with: "www.".utf8) { lowered.removeFirst(4) }
  }

  /// Whether `lower` would change a text.
  private static func isChanged(_ view: TextView) -> Bool {
    view.withBytes { cell in
      guard let first = cell.first, let last = cell.last else { return true }
      if first == 0x20 || last == 0x20 { return true }
      for byte in cell where byte >= 0x41 && byte <= 0x5a { return true }
      return cell.count >= 4 && cell.starts(with: "www.".utf8)
    }
  }
}
