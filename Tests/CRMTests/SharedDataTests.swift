import Basics
import Columns
import Testing

@testable import CRM

@Suite(
  "Third-party exports", .enabled(if: SharedData.isThere, "RETICLE_DATA is not set: no shared data")
)
struct SharedDataTests {
  @Test("Maven: every fact of its description")
  func maven() throws {
    let data = try SharedData.open("maven_crm_sales")
    let deals = try data.table("deals")
    #expect(deals.rowCount == 8800)
    let outcome = try deals.written("outcome")
    #expect(outcome.filter { $0 == "won" }.count == 4238)
    #expect(outcome.filter { $0 == "lost" }.count == 2473)
    #expect(outcome.filter { $0 == "open" }.count == 2089)
    let won = (0..<8800).filter { outcome[$0] == "won" }
    let amounts = won.compactMap { deals["amount"]?.double($0) }.sorted()
    #expect(amounts.reduce(0, +) == 10_005_534)
    #expect((amounts[2118] + amounts[2119]) / 2 == 1117)
    let cycles = won.compactMap { row -> Int32? in
      guard let start = deals["created"]?.day(row), let end = deals["closed"]?.day(row) else {
        return nil
      }
      return end - start
    }.sorted()
    #expect(cycles.count == 4238)
    #expect((Double(cycles.reduce(0, +)) / 4238 * 100).rounded() / 100 == 51.78)
    #expect((cycles[2118] + cycles[2119]) / 2 == 57)

    let link = try #require(data.report.link(.deals, .accounts))
    #expect(link.without == 1425 && link.linkedRows == 7375 && link.orphans == 0)
    #expect(data.report.says("1,425 deals have no account"))
    #expect(
      data.report.says("1,480 deals name the product \"GTXPro\", products.csv has \"GTX Pro\""))
    #expect(data.report.says("\"technolgy\"", "\"technology\""))
    #expect(data.report.says("\"Philipines\"", "\"Philippines\""))
    #expect(data.report.link(.accounts, .accounts)?.linkedRows == 15)
    #expect(
      data.report.stages.map { "\($0.stage ?? "") \($0.outcome ?? "") \($0.deals)" }
        == ["Won won 4238", "Lost lost 2473", "Engaging open 1589", "Prospecting open 500"])
    #expect(data.report.outcomeSource == "the stage's name")
    #expect(data.report.says("annual_revenue", "in millions"))
    #expect(data.entities == [.accounts, .deals, .products, .owners])
  }

  @Test("Maven joins: win rates by sector")
  func mavenSectors() throws {
    let data = try SharedData.open("maven_crm_sales")
    let joined = try data.table("deals").join(
      data.table("accounts"), on: [("account_id", "account_id")], how: .inner)
    #expect(joined.rowCount == 7375)
    let industry = try joined.written("industry")
    let outcome = try joined.written("outcome")
    func rate(_ sector: String) -> Double {
      let rows = industry.indices.filter { industry[$0] == sector }
      let won = rows.filter { outcome[$0] == "won" }.count
      let lost = rows.filter { outcome[$0] == "lost" }.count
      return (Double(won) / Double(won + lost) * 10_000).rounded() / 10_000
    }
    #expect(rate("marketing") == 0.6485)
    #expect(rate("finance") == 0.6117)
    #expect(rate("technolgy") == 0.6342)
  }

  @Test("RavenStack: all keys resolve, and the two sources of churn contradict each other")
  func ravenstack() throws {
    let data = try SharedData.open("ravenstack_saas")
    #expect(data.entities == [.accounts, .subscriptions, .tickets, .usage, .cancellations])
    let rows = data.entities.map { data[$0]?.rowCount ?? 0 }
    #expect(rows == [500, 5000, 2000, 25_000, 600])
    for entity in [Entity.subscriptions, .tickets, .usage, .cancellations] {
      let link = try #require(data.report.link(entity, .accounts))
      #expect(link.orphans == 0 && link.without == 0 && link.linkedRows == data[entity]?.rowCount)
    }
    #expect(
      data.report.says("277 accounts are in it but not flagged, 35 are flagged but not in it"))
    #expect(data.report.says("usage.usage_id: 21 records repeat the id"))
    let subscriptions = try data.table("subscriptions")
    let mrr = try subscriptions.column("mrr")
    let end = try subscriptions.column("end")
    #expect(end.missingCount == 4514)
    let open = (0..<5000).filter { end.isMissing($0) }.compactMap { mrr.double($0) }.reduce(0, +)
    #expect(open == 10_159_608)
    #expect(try data.table("accounts").written("churned").filter { $0 == "true" }.count == 110)
    #expect(try data.table("tickets").column("closed").type == .timestamp)
    #expect(try data.table("usage").column("date").type == .date)
  }

  @Test("HubSpot's tables as a warehouse has them open whole")
  func hubspot() throws {
    let data = try SharedData.open("dbt_hubspot_seeds")
    let files = data.report.files.filter { $0.name.hasSuffix(".csv") }
    #expect(files.count == 63)
    // Every file is used for something, or the report says why not.
    #expect(files.allSatisfy { !$0.why.isEmpty })
    let expected: [String: Entity] = [
      "company_data.csv": .accounts, "contact_data.csv": .contacts, "deal_data.csv": .deals,
      "ticket_data.csv": .tickets, "owner_data.csv": .owners,
      "deal_pipeline_stage_data.csv": .stages,
      "deal_company_data.csv": .links, "deal_contact_data.csv": .links,
      "ticket_company_data.csv": .links, "engagement_contact_data.csv": .links,
      "merged_deal_data.csv": .mergedDeals, "contact_merge_audit_data.csv": .mergedContacts,
      "engagement_call_data.csv": .touches, "engagement_meeting_data.csv": .touches,
      "email_event_data.csv": .touches, "deal_stage_data.csv": .stageHistory,
    ]
    for (name, entity) in expected {
      #expect(
        data.report.file(name)?.entity == entity, "\(name): \(data.report.file(name)?.why ?? "")")
    }
    for name in [
      "form_data.csv", "property_data.csv", "team_data.csv", "company_property_history_data.csv",
      "contact_list_data.csv", "ticket_pipeline_stage_data.csv", "property_option_data.csv",
    ] {
      #expect(data.report.file(name)?.entity == nil, "\(name)")
    }
    // The same table in four dialects is one table; three contacts were merged away.
    #expect(data.accounts?.rowCount == 24)
    #expect(data.contacts?.rowCount == 19)
    #expect(data.deals?.rowCount == 44)
    #expect(data.report.file("company_data_postgres.csv")?.dropped.map(\.rows) == [24])
    #expect(data.accounts?["account_id"]?.type == .integer)
    #expect(data.accounts?.names.contains("property_hs_all-funky-a9384-syntax") == true)
  }

  @Test("Salesforce's tables open whole, hundreds of columns wide")
  func salesforce() throws {
    let data = try SharedData.open("dbt_salesforce_seeds")
    let expected: [String: Entity?] = [
      "sf_account_data.csv": .accounts, "sf_contact_data.csv": .contacts,
      "sf_lead_data.csv": .leads,
      "sf_opportunity_data.csv": .deals, "sf_event_data.csv": .touches,
      "sf_task_data.csv": .touches,
      "sf_user_data.csv": .owners, "sf_product_2_data.csv": .products,
      "sf_account_history_data.csv": nil, "sf_order_data.csv": nil, "sf_user_role_data.csv": nil,
      "sf_opportunity_line_item_data.csv": nil, "sf_opportunity_history_data.csv": nil,
    ]
    for (name, entity) in expected {
      #expect(
        data.report.file(name)?.entity == entity, "\(name): \(data.report.file(name)?.why ?? "")")
    }
    #expect(data.contacts?.names.count == 368)
    #expect(data.leads?.names.count == 382)
    #expect(data.accounts?.rowCount == 1)
    // Every opportunity of the seeds is marked as deleted.
    #expect(data.deals?.rowCount == 0)
    #expect(data.report.says("10 rows of sf_opportunity_data.csv were left out", "is_deleted"))
    #expect(data.leads?["converted"]?.type == .boolean)
  }

  @Test("X Education: two files are one table, untouched dropdowns are missing")
  func leads() throws {
    let data = try SharedData.open("x_education_leads")
    let leads = try data.table("leads")
    #expect(leads.rowCount == 9240)
    #expect(try leads.written("converted").filter { $0 == "true" }.count == 3561)
    let marks = try #require(
      data.report.table(.leads)?.column("How did you hear about X Education")?.marks.first)
    #expect(marks.mark == "Select" && marks.cells == 5043)
    #expect(data.report.says("leads.source", "\"Google\" 2,868, \"google\" 5"))
    #expect(data.report.says("\"testone\""))
    #expect(leads["Last Activity"]?.type == .text)
  }

  @Test("advertising spend with days first")
  func spend() throws {
    let data = try SharedData.open("facebook_ad_conversions")
    let spend = try data.table("spend")
    #expect(spend.rowCount == 1143)
    #expect(spend["date"]?.type == .date)
    #expect(spend["date"]?.day(0) == Days.of("2023-08-31"))
    #expect(spend["amount"]?.type == .number)
  }

  @Test("an order list is no table of accounts, but can be said to be deals")
  func orders() throws {
    #expect(throws: Problem.self) { try SharedData.open("aws_saas_sales") }
    let data = try SharedData.open(
      "aws_saas_sales",
      [
        "deals": EntityMapping(
          files: ["SaaS-Sales.csv"],
          columns: [
            "deal_id": "Row ID", "account_id": "Customer ID", "account_name": "Customer",
            "amount": "Sales", "closed": "Order Date", "product": "Product",
          ], stages: ["*": "won"])
      ])
    let deals = try data.table("deals")
    #expect(deals.rowCount == 9994)
    #expect(deals["closed"]?.type == .date)
    #expect(deals["closed"]?.day(0) == Days.of("2023-11-09"))
    #expect(try deals.written("outcome").allSatisfy { $0 == "won" })
    let total = (0..<9994).compactMap { deals["amount"]?.double($0) }.reduce(0, +)
    #expect(abs(total - 2_297_201.86) < 0.01)
  }

  @Test("lists of companies are accounts")
  func companies() throws {
    let fortune = try SharedData.open("fortune_1000")
    #expect(fortune.accounts?.rowCount == 1000)
    #expect(try fortune.table("accounts").written("domain")[1] == "amazon.com")
    let yc = try SharedData.open("yc_companies")
    #expect(yc.accounts?.rowCount == 5739)
    #expect(yc.accounts?["employees"]?.type == .integer)
  }
}
