import Foundation
import Testing

@testable import ReticleLua

@Suite("docs/performance.md")
struct PerformancePageTests {
  @Test("shows what explain says of the score of thirteen terms")
  func explanation() throws {
    let folder = Workbench.temporary("explained")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var rows = [
      "industry,employees,annual_revenue,country,tech_stack,stage,intent_score,web_visits_90d,founded"
    ]
    let industries = ["Software", "Retail", "", "Government Administration", "Media"]
    let countries = ["United States", "Canada", "Germany", ""]
    let stacks = ["salesforce;aws", "sap", "", "aws;sap", "slack"]
    let stages = ["seed", "growth", "mature"]
    for row in 0..<240 {
      let cells: [String] = [
        industries[row % 5], row % 11 == 0 ? "" : "\(row * 7)",
        row % 9 == 0 ? "" : "\(row * 5_000_000).5", countries[row % 4], stacks[row % 5],
        stages[row % 3], "\(row % 101)", "\(row % 8)", "\(1900 + row % 120)",
      ]
      rows.append(cells.joined(separator: ","))
    }
    try (rows.joined(separator: "\n") + "\n").write(
      toFile: folder + "/accounts.csv", atomically: true, encoding: .utf8)
    let lines = try ScriptExplanation.lines(
      of: Workbench.root + "/scripts/benchmarks/core/explained.lua", data: folder, asOf: nil)
    let page = try String(contentsOfFile: Workbench.root + "/docs/performance.md", encoding: .utf8)
    let said = lines.joined(separator: "\n").replacingOccurrences(
      of: Workbench.root + "/", with: "")
    #expect(page.contains(said), "the page should have:\n\(said)")
  }
}
