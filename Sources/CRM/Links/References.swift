import Basics
import Columns

extension Assembly {
  /// Counts references that lead nowhere, other than those to accounts.
  mutating func checkReferences() throws {
    let references: [(from: Entity, column: String, to: Entity)] = [
      (.deals, "contact_id", .contacts), (.touches, "contact_id", .contacts),
      (.tickets, "contact_id", .contacts), (.surveys, "contact_id", .contacts),
      (.touches, "deal_id", .deals), (.stageHistory, "deal_id", .deals),
      (.usage, "subscription_id", .subscriptions),
      (.cancellations, "subscription_id", .subscriptions),
      (.deals, "owner_id", .owners), (.accounts, "owner_id", .owners),
    ]
    for (from, name, to) in references {
      guard let column = records[from]?[name], let key = to.key, let target = records[to]?[key],
        column.missingCount < column.count, target.missingCount < target.count
      else { continue }
      let found = try KeyIndex([target]).firstRows(of: [column])
      var report = LinkReport(from: from, to: to)
      var linked = 0
      for row in 0..<column.count {
        if column.isMissing(row) {
          report.without += 1
        } else if found[row] >= 0 {
          linked += 1
        } else {
          report.orphans += 1
        }
      }
      report.linked = linked > 0 ? [.init(by: name, rows: linked)] : []
      linkReports.append(report)
      if report.orphans > 0 {
        let count = report.orphans
        note(
          .odd, from, column: name, rows: count,
          "\(Wording.number(count)) \(Wording.noun(from, count)) "
            + "\(count == 1 ? "has" : "have") \(Wording.article(name)) \(name) that is not among the \(Wording.noun(to, 2))"
        )
      }
    }
    try linkParents()
    try nameOwners()
  }

  /// Parents are named by id or by the account's name.
  private mutating func linkParents() throws {
    guard let accounts = records[.accounts], let ids = accounts["account_id"],
      let given = accounts["parent_id"], given.missingCount < given.count
    else { return }
    let names = accounts["name"] ?? ids
    let sameType = given.type == ids.type
    let parents = sameType ? given : try given.converted(to: .text)
    let keys = sameType ? ids : try ids.converted(to: .text)
    let byID = try KeyIndex([keys]).firstRows(of: [parents])
    let open = Bitmap(count: parents.count) { !parents.isMissing($0) && byID[$0] < 0 }
    let byName = try AccountNames(ids: ids, names: names)
      .resolve(try parents.converted(to: .text), open)
    var report = LinkReport(from: .accounts, to: .accounts)
    var counts = [0, 0, 0]
    let rows = Buffer<Int32>(repeating: -1, count: parents.count)
    for row in 0..<parents.count {
      let found = [byID[row], byName.exact[row], byName.folded[row]]
      guard let way = found.firstIndex(where: { $0 >= 0 }) else { continue }
      counts[way] += 1
      rows[row] = found[way]
    }
    let labels = ["parent_id", "account name", "account name, without case and punctuation"]
    report.linked = zip(labels, counts).filter { $0.1 > 0 }.map { .init(by: $0.0, rows: $0.1) }
    report.without = given.missingCount
    report.orphans = byName.unknown
    report.ambiguous = byName.ambiguous
    linkReports.append(report)
    if report.orphans + report.ambiguous > 0 {
      let count = report.orphans + report.ambiguous
      note(
        .odd, .accounts, column: "parent_id", rows: count,
        "\(Wording.number(count)) accounts have a parent that is not among the accounts; "
          + "it is missing now")
    }
    try set(.accounts, "parent_id", ids.take(optional: rows))
  }

  /// Owners that are known only by id get the name that the list of owners has.
  private mutating func nameOwners() throws {
    guard let owners = records[.owners], let ids = owners["owner_id"] else { return }
    guard let names = owners["owner"] ?? Self.fullNames(owners), names.type == .text else { return }
    for entity in [Entity.accounts, .contacts, .deals] {
      guard let own = records[entity], own["owner"] == nil, let wanted = own["owner_id"],
        wanted.missingCount < wanted.count
      else { continue }
      let found = try KeyIndex([ids]).firstRows(of: [wanted])
      let named = (0..<found.count).count { found[$0] >= 0 }
      if named == 0 { continue }
      try set(entity, "owner", names.take(optional: found), note: "from the list of owners")
    }
  }

  private static func fullNames(_ owners: Records) -> Column? {
    guard let first = owners["first_name"], let last = owners["last_name"], first.type == .text,
      last.type == .text
    else { return nil }
    return Column(
      texts: (0..<first.count).map { row in
        let parts = [first.text(row), last.text(row)].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
      })
  }
}
