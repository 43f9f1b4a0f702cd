import Columns
import Statistics
import Testing

@testable import Profiles

@Suite("Scorecards on third-party data")
struct SharedScorecardTests {
  @Test(
    "churn at a telephone company: as good as a logistic regression, and calibrated",
    .enabled(if: SharedData.isThere, "RETICLE_DATA is not set"))
  func telco() throws {
    let table = try SharedData.read(
      "ibm_telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv",
      CSVOptions(missingMarks: [" "]), name: "customers")
    let rows = try LearningRows.rows(
      of: table, outcome: Condition.equals("Churn", "Yes"), except: ["customerID"])
    let parts = rows.split(share: 0.3, seed: 1)
    let card = try Scorecard.learn(parts.train)
    #expect(card.isEstablished)
    let quality = try card.quality(parts.later).summary.table
    #expect((quality.number("auc") ?? 0) > 0.82)
    #expect((quality.number("brier") ?? 1) < 0.15)
    let side = try ScoreComparison.table([try card.compared(parts.later)]).table
    #expect(((side.number("calibration_slope") ?? 0) - 1).magnitude < 0.15)
  }

  @Test(
    "won deals of Maven Analytics: no reliable signal in any trait of the account",
    .enabled(if: SharedData.isThere, "RETICLE_DATA is not set"))
  func maven() throws {
    let (deals, accounts) = try SharedData.maven()
    let rows = try LearningRows.deals(deals, accounts: accounts)
    let card = try Scorecard.learn(rows)
    #expect(!card.isEstablished)
    #expect(card.signal.leastQ.map { $0 > 0.05 } ?? false)
    #expect((card.signal.detectable ?? 1) < 0.53)
  }
}
