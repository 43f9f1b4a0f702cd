import Basics
import CRM
import Columns
import LuaHost
import LuaLift
import Profiles

/// Metrics of selling: velocity, friction, funnel, the worth of fit.
enum SalesMetrics {
  private typealias O = MetricOptions

  static var all: [HostFunction] { [velocity, friction, uplift, funnel] }

  private static var velocity: HostFunction {
    HostFunction(
      "velocity", "The expected profit of a day of selling, with its parts: the one ranking number",
      details: """
        win rate × value × margin × lifetime ÷ cycle days. margin = "measured" takes the cost of won
        deals, lifetime = "measured" the churn of the customers that they won.
        """,
      [
        O.subject("deals"),
        O.options([
          Parameter(
            "margin", .oneOf([.number, .choice(["measured"])]), "share of the amount that is left",
            standard: "1: all of it"),
          Parameter(
            "lifetime", .oneOf([.number, .choice(["measured"])]), "years that a customer stays",
            standard: "1"),
          Parameter(
            "cap", .number, "the most years that a measured lifetime may be", standard: "5"),
          Parameter(
            "window", O.span, "only deals that closed in this time before the as-of date",
            standard: "all deals"), O.grace,
        ]),
      ],
      returns: [O.returned],
      example: """
        local t = metrics.velocity(open(), { by = "industry", margin = 0.8, lifetime = "measured" })
        print(t:select("industry", "n", "profit_per_day", "profit_per_day.low", "profit_per_day.high",
          "win_rate", "value", "lifetime_years", "cycle_days"))
        """,
      body: .swift { arguments in
        let call = try MetricCall(arguments, rows: "deals")
        let isMeasured = call.options["lifetime"].text != nil
        let lifetime: Lifetime =
          isMeasured
          ? .measured(
            subscriptions: try call.table("subscriptions"), cap: call.options["cap"].double ?? 5,
            grace: try call.days("grace", standard: 30))
          : .years(call.options["lifetime"].double ?? 1)
        let margin = call.options["margin"]
        return try call.result {
          try Metrics.velocity(
            deals: call.rows, accounts: call.accounts, by: call.keys,
            margin: margin.text != nil ? nil : margin.double ?? 1, lifetime: lifetime,
            window: call.window(), asOf: call.asOf, level: call.level)
        }
      })
  }

  private static let difficulties = [
    "discount", "back_steps", "legal_days", "procurement_days", "security_days",
  ]

  private static var friction: HostFunction {
    HostFunction(
      "friction", "How hard deals are to bring home: cycle, discount, steps back, legal days",
      details: """
        The mean place of each deal among all closed deals in its parts: 0 the easiest, 100 the
        hardest. The part cycle is the days from created to closed; back_steps are counted from the
        stage history where the stages are given in their order.
        """,
      [
        O.subject("deals"),
        O.options([
          Parameter(
            "parts", .oneOf([.text, .list(.text)]),
            "numeric columns of deals of which more means harder, and cycle",
            standard: "cycle, and of discount, back_steps, legal_days, … those that are there"),
          Parameter(
            "stages", .list(.text), "stages in their order, to count steps back in the history",
            standard: "none"),
        ]),
      ],
      returns: [O.returned],
      example:
        "print(metrics.friction(open(), { by = \"industry\", parts = { \"cycle\", \"discount\" } }))",
      body: .swift { arguments in
        let call = try MetricCall(arguments, rows: "deals")
        var deals = call.rows
        let stages = try call.texts("stages")
        if !stages.isEmpty {
          deals = try Metrics.withBackSteps(
            deals, history: try call.table("stage_history"), stages: stages)
        }
        var parts = try call.texts("parts")
        if parts.isEmpty { parts = ["cycle"] + difficulties.filter { deals[$0] != nil } }
        return try call.result {
          try Metrics.friction(
            deals: deals, accounts: call.accounts, by: call.keys, parts: parts, level: call.level)
        }
      })
  }

  private static var uplift: HostFunction {
    HostFunction(
      "uplift", "How much more often deals are won inside a profile than outside it",
      [
        O.subject("deals"),
        O.options([
          Parameter(
            "inside", .oneOf([.rowFunction, .object(ICPObject.luaType)]),
            "what a deal with its account has to meet, or an ICP: any of its tiers"),
          Parameter(
            "window", O.span, "only deals that closed in this time before the as-of date",
            standard: "all deals"),
        ]),
      ],
      returns: [O.returned],
      example: """
        local crm = open()
        local t = metrics.uplift(crm, { inside = "employees >= 100 and employees <= 1000" })
        assert(t["uplift.low"] <= t.uplift and t.uplift <= t["uplift.high"])
        """,
      body: .swift { arguments in
        let call = try MetricCall(arguments, rows: "deals")
        let condition = call.options["inside"]
        let inside: any RowTest
        if let object = condition.object as? ICPObject {
          inside = ICPTier(icp: object.icp)
        } else {
          inside = try RowFunction(condition, what: "metrics.uplift", in: arguments.engine)
        }
        return try call.result {
          try Metrics.uplift(
            deals: call.rows, accounts: call.accounts, inside: inside, by: call.keys,
            window: call.window(), asOf: call.asOf, level: call.level)
        }
      })
  }

  private static var funnel: HostFunction {
    HostFunction(
      "funnel", "How many of those who reach a stage reach the next, by cohort or by channel",
      details: """
        A deal reached a stage if it has its date or that of a later one. Deals still open in a stage
        are in no rate. Stages are date columns, { name, column } pairs, or names of stages where the
        crm has a history of them.
        """,
      [
        O.subject("deals or leads"),
        O.options([
          Parameter(
            "stages", .list(.any), "the stages in their order",
            standard: "created, then the date columns that end in _at"),
          Parameter(
            "window", O.span, "only rows created in this time before the as-of date",
            standard: "all"),
        ]),
      ],
      returns: [Returned(O.table, "one row a cohort and stage")],
      example: """
        local crm = open()
        print(metrics.funnel(crm, { by = "source", stages = { "created", { "qualified", "qualified_at" }, "proposal_at" } }))
        """,
      body: .swift { arguments in
        let call = try MetricCall(arguments, rows: "deals")
        var rows = call.rows
        if let window = call.window() {
          let created = try rows.column("created")
          let first = window.start(before: call.asOf)
          rows = rows.filter(
            Bitmap(count: rows.rowCount) { row in
              created.day(row).map { $0 >= first && $0 <= call.asOf } ?? false
            })
        }
        let stages = try self.stages(call, of: &rows)
        return try call.result {
          try Metrics.funnel(
            rows, stages: stages, accounts: call.accounts, by: call.keys, level: call.level)
        }
      })
  }

  /// Stages by name and date column; those that only the history knows become columns.
  private static func stages(
    _ call: MetricCall, of rows: inout Table
  ) throws -> [(name: String, column: String)] {
    let given = try call.options["stages"].tableContent()?.list ?? []
    if given.isEmpty {
      let dated = zip(rows.names, rows.types).filter { name, type in
        type.isTemporal && name.hasSuffix("_at") && !["closed_at", "created_at"].contains(name)
      }.map(\.0)
      let first = rows["created"] == nil ? [] : ["created"]
      if dated.isEmpty && first.isEmpty {
        throw call.arguments.problem(
          "no date columns of stages were found",
          hints: ["stages = { \"created\", \"qualified_at\" } names them in their order"])
      }
      return (first + dated).map { ($0, $0) }
    }
    var pairs: [(name: String, column: String)] = []
    var fromHistory: [String] = []
    for stage in given {
      if let name = stage.text {
        if rows[name] == nil, call.data?[.stageHistory] != nil { fromHistory.append(name) }
        pairs.append((name, name))
      } else if let pair = try stage.tableContent()?.list, pair.count == 2, let name = pair[0].text,
        let column = pair[1].text
      {
        pairs.append((name, column))
      } else {
        throw call.arguments.problem(
          "a stage is a date column or { name, column }",
          hints: ["{ \"qualified\", \"qualified_at\" }"])
      }
    }
    if !fromHistory.isEmpty {
      rows = try Metrics.stageDates(
        rows, history: try call.table("stage_history"), stages: fromHistory)
    }
    return pairs
  }
}
