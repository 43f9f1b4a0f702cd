import Basics
import Columns
import Statistics

/// What share of a list of people or companies, and of the money spent on it, reaches companies
/// outside the profile (B21, E12).
public enum AudienceSpill {
  /// One row a cohort of the list (one row in all without keys): how many are inside, outside and
  /// at companies nobody scored, the share outside with its interval, and the money it costs.
  ///
  /// - Parameters:
  ///   - list: People or companies, with `account_id`.
  ///   - accounts: Scored: `account_id`, `tier`.
  ///   - cost: Money for each row of the list.
  public static func table(
    _ list: Table, accounts: Table, by keys: [CohortKey] = [],
    inside tiers: [String] = ["A", "B", "C"], cost: Double? = nil, level: Double = 0.95
  ) throws -> FigureTable {
    if let cost, !(cost >= 0 && cost.isFinite) {
      throw Problem(.script, "spill: a cost of \(cost.written) for each row is no price")
    }
    let sides = try FitSides(accounts, tiers: tiers)
    let rows = try AccountedRows(list, accounts: accounts)
    let division = try CohortDivision(list, rows.columns(keys))
    let accountOf = try list.joinLookup(accounts, on: [("account_id", "account_id")])
    let inside = sides.inside
    return try division.table(
      "spill", level: level, order: [SortKey(column: "outside", descending: true)],
      notes: ["inside: \(sides.text)"]
    ) { grouping, columns in
      let confidence = try Confidence(level)
      let n = grouping.counts { _ in true }
      let known = grouping.counts { accountOf.base[$0] >= 0 }
      let fitting = grouping.counts { row in
        let account = Int(accountOf.base[row])
        return account >= 0 && inside[account]
      }
      let outside = zip(known, fitting).map { $0 - $1 }
      columns.count("n", n, "rows of the list")
      columns.count("inside", fitting, "at companies inside the profile")
      columns.count("outside", outside, "at companies outside of it")
      columns.count("unknown", zip(n, known).map { $0 - $1 }, "at companies that were not scored")
      let share = try zip(outside, known).map {
        Bounded(try Proportion.wilson(wins: $0, n: $1, at: confidence))
      }
      columns.interval(
        "spill", share, .share, "outside / (inside + outside)", bounds: "Wilson's score interval")
      if let cost {
        columns.number("money", n.map { Double($0) * cost }, .money, "n × cost of a row")
        columns.number(
          "spilled", outside.map { Double($0) * cost }, .money, "outside × cost of a row")
      }
    }
  }

  /// Persona first against ICP first, on the same people (I7): everybody of a persona, and those of
  /// them at companies inside the profile. One row a way of choosing.
  ///
  /// - Parameters:
  ///   - people: Mapped to personas: `account_id`, `persona`.
  ///   - cost: Money for each person.
  public static func compare(
    _ people: Table, accounts: Table, inside tiers: [String] = ["A", "B", "C"],
    cost: Double = 1, deals: Table? = nil, level: Double = 0.95
  ) throws -> FigureTable {
    guard let persona = people["persona"] else {
      throw Problem(
        .script, "\(people.name) has no column persona",
        hints: ["map the people first: personas.map(crm.contacts, { eddy })"])
    }
    let sides = try FitSides(accounts, tiers: tiers)
    let mapped = people.filter(persona.validity ?? Bitmap(count: people.rowCount, filled: true))
    let accountOf = try mapped.joinLookup(accounts, on: [("account_id", "account_id")])
    let inside = sides.inside
    let fits = Bitmap.parallel(mapped.rowCount) { row in
      let account = Int(accountOf.base[row])
      return account >= 0 && inside[account]
    }
    let known = Bitmap.parallel(mapped.rowCount) { accountOf.base[$0] >= 0 }
    let ways: [(name: String, rows: Bitmap)] = [
      ("persona first", Bitmap(count: mapped.rowCount, filled: true)), ("ICP first", fits),
    ]
    let rates = try deals.map { try WonAccounts($0, accounts) }
    return try statistics(for: "spill") {
      var columns = FigureBuilder(level: level)
      columns.text("way", ways.map(\.name), "which comes first")
      columns.count("people", ways.map(\.rows.countOfSet), "people chosen")
      let outside = ways.map { $0.rows.and(known).subtracting(fits).countOfSet }
      columns.count("outside", outside, "of whom at companies outside the profile")
      columns.count(
        "unknown", ways.map { $0.rows.subtracting(known).countOfSet },
        "of whom at companies that were not scored")
      columns.interval(
        "spill",
        try zip(ways, outside).map { way, outside in
          Bounded(
            try Proportion.wilson(wins: outside, n: way.rows.and(known).countOfSet, level: level))
        }, .share, "outside / people at scored companies", bounds: "Wilson's score interval")
      columns.number(
        "money", ways.map { Double($0.rows.countOfSet) * cost }, .money, "people × cost of each")
      columns.number(
        "spilled", outside.map { Double($0) * cost }, .money, "outside × cost of each")
      if let rates {
        let reached = ways.map { way -> (won: Int, closed: Int) in
          var seen = [Bool](repeating: false, count: accounts.rowCount)
          way.rows.forEachSet { row in
            let account = Int(accountOf.base[row])
            if account >= 0 { seen[account] = true }
          }
          return rates.total { seen[$0] }
        }
        columns.count("closed", reached.map(\.closed), "closed deals of the companies reached")
        columns.interval(
          "win_rate",
          try reached.map {
            Bounded(try Proportion.wilson(wins: $0.won, n: $0.closed, level: level))
          }, .share, "won / closed deals of the companies reached",
          bounds: "Wilson's score interval")
      }
      return FigureTable(
        table: try Table(name: "spill", columns.columns, rowCount: ways.count),
        definitions: columns.definitions, notes: ["inside: \(sides.text)"])
    }
  }
}

/// Won and closed deals of each account.
struct WonAccounts {
  let won, closed: [Int]

  init(_ deals: Table, _ accounts: Table, asOf: Int32? = nil) throws {
    let facts = try DealFacts(deals, asOf: asOf)
    let rows = try AccountRows(deals, accounts)
    won = rows.counts(facts.won)
    closed = rows.counts(facts.closed)
  }

  func total(of isChosen: (Int) -> Bool) -> (won: Int, closed: Int) {
    var total = (won: 0, closed: 0)
    for account in won.indices where isChosen(account) {
      total.won += won[account]
      total.closed += closed[account]
    }
    return total
  }
}
