import Basics
import Columns
import Testing

@testable import CRM

@Suite("Recognising files")
struct RecognitionTests {
  @Test("a plain folder")
  func plain() throws {
    let data = try openCRM([
      "accounts.csv":
        "account_id,name,domain,industry,employees,annual_revenue,country\n1,A,a.com,Retail,50,1e6,DE\n",
      "contacts.csv":
        "contact_id,account_id,first_name,last_name,email,phone,title\n1,1,Ann,Lee,ann@a.com,+491,CEO\n",
      "deals.csv":
        "deal_id,account_id,stage,amount,created,closed\n1,1,Won,10,2025-01-01,2025-02-01\n",
      "subscriptions.csv":
        "subscription_id,account_id,start,end,mrr,plan,seats\n1,1,2025-02-01,,5,Pro,3\n",
      "touches.csv":
        "touch_id,account_id,contact_id,kind,date,weight,campaign\n1,1,1,visit,2025-01-01,1,x\n",
      "spend.csv":
        "date,channel,campaign,amount,impressions,clicks\n2025-01-01,LinkedIn,x,5,10,1\n",
      "tickets.csv":
        "ticket_id,account_id,submitted,closed,priority,hours,satisfaction\n1,1,2025-01-01,2025-01-02,high,2,5\n",
      "usage.csv": "account_id,month,active_users,events\n1,2025-01,3,100\n",
      "surveys.csv":
        "survey_id,account_id,contact_id,date,nps,question,answer\n1,1,1,2025-01-01,9,Why?,Because\n",
      "market.csv": "industry,country,companies\nRetail,DE,1000\n",
      "products.csv": "product,family,list_price\nP,F,5\n",
    ])
    #expect(
      data.entities == [
        .accounts, .contacts, .deals, .subscriptions, .touches, .spend, .tickets, .usage, .surveys,
        .market, .products,
      ])
    for entity in data.entities {
      #expect(data[entity]?.rowCount == 1, "\(entity)")
      #expect(data.report.table(entity)?.columns.allSatisfy(\.isCanonical) == true, "\(entity)")
    }
    #expect(data.report.findings.filter { $0.weight == .warning } == [])
    #expect(try data.table("usage").written("month") == ["2025-01-01"])
    #expect(try data.table("deals").written("outcome") == ["won"])
    #expect(data.report.files.allSatisfy { $0.certainty > 0.5 && $0.certainty < 1 })
  }

  @Test("HubSpot labels")
  func hubspotLabels() throws {
    let data = try openCRM([
      "hubspot-crm-exports-all-companies-2025-11-01.csv": """
      Record ID,Company name,Company Domain Name,Industry,Number of Employees,Annual Revenue,Country/Region,Create Date,Last Activity Date,Target Account,Target Account
      101,Acme,acme.com,Retail,50,1000000,Germany,2024-01-02 10:00,2025-05-05 09:30,Yes,No

      """,
      "hubspot-crm-exports-all-contacts.csv": """
      Record ID,First Name,Last Name,Email,Job Title,Phone Number,Associated Company IDs (Primary),Unsubscribed from all email,Country/Region
      7,Ann,Lee,ann@acme.com,CEO,+49 30 1,101,false,Germany

      """,
      "hubspot-crm-exports-all-deals.csv": #"""
      Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Deal owner,Is Closed Won,Is Deal Closed?,Associated Company IDs,Closed Lost Reason,"Date entered ""Closed Won (Sales Pipeline)"""
      9,Big,Signed & Sealed,Sales,500,2025-03-01 10:00,2025-01-01 09:00,Bob,true,true,101;102,,2025-03-01
      10,Small,Gone,Sales,,2025-03-01 10:00,2025-01-01 09:00,Bob,false,true,,price,
      11,Next,Contract Sent,Sales,,2026-03-01 10:00,2025-01-01 09:00,Bob,false,false,101,,

      """#,
    ])
    #expect(data.entities == [.accounts, .contacts, .deals])
    let accounts = try data.table("accounts")
    #expect(
      accounts.names.contains("Target Account") && accounts.names.contains("Target Account (2)"))
    #expect(try accounts.written("country") == ["Germany"])
    #expect(try accounts.written("created") == ["2024-01-02"])
    let deals = try data.table("deals")
    // Renamed stages: the flags decide, not the words.
    #expect(try deals.written("outcome") == ["won", "lost", "open"])
    #expect(try deals.written("account_id") == ["101", nil, "101"])
    #expect(deals["account_id"]?.type == .integer)
    #expect(data.report.says("1 deal", "several records in account_id"))
    #expect(deals.names.contains("Date entered \"Closed Won (Sales Pipeline)\""))
    #expect(data.contacts?["opt_out"]?.type == .boolean)
    #expect(data.report.outcomeSource == "is_won and is_closed")
  }

  @Test("HubSpot's internal names, as an export or as a warehouse has them")
  func hubspotNames() throws {
    for prefix in ["", "property_"] {
      let data = try openCRM([
        "company.csv":
          "id,\(prefix)name,\(prefix)domain,\(prefix)industry,\(prefix)numberofemployees,\(prefix)annualrevenue\n1,A,a.com,RETAIL,5,10\n",
        "deal.csv":
          "deal_id,\(prefix)dealname,\(prefix)dealstage,\(prefix)amount,\(prefix)closedate,\(prefix)createdate\n1,D,closedwon,5,2025-01-01,2024-01-01\n",
      ])
      #expect(data.entities == [.accounts, .deals])
      #expect(try data.table("accounts").written("employees") == ["5"])
      #expect(try data.table("deals").written("outcome") == ["won"])
    }
  }

  @Test("Salesforce fields, in any case, with custom fields and a byte order mark")
  func salesforce() throws {
    let folder = try TestFolder()
    for (account, opportunity) in [
      (
        "Id,Name,Industry,NumberOfEmployees,AnnualRevenue,BillingCountry,ShippingCountry,Tech_Stack__c,IsDeleted",
        "Id,AccountId,Name,StageName,Amount,CloseDate,CreatedDate,IsWon,IsClosed"
      ),
      (
        "ID,NAME,INDUSTRY,NUMBEROFEMPLOYEES,ANNUALREVENUE,BILLINGCOUNTRY,SHIPPINGCOUNTRY,TECH_STACK__C,ISDELETED",
        "ID,ACCOUNTID,NAME,STAGENAME,AMOUNT,CLOSEDATE,CREATEDDATE,ISWON,ISCLOSED"
      ),
    ] {
      try folder.write(
        "Account.csv",
        [0xef, 0xbb, 0xbf]
          + Array(
            "\(account)\n001A,Acme,Retail,5,10,Germany,France,sap;aws,false\n001B,Gone,,,,,,,true\n"
              .utf8))
      try folder.write(
        "Opportunity.csv",
        Array(
          "\(opportunity)\n006A,001A,D,Verbal,5,2025-01-01,2024-01-01,true,true\n006B,001B,E,Lost,5,2025-01-01,2024-01-01,false,true\n"
            .utf8))
      let data = try folder.open()
      #expect(data.entities == [.accounts, .deals])
      let accounts = try data.table("accounts")
      #expect(try accounts.written("account_id") == ["001A"])
      #expect(try accounts.written("country") == ["Germany"])
      #expect(accounts["tech_stack"]?.type == .set)
      #expect(try data.table("deals").written("outcome") == ["won", "lost"])
      #expect(data.report.file("Account.csv")?.dropped.map(\.rows) == [1])
      #expect(data.report.file("Account.csv")?.rows == 1)
      #expect(data.report.says("1 deal names an account that is not among the accounts"))
    }
  }

  @Test("a Salesforce report with labels, and deals that name their account")
  func salesforceReport() throws {
    let data = try openCRM([
      "accounts.csv": "Account Name,Billing Country,Industry,Employees\nAcme,Germany,Retail,5\n",
      "report.csv":
        "Opportunity Name,Account Name,Stage,Amount,Close Date,Created Date\nD,Acme,Closed Won,5,3/31/2025,1/15/2025\n",
    ])
    #expect(try data.table("deals").written("account_id") == ["Acme"])
    #expect(try data.table("deals").written("closed") == ["2025-03-31"])
  }

  @Test("localised HubSpot exports")
  func localised() throws {
    let data = try openCRM([
      "contactos.csv":
        "ID de registro,Nombre,Apellidos,Correo,Cargo,Ciudad,País/región,Número de teléfono,Propietario del contacto,Última actividad,Fecha de creación\n1,Ana,Ruiz,ana@x.es,Directora,Madrid,España,+34 1,Bob,2025-01-01,2024-01-01\n",
      "empresas.csv":
        "ID de registro,Nombre de la empresa,Nombre de dominio de la empresa,Sector,Associated Note\n5,X,x.es,Comercio,hola\n",
      "deals.csv":
        "Datensatz-ID,Deal-Name,Deal-Phase,Betrag,Abschlussdatum,Erstelldatum\n1,D,Abgeschlossen und gewonnen,5,2025-01-01,2024-01-01\n",
    ])
    #expect(data.entities == [.accounts, .contacts, .deals])
    let contacts = try data.table("contacts")
    #expect(try contacts.written("first_name") == ["Ana"])
    #expect(try contacts.written("last_name") == ["Ruiz"])
    #expect(try contacts.written("title") == ["Directora"])
    #expect(try contacts.written("last_activity") == ["2025-01-01"])
    #expect(try data.table("accounts").written("domain") == ["x.es"])
    #expect(try data.table("accounts").names.contains("Associated Note"))
    #expect(try data.table("deals").written("outcome") == ["won"])
  }

  @Test("Windows encodings, semicolons and tabs are recognised like everything else")
  func encodings() throws {
    let folder = try TestFolder()
    try folder.write(
      "Kunden.csv",
      Array("Firma;Branche;Anzahl Mitarbeiter;Jahresumsatz;Land\nM".utf8) + [0xfc]
        + Array("ller;Handel;1.200;2.500.000,50;Deutschland\n".utf8))
    try folder.write(
      "opportunities.tsv", Array("Deal Name\tStage\tAmount\tCompany\nD\tWon\t5\tMüller\n".utf8))
    let data = try folder.open()
    #expect(try data.table("accounts").written("name") == ["Müller"])
    #expect(try data.table("accounts").written("employees") == ["1200"])
    #expect(try data.table("accounts").written("annual_revenue") == ["2500000.5"])
    #expect(data.report.link(.deals, .accounts)?.linkedRows == 1)
  }

  @Test("two files of one shape are one table, and a record that is in both counts once")
  func twoFiles() throws {
    let data = try openCRM([
      "accounts_eu.csv":
        "account_id,name,industry,employees,score\n1,A,Retail,5,7\n2,B,Retail,6,8\n",
      "accounts_us.csv":
        "account_id,name,industry,employees,score\n2,B,Retail,6,9\n3,C,Retail,7,high\n",
    ])
    let accounts = try data.table("accounts")
    #expect(try accounts.written("account_id") == ["1", "2", "3"])
    // Whole numbers here and words there: text.
    #expect(try accounts.written("score") == ["7", "8", "high"])
    #expect(data.report.says("score is integer in one file and text in another"))
    #expect(data.report.file("accounts_us.csv")?.dropped.map(\.rows) == [1])
    #expect(data.report.table(.accounts)?.files == ["accounts_eu.csv", "accounts_us.csv"])
  }

  @Test("of two files with different columns one is taken, and the other is not hidden")
  func twoShapes() throws {
    let data = try openCRM([
      "accounts.csv":
        "account_id,name,industry,employees,annual_revenue,country\n1,A,Retail,5,7,DE\n",
      "customers.csv":
        "Customer ID,Customer Name,Industry,Headcount,Web Site,Turnover,City\n9,Z,Food,5,z.com,5,Rome\n",
    ])
    #expect(data.accounts?.rowCount == 1)
    #expect(data.report.says("customers.csv looks like accounts too"))
    #expect(data.report.file("customers.csv")?.entity == nil)
  }

  @Test("a file that could be two things is reported, not guessed")
  func ambiguous() throws {
    let data = try openCRM([
      "accounts.csv": "account_id,name,industry,employees\n1,A,Retail,5\n",
      "stuff.csv": "Account ID,Contact ID,Date,Type,NPS,Channel\n1,2,2025-01-01,x,5,y\n",
    ])
    let file = try #require(data.report.file("stuff.csv"))
    #expect(file.entity == nil)
    #expect(file.why.contains("could be") && file.why.contains("stuff.csv"))
  }

  @Test("files of none of ours are listed with the reason")
  func others() throws {
    let data = try openCRM([
      "accounts.csv": "account_id,name,industry,employees\n1,A,Retail,5\n",
      "README.md": "hello", "weather.csv": "city_code,rain_mm\nX,5\n", "empty.csv": "",
      ".hidden.csv": "account_id\n",
    ])
    #expect(
      data.report.files.map(\.name) == ["README.md", "accounts.csv", "empty.csv", "weather.csv"])
    #expect(data.report.file("README.md")?.why.contains("not a delimited text file") == true)
    #expect(data.report.file("empty.csv")?.why == "the file is empty")
    #expect(data.report.says("weather.csv was not used"))
  }

  @Test("no deals: the rest is there, and asking for deals says what to do")
  func noDeals() throws {
    let data = try openCRM([
      "accounts.csv": "account_id,name,industry,employees\n1,A,Retail,5\n",
      "deal_things.csv": "deal_id,colour\n1,red\n",
    ])
    #expect(data.deals == nil)
    let none = try #require(problem { _ = try data.table("deals") })
    #expect(none.kind == .data)
    #expect(none.message.contains("no deals"))
    #expect(none.hints.contains { $0.contains("deal_things.csv") })
    let typo = try #require(problem { _ = try data.table("acounts") })
    #expect(typo.message.contains("did you mean \"accounts\""))
  }

  @Test("empty and wrong folders end with one clear message")
  func wrong() throws {
    let empty = try TestFolder()
    #expect(problem { _ = try empty.open() }?.kind == .file)
    #expect(problem { _ = try empty.open() }?.message.contains("is empty") == true)
    let missing = problem {
      _ = try CRMLoader.open(CRMSource(folder: empty.path + "/nowhere"), asOf: 0)
    }
    #expect(missing?.kind == .file && missing?.message.contains("no folder") == true)
    let noCSV = try TestFolder(["notes.md": "x", "book.xlsx": "y"])
    let problem1 = problem { _ = try noCSV.open() }
    #expect(problem1?.message.contains("no CSV files") == true)
    #expect(problem1?.hints.first?.contains("notes.md") == true)
    let unknown = try TestFolder(["weather.csv": "city_code,rain_mm\nX,5\n"])
    let problem2 = problem { _ = try unknown.open() }
    #expect(problem2?.kind == .data)
    #expect(problem2?.hints.contains { $0.contains("weather.csv") } == true)
    let file = problem {
      _ = try CRMLoader.open(CRMSource(folder: unknown.path + "/weather.csv"), asOf: 0)
    }
    #expect(file?.message.contains("is a file, not a folder") == true)
  }

  @Test("headers alone make empty tables, which can be opened")
  func headersOnly() throws {
    let data = try openCRM([
      "accounts.csv": "account_id,name,industry,employees,website\n",
      "deals.csv": "deal_id,account_id,stage,amount,created,closed",
      "contacts.csv": "contact_id,email,title,full_name\n",
    ])
    #expect(data.accounts?.rowCount == 0)
    #expect(data.deals?.rowCount == 0)
    #expect(data.deals?["outcome"]?.count == 0)
    #expect(data.accounts?.names.contains("domain") == true)
  }

  @Test("several files by name, and tables from elsewhere, open like a folder")
  func inputs() throws {
    let folder = try TestFolder([
      "a.csv": "account_id,name,industry,employees\n1,A,Retail,5\n",
      "b.csv": "deal_id,account_id,stage,amount,closed\n1,1,Won,5,2025-01-01\n",
    ])
    let files = try CRMLoader.open(
      CRMSource(.files([folder.path + "/a.csv", folder.path + "/b.csv"])), asOf: 0)
    #expect(files.entities == [.accounts, .deals])
    let tables = try ["a.csv", "b.csv"].map { try CRMLoader.openFile(folder.path + "/" + $0) }
    let fromTables = try CRMLoader.open(CRMSource(.tables(tables)), asOf: 0)
    #expect(fromTables.entities == [.accounts, .deals])
    #expect(try fromTables.table("deals").written("outcome") == ["won"])
    #expect(throws: Problem.self) { try CRMLoader.open(CRMSource(.files([])), asOf: 0) }
    #expect(throws: Problem.self) {
      try CRMLoader.open(CRMSource(.files(["/nowhere.csv"])), asOf: 0)
    }
  }

  @Test("a single file opens as it is: no renaming, no marks")
  func openFile() throws {
    let folder = try TestFolder(["x.csv": "Company name,Employees\nA,N/A\nB,5\n"])
    let loaded = try CRMLoader.openFile(folder.path + "/x.csv")
    #expect(loaded.table.names == ["Company name", "Employees"])
    #expect(try loaded.table.written("Employees") == ["N/A", "5"])
    #expect(loaded.table.name == "x")
    #expect(throws: Problem.self) { try CRMLoader.openFile(folder.path) }
  }

  @Test("the same folder gives the same tables and the same report")
  func deterministic() throws {
    let folder = try TestFolder([
      "accounts.csv": "name,industry,employees\nA,Retail,5\nB,retail,N/A\nB,Food,x\n",
      "deals.csv":
        "deal_id,account,stage,amount,closed\n1,A,Won,5,2025-01-01\n2,b,Odd,7,\n3,Z,Other,8,\n",
    ])
    let first = try folder.open()
    for _ in 0..<5 {
      let again = try folder.open()
      #expect(again.report.findings == first.report.findings)
      #expect(again.report.stages == first.report.stages)
      for entity in first.entities {
        for name in try #require(first[entity]).names {
          #expect(
            try again.table(entity.name).written(name) == first.table(entity.name).written(name))
        }
      }
    }
  }

  @Test("rejected rows and lines are passed on")
  func rejected() throws {
    let data = try openCRM([
      "accounts.csv": "account_id,name,industry,employees\n1,A,Retail,5\n2,B\n\n3,C,Food,7\n"
    ])
    #expect(data.accounts?.rowCount == 2)
    #expect(data.report.says("1 row of accounts.csv could not be read", "line 3"))
    #expect(data.report.file("accounts.csv")?.load?.blankLines == 1)
  }

  @Test("progress goes from nought to one")
  func progress() throws {
    let folder = try TestFolder([
      "accounts.csv": "account_id,name,industry,employees\n1,A,Retail,5\n"
    ])
    let steps = Steps()
    _ = try CRMLoader.open(CRMSource(folder: folder.path), asOf: 0) { steps.add($0, $1) }
    #expect(steps.shares.first == 0 && steps.shares.last == 1)
    #expect(steps.shares == steps.shares.sorted())
    #expect(steps.names.contains("reading accounts.csv"))
  }

  private final class Steps: @unchecked Sendable {
    var names: [String] = []
    var shares: [Double] = []
    func add(_ name: String, _ share: Double) {
      names.append(name)
      shares.append(share)
    }
  }
}
