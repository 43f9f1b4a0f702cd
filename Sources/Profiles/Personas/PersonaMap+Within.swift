import Basics
import Columns

extension PersonaMap {
  /// Only the contacts at these accounts: which company comes before which person.
  ///
  /// Where the accounts were scored, their `fit` and `tier` are added to the contacts.
  ///
  /// - Parameter accounts: The rows of accounts to stay within, as `icp:score(…):where(…)` gives
  ///   them. Matched by `account_id`.
  /// - Throws: where one of the tables has no `account_id`.
  public func within(_ accounts: Table) throws -> PersonaMap {
    _ = try table.column("account_id")
    let ids = try accounts.column("account_id")
    let accountOf = try table.joinLookup(accounts, on: [("account_id", "account_id")])
    let inside = Bitmap(count: table.rowCount) { accountOf.base[$0] >= 0 }
    var kept = table.filter(inside)
    let rows = inside.rows()
    let accountRows = Buffer<UInt32>(count: rows.count)
    for index in 0..<rows.count {
      accountRows.base[index] = UInt32(truncatingIfNeeded: accountOf.base[Int(rows.base[index])])
    }
    var added: [(name: String, column: Column)] = []
    for name in ["fit", "tier"] where table[name] == nil {
      if let column = accounts[name] { added.append((name, column.take(accountRows))) }
    }
    kept = try kept.with(added)
    var notes = notes
    let scored = accounts["fit"] != nil || accounts["tier"] != nil
    if !scored {
      notes.append(
        "\(accounts.name) has no fit or tier: these accounts were not scored by an ICP")
    }
    notes.append(
      "\(Wording.grouped(rows.count)) of "
        + Wording.counted(table.rowCount, "contact works", "contacts work") + " at the "
        + Wording.counted(ids.count, "account", "accounts") + " given")
    let kinds = Buffer<UInt32>(count: rows.count)
    for index in 0..<rows.count {
      kinds.base[index] = outcomes.kindOf.base[Int(rows.base[index])]
    }
    let left = PersonaOutcomes(kinds: outcomes.kinds, kindOf: kinds)
    let contactsOf = left.contactsOfKinds()
    return PersonaMap(
      table: kept, unmapped: try left.unmapped(contactsOf),
      counts: left.counts(counts.compactMap(\.persona), contactsOf), isWithinICP: scored,
      notes: notes, outcomes: left)
  }
}
