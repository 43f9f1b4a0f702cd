import Basics
import Columns

extension Checks {
  /// What does not fit together: inside a record, between records, between tables.
  mutating func checkRecords(_ assembly: Assembly) throws {
    for entity in Entity.allCases {
      guard let records = assembly[entity] else { continue }
      try checkKey(records)
    }
    checkOrder(assembly, .deals, "created", "closed")
    checkOrder(assembly, .subscriptions, "start", "end")
    checkOrder(assembly, .tickets, "submitted", "closed")
    checkOutcomeDates(assembly)
    checkRevenuePerHead(assembly)
    try checkDomains(assembly)
    try checkProducts(assembly)
    try checkChurn(assembly)
  }

  private mutating func checkKey(_ records: Records) throws {
    guard let key = records.entity.key, let column = records[key] else { return }
    if column.missingCount > 0 {
      odd(
        records.entity, key, rows: column.missingCount,
        "\(Wording.counted(column.missingCount, "record has", "records have")) no id",
        weight: .warning)
    }
    // Accounts are looked up by their ids again and again: their index stays.
    let index = try records.entity == .accounts ? column.keyIndex() : KeyIndex([column])
    if index.isUnique { return }
    let first = try index.firstRows(of: [column])
    let repeats = RowCounts.count(first.count) { first.base[$0] >= 0 && Int(first.base[$0]) != $0 }
    odd(
      records.entity, key, rows: repeats,
      "\(Wording.counted(repeats, "record repeats", "records repeat")) the id of an earlier one",
      weight: .warning)
  }

  private mutating func checkOrder(
    _ assembly: Assembly, _ entity: Entity, _ first: String, _ second: String
  ) {
    guard let records = assembly[entity], let start = records[first], let end = records[second],
      let starts = DayCells(start), let ends = DayCells(end)
    else {
      return
    }
    let count = RowCounts.count(start.count) { row in
      guard let from = starts[row], let to = ends[row] else { return false }
      return to < from
    }
    if count > 0 {
      odd(
        entity, second, rows: count,
        "\(Wording.counted(count, "record is", "records are")) \(second) before \(first)",
        weight: .warning)
    }
  }

  /// Won and lost deals need a day on which they closed, and it cannot be in the future.
  private mutating func checkOutcomeDates(_ assembly: Assembly) {
    guard let deals = assembly[.deals], let outcome = deals["outcome"], let closed = deals["closed"]
    else { return }
    guard let slots = TextSlots(outcome) else { return }
    let days = DayCells(closed)
    let asOf = asOf
    let isOpen = (0..<slots.count).map { slots.views[$0].equals(Self.open) }
    let counts = RowCounts.sum(closed.count, ThreeCounts.zero) { range, counts in
      isOpen.withUnsafeBufferPointer { isOpen in
        for row in range where !slots.isMissing(row) {
          switch (days?[row], isOpen[slots.slot(row)]) {
          case (nil, false): counts.first += 1
          case (let day?, false): if day > asOf { counts.second += 1 }
          case (let day?, true): if day < asOf { counts.third += 1 }
          case (nil, true): continue
          }
        }
      }
    }
    let (without, future, overdue) = (counts.first, counts.second, counts.third)
    if without > 0 {
      odd(
        .deals, "closed", rows: without,
        "\(Wording.counted(without, "deal", "deals")) won or lost without a closing date")
    }
    if future > 0 {
      odd(
        .deals, "closed", rows: future,
        "\(Wording.counted(future, "deal", "deals")) won or lost after "
          + "\(Calendar.text(days: asOf)), the day the data is looked at")
    }
    if overdue > 0 {
      odd(
        .deals, "closed", rows: overdue,
        "\(Wording.counted(overdue, "open deal has", "open deals have")) a closing date in the past; "
          + "for open deals it is the day that was expected")
    }
  }

  private static let open: TextView = {
    let bytes = Array("open".utf8)
    return bytes.withUnsafeBufferPointer { TextView($0.baseAddress!, count: 4) }
  }()

  /// Revenue in thousands or millions shows in what each employee brings.
  private mutating func checkRevenuePerHead(_ assembly: Assembly) {
    guard let accounts = assembly[.accounts], let revenue = accounts["annual_revenue"],
      let employees = accounts["employees"]
    else { return }
    // The median is below a bound exactly when more than half of the values are.
    guard let amounts = NumberCells(revenue), let sizes = NumberCells(employees) else { return }
    let counts = RowCounts.sum(revenue.count, ThreeCounts.zero) { range, counts in
      for row in range {
        guard let money = amounts[row], let heads = sizes[row], money > 0, heads >= 1 else {
          continue
        }
        counts.first += 1
        if money / heads < 1000 { counts.second += 1 }
      }
    }
    let (pairs, below) = (counts.first, counts.second)
    guard pairs >= 10, below * 2 > pairs else { return }
    var perHead: [Double] = []
    perHead.reserveCapacity(pairs)
    for row in 0..<revenue.count {
      guard let money = revenue.double(row), let heads = employees.double(row), money > 0,
        heads >= 1
      else { continue }
      perHead.append(money / heads)
    }
    perHead.sort()
    let median = perHead[perHead.count / 2]
    let unit = median < 1 ? ("millions", "1e6") : ("thousands", "1e3")
    odd(
      .accounts, "annual_revenue", rows: perHead.count,
      "the median is \(Wording.rounded(median)) per employee: is it in \(unit.0)? Say "
        + "accounts = { formats = { annual_revenue = { scale = \(unit.1) } } }", weight: .warning)
  }

  private mutating func checkDomains(_ assembly: Assembly) throws {
    guard let accounts = assembly[.accounts], let domain = accounts["domain"], domain.type == .text
    else { return }
    let lowered = try FoldedColumn.lowered(domain)
    let index = try KeyIndex([lowered])
    if index.isUnique { return }
    let first = try index.firstRows(of: [lowered])
    let repeats = RowCounts.count(first.count) { first.base[$0] >= 0 && Int(first.base[$0]) != $0 }
    odd(
      .accounts, "domain", rows: repeats,
      "\(Wording.counted(repeats, "account has", "accounts have")) the domain of an earlier one: "
        + "the same company twice, or one company's branches")
  }

  /// Deals name products; a list of products says how they are spelled.
  private mutating func checkProducts(_ assembly: Assembly) throws {
    guard let deals = assembly[.deals], let used = deals["product"],
      let products = assembly[.products],
      let known = products["product"], let slots = TextSlots(used), let listed = TextSlots(known),
      let usedValues = Spelling(slots)
    else { return }
    var spelled: [String: String] = [:]
    var exact: Set<String> = []
    for slot in 0..<listed.count where listed.isUsed(slot) {
      let text = listed.views[slot].string
      exact.insert(text)
      spelled[FoldedText.of(text)] = text
    }
    let file = products.files.first ?? "the list of products"
    for value in usedValues.values where !exact.contains(value.text) {
      let deals =
        "\(Wording.number(value.rows)) \(Wording.noun(.deals, value.rows)) "
        + "\(value.rows == 1 ? "names" : "name") the product \"\(value.text)\""
      let text =
        spelled[value.folded].map { "\(deals), \(file) has \"\($0)\"" }
        ?? "\(deals), which is not in \(file)"
      odd(.deals, "product", rows: value.rows, text, weight: .warning)
    }
  }

  /// Two places say who left: the account's flag and the list of cancellations.
  private mutating func checkChurn(_ assembly: Assembly) throws {
    guard let accounts = assembly[.accounts], let ids = accounts["account_id"],
      let flag = accounts["churned"], case .boolean(let churned) = flag.storage,
      let events = assembly[.cancellations], let named = events["account_id"]
    else { return }
    let found = try KeyIndex([named]).firstRows(of: [ids])
    var (eventOnly, flagOnly) = (0, 0)
    for row in 0..<ids.count where !flag.isMissing(row) {
      switch (churned[row] != 0, found[row] >= 0) {
      case (false, true): eventOnly += 1
      case (true, false): flagOnly += 1
      default: continue
      }
    }
    if eventOnly + flagOnly == 0 { return }
    let file = events.files.first ?? "the list of cancellations"
    odd(
      .accounts, "churned", rows: eventOnly + flagOnly,
      "contradicts \(file): \(Wording.number(eventOnly)) accounts are in it but not flagged, "
        + "\(Wording.number(flagOnly)) are flagged but not in it; say which one retention uses",
      weight: .warning)
  }
}
