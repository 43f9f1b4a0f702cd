import Basics
import Columns
import Statistics

/// What becomes of revenue, acquisition cost, retention and profit when more, or fewer, of the
/// opportunities come from companies inside the profile (N12, J4).
///
/// The past of companies inside and outside says what an opportunity of each brings: how often it
/// is won, for how much, how many customers stay, what serving them costs. A mix weighs the two.
/// What cannot be known from the past (whether as many opportunities inside can be had) is an
/// assumption, and the notes say so.
///
/// Ranges are of a bootstrap that draws companies of either side anew (Efron & Tibshirani, "An
/// Introduction to the Bootstrap", 1993, ch. 13): they hold what chance does, not what changes in
/// the market do.
public struct MixForecast {
  /// Shares of opportunities inside to look at; the actual one comes first in any case.
  public var mixes: [Double] = [0.25, 0.5, 0.75, 1]
  /// Opportunities in the time forecast; nil: as many as in the window before.
  public var opportunities: Double?
  /// Spend in the time forecast; nil: that of the window before.
  public var spend: Double?
  /// Revenue after cost of goods / revenue.
  public var margin = 0.8
  /// How far back the past goes that speaks.
  public var window = Window.months(12)
  public var inside = ["A", "B", "C"]
  public var resamples = 1000
  public var seed: UInt64 = 7
  public var level = 0.95

  public init() {}

  /// What is known of the past.
  public struct Sources {
    public var deals: Table
    public var subscriptions: Table?
    public var spend: Table?
    public var tickets: Table?
    public var costs = ServiceCosts()

    public init(deals: Table) { self.deals = deals }
  }

  /// One row a mix: `inside_share`, `revenue`, `new_customers`, `cac`, `retention`, `profit`, each
  /// with its range.
  ///
  /// - Parameter accounts: Scored: `account_id`, `tier`.
  /// - Throws: where one side has no opportunity to learn from, and for options that make no sense.
  /// - Complexity: O(accounts + deals) and O(resamples × companies with opportunities), of which
  ///   no more than ``blocks`` a side are drawn: beyond, several companies are drawn together.
  public func table(_ accounts: Table, _ sources: Sources, asOf: Int32) throws -> FigureTable {
    try check()
    let sides = try FitSides(accounts, tiers: inside)
    let past = try Past(accounts, sources, sides.inside, window: window, asOf: asOf)
    for (side, name) in [(0, "outside"), (1, "inside")] where past.blocks[side].isEmpty {
      throw Problem(
        .data, "forecast: no opportunity of the last \(window.text) is \(name) (\(sides.text))",
        hints: ["take a longer window, or other tiers as inside"])
    }
    let actual = past.insideShare
    let money = spend ?? past.spend
    let count = opportunities ?? Double(past.opportunities)
    let shares = [actual] + mixes.filter { $0 != actual }
    let point = outcome(past.sums(0), past.sums(1))
    var drawn: [(Rates, Rates)] = []
    var random = RandomStream(seed: seed)
    for _ in 0..<resamples {
      try Interruption.check()
      drawn.append(outcome(past.draw(0, &random), past.draw(1, &random)))
    }
    let rows = shares.map { share -> [Bounded] in
      let estimate = figures(share, point, count, money)
      let samples = drawn.map { figures(share, $0, count, money) }
      return estimate.indices.map { index in
        bounded(estimate[index], samples.compactMap { $0[index] })
      }
    }
    return try table(shares, rows, notes(past, count: count, money: money, sides))
  }

  // MARK: One mix

  /// What an opportunity of one side brings.
  struct Rates {
    /// Customers and revenue for an opportunity.
    var won, revenue: Double
    /// Paying customers that stay, of those there were; nil: none there.
    var retention: Double?
    /// Cost to serve a customer for the time.
    var service: Double
  }

  private func outcome(_ outside: Past.Sums, _ inside: Past.Sums) -> (Rates, Rates) {
    let rates = { (sums: Past.Sums) in
      Rates(
        won: sums.opportunities > 0 ? sums.won / sums.opportunities : 0,
        revenue: sums.opportunities > 0 ? sums.revenue / sums.opportunities : 0,
        retention: ratio(sums.stayed, sums.paying),
        service: sums.customers > 0 ? sums.service / sums.customers : 0)
    }
    return (rates(outside), rates(inside))
  }

  /// Revenue, new customers, cost of each, retention, profit.
  private func figures(
    _ share: Double, _ rates: (outside: Rates, inside: Rates), _ count: Double, _ money: Double?
  ) -> [Double?] {
    let fitting = count * share
    let rest = count * (1 - share)
    let revenue = fitting * rates.inside.revenue + rest * rates.outside.revenue
    let customersIn = fitting * rates.inside.won
    let customersOut = rest * rates.outside.won
    let customers = customersIn + customersOut
    // Who stays is a matter of who was won.
    var retention: Double?
    if customers > 0 {
      let parts = [(customersIn, rates.inside.retention), (customersOut, rates.outside.retention)]
      if parts.allSatisfy({ $0.0 == 0 || $0.1 != nil }) {
        retention = parts.reduce(0) { $0 + $1.0 * ($1.1 ?? 0) } / customers
      }
    }
    let service = customersIn * rates.inside.service + customersOut * rates.outside.service
    let profit = revenue * margin - service - (money ?? 0)
    return [revenue, customers, money.flatMap { ratio($0, customers) }, retention, profit]
  }

  private func bounded(_ estimate: Double?, _ samples: [Double]) -> Bounded {
    guard estimate != nil, samples.count > resamples / 2 else {
      return Bounded(estimate: estimate, low: nil, high: nil)
    }
    let sorted = samples.sorted()
    let tail = (1 - level) / 2
    return Bounded(
      estimate: estimate, low: Quantile.type7(sorted: sorted, tail),
      high: Quantile.type7(sorted: sorted, 1 - tail))
  }

  // MARK: The table

  private func table(
    _ shares: [Double], _ rows: [[Bounded]], _ notes: [String]
  ) throws -> FigureTable {
    let drawn = "percentiles of \(Wording.grouped(resamples)) bootstrap draws of companies"
    var columns = FigureBuilder(level: level)
    columns.text(
      "mix", shares.indices.map { $0 == 0 ? "as now" : Wording.percent(shares[$0]) + " inside" },
      "share of opportunities inside the profile")
    columns.number("inside_share", shares.map { $0 }, .share, "opportunities inside / all")
    let names: [(String, FigureDefinition.Unit, String)] = [
      ("revenue", .money, "opportunities × won amount / opportunity, of each side"),
      ("new_customers", .count, "opportunities × won / opportunity, of each side"),
      ("cac", .money, "spend / new customers"),
      ("retention", .share, "paying customers that stayed, weighed by who is won"),
      ("profit", .money, "revenue × margin - cost to serve - spend"),
    ]
    for (index, name) in names.enumerated() {
      columns.interval(name.0, rows.map { $0[index] }, name.1, name.2, bounds: drawn)
    }
    return FigureTable(
      table: try Table(name: "forecast", columns.columns, rowCount: shares.count),
      definitions: columns.definitions, notes: notes)
  }

  private func notes(
    _ past: Past, count: Double, money: Double?, _ sides: FitSides
  ) -> [String] {
    var notes = past.notes
    notes.append(
      "inside: \(sides.text); \(Wording.grouped(past.decided[1])) decided opportunities inside, "
        + "\(Wording.grouped(past.decided[0])) outside, of the last \(window.text)")
    notes.append(
      "assumes \(Wording.grouped(Int(count))) opportunities whatever the mix, and that new ones do as those did"
    )
    if money == nil {
      notes.append("no spend is known: cac is missing, and profit is before spend")
    }
    return notes
  }

  private func check() throws {
    for mix in mixes where !(mix >= 0 && mix <= 1) {
      throw Problem(
        .script, "forecast: a mix of \(mix.written) is no share", hints: ["0.6 means 60 % inside"])
    }
    if !(margin.isFinite && margin <= 1) {
      throw Problem(.script, "forecast: a margin is at most 1", hints: ["0.8 means 80 %"])
    }
    if let opportunities, !(opportunities >= 0 && opportunities <= 1e9) {
      throw Problem(
        .script, "forecast: the number of opportunities must be from 0 to 1,000,000,000")
    }
    if !(level > 0 && level < 1) {
      throw Problem(.script, "forecast: the confidence must be between 0 and 1")
    }
    guard (100...100_000).contains(resamples) else {
      throw Problem(.script, "forecast: from 100 to 100,000 resamples")
    }
  }
}
