import Basics
import CRM
import Columns
import LuaHost
import Profiles

/// What a derivation starts from: who the best customers are, and why deals are lost.
enum DeriveOutcomes {
  static var all: [HostFunction] { [bestCustomers, lostPatterns] }

  private static func history(_ arguments: Arguments) throws -> CustomerHistory {
    let data = try arguments.object("crm", as: CRMObject.self).data
    return CustomerHistory(
      accounts: try data.table("accounts"), deals: data.deals, subscriptions: data.subscriptions,
      touches: data.touches, tickets: data.tickets)
  }

  private static let crm = Parameter("crm", .object(CRMObject.luaType), "the crm")

  private static var bestCustomers: HostFunction {
    HostFunction(
      "best_customers", in: "icp",
      "Customers ranked by a chosen mix of outcomes, with reasons: not by revenue alone",
      details: """
        score is the weighted mean of a customer's places among all customers, 0 to 100. Outcomes are
        revenue, win_rate, speed (fewer days to win), retention, expansion, support (fewer tickets).
        What is not known of a customer is left out of its mean; known says how much of the mix counts.
        """,
      [
        crm,
        Parameter(
          "mix", .map(.number), "the weight of each outcome",
          standard: "revenue = 0.4, retention = 0.3, support = 0.2, speed = 0.1"),
      ],
      returns: [Returned(.object(TableObject.luaType), "one row a customer, the best first")],
      errors: ["an outcome that does not exist", "nothing of the mix is known"],
      example: """
        local best = icp.best_customers(open(), { revenue = 0.5, retention = 0.3, speed = 0.2 })
        print(best:head(10))
        """,
      body: .swift { arguments in
        let session = try Session.of(arguments.engine)
        var mix = BestCustomers.usualMix
        if let given = try arguments["mix"].tableContent() {
          mix = try given.fields.map { name, value in
            guard let outcome = BestCustomers.Outcome(rawValue: name) else {
              throw Problem.unknown(
                "outcome", name, known: BestCustomers.Outcome.allCases.map(\.rawValue)
              ).at("icp.best_customers")
            }
            return (outcome, value.double ?? 0)
          }
        }
        return [
          .object(
            try DeriveModule.shown(
              BestCustomers.table(history(arguments), mix: mix, asOf: session.options.asOf)))
        ]
      })
  }

  private static var lostPatterns: HostFunction {
    HostFunction(
      "lost_patterns", in: "icp",
      "Traits that are over-represented among lost deals, reason by reason",
      details: """
        One row for each level of a trait and each reason given for 20 deals or more, where deals are
        lost for it more often than elsewhere; q is corrected for all of them.
        """,
      [
        crm,
        Parameter(
          "options",
          .options([
            Parameter(
              "traits", .list(.text), "the columns to use", standard: "all that can be traits"),
            Parameter("min_deals", .integer, "rarer levels are left out", standard: "30"),
          ]), "what to look at", standard: "all traits"),
      ],
      returns: [Returned(.object(TableObject.luaType), "one row a level and reason")],
      example: "print(icp.lost_patterns(open()):where \"verdict == 'lost more often'\":head(10))",
      body: .swift { arguments in
        let session = try Session.of(arguments.engine)
        let given = try arguments.options("options")
        var options = DerivationOptions()
        options.asOf = session.options.asOf
        if let traits = try given["traits"].tableContent() {
          options.traits = traits.list.compactMap(\.text)
        }
        if let least = given["min_deals"].int { options.minRows = max(1, least) }
        return [
          .object(
            try DeriveModule.shown(LostPatterns.table(history(arguments), options: options)))
        ]
      })
  }
}
