import Basics
import Columns

/// Closed deals, and the people who were known at their accounts when they began.
///
/// Contacts that were added after a deal began may have come with it: they do not count for it,
/// where both have a date `created`.
struct DealPeople {
  let facts: DealFacts
  /// The row of `accounts` of each deal and each contact, or -1.
  let accountOfDeal, accountOfContact: Buffer<Int32>
  private(set) var notes: [String]
  private let dealCreated, contactCreated: Buffer<Int32>?
  private let starts: Buffer<Int32>
  private let contactsByAccount: Buffer<Int32>

  init(_ contacts: Table, _ deals: Table, _ accounts: Table, asOf: Int32) throws {
    facts = try DealFacts(deals, asOf: asOf)
    notes = facts.notes.filter { !$0.contains("amount") }
    accountOfDeal = try deals.joinLookup(accounts, on: [("account_id", "account_id")])
    accountOfContact = try contacts.joinLookup(accounts, on: [("account_id", "account_id")])
    let created = contacts["created"].flatMap { $0.type.isTemporal ? $0.days() : nil }
    let begun = deals["created"].flatMap { $0.type.isTemporal ? $0.days() : nil }
    contactCreated = begun == nil ? nil : created
    dealCreated = created == nil ? nil : begun
    if created == nil || begun == nil {
      notes.append(
        "\((created == nil ? contacts : deals).name) have no date created: all contacts known "
          + "now count, those that a deal brought in too")
    }
    starts = Buffer(repeating: 0, count: accounts.rowCount + 1)
    for account in accountOfContact.elements where account >= 0 {
      starts.base[Int(account) + 1] += 1
    }
    for account in 0..<accounts.rowCount { starts.base[account + 1] += starts.base[account] }
    let next = Buffer(starts.elements)
    contactsByAccount = Buffer(repeating: 0, count: contacts.rowCount)
    for contact in 0..<contacts.rowCount {
      let account = Int(accountOfContact.base[contact])
      if account < 0 { continue }
      contactsByAccount.base[Int(next.base[account])] = Int32(truncatingIfNeeded: contact)
      next.base[account] += 1
    }
  }

  /// Calls `body` with each closed deal of the accounts, whether it was won, its account, and the
  /// labels of the people known when it began, each once.
  ///
  /// - Parameters:
  ///   - labels: One for each contact; -1 for none.
  ///   - count: How many labels there are.
  func forEachClosed(
    labels: Buffer<Int32>, count: Int, _ body: (_ isWon: Bool, _ account: Int, [Int]) -> Void
  ) {
    var seen = [Int](repeating: -1, count: count)
    var found: [Int] = []
    facts.closed.forEachSet { deal in
      let account = Int(accountOfDeal.base[deal])
      if account < 0 { return }
      let day = dealCreated?.base[deal]
      if day == Column.noDay { return }
      found.removeAll(keepingCapacity: true)
      for place in Int(starts.base[account])..<Int(starts.base[account + 1]) {
        let contact = Int(contactsByAccount.base[place])
        let label = Int(labels.base[contact])
        if label < 0 || seen[label] == deal { continue }
        if let day, let since = contactCreated?.base[contact],
          since == Column.noDay || since > day
        {
          continue
        }
        seen[label] = deal
        found.append(label)
      }
      body(facts.won[deal], account, found)
    }
  }

  /// The distinct texts of a column as labels, in the order of their bytes. Texts that no row has
  /// any more (dictionaries outlive filters) are none.
  static func labels(_ column: Column) throws -> (labels: Buffer<Int32>, names: [String]) {
    guard column.type.isText else {
      return (Buffer(repeating: -1, count: column.count), [])
    }
    let texts = try DistinctTexts(column)
    var isUsed = [Bool](repeating: false, count: texts.entries.count)
    for code in texts.codes.elements where code != DistinctTexts.missing {
      isUsed[Int(code)] = true
    }
    let used = isUsed.indices.filter { isUsed[$0] }.map {
      (code: $0, name: texts.entries[$0].string)
    }
    .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    var labelOf = [Int32](repeating: -1, count: isUsed.count)
    for (label, entry) in used.enumerated() {
      labelOf[entry.code] = Int32(truncatingIfNeeded: label)
    }
    let labels = Buffer<Int32>(count: column.count)
    for row in 0..<column.count {
      let code = texts.codes.base[row]
      labels.base[row] = code == DistinctTexts.missing ? -1 : labelOf[Int(code)]
    }
    return (labels, used.map(\.name))
  }
}
