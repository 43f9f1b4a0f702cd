import Basics
import Columns
import Testing

@testable import Audiences

@Suite("Suppression and consent")
struct SuppressionTests {
  static func people() throws -> Table {
    try Fixture.table([
      ("contact_id", ["c1", "c2", "c3", "c4", "c5"]),
      ("account_id", ["a1", "a1", "a2", "a3", nil]),
      ("email", ["jane.doe+x@gmail.com", "bob@acme.com", "eve@other.org", "dan@gmail.com", nil]),
      ("email_2", [nil, nil, "eve@home.example", nil, "second@last.example"]),
      ("phone", ["+1 415 555 2671", nil, nil, "(415) 555-2672", "+442079460958"]),
      ("country", ["US", "US", "US", "US", "GB"]),
    ])
  }

  /// The ids of the rows that one list takes out of an audience of people.
  static func suppressed(
    _ columns: [(String, [String?])], subject: Destination.Subject? = nil
  ) throws -> [String] {
    var options = AudienceOptions()
    options.suppress = [
      SuppressionList(
        name: "list", table: try Fixture.table(columns, name: "list"), subject: subject)
    ]
    let written = try Fixture.write(people(), "google_customer_match", options: options)
    #expect(written.result.rowsIn == written.result.rowsOut + written.result.rowsDropped)
    return written.ledger.split(separator: "\r\n").dropFirst().map {
      let fields = $0.split(separator: ",", omittingEmptySubsequences: false)
      #expect(fields[2] == "suppressed" && fields[3] == "list")
      return String(fields[1])
    }
  }

  @Test("each key takes out those who share it")
  func everyKey() throws {
    #expect(try Self.suppressed([("contact_id", ["c2", "zz"])]) == ["c2"])
    #expect(try Self.suppressed([("email", ["Bob@ACME.com"])]) == ["c2"])
    #expect(try Self.suppressed([("email", ["janedoe@googlemail.com"])]) == ["c1"])
    #expect(try Self.suppressed([("email", ["SECOND@last.example"])]) == ["c5"])
    #expect(
      try Self.suppressed([
        ("email", [nil, "x@y.example"]), ("email_2", ["eve@home.example", nil]),
      ]) == ["c3"])
    #expect(try Self.suppressed([("phone", ["415-555-2672"]), ("country", ["US"])]) == ["c4"])
    #expect(try Self.suppressed([("phone", ["020 7946 0958"]), ("country", ["GB"])]) == ["c5"])
    #expect(try Self.suppressed([("account_id", ["a1"])]) == ["c1", "c2"])
    #expect(
      try Self.suppressed([("domain", ["https://www.acme.com/", "other.org"])]) == ["c2", "c3"])
  }

  @Test("digests in a list match plain addresses, and plain ones match digests")
  func digests() throws {
    #expect(try Self.suppressed([("email", [Digest.sha256("bob@acme.com")])]) == ["c2"])
    #expect(try Self.suppressed([("email", [Digest.sha256("janedoe@gmail.com")])]) == ["c1"])
    let hashed = try Fixture.table([
      ("contact_id", ["h1", "h2"]),
      ("email", [Digest.sha256("bob@acme.com"), Digest.sha256("eve@other.org")]),
    ])
    var options = AudienceOptions()
    options.suppress = [
      SuppressionList(name: "l", table: try Fixture.table([("email", ["BOB@acme.com"])]))
    ]
    let written = try Fixture.write(hashed, "linkedin_contacts", options: options)
    #expect(written.ledger == "row,id,reason,detail\r\n1,h1,suppressed,l\r\n")
    #expect(written.text.contains(Digest.sha256("eve@other.org")))
  }

  @Test("domains are found in every form of a cell")
  func domainForms() throws {
    let table = try Fixture.table([
      ("contact_id", ["1", "2", "3", "4", "5"]),
      (
        "email",
        ["Jo <jo@mail.acme.com>", "a@x.com; b@acme.com", "mailto:c@ACME.com", "d@notacme.com", nil]
      ),
      ("website", [nil, nil, nil, nil, "http://acme.com/about"]),
      ("phone", [nil, nil, nil, nil, "+14155552671"]),
    ])
    var options = AudienceOptions()
    options.suppress = [
      SuppressionList(name: "l", table: try Fixture.table([("domain", ["acme.com", nil, "n/a"])]))
    ]
    let written = try Fixture.write(table, "google_customer_match", options: options)
    #expect(written.result.dropped == [DropCount(reason: .suppressed, rows: 4)])
    #expect(written.text.contains(Digest.sha256("d@notacme.com")))
  }

  @Test("a domain of a mail service takes out nobody")
  func freeMail() throws {
    var options = AudienceOptions()
    options.suppress = [
      SuppressionList(name: "l", table: try Fixture.table([("domain", ["gmail.com"])]))
    ]
    let written = try Fixture.write(Self.people(), "google_customer_match", options: options)
    #expect(written.result.dropped.isEmpty)
  }

  @Test("colleagues of somebody who opted out stay; colleagues of a customer go")
  func colleagues() throws {
    #expect(try Self.suppressed([("contact_id", ["c1"]), ("account_id", ["a1"])]) == ["c1"])
    #expect(
      try Self.suppressed([
        ("account_id", ["a1"]), ("name", ["Acme"]), ("email", ["info@acme.com"]),
      ]) == ["c1", "c2"])
    #expect(
      try Self.suppressed([("deal_id", ["d1"]), ("account_id", ["a1"]), ("contact_id", ["c2"])])
        == ["c1", "c2"])
    #expect(
      try Self.suppressed([("contact_id", ["c1"]), ("account_id", ["a1"])], subject: .companies)
        == ["c1", "c2"])
  }

  @Test("companies are taken out by id, domain and phone; a list of people only warns")
  func companies() throws {
    let accounts = try Fixture.table(
      [
        ("account_id", ["a1", "a2", "a3"]), ("name", ["A", "B", "C"]),
        ("domain", ["a.com", "b.com", "c.com"]),
        ("phone", [nil, nil, "+14155552671"]),
      ], name: "accounts")
    var options = AudienceOptions()
    options.suppress = [
      SuppressionList(name: "ids", table: try Fixture.table([("account_id", ["a1"])])),
      SuppressionList(
        name: "domains", table: try Fixture.table([("website", ["http://shop.b.com/x"])])),
      SuppressionList(
        name: "people", table: try Fixture.table([("contact_id", ["c"]), ("account_id", ["a3"])])),
    ]
    let written = try Fixture.write(accounts, "linkedin_companies", options: options)
    #expect(
      written.ledger == "row,id,reason,detail\r\n1,a1,suppressed,ids\r\n2,a2,suppressed,domains\r\n"
    )
    #expect(written.result.warnings.contains { $0.contains("\"people\" is about people") })
    options.suppress = [
      SuppressionList(name: "p", table: try Fixture.table([("phone", ["+1 (415) 555-2671"])]))
    ]
    #expect(
      try Fixture.write(accounts, "linkedin_companies", options: options).ledger.contains(
        "3,a3,suppressed,p"))
  }

  @Test("a list without a shared key is refused, not ignored")
  func noSharedKey() throws {
    var options = AudienceOptions()
    options.suppress = [
      SuppressionList(name: "rivals", table: try Fixture.table([("name", ["Acme"])]))
    ]
    #expect {
      try Fixture.write(Self.people(), "google_customer_match", options: options)
    } throws: { error in
      (error as? Problem)?.message.contains("\"rivals\" shares no key") == true
    }
    options.force = true
    #expect(
      try Fixture.write(Self.people(), "google_customer_match", options: options).result.rowsOut
        == 5)
    options.force = false
    options.suppress = [SuppressionList(name: "empty", table: try Fixture.table([("name", [])]))]
    #expect(
      try Fixture.write(Self.people(), "google_customer_match", options: options).result.rowsOut
        == 5)
  }

  static func consented() throws -> Table {
    try Fixture.table([
      ("contact_id", ["yes", "no", "half", "de", "us", "out"]),
      ("email", ["a@x.com", "b@x.com", "c@x.com", "d@x.com", "e@x.com", "f@x.com"]),
      ("country", ["DE", "US", "US", "DE", "US", "US"]),
      ("consent_ad_user_data", ["GRANTED", "denied", "yes", nil, nil, "GRANTED"]),
      ("consent_ad_personalization", ["true", "GRANTED", nil, nil, nil, "GRANTED"]),
      ("opt_out", ["false", "no", "0", nil, "", "Yes"]),
    ])
  }

  @Test("Google: one file for each state of consent, denied and uncovered people left out")
  func google() throws {
    try Fixture.folder { folder in
      let result = try AudienceWriter.write(
        Self.consented(), to: DestinationCatalogue.destination("google_customer_match"),
        path: folder + "/g.csv")
      #expect(result.files.map(\.path) == [folder + "/g.csv", folder + "/g-unspecified.csv"])
      #expect(result.files.map(\.consent) == [.granted, .unspecified])
      #expect(result.files.map(\.rows) == [1, 2])
      #expect(try Fixture.text(folder + "/g.csv").contains(Digest.sha256("a@x.com")))
      #expect(
        try Fixture.text(folder + "/g.csv.dropped.csv") == "row,id,reason,detail\r\n"
          + "2,no,consent_denied,\r\n4,de,consent_missing,\r\n6,out,opted_out,\r\n")
      let manifest = try Fixture.text(folder + "/g.csv.manifest.json")
      #expect(
        manifest.contains("\"consent\": \"granted\"")
          && manifest.contains("\"consent\": \"unspecified\""))
    }
  }

  @Test("a consent declared for the whole list fills gaps and overrules nobody")
  func declared() throws {
    var options = AudienceOptions()
    options.consent = .granted
    let written = try Fixture.write(Self.consented(), "google_customer_match", options: options)
    #expect(written.result.files.map(\.consent) == [.granted])
    #expect(
      written.result.dropped == [
        DropCount(reason: .consentDenied, rows: 1), DropCount(reason: .optedOut, rows: 1),
      ])
  }

  @Test("other platforms: denied and opted-out people are left out")
  func others() throws {
    let written = try Fixture.write(Self.consented(), "linkedin_contacts")
    #expect(
      written.result.dropped == [
        DropCount(reason: .consentDenied, rows: 1), DropCount(reason: .optedOut, rows: 1),
      ])
    #expect(try Fixture.write(Self.consented(), "hubspot_contacts").result.rowsOut == 5)
  }

  @Test("opting out is read from booleans and numbers too")
  func optOutTypes() throws {
    let emails = Column(texts: ["a@x.com", "b@x.com", "c@x.com"])
    for column in [
      Column(booleans: [true, nil, false]), Column(integers: [1, nil, 0]),
      Column(numbers: [1, nil, 0]),
    ] {
      let table = try Table(name: "people", [("email", emails), ("opt_out", column)])
      #expect(
        try Fixture.write(table, "linkedin_contacts").result.dropped == [
          DropCount(reason: .optedOut, rows: 1)
        ])
    }
  }
}
