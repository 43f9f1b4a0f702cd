import Basics
import Columns
import Testing

@testable import CRM

@Suite("What looks odd")
struct CheckTests {
  private func odd(_ files: [String: String], _ entity: Entity, _ column: String) throws -> [String]
  {
    try openCRM(files).report.table(entity)?.column(column)?.odd ?? []
  }

  private func accounts(_ industries: [(String, Int)], header: String = "Industry") -> [String:
    String]
  {
    var text = "account_id,name,employees,\(header)\n"
    var id = 0
    for (industry, count) in industries {
      for _ in 0..<count {
        id += 1
        text += "\(id),Company \(id),5,\(industry)\n"
      }
    }
    return ["accounts.csv": text]
  }

  @Test("values written in several ways")
  func variants() throws {
    let found = try odd(
      accounts([("Health Care", 20), ("Healthcare", 3), ("health-care", 1), ("Retail", 9)]),
      .accounts, "industry")
    #expect(
      found.contains(
        "written in several ways: \"Health Care\" 20, \"Healthcare\" 3, \"health-care\" 1"))
  }

  @Test("rare values that are nearly a frequent one, or nearly a known word")
  func misspelt() throws {
    let found = try odd(
      accounts([("Widget Making", 60), ("Widget Makinh", 1), ("Retial", 4), ("Retail", 3)]),
      .accounts, "industry")
    #expect(found.contains("\"Widget Makinh\" 1: is it \"Widget Making\"?"))
    #expect(found.contains("\"Retial\" 4: is it \"retail\"?"))
    #expect(found.count == 2)
  }

  @Test("things that differ in a number, or that both exist, are not misspelt")
  func notMisspelt() throws {
    #expect(
      try odd(accounts([("Segment 10", 60), ("Segment 11", 1)]), .accounts, "industry") == [])
    #expect(
      try odd(
        accounts(
          [("Ireland", 60), ("Iceland", 1), ("UK", 2), ("Deutschland", 1)], header: "Country"),
        .accounts, "country") == [])
  }

  @Test("countries are held against the countries there are")
  func countries() throws {
    #expect(
      try odd(
        accounts([("Philipines", 2), ("Germany", 5)], header: "Country"), .accounts, "country")
        == ["\"Philipines\" 2: is it \"Philippines\"?"])
  }

  @Test("values of columns that may name people are never shown")
  func privacy() throws {
    var text = "deal_id,stage,sales_agent,My Rep,Region Code\n"
    for row in 0..<100 {
      text +=
        "\(row),Won,\(row == 0 ? "ann lee" : "Ann Lee"),\(row == 0 ? "BOB KAY" : "Bob Kay"),\(row == 0 ? "north" : "North")\n"
    }
    let report = try openCRM(["deals.csv": text]).report
    let all = report.findings.map(\.text).joined(separator: "\n")
    #expect(!all.lowercased().contains("ann lee"))
    #expect(!all.lowercased().contains("bob kay"))
    #expect(report.says("deals.My Rep: 1 value is written in several ways"))
    #expect(report.says("\"North\" 99, \"north\" 1"))
    let columns = report.tables.flatMap(\.columns).flatMap { $0.odd + $0.notes }.joined()
    #expect(!columns.lowercased().contains("bob kay"))
  }

  @Test("texts that may mean that there is no value")
  func keptMarks() throws {
    #expect(
      try odd(accounts([("Unknown", 3), ("Retail", 9)]), .accounts, "industry")
        == ["\"Unknown\" 3: may mean that there is no value; it was kept"])
  }

  @Test("numbers outside of what can be")
  func ranges() throws {
    let files = [
      "accounts.csv":
        "account_id,name,industry,employees,founded\n1,A,R,0,1998\n2,B,R,99000000,20019\n3,C,R,-5,2001\n4,D,R,10,3\n"
    ]
    #expect(
      try odd(files, .accounts, "employees") == ["2 cells below 1", "1 cell above 5,000,000"])
    #expect(try odd(files, .accounts, "founded") == ["1 cell below 1,500", "1 cell above 2,100"])
  }

  @Test("dates that cannot be: long ago, after the day one looks, closed before created")
  func dates() throws {
    let files = [
      "deals.csv": """
      deal_id,stage,created,closed
      1,Won,2025-02-01,2025-01-01
      2,Won,1900-01-01,2025-01-01
      3,Won,2027-01-01,2027-02-01
      4,Proposal,2025-01-01,2025-02-01
      5,Proposal,2025-01-01,2026-06-01
      6,Lost,2025-01-01,

      """
    ]
    #expect(
      try odd(files, .deals, "created")
        == ["1 cell before 1950", "1 cell after the day the data is looked at (2026-01-01)"])
    let closed = try odd(files, .deals, "closed")
    #expect(closed.contains("1 record is closed before created"))
    #expect(closed.contains { $0.hasPrefix("1 deal won or lost after 2026-01-01") })
    #expect(closed.contains { $0.hasPrefix("1 open deal has a closing date in the past") })
    #expect(closed.contains("1 deal won or lost without a closing date"))
  }

  @Test("keys that repeat or are missing")
  func keys() throws {
    let files = ["deals.csv": "deal_id,stage\n1,Won\n1,Lost\n1,Lost\n2,Won\n,Won\n"]
    #expect(
      try odd(files, .deals, "deal_id")
        == ["1 record has no id", "2 records repeat the id of an earlier one"])
  }

  @Test("e-mail addresses that are none, without showing them")
  func emails() throws {
    let found = try odd(
      [
        "contacts.csv":
          "contact_id,email,title\n1,a@x.com,A\n2,nonsense,B\n3,b@@x.com,C\n4,c@x,D\n5,@x.com,E\n6,d @x.com,F\n7,e@x.,G\n"
      ],
      .contacts, "email")
    #expect(found == ["6 cells are no e-mail address"])
  }

  @Test("revenue in millions shows in what each employee brings")
  func revenue() throws {
    func file(_ factor: Double) -> [String: String] {
      var text = "account_id,name,industry,employees,annual_revenue\n"
      for row in 1...20 { text += "\(row),C\(row),R,\(row * 10),\(Double(row) * 2 * factor)\n" }
      return ["accounts.csv": text]
    }
    #expect(try odd(file(1), .accounts, "annual_revenue").contains { $0.contains("in millions") })
    #expect(
      try odd(file(1000), .accounts, "annual_revenue").contains { $0.contains("in thousands") })
    #expect(try odd(file(1e6), .accounts, "annual_revenue") == [])
  }

  @Test("products that the list spells otherwise, or does not have")
  func products() throws {
    let files = [
      "deals.csv":
        "deal_id,stage,product\n1,Won,GTXPro\n2,Won,GTXPro\n3,Won,GTX Basic\n4,Won,Ghost\n",
      "products.csv": "product,series,sales_price\nGTX Pro,GTX,5\nGTX Basic,GTX,5\n",
    ]
    #expect(
      try odd(files, .deals, "product") == [
        "2 deals name the product \"GTXPro\", products.csv has \"GTX Pro\"",
        "1 deal names the product \"Ghost\", which is not in products.csv",
      ])
  }

  @Test("companies that are there twice show by their domain")
  func domains() throws {
    #expect(
      try odd(
        [
          "accounts.csv":
            "account_id,name,domain,industry\n1,A,a.com,R\n2,A Inc,www.A.com ,R\n3,B,b.com,R\n"
        ], .accounts, "domain"
      )
      .contains { $0.hasPrefix("1 account has the domain of an earlier one") })
  }

  @Test("findings come with the weightiest first")
  func order() throws {
    let report = try openCRM([
      "accounts.csv": "name,industry,employees\nA,Retail,N/A\n",
      "deals.csv": "deal_id,account,stage\n1,A,Won\n2,Z,Odd\n",
    ]).report
    let weights = report.findings.map(\.weight)
    #expect(weights == weights.sorted())
    #expect(weights.first == .warning)
  }

  @Test("the lines of odd cells count line breaks inside cells and rejected rows")
  func lines() throws {
    let folder = try TestFolder([
      "deals.csv":
        "deal_id,stage,amount,note\n1,Won,5,\"two\nlines\"\n2,Won\n\n3,Won,6,x\n4,Won,7,x\n5,Won,8,x\n6,Won,9,x\n7,Won,oops,x\n"
    ])
    #expect(
      try folder.open().report.says(
        "deals.amount: 1 cell of deals.csv could not be read, the first in line 10"))
    let loaded = try CSV.read(folder.path + "/deals.csv")
    #expect(CSV.lines(ofRows: [0, 1, 5], in: loaded.report) == [2, 6, 10])
    #expect(CSV.lines(ofRows: [6], in: loaded.report) == nil)
    #expect(CSV.lines(ofRows: [], in: loaded.report) == [])
    var gone = loaded.report
    gone.file = folder.path + "/gone.csv"
    #expect(CSV.lines(ofRows: [0], in: gone) == nil)
  }
}
