import CRM
import Columns
import LuaHost
import Profiles

/// `spill`: budget that reaches companies outside the profile.
enum SpillModule {
  static let module = ModuleDescription(
    "spill", "Spill: what of lists, campaigns and money reaches companies that do not fit")

  static var functions: [HostFunction] { [audience, campaigns, compare, ledger] }

  private static let table = LuaType.object(TableObject.luaType)
  private static let ideal = """
    local crm = open()
    local ideal = icp.define{ name = "Makers", criteria = { { "mid-market", 1, "firmographic", "employees >= 100" } } }
    local scored = ideal:score(crm.accounts)
    """
  private static let scored = Parameter("accounts", table, "the accounts, scored by a profile")

  private static var audience: HostFunction {
    HostFunction(
      "audience", "What share of a list is at companies outside the profile",
      [
        Parameter("list", table, "people or companies, with account_id"), scored,
        Parameter(
          "options",
          .options([
            CohortKeys.parameter, FitOptions.inside,
            Parameter("cost", .number, "money for each row", standard: "no money"),
            FitOptions.level,
          ]), "what to split by, what a row costs", standard: "the whole list"),
      ],
      returns: [Returned(table, "one row a cohort of the list, the most spill first")],
      example:
        "\(ideal)\nprint(spill.audience(crm.contacts, scored, { by = \"department\", cost = 4 }))",
      body: .swift { arguments in
        let list = try arguments.object("list", as: TableObject.self).table
        let accounts = try arguments.object("accounts", as: TableObject.self).table
        let options = try arguments.options("options")
        return [
          .object(
            TableObject(
              figures: try AudienceSpill.table(
                list, accounts: accounts,
                by: CohortKeys.parse(
                  options["by"], what: "spill.audience", known: list.names + accounts.names,
                  arguments),
                inside: FitOptions.tiers(options), cost: options["cost"].double,
                level: FitOptions.level(options, arguments))))
        ]
      })
  }

  private static var campaigns: HostFunction {
    HostFunction(
      "campaigns", "The spend of each campaign that reached companies outside the profile",
      details:
        "A campaign's money is taken to be spread evenly over its touches of known companies.",
      [
        Parameter("crm", .object(CRMObject.luaType), "the crm: its spend and touches"), scored,
        Parameter(
          "options", .options([FitOptions.inside, FitOptions.level]), "what is inside",
          standard: "tiers A, B and C"),
      ],
      returns: [Returned(table, "one row a campaign, the most spend first")],
      example: "\(ideal)\nprint(spill.campaigns(crm, scored):head(10))",
      body: .swift { arguments in
        let crm = try arguments.object("crm", as: CRMObject.self).data
        let options = try arguments.options("options")
        return [
          .object(
            TableObject(
              figures: try Metrics.spill(
                spend: crm.table("spend"), touches: crm.table("touches"),
                accounts: arguments.object("accounts", as: TableObject.self).table,
                inside: FitOptions.tiers(options), level: FitOptions.level(options, arguments))))
        ]
      })
  }

  private static var compare: HostFunction {
    HostFunction(
      "compare", "Persona first against ICP first, on the same people",
      details: """
        Persona first is everybody of a persona; ICP first, those of them at companies inside the
        profile. With the crm's deals: what became of the companies each way reaches.
        """,
      [
        Parameter("people", table, "people mapped to personas, not yet kept to accounts"), scored,
        Parameter(
          "options",
          .options([
            FitOptions.inside, Parameter("cost", .number, "money for each person", standard: "1"),
            Parameter("deals", table, "deals, for win rates", standard: "none"), FitOptions.level,
          ]), "what is inside, what a person costs", standard: "tiers A, B and C"),
      ],
      returns: [Returned(table, "one row a way of choosing")],
      example: """
        \(ideal)
        local people = personas.map(crm.contacts, { personas.define{ name = "Eddy", department = "engineering" } })
        print(spill.compare(people, scored, { cost = 6, deals = crm.deals }))
        """,
      body: .swift { arguments in
        let options = try arguments.options("options")
        return [
          .object(
            TableObject(
              figures: try AudienceSpill.compare(
                arguments.object("people", as: TableObject.self).table,
                accounts: arguments.object("accounts", as: TableObject.self).table,
                inside: FitOptions.tiers(options), cost: options["cost"].double ?? 1,
                deals: (options["deals"].object as? TableObject)?.table,
                level: FitOptions.level(options, arguments))))
        ]
      })
  }

  private static var ledger: HostFunction {
    HostFunction(
      "ledger", "What customers outside the profile cost later: acquisition, tickets, hours, churn",
      [
        Parameter("crm", .object(CRMObject.luaType), "the crm"), scored,
        Parameter(
          "options",
          .options([
            Parameter(
              "window", .object(SpanObject.luaType), "how far back spend and churn count",
              standard: "12 months"), FitOptions.inside,
            Parameter("ticket", .number, "what a ticket costs", standard: "0"),
            Parameter("hour", .number, "what an hour of service costs", standard: "0"),
            Parameter(
              "hours", .text, "the column of tickets that tells hours of work", standard: "none"),
            FitOptions.level,
          ]), "costs and times", standard: "12 months, no costs"),
      ],
      returns: [Returned(table, "one row a line, inside beside outside, with the money it makes")],
      example: "\(ideal)\nprint(spill.ledger(crm, scored, { hour = 60, hours = \"hours\" }))",
      body: .swift { arguments in
        let crm = try arguments.object("crm", as: CRMObject.self).data
        let options = try arguments.options("options")
        let asOf = try Session.of(arguments.engine).options.asOf
        var sources = SpillLedger.Sources(deals: crm.deals)
        sources.subscriptions = crm.subscriptions
        sources.tickets = crm.tickets
        sources.spend = crm.spend
        sources.touches = crm.touches
        sources.costs = ServiceCosts(
          perTicket: options["ticket"].double ?? 0, perHour: options["hour"].double ?? 0,
          hours: options["hours"].text)
        let window = FitOptions.window(options, "window", months: 12)
        return [
          .object(
            TableObject(
              figures: try SpillLedger.table(
                arguments.object("accounts", as: TableObject.self).table, sources,
                from: window.start(before: asOf), to: asOf, inside: FitOptions.tiers(options),
                level: FitOptions.level(options, arguments))))
        ]
      })
  }
}
