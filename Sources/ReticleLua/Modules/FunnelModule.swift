import CRM
import Columns
import LuaHost
import Profiles

/// `funnel`: how deals move, by fit beside by channel.
enum FunnelModule {
  static let module = ModuleDescription(
    "funnel", "The funnel: conversion and velocity by fit and by channel, the pipeline by tier")

  static var functions: [HostFunction] { [stages, velocity, pipeline, opportunities, leads] }

  private static let table = LuaType.object(TableObject.luaType)
  private static let ideal = """
    local crm = open()
    local ideal = icp.define{ name = "Makers", criteria = { { "mid-market", 1, "firmographic", "employees >= 100" } } }
    local scored = ideal:score(crm.accounts)
    """
  private static let scored = Parameter(
    "accounts", table, "the accounts, scored where tiers are asked for")

  private static func keys(
    _ options: LuaTableContent, _ what: String, _ rows: Table, _ accounts: Table?,
    _ arguments: Arguments
  ) throws -> [CohortKey] {
    try CohortKeys.parse(
      options["by"], what: what, known: rows.names + (accounts?.names ?? []), arguments)
  }

  private static var stages: HostFunction {
    HostFunction(
      "stages", "How many of those who reach a stage reach the next",
      details: """
        A deal reached a stage if it has its date, or that of a later one; won comes last. Deals
        still open in a stage have not failed it: they are counted apart.
        """,
      [
        Parameter("crm", .object(CRMObject.luaType), "the crm"), scored,
        Parameter(
          "options",
          .options([
            CohortKeys.parameter,
            Parameter(
              "stages", .list(.any), "{ name, date column } each, in order",
              standard: "created, qualified_at, proposal_at, contract_at, as far as there are"),
            FitOptions.level,
          ]), "what to split by: \"tier\" beside \"source\"", standard: "all deals"),
      ],
      returns: [Returned(table, "one row a cohort and stage")],
      example: """
        \(ideal)
        print(funnel.stages(crm, scored, { by = "tier" }))
        print(funnel.stages(crm, scored, { by = "source" }))
        """,
      body: .swift { arguments in
        let deals = try arguments.object("crm", as: CRMObject.self).data.table("deals")
        let accounts = try arguments.object("accounts", as: TableObject.self).table
        let options = try arguments.options("options")
        var stages: [(name: String, column: String)] = []
        if let list = try options["stages"].tableContent()?.list {
          for item in list {
            let pair = try item.tableContent()?.list.compactMap(\.text)
            guard let name = pair?.first ?? item.text else {
              throw arguments.problem("a stage is { name, date column } or a date column")
            }
            stages.append((name, pair?.last ?? name))
          }
        } else {
          let usual = [
            ("created", "created"), ("qualified", "qualified_at"), ("proposal", "proposal_at"),
            ("contract", "contract_at"),
          ]
          stages = usual.filter { deals[$0.1]?.type.isTemporal ?? false }.map { ($0.0, $0.1) }
        }
        return [
          .object(
            TableObject(
              figures: try Metrics.funnel(
                deals, stages: stages, accounts: accounts,
                by: keys(options, "funnel.stages", deals, accounts, arguments),
                level: FitOptions.level(options, arguments))))
        ]
      })
  }

  private static var velocity: HostFunction {
    HostFunction(
      "velocity", "Expected profit per selling day, with its parts",
      details: "win rate × contract value × margin × lifetime ÷ days of the cycle.",
      [
        Parameter("crm", .object(CRMObject.luaType), "the crm"), scored,
        Parameter(
          "options",
          .options([
            CohortKeys.parameter,
            Parameter("margin", .number, "revenue after cost of goods / revenue", standard: "1"),
            Parameter("lifetime", .number, "years a customer stays", standard: "1"),
            Parameter(
              "window", .object(SpanObject.luaType), "only deals closed in it",
              standard: "all deals"), FitOptions.level,
          ]), "what to split by", standard: "all deals"),
      ],
      returns: [Returned(table, "one row a cohort")],
      example: "\(ideal)\nprint(funnel.velocity(crm, scored, { by = \"tier\", margin = 0.8 }))",
      body: .swift { arguments in
        let deals = try arguments.object("crm", as: CRMObject.self).data.table("deals")
        let accounts = try arguments.object("accounts", as: TableObject.self).table
        let options = try arguments.options("options")
        let hasWindow = options["window"].object is SpanObject
        return [
          .object(
            TableObject(
              figures: try Metrics.velocity(
                deals: deals, accounts: accounts,
                by: keys(options, "funnel.velocity", deals, accounts, arguments),
                margin: options["margin"].double ?? 1,
                lifetimeYears: options["lifetime"].double ?? 1,
                window: hasWindow ? FitOptions.window(options, "window", months: 12) : nil,
                asOf: Session.of(arguments.engine).options.asOf,
                level: FitOptions.level(options, arguments))))
        ]
      })
  }

  private static var pipeline: HostFunction {
    HostFunction(
      "pipeline", "Open deals by tier: their amount, the chance to win, what to expect",
      [
        Parameter("crm", .object(CRMObject.luaType), "the crm"), scored,
        Parameter(
          "options", .options([CohortKeys.parameter, FitOptions.level]),
          "what to split by besides the tier, such as \"owner\"", standard: "the tier alone"),
      ],
      returns: [Returned(table, "one row a cohort and tier")],
      example: "\(ideal)\nprint(funnel.pipeline(crm, scored, { by = \"owner\" }))",
      body: .swift { arguments in
        let deals = try arguments.object("crm", as: CRMObject.self).data.table("deals")
        let accounts = try arguments.object("accounts", as: TableObject.self).table
        let options = try arguments.options("options")
        return [
          .object(
            TableObject(
              figures: try Pipeline.byTier(
                deals: deals, accounts: accounts,
                by: keys(options, "funnel.pipeline", deals, accounts, arguments),
                asOf: Session.of(arguments.engine).options.asOf,
                level: FitOptions.level(options, arguments))))
        ]
      })
  }

  private static var opportunities: HostFunction {
    HostFunction(
      "opportunities", "Each open deal with its fit, its chance, what to expect, and its risk",
      [
        Parameter("crm", .object(CRMObject.luaType), "the crm"), scored,
        Parameter(
          "options", .options([FitOptions.inside, FitOptions.level]), "what is inside",
          standard: "tiers A, B and C"),
      ],
      returns: [Returned(table, "one row a deal, the most expected first")],
      example: "\(ideal)\nprint(funnel.opportunities(crm, scored):head(10))",
      body: .swift { arguments in
        let crm = try arguments.object("crm", as: CRMObject.self).data
        let options = try arguments.options("options")
        return [
          .object(
            TableObject(
              figures: try Pipeline.opportunities(
                deals: crm.table("deals"),
                accounts: arguments.object("accounts", as: TableObject.self).table,
                contacts: crm.contacts, inside: FitOptions.tiers(options),
                asOf: Session.of(arguments.engine).options.asOf,
                level: FitOptions.level(options, arguments))))
        ]
      })
  }

  private static var leads: HostFunction {
    HostFunction(
      "mix", "What shares of rows fall in each class, such as leads by tier and campaign",
      [
        Parameter("rows", table, "leads, contacts or deals, with account_id"), scored,
        Parameter("of", .text, "the class: a column of the rows or their accounts, as \"tier\""),
        Parameter(
          "options", .options([CohortKeys.parameter, FitOptions.level]),
          "what to split by, such as a campaign or a month", standard: "all rows"),
      ],
      returns: [Returned(table, "one row a cohort and class")],
      example: "\(ideal)\nprint(funnel.mix(crm.deals, scored, \"tier\", { by = \"source\" }))",
      body: .swift { arguments in
        let rows = try arguments.object("rows", as: TableObject.self).table
        let accounts = try arguments.object("accounts", as: TableObject.self).table
        let options = try arguments.options("options")
        return [
          .object(
            TableObject(
              figures: try Metrics.mix(
                rows, of: arguments.text("of") ?? "tier", accounts: accounts,
                by: keys(options, "funnel.mix", rows, accounts, arguments),
                level: FitOptions.level(options, arguments))))
        ]
      })
  }
}
