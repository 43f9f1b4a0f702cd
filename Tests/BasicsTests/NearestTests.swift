import Testing

@testable import Basics

@Suite("nearest")
struct NearestTests {
  @Test(
    "a typo finds the name that was meant",
    arguments: [
      ("industy", "industry"), ("employes", "employees"), ("annualRevenue", "annual_revenue"),
      ("revenue", "annual_revenue"), ("wehre", "where"),
    ])
  func findsTypos(typed: String, meant: String) {
    #expect(
      nearest(to: typed, in: ["country", "industry", "employees", "annual_revenue", "where"])
        == meant)
  }

  @Test("what resembles nothing gets no suggestion")
  func noSuggestion() {
    #expect(nearest(to: "zzzzzz", in: ["industry", "country"]) == nil)
    #expect(nearest(to: "", in: ["industry"]) == nil)
  }

  @Test("swapped neighbours are one edit")
  func swap() { #expect(editDistance(Array("ab".utf8), Array("ba".utf8)) == 1) }
}
