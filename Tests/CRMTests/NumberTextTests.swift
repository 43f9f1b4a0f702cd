import Testing

@testable import CRM

@Suite("Numbers as people write them")
struct NumberTextTests {
  private func read(
    _ text: String, _ decimal: DecimalMark = .point, multipliers: Bool = true
  ) -> Double? {
    var text = text
    return text.withUTF8 { NumberText.read($0, decimal: decimal, multipliers: multipliers)?.value }
  }

  private func evidence(_ text: String) -> NumberText.Evidence {
    var text = text
    return text.withUTF8 { NumberText.evidence($0) }
  }

  @Test(
    "with a decimal point",
    arguments: [
      ("1", 1), ("-1", -1), ("+1", 1), ("1.5", 1.5), (".5", 0.5), ("1,200", 1200),
      ("1,200.50", 1200.5), ("$1,200.50", 1200.5), ("-$5", -5), ("$-5", -5), ("€ 5", 5), ("5 €", 5),
      ("USD 1,000", 1000), ("1000 USD", 1000), ("US$ 10", 10), ("(300)", -300), ("($1,234)", -1234),
      ("12,345,678", 12_345_678), ("12,34,567", 1_234_567), ("75M", 75e6), ("1.2bn", 1.2e9),
      ("3k", 3000), ("2.5 million", 2.5e6), ("10%", 10), ("10 %", 10), ("1 200", 1200),
      ("1\u{a0}200", 1200), ("1\u{202f}200.5", 1200.5), ("1'200", 1200), ("1’200", 1200),
      ("1.5E+3", 1500), ("1e3", 1000), (" 7 ", 7), ("\u{2212}7", -7), ("0", 0), ("0.10", 0.1),
      ("$75M", 75e6), ("75M USD", 75e6), ("0.1", 0.1), ("1.10", 1.1), ("75.1m", 75.1e6),
    ] as [(String, Double)])
  func point(_ text: String, _ value: Double) {
    #expect(read(text) == value)
  }

  @Test(
    "with a decimal comma",
    arguments: [
      ("1.200,50", 1200.5), ("1.200,50 €", 1200.5), ("1,5", 1.5), ("1.200", 1200), ("0,5", 0.5),
      ("12.345.678", 12_345_678), ("1 200,5", 1200.5), ("CHF 1'200,50", 1200.5),
      ("1,5 Mio. €", 1.5e6),
      ("3,2 Mrd", 3.2e9), ("-1,25", -1.25),
    ] as [(String, Double)])
  func comma(_ text: String, _ value: Double) {
    #expect(read(text, .comma) == value)
  }

  @Test(
    "what is no number is none",
    arguments: [
      "", " ", "abc", "1-10", "11-50", "10,000+", "1.2.3", "1,20", "1,2345", "1234,567", "0,123",
      "1,,000", ",5", "1,", "$", "-", "--1", "1.5.", "1 2", "5 apples", "12/5", "1e", "1e5000",
      "99999999999999999999999", "#1", "1,000.5.1", "()", "1 000 00",
    ])
  func none(_ text: String) {
    #expect(read(text) == nil)
  }

  @Test("k and M mean nothing where numbers are no amounts")
  func multipliers() {
    #expect(read("5k", multipliers: false) == nil)
    #expect(read("5", multipliers: false) == 5)
  }

  @Test("a cell says which decimal mark it must have, or that it could be either")
  func evidences() {
    #expect(evidence("1,200.50") == .point)
    #expect(evidence("1.200,50") == .comma)
    #expect(evidence("12.5") == .point)
    #expect(evidence("12,5") == .comma)
    #expect(evidence("1,200,300") == .point)
    #expect(evidence("1.200.300") == .comma)
    #expect(evidence("1,200") == .eitherComma)
    #expect(evidence("1.200") == .eitherPoint)
    #expect(evidence("0.125") == .point)
    #expect(evidence("1200") == .none)
    #expect(evidence("abc") == .none)
  }

  @Test("whatever is written with separators reads back as it was")
  func roundTrip() {
    var state: UInt64 = 7
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    for _ in 0..<2000 {
      let whole = Int(next() % 10_000_000_000)
      let cents = Int(next() % 100)
      let value = Double("\(whole).\(cents < 10 ? "0" : "")\(cents)")
      let groups = Wording.number(whole)
      let decimals = "\(cents < 10 ? "0" : "")\(cents)"
      #expect(read("$\(groups).\(decimals)") == value)
      let german = String(groups.map { $0 == "," ? "." : $0 })
      #expect(read("\(german),\(decimals) €", .comma) == value)
      #expect(read("\(String(groups.map { $0 == "," ? " " : $0 }))") == Double(whole))
    }
  }
}
