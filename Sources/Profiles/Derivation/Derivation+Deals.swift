import Basics
import Columns
import Statistics

extension Derivation {
  /// Closed deals of known accounts, with the traits of their accounts.
  static func deals(
    _ history: CustomerHistory, _ goal: DerivationGoal, _ options: DerivationOptions
  ) throws -> Evidence {
    guard let deals = history.deals else {
      throw Problem(
        .data, "derive: there are no deals",
        hints: ["of a single table: icp.derive(t, { outcome = \"churn == 'Yes'\" })"])
    }
    let facts = try DealFacts(deals, asOf: options.asOf)
    let owners = try AccountRows(deals, history.accounts)
    var notes = facts.notes
    let (values, isRate, name) = try values(
      of: goal, deals, history, facts, owners, options, &notes)
    var rows = goal.isOfWonDeals ? facts.won : facts.closed
    rows = Bitmap(count: deals.rowCount) { [rows] in
      rows[$0] && owners.accountOf.base[$0] >= 0 && !values.base[$0].isNaN
    }
    let orphans =
      facts.closed.countOfSet
      - Bitmap(count: deals.rowCount) { facts.closed[$0] && owners.accountOf.base[$0] >= 0 }
      .countOfSet
    if orphans > 0 {
      notes.append(
        Wording.counted(orphans, "closed deal belongs", "closed deals belong")
          + " to no known account: left out")
    }
    let traits = try traits(history, deals, owners, options)
    notes += traits.notes
    var evidence = Evidence(
      noun: goal.isOfWonDeals ? "won deals" : "closed deals", goal: name, columns: traits.columns,
      target: SearchTarget(won: Bitmap(count: deals.rowCount)), values: values,
      groups: Array(owners.accountOf.elements), days: nil, deals: nil,
      population: traits.population, notes: notes)
    if let closed = deals["closed"], closed.type.isTemporal { evidence.days = closed.days() }
    let amount = facts.yearly
    evidence.deals = DealEvidence(
      won: (0..<deals.rowCount).map { facts.won[$0] },
      amount: (0..<deals.rowCount).map { amount?.base[$0] ?? .nan }, cycle: facts.cycle.array,
      cost: cost(deals)?.array ?? [Double](repeating: .nan, count: deals.rowCount))
    return kept(evidence, rows, values, isRate: isRate)
  }

  private static func values(
    of goal: DerivationGoal, _ deals: Table, _ history: CustomerHistory, _ facts: DealFacts,
    _ owners: AccountRows, _ options: DerivationOptions, _ notes: inout [String]
  ) throws -> (Buffer<Double>, isRate: Bool, name: String) {
    let count = deals.rowCount
    let values = Buffer<Double>(repeating: .nan, count: count)
    switch goal {
    case .winRate:
      facts.closed.forEachSet { values.base[$0] = facts.won[$0] ? 1 : 0 }
      return (values, true, "win rate")
    case .contractValue:
      guard let amount = facts.yearly else { throw deals.noSuchColumn("amount").at("derive, acv") }
      facts.won.forEachSet { values.base[$0] = amount.base[$0] }
      return (values, false, "contract value")
    case .profit, .velocity:
      guard let amount = facts.yearly else {
        throw deals.noSuchColumn("amount").at("derive, profit")
      }
      let cost = cost(deals)
      facts.closed.forEachSet { row in
        var value = facts.won[row] ? amount.base[row] * options.margin : 0
        if let cost, !cost.base[row].isNaN { value -= cost.base[row] }
        values.base[row] = value
      }
      guard case .velocity = goal else { return (values, false, "profit of a closed deal") }
      var (profit, days) = (0.0, 0.0)
      facts.closed.forEachSet { row in
        let cycle = facts.cycle.base[row]
        if cycle.isNaN || values.base[row].isNaN {
          values.base[row] = .nan
        } else {
          profit += values.base[row]
          days += max(1, cycle)
        }
      }
      guard days > 0 else {
        throw Problem(.data, "derive, velocity: no closed deal has both of its days")
      }
      facts.closed.forEachSet { row in
        values.base[row] -= profit / days * max(1, facts.cycle.base[row])
      }
      notes.append(
        "velocity: profit of a deal beyond \(Written.number(profit / days, 2)) for each of its days, "
          + "which is what a day brings overall")
      return (values, false, "profit beyond that of its days")
    case .value(let value, let name):
      let table = try deals.join(
        history.accounts, on: [(left: "account_id", right: "account_id")], how: .left)
      let column = try value.column(on: table)
      let found = try numbers(column, what: name)
      facts.closed.forEachSet { values.base[$0] = found.base[$0] }
      return (values, column.type == .boolean, name)
    case .lifetimeValue, .retention:
      throw Problem(.fault, "derive: this goal is of customers, not of deals")
    }
  }

  private static func cost(_ deals: Table) -> Buffer<Double>? {
    deals["cost"].flatMap { $0.type.isNumeric ? $0.finiteDoubles() : nil }
  }

  private struct Traits {
    var columns: [(name: String, column: Column)] = []
    var population: Table
    var notes: [String]
  }

  /// The traits of deals: those of their accounts, and what accounts did before the deal.
  private static func traits(
    _ history: CustomerHistory, _ deals: Table, _ owners: AccountRows,
    _ options: DerivationOptions
  ) throws -> Traits {
    let accounts = history.accounts
    let behaviour = try behaviour(history, deals, owners, options)
    let ofAccounts = options.traits?.filter { accounts[$0] != nil }
    let ofDeals = options.traits?.filter { accounts[$0] == nil && deals[$0] != nil } ?? []
    for name in options.traits ?? []
    where accounts[name] == nil && deals[name] == nil && behaviour?.name != name {
      throw Problem.unknown(
        "trait", name, known: accounts.names + deals.names.filter { accounts[$0] == nil })
    }
    var choice = try TraitChoice.choose(
      from: accounts, asked: ofAccounts, outcomes: [], isAccount: true)
    var traits = Traits(population: accounts, notes: choice.notes)
    choice.columns = choice.columns.map { name, column in
      (name, column.take(optional: owners.accountOf))
    }
    traits.columns = choice.columns
    traits.columns += try TraitChoice.choose(
      from: deals, asked: ofDeals, outcomes: ["outcome"], isAccount: false
    ).columns
    if let behaviour, options.traits?.contains(behaviour.name) ?? true,
      !traits.columns.contains(where: { $0.name == behaviour.name })
    {
      traits.columns.append((behaviour.name, behaviour.ofDeals))
      traits.population = try accounts.with([(behaviour.name, behaviour.ofAccounts)])
      traits.notes.append(
        "touches_90d counts touches in the 90 days before a deal was created; of accounts, those "
          + "before today")
    }
    return traits
  }

  private struct Behaviour {
    let name = "touches_90d"
    var ofDeals: Column
    var ofAccounts: Column
  }

  private static func behaviour(
    _ history: CustomerHistory, _ deals: Table, _ owners: AccountRows, _ options: DerivationOptions
  ) throws -> Behaviour? {
    guard let touches = history.touches, touches["account_id"] != nil,
      let date = touches["date"], date.type.isTemporal, let created = deals["created"],
      created.type.isTemporal, history.accounts["touches_90d"] == nil
    else { return nil }
    let rows = try AccountRows(touches, history.accounts)
    let days = date.days()
    // Days of touches, account by account, in order.
    var starts = [Int](repeating: 0, count: history.accounts.rowCount + 1)
    for row in 0..<touches.rowCount
    where rows.accountOf.base[row] >= 0 && days.base[row] != Column.noDay {
      starts[Int(rows.accountOf.base[row]) + 1] += 1
    }
    for account in 1..<starts.count { starts[account] += starts[account - 1] }
    var next = starts
    var sorted = [Int32](repeating: 0, count: starts.last ?? 0)
    for row in 0..<touches.rowCount
    where rows.accountOf.base[row] >= 0 && days.base[row] != Column.noDay {
      let account = Int(rows.accountOf.base[row])
      sorted[next[account]] = days.base[row]
      next[account] += 1
    }
    for account in 0..<starts.count - 1 { sorted[starts[account]..<starts[account + 1]].sort() }
    let count = { (account: Int, day: Int32) -> Int64 in
      var total: Int64 = 0
      for place in starts[account]..<starts[account + 1]
      where sorted[place] < day && sorted[place] >= day - 90 { total += 1 }
      return total
    }
    let begun = created.days()
    let ofDeals = Column(
      integers: (0..<deals.rowCount).map { row in
        let account = Int(owners.accountOf.base[row])
        return account < 0 || begun.base[row] == Column.noDay
          ? nil : count(account, begun.base[row])
      })
    guard let today = options.asOf ?? sorted.max().map({ $0 + 1 }) else { return nil }
    let ofAccounts = Column(
      integers: (0..<history.accounts.rowCount).map { count($0, today) })
    return Behaviour(ofDeals: ofDeals, ofAccounts: ofAccounts)
  }

  /// Customers, one row each, for goals that are theirs.
  static func customers(
    _ history: CustomerHistory, _ goal: DerivationGoal, _ options: DerivationOptions
  ) throws -> Evidence {
    let accounts = history.accounts
    let values = Buffer<Double>(repeating: .nan, count: accounts.rowCount)
    let days = Buffer<Int32>(repeating: Column.noDay, count: accounts.rowCount)
    var notes: [String] = []
    var warnings: [String] = []
    var name = "revenue to date"
    var isRate = false
    if let subscriptions = history.subscriptions {
      guard let today = options.asOf else {
        throw Problem(.fault, "derive: this goal needs the day of looking")
      }
      let facts = try SubscriptionFacts(subscriptions, accounts)
      notes += facts.notes
      if case .retention = goal {
        let lives = CustomerLives(facts, accounts: accounts.rowCount, asOf: today, grace: 30)
        notes += lives.notes
        for life in lives.lives where Int(life.start) + 365 <= Int(today) {
          values.base[life.account] = life.isOver && life.days < 365 ? 0 : 1
          days.base[life.account] = life.start
        }
        (name, isRate) = ("retention after a year", true)
        warnings += contradictions(accounts, lives.lives)
      } else {
        for row in facts.account.indices where facts.start[row] <= today {
          let account = facts.account[row]
          let end = min(facts.end[row] ?? today, today)
          let months = Double(Int(end) - Int(facts.start[row])) / 30.4375
          let before = values.base[account].isNaN ? 0 : values.base[account]
          values.base[account] = before + facts.mrr[row] * max(0, months) * options.margin
          days.base[account] =
            days.base[account] == Column.noDay
            ? facts.start[row] : min(days.base[account], facts.start[row])
        }
      }
    } else if case .retention = goal {
      throw Problem(.data, "derive, retention: there are no subscriptions")
    } else if let deals = history.deals {
      let facts = try DealFacts(deals, asOf: options.asOf)
      guard let amount = facts.amount else { throw deals.noSuchColumn("amount").at("derive, ltv") }
      let rows = try AccountRows(deals, accounts)
      facts.won.forEachSet { row in
        let account = Int(rows.accountOf.base[row])
        if account >= 0, !amount.base[row].isNaN {
          let before = values.base[account].isNaN ? 0 : values.base[account]
          values.base[account] = before + amount.base[row] * options.margin
        }
      }
    } else {
      throw Problem(.data, "derive, ltv: there are neither subscriptions nor deals")
    }
    let choice = try TraitChoice.choose(
      from: accounts, asked: options.traits, outcomes: [], isAccount: true)
    var evidence = Evidence(
      noun: "customers", goal: name, columns: choice.columns,
      target: SearchTarget(won: Bitmap(count: accounts.rowCount)), values: values, groups: nil,
      days: nil, deals: nil, population: accounts, notes: notes + choice.notes, warnings: warnings)
    if days.elements.contains(where: { $0 != Column.noDay }) { evidence.days = days }
    let rows = Bitmap(count: accounts.rowCount) { !values.base[$0].isNaN }
    return kept(evidence, rows, values, isRate: isRate)
  }
}

extension Derivation {
  /// Where a mark of churn at the account and its subscriptions say different things.
  private static func contradictions(_ accounts: Table, _ lives: [CustomerLives.Life]) -> [String] {
    for name in ["churned", "is_churned", "churn_flag", "churn"] {
      guard let column = accounts[name], case .boolean(let flags) = column.storage else { continue }
      var (marked, running) = (0, 0)
      for life in lives where !column.isMissing(life.account) && flags.base[life.account] != 0 {
        marked += 1
        if !life.isOver { running += 1 }
      }
      if marked > 0, running * 10 >= marked {
        return [
          "of \(Wording.grouped(marked)) customers marked \(name), \(Wording.grouped(running)) have a "
            + "running subscription: the sources of churn disagree; this goal goes by subscriptions"
        ]
      }
    }
    return []
  }
}

extension DerivationGoal {
  /// Whether only won deals have a value.
  var isOfWonDeals: Bool { if case .contractValue = self { true } else { false } }
}
