import Basics
import Testing

@testable import Columns

@Suite(
  "CSV of real exports",
  .enabled(if: TestData.isThere, "set RETICLE_DATA to the folder that holds data/"))
struct CSVDataTests {
  private func read(_ path: String, _ options: CSVOptions = .init()) throws -> LoadedTable {
    try CSV.read(TestData.path(path), options: options)
  }

  private func counts(_ table: Table, _ column: String) throws -> [String: Int] {
    let column = try table.column(column)
    return (0..<table.rowCount).reduce(into: [:]) { $0[column.text($1) ?? "", default: 0] += 1 }
  }

  private func sum(_ table: Table, _ column: String) throws -> Double {
    let column = try table.column(column)
    return (0..<table.rowCount).reduce(0) { $0 + (column.double($1) ?? 0) }
  }

  @Test(
    "every row of every file is kept",
    arguments: [
      ("aws_saas_sales/SaaS-Sales.csv", 9994, 19), ("code_lists/iso3166_all.csv", 249, 11),
      ("code_lists/naics_2022.csv", 2125, 3), ("code_lists/isic_rev4.csv", 766, 3),
      ("code_lists/sic_1987.csv", 1100, 3),
      ("facebook_ad_conversions/KAG_conversion_data.csv", 1143, 12),
      ("fortune_1000/Fortune_1000.csv", 1000, 18),
      ("ibm_telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv", 7043, 21),
      ("job_titles_onet/sample_of_reported_titles.csv", 7796, 4),
      ("job_titles_onet/alternate_titles.csv", 56_560, 5),
      ("job_titles_rootstrap/titles_area.tsv", 1000, 2),
      ("job_titles_rootstrap/titles_level.tsv", 1000, 2),
      ("maven_crm_sales/accounts.csv", 85, 7), ("maven_crm_sales/products.csv", 7, 3),
      ("maven_crm_sales/sales_teams.csv", 35, 3), ("maven_crm_sales/sales_pipeline.csv", 8800, 8),
      ("ravenstack_saas/ravenstack_accounts.csv", 500, 10),
      ("ravenstack_saas/ravenstack_subscriptions.csv", 5000, 14),
      ("ravenstack_saas/ravenstack_churn_events.csv", 600, 9),
      ("ravenstack_saas/ravenstack_feature_usage.csv", 25_000, 8),
      ("ravenstack_saas/ravenstack_support_tickets.csv", 2000, 9),
      ("uci_bank_marketing/bank-full.csv", 45_211, 17),
      ("x_education_leads/Lead Scoring.csv", 9191, 37),
      ("x_education_leads/eval_leads.csv", 49, 37), ("yc_companies/yc_companies.csv", 5739, 11),
      ("dbt_salesforce_seeds/sf_contact_data.csv", 4, 368),
      ("dbt_salesforce_seeds/sf_lead_data.csv", 1, 382),
      ("dbt_hubspot_seeds/deal_data.csv", 44, 11), ("dbt_hubspot_seeds/owner_data.csv", 100, 10),
    ])
  func shape(path: String, rows: Int, columns: Int) throws {
    let loaded = try read(path)
    #expect(loaded.report.rows == rows)
    #expect(loaded.table.rowCount == rows)
    #expect(loaded.table.columns.count == columns)
    #expect(loaded.report.rejectedCount == 0)
    #expect(loaded.report.encoding == .utf8)
  }

  @Test("Maven: deals by stage, won revenue, dates, accounts missing")
  func maven() throws {
    let loaded = try read("maven_crm_sales/sales_pipeline.csv")
    let table = loaded.table
    #expect(
      try counts(table, "deal_stage")
        == ["Won": 4238, "Lost": 2473, "Engaging": 1589, "Prospecting": 500])
    #expect(try table.column("account").missingCount == 1425)
    #expect(try table.column("close_value").type == .integer)
    #expect(try sum(table, "close_value") == 10_005_534)
    #expect(try table.column("engage_date").type == .date)
    #expect(try table.column("close_date").type == .date)
    #expect(loaded.report.columns.allSatisfy { $0.decidedBy == nil })
  }

  @Test("SaaS sales: byte order mark, sums, codes")
  func saasSales() throws {
    let table = try read("aws_saas_sales/SaaS-Sales.csv").table
    #expect(table.names[0] == "Row ID")
    #expect(abs(try sum(table, "Sales") - 2_297_201.86) < 0.01)
    #expect(abs(try sum(table, "Profit") - 286_397.02) < 0.01)
    #expect(try counts(table, "Segment") == ["SMB": 5561, "Strategic": 2648, "Enterprise": 1785])
    #expect(try counts(table, "Customer").count == 99)
    #expect(try counts(table, "Order ID").count == 5009)
  }

  @Test("RavenStack: mixed boolean case, timestamps with one-digit hours, open subscriptions")
  func ravenstack() throws {
    let accounts = try read("ravenstack_saas/ravenstack_accounts.csv").table
    let churned = try accounts.column("churn_flag")
    #expect(churned.type == .boolean)
    #expect((0..<500).count { churned[$0] == .boolean(true) } == 110)
    let tickets = try read("ravenstack_saas/ravenstack_support_tickets.csv").table
    #expect(try tickets.column("closed_at").type == .timestamp)
    let subscriptions = try read("ravenstack_saas/ravenstack_subscriptions.csv").table
    let ended = try subscriptions.column("end_date")
    #expect(ended.type == .date)
    #expect(ended.missingCount == 4514)
    let mrr = try subscriptions.column("mrr_amount")
    let open = (0..<5000).reduce(0) { $0 + (ended.isMissing($1) ? mrr.double($1) ?? 0 : 0) }
    #expect(open == 10_159_608)
  }

  @Test("bank marketing: semicolons and quotes")
  func bank() throws {
    let loaded = try read("uci_bank_marketing/bank-full.csv")
    #expect(loaded.report.delimiter == 0x3b)
    #expect(try counts(loaded.table, "y")["yes"] == 5289)
    #expect(try loaded.table.column("balance").type == .integer)
  }

  @Test(
    "Telco: one blank makes a column text, and the report says which line; as a mark it does not")
  func telco() throws {
    let path = "ibm_telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv"
    let loaded = try read(path)
    #expect(try counts(loaded.table, "Churn")["Yes"] == 1869)
    let charges = try #require(loaded.report.columns.first { $0.name == "TotalCharges" })
    #expect(charges.decidedBy == Deciding(line: 490, seen: .number, became: .text))
    let marked = try read(path, CSVOptions(missingMarks: [" "]))
    #expect(try marked.table.column("TotalCharges").type == .number)
    #expect(try marked.table.column("TotalCharges").missingCount == 11)
  }

  @Test("leads: the mark for an un-chosen dropdown is missing")
  func leads() throws {
    let loaded = try read(
      "x_education_leads/Lead Scoring.csv", CSVOptions(missingMarks: ["Select"]))
    #expect(try sum(loaded.table, "Converted") == 3542)
    let plain = try read("x_education_leads/Lead Scoring.csv")
    #expect(try counts(plain.table, "City")["Select"] == 2236)
    let missing = try plain.table.column("City").missingCount
    #expect(try loaded.table.column("City").missingCount == missing + 2236)
  }

  @Test("YC companies: quoted commas, non-ASCII names, empty cells")
  func yc() throws {
    let table = try read("yc_companies/yc_companies.csv").table
    #expect(
      try counts(table, "Company Status")
        == ["Active": 3960, "Inactive": 1011, "Acquired": 744, "Public": 23, "": 1])
    #expect(try table.column("Founded").missingCount == 1020)
    #expect(try table.column("Company Address").missingCount == 527)
    #expect(try table.column("Team Size").missingCount == 210)
  }

  @Test("Fortune 1000 and Facebook: empty cells and sums")
  func others() throws {
    let fortune = try read("fortune_1000/Fortune_1000.csv").table
    #expect(try fortune.column("Ticker").missingCount == 62)
    #expect(try fortune.column("Market Cap").missingCount == 40)
    #expect(try fortune.column("CEO").missingCount == 8)
    #expect(try fortune.column("profit").missingCount == 2)
    let ads = try read("facebook_ad_conversions/KAG_conversion_data.csv").table
    #expect(abs(try sum(ads, "Spent") - 58_705.23) < 0.01)
    #expect(try sum(ads, "Impressions") == 213_434_828)
    #expect(try sum(ads, "Approved_Conversion") == 1079)
  }

  @Test("a list without a header")
  func noHeader() throws {
    let options = CSVOptions(hasHeader: false)
    #expect(try read("code_lists/linkedin_industries.csv", options).table.rowCount == 147)
  }

  @Test("all seeds of dbt open, with the rows and columns their folder states")
  func seeds() throws {
    for folder in ["dbt_hubspot_seeds", "dbt_salesforce_seeds"] {
      // | file | data rows | columns | bytes | …
      let lines = try Files.text(of: TestData.path("\(folder)/README.md")).split(separator: "\n")
      var checked = 0
      for line in lines {
        let fields = line.split(separator: "|").map { $0.split(separator: " ").joined() }
        guard fields.count >= 4, fields[0].hasSuffix(".csv"), let rows = Int(fields[1]) else {
          continue
        }
        let loaded = try read("\(folder)/\(fields[0])")
        #expect(loaded.table.rowCount == rows, "\(fields[0])")
        #expect(loaded.table.columns.count == Int(fields[2]), "\(fields[0])")
        checked += 1
      }
      #expect(checked > 12)
    }
  }
}
