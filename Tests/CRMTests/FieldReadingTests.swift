import Columns
import Testing

@testable import CRM

@Suite("Reading known columns")
struct FieldReadingTests {
  /// A file of deals with one more column, opened as a CRM.
  private func deals(_ header: String, _ cells: [String], delimiter: String = ",") throws -> CRMData
  {
    let rows = cells.enumerated().map { "D\($0)\(delimiter)Won\(delimiter)\"\($1)\"" }
    let text = (["Deal ID\(delimiter)Stage\(delimiter)\(header)"] + rows).joined(separator: "\n")
    return try openCRM(["deals.csv": text + "\n"])
  }

  private func column(
    _ name: String, _ header: String, _ cells: [String], delimiter: String = ","
  ) throws -> (type: ColumnType, cells: [String?], report: TableReport.ColumnReport) {
    let data = try deals(header, cells, delimiter: delimiter)
    let table = try data.table("deals")
    let report = try #require(data.report.table(.deals)?.column(name))
    return (try table.column(name).type, try table.written(name), report)
  }

  @Test("American amounts become numbers, and the report says how")
  func american() throws {
    let (type, cells, report) = try column(
      "amount", "Amount",
      ["$1,200.50", "$75", "(300)", "N/A", "", "1.5M", "oops", "7", "8", "9", "10"])
    #expect(type == .number)
    #expect(
      cells == [
        "1200.5", "75.0", "-300.0", nil, nil, "1500000.0", nil, "7.0", "8.0", "9.0", "10.0",
      ])
    #expect(report.marks.map(\.mark) == ["N/A"])
    #expect(report.unreadable == 1)
    // The header is line 1; "oops" is the seventh row.
    #expect(report.notes.contains { $0.contains("line 8") })
    #expect(report.notes.contains { $0.contains("currency sign $") })
    #expect(report.notes.contains { $0.contains("thousands were left out") })
    #expect(report.notes.contains { $0.contains("parentheses") })
    #expect(report.notes.contains { $0.contains("millions") })
  }

  @Test("European amounts are told by the column")
  func european() throws {
    let (type, cells, report) = try column(
      "amount", "Amount", ["1.200,50 €", "850", "1.000", "2,5"])
    #expect(type == .number)
    #expect(cells == ["1200.5", "850.0", "1000.0", "2.5"])
    #expect(report.notes.contains { $0.contains("comma was read as decimal mark") })
  }

  @Test("a semicolon file means decimal commas even where every value could be either")
  func semicolons() throws {
    let (_, cells, report) = try column(
      "amount", "Amount", ["1.200", "850", "3.500"], delimiter: ";")
    #expect(cells == ["1200", "850", "3500"])
    #expect(report.notes.contains { $0.contains("semicolons") })
  }

  @Test(
    "a comma before three digits groups thousands where nothing says otherwise, and that is said")
  func ambiguous() throws {
    let (type, cells, report) = try column("amount", "Amount", ["1,200", "3,500", "850"])
    #expect(type == .integer)
    #expect(cells == ["1200", "3500", "850"])
    #expect(report.notes.contains { $0.contains("nothing in the file says otherwise") })
  }

  @Test("several currencies are not mixed silently")
  func currencies() throws {
    let (_, cells, report) = try column("amount", "Amount", ["$5", "€7", "9 GBP"])
    #expect(cells == ["5", "7", "9"])
    #expect(report.notes.contains { $0.contains("several currencies") && $0.contains("€") })
  }

  @Test("an amount in millions by its header is multiplied, and says so")
  func scaledByHeader() throws {
    let (_, cells, report) = try column("amount", "Amount (in thousands)", ["1.5", "2"])
    #expect(cells == ["1500.0", "2000.0"])
    #expect(report.notes.contains { $0.contains("multiplied by 1,000") })
  }

  @Test("a column that does not hold what its header promises keeps its cells and its name")
  func refused() throws {
    let data = try openCRM([
      "accounts.csv": "Company Name,Number of Employees,Industry\nA,1-10,X\nB,11-50,Y\nC,51-200,Z\n"
    ])
    let accounts = try data.table("accounts")
    #expect(accounts["employees"] == nil)
    #expect(try accounts.written("Number of Employees") == ["1-10", "11-50", "51-200"])
    #expect(data.report.says("Number of Employees", "not numbers"))
  }

  @Test("dates follow the order that the whole column shows")
  func dayFirst() throws {
    let (type, cells, report) = try column(
      "closed", "Close Date", ["03/04/2025", "31/12/2024", "", "1/2/2025"])
    #expect(type == .date)
    #expect(cells == ["2025-04-03", "2024-12-31", nil, "2025-02-01"])
    #expect(report.notes.contains { $0.contains("day, month, year") })
  }

  @Test("American dates likewise")
  func monthFirst() throws {
    let (_, cells, _) = try column("closed", "Close Date", ["03/04/2025", "12/31/2024"])
    #expect(cells == ["2025-03-04", "2024-12-31"])
  }

  @Test("where every date could be either, the other columns of the file decide")
  func fileDecides() throws {
    let data = try openCRM([
      "deals.csv":
        "Deal ID,Stage,Create Date,Close Date\n1,Won,25/01/2025,03/04/2025\n2,Won,2/1/2025,05/06/2025\n"
    ])
    #expect(try data.table("deals").written("closed") == ["2025-04-03", "2025-06-05"])
    #expect(data.report.says("deals.closed", "day first", "other columns"))
  }

  @Test("where nothing decides, the report asks")
  func undecided() throws {
    let data = try deals("Close Date", ["03/04/2025", "05/06/2025"])
    #expect(try data.table("deals").written("closed") == ["2025-03-04", "2025-05-06"])
    #expect(data.report.says("deals.closed", "could be day/month or month/day"))
    let said = try openCRM(
      ["deals.csv": "Deal ID,Stage,Close Date\n1,Won,03/04/2025\n"],
      ["deals": EntityMapping(formats: ["closed": ValueFormat(dayFirst: true)])])
    #expect(try said.table("deals").written("closed") == ["2025-04-03"])
    #expect(!said.report.says("could be day/month"))
  }

  @Test("dates with dots are day first")
  func dots() throws {
    let (_, cells, _) = try column("closed", "Close Date", ["03.04.2025", "05.06.25"])
    #expect(cells == ["2025-04-03", "2025-06-05"])
  }

  @Test("dates written as numbers: spreadsheet days, Unix time, year month day")
  func numbers() throws {
    #expect(
      try column("closed", "Close Date", ["45717", "45718"]).cells == ["2025-03-01", "2025-03-02"])
    #expect(
      try column("closed", "Close Date", ["20250301", "20241231"]).cells
        == ["2025-03-01", "2024-12-31"])
    #expect(try column("closed", "Close Date", ["1740787200", ""]).cells == ["2025-03-01", nil])
    #expect(try column("closed", "Close Date", ["1740787200000"]).cells == ["2025-03-01"])
    let refused = try deals("Close Date", ["7", "2025"])
    #expect(refused.report.says("Close Date", "not dates"))
  }

  @Test("spreadsheet damage is missing and reported, never a date")
  func damage() throws {
    let good = (1...20).map { "2025-01-\($0 < 10 ? "0" : "")\($0)" }
    let (_, cells, report) = try column("closed", "Close Date", good + ["5-Jan", "20.maj"])
    #expect(cells.suffix(2) == [nil, nil])
    #expect(report.unreadable == 2)
    #expect(report.notes.contains { $0.contains("2 cells") && $0.contains("damage") })
  }

  @Test("timestamps of day columns become days of UTC; of moment columns they stay")
  func moments() throws {
    let data = try openCRM([
      "deals.csv": "Deal ID,Stage,Close Date\n1,Won,2025-03-01T23:30:00-02:00\n",
      "tickets.csv": "ticket_id,priority,submitted_at\n1,high,2025-03-01 9:05\n",
    ])
    #expect(try data.table("deals").written("closed") == ["2025-03-02"])
    #expect(data.report.says("deals.closed", "time of day"))
    #expect(try data.table("tickets").written("submitted") == ["2025-03-01T09:05:00Z"])
  }

  @Test(
    "yes and no in every spelling",
    arguments: [
      ["yes", "no", ""], ["Y", "N", ""], ["1", "0", ""], ["TRUE", "false", ""],
      ["Ja", "Nein", "N/A"],
      ["sí", "no", "unknown"], ["t", "f", "-"], ["1.0", "0.0", ""],
    ])
  func flags(_ cells: [String]) throws {
    let (type, read, _) = try column("is_closed", "IsClosed", cells)
    #expect(type == .boolean)
    #expect(read == ["true", "false", nil])
  }

  @Test("anything but a clear no is an opt-out")
  func optOut() throws {
    let data = try openCRM([
      "contacts.csv": """
      Email,First Name,Unsubscribed from all email,Do Not Call
      a@x.com,A,yes,no
      b@x.com,B,2024-05-01,yes
      c@x.com,C,no,
      d@x.com,D,newsletter,0
      e@x.com,E,N/A,1
      f@x.com,F,Opted in,1

      """
    ])
    let contacts = try data.table("contacts")
    #expect(try contacts.written("opt_out") == ["true", "true", "false", "true", nil, "false"])
    #expect(try contacts.written("do_not_call") == ["false", "true", nil, "false", "true", "true"])
    #expect(data.report.says("contacts.opt_out: 2 cells are neither yes nor no"))
    let dates = try openCRM([
      "contacts.csv": "Email,First Name,Opted Out\na@x.com,A,2024-05-01\nb@x.com,B,\n"
    ])
    #expect(try dates.table("contacts").written("opt_out") == ["true", nil])
  }

  @Test("marks for missing values go where they mean it, and are counted")
  func marks() throws {
    let data = try openCRM([
      "accounts.csv": """
      Company Name,Country,Industry,Employees,Plan,My Score,My Note
      Null,NA,Select,none,Select,5,n/a
      B,N/A,-,unknown,Basic,N/A,None
      C,Namibia,Retail,12,Pro,7,ok

      """
    ])
    let accounts = try data.table("accounts")
    // No company is called Null; a person may be.
    #expect(try accounts.written("name") == [nil, "B", "C"])
    #expect(try accounts.written("country") == ["NA", nil, "Namibia"])
    #expect(try accounts.written("industry") == [nil, nil, "Retail"])
    #expect(try accounts.written("employees") == [nil, nil, "12"])
    #expect(accounts["employees"]?.type == .integer)
    #expect(try accounts.written("plan") == ["Select", "Basic", "Pro"])
    // A column nobody knows is numbers again once its mark is gone.
    #expect(accounts["My Score"]?.type == .integer)
    #expect(try accounts.written("My Score") == ["5", nil, "7"])
    #expect(try accounts.written("My Note") == [nil, "None", "ok"])
    let report = try #require(data.report.table(.accounts)?.column("industry"))
    #expect(report.marks.map { "\($0.mark) \($0.cells)" } == ["- 1", "Select 1"])
  }

  @Test("people may be called Null and Na")
  func names() throws {
    let data = try openCRM([
      "contacts.csv":
        "First Name,Last Name,Email\nJennifer,Null,j@x.com\nMin,Na,m@x.com\nX,N/A,x@x.com\n"
    ])
    #expect(try data.table("contacts").written("last_name") == ["Null", "Na", nil])
  }

  @Test("sets, whatever separates their members")
  func sets() throws {
    for cells in [
      ["sap; oracle", "sap"], ["sap|oracle", "sap"], ["sap, oracle", "sap"],
      ["[\"\"sap\"\",\"\"oracle\"\"]", "[\"\"sap\"\"]"], ["oracle;sap;sap;", ";sap"],
    ] {
      let data = try openCRM([
        "accounts.csv": "name,employees,tech_stack\n"
          + cells.enumerated().map { "C\($0),5,\"\($1)\"\n" }.joined()
      ])
      let column = try data.table("accounts").column("tech_stack")
      #expect(column.type == .set)
      #expect(column.text(0) == "oracle;sap")
      #expect(column.text(1) == "sap")
    }
  }

  @Test("ids are whole numbers where all are, and texts as written else")
  func ids() throws {
    #expect(try column("account_id", "Account ID", ["12.0", "", "7.0"]).cells == ["12", nil, "7"])
    #expect(try column("account_id", "Account ID", ["0012", "7"]).cells == ["0012", "7"])
    #expect(try column("account_id", "Account ID", ["1e5", "2e7"]).cells == ["1e5", "2e7"])
    #expect(try column("account_id", "Account ID", ["2024-01-01"]).cells == ["2024-01-01"])
    #expect(try column("account_id", "Account ID", ["TRUE"]).cells == ["TRUE"])
    #expect(try column("account_id", "Account ID", [" A1 ", "A2"]).cells == ["A1", "A2"])
  }

  @Test("texts stay as written, however much they look like numbers")
  func written() throws {
    let data = try openCRM([
      "contacts.csv":
        "Email,Phone,Postal Code,Title\na@x.com,5551234567,01234,CEO\nb@x.com,5.50,7,2\n"
    ])
    let contacts = try data.table("contacts")
    #expect(try contacts.written("phone") == ["5551234567", "5.50"])
    #expect(try contacts.written("zip") == ["01234", "7"])
    #expect(try contacts.written("title") == ["CEO", "2"])
  }

  @Test("columns of nothing but marks or blanks are missing throughout")
  func empty() throws {
    let (type, cells, _) = try column("amount", "Amount", ["N/A", " ", ""])
    #expect(type == .number)
    #expect(cells == [nil, nil, nil])
    #expect(try column("closed", "Close Date", ["-", ""]).type == .date)
  }

  @Test(
    "large columns are read as small ones, in pieces",
    arguments: [0, 1, 63, 64, 65, 16_384, 40_001])
  func sizes(_ count: Int) throws {
    var text = "Deal ID,Stage,Amount,Close Date,My Value\n"
    for row in 0..<count {
      text +=
        "\(row),Won,\"$\(Wording.number(row)).50\",\(row % 28 + 1)/12/2025,\(row % 7 == 0 ? "N/A" : "\(row)")\n"
    }
    let deals = try openCRM(["deals.csv": text]).table("deals")
    #expect(deals.rowCount == count)
    let wrong = (0..<count).first { deals["amount"]?.double($0) != Double($0) + 0.5 }
    #expect(wrong == nil)
    if count > 20 {
      #expect(deals["closed"]?.day(20) == Days.of("2025-12-21"))
      #expect(deals["My Value"]?.type == .integer)
      #expect(deals["My Value"]?.missingCount == (count + 6) / 7)
    }
  }
}

@Suite("What users' own exports hold")
struct NastyExportTests {
  @Test("signs outside parentheses, minus at the end, per cent beside shares")
  func numbers() throws {
    let crm = try openCRM([
      "deals.csv":
        "deal_id,stage,amount,probability,closed\n"
        + "1,Closed Won,$(300),50 %,2025-01-01\n2,Closed Lost,(12.50) USD,0.5,2025-01-02\n"
        + "3,Closed Won,300-,25%,2025-01-03\n4,Open,\"$1,200\",1,\n"
    ])
    let amounts = crm.deals?["amount"]
    #expect((0..<4).map { amounts?.double($0) } == [-300, -12.5, -300, 1200])
    #expect(
      crm.report.findings.contains { $0.text.contains("some have none: 0.5 and 50 %") })
  }

  @Test("what a spreadsheet made of ranges is flagged, and stays text")
  func damage() throws {
    let crm = try openCRM([
      "accounts.csv":
        "account_id,name,industry,employees,Size class\n"
        + "1,A,Software,10,5-Jan\n2,B,Retail,20,20.maj\n3,C,Retail,30,11-50\n"
    ])
    #expect(crm.accounts?["Size class"]?.type == .text)
    let found = crm.report.findings.filter { $0.text.contains("damage done by a spreadsheet") }
    #expect(found.map(\.rows) == [2])
    #expect(found.map(\.column) == ["Size class"])
  }

  @Test("a column called Account that holds ids links by them")
  func ids() throws {
    let crm = try openCRM([
      "kunden.csv":
        "Kundennummer;Firmenname;Branche;Mitarbeiter\n7;Acme;Software;10\n8;Beta;Handel;5\n",
      "deals.csv":
        "Deal ID,Account,Stage,Amount\nd1,8,Closed Won,10\nd2,7,Closed Lost,5\nd3,9,Open,1\n",
    ])
    #expect(crm.accounts?["account_id"]?.type == .integer)
    #expect((0..<2).map { crm.deals?["account_id"]?[$0] } == [.integer(8), .integer(7)])
    #expect(
      crm.report.links.contains { link in
        link.from == .deals && link.linkedRows == 2 && link.orphans == 1
      })
  }

  @Test("histories of all properties give the changes of the stage, and count the others")
  func histories() throws {
    let deals = "deal_id,stage,amount,created\n1,Closed Won,10,2025-01-01\n2,Open,5,2025-01-02\n"
    let hubspot = try openCRM([
      "deal.csv": deals,
      "deal_property_history.csv":
        "deal_id,name,timestamp,value,source\n1,dealstage,2025-01-01 08:00:00,new,CRM\n"
        + "1,amount,2025-01-02 08:00:00,10,CRM\n1,dealstage,2025-01-03 08:00:00,won,CRM\n",
    ])
    #expect(hubspot[.stageHistory]?.rowCount == 2)
    #expect(hubspot[.stageHistory]?["stage"]?.text(1) == "won")
    #expect(hubspot[.stageHistory]?["entered"]?.type.isTemporal == true)
    #expect(
      hubspot.report.findings.contains { $0.text.contains("other properties than the stage") })
    let salesforce = try openCRM([
      "Opportunity.csv": "Id,Name,StageName,Amount,CloseDate\n1,A,Closed Won,10,2025-01-01\n",
      "OpportunityFieldHistory.csv":
        "Id,OpportunityId,CreatedDate,Field,OldValue,NewValue\nx,1,2025-01-01,StageName,New,Closed Won\n"
        + "y,1,2025-01-01,Amount,5,10\n",
    ])
    #expect(salesforce[.stageHistory]?.rowCount == 1)
    #expect(salesforce[.stageHistory]?["stage"]?.text(0) == "Closed Won")
    #expect(salesforce.deals?.rowCount == 1)
  }
}
