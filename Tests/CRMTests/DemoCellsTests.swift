import Testing

@testable import CRM

@Suite("Demo: the cells")
struct DemoCellsTests {
  /// Every table of one demo by its file's name, read once for all tests.
  private static let read = Result {
    let folder = try TestFolder()
    let summary = try DemoCRM(accounts: 10_000, seed: 4).write(to: folder.path)
    var tables: [String: CellTable] = [:]
    for file in summary.files where file.rows != nil {
      tables[file.name] = try folder.table(file.name)
    }
    return tables
  }
  private let tables: [String: CellTable]

  init() throws { tables = try Self.read.get() }

  private func table(_ name: String) throws -> CellTable { try #require(tables[name]) }

  /// Whether `share` is within five standard errors of `expected` for `n` draws.
  private func isNear(_ share: Double, _ expected: Double, _ n: Int) -> Bool {
    abs(share - expected) < 5 * (expected * (1 - expected) / Double(n)).squareRoot() + 1e-3
  }

  @Test("accounts have the columns that scripts know")
  func columns() throws {
    let header = try table("accounts.csv").columns
    #expect(
      header == [
        "account_id", "name", "domain", "industry", "employees", "annual_revenue", "country",
        "state", "city", "founded", "ownership", "stage", "tech_stack", "intent_score", "website",
        "linkedin_url", "phone", "last_activity", "created", "parent_id", "is_customer", "owner",
      ])
    #expect(
      try table("contacts.csv").columns == [
        "contact_id", "account_id", "first_name", "last_name", "title", "department", "seniority",
        "email", "phone", "country", "language", "opt_out", "consent_ad_user_data",
        "consent_ad_personalization", "created",
      ])
    #expect(
      try table("deals.csv").columns == [
        "deal_id", "account_id", "name", "stage", "amount", "created", "closed", "source",
        "campaign", "owner", "product", "discount", "lost_reason", "qualified_at", "proposal_at",
        "contract_at",
      ])
    #expect(
      try table("subscriptions.csv").columns == [
        "subscription_id", "account_id", "start", "end", "mrr", "plan", "seats",
      ])
    #expect(
      try table("touches.csv").columns == [
        "touch_id", "account_id", "contact_id", "kind", "date", "weight", "campaign",
      ])
    #expect(
      try table("spend.csv").columns == [
        "date", "channel", "campaign", "amount", "impressions", "clicks",
      ])
    #expect(
      try table("tickets.csv").columns == [
        "ticket_id", "account_id", "submitted", "closed", "priority", "hours", "satisfaction",
      ])
    #expect(
      try table("usage.csv").columns == ["account_id", "month", "active_users", "events"])
    #expect(
      try table("surveys.csv").columns == [
        "survey_id", "account_id", "contact_id", "date", "nps", "question", "answer",
      ])
  }

  @Test("ids are unique, and so are domains except where an account is repeated")
  func unique() throws {
    for (file, id) in [
      ("accounts.csv", "account_id"), ("contacts.csv", "contact_id"), ("deals.csv", "deal_id"),
      ("subscriptions.csv", "subscription_id"), ("touches.csv", "touch_id"),
      ("tickets.csv", "ticket_id"), ("surveys.csv", "survey_id"),
    ] {
      let ids = try table(file).column(id)
      #expect(Set(ids).count == ids.count, "\(file)")
    }
    let accounts = try table("accounts.csv")
    let domains = try accounts.column("domain")
    let own = domains.filter { !$0.hasPrefix("www.") }
    #expect(Set(own).count == own.count)
    for domain in domains {
      #expect(domain.wholeMatch(of: /(www\.)?[a-z]+(-[a-z]+)*(\.[a-z]+)+/) != nil)
    }
    // A repeated account has the domain of another, with www., and a name in capitals.
    let repeated = zip(domains, try accounts.column("name")).filter { $0.0.hasPrefix("www.") }
    #expect(isNear(Double(repeated.count) / 10_000, 0.01, 10_000))
    let known = Set(own)
    for (domain, name) in repeated {
      #expect(known.contains(String(domain.dropFirst(4))))
      #expect(!name.hasSuffix(" Inc.") && !name.hasSuffix("GmbH"))
    }
    #expect(try accounts.share("name") { $0.hasSuffix(", Inc.") } > 0.02)
    #expect(try accounts.share("name") { !$0.utf8.allSatisfy { $0 < 0x80 } } > 0.03)
  }

  @Test("cells are missing as often as documented")
  func missing() throws {
    let accounts = try table("accounts.csv")
    for (column, share) in [
      ("industry", 0.03), ("employees", 0.08), ("annual_revenue", 0.12), ("country", 0.02),
      ("phone", 0.30), ("founded", 0), ("intent_score", 0), ("name", 0), ("domain", 0),
    ] {
      #expect(isNear(try accounts.share(column) { $0.isEmpty }, share, 10_000), "\(column)")
    }
    let contacts = try table("contacts.csv")
    for (column, share) in [
      ("email", 0.06), ("phone", 0.30), ("seniority", 0.25), ("department", 0.10),
      ("account_id", 0.015), ("title", 0), ("last_name", 0),
    ] {
      #expect(
        isNear(try contacts.share(column) { $0.isEmpty }, share, contacts.rows.count), "\(column)")
    }
  }

  @Test("industries are mistyped as often as documented")
  func industries() throws {
    let cells = try table("accounts.csv").column("industry").filter { !$0.isEmpty }
    let counts = Dictionary(grouping: cells, by: { $0 }).mapValues(\.count)
    // The right spellings are the frequent ones: dirt is rare.
    let right = Set(counts.filter { $0.value > 36 && $0.key != "N/A" }.keys)
    #expect(right.count == 26)
    let folded = Set(right.map { $0.lowercased() })
    let n = cells.count
    func share(_ passes: (String) -> Bool) -> Double {
      Double(cells.filter(passes).count) / Double(n)
    }
    #expect(isNear(share { $0 == "N/A" }, 0.005, n))
    #expect(isNear(share { !right.contains($0) && folded.contains($0.lowercased()) }, 0.015, n))
    #expect(isNear(share { !folded.contains($0.lowercased()) && $0 != "N/A" }, 0.012, n))
  }

  @Test("e-mail addresses are well formed where they are not dirt, and dirt is rare")
  func emails() throws {
    let contacts = try table("contacts.csv")
    let emails = try contacts.column("email").filter { !$0.isEmpty }
    let n = emails.count
    func share(_ passes: (String) -> Bool) -> Double {
      Double(emails.filter(passes).count) / Double(n)
    }
    let proper = /[a-z]+(\.[a-z]+)?@[a-z]+(-[a-z]+)*(\.[a-z]+)+/
    func isProper(_ email: String) -> Bool { email.wholeMatch(of: proper) != nil }
    func trimmed(_ email: String) -> String {
      String(email.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    #expect(isNear(share { !isProper(trimmed($0).lowercased()) }, 0.005, n))
    #expect(isNear(share { $0 != trimmed($0) }, 0.015, n))
    #expect(isNear(share { $0.contains { $0.isUppercase } }, 0.02, n))
    let free = [
      "gmail.com", "outlook.com", "yahoo.com", "hotmail.com", "icloud.com", "gmx.de",
      "web.de", "orange.fr",
    ]
    #expect(
      isNear(
        share { email in free.contains { trimmed(email).lowercased().hasSuffix("@" + $0) } },
        0.03 * 0.995, n))
    #expect(emails.allSatisfy { isProper($0) || !isProper(trimmed($0)) || $0 != trimmed($0) })
  }

  @Test("phones come national and international")
  func phones() throws {
    let phones = try table("contacts.csv").column("phone").filter { !$0.isEmpty }
    let coded = phones.filter {
      $0.hasPrefix("+") || $0.hasPrefix("00") || $0.hasPrefix("1-")
    }
    #expect(isNear(Double(coded.count) / Double(phones.count), 0.55, phones.count))
    for phone in phones { #expect(phone.wholeMatch(of: /[-+().0-9 ]{7,20}/) != nil) }
  }

  @Test("what points to a row finds it, except the documented few")
  func references() throws {
    let accounts = Set(try table("accounts.csv").column("account_id"))
    let contacts = try table("contacts.csv")
    let contactIDs = Set(try contacts.column("contact_id"))
    #expect(try contacts.column("account_id").allSatisfy { $0.isEmpty || accounts.contains($0) })
    let deals = try table("deals.csv")
    #expect(
      isNear(
        try deals.share("account_id") { !accounts.contains($0) }, 0.004, deals.rows.count))
    for file in ["subscriptions.csv", "touches.csv", "tickets.csv", "usage.csv", "surveys.csv"] {
      #expect(try table(file).column("account_id").allSatisfy(accounts.contains), "\(file)")
    }
    for file in ["touches.csv", "surveys.csv"] {
      let known = try table(file).share("contact_id") { contactIDs.contains($0) }
      let empty = try table(file).share("contact_id") { $0.isEmpty }
      #expect(abs(known + empty - 1) < 1e-9 && known > 0.5, "\(file)")
    }
    let parents = try table("accounts.csv").column("parent_id")
    #expect(parents.allSatisfy { $0.isEmpty || accounts.contains($0) })
    let own = zip(parents, try table("accounts.csv").column("account_id"))
    #expect(own.allSatisfy { $0.0 != $0.1 })
    // Campaigns of deals are campaigns that money was spent on.
    let paid = Set(try table("spend.csv").column("campaign"))
    #expect(try deals.column("campaign").allSatisfy { $0.isEmpty || paid.contains($0) })
  }

  @Test("customers are the accounts with a won deal")
  func customers() throws {
    let deals = try table("deals.csv")
    var winners: Set<String> = []
    for (id, stage) in zip(try deals.column("account_id"), try deals.column("stage"))
    where stage == "Closed Won" {
      winners.insert(id)
    }
    let accounts = try table("accounts.csv")
    for (id, flag) in zip(
      try accounts.column("account_id"), try accounts.column("is_customer"))
    {
      #expect((flag == "true") == winners.contains(id))
      #expect(flag == "true" || flag == "false")
    }
    let subscribers = Set(try table("subscriptions.csv").column("account_id"))
    #expect(subscribers.isSubset(of: winners))
    #expect(Double(subscribers.count) > 0.95 * Double(winners.count))
  }

  @Test("days come in their order and before the export")
  func days() throws {
    let asOf = 20_454
    let deals = try table("deals.csv")
    var backwards = 0
    var closedDeals = 0
    for row in deals.rows {
      let created = try #require(day(row[5]))
      #expect(created < asOf && created >= asOf - 1095)
      let stages = [13, 14, 15].compactMap { day(row[$0]) }
      #expect(stages == stages.sorted())
      #expect(stages.allSatisfy { $0 >= created && $0 < asOf })
      // A stage is not reached before the one in front of it.
      #expect(row[13].isEmpty ? row[14].isEmpty && row[15].isEmpty : true)
      #expect(row[14].isEmpty ? row[15].isEmpty : true)
      guard let closed = day(row[6]) else { continue }
      closedDeals += 1
      #expect(closed < asOf)
      if closed < created {
        backwards += 1
      } else {
        #expect(stages.allSatisfy { $0 <= closed })
      }
    }
    #expect(isNear(Double(backwards) / Double(closedDeals), 0.004, closedDeals))

    for row in try table("accounts.csv").rows {
      let last = try #require(day(row[17]))
      let created = try #require(day(row[18]))
      #expect(created <= last && last < asOf)
    }
    for row in try table("subscriptions.csv").rows {
      let start = try #require(day(row[2]))
      #expect(start < asOf)
      if let end = day(row[3]) { #expect(end > start && end <= asOf) }
      #expect((Double(row[4]) ?? 0) > 0 && (Int(row[6]) ?? 0) > 0)
    }
    for row in try table("tickets.csv").rows {
      let submitted = try #require(day(row[2]))
      #expect(submitted < asOf)
      if let closed = day(row[3]) { #expect(closed >= submitted && closed < asOf) }
      #expect(row[3].isEmpty == row[5].isEmpty)
    }
    for file in ["touches.csv", "surveys.csv", "spend.csv"] {
      for text in try table(file).column("date") {
        let date = try #require(day(text))
        #expect(date < asOf, "\(file)")
      }
    }
    for month in try table("usage.csv").column("month") {
      #expect(month.hasPrefix("2025-") && month.hasSuffix("-01"))
    }
  }

  @Test("technologies are a sorted set without repeats")
  func technologies() throws {
    for cell in try table("accounts.csv").column("tech_stack") {
      let members = cell.split(separator: ";", omittingEmptySubsequences: true).map(String.init)
      #expect(members == Set(members).sorted())
      #expect(members.joined(separator: ";") == cell)
    }
  }

  @Test("titles come in several languages, with quotes where a comma is in them")
  func titles() throws {
    let titles = Set(try table("contacts.csv").column("title"))
    for title in [
      "VP Engineering", "Geschäftsführer", "Directeur général", "Director de Planta",
      "Vice President, Engineering",
    ] {
      #expect(titles.contains(title))
    }
    let consents = Set(try table("contacts.csv").column("consent_ad_user_data"))
    #expect(consents == ["GRANTED", "DENIED", ""])
  }

  @Test("the CRM recognises every file, keeps every row and knows every stage")
  func opened() throws {
    let folder = try TestFolder()
    try DemoCRM(accounts: 2000, seed: 4).write(to: folder.path)
    let crm = try CRMLoader.open(CRMSource(folder: folder.path), asOf: 20_454)
    for file in DemoFile.allCases {
      let table = try crm.table("\(file)")
      #expect(try table.rowCount == folder.table(file.name).rows.count, "\(file)")
      #expect(try Set(folder.table(file.name).columns).isSubset(of: table.names), "\(file)")
    }
    #expect(try crm.table("spend").rowCount == folder.table("spend.csv").rows.count)
    for stage in crm.report.stages {
      let expected =
        stage.stage == "Closed Won" ? "won" : stage.stage == "Closed Lost" ? "lost" : "open"
      #expect(stage.outcome == expected, "\(stage.stage ?? "none"): \(stage.because)")
      #expect(stage.because != "no rule knows it", "\(stage.stage ?? "none")")
    }
    #expect(crm.report.stages.count == 6)
  }
}
