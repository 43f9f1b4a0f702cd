import Basics
import Columns
import Statistics

extension Metrics {
  /// What winning a customer costs, cohort by cohort (B8, B16).
  ///
  /// A new customer is an account whose first deal ever was won in the time.
  ///
  /// - Parameters:
  ///   - spend: `date`, `amount`, and what the rule needs (`channel`, `campaign`).
  ///   - rule: How spend is laid on cohorts; its name stands in the definitions.
  ///   - from: The first day of the time; `to`: the last. Both in days since 1970-01-01.
  ///   - grossMargin: Share of revenue that is left, for the return on the spend.
  public static func acquisition(
    spend: Table, deals: Table, accounts: Table, by keys: [CohortKey] = [],
    rule: Allocation = .perOpportunity, from: Int32, to: Int32, grossMargin: Double = 1,
    level: Double = 0.95
  ) throws -> FigureTable {
    let cohorts = try AccountCohorts(accounts, by: keys)
    let origins = try DealOrigins(deals, accounts, from: from, to: to)
    let money = try AllocatedSpend(
      spend, by: rule, accounts: accounts, opportunities: origins, from: from, to: to)
    return try cohorts.table(
      "acquisition", level: level, rank: ["new_customers"], notes: origins.notes + money.notes
    ) { grouping, columns in
      let isWhole = grouping === cohorts.whole
      let spent = isWhole ? [money.total] : grouping.sums(money.perAccount)
      let created = grouping.sums(origins.created.map(Double.init)).map { Int($0) }
      let customers = grouping.counts { origins.isNewCustomer[$0] }
      let revenue = grouping.sums(origins.newRevenue)
      columns.number("spend", spent, .money, "spend laid \(rule.name)")
      columns.count("opportunities", created, "deals created in the time")
      columns.count("new_customers", customers, "accounts whose first deal was won in the time")
      columns.interval(
        "cac", zip(spent, customers).map { cost($0, of: $1, level: level) }, .money,
        "customer acquisition cost: spend / new_customers; spend laid \(rule.name)",
        bounds: "of the number of new customers, exact Poisson")
      columns.number(
        "new_revenue", revenue, .money, "amount of the deals new customers won in the time")
      columns.number(
        "roi", zip(revenue, spent).map { ratio($0 * grossMargin, $1) }, .ratio,
        "new_revenue × gross margin of \(Wording.percent(grossMargin)) / spend")
      columns.flag(
        "small", customers.map { $0 < smallBelow }, "fewer than \(smallBelow) new customers")
    }
  }

  /// Money per customer; the interval is that of how many customers were to be expected.
  static func cost(_ money: Double, of customers: Int, level: Double) -> Bounded {
    guard money >= 0 else { return .none }
    let expected = PoissonRate.counts(customers, level: level)
    return Bounded(
      estimate: ratio(money, Double(customers)), low: ratio(money, expected.high),
      high: ratio(money, expected.low))
  }

  /// The same where a column counts the customers; without bounds where that is no count.
  static func cost(_ money: Double, of customers: Double, level: Double) -> Bounded {
    whole(customers).map { cost(money, of: $0, level: level) }
      ?? Bounded(estimate: ratio(money, customers), low: nil, high: nil)
  }

  /// A sum of counts as a whole number, if it is one that data can hold.
  private static func whole(_ sum: Double) -> Int? {
    sum >= 0 && sum < 1e15 ? Int(sum.rounded()) : nil
  }

  /// Spend by channel, campaign or any other key of the spend itself, where its rows count their
  /// customers.
  ///
  /// - Parameters:
  ///   - spend: `amount`, the column of customers, and `impressions` and `clicks` where known.
  ///   - customers: The column that counts customers won.
  public static func spend(
    _ spend: Table, by keys: [CohortKey], customers: String, level: Double = 0.95
  ) throws -> FigureTable {
    let cohorts = try AccountCohorts(spend, by: keys)
    let numbers = { (name: String) throws -> [Double] in
      let column = try spend.column(name)
      guard column.type.isNumeric || column.missingCount == column.count else {
        throw Problem(.data, "\(spend.name): \(name) is \(column.type.rawValue), not a number")
      }
      return (0..<spend.rowCount).map { row in
        column.double(row).flatMap { $0.isFinite ? $0 : nil } ?? 0
      }
    }
    let money = try numbers("amount")
    let won = try numbers(customers)
    let seen = spend["impressions"] == nil ? nil : try numbers("impressions")
    let clicked = spend["clicks"] == nil ? nil : try numbers("clicks")
    var notes: [String] = []
    for name in ["amount", customers] {
      let missing = spend[name]?.missingCount ?? 0
      if missing > 0 {
        notes.append(
          Wording.counted(missing, "row has", "rows have") + " no \(name): taken as none")
      }
    }
    return try cohorts.table("spend", level: level, rank: ["spend"], notes: notes) {
      grouping, columns in
      let spent = grouping.sums(money)
      let bought = grouping.sums(won)
      columns.number("spend", spent, .money, "sum of amount")
      columns.number("customers", bought, .count, "sum of \(customers)")
      columns.interval(
        "cac", zip(spent, bought).map { cost($0, of: $1, level: level) }, .money,
        "spend / customers", bounds: "of the number of customers, exact Poisson")
      if let seen {
        columns.number("impressions", grouping.sums(seen), .count, "sum of impressions")
      }
      if let clicked {
        let clicks = grouping.sums(clicked)
        columns.number("clicks", clicks, .count, "sum of clicks")
        columns.interval(
          "click_conversion",
          try zip(bought, clicks).map { bought, clicks in
            guard let wins = whole(bought), let n = whole(clicks), wins <= n else { return .none }
            return Bounded(try Proportion.wilson(wins: wins, n: n, level: level))
          }, .share, "customers / clicks", bounds: "Wilson's score interval")
      }
    }
  }
}
