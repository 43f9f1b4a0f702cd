import Columns
import Testing

@testable import Profiles

@Suite("Cohorts of the Maven CRM", .enabled(if: SharedData.isThere, "RETICLE_DATA is not set"))
struct MavenCohortTests {
  @Test("the facts of its README")
  func whole() throws {
    let (deals, accounts) = try SharedData.maven()
    let cohorts = try Cohorts.table(deals: deals, accounts: accounts)
    let total = try #require(cohorts.total)
    #expect(total.number("opportunities") == 8800)
    #expect(total.number("won") == 4238 && total.number("lost") == 2473)
    #expect(total.number("open") == 2089)
    #expect(near(total.number("win_rate"), 0.631501, 5e-7))
    // Wilson's interval, worked out from 4238 of 6711.
    #expect(near(total.number("win_rate.low"), 0.6198869, 1e-6))
    #expect(near(total.number("win_rate.high"), 0.6429637, 1e-6))
    #expect(near(total.number("acv_mean"), 2360.91, 0.005))
    #expect(total.number("acv_median") == 1117)
    #expect(total.number("revenue") == 10_005_534)
    #expect(near(total.number("cycle_mean"), 51.78, 0.005))
    #expect(total.number("cycle_median") == 57)
    #expect(near(total.number("cycle_lost_mean"), 41.48, 0.005))
    #expect(total.number("cycle_lost_median") == 14)
    #expect(cohorts.table.rowCount == 1)
    #expect(cohorts.notes.contains("1,425 deals have no account (0 closed)"))
    #expect(cohorts.notes.contains("no lost deal has an amount: there is no win rate by value"))
    #expect(total["win_rate_by_value"] == nil)
  }

  @Test("win rates by sector, none of which is a finding")
  func sectors() throws {
    let (deals, accounts) = try SharedData.maven()
    let cohorts = try Cohorts.table(deals: deals, accounts: accounts, by: [.column("industry")])
    let table = cohorts.table
    let known = [
      "marketing": 0.6485, "entertainment": 0.6468, "software": 0.6392, "technolgy": 0.6342,
      "services": 0.6335, "retail": 0.6306, "employment": 0.6259, "telecommunications": 0.6250,
      "medical": 0.6232, "finance": 0.6117,
    ]
    #expect(table.rowCount == 11)
    for row in 0..<table.rowCount {
      guard let sector = table["industry"]?.text(row) else {
        // The deals without account: all open.
        #expect(table.number("open", row) == 1425 && table.number("n", row) == 0)
        #expect(table.number("win_rate", row) == nil)
        continue
      }
      #expect(near(table.number("win_rate", row), try #require(known[sector]), 5e-5))
      #expect(table["verdict"]?.text(row) == WinRates.chance)
      // No spread beyond chance: all are the pooled rate.
      #expect(near(table.number("win_rate_shrunk", row), 0.631501, 1e-6))
    }
    let share = (0..<11).compactMap { table.number("revenue_share", $0) }.reduce(0, +)
    #expect(near(share, 1))
  }

  @Test("bands of employees and quarters of closing")
  func bands() throws {
    let (deals, accounts) = try SharedData.maven()
    let bands = try Cohorts.table(
      deals: deals, accounts: accounts,
      by: [.bands(try Bands("employees", [500, 1000, 5000])), .quarter(of: "closed")])
    let n = (0..<bands.table.rowCount).compactMap { bands.table.number("n", $0) }.reduce(0, +)
    #expect(n == 6711)
    let labels = Set(bands.table.texts("employees").compactMap { $0 })
    #expect(labels == ["<500", "500-999", "1000-4999", ">=5000"])
    let quarters = Set(bands.table.texts("closed_quarter").compactMap { $0 })
    #expect(quarters == ["2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4"])
  }
}
