import Basics
import Testing

@testable import Audiences

@Suite("What a tier needs, as a filter")
struct TierFilterTests {
  private func item(_ name: String, _ weight: Double, _ text: String) -> TierConditions.Item {
    TierConditions.Item(name, weight: weight, condition: FilterExpression.parse(text))
  }

  private var items: [TierConditions.Item] {
    [
      item("industry", 40, "industry == 'Machinery'"), item("size", 30, "employees >= 100"),
      item("sap", 20, "has(tech_stack, 'sap')"), item("intent", 10, "intent_score >= 70"),
      item("tiny", -15, "employees < 20"),
    ]
  }

  @Test("sets of criteria that cannot all be missed, none of them larger than it must be")
  func sets() {
    let needed = TierConditions.necessary(items, threshold: 70)
    // 30.5 points may be missing: industry alone is too much, any two of the others add up to more
    // unless they are light.
    #expect(
      needed.sets == [[0], [1, 2], [1, 4], [1, 3], [2, 4]])
    #expect(needed.isComplete)
    #expect(TierConditions.necessary(items, threshold: 0).sets.isEmpty)
    #expect(
      TierConditions.necessary(items, threshold: 100).sets
        == [[0], [1], [2], [4], [3]])
  }

  @Test("the sets say exactly who reaches the tier, for every combination of answers")
  func exact() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<50 {
      let count = Int.random(in: 1...7, using: &random)
      var weights = (0..<count).map { _ in
        Double([5, 8, 10, 15, 20, 30, -10, -20].randomElement(using: &random) ?? 5)
      }
      if !weights.contains(where: { $0 > 0 }) { weights[0] = 10 }
      let items = weights.enumerated().map { item("c\($0)", $1, "x == '\($0)'") }
      let threshold = Double(Int.random(in: 1...100, using: &random))
      let needed = TierConditions.necessary(items, threshold: threshold, largest: 7, limit: 10_000)
      #expect(needed.isComplete)
      let full = weights.reduce(0) { $0 + max(0, $1) }
      for answers in 0..<(1 << count) {
        let met = weights.indices.filter { answers >> $0 & 1 != 0 }
        let points = 100 * met.reduce(0) { $0 + weights[$1] } / full
        let reaches = points >= threshold - 0.5 - 1e-9
        let passes = needed.sets.allSatisfy { set in
          set.contains { weights[$0] > 0 ? met.contains($0) : !met.contains($0) }
        }
        #expect(reaches == passes, "\(weights) \(threshold) \(answers)")
      }
    }
  }

  @Test("a platform's filter is never narrower, and names what it leaves out")
  func platforms() throws {
    let gates = [FilterExpression.parse("country == 'Germany'")]
    let soql = try PlatformFilter.make("salesforce", gates: gates, items: items, threshold: 70)
    #expect(soql.text.contains("BillingCountry = 'Germany'"))
    #expect(soql.text.contains("Industry = 'Machinery'"))
    // Salesforce knows neither the technologies nor the intent.
    #expect(soql.unsaid.count == 2)
    #expect(soql.unsaid[0].hasPrefix("\"sap\" (20 points): "))
    // "size or not tiny" holds whoever is not tiny: the range of the first is within the second.
    #expect(soql.text.contains("NumberOfEmployees >= 20 OR NumberOfEmployees = null"))
    #expect(!soql.text.contains("NumberOfEmployees >= 100"))
    let linkedIn = try PlatformFilter.make(
      "linkedin_ads", gates: gates, items: items, threshold: 70)
    #expect(linkedIn.text.contains("Company Industries: Machinery"))
    #expect(linkedIn.text.contains("Locations: Germany"))
    let either = try PlatformFilter.make(
      "linkedin_ads", gates: gates,
      items: [item("a", 50, "industry == 'Machinery'"), item("b", 50, "city == 'Bonn'")],
      threshold: 50)
    #expect(
      either.coarser.contains {
        $0 == "of each of these one is needed, which its filters cannot say: \"a\" or \"b\""
      })
    let own = try PlatformFilter.make(
      "salesforce", gates: [], items: items, threshold: 70,
      fields: ["tech_stack": "Tech__c", "intent_score": "Intent__c"])
    #expect(own.unsaid.isEmpty)
    #expect(own.text.contains("Tech__c INCLUDES ('sap')"))
  }

  @Test("alternatives that others hold already are left out")
  func simplified() {
    func text(_ source: String) -> String { FilterExpression.parse(source).normal.simplified.text }
    #expect(text("employees >= 100 and employees <= 1000 or employees >= 20") == "employees >= 20")
    #expect(text("employees > 20 or employees >= 20") == "employees >= 20")
    #expect(text("employees >= 20 or employees >= 20") == "employees >= 20")
    #expect(text("employees >= 20 or revenue >= 20") == "employees >= 20 or revenue >= 20")
    #expect(text("employees < 5 or employees > 9") == "employees < 5 or employees > 9")
  }
}
