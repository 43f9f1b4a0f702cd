import Basics
import Testing

@testable import Audiences

@Suite("Filters for platforms")
struct FilterTests {
  @Test(
    "conditions are read as scripts write them",
    arguments: [
      ("employees >= 100", "employees >= 100"),
      ("100e6 <= a.annual_revenue", "annual_revenue >= 100000000"),
      (
        "a.industry == 'X' and (country == \"DE\" or country == 'AT')",
        "industry == \"X\" and (country == \"DE\" or country == \"AT\")"
      ),
      ("not has(tech_stack, 'sap')", "not has(tech_stack, \"sap\")"), ("is_public", "is_public"),
      ("row[\"Close Value\"] < 5", "Close Value < 5"), ("industry ~= nil", "not industry == nil"),
      ("last_activity > days_ago(90)", "last_activity > days_ago(90)"),
      ("created >= date '2025-01-01'", "created >= date \"2025-01-01\""),
      ("text.contains(name, 'it\\'s')", "text.contains(name, \"it's\")"),
      ("name == -1.5", "name == -1.5"),
      ("not (employees > 5)", "not employees > 5"),
    ])
  func reads(source: String, expected: String) {
    let expression = FilterExpression.parse(source)
    #expect(expression.text == expected)
    if case .opaque = expression { Issue.record("it was not read") }
  }

  @Test(
    "what is no filter is kept in its author's words, never misread",
    arguments: [
      "employees * 2 > 5", "a.created.year == 2025", "employees > annual_revenue", "f(x)",
      "employees >", "(employees > 5",
      "not employees == 5", "name:lower() == 'x'", "#tech > 2", "employees > 5 employees", "",
      "x == 'open", "days_ago(5) > 3",
      "has(tech_stack, country)",
      String(repeating: "(", count: 500) + "x" + String(repeating: ")", count: 500),
    ])
  func opaque(source: String) { #expect(FilterExpression.parse(source) == .opaque(source)) }

  static func make(_ platform: String, _ sources: [String], fields: [String: String] = [:]) throws
    -> PlatformFilter
  {
    try PlatformFilter.make(
      platform, conditions: sources.map(FilterExpression.parse), fields: fields)
  }

  @Test("SOQL")
  func salesforce() throws {
    let filter = try Self.make(
      "salesforce",
      [
        "industry == 'Tech' or industry == 'It\\'s'", "employees >= 100 and employees < 1000",
        "not (annual_revenue > 5)",
        "last_activity > days_ago(90)", "created >= date '2025-01-01'", "country ~= 'US'",
        "text.contains(name, '50%_')",
        "has(tech_stack, 'sap')", "employees * 2 > 3",
      ])
    #expect(
      filter.text
        == "SELECT Id, Name FROM Account\nWHERE Industry IN ('Tech', 'It\\'s') AND NumberOfEmployees >= 100 AND NumberOfEmployees < 1000"
        + " AND (AnnualRevenue <= 5 OR AnnualRevenue = null) AND LastActivityDate > N_DAYS_AGO:90 AND CreatedDate >= 2025-01-01T00:00:00Z"
        + " AND BillingCountry != 'US' AND Name LIKE '%50\\%\\_%'")
    #expect(filter.unsaid.count == 2 && filter.unsaid[0].contains("name yours in fields"))
    let own = try Self.make(
      "salesforce", ["has(tech_stack, 'sap')", "not has(tech_stack, 'x')"],
      fields: ["tech_stack": "Tech_Stack__c"])
    #expect(
      own.text.hasSuffix("WHERE Tech_Stack__c INCLUDES ('sap') AND Tech_Stack__c EXCLUDES ('x')"))
    let evil = try Self.make(
      "salesforce", ["has(tech_stack, 'a')"], fields: ["tech_stack": "Id FROM Account--"])
    #expect(evil.text == "SELECT Id, Name FROM Account" && evil.unsaid.count == 1)
  }

  @Test("HubSpot lists are an OR of ANDs")
  func hubspot() throws {
    let filter = try Self.make(
      "hubspot",
      ["employees >= 100", "industry == 'A' or country == 'DE'", "has(tech_stack, 'sap')"])
    #expect(filter.text.contains("\"filterBranchType\": \"OR\""))
    #expect(filter.text.split(separator: "\"filterBranchType\": \"AND\"").count == 3)
    #expect(filter.text.split(separator: "\"property\": \"numberofemployees\"").count == 3)
    #expect(filter.text.contains("\"property\": \"web_technologies\"") && filter.unsaid.isEmpty)
    let many = (0..<7).map { "industry == 'a\($0)' or country == 'b\($0)'" }
    #expect(try Self.make("hubspot", many).unsaid.contains { $0.contains("too many") })
  }

  @Test("steps of size are chosen so that nobody is lost, and what they add is said")
  func bands() throws {
    let filter = try Self.make(
      "linkedin_ads",
      [
        "employees >= 100 and employees <= 1000", "industry == 'A' or industry == 'B'",
        "industry ~= 'Government Administration'", "has(tech_stack, 'sap')",
      ])
    #expect(
      filter.text
        == "include\n  Company Industries: A; B\n  Company Size: 51-200; 201-500; 501-1,000\nexclude\n  Company Industries: Government Administration"
    )
    #expect(filter.coarser == ["Company Size 51-200 reaches beyond employees 100 to 1,000"])
    #expect(
      filter.unsaid.count == 1
        && filter.unsaid[0].hasPrefix(
          "has(tech_stack, \"sap\"): LinkedIn Campaign Manager has no filter")
    )
    let zoom = try Self.make(
      "zoominfo", ["employees > 100", "employees < 500", "has(tech_stack, 'sap')"])
    #expect(
      zoom.text == "include\n  Technologies: sap\n  Number of Employees: above 100 to below 500")
  }

  @Test("a filter is never narrower than its condition")
  func neverNarrower() {
    var generator = SystemRandomNumberGenerator()
    func leaf() -> FilterExpression {
      let field = ["a", "b", "c"].randomElement(using: &generator) ?? "a"
      switch Int.random(in: 0..<4, using: &generator) {
      case 0:
        return .compare(
          field: field, .equal, .number(Double(Int.random(in: 0...3, using: &generator))))
      case 1:
        return .compare(
          field: field, .below, .number(Double(Int.random(in: 0...3, using: &generator))))
      case 2: return .isMissing(field: field)
      default: return .opaque(field)
      }
    }
    func tree(_ depth: Int) -> FilterExpression {
      if depth == 0 { return leaf() }
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: return .all([tree(depth - 1), tree(depth - 1)])
      case 1: return .any([tree(depth - 1), tree(depth - 1)])
      case 2: return .not(tree(depth - 1))
      default: return leaf()
      }
    }
    func holds(_ expression: FilterExpression, _ row: [String: Double]) -> Bool {
      switch expression {
      case .all(let parts): return parts.allSatisfy { holds($0, row) }
      case .any(let parts): return parts.contains { holds($0, row) }
      case .not(let inner): return !holds(inner, row)
      case .compare(let field, let comparison, .number(let number)):
        guard let value = row[field] else { return comparison == .different }
        switch comparison {
        case .equal: return value == number
        case .different: return value != number
        case .below: return value < number
        case .atMost: return value <= number
        case .above: return value > number
        case .atLeast: return value >= number
        }
      case .isMissing(let field): return row[field] == nil
      // Any test at all will do, as long as it is the same each time.
      case .opaque(let field): return row[field].map { Int($0) % 2 == 1 } ?? false
      default: return false
      }
    }
    for _ in 0..<4000 {
      let expression = tree(3)
      let normal = expression.normal
      let (wide, left) = normal.widened {
        if case .opaque = $0 {
          false
        } else if case .not(.opaque) = $0 {
          false
        } else {
          $0.field != nil
        }
      }
      for bits in 0..<64 {
        var row: [String: Double] = [:]
        for (place, field) in ["a", "b", "c"].enumerated() where bits >> (place * 2) & 3 != 3 {
          row[field] = Double(bits >> (place * 2) & 3)
        }
        let asked = holds(expression, row)
        #expect(holds(normal, row) == asked, "normal form differs: \(expression.text)")
        if asked, let wide, !holds(wide, row) { Issue.record("narrower: \(expression.text)") }
        if left.isEmpty, let wide, holds(wide, row) != asked {
          Issue.record("differs: \(expression.text)")
        }
      }
    }
  }

  @Test("steps meet and cover as their numbers do")
  func intervals() {
    let steps = [
      BandPlatform.Band(low: 1, high: 1), .init(low: 2, high: 5), .init(low: 6, high: nil),
    ]
    for low in [nil, 0.0, 1, 2, 3, 5, 6, 9] {
      for high in [nil, 0.0, 1, 2, 4, 5, 6, 9] {
        for open in [false, true] {
          let interval = Interval(low: low, high: high, isLowOpen: open, isHighOpen: open)
          func inside(_ value: Double) -> Bool {
            (low.map { open ? value > $0 : value >= $0 } ?? true)
              && (high.map { open ? value < $0 : value <= $0 } ?? true)
          }
          for step in steps {
            // Whole numbers, as sizes are; a step without end is tried far out.
            let values = (Int(step.low)...Int(step.high ?? 1000)).map(Double.init)
            if values.contains(where: inside) { #expect(interval.meets(step)) }
            if interval.covers(step) { #expect(values.allSatisfy(inside)) }
          }
        }
      }
    }
  }

  @Test("an unknown platform and no condition are errors")
  func errors() {
    #expect(throws: Problem.self) { try Self.make("salesfroce", ["a == 1"]) }
    #expect(throws: Problem.self) { try Self.make("salesforce", []) }
  }
}
