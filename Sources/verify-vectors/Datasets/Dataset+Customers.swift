import Columns
import Statistics

extension Dataset {
  /// `Kaplan-Meier of tenure …, event = Churn Yes, by Contract and overall: … at 12, 24, 60 months,
  /// median, restricted mean to 72; log-rank … (order A, B, C).`
  func survival() throws -> StatValue {
    let outcomes = try outcomes()
    guard let time = column(after: "Kaplan-Meier of "), let by = column(after: " by "),
      let tau = number(after: "restricted mean to "),
      let marks = spec.firstMatch(of: /\ at ([0-9, ]+) months/)
    else { throw Failure(description: "the sentence is not understood: \(spec)") }
    let times = marks.1.split(separator: ",").compactMap { Double(String($0).trimmed) }
    let durations = try outcomes.rows.numbers(time)
    let groups = try outcomes.rows.texts(by)
    var order = Set(groups).sorted()
    if let range = spec.firstRange(of: "(order "),
      let closing = spec[range.upperBound...].firstRange(of: ")")
    {
      order = spec[range.upperBound..<closing.lowerBound].split(separator: ",").map {
        String($0).trimmed
      }
    }
    func fields(_ keep: (String) -> Bool) -> StatObject {
      let rows = groups.indices.filter { keep(groups[$0]) }
      return [
        "durations": Self.numbers(rows.map { durations[$0] }),
        "events": Self.labels(rows.map { outcomes.won[$0] }),
      ]
    }
    var result = StatObject()
    for group in order {
      result[group] = try Self.curve(fields { $0 == group }, at: times, tau: tau)
    }
    result["all"] = try Self.curve(fields { _ in true }, at: times, tau: tau)
    let samples = order.map { group in StatValue.object(fields { $0 == group }) }
    result["log_rank"] = try Self.call("log_rank", ["groups": .array(samples)])
    return .object(result)
  }

  private static func curve(
    _ fields: StatObject, at times: [Double], tau: Double
  ) throws -> StatValue {
    let curve = try call("kaplan_meier", fields)
    let steps = curve["time"]?.elements?.compactMap(\.double) ?? []
    let events = curve["events"]?.elements?.compactMap(\.double).reduce(0, +) ?? 0
    var result: StatObject = [
      "n": curve["n"] ?? .null, "events": .integer(Int(events)), "median": curve["median"] ?? .null,
    ]
    for time in times {
      var point: StatObject = ["survival": 1.0, "std_error": 0.0, "low": 1.0, "high": 1.0]
      if let step = steps.lastIndex(where: { $0 <= time }) {
        for name in point.names { point[name] = curve[name]?.elements?[step] }
      }
      result["at_\(Int(time))"] = .object(point)
    }
    var limited = fields
    limited["tau"] = .number(tau)
    result["rmst_\(Int(tau))"] = try call("restricted_mean", limited)
    return .object(result)
  }

  /// `Retention from 2024-01-01 to 2024-12-31: customer = account_id, mrr_amount, start_date,
  /// end_date …`
  func retention() throws -> StatValue {
    guard let days = spec.firstMatch(of: /from ([0-9-]{10}) to ([0-9-]{10})/),
      let list = spec.firstMatch(of: /customer = (\w+), (\w+), (\w+), (\w+)/)
    else { throw Failure(description: "the sentence is not understood: \(spec)") }
    let rows = try table(with: String(list.1))
    let customers = try rows.texts(String(list.1))
    let amounts = try rows.numbers(String(list.2))
    let starts = try rows.texts(String(list.3))
    let ends = try rows.texts(String(list.4))
    func day(_ text: String) -> StatValue { text.isEmpty ? .null : .string(text) }
    let subscriptions = customers.indices.map { row in
      StatValue.object([
        "customer": .string(customers[row]),
        "mrr": amounts[row].map { .number($0) } ?? .null, "start": day(starts[row]),
        "end": day(ends[row]),
      ])
    }
    return try Self.call(
      "retention",
      [
        "subscriptions": .array(subscriptions), "from": .string(String(days.1)),
        "to": .string(String(days.2)),
      ])
  }

  /// Revenue of each calendar year by customer, each year against the next.
  func yearOverYear() throws -> StatValue {
    let rows = try table(with: "Order Date")
    let years = try rows.texts("Order Date").map { text in
      Self.day(text).map { Calendar.parts(days: $0).year }
    }
    guard let by = column(after: "per ") else {
      throw Failure(description: "the sentence names no customer: \(spec)")
    }
    let customers = try rows.texts(by)
    let sales = try rows.numbers("Sales")
    let distinct = Set(years.compactMap { $0 }).sorted()
    let names = Set(customers).sorted()
    let position = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var totals = Dictionary(
      uniqueKeysWithValues: distinct.map { ($0, [Double](repeating: 0, count: names.count)) })
    for row in customers.indices {
      guard let year = years[row], let amount = sales[row], let index = position[customers[row]]
      else { continue }
      totals[year]?[index] += amount
    }
    var result = StatObject()
    for (year, next) in zip(distinct, distinct.dropFirst()) {
      let change = try Retention(before: totals[year] ?? [], after: totals[next] ?? [])
      result["\(year)-\(next)"] = .object([
        "customers": .integer(change.startCustomers), "start": .number(change.startAmount),
        "kept": .number(change.keptAmount),
        "nrr": change.netRevenueRetention.map { .number($0) } ?? .null,
        "grr": change.grossRevenueRetention.map { .number($0) } ?? .null,
        "logo": change.logoRetention.map { .number($0) } ?? .null,
      ])
    }
    return .object(result)
  }

  /// `By Segment: order lines, Sales, Profit, margin = Profit/Sales.`
  func margins() throws -> StatValue {
    guard let by = column(after: "By ") else {
      throw Failure(description: "the sentence names no column: \(spec)")
    }
    return try grouped(by) { rows in
      let sales = Moments(try rows.numbers("Sales").map { $0 ?? .nan }).sum
      let profit = Moments(try rows.numbers("Profit").map { $0 ?? .nan }).sum
      return [
        "n": .integer(rows.kept.count), "sales": .number(sales), "profit": .number(profit),
        "margin": sales == 0 ? .null : .number(profit / sales),
      ]
    }
  }

  /// `By xyz_campaign_id as parsed: sums of …; CAC = Spent/Approved_Conversion …`
  func acquisitionCosts() throws -> StatValue {
    guard let by = column(after: "By ") else {
      throw Failure(description: "the sentence names no column: \(spec)")
    }
    return try grouped(by) { rows in
      func sum(_ column: String) throws -> Double {
        Moments(try rows.numbers(column).map { $0 ?? .nan }).sum
      }
      let (spend, customers) = (try sum("Spent"), try sum("Approved_Conversion"))
      let economics = try Self.call(
        "unit_economics",
        [
          "arpa_month": 0, "gross_margin": 0, "monthly_churn": 0, "spend": .number(spend),
          "new_customers": .number(customers),
        ])
      return [
        "spend": .number(spend), "customers": .number(customers),
        "impressions": .number(try sum("Impressions")), "clicks": .number(try sum("Clicks")),
        "cac": economics["cac"] ?? .null,
      ]
    }
  }

  private func grouped(_ column: String, _ figures: (Rows) throws -> StatObject) throws -> StatValue
  {
    let rows = try table(with: column)
    let keys = try rows.texts(column)
    var result = StatObject()
    for key in Set(keys).sorted() where !key.isEmpty {
      result[key] = .object(try figures(rows.filtered(keys.map { $0 == key })))
    }
    return .object(result)
  }
}
