import Basics
import CRM
import Columns
import LuaHost
import Profiles
import Reports

/// `cohorts`: how each kind of company buys.
enum CohortFunctions {
  static var all: [HostFunction] {
    [
      HostFunction(
        "cohorts",
        "How each kind of company buys: win rate, contract value, cycle, with n and intervals",
        details: """
          Won and lost deals count; open ones are counted apart. Intervals are at 95 %: Wilson's for
          win rates. win_rate_shrunk is drawn towards the rate of the whole, the more so the fewer
          deals there are; cohorts are ranked by its lower bound, so that three lucky deals do not
          come first. q is corrected for all cohorts of the table. definition(column) says
          what each figure means.
          """,
        [
          Parameter("crm", .object(CRMObject.luaType), "the crm"),
          Parameter(
            "options",
            .options([
              CohortKeys.parameter,
              Parameter(
                "window", .object(SpanObject.luaType),
                "only deals that closed in this time before the as-of date", standard: "all deals"),
              Parameter("level", .number, "the confidence of intervals", standard: "0.95"),
              Parameter(
                "small", .integer, "below this many closed deals a cohort is marked small",
                standard: "30"),
            ]), "what to split by", standard: "the whole"),
        ],
        returns: [Returned(.object(TableObject.luaType), "one row a cohort, ranked")],
        errors: ["a column that neither deals nor accounts have"],
        example: """
          local by = cohorts(open(), { by = { "industry", bands("employees", 50, 250, 1000) }, window = years(2) })
          print(by:sort "-win_rate.low":head(10))
          """,
        body: .swift { arguments in
          let crm = try arguments.object("crm", as: CRMObject.self)
          let options = try arguments.options("options")
          let accounts = crm.data.accounts
          let keys = try CohortKeys.parse(
            options["by"], what: "cohorts",
            known: (crm.data.deals?.names ?? []) + (accounts?.names ?? []), arguments)
          var settings = CohortOptions()
          if let level = options["level"].double {
            guard level > 0, level < 1 else {
              throw arguments.problem("'level' must be between 0 and 1")
            }
            settings.level = level
          }
          if let small = options["small"].int { settings.smallBelow = small }
          var window: Window?
          if let span = options["window"].object as? SpanObject {
            window = span.months > 0 ? .months(span.months) : .days(span.days)
          }
          let table = try Cohorts.table(
            deals: crm.data.table("deals"),
            accounts: FirstPurchases.added(to: accounts, of: crm.data, for: keys), by: keys,
            window: window,
            asOf: crm.data.asOf, options: settings)
          return [.object(TableObject(figures: table, crm: crm.data))]
        })
    ]
  }
}
