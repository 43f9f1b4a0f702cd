import Basics
import CRM
import Columns
import LuaHost
import LuaLift
import Profiles

/// `leads`: whom to call, whom to nurture, whom to leave.
enum LeadsModule {
  static let module = ModuleDescription(
    "leads", "Lead scores: fit, behaviour and buying stage kept apart, and a route for each")

  static func declare(in registry: inout Registry) {
    registry.add(module, [score])
  }

  private static let options = LuaType.options([
    Parameter(
      "icp", .object(ICPObject.luaType), "the profile that tells fit",
      standard: "none: fit is not known"),
    Parameter(
      "by", .choice(["accounts", "contacts"]), "one row for each", standard: "\"accounts\""),
    Parameter("accounts", TableType.table, "which accounts", standard: "those of the crm"),
    Parameter("contacts", TableType.table, "which people", standard: "those of the crm"),
    Parameter("half_life", .number, "after so many days a touch counts half", standard: "14"),
    Parameter(
      "weights", .map(.number), "points by kind of touch: { demo = 10 }",
      standard: "the column weight, or 1"),
    Parameter("recent", .integer, "the days that tell who is in the market", standard: "30"),
    Parameter("baseline", .integer, "the days before them to compare with", standard: "180"),
    Parameter(
      "alpha", .number, "how unlikely recent touches must be at the former pace",
      standard: "0.01"),
    Parameter("least_touches", .integer, "fewer recent touches are no sign", standard: "3"),
    Parameter(
      "rest", .integer, "days after a lost deal without fast track", standard: "90"),
    Parameter(
      "fast_tiers", .list(.text), "tiers that may go on the fast track",
      standard: "the best two of the profile"),
    Parameter(
      "routes", .list(.any),
      "routes of your own, asked first: { \"fast-track\", condition, \"what to do next\" }",
      standard: "none"),
  ])

  private static var score: HostFunction {
    HostFunction(
      "score", "Leads with four scores that are never added up, and a route with reason and action",
      details: """
        Adds, after the columns of icp:score: firmographic_fit and technographic_fit (0 to 100);
        behaviour, points of touches that fade by half in half_life days; buying_stage (unaware, aware,
        engaged, evaluating, customer, former customer); in_market, whether the account's touches of
        the last days are more than its own former pace explains (in_market_p is the chance of that
        many, surge the pace compared with before); route (fast-track, nurture, disqualify),
        route_reason and next_action. Nothing that people do rescues an account that does not fit.
        """,
      [
        Parameter("crm", .object(CRMObject.luaType), "the crm"),
        Parameter("options", options, "the profile, and how to count", standard: "no profile"),
      ],
      returns: [Returned(TableType.table, "accounts or contacts with the scores")],
      errors: ["a kind of touch that does not occur", "a route that does not exist"],
      example: """
        local crm = open()
        local ideal = icp.define{ name = "makers", criteria = {
          { "industry", 3, "firmographic", "industry == 'Industrial Automation'" },
          { "runs SAP", 1, "technographic", "has(tech_stack, 'sap')" } } }
        local scored = leads.score(crm, { icp = ideal, half_life = 21 })
        print(scored:group_by "route":summarize{ n = count(), behaviour = mean "behaviour" })
        """,
      body: .swift { arguments in
        let crm = try arguments.object("crm", as: CRMObject.self)
        let content = try arguments.options("options")
        let session = try Session.of(arguments.engine)
        let icp = (content["icp"].object as? ICPObject)?.icp
        func chosen(_ name: String) throws -> TableObject {
          try content[name].object as? TableObject ?? crm.table(name)
        }
        let people = content["by"].text == "contacts"
        let base = try chosen(people ? "contacts" : "accounts")
        let sources = LeadSources(
          accounts: try chosen("accounts").table, contacts: people ? base.table : nil,
          touches: crm.data.touches, deals: crm.data.deals, subscriptions: crm.data.subscriptions)
        let figures = try Leads.score(
          sources, icp: icp, people: people, asOf: session.options.asOf,
          options: try options(content, arguments))
        var context = base.context
        context.notes += figures.notes
        return [.object(TableObject(figures.table, whole: base.whole, context: context))]
      })
  }

  private static func options(
    _ content: LuaTableContent, _ arguments: Arguments
  ) throws -> LeadOptions {
    var options = LeadOptions()
    if let days = content["half_life"].double { options.halfLife = days }
    if let days = content["recent"].int { options.recentDays = days }
    if let days = content["baseline"].int { options.baselineDays = days }
    if let alpha = content["alpha"].double { options.alpha = alpha }
    if let least = content["least_touches"].int { options.leastTouches = least }
    if let days = content["rest"].int { options.restDays = days }
    options.weights =
      try content["weights"].tableContent()?.fields.compactMap { field in
        field.value.double.map { (kind: field.name, points: $0) }
      } ?? []
    if let tiers = try content["fast_tiers"].tableContent() {
      options.fastTiers = tiers.list.compactMap(\.text)
    }
    for (position, value) in (try content["routes"].tableContent()?.list ?? []).enumerated() {
      let place = "leads.score: route \(position + 1)"
      guard let list = try value.tableContent()?.list, list.count >= 2, let name = list[0].text
      else {
        throw Problem(
          .script, "\(place) is no route",
          hints: ["{ \"fast-track\", \"tier == 'A' and behaviour > 10\", \"call today\" }"])
      }
      do {
        options.routes.append(
          LeadOptions.OwnRoute(
            try LeadRoute(named: name),
            where: try RowFunction(list[1], what: place, in: arguments.engine),
            action: list.count > 2 ? list[2].text : nil))
      } catch let problem as Problem where !problem.message.hasPrefix("leads.score") {
        throw problem.at(place)
      }
    }
    return options
  }
}
