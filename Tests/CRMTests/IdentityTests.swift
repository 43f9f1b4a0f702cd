import Basics
import Columns
import Testing

@testable import CRM

@Suite("Names that matching goes by")
struct NameWordTests {
  @Test(
    "legal forms, articles and abbreviations do not tell companies apart",
    arguments: [
      ("The Acme Mfg. Co., Inc.", "acme manufacturing"),
      ("ACME MANUFACTURING", "acme manufacturing"),
      ("Müller & Söhne GmbH & Co. KG", "muller sohne"),
      ("Société Générale S.A.", "societe generale"),
      ("I B M Corp", "ibm"), ("I.B.M.", "ibm"),
      ("Grupo Bimbo S.A.B. de C.V.", "group bimbo"),
      ("Novo Nordisk A/S", "novo nordisk"),
      ("Acme Intl Svcs Ltd", "acme international services"),
      ("Inc.", "inc"), ("And Co", "and"), ("Booking.com B.V.", "bookingcom"),
      ("O'Reilly Media", "oreilly media"), ("東京電力株式会社", "東京電力株式会社"), ("", ""),
    ])
  func words(name: String, expected: String) {
    #expect(NameWords.company(name).joined(separator: " ") == expected)
  }

  @Test("the legal form alone is taken off a name that people read")
  func plain() {
    #expect(PlainCompanyName.withoutLegalForm("Müller & Söhne GmbH & Co. KG") == "Müller & Söhne")
    #expect(PlainCompanyName.withoutLegalForm("Acme, Inc.") == "Acme")
    #expect(PlainCompanyName.withoutLegalForm("Holding AG") == "Holding")
    #expect(PlainCompanyName.withoutLegalForm("AG") == "AG")
    #expect(PlainCompanyName.withoutLegalForm(" n/a ") == nil)
  }
}

@Suite("How alike words are")
struct JaroWinklerTests {
  // Values from Winkler's paper and its common reprints.
  @Test(
    "the published values",
    arguments: [
      ("martha", "marhta", 0.9611), ("dwayne", "duane", 0.84), ("dixon", "dicksonx", 0.8133),
      ("jones", "johnson", 0.8324), ("abc", "abc", 1), ("abc", "xyz", 0),
    ])
  func published(a: String, b: String, expected: Double) {
    #expect(abs(JaroWinkler.similarity(a, b) - expected) < 0.0001)
    #expect(JaroWinkler.similarity(a, b) == JaroWinkler.similarity(b, a))
  }

  @Test("empty and long words are no trouble")
  func extremes() {
    #expect(JaroWinkler.similarity("", "") == 1)
    #expect(JaroWinkler.similarity("", "a") == 0)
    let long = String(repeating: "ab", count: 60)
    #expect(JaroWinkler.similarity(long, long) == 1)
  }
}

@Suite("Phone keys")
struct PhoneKeyTests {
  private func digits(_ text: String) -> UInt64 {
    Array(text.utf8).withUnsafeBufferPointer { PhoneKey.digits($0) }
  }
  private func key(_ text: String) -> UInt64 {
    Array(text.utf8).withUnsafeBufferPointer { PhoneKey.key($0) }
  }

  @Test(
    "however a number is dialled, its key is one",
    arguments: [
      ["(212) 555-1234", "+1 212 555 1234", "212.555.1234 x99", "1-212-555-1234 ext. 7"],
      ["+49 (0)89 1234567", "0049 89 1234567", "089/1234567", "+49 89 1234567"],
      ["+44 20 7946 0123", "020 7946 0123", "(020) 79460123"],
    ])
  func same(texts: [String]) {
    #expect(Set(texts.map(key)).count == 1)
    for text in texts { #expect(PhoneKey.agree(digits(texts[0]), digits(text)), "\(text)") }
  }

  @Test("numbers of other areas do not agree, and what is no number has no key")
  func different() {
    #expect(!PhoneKey.agree(digits("212 555 1234"), digits("312 555 1234")))
    for text in ["", "n/a", "12345", "0000000000", "9999999999", "phone"] {
      #expect(key(text) == 0, "\(text)")
    }
  }
}

@Suite("Which records are one")
struct IdentityMatchTests {
  private func table(_ name: String, _ rows: [[String?]]) throws -> Table {
    let names = ["account_id", "name", "domain", "phone", "city", "country"]
    return try Table(
      name: name,
      names.enumerated().map { index, column in
        (column, Column(texts: rows.map { $0[index] }))
      })
  }

  private var left: Table {
    get throws {
      try table(
        "left",
        [
          ["1", "Zyntra Systems Inc.", "zyntra.com", "(212) 555-1234", "New York", "US"],
          ["2", "Borealis Foods GmbH", "borealis.de", nil, "Hamburg", "DE"],
          ["3", "Quellwerk AG", nil, "089 123456", "München", "Germany"],
          ["4", "Northbridge Logistics", "northbridge.io", nil, "Leeds", "GB"],
          ["5", "Consulting Group", nil, nil, "Austin", "US"],
          ["6", "International Business Machines", "gmail.com", "914-499-1900", "Armonk", "US"],
        ])
    }
  }

  @Test("by domain, phone and name, through mistakes and forms; nothing by words that many have")
  func matches() throws {
    let right = try table(
      "right",
      [
        ["a", "IBM", nil, "+1 914 499 1900", "Armonk", "United States"],
        ["b", "Zyntra Sys", "https://www.zyntra.com/about", nil, "NYC", "US"],
        ["c", "Quellwerk", "quellwerk.eu", "+49 89 123456", "Munich", "DE"],
        ["d", "Borealsi Foods", nil, nil, "Hamburg", "DE"],
        ["e", "Group Consulting Partners", nil, nil, "Boston", "US"],
        ["f", "Northbridge Capital", nil, nil, "Denver", "US"],
      ])
    let found = try Identity.match(try left, right)
    let pairs = found.pairs.map { "\($0.left + 1)\(["a", "b", "c", "d", "e", "f"][Int($0.right)])" }
    #expect(pairs == ["1b", "2d", "3c", "6a"])
    for pair in found.pairs { #expect(pair.probability >= 0.8 && pair.probability <= 1) }
    #expect(found.pairs[0].reasons.text.hasPrefix("domain, "))
    #expect(found.comparedPairs >= 4)
  }

  @Test("a table matched with itself finds every record that has something of its own")
  func itself() throws {
    let found = try Identity.match(try left, try left)
    let own = found.pairs.filter { $0.left == $0.right }.map { Int($0.left) + 1 }
    #expect(Set(own).isSuperset(of: [1, 2, 3, 4, 6]))
    #expect(found.pairs.allSatisfy { $0.left == $0.right })
  }

  @Test("the order of rows does not change what is found")
  func order() throws {
    let table = try left
    let backwards = table.take(Buffer((0..<UInt32(table.rowCount)).reversed()))
    let forth = try Identity.match(table, table).pairs.map { [$0.left, $0.right] }
    let back = try Identity.match(backwards, backwards).pairs
      .map { [5 - $0.left, 5 - $0.right] }.sorted { $0[0] < $1[0] }
    #expect(forth == back)
  }

  @Test("empty tables, and tables with nothing in common")
  func edges() throws {
    #expect(try Identity.match(try left, try left.head(0)).pairs.isEmpty)
    #expect(try Identity.duplicates(try left.head(0)).pairs.isEmpty)
    #expect(try Identity.duplicates(try left.head(1)).pairs.isEmpty)
    let other = try Table(name: "other", [("code", Column(texts: ["x"]))])
    #expect {
      try Identity.match(try left, other)
    } throws: {
      "\($0)".contains("nothing tells companies of both tables apart")
    }
    #expect {
      try BlockRule("name + town")
    } throws: {
      "\($0)".contains("no part of a block \"town\"")
    }
  }

  @Test("a block that is too large is left out and counted")
  func large() throws {
    let count = 300
    let many = try table(
      "many", (0..<count).map { ["\($0)", "Firm \($0 * 7919)", "shared.com", nil, "Bonn", "DE"] })
    var options = IdentityOptions()
    options.blockLimit = 1000
    options.blocks = [try BlockRule("domain")]
    let found = try Identity.duplicates(many, options)
    #expect(found.comparedPairs == 0)
    #expect(found.skipped.map(\.blocks) == [1])
    #expect(found.skipped.map(\.pairs) == [count * (count - 1) / 2])
    options.blockLimit = .max
    #expect(try Identity.duplicates(many, options).comparedPairs == count * (count - 1) / 2)
  }

  @Test("people are one by mailbox, or by name and company, not by name alone")
  func people() throws {
    let contacts = try Table(
      name: "contacts",
      [
        ("contact_id", Column(texts: ["1", "2", "3", "4", "5"])),
        ("first_name", Column(texts: ["Jane", "J.", "Zoë", "Zoe", "Jane"])),
        ("last_name", Column(texts: ["Doe", "Doe", "Quist", "Quist", "Doe"])),
        (
          "email",
          Column(texts: ["jane.doe@gmail.com", "janedoe+crm@googlemail.com", nil, nil, "jd@x.org"])
        ),
        ("company", Column(texts: ["Acme", nil, "Borealis", "Borealis", "Initech"])),
      ])
    let found = try Identity.duplicates(contacts)
    #expect(found.subject == .people)
    #expect(found.pairs.map { [$0.left, $0.right] } == [[0, 1], [2, 3]])
  }

  @Test("pieces on several threads give what one comparison after the other gives")
  func large2() throws {
    var rows: [[String?]] = []
    var random: UInt64 = 7
    func next(_ bound: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % bound
    }
    for row in 0..<9000 {
      rows.append([
        "\(row)", "Word\(next(900)) Word\(next(900))", next(3) == 0 ? nil : "d\(next(5000)).com",
        nil, "City\(next(40))", "US",
      ])
    }
    let all = try table("all", rows)
    var options = IdentityOptions()
    options.blocks = [try BlockRule("domain"), try BlockRule("name")]
    options.threshold = 0.01
    let found = try Identity.duplicates(all, options)
    // The slow, obvious way: all pairs that share a domain, or the words of the name.
    var groups: [String: Set<Int>] = [:]
    for (index, row) in rows.enumerated() {
      if let domain = row[2] { groups["d" + domain, default: []].insert(index) }
      groups["n" + (row[1] ?? ""), default: []].insert(index)
    }
    var candidates: Set<[Int]> = []
    for members in groups.values {
      for a in members { for b in members where a < b { candidates.insert([a, b]) } }
    }
    #expect(found.comparedPairs == candidates.count)
    #expect(found.pairs.allSatisfy { candidates.contains([Int($0.left), Int($0.right)]) })
    let keys = found.pairs.map { [$0.left, $0.right] }
    #expect(Set(keys).count == keys.count)
    #expect(keys == keys.sorted { $0.lexicographicallyPrecedes($1) })
  }
}
