import Basics
import Columns
import Statistics

/// Open deals by the fit of their company: whether the pipeline is what the profile asks for (I3),
/// and what each deal is likely to bring (E8).
public enum Pipeline {
  /// One row a cohort and tier: open deals, their amount and share of it, what closed deals of the
  /// tier say of the chance to win, and the amount to expect.
  ///
  /// - Parameters:
  ///   - accounts: Scored: `account_id`, `tier`.
  ///   - keys: What divides the deals besides, such as `owner`.
  public static func byTier(
    deals: Table, accounts: Table, by keys: [CohortKey] = [], asOf: Int32, level: Double = 0.95
  ) throws -> FigureTable {
    let state = try PipelineState(deals, accounts, asOf: asOf, level: level)
    let keyed = try AccountedRows(deals, accounts: accounts).columns(keys)
    let open = state.facts.open
    let tier = state.tierColumn
    let kept = deals.filter(open)
    let cells = keyed.map { (name: $0.name, column: $0.column.filter(open)) }
    let all = cells + [(name: "tier", column: tier.filter(open))]
    let grouping = try kept.grouping(by: all.map(\.column))
    let outer = try kept.grouping(by: cells.map(\.column))
    let amount = state.amount
    var money = [Double](repeating: 0, count: grouping.groupCount)
    var expected = money
    var whole = [Double](repeating: 0, count: max(1, outer.groupCount))
    var row = 0
    open.forEachSet { deal in
      let group = Int(grouping.groupOf.base[row])
      let value = amount.base[deal].isNaN ? 0 : amount.base[deal]
      money[group] += value
      whole[Int(outer.groupOf.base[row])] += value
      expected[group] += value * (state.chance(deal)?.estimate ?? 0)
      row += 1
    }
    let firsts = (0..<grouping.groupCount).map { Int(grouping.firstRow.base[$0]) }
    let order = state.tierOrder
    var columns = FigureBuilder(level: level)
    let sizes = (0..<grouping.groupCount).map { Int(grouping.sizes.base[$0]) }
    columns.count("deals", sizes, "open deals")
    columns.number("amount", money, .money, "sum of their amounts")
    columns.number(
      "amount_share",
      firsts.indices.map { ratio(money[$0], whole[Int(outer.groupOf.base[firsts[$0]])]) }, .share,
      "amount / amount of the cohort's open deals")
    let openRows = open.rows()
    columns.interval(
      "win_rate", firsts.map { state.chance(Int(openRows.base[$0])) ?? .none }, .share,
      "won / closed deals of the tier, drawn towards the rate of the whole",
      bounds: "of the beta distribution")
    columns.number("expected", expected, .money, "amount × win_rate")
    let rank = firsts.map { first in
      Int64(order.firstIndex { $0 == state.tierText(Int(openRows.base[first])) } ?? order.count)
    }
    let keyColumns = zip(all, grouping.keyColumns()).map { (name: $0.name, column: $1) }
    let table = try Table(
      name: "pipeline",
      keyColumns + columns.columns + [("tier_rank", Column(integers: rank))],
      rowCount: firsts.count)
    return FigureTable(
      table: try table.sorted(
        by: cells.map { SortKey(column: $0.name) } + [SortKey(column: "tier_rank")]
      ).drop(["tier_rank"]),
      definitions: columns.definitions, notes: state.notes)
  }

  /// Every open deal with the fit of its company, the chance to win that deals like it had, the
  /// amount to expect, and what speaks against it; the most expected first.
  ///
  /// - Parameter contacts: For the risk of knowing one person only.
  public static func opportunities(
    deals: Table, accounts: Table, contacts: Table? = nil,
    inside tiers: [String] = ["A", "B", "C"],
    asOf: Int32, level: Double = 0.95
  ) throws -> FigureTable {
    let state = try PipelineState(deals, accounts, asOf: asOf, level: level)
    let open = state.facts.open
    let numbers = open.rows()
    let rows = numbers.elements.map { Int($0) }
    let cycles = state.wonCycles
    let (usual, late) = (
      Quantile.type7(sorted: cycles, 0.5), Quantile.type7(sorted: cycles, 0.9)
    )
    let people = try contacts.map { contacts in
      try AccountRows(contacts, accounts).counts(
        Bitmap(count: contacts.rowCount, filled: true))
    }
    let risks = rows.map { deal -> String in
      var risks: [String] = []
      let account = state.account(deal)
      if account < 0 {
        risks.append("no known account")
      } else {
        switch state.tierText(deal) {
        case Tier.out: risks.append("fails a gate of the profile")
        case let tier? where tiers.contains(tier): break
        default: risks.append("does not fit")
        }
        if let people {
          if people[account] == 0 { risks.append("no contact known") }
          if people[account] == 1 { risks.append("one contact only") }
        }
      }
      let age = state.facts.age.base[deal]
      if let late, age > late {
        risks.append("open \(Int(age)) days, nine of ten wins took at most \(Int(late))")
      }
      if state.amount.base[deal].isNaN { risks.append("no amount") }
      return risks.joined(separator: "; ")
    }
    let chances = rows.map { state.chance($0) ?? .none }
    let expected = zip(rows, chances).map { deal, chance -> Double? in
      let value = state.amount.base[deal]
      return value.isNaN ? nil : chance.estimate.map { $0 * value }
    }
    let order = rows.indices.sorted { a, b in
      let (x, y) = (expected[a] ?? -.infinity, expected[b] ?? -.infinity)
      return x != y ? x > y : rows[a] < rows[b]
    }
    let picked = Buffer(order.map { UInt32(truncatingIfNeeded: rows[$0]) })
    let accountRows = Buffer(order.map { Int32(truncatingIfNeeded: state.account(rows[$0])) })
    var front: [(name: String, column: Column)] = []
    for name in ["deal_id", "account_id", "name", "owner", "amount", "created"] {
      if let column = deals[name] { front.append((name, column.take(picked))) }
    }
    for name in ["fit", "tier"] {
      if let column = accounts[name] { front.append((name, column.take(optional: accountRows))) }
    }
    var columns = FigureBuilder(level: level)
    columns.interval(
      "chance", order.map { chances[$0] }, .share,
      "won / closed deals of the tier, drawn towards the rate of the whole",
      bounds: "of the beta distribution")
    columns.number("expected", order.map { expected[$0] }, .money, "amount × chance")
    columns.number(
      "age",
      order.map { place in
        let age = state.facts.age.base[rows[place]]
        return age.isNaN ? nil : age
      }, .days, "days since it was created")
    columns.text(
      "risk", order.map { risks[$0].isEmpty ? nil : risks[$0] }, "what speaks against it")
    var notes = state.notes
    if let usual { notes.append("won deals took \(Int(usual)) days in the median") }
    return FigureTable(
      table: try Table(name: "opportunities", front + columns.columns, rowCount: order.count),
      definitions: columns.definitions, notes: notes)
  }
}

/// Deals beside the tiers of their companies, and how often each tier was won.
private struct PipelineState {
  let facts: DealFacts
  let amount: Buffer<Double>
  let tierColumn: Column
  let tierOrder: [String]
  let notes: [String]
  private let accountOf: Buffer<Int32>
  private let chances: [String?: Bounded]

  init(_ deals: Table, _ accounts: Table, asOf: Int32, level: Double) throws {
    facts = try DealFacts(deals, asOf: asOf)
    amount = facts.amount ?? Buffer(repeating: .nan, count: deals.rowCount)
    guard let tier = accounts["tier"] else {
      throw Problem(
        .script, "\(accounts.name) has no column tier: it was not scored",
        hints: ["score it first: local scored = ideal:score(crm.accounts)"])
    }
    accountOf = try deals.joinLookup(accounts, on: [("account_id", "account_id")])
    tierColumn = tier.take(optional: accountOf)
    var counts: [String?: GroupCount] = [:]
    var order: [String?] = []
    for deal in 0..<deals.rowCount {
      let name = tierColumn.text(deal)
      if counts[name] == nil {
        order.append(name)
        counts[name] = GroupCount(wins: 0, n: 0)
      }
      if facts.won[deal] { counts[name]?.wins += 1 }
      if facts.won[deal] || facts.lost[deal] { counts[name]?.n += 1 }
    }
    order.sort { a, b in
      // "out" comes after the letters, no account last.
      func key(_ name: String?) -> (Int, String) {
        name.map { ($0 == Tier.out ? 1 : 0, $0) } ?? (2, "")
      }
      return key(a) < key(b)
    }
    let sorted = order.map { counts[$0] ?? GroupCount(wins: 0, n: 0) }
    let shrunk = try statistics(for: "pipeline") { try Shrinkage(sorted, level: level) }
    var chances: [String?: Bounded] = [:]
    for (name, group) in zip(order, shrunk.groups) {
      chances[name] = Bounded(estimate: group.rate, low: group.low, high: group.high)
    }
    self.chances = chances
    tierOrder = order.compactMap { $0 }
    notes = facts.notes
  }

  func account(_ deal: Int) -> Int { Int(accountOf.base[deal]) }
  func tierText(_ deal: Int) -> String? { tierColumn.text(deal) }
  func chance(_ deal: Int) -> Bounded? { chances[tierText(deal)] }

  var wonCycles: [Double] {
    var cycles: [Double] = []
    facts.won.forEachSet { deal in
      let days = facts.cycle.base[deal]
      if !days.isNaN { cycles.append(days) }
    }
    return cycles.sorted()
  }
}
