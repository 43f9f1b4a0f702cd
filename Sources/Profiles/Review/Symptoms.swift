import Basics
import Columns
import Statistics

/// The symptoms of a bad profile as measures, then and now (I6): cost of a customer up, fewer deals
/// won, money spent on companies that do not fit, usage down, churn up, satisfaction down, and a
/// pipeline that does not follow the profile.
///
/// A symptom is called worse only where the change cannot well be chance; everything else is "not
/// distinguishable", and the numbers are there to look at.
public struct Symptoms {
  /// What is known; nil leaves a symptom out, and the notes say which.
  public struct Sources {
    public var deals: Table
    public var subscriptions: Table?
    public var spend: Table?
    public var touches: Table?
    public var usage: Table?
    public var surveys: Table?

    public init(deals: Table) { self.deals = deals }
  }

  /// Whether a change is for the worse.
  public enum Verdict: String, Sendable {
    case worse, better
    case unclear = "not distinguishable"
  }

  public var inside = ["A", "B", "C"]
  public var level = 0.95

  public init() {}

  /// One row a symptom: `then`, `now`, their numbers of cases, the `change` with its interval, and
  /// the `verdict`.
  ///
  /// - Parameters:
  ///   - accounts: Scored: `account_id`, `tier`.
  ///   - window: Now is the window that ends with `asOf`, then the one before it.
  public func table(
    _ accounts: Table, _ sources: Sources, window: Window, asOf: Int32
  ) throws -> FigureTable {
    let sides = try FitSides(accounts, tiers: inside)
    let start = window.start(before: asOf)
    let before = window.start(before: start - 1)
    let periods = [(before, start - 1), (start, asOf)]
    var lines: [Line] = []
    var notes = ["inside: \(sides.text); then is the \(window.text) before the last \(window.text)"]
    var lacking: [String] = []
    try statistics(for: "symptoms") {
      lines.append(try winRate(sources.deals, periods))
      lines.append(try outsidePipeline(sources.deals, accounts, sides, periods))
      if let spend = sources.spend {
        lines.append(try acquisition(spend, sources.deals, accounts, periods))
        if let touches = sources.touches, spend["campaign"] != nil, touches["campaign"] != nil {
          lines.append(try spill(touches, accounts, sides, periods))
        } else {
          lacking.append("touches with campaigns")
        }
      } else {
        lacking.append("spend")
      }
      if let subscriptions = sources.subscriptions {
        lines.append(try churn(subscriptions, accounts, periods))
      } else {
        lacking.append("subscriptions")
      }
      if let usage = sources.usage {
        lines.append(try engagement(usage, accounts, periods))
      } else {
        lacking.append("usage")
      }
      if let surveys = sources.surveys, surveys["nps"] != nil {
        lines.append(try satisfaction(surveys, periods))
      } else {
        lacking.append("surveys with nps")
      }
    }
    if !lacking.isEmpty {
      notes.append("not looked at for want of " + lacking.joined(separator: ", "))
    }
    return try table(lines, notes)
  }

  // MARK: Symptoms

  private struct Line {
    var name, text: String
    var then, now: Double?
    var thenN, nowN: Int
    var change: Bounded
    /// Whether more is worse.
    var moreIsWorse: Bool

    var verdict: Verdict {
      guard let low = change.low, let high = change.high else { return .unclear }
      if low > 0 { return moreIsWorse ? .worse : .better }
      if high < 0 { return moreIsWorse ? .better : .worse }
      return .unclear
    }
  }

  private typealias Period = (from: Int32, to: Int32)

  private func rows(_ days: Buffer<Int32>, _ period: Period) -> Bitmap {
    Bitmap.parallel(days.count) {
      days.base[$0] >= period.from && days.base[$0] <= period.to && days.base[$0] != Column.noDay
    }
  }

  private func share(
    _ name: String, _ text: String, _ wins: [Int], of n: [Int], moreIsWorse: Bool
  ) throws -> Line {
    let change = try TwoProportions.newcombe(
      wins1: wins[1], n1: n[1], wins2: wins[0], n2: n[0], level: level)
    return Line(
      name: name, text: text, then: ratio(Double(wins[0]), Double(n[0])),
      now: ratio(Double(wins[1]), Double(n[1])), thenN: n[0], nowN: n[1],
      change: Bounded(estimate: change.difference, low: change.low, high: change.high),
      moreIsWorse: moreIsWorse)
  }

  private func means(
    _ name: String, _ text: String, _ values: [[Double]], moreIsWorse: Bool
  ) throws -> Line {
    let change = try WelchT(values[1], values[0], level: level)
    let mean = { (values: [Double]) in ratio(values.reduce(0, +), Double(values.count)) }
    return Line(
      name: name, text: text, then: mean(values[0]), now: mean(values[1]),
      thenN: values[0].count, nowN: values[1].count,
      change: Bounded(estimate: change.difference, low: change.low, high: change.high),
      moreIsWorse: moreIsWorse)
  }

  private func winRate(_ deals: Table, _ periods: [Period]) throws -> Line {
    let facts = try DealFacts(deals)
    let closed = try SubscriptionFacts.dates(deals, "closed").days()
    let chosen = periods.map { rows(closed, $0) }
    return try share(
      "win rate", "won / closed deals", chosen.map { facts.won.and($0).countOfSet },
      of: chosen.map { facts.closed.and($0).countOfSet }, moreIsWorse: false)
  }

  private func outsidePipeline(
    _ deals: Table, _ accounts: Table, _ sides: FitSides, _ periods: [Period]
  ) throws -> Line {
    let created = try SubscriptionFacts.dates(deals, "created").days()
    let accountOf = try deals.joinLookup(accounts, on: [("account_id", "account_id")])
    let known = Bitmap.parallel(deals.rowCount) { accountOf.base[$0] >= 0 }
    let inside = sides.inside
    let outside = Bitmap.parallel(deals.rowCount) { row in
      let account = Int(accountOf.base[row])
      return account >= 0 && !inside[account]
    }
    let chosen = periods.map { rows(created, $0) }
    return try share(
      "new deals outside", "deals created at companies outside / deals created",
      chosen.map { outside.and($0).countOfSet }, of: chosen.map { known.and($0).countOfSet },
      moreIsWorse: true)
  }

  /// The change of cost of a customer has the error of both counts of customers (Poisson).
  private func acquisition(
    _ spend: Table, _ deals: Table, _ accounts: Table, _ periods: [Period]
  ) throws -> Line {
    var cost: [Double?] = []
    var customers: [Int] = []
    for period in periods {
      let money = try SpendRows(spend, from: period.from, to: period.to).total
      let won = try DealOrigins(deals, accounts, from: period.from, to: period.to)
        .isNewCustomer.count { $0 }
      cost.append(ratio(money, Double(won)))
      customers.append(won)
    }
    var change = Bounded.none
    if let then = cost[0], let now = cost[1] {
      let z = try Confidence(level).z
      let error =
        (then * then / Double(customers[0]) + now * now / Double(customers[1])).squareRoot()
      change = Bounded(
        estimate: now - then, low: now - then - z * error, high: now - then + z * error)
    }
    return Line(
      name: "acquisition cost", text: "spend / new customers", then: cost[0], now: cost[1],
      thenN: customers[0], nowN: customers[1], change: change, moreIsWorse: true)
  }

  private func spill(
    _ touches: Table, _ accounts: Table, _ sides: FitSides, _ periods: [Period]
  ) throws -> Line {
    let date = try SubscriptionFacts.dates(touches, "date").days()
    let accountOf = try touches.joinLookup(accounts, on: [("account_id", "account_id")])
    let campaign = try touches.column("campaign")
    let paid = campaign.validity ?? Bitmap(count: touches.rowCount, filled: true)
    let inside = sides.inside
    let known = Bitmap.parallel(touches.rowCount) { accountOf.base[$0] >= 0 }.and(paid)
    let outside = Bitmap.parallel(touches.rowCount) { row in
      let account = Int(accountOf.base[row])
      return account >= 0 && !inside[account]
    }.and(paid)
    let chosen = periods.map { rows(date, $0) }
    return try share(
      "spill", "touches of campaigns at companies outside / at known companies",
      chosen.map { outside.and($0).countOfSet }, of: chosen.map { known.and($0).countOfSet },
      moreIsWorse: true)
  }

  private func churn(
    _ subscriptions: Table, _ accounts: Table, _ periods: [Period]
  ) throws -> Line {
    let paying = try SubscriptionFacts(subscriptions, accounts)
    var lost: [Int] = []
    var had: [Int] = []
    for period in periods {
      let before = paying.paid(on: period.from, accounts: accounts.rowCount)
      let after = paying.paid(on: period.to, accounts: accounts.rowCount)
      had.append(before.count { $0 > 0 })
      lost.append(zip(before, after).count { $0 > 0 && $1 <= 0 })
    }
    return try share(
      "churn", "customers that paid at the start and no longer do / customers that paid", lost,
      of: had, moreIsWorse: true)
  }

  private func engagement(
    _ usage: Table, _ accounts: Table, _ periods: [Period]
  ) throws -> Line {
    let days = try SubscriptionFacts.dates(usage, AsOf.dateColumn(usage)).days()
    let rows = try AccountRows(usage, accounts)
    guard
      let name = ["events", "active_users", "usage_count", "sessions"].first(where: {
        usage[$0]?.type.isNumeric ?? false
      })
    else {
      throw Problem(
        .data, "symptoms: usage has no column of events or active_users",
        hints: ["leave usage out, or map a column to events"])
    }
    let numbers = try usage.column(name)
    let values = periods.map { period -> [Double] in
      let chosen = self.rows(days, period)
      let sums = rows.sums(numbers, chosen)
      return zip(sums, rows.counts(chosen)).filter { $0.1 > 0 }.map { $0.0 / Double($0.1) }
    }
    return try means(
      "usage", "\(name) of an account in a row of usage, mean over accounts", values,
      moreIsWorse: false)
  }

  private func satisfaction(_ surveys: Table, _ periods: [Period]) throws -> Line {
    let days = try SubscriptionFacts.dates(surveys, "date").days()
    let scores = try surveys.column("nps").finiteDoubles()
    let values = periods.map { period -> [Double] in
      var values: [Double] = []
      rows(days, period).forEachSet { row in
        let score = scores.base[row]
        // An answer of 0 to 10 becomes -100, 0 or 100: the mean is the net promoter score.
        if score >= 0 && score <= 10 { values.append(score >= 9 ? 100 : score >= 7 ? 0 : -100) }
      }
      return values
    }
    return try means(
      "net promoter score", "promoters (9, 10) - detractors (0 to 6), in percent of answers",
      values, moreIsWorse: false)
  }

  private func table(_ lines: [Line], _ notes: [String]) throws -> FigureTable {
    var columns = FigureBuilder(level: level)
    columns.text("symptom", lines.map(\.name), "what is looked at")
    columns.text("means", lines.map(\.text), "how it is worked out")
    columns.number("then", lines.map(\.then), .ratio, "in the window before")
    columns.number("now", lines.map(\.now), .ratio, "in the last window")
    columns.count("then_n", lines.map(\.thenN), "cases then")
    columns.count("now_n", lines.map(\.nowN), "cases now")
    columns.interval(
      "change", lines.map(\.change), .ratio, "now - then",
      bounds: "Newcombe's of shares, Welch's of means, Poisson's of cost")
    columns.text(
      "verdict", lines.map(\.verdict.rawValue), "worse or better where the interval leaves out 0")
    return FigureTable(
      table: try Table(name: "symptoms", columns.columns, rowCount: lines.count),
      definitions: columns.definitions, notes: notes)
  }
}
