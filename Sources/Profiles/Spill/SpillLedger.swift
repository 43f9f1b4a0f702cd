import Basics
import Columns
import Statistics

/// What customers outside the profile cost later: the part of the spill that no campaign report
/// shows (N4, I7).
public enum SpillLedger {
  /// What is known of customers besides their accounts; nil leaves its lines out.
  public struct Sources {
    public var deals: Table?
    public var subscriptions: Table?
    public var tickets: Table?
    public var spend: Table?
    public var touches: Table?
    public var costs = ServiceCosts()

    public init(deals: Table? = nil) { self.deals = deals }
  }

  /// One row a line of the ledger: customers, win rate, acquisition cost, tickets, hours, service
  /// cost, churn, each for companies inside and outside, `n` of both, the difference with its
  /// interval, and `money`: what the customers outside cost more than as many inside would have.
  ///
  /// Customers are accounts with a won deal or a subscription that had begun.
  ///
  /// - Parameters:
  ///   - accounts: Scored: `account_id`, `tier`.
  ///   - from: Spend counts from this day; churn is of who paid on it.
  ///   - to: The last day that counts.
  public static func table(
    _ accounts: Table, _ sources: Sources, from: Int32, to: Int32,
    inside tiers: [String] = ["A", "B", "C"], level: Double = 0.95
  ) throws -> FigureTable {
    let sides = try FitSides(accounts, tiers: tiers)
    var ledger = Ledger(isInside: sides.inside, level: level)
    let subscribed = try sources.subscriptions.map { try SubscriptionFacts($0, accounts) }
    var isCustomer = [Bool](repeating: false, count: accounts.rowCount)
    var notes = (subscribed?.notes ?? []) + ["inside: \(sides.text)"]
    if let subscribed {
      for row in subscribed.account.indices where subscribed.start[row] <= to {
        isCustomer[subscribed.account[row]] = true
      }
    }
    if sources.deals == nil && subscribed == nil {
      throw Problem(
        .data, "spill ledger: there are neither deals nor subscriptions: nobody is a customer")
    }
    try statistics(for: "spill ledger") {
      if let deals = sources.deals {
        let facts = try DealFacts(deals, asOf: to)
        let rows = try AccountRows(deals, accounts)
        let won = rows.counts(facts.won)
        for account in won.indices where won[account] > 0 { isCustomer[account] = true }
        notes += facts.notes
        try ledger.share("win rate", "deals won / closed", won, of: rows.counts(facts.closed))
      }
      if let spend = sources.spend, let deals = sources.deals {
        let origins = try DealOrigins(deals, accounts, from: from, to: to)
        let rule: Allocation = sources.touches.map { .perTouch($0) } ?? .perOpportunity
        let laid = try AllocatedSpend(
          spend, by: rule, accounts: accounts, opportunities: origins, from: from, to: to)
        notes += laid.notes
        notes.append("spend is laid \(rule.name)")
        try ledger.perCase(
          "acquisition cost", "spend laid on companies / new customers", .money, laid.perAccount,
          over: origins.isNewCustomer.map { $0 ? 1 : 0 }, inMoney: 1)
      }
      if let tickets = sources.tickets {
        let load = try ServiceLoad(tickets, accounts, sources.costs)
        notes += load.notes
        let customers = isCustomer.map { $0 ? 1.0 : 0 }
        let mine = { (values: [Double]) in zip(values, isCustomer).map { $1 ? $0 : 0 } }
        try ledger.perCase(
          "tickets", "tickets / customer", .count, mine(load.tickets.map(Double.init)),
          over: customers, inMoney: nil)
        if sources.costs.hours != nil {
          try ledger.perCase(
            "hours", "hours of service / customer", .count, mine(load.hours), over: customers,
            inMoney: nil)
        }
        try ledger.perCase(
          "service cost", "cost of tickets and hours / customer", .money, mine(load.cost),
          over: customers, inMoney: 1)
      }
      if let paying = subscribed {
        let before = paying.paid(on: from, accounts: accounts.rowCount)
        let after = paying.paid(on: to, accounts: accounts.rowCount)
        let paid = before.map { $0 > 0 ? 1 : 0 }
        let lost = zip(before, after).map { $0 > 0 && $1 <= 0 ? 1 : 0 }
        try ledger.share(
          "churn", "customers that paid at the start and no longer do", lost, of: paid)
        try ledger.perCase(
          "churned revenue", "revenue a year lost with them / paying customer", .money,
          zip(before, lost).map { $1 > 0 ? $0 * 12 : 0 }, over: paid.map(Double.init), inMoney: 1)
      }
    }
    return try ledger.table(notes)
  }
}

/// Lines that compare companies inside a profile with those outside.
private struct Ledger {
  let isInside: Bitmap
  let level: Double
  private var lines: [Line] = []

  private struct Line {
    var name, text: String
    var insideN, outsideN: Int
    var inside, outside: Double?
    var difference: Bounded
    var money: Double?
  }

  init(isInside: Bitmap, level: Double) {
    self.isInside = isInside
    self.level = level
  }

  /// A share of cases, compared by Newcombe's interval of the difference.
  mutating func share(_ name: String, _ text: String, _ wins: [Int], of n: [Int]) throws {
    var (w, all) = ([0, 0], [0, 0])
    for account in n.indices {
      let side = isInside[account] ? 0 : 1
      w[side] += wins[account]
      all[side] += n[account]
    }
    let difference = try TwoProportions.newcombe(
      wins1: w[1], n1: all[1], wins2: w[0], n2: all[0], level: level)
    lines.append(
      Line(
        name: name, text: text, insideN: all[0], outsideN: all[1],
        inside: ratio(Double(w[0]), Double(all[0])),
        outside: ratio(Double(w[1]), Double(all[1])),
        difference: Bounded(
          estimate: difference.difference, low: difference.low, high: difference.high),
        money: nil))
  }

  /// A ratio of sums over accounts; the difference of two such ratios has the variances of both.
  ///
  /// - Parameter inMoney: The price of one; nil: the line has no money of its own.
  mutating func perCase(
    _ name: String, _ text: String, _ unit: FigureDefinition.Unit, _ y: [Double],
    over x: [Double], inMoney price: Double?
  ) throws {
    var pairs: [[(y: Double, x: Double)]] = [[], []]
    for account in x.indices where x[account] != 0 || y[account] != 0 {
      pairs[isInside[account] ? 0 : 1].append((y[account], x[account]))
    }
    let z = try Confidence(level).z
    let (inside, outside) = (SumRatio.of(pairs[0], z: z), SumRatio.of(pairs[1], z: z))
    var difference = Bounded.none
    if let a = outside.estimate, let b = inside.estimate {
      difference.estimate = a - b
      if let lowA = outside.low, let lowB = inside.low {
        let half = ((a - lowA) * (a - lowA) + (b - lowB) * (b - lowB)).squareRoot()
        difference.low = a - b - half
        difference.high = a - b + half
      }
    }
    let sizes = pairs.map { $0.reduce(0.0) { $0 + $1.x } }
    lines.append(
      Line(
        name: name, text: text, insideN: Int(sizes[0]), outsideN: Int(sizes[1]),
        inside: inside.estimate, outside: outside.estimate, difference: difference,
        money: price.flatMap { price in difference.estimate.map { $0 * sizes[1] * price } }))
  }

  func table(_ notes: [String]) throws -> FigureTable {
    var columns = FigureBuilder(level: level)
    columns.text("line", lines.map(\.name), "what is compared")
    columns.text("means", lines.map(\.text), "how it is worked out")
    columns.count("inside_n", lines.map(\.insideN), "cases inside the profile")
    columns.number("inside", lines.map(\.inside), .ratio, "the figure of companies inside")
    columns.count("outside_n", lines.map(\.outsideN), "cases outside the profile")
    columns.number("outside", lines.map(\.outside), .ratio, "the figure of companies outside")
    columns.interval(
      "difference", lines.map(\.difference), .ratio, "outside - inside",
      bounds: "Newcombe's of shares, linearised of ratios")
    columns.number(
      "money", lines.map(\.money), .money,
      "difference × cases outside: what they cost more than as many inside")
    return FigureTable(
      table: try Table(name: "spill ledger", columns.columns, rowCount: lines.count),
      definitions: columns.definitions, notes: notes)
  }
}
