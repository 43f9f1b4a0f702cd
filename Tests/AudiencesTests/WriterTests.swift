import Basics
import CRM
import Columns
import Foundation
import Testing

@testable import Audiences

@Suite("Writing audiences", .serialized)
struct WriterTests {
  static func people(_ count: Int) throws -> Table {
    try Fixture.table([
      ("contact_id", (0..<count).map { "c\($0)" }),
      ("email", (0..<count).map { $0 % 7 == 3 ? nil : "person\($0)@example\($0 % 5).com" }),
      ("first_name", (0..<count).map { $0 % 3 == 0 ? nil : "First\($0)" }),
      ("last_name", (0..<count).map { $0 % 2 == 0 ? nil : "Last \($0)" }),
    ])
  }

  @Test(
    "rows in are rows out and rows in the ledger, at every size",
    arguments: [1, 2, 63, 64, 65, 4095, 4096, 4097, 9000])
  func sums(count: Int) throws {
    let written = try Fixture.write(Self.people(count), "linkedin_contacts")
    let lines = written.text.split(separator: "\r\n").count - 1
    let dropped = written.ledger.split(separator: "\r\n").count - 1
    #expect(lines + dropped == count)
    #expect(written.result.rowsOut == lines && written.result.rowsDropped == dropped)
    #expect(written.result.dropped.reduce(0) { $0 + $1.rows } == dropped)
    // The slow, obvious way.
    let expected = (0..<count).filter { $0 % 7 != 3 || ($0 % 3 != 0 && $0 % 2 != 0) }
    #expect(lines == expected.count)
    let texts = written.text.split(separator: "\r\n").dropFirst()
    for (line, row) in zip(texts, expected) {
      let email = row % 7 == 3 ? "" : Digest.sha256("person\(row)@example\(row % 5).com")
      let first = row % 3 == 0 ? "" : "First\(row)"
      let last = row % 2 == 0 ? "" : "Last \(row)"
      #expect(line == "\(email),\(first),\(last),,,,")
    }
  }

  @Test("the same table gives the same bytes")
  func idempotent() throws {
    var options = AudienceOptions()
    options.script = "scripts/audiences/a.lua"
    options.asOf = "2026-01-31"
    options.inputs = [("contacts.csv", String(repeating: "ab", count: 32))]
    let first = try Fixture.write(Self.people(9000), "linkedin_contacts", options: options)
    let second = try Fixture.write(Self.people(9000), "linkedin_contacts", options: options)
    #expect(
      first.text == second.text && first.ledger == second.ledger
        && first.manifest == second.manifest)
    let manifest = try #require(
      try JSONSerialization.jsonObject(with: Data(first.manifest.utf8)) as? [String: Any])
    #expect(manifest["script"] as? String == "scripts/audiences/a.lua")
    #expect(manifest["as_of"] as? String == "2026-01-31")
    #expect(manifest["rows_in"] as? Int == 9000)
    let files = try #require(manifest["files"] as? [[String: Any]])
    #expect(files[0]["sha256"] as? String == Digest.sha256(first.text))
    #expect(files[0]["name"] as? String == "list.csv")
    let destination = try #require(manifest["destination"] as? [String: Any])
    #expect(destination["rules_checked"] as? String == "2026-11-21")
    #expect(!first.manifest.contains("@example"), "no personal data in a manifest")
  }

  static func limited(_ extra: String) throws -> Destination {
    try Destination.parse(
      """
      name: small
      title: Small platform
      platform: linkedin
      checked: 2026-01-01
      \(extra)
      needs: email
      each: email
      column: email | from email* | as email
      """)
  }

  @Test(
    "a limit on rows splits the file, each part with its header, and one person's lines stay together"
  )
  func splitsByRows() throws {
    let table = try Fixture.table([
      ("email", ["a@x.com", "b@x.com; b2@x.com", "c@x.com", "d@x.com"])
    ])
    try Fixture.folder { folder in
      let result = try AudienceWriter.write(
        table, to: Self.limited("limit rows: 2"), path: folder + "/l.csv")
      #expect(result.files.map(\.path) == ["/l.csv", "/l-2.csv", "/l-3.csv"].map { folder + $0 })
      #expect(try Fixture.text(folder + "/l.csv") == "email\r\na@x.com\r\n")
      #expect(try Fixture.text(folder + "/l-2.csv") == "email\r\nb@x.com\r\nb2@x.com\r\n")
      #expect(try Fixture.text(folder + "/l-3.csv") == "email\r\nc@x.com\r\nd@x.com\r\n")
      #expect(result.files.map(\.rows) == [1, 1, 2] && result.files.map(\.lines) == [1, 2, 2])
      for file in result.files {
        #expect(Digest.sha256(try Fixture.text(file.path)) == file.sha256)
      }
    }
  }

  @Test("a limit on bytes splits the file, at every limit", arguments: [18, 19, 28, 29, 100, 1000])
  func splitsByBytes(limit: Int) throws {
    let table = try Fixture.table([("email", (0..<40).map { "a\($0)@x.com" })])
    try Fixture.folder { folder in
      let result = try AudienceWriter.write(
        table, to: Self.limited("limit bytes: \(limit)"), path: folder + "/l.csv")
      var joined = ""
      for file in result.files {
        let text = try Fixture.text(file.path)
        #expect(
          text.utf8.count <= limit && text.utf8.count == file.bytes && text.hasPrefix("email\r\n"))
        joined += text.dropFirst("email\r\n".count)
      }
      #expect(joined == (0..<40).map { "a\($0)@x.com\r\n" }.joined())
    }
  }

  @Test("a row that is over the limit alone is refused, and nothing is left")
  func overLimit() throws {
    let table = try Fixture.table([("email", ["somebody@a-long-domain.example"])])
    try Fixture.folder { folder in
      #expect(throws: Problem.self) {
        try AudienceWriter.write(
          table, to: Self.limited("limit bytes: 20"), path: folder + "/l.csv")
      }
      let left = try Fixture.names(folder)
      #expect(left.isEmpty)
    }
  }

  @Test("an empty audience is refused, forced or not, with what is missing")
  func empty() throws {
    for table in [
      try Fixture.table([("email", [])]), try Fixture.table([("email", ["n/a", nil])]),
      try Fixture.table([("company", ["Acme"])]),
    ] {
      var options = AudienceOptions()
      options.force = true
      try Fixture.folder { folder in
        #expect(throws: Problem.self) {
          try AudienceWriter.write(
            table, to: DestinationCatalogue.destination("google_customer_match"),
            path: folder + "/x.csv",
            options: options)
        }
        let left = try Fixture.names(folder)
        #expect(left.isEmpty)
      }
    }
  }

  @Test("Ctrl-C leaves nothing, and the file that was there stays")
  func interrupted() async {
    // In a process of its own: the request to stop is one for all threads.
    await #expect(processExitsWith: .success) {
      try Fixture.folder { folder in
        try AtomicFile.write("before".utf8, to: folder + "/l.csv")
        let destination = try DestinationCatalogue.destination("linkedin_contacts")
        let table = try WriterTests.people(9000)
        Interruption.request()
        var kind: Problem.Kind?
        do {
          _ = try AudienceWriter.write(table, to: destination, path: folder + "/l.csv")
        } catch let problem as Problem {
          kind = problem.kind
        }
        let names = try Fixture.names(folder)
        let text = try Fixture.text(folder + "/l.csv")
        if kind != .interrupted || names != ["l.csv"] || text != "before" { exit(1) }
      }
    }
  }

  @Test("an error late in the file leaves nothing")
  func lateError() throws {
    var emails: [String?] = (0..<800).map { "person\($0)@example.com" }
    emails.append("long@" + String(repeating: "label.", count: 40) + "example")
    let table = try Fixture.table([("email", emails)])
    try Fixture.folder { folder in
      #expect(throws: Problem.self) {
        try AudienceWriter.write(
          table, to: Self.limited("limit bytes: 220"), path: folder + "/l.csv")
      }
      let left = try Fixture.names(folder)
      #expect(left.isEmpty)
    }
  }

  @Test("a folder in the way of the manifest leaves no list behind")
  func blockedManifest() throws {
    try Fixture.folder { folder in
      try Files.makeFolder(folder + "/l.csv.manifest.json")
      #expect(throws: Problem.self) {
        try AudienceWriter.write(
          Self.people(10), to: DestinationCatalogue.destination("linkedin_contacts"),
          path: folder + "/l.csv")
      }
      #expect(try Fixture.names(folder) == ["l.csv.manifest.json"])
    }
  }

  @Test("hostile cells are quoted, never changed, and never run in the ledger")
  func hostileCells() throws {
    let cells = [
      "=cmd()", "a,b", "say \"hi\"", "two\r\nlines", "+1", "-x", "@you", " spaced ", "ünï", "'",
      "a\tb",
    ]
    let table = try Fixture.table([
      ("account_id", cells.map { $0 }), ("note", cells.map { $0 }),
      ("opt_out", cells.map { $0 == "@you" || $0 == "=cmd()" ? "yes" : nil }),
    ])
    let written = try Fixture.write(table, "plain")
    #expect(written.text.hasPrefix("account_id,note,opt_out\r\n"))
    for cell in cells where cell != "@you" && cell != "=cmd()" {
      let needsQuotes = cell.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
      let written1 = needsQuotes ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
      #expect(written.text.contains("\r\n\(written1),\(written1),\r\n"), "\(cell)")
    }
    #expect(written.ledger == "row,id,reason,detail\r\n1,'=cmd(),opted_out,\r\n7,,opted_out,\r\n")
  }

  @Test("numbers in tables are written as people type them")
  func numbers() throws {
    let table = try Table(
      name: "accounts",
      [
        ("name", Column(texts: ["Acme", "Big"])),
        ("domain", Column(texts: ["acme.com", "big.com"])),
        ("employees", Column(integers: [1200, nil])),
        ("annual_revenue", Column(numbers: [1e9, 12.5])),
        ("phone", Column(integers: [14_155_552_671, nil])),
        ("country", Column(texts: ["US", nil])),
      ])
    let written = try Fixture.write(table, "demandbase_accounts")
    #expect(
      written.text
        == "External Account ID,Account Name,Account Domain,Phone Number,Employees,Annual Revenue\r\n"
        + ",Acme,acme.com,+14155552671,1200,1000000000\r\n,Big,big.com,,,12.5\r\n")
  }

  @Test("Meta, TikTok, RollWorks, Microsoft and X in their own forms")
  func otherPlatforms() throws {
    let table = try Fixture.table([
      ("email", [" Jane.Doe@Example.com "]), ("phone", ["(650)555-1212"]), ("country", ["USA"]),
      ("first_name", ["Mary-Ann"]), ("last_name", ["O’Brien"]), ("zip", ["94035-1234"]),
      ("city", ["New York"]),
      ("state", ["California"]), ("gender", ["Female"]),
    ])
    let sha = Fixture.sha
    let mail = sha("jane.doe@example.com")
    #expect(
      try Fixture.write(table, "meta_customer_list").text
        == "email,email,email,phone,phone,phone,madid,fn,ln,zip,ct,st,country,dob,doby,gen,age,uid\r\n"
        + "\(mail),,,\(sha("16505551212")),,,,\(sha("maryann")),\(sha("obrien")),\(sha("94035")),\(sha("newyork")),"
        + "\(sha("ca")),\(sha("us")),,,\(sha("f")),,\r\n")
    #expect(
      try Fixture.write(table, "tiktok_customer_file").text
        == "Email_SHA256,Phone_SHA256,Phone_SHA256\r\n"
        + "\(mail),\(sha("+16505551212")),\(sha("16505551212"))\r\n")
    #expect(
      try Fixture.write(table, "rollworks_contacts").text == Digest.of("jane.doe@example.com", .md5)
        + "\r\n")
    #expect(
      try Fixture.write(table, "x_audience").text
        == "email,phone\r\n\(mail),\(sha("+16505551212"))\r\n")
    var options = AudienceOptions()
    options.listName = "Tier A, US"
    #expect(
      try Fixture.write(table, "microsoft_bulk", options: options).text
        == "Type,Status,Id,Parent Id,Client Id,Modified Time,Name,Description,Scope,Audience,Action Type,Sub Type,Text\r\n"
        + "Format Version,,,,,,6.0,,,,,,\r\n"
        + "Customer List,Active,-10,,\"Tier A, US\",,,\"Tier A, US\",Customer,\"Tier A, US\",Add,,\r\n"
        + "Customer List Item,,,-10,\"Tier A, US\",,,,,,,Email,\(mail)\r\n")
  }

  @Test("plain values where the platform hashes in the browser; hashed ones are passed through")
  func plainValues() throws {
    let digest = Digest.sha256("known@example.com")
    let table = try Fixture.table([("email", ["Jane@Example.com", digest.uppercased()])])
    var options = AudienceOptions()
    options.writesPlain = true
    let written = try Fixture.write(table, "linkedin_contacts", options: options)
    #expect(written.text.hasSuffix("\r\njane@example.com,,,,,,\r\n\(digest),,,,,,\r\n"))
    let hashed = try Fixture.write(table, "linkedin_contacts")
    #expect(
      hashed.text.hasSuffix("\r\n\(Digest.sha256("jane@example.com")),,,,,,\r\n\(digest),,,,,,\r\n")
    )
    #expect(hashed.result.warnings.contains { $0.contains("hashed already") })
  }

  @Test("the preflight tells what the writer would do, without writing")
  func preflight() throws {
    let table = try Self.people(100)
    let destination = try DestinationCatalogue.destination("linkedin_contacts")
    let preflight = try AudienceWriter.preflight(table, for: destination)
    let written = try Fixture.write(table, "linkedin_contacts").result
    #expect(preflight.rowsOut == written.rowsOut && preflight.dropped == written.dropped)
    #expect(preflight.coverage == written.coverage && preflight.matchable == written.matchable)
    #expect(preflight.files.isEmpty && preflight.warnings.contains { $0.contains("300 and more") })
    #expect(
      preflight.coverage[0] == Coverage(header: "email", filled: 86, unusable: [], alreadyHashed: 0)
    )
  }

  @Test("6sense takes no file whose name has spaces")
  func fileName() throws {
    let table = try Fixture.table([("name", ["A"]), ("domain", ["a.com"]), ("country", ["US"])])
    try Fixture.folder { folder in
      let destination = try DestinationCatalogue.destination("sixsense_accounts")
      #expect(throws: Problem.self) {
        try AudienceWriter.write(table, to: destination, path: folder + "/tier a.csv")
      }
      var options = AudienceOptions()
      options.force = true
      #expect(
        try AudienceWriter.write(
          table, to: destination, path: folder + "/tier a.csv", options: options
        )
        .files.count == 1)
    }
  }

  @Test("no message and no ledger holds the value of a cell")
  func noPersonalData() throws {
    let table = try Fixture.table([
      ("contact_id", ["secret@id.example", "2", "3"]),
      ("email", ["secret@mail.example", "secret@mail.example", "secret"]),
      ("phone", ["555-SECRET", nil, nil]),
    ])
    let written = try Fixture.write(table, "google_customer_match")
    for text in [
      written.ledger, written.manifest, written.result.description.joined(separator: "\n"),
    ] {
      #expect(!text.lowercased().contains("secret"))
    }
    #expect(written.ledger == "row,id,reason,detail\r\n2,2,duplicate,\r\n3,3,no_identifier,\r\n")
  }

  @Test("duplicates are rows that agree on the first key both have; others stay")
  func duplicates() throws {
    let table = try Fixture.table([
      ("contact_id", ["1", "2", "3", "4", "5"]),
      ("email", ["a@x.com", "A@X.com ", nil, nil, "b@x.com"]),
      ("phone", ["+14155552671", nil, "+14155552671", "+1 415 555 2671", "+14155552671"]),
    ])
    let written = try Fixture.write(table, "google_customer_match")
    #expect(written.ledger == "row,id,reason,detail\r\n2,2,duplicate,\r\n4,4,duplicate,\r\n")
  }
}

@Suite("The short way for e-mails")
struct EmailBytesTests {
  @Test(
    "agrees with the platform's rules wherever it answers",
    arguments: [Platform.googleAds, .linkedin, .reddit])
  func agrees(platform: Platform) {
    let parts = [
      "a", "B", "z9", ".", "+", "-", "_", "@", "gmail.com", "Googlemail.com", "x.co", "example.com",
      " ", "\t", "'", ";", "n/a", "mailto:", "é", "..", "1", "@gmail.com", "@x.org", ".",
    ]
    var generator = SystemRandomNumberGenerator()
    var answered = 0
    for _ in 0..<60_000 {
      let text = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
        parts.randomElement(using: &generator) ?? ""
      }.joined()
      var place = [UInt8](repeating: 0, count: EmailBytes.limit)
      let count = Array(text.utf8).withUnsafeBufferPointer { bytes in
        place.withUnsafeMutableBufferPointer {
          EmailBytes.normalise(bytes, .init(platform), to: $0.baseAddress!)
        }
      }
      guard let count else { continue }
      answered += 1
      if platform == .googleAds { expectMailbox(text) }
      let expected = Normaliser.normalise(platform: platform, field: .email, value: text)
      if expected != .hash(String(decoding: place[..<count], as: UTF8.self)) {
        Issue.record("differs: \(text)")
        return
      }
    }
    #expect(answered > 300)
  }

  private func expectMailbox(_ text: String) {
    var place = [UInt8](repeating: 0, count: EmailBytes.limit)
    let count = Array(text.utf8).withUnsafeBufferPointer { bytes in
      place.withUnsafeMutableBufferPointer { EmailBytes.mailbox(bytes, to: $0.baseAddress!) }
    }
    guard let count, case .success(let address) = EmailAddress.read(text) else {
      Issue.record("only one of the two ways reads \(text)")
      return
    }
    #expect(address.mailbox == String(decoding: place[..<count], as: UTF8.self))
  }
}

@Suite("Short ways of the writer")
struct ShortWayTests {
  @Test(
    "five digits of a postal code stay, whatever the country",
    arguments: [Platform.googleAds, .meta])
  func agrees(platform: Platform) {
    let countries = [nil, Country("US"), Country("DE"), Country("GB")]
    for number in stride(from: 0, to: 100_000, by: 37) {
      let text = String(String(100_000 + number).dropFirst())
      #expect(Array(text.utf8).withUnsafeBufferPointer { ZipBytes.isUsual($0) })
      for country in countries {
        let expected: Normalised = platform == .meta ? .hash(text) : .plain(text)
        let found = Normaliser.normalise(
          platform: platform, field: .zip, value: text,
          context: NormalisingContext(country: country))
        if found != expected {
          Issue.record("\(text) in \(country.map(\.code) ?? "no country") gives \(found)")
          return
        }
      }
    }
    for text in ["1234", "123456", "1234a", "12 34", "12345-6789", "", "１２３４５"] {
      #expect(!Array(text.utf8).withUnsafeBufferPointer { ZipBytes.isUsual($0) }, "\(text)")
    }
  }

  @Test("repeated people are found whatever share of the rows a core takes, the first one stays")
  func duplicates() throws {
    // 40,000 rows of 10,000 people, in an order that is not sorted.
    let people = (0..<40_000).map { ($0 * 7919) % 10_000 }
    let table = try Table(
      name: "people",
      [("email", Column(texts: people.map { "p\($0)@example.com" }))])
    let destination = try DestinationCatalogue.destination("linkedin_contacts")
    let result = try AudienceWriter.preflight(table, for: destination)
    #expect(result.rowsOut == 10_000)
    #expect(result.dropped.first { $0.reason == .duplicate }?.rows == 30_000)
    var seen: Set<Int> = []
    let firsts = people.indices.filter { seen.insert(people[$0]).inserted }
    let plan = try AudiencePlan(table, destination, path: nil, AudienceOptions())
    let rows = plan.rows()
    #expect(firsts.indices.allSatisfy { rows[$0] == UInt32(firsts[$0]) })
  }
}
