import Basics
import CRM
import Columns
import LuaHost
import LuaLift
import Profiles

/// Metrics of money spent: acquisition, spend by channel.
enum SpendMetrics {
  private typealias O = MetricOptions

  static var all: [HostFunction] { [acquisition, spend] }

  private static let rules = ["per_opportunity", "per_new_customer", "per_touch", "by_source"]

  /// Options that say how spend is laid on cohorts.
  static let rule = [
    Parameter(
      "rule", .oneOf([.choice(rules), .rowFunction]),
      "how spend is laid on accounts: in equal parts per_opportunity, per_new_customer or per_touch; by_source: what a source cost on its own opportunities; or in proportion to a value of the account",
      standard: "\"per_opportunity\""),
    Parameter(
      "source", .text, "the column that spend and deals share, for by_source",
      standard: "campaign, else channel or source"),
  ]

  static func rule(of call: MetricCall) throws -> Allocation {
    switch call.options["rule"].text {
    case nil where call.options["rule"].isNil: return .perOpportunity
    case "per_opportunity": return .perOpportunity
    case "per_new_customer": return .perNewCustomer
    case "per_touch": return .perTouch(try call.table("touches"))
    case "by_source":
      let (spend, deals) = (try call.table("spend"), try call.table("deals"))
      if let name = call.options["source"].text {
        _ = try spend.column(name)
        _ = try deals.column(name)
        return .bySource(spend: name, deals: name)
      }
      for (name, other) in [
        ("campaign", "campaign"), ("channel", "channel"), ("source", "source"),
        ("channel", "source"),
      ] where spend[name] != nil && deals[other] != nil {
        return .bySource(spend: name, deals: other)
      }
      throw call.arguments.problem(
        "spend and deals share no column campaign, channel or source",
        hints: ["source = \"COLUMN\" names one"])
    default:
      return .byValue(
        try RowFunction(
          call.options["rule"], what: "\(call.arguments.function.qualifiedName): rule",
          in: call.arguments.engine))
    }
  }

  private static var acquisition: HostFunction {
    HostFunction(
      "acquisition", "What winning a customer costs (CAC), and what the spend brought back (ROI)",
      details: """
        A new customer is an account whose first deal ever was won in the time. How spend is laid on
        cohorts is a choice; its name stands in the definitions. A key that only deals have (source,
        campaign, product) is that of the account's first deal.
        """,
      [
        O.subject("spend"),
        O.options(
          [
            O.window, O.from, O.to,
            Parameter(
              "margin", .number, "share of revenue that is left, for the return",
              standard: "1: all of it"),
          ] + rule),
      ],
      returns: [O.returned],
      example: """
        local crm = open()
        local t = metrics.acquisition(crm, { by = "industry", rule = "per_opportunity", window = years(1) })
        print(t:select("industry", "spend", "new_customers", "cac", "cac.low", "cac.high", "roi", "small"))
        print(t:definition "cac")
        """,
      body: .swift { arguments in
        let call = try MetricCall(arguments, rows: "spend")
        let time = try call.time(.months(12))
        let rule = try rule(of: call)
        return try call.result {
          try Metrics.acquisition(
            spend: call.rows, deals: try call.table("deals"), accounts: try call.allAccounts(),
            by: call.keys, rule: rule, from: time.from, to: time.to,
            grossMargin: call.options["margin"].double ?? 1, level: call.level)
        }
      })
  }

  private static var spend: HostFunction {
    HostFunction(
      "spend", "Spend by channel or campaign, where its rows count the customers themselves",
      [
        O.subject("spend"),
        O.options([
          Parameter(
            "customers", .text, "the column that counts customers won",
            standard: "\"conversions\"")
        ]),
      ],
      returns: [O.returned],
      example: """
        local spend = open().spend:with{ conversions = "clicks" }
        print(metrics.spend(spend, { by = "channel" }))
        """,
      body: .swift { arguments in
        let call = try MetricCall(arguments, rows: "spend")
        return try call.result {
          try Metrics.spend(
            call.rows, by: call.keys, customers: call.options["customers"].text ?? "conversions",
            level: call.level)
        }
      })
  }
}
