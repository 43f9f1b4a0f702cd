import Basics
import Columns
import Statistics

extension Committees {
  /// How often deals are won by how much of the committee was known when they began.
  ///
  /// A role counts for a deal where somebody filled it whose record was created no later than the
  /// deal: contacts that were added because a deal went well say nothing about why. Where contacts
  /// have no `created`, those known now count, and a note says so.
  ///
  /// - Returns: One row for each number of required roles filled, fewest first: `roles`,
  ///   `coverage`, `accounts`, `deals` (closed), `won`, `win_rate` with Wilson's interval.
  /// - Throws: for columns that are not there.
  public static func winRate(
    _ accounts: Table, _ contacts: Table, _ deals: Table, _ committee: Committee, asOf: Int32,
    level: Double = 0.95, rules: TitleRules = .standard
  ) throws -> FigureTable {
    let known = try RolesKnown(accounts, contacts, deals, committee, asOf: asOf, rules: rules)
    let required = committee.requiredRoles
    let total = required.nonzeroBitCount
    var tallies = [Tally](repeating: Tally(), count: total + 1)
    known.forEachClosed { account, mask, won in
      tallies[(mask & required).nonzeroBitCount].add(account, won)
    }
    let confidence = try Confidence(level)
    var columns = FigureBuilder(level: level)
    columns.count("roles", Array(0...total), "required roles filled when the deal was created")
    columns.number(
      "coverage", (0...total).map { Double($0) / Double(total) }, .share,
      "roles filled / required roles")
    try Tally.add(tallies, to: &columns, confidence)
    var notes = known.notes
    notes.append(
      "whose committee is better known differs in other ways too: this is no proof of cause")
    return FigureTable(
      table: try Table(name: "win rate by coverage", columns.columns, rowCount: total + 1),
      definitions: columns.definitions, notes: notes)
  }

  /// How often deals are won with and without each role known when they began.
  ///
  /// - Returns: One row a role: `role`, closed deals and win rate `with` and `without` it, and
  ///   `difference` with Newcombe's interval.
  public static func winRateByRole(
    _ accounts: Table, _ contacts: Table, _ deals: Table, _ committee: Committee, asOf: Int32,
    level: Double = 0.95, rules: TitleRules = .standard
  ) throws -> FigureTable {
    let known = try RolesKnown(accounts, contacts, deals, committee, asOf: asOf, rules: rules)
    let count = committee.roles.count
    var (inside, outside) = (
      [Tally](repeating: Tally(), count: count), [Tally](repeating: Tally(), count: count)
    )
    known.forEachClosed { account, mask, won in
      for role in 0..<count {
        if mask >> UInt64(role) & 1 == 1 {
          inside[role].add(account, won)
        } else {
          outside[role].add(account, won)
        }
      }
    }
    let confidence = try Confidence(level)
    var columns = FigureBuilder(level: level)
    columns.text("role", committee.roles.map(\.name), "the role")
    for (name, tallies, words) in [
      ("with", inside, "with the role known"), ("without", outside, "without it"),
    ] {
      columns.count("deals_\(name)", tallies.map(\.deals), "closed deals \(words)")
      columns.interval(
        "win_rate_\(name)",
        try tallies.map {
          Bounded(try Proportion.wilson(wins: $0.won, n: $0.deals, at: confidence))
        },
        .share, "won / closed deals \(words)", bounds: "Wilson's score interval")
    }
    columns.interval(
      "difference",
      try zip(inside, outside).map { a, b in
        let difference = try TwoProportions.newcombe(
          wins1: a.won, n1: a.deals, wins2: b.won, n2: b.deals, level: level)
        return Bounded(
          estimate: difference.difference, low: difference.low, high: difference.high)
      }, .share, "win rate with the role less win rate without it", bounds: "Newcombe's interval")
    return FigureTable(
      table: try Table(name: "win rate by role", columns.columns, rowCount: count),
      definitions: columns.definitions, notes: known.notes)
  }

  /// Closed deals, and how many were won.
  struct Tally {
    var deals = 0, won = 0
    var accounts: Set<Int32> = []

    mutating func add(_ account: Int32, _ isWon: Bool) {
      deals += 1
      if isWon { won += 1 }
      accounts.insert(account)
    }

    static func add(
      _ tallies: [Tally], to columns: inout FigureBuilder, _ confidence: Confidence
    ) throws {
      columns.count("accounts", tallies.map(\.accounts.count), "accounts of these deals")
      columns.count("deals", tallies.map(\.deals), "closed deals")
      columns.count("won", tallies.map(\.won), "deals won")
      columns.interval(
        "win_rate",
        try tallies.map {
          Bounded(try Proportion.wilson(wins: $0.won, n: $0.deals, at: confidence))
        },
        .share, "won / closed deals", bounds: "Wilson's score interval")
    }
  }
}

/// The roles that were known at the account of each deal when the deal was created.
struct RolesKnown {
  private let facts: DealFacts
  private let accountOf: Buffer<Int32>
  private let created: Buffer<Int32>?
  /// The day each role was first filled, by account and role; ``never`` where it is not.
  private let since: Buffer<Int32>
  private let roleCount: Int
  private(set) var notes: [String]
  private static let never = Int32.max

  init(
    _ accounts: Table, _ contacts: Table, _ deals: Table, _ committee: Committee, asOf: Int32,
    rules: TitleRules
  ) throws {
    facts = try DealFacts(deals, asOf: asOf)
    notes = facts.notes.filter { !$0.contains("amount") }
    accountOf = try deals.joinLookup(accounts, on: [("account_id", "account_id")])
    let contactAccount = try contacts.joinLookup(accounts, on: [("account_id", "account_id")])
    notes += Committees.notes(accounts, contacts, contactAccount)
    let filled = try RolesFilled(committee, contacts, rules: rules)
    let dates = contacts["created"].flatMap { $0.type.isTemporal ? $0.days() : nil }
    let dealDates = deals["created"].flatMap { $0.type.isTemporal ? $0.days() : nil }
    created = dates == nil ? nil : dealDates
    if dates == nil || dealDates == nil {
      notes.append(
        "\((dates == nil ? contacts : deals).name) have no date created: all contacts known now "
          + "count, those that a deal brought in too")
    }
    roleCount = committee.roles.count
    since = Buffer(repeating: Self.never, count: accounts.rowCount * roleCount)
    for row in 0..<contacts.rowCount where contactAccount.base[row] >= 0 {
      let first = Int(contactAccount.base[row]) * roleCount
      // A contact of unknown age may have come at any time: it does not count for a dated deal.
      let day = dates.map { $0.base[row] == Column.noDay ? Self.never : $0.base[row] } ?? Int32.min
      var rest = filled.masks.base[row]
      while rest != 0 {
        let place = first + rest.trailingZeroBitCount
        since.base[place] = min(since.base[place], day)
        rest &= rest - 1
      }
    }
  }

  /// Calls `body` with the account, the roles known, and whether it was won, for each closed deal
  /// of the accounts.
  func forEachClosed(_ body: (Int32, UInt64, Bool) -> Void) {
    facts.closed.forEachSet { deal in
      let account = accountOf.base[deal]
      if account < 0 { return }
      let day = created.map { $0.base[deal] }
      if day == Column.noDay { return }
      var mask: UInt64 = 0
      for role in 0..<roleCount {
        let first = since.base[Int(account) * roleCount + role]
        if first != Self.never && first <= day ?? Int32.max { mask |= 1 << UInt64(role) }
      }
      body(account, mask, facts.won[deal])
    }
  }
}
