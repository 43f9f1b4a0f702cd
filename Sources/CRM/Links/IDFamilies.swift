import Basics
import Columns

/// Columns that hold ids of the same entity, in whatever table they stand. They must be of one
/// type, or nothing would match.
struct IDFamily {
  let entity: Entity
  /// Entity and column of every place, the entity's own key first.
  let places: [(entity: Entity, column: String)]

  static let all: [IDFamily] = [
    IDFamily(
      entity: .accounts,
      places: [
        (.accounts, "account_id"), (.accounts, "parent_id"),
        (.contacts, "account_id"), (.deals, "account_id"),
        (.subscriptions, "account_id"), (.touches, "account_id"), (.tickets, "account_id"),
        (.usage, "account_id"), (.surveys, "account_id"), (.market, "account_id"),
        (.cancellations, "account_id"), (.leads, "converted_account_id"),
        (.mergedAccounts, "kept_id"), (.mergedAccounts, "merged_id"),
      ]),
    IDFamily(
      entity: .contacts,
      places: [
        (.contacts, "contact_id"), (.deals, "contact_id"), (.touches, "contact_id"),
        (.tickets, "contact_id"), (.surveys, "contact_id"), (.leads, "converted_contact_id"),
        (.mergedContacts, "kept_id"), (.mergedContacts, "merged_id"),
      ]),
    IDFamily(
      entity: .deals,
      places: [
        (.deals, "deal_id"), (.touches, "deal_id"), (.stageHistory, "deal_id"),
        (.leads, "converted_deal_id"), (.mergedDeals, "kept_id"), (.mergedDeals, "merged_id"),
      ]),
    IDFamily(
      entity: .subscriptions,
      places: [
        (.subscriptions, "subscription_id"), (.usage, "subscription_id"),
        (.cancellations, "subscription_id"),
      ]),
    IDFamily(
      entity: .owners,
      places: [
        (.owners, "owner_id"), (.accounts, "owner_id"), (.contacts, "owner_id"),
        (.deals, "owner_id"), (.tickets, "owner_id"), (.leads, "owner_id"),
      ]),
    IDFamily(entity: .tickets, places: [(.tickets, "ticket_id")]),
    IDFamily(entity: .touches, places: [(.touches, "touch_id")]),
  ]

  /// Whether a column may hold names instead of ids: it takes the type of the family where it can,
  /// and never decides it.
  static func mayHoldNames(_ entity: Entity, _ column: String) -> Bool {
    entity == .accounts && column == "parent_id"
  }

  /// The column of association tables that holds these ids.
  var linkColumn: String { entity.key ?? "" }
}

extension Assembly {
  /// Gives accounts without an id their name as id, takes the first of several ids in one cell,
  /// and brings the ids of each family to one type: whole numbers if all are, else text.
  mutating func settleIDs() throws {
    try nameAccounts()
    for family in IDFamily.all {
      for (entity, column) in family.places
      where column != entity.key && !IDFamily.mayHoldNames(entity, column) {
        try takeFirstID(entity, column)
      }
      try unify(family)
    }
  }

  private mutating func nameAccounts() throws {
    guard let accounts = records[.accounts], accounts["account_id"] == nil else { return }
    guard let source = ["name", "domain"].first(where: { accounts[$0] != nil }),
      let column = accounts[source]
    else { return }
    try set(.accounts, "account_id", column, note: "there is no id column; \(source) is the id")
    note(
      .note, .accounts, column: "account_id",
      "accounts have no id column: their \(source) is the id")
  }

  /// `8001;8002` is two records; the first of them counts.
  private mutating func takeFirstID(_ entity: Entity, _ name: String) throws {
    guard let column = records[entity]?[name], let slots = TextSlots(column),
      try slots.contains(where: { $0.contains(UInt8(ascii: ";")) })
    else { return }
    let (_, several) = try slots.map(UInt8(0)) { $0.contains(UInt8(ascii: ";")) ? 1 : nil }
    if several.countOfSet == 0 { return }
    let rows = slots.rowCount - column.missingCount - slots.rows(notIn: several).count
    let arena = TextArena()
    let views = Buffer<TextView>(count: slots.count)
    for slot in 0..<slots.count {
      views.base[slot] = slots.views[slot].withBytes { cell in
        let end = cell.firstIndex(of: UInt8(ascii: ";")) ?? cell.count
        return arena.view(UnsafeBufferPointer(rebasing: cell[..<end]))
      }
    }
    let present = Bitmap(count: slots.count) { !views.base[$0].isEmpty }
    var first = slots.column(views, present, arenas: [arena])
    if let numbers = try Retyping.retyped(first), numbers.type == .integer { first = numbers }
    try set(entity, name, first, note: "of several ids in one cell the first was taken")
    note(
      .change, entity, column: name, rows: rows,
      "\(Wording.number(rows)) \(Wording.noun(entity, rows)) name several records in \(name); "
        + "the first was taken")
  }

  private mutating func unify(_ family: IDFamily) throws {
    try shorten(family)
    let placed = family.places.compactMap { place in
      records[place.entity]?[place.column].map { (place, $0) }
    }
    let linked = links.compactMap { $0[family.linkColumn] }
    let certain = placed.filter { !IDFamily.mayHoldNames($0.0.entity, $0.0.column) }.map(\.1)
    let filled = (certain + linked).filter { $0.missingCount < $0.count }
    let type: ColumnType =
      filled.allSatisfy { $0.type == .integer } && !filled.isEmpty ? .integer : .text
    for (place, column) in placed where column.type != type {
      if type == .integer, column.missingCount < column.count,
        IDFamily.mayHoldNames(place.entity, place.column)
      {
        continue
      }
      try set(place.entity, place.column, try Self.id(column, type))
    }
    for index in links.indices {
      if let column = links[index][family.linkColumn], column.type != type {
        try links[index].set(family.linkColumn, try Self.id(column, type))
      }
    }
  }

  /// Salesforce writes the same id with 15 characters in reports and with 18 in exports; the last
  /// three only make up for lost letter case. Where both occur, the first 15 count.
  private mutating func shorten(_ family: IDFamily) throws {
    var lengths: Set<Int> = []
    let places = family.places.filter { records[$0.entity]?[$0.column] != nil }
    let certain = places.filter { !IDFamily.mayHoldNames($0.entity, $0.column) }
    let own = certain.compactMap { records[$0.entity]?[$0.column] }
    for column in own + links.compactMap({ $0[family.linkColumn] })
    where column.missingCount < column.count {
      guard let slots = TextSlots(column), let found = try SalesforceID.lengths(slots) else {
        return
      }
      lengths.formUnion(found)
    }
    // No ids at all, or none that Salesforce writes.
    if lengths.isEmpty { return }
    for place in places where IDFamily.mayHoldNames(place.entity, place.column) {
      guard let column = records[place.entity]?[place.column], let slots = TextSlots(column) else {
        continue
      }
      lengths.formUnion(try SalesforceID.accountLengths(slots))
    }
    guard lengths == [15, 18] else { return }
    for place in places {
      guard let column = records[place.entity]?[place.column] else { continue }
      let mixed = IDFamily.mayHoldNames(place.entity, place.column)
      try set(
        place.entity, place.column,
        try mixed ? SalesforceID.withShortenedIDs(column) : SalesforceID.shortened(column))
    }
    for index in links.indices {
      guard let column = links[index][family.linkColumn] else { continue }
      try links[index].set(family.linkColumn, try SalesforceID.shortened(column))
    }
    note(
      .change, family.entity, column: family.entity.key,
      "ids of \(Wording.noun(family.entity, 2)) come with 15 and with 18 characters, as Salesforce "
        + "writes them: the first 15 were taken everywhere")
  }

  private static func id(_ column: Column, _ type: ColumnType) throws -> Column {
    column.missingCount == column.count
      ? .missing(type: type, count: column.count) : try column.converted(to: type)
  }
}

/// Ids as Salesforce writes them.
private enum SalesforceID {
  /// The lengths that occur, or nil if some text cannot be such an id.
  static func lengths(_ slots: TextSlots) throws -> Set<Int>? {
    if slots.codes == nil, try slots.contains(where: { $0.count != 15 && $0.count != 18 }) {
      return nil
    }
    let (sizes, valid) = try slots.map(UInt8(0)) { cell -> UInt8? in
      guard cell.count == 15 || cell.count == 18 else { return nil }
      let isWord = cell.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }
      return isWord ? UInt8(cell.count) : nil
    }
    if slots.rows(notIn: valid).count > 0 { return nil }
    var found: Set<Int> = []
    valid.forEachSet { found.insert(Int(sizes[$0])) }
    return found
  }

  static func shortened(_ column: Column) throws -> Column {
    guard let slots = TextSlots(column) else { return column }
    return try slots.mapTexts { String($0.prefix(15)) }
  }

  /// The lengths of those texts that are ids of accounts; the others may be names.
  static func accountLengths(_ slots: TextSlots) throws -> Set<Int> {
    let (sizes, valid) = try slots.map(UInt8(0)) { cell -> UInt8? in
      isAccountID(cell) ? UInt8(cell.count) : nil
    }
    var found: Set<Int> = []
    valid.forEachSet { found.insert(Int(sizes[$0])) }
    return found
  }

  /// The same column with ids of accounts shortened and names as they are.
  static func withShortenedIDs(_ column: Column) throws -> Column {
    guard let slots = TextSlots(column) else { return column }
    return try slots.mapTexts { text in
      let isID = Array(text.utf8).withUnsafeBufferPointer { isAccountID($0) }
      return isID ? String(text.prefix(15)) : text
    }
  }

  /// Salesforce's ids of accounts begin with 001.
  private static func isAccountID(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    guard cell.count == 15 || cell.count == 18, cell.starts(with: "001".utf8) else { return false }
    return cell.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }
  }
}
