import CRM
import Columns
import LuaHost
import LuaLift
import Profiles

/// `finance`: what a profile means in money.
enum FinanceModule {
  static let module = ModuleDescription(
    "finance", "Money by fit: forecasts under another mix, requests by worth, teams that disagree")

  static var functions: [HostFunction] { [forecast, requests, teams] }

  private static let table = LuaType.object(TableObject.luaType)
  private static let ideal = """
    local crm = open()
    local ideal = icp.define{ name = "Makers", criteria = { { "mid-market", 1, "firmographic", "employees >= 100" } } }
    local scored = ideal:score(crm.accounts)
    """
  private static let scored = Parameter("accounts", table, "the accounts, scored by a profile")

  private static var forecast: HostFunction {
    HostFunction(
      "forecast", "Revenue, acquisition cost, retention and profit under another mix, with ranges",
      details: """
        Opportunities inside and outside the profile do as those of the window did. Ranges are of a
        bootstrap over companies: they hold what chance does, not a changing market. That the
        opportunities can be had is an assumption.
        """,
      [
        Parameter("crm", .object(CRMObject.luaType), "the crm"), scored,
        Parameter(
          "options",
          .options([
            Parameter(
              "mixes", .list(.number), "shares of opportunities inside the profile",
              standard: "{ 0.25, 0.5, 0.75, 1 }"),
            Parameter(
              "opportunities", .number, "how many there will be", standard: "as many as before"),
            Parameter("spend", .number, "what will be spent", standard: "as much as before"),
            Parameter("margin", .number, "revenue after cost of goods / revenue", standard: "0.8"),
            Parameter(
              "window", .object(SpanObject.luaType), "how far back the past speaks",
              standard: "12 months"), FitOptions.inside,
            Parameter("ticket", .number, "what a ticket costs", standard: "0"),
            Parameter("hour", .number, "what an hour of service costs", standard: "0"),
            Parameter(
              "hours", .text, "the column of tickets that tells hours of work", standard: "none"),
            Parameter("resamples", .integer, "bootstrap draws", standard: "1000"),
            Parameter("seed", .integer, "of the draws", standard: "7"), FitOptions.level,
          ]), "mixes and assumptions", standard: "as said"),
      ],
      returns: [Returned(table, "one row a mix, the actual one first")],
      errors: ["one side has no opportunity to learn from"],
      example:
        "\(ideal)\nprint(finance.forecast(crm, scored, { mixes = { 0.6, 0.9 }, resamples = 200 }))",
      body: .swift { arguments in
        let crm = try arguments.object("crm", as: CRMObject.self).data
        let options = try arguments.options("options")
        var forecast = MixForecast()
        if let mixes = try options["mixes"].tableContent()?.list.compactMap(\.double) {
          forecast.mixes = mixes
        }
        forecast.opportunities = options["opportunities"].double
        forecast.spend = options["spend"].double
        forecast.margin = options["margin"].double ?? 0.8
        forecast.window = FitOptions.window(options, "window", months: 12)
        forecast.inside = try FitOptions.tiers(options)
        forecast.resamples = options["resamples"].int ?? 1000
        forecast.seed = UInt64(bitPattern: Int64(options["seed"].int ?? 7))
        forecast.level = try FitOptions.level(options, arguments)
        var sources = MixForecast.Sources(deals: try crm.table("deals"))
        sources.subscriptions = crm.subscriptions
        sources.spend = crm.spend
        sources.tickets = crm.tickets
        sources.costs = ServiceCosts(
          perTicket: options["ticket"].double ?? 0, perHour: options["hour"].double ?? 0,
          hours: options["hours"].text)
        return [
          .object(
            TableObject(
              figures: try forecast.table(
                arguments.object("accounts", as: TableObject.self).table, sources,
                asOf: Session.of(arguments.engine).options.asOf)))
        ]
      })
  }

  private static var requests: HostFunction {
    HostFunction(
      "requests", "What customers ask for, weighted by what they are worth and whether they fit",
      [
        Parameter("requests", table, "account_id, and a column that names the request"),
        Parameter("of", .text, "that column"),
        Parameter("accounts", table, "the customers, scored by a profile"),
        Parameter(
          "options",
          .options([
            Parameter(
              "value", .oneOf([.rowFunction, .number]), "what an account is worth, as its profit",
              standard: "1 each"), FitOptions.inside, FitOptions.level,
          ]), "worth and fit", standard: "1 each"),
      ],
      returns: [Returned(table, "one row a request, the most worth inside the profile first")],
      example:
        "\(ideal)\nprint(finance.requests(crm.surveys, \"answer\", scored, { value = \"annual_revenue\" }))",
      body: .swift { arguments in
        let options = try arguments.options("options")
        return [
          .object(
            TableObject(
              figures: try FeatureRequests.table(
                arguments.object("requests", as: TableObject.self).table,
                of: arguments.text("of") ?? "",
                accounts: arguments.object("accounts", as: TableObject.self).table,
                value: MarketModule.value(options["value"], "finance.requests: value", arguments),
                inside: FitOptions.tiers(options), level: FitOptions.level(options, arguments))))
        ]
      })
  }

  private static var teams: HostFunction {
    HostFunction(
      "teams", "Each team's definition of a good customer on the same accounts",
      [
        Parameter("crm", .object(CRMObject.luaType), "the crm"),
        Parameter(
          "definitions", .map(.rowFunction), "conditions on an account, by the name of the team"),
        Parameter(
          "options",
          .options([
            Parameter("accounts", table, "the accounts, as scored ones", standard: "all accounts"),
            FitOptions.level,
          ]), "on which accounts", standard: "all accounts"),
      ],
      returns: [
        Returned(table, "one row a team, then how many agree"), Returned(table, "one row a pair"),
      ],
      example: """
        local crm = open()
        local teams, pairs = finance.teams(crm, {
          sales = "employees >= 100", marketing = "industry == 'Industrial Automation'",
          finance = function(a) return a.annual_revenue ~= nil and a.annual_revenue >= 50e6 end })
        print(teams)
        print(pairs)
        """,
      body: .swift { arguments in
        let crm = try arguments.object("crm", as: CRMObject.self).data
        let options = try arguments.options("options")
        let definitions = try arguments["definitions"].tableContent()?.fields ?? []
        let result = try TeamDefinitions(
          definitions.sorted { $0.name < $1.name }.map { name, value in
            TeamDefinitions.Team(
              name,
              test: try RowFunction(
                value, what: "finance.teams: \(name)", in: arguments.engine))
          },
          accounts: (options["accounts"].object as? TableObject)?.table ?? crm.table("accounts"),
          deals: crm.table("deals"), asOf: Session.of(arguments.engine).options.asOf,
          level: FitOptions.level(options, arguments))
        return [
          .object(TableObject(figures: result.teams)), .object(TableObject(result.pairs)),
        ]
      })
  }
}
