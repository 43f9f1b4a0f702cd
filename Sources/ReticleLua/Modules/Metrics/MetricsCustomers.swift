import Basics
import CRM
import Columns
import LuaHost
import Profiles

/// Metrics of customers over time: retention, survival, renewal, lifetime value.
enum CustomerMetrics {
  private typealias O = MetricOptions

  static var all: [HostFunction] {
    [retention, survival, survivalCurve, triangle, renewal, unitEconomics]
  }

  private static var retention: HostFunction {
    HostFunction(
      "retention",
      "What became of the customers of one day by another: NRR, GRR, logo retention, expansion",
      details: """
        From subscriptions: accounts that pay on the first day, and what the same accounts pay on the
        last. From revenue without subscriptions (revenue = "deals", or a table of account_id, date
        and amount): what the customers of one period bought in the next of the same length.
        Sources that contradict each other about who left are told in the notes.
        """,
      [
        O.subject("subscriptions"),
        O.options([
          Parameter("window", O.span, "how long between the days", standard: "years(1)"),
          Parameter("from", .date, "the first day", standard: "a window before the last"), O.to,
          Parameter(
            "revenue", .oneOf([.choice(["deals"]), O.table]),
            "go by revenue of two periods instead of subscriptions", standard: "subscriptions"),
        ]),
      ],
      returns: [O.returned], errors: ["neither subscriptions nor revenue"],
      example: """
        local crm = open()
        local t = metrics.retention(crm, { by = "industry", window = years(1) })
        print(t:select("industry", "customers", "nrr", "nrr.low", "nrr.high", "logo_retention", "small"))
        print(metrics.retention(crm, { window = years(2) }))   -- after 24 months
        """,
      body: .swift { arguments in
        let wantsRevenue = try !arguments.options("options")["revenue"].isNil
        if wantsRevenue { return try byRevenue(arguments) }
        let call = try MetricCall(arguments, rows: "subscriptions")
        if call.rows["start"] == nil, call.rows["amount"] != nil { return try byRevenue(arguments) }
        let to = call.date("to") ?? call.asOf
        let from =
          call.date("from") ?? call.day(before: to, call.window() ?? .months(12))
        let cancellations = call.data?[.cancellations]
        return try call.parts { rows, accounts, keys in
          try Metrics.retention(
            subscriptions: rows, accounts: accounts,
            cancellations: cancellations.flatMap {
              $0["account_id"] != nil && $0["date"] != nil ? $0 : nil
            }, by: keys, from: from, to: to, level: call.level)
        }
      })
  }

  private static func byRevenue(_ arguments: Arguments) throws -> [LuaValue] {
    let call = try MetricCall(arguments, rows: "deals", rowsOf: RevenueRows.read)
    let to = call.date("to") ?? call.asOf
    let middle = call.date("from") ?? call.day(before: to, call.window() ?? .months(12))
    guard middle < to else {
      throw arguments.problem("the first day must come before the last")
    }
    // The period before is as long: in months where it was said in months.
    let first =
      call.date("from") == nil
      ? call.day(before: middle, call.window() ?? .months(12))
      : Int32(clamping: 2 * Int(middle) - Int(to))
    return try call.parts { rows, accounts, keys in
      try Metrics.retention(
        revenue: rows, accounts: accounts, by: keys, before: (first + 1)...middle,
        after: (middle + 1)...to, level: call.level)
    }
  }

  private static var survival: HostFunction {
    HostFunction(
      "survival", "How long customers stay: shares left after months, median, churn a month",
      details: """
        Kaplan and Meier's estimate: who is still there counts for as long as that has been. The
        log-rank test between cohorts is in the notes.
        """,
      [
        O.subject("subscriptions"),
        O.options([
          Parameter(
            "months", .list(.integer), "months after the start to look at",
            standard: "{ 12, 24 }"), O.grace,
        ]),
      ],
      returns: [O.returned],
      example: "print(metrics.survival(open(), { by = \"industry\", months = { 6, 12, 24 } }))",
      body: .swift { arguments in
        let call = try MetricCall(arguments, rows: "subscriptions")
        let months = try call.options["months"].tableContent()?.list.compactMap(\.int)
        if let months, months.isEmpty || months.contains(where: { !(0...1200).contains($0) }) {
          throw arguments.problem("'months' must be numbers from 0 to 1200")
        }
        let grace = try call.days("grace", standard: 30)
        return try call.parts { rows, accounts, keys in
          try Metrics.survival(
            subscriptions: rows, accounts: accounts, by: keys, asOf: call.asOf,
            months: months ?? [12, 24], grace: grace, level: call.level)
        }
      })
  }

  private static var survivalCurve: HostFunction {
    HostFunction(
      "survival_curve", "The survival curve of customers, month by month",
      [
        O.subject("subscriptions"),
        O.options([
          Parameter("step", .integer, "months from one row to the next", standard: "1"), O.grace,
        ]),
      ],
      returns: [Returned(O.table, "one row a cohort and month")],
      example: """
        local curve = metrics.survival_curve(open(), { step = 3 })
        assert(curve[1].month == 0 and curve[1].left == 1)
        """,
      body: .swift { arguments in
        let call = try MetricCall(arguments, rows: "subscriptions")
        let grace = try call.days("grace", standard: 30)
        return try call.result {
          try Metrics.survivalCurve(
            subscriptions: call.rows, accounts: call.accounts, by: call.keys, asOf: call.asOf,
            step: call.options["step"].int ?? 1, grace: grace, level: call.level)
        }
      })
  }

  private static var triangle: HostFunction {
    HostFunction(
      "triangle",
      "The retention triangle: cohorts of first purchase, and what is left of each as it ages",
      [
        O.subject("subscriptions"),
        O.options([
          Parameter(
            "period", .choice(Period.allCases.map(\.rawValue)), "how long a period is",
            standard: "\"quarter\"")
        ]),
      ],
      returns: [Returned(O.table, "one row a cohort and age")],
      example: """
        local t = metrics.triangle(open(), { period = "quarter" })
        print(t:where "age % 4 == 0")
        """,
      body: .swift { arguments in
        let call = try MetricCall(arguments, rows: "subscriptions")
        let period = call.options["period"].text.flatMap(Period.init(rawValue:)) ?? .quarter
        return try call.result {
          try Metrics.triangle(
            subscriptions: call.rows, accounts: call.accounts, by: call.keys, period: period,
            asOf: call.asOf, level: call.level)
        }
      })
  }

  private static var renewal: HostFunction {
    HostFunction(
      "renewal", "How many subscriptions that ended were renewed, by number and by money",
      [O.subject("subscriptions"), O.options([O.window, O.from, O.to, O.grace])],
      returns: [O.returned],
      example: "print(metrics.renewal(open(), { by = \"plan\", window = years(2) }))",
      body: .swift { arguments in
        let call = try MetricCall(arguments, rows: "subscriptions")
        let time = try call.time(.months(12))
        let grace = try call.days("grace", standard: 30)
        return try call.result {
          try Metrics.renewal(
            subscriptions: call.rows, accounts: call.accounts, by: call.keys, from: time.from,
            to: time.to, asOf: call.asOf, grace: grace, level: call.level)
        }
      })
  }

  private static var unitEconomics: HostFunction {
    HostFunction(
      "unit_economics",
      "Lifetime value, expected and realised, against what winning a customer costs; payback",
      details: """
        Cost of acquisition is worked out where the crm has spend and deals; how spend is laid on
        cohorts is a rule by name, as in metrics.acquisition.
        """,
      [
        O.subject("subscriptions"),
        O.options(
          [
            Parameter(
              "margin", .number, "share of revenue left after cost of goods and service",
              standard: "1: all of it"),
            Parameter(
              "discount", .number, "what money a year from now is worth less", standard: "0.1"),
            Parameter(
              "horizon", .integer, "months that the discounted value looks ahead", standard: "60"),
            O.grace, O.window, O.from, O.to,
          ] + SpendMetrics.rule),
      ],
      returns: [O.returned],
      example: """
        local t = metrics.unit_economics(open(), { by = "industry", margin = 0.8, rule = "per_opportunity" })
        print(t:select("industry", "customers", "ltv", "ltv.low", "ltv.high", "cac", "ltv_cac", "payback_months"))
        print(t:definition "cac")
        """,
      body: .swift { arguments in
        let call = try MetricCall(arguments, rows: "subscriptions")
        var assumptions = EconomicAssumptions(grossMargin: call.options["margin"].double ?? 1)
        if let discount = call.options["discount"].double { assumptions.yearlyDiscount = discount }
        if let horizon = call.options["horizon"].int {
          guard (0...1200).contains(horizon) else {
            throw arguments.problem("'horizon' must be from 0 to 1200 months")
          }
          assumptions.horizonMonths = horizon
        }
        assumptions.graceDays = try call.days("grace", standard: 30)
        let time = try call.time(.months(12))
        var source: AcquisitionSource?
        if let spend = call.data?.spend, let deals = call.data?.deals, call.accounts != nil {
          source = AcquisitionSource(
            spend: spend, deals: deals, rule: try SpendMetrics.rule(of: call), from: time.from,
            to: time.to)
        }
        return try call.parts { rows, accounts, keys in
          try Metrics.unitEconomics(
            subscriptions: rows, accounts: accounts, by: keys, asOf: call.asOf,
            assuming: assumptions, acquisition: source, level: call.level)
        }
      })
  }
}
