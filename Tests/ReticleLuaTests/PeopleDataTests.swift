import Foundation
import Testing

@testable import ReticleLua

/// Third-party data: facts worked out with plain Python csv.
@Suite(
  "Leads and related rows of real data",
  .enabled(if: Workbench.shared != nil, "RETICLE_DATA is not set"))
struct PeopleDataTests {
  func run(_ script: String, _ folder: String, asOf: String) throws -> String {
    try Workbench.run(script, data: Workbench.shared! + "/data/" + folder, asOf: asOf)
  }

  @Test(
    "buying stages of the Maven CRM on two days",
    arguments: [
      ("2017-03-02", "customer 34 evaluating 51"), ("2017-03-05", "customer 54 evaluating 31"),
    ])
  func mavenStages(day: String, stages: String) throws {
    let text = try run(
      """
      local scored = leads.score(open())
      local line = {}
      for s in scored:group_by "buying_stage":summarize{ n = count() }:sort "buying_stage":rows() do
        line[#line + 1] = s.buying_stage .. " " .. s.n
      end
      print(table.concat(line, " "))
      """, "maven_crm_sales", asOf: day)
    #expect(text == stages + "\n")
  }

  @Test("accounts of the Maven CRM by their deals")
  func mavenDeals() throws {
    let text = try run(
      """
      local crm = open()
      local often = crm.accounts:where "count(deals, [[outcome == 'won']]) >= 100":sort "name"
      print(table.concat(often:column "name", ", "))
      print(#crm.accounts:where(function(a) return a.employees > 5000 and count(a.deals, "outcome == 'won'") > 60 end))
      local best = crm.accounts:with{ won = "sum(deals, 'amount', [[outcome == 'won']])" }:sort "-won":head(3)
      for a in best:rows() do print(a.name, a.won // 1) end
      """, "maven_crm_sales", asOf: "2017-12-31")
    #expect(
      text == """
        Condax, Hottechi, Kan-code, Konex
        12
        Kan-code\t341455
        Konex\t269245
        Condax\t206410

        """)
  }

  @Test("customers of RavenStack by running subscriptions, and accounts by their tickets")
  func ravenStack() throws {
    let text = try run(
      """
      local crm = open()
      local scored = leads.score(crm)
      print(#scored:where "buying_stage == 'customer'", #scored:where "buying_stage == 'unaware'")
      print(#crm.accounts:where "count(tickets) >= 8", #crm.accounts:where "count(tickets) == 0",
            #crm.accounts:where(function(a) return count(a.tickets, "escalated") >= 2 end))
      """, "ravenstack_saas", asOf: "2024-06-30")
    #expect(text == "337\t163\n20\t8\t3\n")
  }
}
