import Basics
import Columns

/// Makes account plans: which accounts, what is looked at, and which steps are proposed.
public struct AccountPlanner {
  /// A step of the script's own: proposed where the condition holds.
  public struct Play {
    public var name: String
    public var test: any RowTest

    public init(_ name: String, test: any RowTest) { (self.name, self.test) = (name, test) }
  }

  /// The tables there are; without one of them its part of the sheet is empty.
  public struct Sources {
    public var accounts: Table
    public var contacts, deals, touches: Table?

    public init(accounts: Table) { self.accounts = accounts }
  }

  public var committee: Committee?
  public var personas: [Persona] = []
  public var plays: [Play] = []
  /// How many accounts, those of the highest fit.
  public var top = 10
  /// Where nobody was in touch for longer, a step says so.
  public var quietDays = 90
  public var rules = TitleRules.standard

  public init() {}

  /// The sheets, and the table they were made of.
  public struct Result: Sendable {
    public let plans: [AccountPlan]
    /// The accounts in the order of the sheets, with `fit`, `tier`, `open_deals`, `open_amount`,
    /// `won_deals`, `quiet_days`, the columns of ``CommitteeCoverage`` and `next_step`.
    public let accounts: Table
    public let notes: [String]
  }

  /// Plans for the accounts of the highest fit; those that a gate keeps out come last.
  ///
  /// - Throws: a ``Problem`` where accounts have no `account_id`, or a condition cannot be evaluated.
  /// - Complexity: O(accounts) to score, O(contacts + deals + touches) for the rest.
  public func plans(_ icp: ICP, _ sources: Sources, asOf: Int32) throws -> Result {
    _ = try sources.accounts.column("account_id")
    let scored = try icp.score(sources.accounts)
    let chosen = scored.take(try Self.best(scored, top))
    var notes: [String] = []
    if scored.rowCount > chosen.rowCount {
      notes.append(
        "\(Wording.grouped(chosen.rowCount)) of \(Wording.grouped(scored.rowCount)) accounts, "
          + "those of the highest fit")
    }
    let money = try Self.money(chosen, sources, asOf)
    var table = try chosen.with([
      ("open_deals", Column(integers: money.map { Int64($0.open) })),
      ("open_amount", Column(numbers: money.map(\.openAmount))),
      ("won_deals", Column(integers: money.map { Int64($0.won) })),
      ("quiet_days", Column(integers: money.map { $0.quietDays.map(Int64.init) })),
    ])
    let known = try known(chosen, sources)
    if let committee, let contacts = known.contacts {
      let covered = try Committees.coverage(
        table, contacts, committee, touches: sources.touches, asOf: asOf, days: quietDays,
        rules: rules)
      table = covered.accounts
    }
    let tests = plays.map(\.test)
    let results = try tests.first?.evaluate(together: tests, on: table) ?? []
    var plans: [AccountPlan] = []
    for row in 0..<chosen.rowCount {
      var plan = AccountPlan(
        accountID: chosen["account_id"]?[row].written ?? "",
        name: chosen["name"]?.text(row) ?? chosen["account_id"]?[row].written ?? "",
        facts: Self.facts(chosen, row), fit: try icp.explain(chosen, row: row), money: money[row],
        people: known.people[row], personas: moved(known.people[row]), plays: [])
      plan.roles = committee.map { committee in
        committee.roles.enumerated().map { number, role in
          AccountPlan.Role(
            name: role.name, isRequired: role.isRequired,
            filledBy: known.roles[row].indices.filter {
              known.roles[row][$0] >> UInt64(number) & 1 == 1
            })
        }
      }
      plan.plays = plays.indices.filter { results[$0].passed[row] }.map {
        AccountPlan.Play(plays[$0].name)
      }
      plan.plays += steps(plan, isSingle: table["single_threaded"]?[row] == .boolean(true))
      plans.append(plan)
    }
    table = try table.with([("next_step", Column(texts: plans.map { $0.plays.first?.what }))])
    return Result(plans: plans, accounts: table, notes: notes)
  }

  /// The rows of the highest fit, those that are out last; the order of the table decides between equals.
  private static func best(_ scored: Table, _ top: Int) throws -> Buffer<UInt32> {
    let (fit, tier) = (try scored.column("fit"), try scored.column("tier"))
    let rank = { (row: Int) -> Double in
      tier.text(row) == Tier.out ? -1 : fit.double(row) ?? -1
    }
    let order = (0..<scored.rowCount).map { (row: $0, rank: rank($0)) }
      .sorted { $0.rank != $1.rank ? $0.rank > $1.rank : $0.row < $1.row }
    return Buffer(order.prefix(top).map { UInt32(truncatingIfNeeded: $0.row) })
  }

  /// What is said of a company, as far as there are columns for it.
  private static func facts(_ accounts: Table, _ row: Int) -> [String] {
    let named: [(column: String, unit: String)] = [
      ("domain", ""), ("industry", ""), ("employees", " employees"),
      ("annual_revenue", " revenue"), ("city", ""), ("country", ""), ("owner", " (owner)"),
    ]
    return named.compactMap { name, unit in
      guard let column = accounts[name], !column.isMissing(row) else { return nil }
      if let number = column.double(row), number.magnitude < 1e15 {
        return Wording.grouped(Int(number.rounded())) + unit
      }
      return column[row].written + unit
    }
  }

  private static func money(
    _ accounts: Table, _ sources: Sources, _ asOf: Int32
  ) throws -> [AccountPlan.Money] {
    var money = [AccountPlan.Money](repeating: .init(), count: accounts.rowCount)
    if let deals = sources.deals, deals["account_id"] != nil, deals["outcome"] != nil {
      let outcomes = try DealOutcomes(deals)
      let accountOf = try deals.joinLookup(accounts, on: [("account_id", "account_id")])
      let amount = deals["amount"].flatMap { $0.type.isNumeric ? $0 : nil }
      for deal in 0..<deals.rowCount where accountOf.base[deal] >= 0 {
        let account = Int(accountOf.base[deal])
        if outcomes.open[deal] {
          money[account].open += 1
          if let value = amount?.double(deal) {
            money[account].openAmount = (money[account].openAmount ?? 0) + value
          }
        } else if outcomes.won[deal] {
          money[account].won += 1
          if let value = amount?.double(deal) {
            money[account].wonAmount = (money[account].wonAmount ?? 0) + value
          }
        } else if outcomes.lost[deal] {
          money[account].lost += 1
        }
      }
    }
    if let touches = sources.touches, touches["account_id"] != nil, let date = touches["date"],
      date.type.isTemporal
    {
      let accountOf = try touches.joinLookup(accounts, on: [("account_id", "account_id")])
      for touch in 0..<touches.rowCount where accountOf.base[touch] >= 0 {
        guard let day = date.day(touch), day <= asOf else { continue }
        let account = Int(accountOf.base[touch])
        let ago = Int(asOf) - Int(day)
        money[account].quietDays = min(money[account].quietDays ?? ago, ago)
      }
    }
    return money
  }

  /// The people of each account with the roles that each fills.
  private struct Known {
    /// Contacts at these accounts, mapped to personas where there are any.
    var contacts: Table?
    var people: [[AccountPlan.Person]]
    var roles: [[UInt64]]
  }

  private func known(_ accounts: Table, _ sources: Sources) throws -> Known {
    var known = Known(
      people: Array(repeating: [], count: accounts.rowCount),
      roles: Array(repeating: [], count: accounts.rowCount))
    guard let all = sources.contacts, all["account_id"] != nil else { return known }
    let places = try all.joinLookup(accounts, on: [("account_id", "account_id")])
    var contacts = all.filter(Bitmap.parallel(all.rowCount) { places.base[$0] >= 0 })
    if !personas.isEmpty { contacts = try Personas.map(contacts, personas, rules: rules).table }
    known.contacts = contacts
    let filled = try committee.map { try RolesFilled($0, contacts, rules: rules) }
    let accountOf = try contacts.joinLookup(accounts, on: [("account_id", "account_id")])
    for row in 0..<contacts.rowCount where accountOf.base[row] >= 0 {
      let account = Int(accountOf.base[row])
      known.people[account].append(
        AccountPlan.Person(
          contactID: contacts["contact_id"].flatMap { $0.isMissing(row) ? nil : $0[row].written },
          name: Self.name(contacts, row), title: contacts["title"]?.text(row),
          persona: contacts["persona"]?.text(row)))
      known.roles[account].append(filled?.masks.base[row] ?? 0)
    }
    return known
  }

  private static func name(_ contacts: Table, _ row: Int) -> String? {
    if let name = contacts["name"]?.text(row) { return name }
    let parts = ["first_name", "last_name"].compactMap { contacts[$0]?.text(row) }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  private func moved(_ people: [AccountPlan.Person]) -> [AccountPlan.Moved] {
    personas.compactMap { persona in
      let count = people.count { $0.persona == persona.name }
      return count == 0
        ? nil : AccountPlan.Moved(name: persona.name, people: count, card: persona.card)
    }
  }

  /// What follows from the sheet itself.
  private func steps(_ plan: AccountPlan, isSingle: Bool) -> [AccountPlan.Play] {
    if plan.fit.tier == Tier.out {
      let gates = plan.fit.gates.filter { $0.answer == .no }.map(\.name)
      return [.init("leave it alone", why: "it fails \(gates.joined(separator: ", "))")]
    }
    var steps: [AccountPlan.Play] = []
    if let lookUp = plan.fit.lookUp, lookUp.decidesTier {
      let what = (lookUp.columns.isEmpty ? lookUp.settles : lookUp.columns).joined(separator: ", ")
      steps.append(
        .init("look up \(what)", why: "it decides the tier (\(lookUp.worst) to \(lookUp.best))"))
    }
    if plan.people.isEmpty {
      steps.append(.init("find people", why: "nobody is known there"))
    } else {
      let missing = (plan.roles ?? []).filter { $0.isRequired && $0.filledBy.isEmpty }
      for role in missing {
        steps.append(.init("find who fills the role \(role.name)", why: wanted(role.name)))
      }
      if isSingle && plan.roles?.contains(where: { !$0.filledBy.isEmpty }) ?? true {
        steps.append(.init("reach a second person", why: "all hangs on one"))
      }
      if let days = plan.money.quietDays, days > quietDays {
        steps.append(
          .init("get in touch again", why: "the last touch was \(Wording.grouped(days)) days ago"))
      }
    }
    return steps
  }

  /// Who fills a role, in words: `finance or executive; c-level or vp`.
  private func wanted(_ name: String) -> String? {
    guard let role = committee?.roles.first(where: { $0.name == name }) else { return nil }
    switch role.who {
    case .persona(let persona): return persona == name ? nil : persona
    case .position(let persona):
      let parts = [
        persona.departments.map(\.rawValue).sorted().joined(separator: " or "),
        persona.seniorities.sorted().map(\.rawValue).joined(separator: " or "),
        persona.titles.joined(separator: " or "),
      ].filter { !$0.isEmpty }
      return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
  }
}
