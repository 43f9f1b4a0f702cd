import Basics
import Columns
import Testing

@testable import CRM

@Suite("How deals ended")
struct OutcomeTests {
  private func rules() throws -> OutcomeRules { OutcomeRules(try Vocabulary.builtIn()) }

  @Test(
    "stage names that say won",
    arguments: [
      "Won", "won", "Closed Won", "closedwon", "Closed-Won", "6 - Closed Won", "07. Closed Won",
      "Closed & Won", "Closed Won (Sales Pipeline)", "Won - Renewal", "Deal won!", "Gewonnen",
      "Abgeschlossen und gewonnen", "Cierre ganado", "Fermé gagné", "CLOSED WON",
    ])
  func won(_ stage: String) throws {
    #expect(try rules().read(stage)?.outcome == .won)
  }

  @Test(
    "stage names that say lost",
    arguments: [
      "Lost", "Closed Lost", "closedlost", "Lost to competitor", "Closed Lost - price", "Verloren",
      "Perdido", "Disqualified", "Closed Lost (Partner)",
    ])
  func lost(_ stage: String) throws {
    #expect(try rules().read(stage)?.outcome == .lost)
  }

  @Test(
    "stage names that say open",
    arguments: [
      "Prospecting", "Engaging", "Contract Sent", "qualifiedtobuy", "Negotiation/Review",
      "Id. Decision Makers",
      "Proposal/Price Quote", "Open", "3 - Discovery",
    ])
  func open(_ stage: String) throws {
    #expect(try rules().read(stage)?.outcome == .open)
  }

  @Test(
    "stage names that say nothing",
    arguments: [
      "Closed", "Won't buy", "Lost and won back", "Signed", "", "Wonder", "Stage 3",
    ])
  func nothing(_ stage: String) throws {
    #expect(try rules().read(stage) == nil)
  }

  private func outcomes(_ text: String, _ mapping: [String: EntityMapping] = [:]) throws
    -> [String?]
  {
    try openCRM(["deals.csv": text], mapping).table("deals").written("outcome")
  }

  @Test("flags go before names, and contradictions are counted")
  func flags() throws {
    let data = try openCRM([
      "deals.csv": """
      deal_id,stage,is_won,is_closed,amount
      1,Closed Lost,true,true,5
      2,Closed Won,false,true,5
      3,Closed Won,,,5
      4,Anything,false,false,5
      5,Anything,,false,5
      6,Anything,false,,5
      7,Anything,,true,5
      8,,,,5

      """
    ])
    #expect(
      try data.table("deals").written("outcome")
        == ["won", "lost", "won", "open", "open", "open", "open", nil])
    #expect(data.report.says("2 deals are won by flag and lost by the stage's name"))
    #expect(data.report.says("1 deal has neither stage nor flag"))
    #expect(data.report.outcomeSource.hasPrefix("is_won and is_closed, then the stage's name"))
  }

  @Test("a flag for lost deals alone, and one for won deals alone")
  func singleFlags() throws {
    #expect(
      try outcomes(
        "deal_id,amount,hs_is_closed_won,hs_is_closed_lost\n1,5,true,false\n2,5,false,true\n3,5,false,false\n"
      )
        == ["won", "lost", "open"])
    // Not won, and nobody says whether it is closed: the stage's name has to tell.
    #expect(
      try outcomes("deal_id,stage,is_won\n1,Lost,false\n2,Demo,false\n3,X,true\n") == [
        "lost", "open", "won",
      ])
  }

  @Test("a table of stages says what ids and labels mean")
  func stageTable() throws {
    let data = try openCRM([
      "deals.csv":
        "deal_id,deal_pipeline_stage_id,amount\n1,17,5\n2,18,5\n3,19,5\n4,20,5\n5,Signed,6\n",
      "deal_pipeline_stage.csv": """
      stage_id,label,pipeline_id,closed_won,is_closed,probability,display_order
      17,Signed,1,true,true,1.0,3
      18,Gone,1,false,true,0.0,4
      19,Talk,1,false,false,0.4,1

      """,
    ])
    #expect(try data.table("deals").written("outcome") == ["won", "lost", "open", "open", "won"])
    #expect(data.report.stages.first { $0.stage == "17" }?.because == "the table of stages")
    #expect(data.report.stages.first { $0.stage == "20" }?.because == "no rule knows it")
    #expect(data.report.says("stages no rule knows (\"20\")"))
  }

  @Test("a status column counts where it says something, and keeps its own name")
  func status() throws {
    let data = try openCRM([
      "deals.csv":
        "Deal ID,Stage,Status,Value\n1,Proposal,Won,5\n2,Proposal,Lost,5\n3,Proposal,Open,5\n4,Closed Won,Archived,5\n"
    ])
    let deals = try data.table("deals")
    #expect(try deals.written("outcome") == ["won", "lost", "open", "won"])
    #expect(try deals.written("Status") == ["Won", "Lost", "Open", "Archived"])
    #expect(data.report.stages.first { $0.stage == "Proposal" }?.outcome == nil)
  }

  @Test("an outcome column that says so itself")
  func outcomeColumn() throws {
    #expect(
      try outcomes("deal_id,outcome,amount\n1,won,5\n2,lost,5\n3,open,5\n4,,5\n") == [
        "won", "lost", "open", nil,
      ])
  }

  @Test("the report has every distinct stage with its deals")
  func stages() throws {
    let data = try openCRM([
      "deals.csv": "deal_id,stage\n1,Won\n2,Won\n3,Lost\n4,Odd\n5,\n"
    ])
    #expect(
      data.report.stages.map { "\($0.stage ?? "-") \($0.outcome ?? "-") \($0.deals)" }
        == ["Won won 2", "Lost lost 1", "Odd open 1", "- - 1"])
  }

  @Test("without stages and flags nobody knows")
  func unknown() throws {
    let data = try openCRM(["deals.csv": "deal_id,amount,closed\n1,5,2025-01-01\n"])
    #expect(try data.table("deals").written("outcome") == [nil])
    #expect(data.report.says("1 deal has neither stage nor flag"))
  }

  @Test("stages of many distinct names are read like few")
  func manyStages() throws {
    var text = "deal_id,stage\n"
    for row in 0..<40_000 {
      text += "\(row),\(row % 3 == 0 ? "Closed Won \(row)" : "Odd \(row)")\n"
    }
    let data = try openCRM(["deals.csv": text])
    let outcome = try data.table("deals").column("outcome")
    #expect((0..<40_000).first { outcome.text($0) != ($0 % 3 == 0 ? "won" : "open") } == nil)
    #expect(data.report.stages.count == 40_000)
  }
}
