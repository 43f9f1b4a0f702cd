import Testing

@testable import CRM

@Suite("E-mail addresses, phone numbers, hosts and countries")
struct NormaliseContactTests {
  static func address(_ cell: String) -> String {
    switch EmailAddress.read(cell) {
    case .success(let address): address.text
    case .failure(let fault): "!\(fault.rawValue)"
    }
  }

  @Test(
    "an address is taken out of what stands around it",
    arguments: [
      (" JANE@Example.COM\r\n", "jane@example.com"),
      ("mailto:Jane@Example.com?subject=Hi", "jane@example.com"),
      ("Jane Doe <jane@example.com>", "jane@example.com"),
      ("\"a@b.com\" <jane@example.com>", "jane@example.com"),
      ("<jane@example.com>;", "jane@example.com"), ("'jane@example.com'", "jane@example.com"),
      ("jane\u{200B}@example.com", "jane@example.com"), ("jane@example.com.", "jane@example.com"),
      ("bürger@example.de", "bürger@example.de"), ("o'connor@example.ie", "o'connor@example.ie"),
      ("a..b@docomo.ne.jp", "a..b@docomo.ne.jp"),
    ])
  func addresses(cell: String, expected: String) { #expect(Self.address(cell) == expected) }

  @Test(
    "what is no address, or several, is a fault",
    arguments: [
      ("", "!missing"), ("n/a", "!missing"), ("quinn", "!malformed"),
      ("@example.com", "!malformed"),
      ("jane@", "!malformed"), ("ja ne@example.com", "!space"), ("a@x.com; b@y.com", "!several"),
      ("a@x.com b@y.com", "!several"), ("A <a@x.com>, B <b@y.com>", "!several"),
      ("jane@localhost", "!malformed"),
      ("jane@10.0.0.1", "!malformed"), ("jane@example..com", "!malformed"),
      ("jane@ex ample.com", "!space"),
      ("...@example.com", "!malformed"), ("jane@[10.0.0.1]", "!malformed"),
      ("d41d8cd98f00b204e9800998ecf8427e", "!malformed"),
    ])
  func faults(cell: String, expected: String) { #expect(Self.address(cell) == expected) }

  static func phone(_ cell: String, _ country: String?) -> String {
    switch PhoneNumber.read(cell, country: country.flatMap { Country($0) }) {
    case .success(let number): number.e164
    case .failure(let fault): "!\(fault)"
    }
  }

  @Test(
    "phone numbers become E.164",
    arguments: [
      ("(415) 555-2671", "US", "+14155552671"), ("1-800-FLOWERS", "US", "+18003569377"),
      ("tel:+1-201-555-0123", nil, "+12015550123"), ("+1 415 555 2671;ext=12", nil, "+14155552671"),
      ("4915112345678", nil, "+4915112345678"), ("0151 12345678", "DE", "+4915112345678"),
      ("4915112345678", "US", "+4915112345678"), ("+٩٧١ ٥٠ ١٢٣ ٤٥٦٧", nil, "+971501234567"),
    ] as [(String, String?, String)])
  func phones(cell: String, country: String?, expected: String) {
    #expect(Self.phone(cell, country) == expected)
  }

  @Test(
    "what cannot be known is a fault, never a guess",
    arguments: [
      ("020 7946 0958", nil, "!noCountry"), ("415 555 2671", nil, "!noCountry"),
      ("1.41555E+10", "US", "!rounded"),
      ("12345", "US", "!tooShort"), ("+1 415 555 2671 / +1 415 555 2672", nil, "!several"),
      ("n/a", "US", "!missing"),
      ("0000000000", "US", "!malformed"), ("999 999 9999", "US", "!malformed"),
      ("+0000000000", nil, "!noCountry"),
      ("call reception", "US", "!malformed"), ("+1 415 555 2671 2671 2671", nil, "!tooLong"),
    ] as [(String, String?, String)])
  func phoneFaults(cell: String, country: String?, expected: String) {
    #expect(Self.phone(cell, country) == expected)
  }

  @Test("the short way for North American numbers agrees with libphonenumber")
  func shortWay() {
    var generator = SystemRandomNumberGenerator()
    let shapes = [
      "+1##########", "1##########", "##########", "(###) ###-####", "1-###-###-####",
      "+1 (###) ###.####",
    ]
    var taken = 0
    for _ in 0..<3000 {
      let shape = shapes.randomElement(using: &generator) ?? ""
      let cell = String(
        shape.map { $0 == "#" ? Character("\(Int.random(in: 0...9, using: &generator))") : $0 })
      for country in [nil, Country.unitedStates, Country.canada, Country("DE")] {
        var copy = cell
        guard let short = copy.withUTF8({ PhoneNumber.plainNorthAmerican($0, country: country) })
        else { continue }
        taken += 1
        // A space in front sends it the long way round.
        guard case .success(let long) = PhoneNumber.read("\u{A0}" + cell, country: country) else {
          Issue.record("only the short way reads \(shape)")
          return
        }
        if long != short { Issue.record("differs for \(shape)") }
      }
    }
    #expect(taken > 500)
  }

  static func host(_ cell: String) -> String {
    switch HostName.read(cell) {
    case .success(let host): host.ascii
    case .failure(let fault): "!\(fault.rawValue)"
    }
  }

  @Test(
    "hosts are taken out of URLs and addresses",
    arguments: [
      ("https://www.Acme.com:8080/about?x=1#y", "acme.com"),
      ("http://user:pw@shop.acme.co.uk/", "shop.acme.co.uk"),
      ("jane@acme.com", "acme.com"), ("acme.com.", "acme.com"), ("Bücher.de", "xn--bcher-kva.de"),
      ("WWW.ACME.COM", "acme.com"), ("//acme.com/x", "acme.com"), ("例え.jp", "xn--r8jz45g.jp"),
    ])
  func hosts(cell: String, expected: String) { #expect(Self.host(cell) == expected) }

  @Test(
    "what is no company's host is a fault",
    arguments: [
      ("n/a", "!missing"), ("localhost", "!notPublic"), ("192.168.0.1", "!notPublic"),
      ("acme", "!malformed"),
      ("linkedin.com/company/acme", "!socialPage"), ("acme.invalidtld", "!notPublic"),
      ("co.uk", "!notPublic"),
      ("ac me.com", "!malformed"), ("-acme.com", "!malformed"),
    ])
  func hostFaults(cell: String, expected: String) { #expect(Self.host(cell) == expected) }

  @Test(
    "registrable domains follow the Public Suffix List",
    arguments: [
      ("a.b.acme.co.uk", "acme.co.uk"), ("acme.com", "acme.com"),
      ("acme.github.io", "acme.github.io"),
      ("x.acme.github.io", "acme.github.io"),
    ])
  func registrable(host: String, expected: String) {
    guard case .success(let name) = HostName.read(host) else {
      Issue.record("\(host) was not read")
      return
    }
    #expect(name.registrable == expected)
  }

  @Test(
    "labels go to Punycode and back",
    arguments: [
      ("bücher", "xn--bcher-kva"), ("münchen", "xn--mnchen-3ya"),
      ("ليهمابتكلموشعربي؟", "xn--egbpdaj6bu4bxfgehfvwxn"),
      ("他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye"), ("acme", "acme"),
    ])
  func punycode(label: String, ascii: String) {
    #expect(Punycode.encoded(label) == ascii)
    if ascii != label { #expect(Punycode.decoded(ascii) == label) }
  }

  @Test(
    "malformed Punycode is refused, not crashed on",
    arguments: ["xn--", "xn--99999999999999", "xn--a-ä", "xn--zzzzzzzzzzzzzzzzzzzzzzzz"])
  func badPunycode(label: String) { _ = Punycode.decoded(label) }

  @Test(
    "countries are known by code, name and usual spelling",
    arguments: [
      ("us", "US"), ("USA", "US"), ("U.S.", "US"), ("United States of America", "US"), ("uk", "GB"),
      ("England", "GB"),
      ("Deutschland", "DE"), ("The Netherlands", "NL"), ("Korea, Republic of", "KR"),
      ("Viet Nam", "VN"), ("日本", "JP"),
      ("Côte d'Ivoire", "CI"), ("NA", "NA"), (" Namibia ", "NA"), ("Czech Republic", "CZ"),
      ("Türkiye", "TR"), ("DEU", "DE"),
    ])
  func countries(text: String, code: String) { #expect(Country(text)?.code == code) }

  @Test(
    "what is no country is not guessed",
    arguments: ["", "Europe", "EMEA", "Unitd States", "XX", "California", "1"])
  func noCountry(text: String) { #expect(Country(text) == nil) }

  @Test("ZIP codes keep or regain their form")
  func zips() {
    #expect(UnitedStates.zip("94035-1234")?.five == "94035")
    #expect(UnitedStates.zip("940351234")?.extra == "1234")
    #expect(UnitedStates.zip("2134")?.five == "02134")
    #expect(UnitedStates.zip("WC2H 8LG") == nil)
    #expect(UnitedStates.zip("") == nil)
    #expect(UnitedStates.state("new york") == "NY")
    #expect(UnitedStates.state("D.C.") == nil || UnitedStates.state("D.C.") == "DC")
    #expect(UnitedStates.state("Bavaria") == nil)
  }
}
