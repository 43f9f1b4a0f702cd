import Basics
import CRM
import Columns
import LuaHost
import Profiles

/// Metrics of what customers bring and take: margin, service, use, satisfaction, concentration.
enum ServiceMetrics {
  private typealias O = MetricOptions

  static var all: [HostFunction] { [margin, costToServe, engagement, satisfaction, concentration] }

  private static let revenue = Parameter(
    "revenue", .oneOf([.choice(["deals", "subscriptions"]), O.table]),
    "where revenue comes from: won deals, what subscriptions billed so far, or a table of account_id, date, amount and cost or profit",
    standard: "deals, else subscriptions")

  private static let costs = [
    Parameter("ticket", .number, "what a ticket costs", standard: "0"),
    Parameter("hour", .number, "what an hour of work on a ticket costs", standard: "0"),
    Parameter(
      "hours", .text, "the column of tickets with hours of work",
      standard: "hours, where an hour costs something"),
  ]

  private static func costs(of call: MetricCall) -> ServiceCosts {
    let perHour = call.options["hour"].double ?? 0
    return ServiceCosts(
      perTicket: call.options["ticket"].double ?? 0, perHour: perHour,
      hours: call.options["hours"].text ?? (perHour > 0 ? "hours" : nil))
  }

  private static var margin: HostFunction {
    HostFunction(
      "margin", "What customers bring after cost of goods and cost to serve",
      [O.subject("revenue: account_id, amount, and cost or profit"), O.options([revenue] + costs)],
      returns: [O.returned],
      example: """
        local crm = open()
        print(metrics.margin(crm, { by = "industry", hour = 60, ticket = 5 }))
        print(metrics.margin(crm, { by = "product" }))
        """,
      body: .swift { arguments in
        let call = try MetricCall(arguments, rows: "deals", rowsOf: RevenueRows.read)
        let costs = costs(of: call)
        let counts = costs.perTicket > 0 || costs.perHour > 0
        let tickets = counts ? try call.table("tickets") : nil
        return try call.parts { rows, accounts, keys in
          try Metrics.margin(
            revenue: rows, tickets: tickets, costs: costs, accounts: accounts, by: keys,
            level: call.level)
        }
      })
  }

  private static var costToServe: HostFunction {
    HostFunction(
      "cost_to_serve", "Tickets, hours and money that serving an account takes",
      [
        O.subject("tickets"),
        O.options(
          costs + [
            Parameter(
              "customers_only", .boolean, "count only accounts that are customers",
              standard: "false"), revenue,
          ]),
      ],
      returns: [O.returned],
      example:
        "print(metrics.cost_to_serve(open(), { by = \"industry\", hour = 60, customers_only = true }))",
      body: .swift { arguments in
        let call = try MetricCall(arguments, rows: "tickets")
        let costs = costs(of: call)
        var base = try call.allAccounts()
        if call.options["customers_only"].bool ?? false {
          guard let crm = arguments["crm"].object as? CRMObject else {
            throw arguments.problem("'customers_only' needs the crm, not a table")
          }
          let customers = try crm.table("customers").table
          let known = try base.joinLookup(customers, on: [("account_id", "account_id")])
          base = base.filter(Bitmap(count: base.rowCount) { known.base[$0] >= 0 })
        }
        let revenue = try call.data.flatMap { data in
          data.deals != nil || data.subscriptions != nil || !call.options["revenue"].isNil
            ? try RevenueRows.read(data, call.options) : nil
        }
        return try call.result {
          try Metrics.parts(of: call.rows, accounts: base, by: call.keys) { rows, keys in
            try Metrics.costToServe(
              tickets: rows, costs: costs, revenue: revenue, accounts: base, by: keys,
              level: call.level)
          }
        }
      })
  }

  private static var engagement: HostFunction {
    HostFunction(
      "engagement", "How much customers use the product, compared with others on their plan",
      [
        O.subject("usage"),
        O.options([
          Parameter(
            "measure", .text, "the column of use", standard: "events, active_users or rows"),
          Parameter(
            "plan", .text, "the column of accounts that says whom to compare with",
            standard: "all accounts"),
          Parameter(
            "window", .oneOf([O.span, .integer]), "how long a time before the as-of date",
            standard: "days(90)"),
        ]),
      ],
      returns: [O.returned],
      example: "print(metrics.engagement(open(), { by = \"industry\", measure = \"events\" }))",
      body: .swift { arguments in
        let call = try MetricCall(arguments, rows: "usage")
        let measure =
          call.options["measure"].text
          ?? ["events", "active_users"].first { call.rows[$0] != nil }
        let days = try call.days("window", standard: 90)
        let usage = try linked(call)
        return try call.result {
          try Metrics.parts(of: usage, accounts: try call.allAccounts(), by: call.keys) {
            try Metrics.engagement(
              usage: $0, accounts: try call.allAccounts(), by: $1, measure: measure,
              plan: call.options["plan"].text, asOf: call.asOf, days: days, level: call.level)
          }
        }
      })
  }

  /// Use that names a subscription belongs to its account.
  private static func linked(_ call: MetricCall) throws -> Table {
    guard call.rows["account_id"] == nil, call.rows["subscription_id"] != nil else {
      return call.rows
    }
    let subscriptions = try call.table("subscriptions")
    let rows = try call.rows.joinLookup(
      subscriptions, on: [("subscription_id", "subscription_id")])
    return try call.rows.with([
      ("account_id", try subscriptions.column("account_id").take(optional: rows))
    ])
  }

  private static var satisfaction: HostFunction {
    HostFunction(
      "satisfaction", "What customers say: NPS, satisfaction, promoters; tickets and escalations",
      [
        O.subject("surveys"),
        O.options([
          Parameter(
            "tickets", O.table, "tickets, with satisfaction and escalated where known",
            standard: "crm.tickets")
        ]),
      ],
      returns: [O.returned],
      example: "print(metrics.satisfaction(open(), { by = \"industry\" }))",
      body: .swift { arguments in
        let call = try MetricCall(arguments, rows: "surveys", rowsOf: surveys)
        let tickets = call.optional("tickets").flatMap { $0["account_id"] == nil ? nil : $0 }
        return try call.parts { rows, accounts, keys in
          try Metrics.satisfaction(
            surveys: rows, tickets: tickets, accounts: accounts, by: keys, level: call.level)
        }
      })
  }

  /// Without surveys, what customers said after tickets is all there is.
  private static func surveys(
    _ data: CRMData, _ options: LuaTableContent
  ) throws -> Table {
    if data.surveys == nil, let tickets = data.tickets, tickets["satisfaction"] != nil,
      tickets["account_id"] != nil
    {
      return try tickets.select(["account_id"]).with([
        ("csat", Column.missing(type: .number, count: tickets.rowCount))
      ]).named("surveys")
    }
    return try data.table("surveys")
  }

  private static var concentration: HostFunction {
    HostFunction(
      "concentration", "How much of the revenue hangs on few accounts; revenue shares of cohorts",
      [
        O.subject("revenue: account_id and amount"),
        O.options([
          revenue,
          Parameter(
            "top", .list(.integer), "how many of the largest accounts to look at",
            standard: "{ 1, 5, 10 }"),
        ]),
      ],
      returns: [O.returned],
      example: "print(metrics.concentration(open(), { by = \"industry\", top = { 1, 3 } }))",
      body: .swift { arguments in
        let call = try MetricCall(arguments, rows: "deals", rowsOf: RevenueRows.read)
        let top = try call.options["top"].tableContent()?.list.compactMap(\.int) ?? [1, 5, 10]
        return try call.parts { rows, accounts, keys in
          try Metrics.concentration(revenue: rows, accounts: accounts, by: keys, top: top)
        }
      })
  }
}
