import Foundation
import Testing

@testable import ReticleLua

@Suite(
  "The Maven CRM, as a script sees it",
  .enabled(if: Workbench.shared != nil, "RETICLE_DATA is not set"))
struct MavenTests {
  /// What a marketer would write: fewer than 15 lines.
  static let script = """
    local crm = open()
    local won = "outcome == 'won'"
    local s = crm.deals:summarize {
      n = count(), acv = mean("amount", won), mid = median("amount", won),
      cycle = mean("closed - created", won), cycle_mid = median("closed - created", won) }
    local all = cohorts(crm)
    print(s.n, string.format("%.2f %d %.2f %d", s.acv, s.mid, s.cycle, s.cycle_mid))
    print(string.format("%.4f %% [%.2f, %.2f]", 100 * all.win_rate, 100 * all[1]["win_rate.low"], 100 * all[1]["win_rate.high"]))
    for c in cohorts(crm, { by = "industry" }):where "n > 0":sort "-win_rate":rows() do
      print(string.format("%s %.4f %s", c.industry, c.win_rate, c.verdict))
    end
    print(crm)
    """

  @Test("the facts of its README, to the digit")
  func facts() throws {
    let text = try Workbench.run(
      Self.script, data: Workbench.shared! + "/data/maven_crm_sales", asOf: "2017-12-31")
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "8800\t2360.91 1117 51.78 57")
    // Wilson's interval of 4,238 in 6,711.
    #expect(lines[1] == "63.1501 % [61.99, 64.30]")
    let rates = [
      "marketing 0.6485", "entertainment 0.6468", "software 0.6392", "technolgy 0.6342",
      "services 0.6335",
      "retail 0.6306", "employment 0.6259", "telecommunications 0.6250", "medical 0.6232",
      "finance 0.6117",
    ]
    for (line, rate) in zip(lines[2..<12], rates) {
      #expect(line.hasPrefix(rate), "\(line)")
      // Nearly flat: an honest tool finds nothing here.
      #expect(line.hasSuffix("not distinguishable from the rest"), "\(line)")
    }
    #expect(text.contains("1,425 deals have no account"))
    #expect(text.contains("1,480 deals name the product \"GTXPro\", products.csv has \"GTX Pro\""))
    #expect(Self.script.split(separator: "\n").count <= 15)
  }

  @Test(
    "the other data sets open, and say what is odd",
    arguments: [
      "ravenstack_saas", "dbt_hubspot_seeds", "dbt_salesforce_seeds", "x_education_leads",
    ])
  func others(name: String) throws {
    let text = try Workbench.run(
      "print(open())", data: Workbench.shared! + "/data/" + name, asOf: "2025-01-01")
    #expect(text.contains(" rows, "), "\(text)")
  }
}
