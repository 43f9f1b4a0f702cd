import Basics
import Columns
import Statistics

extension Metrics {
  /// How much of the relevant market is used up (B20): who is a customer, who was ever contacted,
  /// and when the rest is, at the present pace.
  ///
  /// - Parameters:
  ///   - market: The relevant accounts, one row each, with `account_id`.
  ///   - customers: Accounts that are customers, with `account_id`.
  ///   - touches: `account_id`, `date`: an account is contacted with its first touch.
  ///   - months: The pace is that of so many months before `asOf`.
  public static func saturation(
    market: Table, customers: Table, touches: Table, by keys: [CohortKey] = [], asOf: Int32,
    months: Int = 6, level: Double = 0.95
  ) throws -> FigureTable {
    guard months > 0 else {
      throw Problem(.script, "saturation: the pace needs at least one month")
    }
    let cohorts = try AccountCohorts(market, by: keys)
    let customerOf = try market.joinLookup(customers, on: [("account_id", "account_id")])
    let rows = try AccountRows(touches, market)
    let date = try SubscriptionFacts.dates(touches, "date")
    var first = [Int32?](repeating: nil, count: market.rowCount)
    for row in 0..<touches.rowCount {
      let account = Int(rows.accountOf.base[row])
      if account >= 0, let day = date.day(row), day <= asOf {
        first[account] = min(first[account] ?? day, day)
      }
    }
    let start = Window.months(months).start(before: asOf)
    return try cohorts.table("saturation", level: level, rank: ["contacted_share", "accounts"]) {
      grouping, columns in
      let confidence = try Confidence(level)
      let size = grouping.counts { _ in true }
      let bought = grouping.counts { customerOf.base[$0] >= 0 }
      let contacted = grouping.counts { first[$0] != nil || customerOf.base[$0] >= 0 }
      let recent = grouping.counts { account in
        customerOf.base[account] < 0 && (first[account].map { $0 >= start } ?? false)
      }
      let left = zip(size, contacted).map { $0 - $1 }
      columns.count("accounts", size, "relevant accounts")
      columns.interval(
        "customer_share",
        try zip(bought, size).map {
          Bounded(try Proportion.wilson(wins: $0, n: $1, at: confidence))
        },
        .share, "accounts that are customers / accounts", bounds: "Wilson's score interval")
      columns.number(
        "contacted_share", zip(contacted, size).map { ratio(Double($0), Double($1)) }, .share,
        "accounts that ever had a touch, or are customers / accounts")
      columns.count("left", left, "accounts never contacted")
      columns.number(
        "pace", recent.map { Double($0) / Double(months) }, .count,
        "accounts first contacted in a month, of the last \(months) months")
      columns.interval(
        "months_left",
        zip(left, recent).map { left, recent in
          let pace = PoissonRate.of(recent, exposure: Double(months), level: level)
          let time = { (pace: Double?) in pace.flatMap { ratio(Double(left), $0) } }
          return Bounded(
            estimate: time(pace.estimate), low: time(pace.high), high: time(pace.low))
        }, .months, "left / pace; missing at a standstill",
        bounds: "of the number first contacted, exact Poisson")
    }
  }

  /// The spend that reached companies outside the profile (B21), campaign by campaign.
  ///
  /// A campaign's money is taken to be spread evenly over its touches. Touches of companies that
  /// are not known are neither inside nor outside; their share is shown.
  ///
  /// - Parameters:
  ///   - spend: `campaign`, `amount`.
  ///   - touches: `campaign`, `account_id`.
  ///   - accounts: Scored: `account_id`, and `tier` as an ICP gives it.
  ///   - inside: Tiers of companies that fit.
  public static func spill(
    spend: Table, touches: Table, accounts: Table, inside: [String] = ["A", "B", "C"],
    level: Double = 0.95
  ) throws -> FigureTable {
    let tier = try accounts.column("tier")
    let fits = Set(inside)
    let accountOf = try touches.joinLookup(accounts, on: [("account_id", "account_id")])
    let campaign = try touches.column("campaign")
    let amounts = try SpendRows(spend, from: Int32.min, to: Int32.max)
    var counts: [String: SpillRow] = [:]
    for row in 0..<touches.rowCount where !campaign.isMissing(row) {
      let name = campaign[row].written
      let account = Int(accountOf.base[row])
      let isInside = account >= 0 && (tier.text(account).map(fits.contains) ?? false)
      counts[name, default: SpillRow(name: name)].add(isKnown: account >= 0, isInside: isInside)
    }
    var rows = try amounts.totals(by: "campaign").map { name, money in
      var row = name.flatMap { counts[$0] } ?? SpillRow(name: name)
      row.money = money
      return row
    }
    rows.sort { a, b in a.money != b.money ? a.money > b.money : (a.name ?? "") < (b.name ?? "") }
    return try statistics(for: "spill") {
      for index in rows.indices { try rows[index].work(out: level) }
      let silent = rows.count { $0.known == 0 }
      let note =
        Wording.counted(silent, "campaign has", "campaigns have")
        + " no touch of a known company: spill not known"
      var parts = FigureBuilder(level: level)
      parts.text("campaign", rows.map(\.name), "as the spend calls it")
      SpillRow.add(rows, to: &parts)
      var all = FigureBuilder(level: level)
      SpillRow.add([try SpillRow(total: rows, level: level)], to: &all)
      return FigureTable(
        table: try Table(name: "spill", parts.columns, rowCount: rows.count),
        total: try Table(name: "total", all.columns, rowCount: 1),
        definitions: parts.definitions, notes: amounts.notes + (silent > 0 ? [note] : []))
    }
  }
}

/// The touches and the money of a campaign.
private struct SpillRow {
  var name: String?
  var money = 0.0
  var inside = 0
  var outside = 0
  var unknown = 0
  var share = Bounded.none
  var spilled: Double?

  var known: Int { inside + outside }

  init(name: String?) { self.name = name }

  /// All campaigns together: what they spilled is the sum of what each did.
  init(total rows: [SpillRow], level: Double) throws {
    name = nil
    for row in rows {
      money += row.money
      inside += row.inside
      outside += row.outside
      unknown += row.unknown
    }
    try work(out: level)
    spilled = rows.compactMap(\.spilled).reduce(0, +)
  }

  mutating func add(isKnown: Bool, isInside: Bool) {
    if !isKnown {
      unknown += 1
    } else if isInside {
      inside += 1
    } else {
      outside += 1
    }
  }

  mutating func work(out level: Double) throws {
    share = Bounded(try Proportion.wilson(wins: outside, n: known, level: level))
    spilled = share.estimate.map { $0 * money }
  }

  static func add(_ rows: [SpillRow], to columns: inout FigureBuilder) {
    columns.number("spend", rows.map(\.money), .money, "sum of amount")
    columns.count("touches", rows.map { $0.known + $0.unknown }, "touches of the campaign")
    columns.count("known", rows.map(\.known), "of which of scored companies")
    columns.interval(
      "spill", rows.map(\.share), .share,
      "touches of companies outside the profile / known touches", bounds: "Wilson's score interval")
    columns.number(
      "spilled", rows.map(\.spilled), .money, "spend × spill; of the total the sum over campaigns")
  }
}
