import Basics
import Columns
import Statistics

/// What unit economics are worked out from, beside subscriptions.
public struct EconomicAssumptions: Sendable {
  /// Share of revenue that is left after the cost of goods and of service.
  public var grossMargin: Double
  /// What money a year from now is worth less, for the discounted lifetime value.
  public var yearlyDiscount = 0.1
  /// Months that the discounted lifetime value looks ahead.
  public var horizonMonths = 60
  /// Days without a subscription after which a customer is lost.
  public var graceDays = 30

  public init(grossMargin: Double) { self.grossMargin = grossMargin }
}

/// Spend and deals from which the cost of winning customers follows.
public struct AcquisitionSource {
  public var spend, deals: Table
  public var rule: Allocation
  public var from, to: Int32

  public init(
    spend: Table, deals: Table, rule: Allocation = .perOpportunity, from: Int32, to: Int32
  ) {
    (self.spend, self.deals, self.rule, self.from, self.to) = (spend, deals, rule, from, to)
  }
}

extension Metrics {
  /// Lifetime value, expected and realised, against the cost of winning customers (B6, B9).
  ///
  /// - Parameters:
  ///   - subscriptions: As in ``retention(subscriptions:accounts:by:from:to:level:)``.
  ///   - asOf: The day of looking.
  ///   - acquisition: Where cost of acquisition, its ratio to lifetime value and payback are wanted.
  public static func unitEconomics(
    subscriptions: Table, accounts: Table? = nil, by keys: [CohortKey] = [], asOf: Int32,
    assuming assumptions: EconomicAssumptions, acquisition: AcquisitionSource? = nil,
    level: Double = 0.95
  ) throws -> FigureTable {
    let margin = assumptions.grossMargin
    guard margin.isFinite, margin <= 1 else {
      throw Problem(
        .script, "unit economics: a gross margin is at most 1", hints: ["0.8 means 80 %"])
    }
    guard assumptions.yearlyDiscount >= 0, assumptions.horizonMonths >= 0 else {
      throw Problem(.script, "unit economics: discount and horizon cannot be below 0")
    }
    let accounts = try accounts ?? AccountCohorts.named(in: subscriptions)
    let cohorts = try AccountCohorts(accounts, by: keys)
    let facts = try SubscriptionFacts(subscriptions, accounts)
    let lives = CustomerLives(
      facts, accounts: accounts.rowCount, asOf: asOf, grace: Int32(clamping: assumptions.graceDays))
    let paying = facts.paid(on: asOf, accounts: accounts.rowCount)
    let billed = billed(facts, until: asOf, accounts: accounts.rowCount)
    var notes = facts.notes + lives.notes
    let won = try acquisition.map { source in
      let origins = try DealOrigins(source.deals, accounts, from: source.from, to: source.to)
      let money = try AllocatedSpend(
        source.spend, by: source.rule, accounts: accounts, opportunities: origins,
        from: source.from, to: source.to)
      notes += money.notes
      return (origins: origins, money: money)
    }
    return try cohorts.table(
      "unit economics", level: level, rank: ["ltv", "customers"], notes: notes
    ) { grouping, columns in
      let isWhole = grouping === cohorts.whole
      let customers = grouping.counts { paying[$0] > 0 }
      let arpa = zip(grouping.sums(paying.map { max(0, $0) }), customers).map {
        ratio($0, Double($1))
      }
      var exposure = [Double](repeating: 0, count: grouping.groupCount)
      var (lost, ever) = (
        [Int](repeating: 0, count: exposure.count), [Int](repeating: 0, count: exposure.count)
      )
      for life in lives.lives {
        let group = Int(grouping.groupOf.base[life.account])
        exposure[group] += life.days / daysPerMonth
        ever[group] += 1
        if life.isOver { lost[group] += 1 }
      }
      let churn = zip(lost, exposure).map { PoissonRate.of($0, exposure: $1, level: level) }
      columns.count("customers", customers, "accounts that pay on the day")
      columns.number("arpa", arpa, .money, "mrr of those / customers: a month's revenue of one")
      columns.interval(
        "monthly_churn", churn, .share, "customers lost / months that customers were there",
        bounds: "exact Poisson")
      let value = zip(arpa, churn).map { arpa, churn -> Bounded in
        guard let arpa else { return .none }
        let over = { (rate: Double?) in rate.flatMap { ratio(arpa * margin, min(1, $0)) } }
        return Bounded(
          estimate: over(churn.estimate), low: over(churn.high), high: over(churn.low))
      }
      columns.interval(
        "ltv", value, .money,
        "lifetime value to expect: arpa × gross margin of \(Wording.percent(margin)) / monthly_churn; "
          + "missing where nobody was lost, for then no end is in sight",
        bounds: "those of the churn")
      let discount = PowerRoot.monthly(assumptions.yearlyDiscount)
      columns.number(
        "ltv_discounted",
        try zip(arpa, churn).map { arpa, churn -> Double? in
          guard let arpa, let rate = churn.estimate else { return nil }
          return try UnitEconomics.discountedLifetimeValue(
            monthlyMargin: arpa * margin, monthlyChurn: min(1, rate), monthlyDiscount: discount,
            months: assumptions.horizonMonths)
        }, .money,
        "margin of the next \(assumptions.horizonMonths) months at that churn, discounted by "
          + "\(Wording.percent(assumptions.yearlyDiscount)) a year")
      columns.number(
        "ltv_realised", zip(grouping.sums(billed), ever).map { ratio($0 * margin, Double($1)) },
        .money, "margin so far / accounts that ever were customers")
      if let won {
        let spent = isWhole ? [won.money.total] : grouping.sums(won.money.perAccount)
        let new = grouping.counts { won.origins.isNewCustomer[$0] }
        let rule = acquisition?.rule.name ?? ""
        let cac = zip(spent, new).map { cost($0, of: $1, level: level) }
        columns.count("new_customers", new, "accounts whose first deal was won in the time")
        columns.interval(
          "cac", cac, .money, "spend / new_customers; spend laid \(rule)",
          bounds: "of the number of new customers, exact Poisson")
        columns.number(
          "ltv_cac",
          zip(value, cac).map { value, cac in
            value.estimate.flatMap { value in cac.estimate.flatMap { ratio(value, $0) } }
          }, .ratio, "ltv / cac")
        columns.number(
          "payback_months",
          zip(arpa, cac).map { arpa, cac in
            guard let arpa, arpa * margin > 0 else { return nil }
            return cac.estimate.map { $0 / (arpa * margin) }
          }, .months, "cac / (arpa × gross margin); missing where the margin is not above 0")
      }
      columns.flag(
        "small", ever.map { $0 < smallBelow },
        "fewer than \(smallBelow) accounts ever were customers")
    }
  }

  /// What each account has paid until a day: mrr for the time each subscription ran.
  private static func billed(
    _ facts: SubscriptionFacts, until day: Int32, accounts: Int
  ) -> [Double] {
    var billed = [Double](repeating: 0, count: accounts)
    for row in facts.account.indices where facts.start[row] <= day {
      let end = min(facts.end[row].map { Int($0) } ?? Int(day), Int(day))
      let months = Double(max(0, end - Int(facts.start[row]))) / daysPerMonth
      billed[facts.account[row]] += facts.mrr[row] * months
    }
    return billed
  }
}
