import Foundation
import Testing

@testable import CRM

@Suite("Text forms")
struct NormaliseTextTests {
  @Test("composing agrees with Foundation for every assigned scalar of the basic plane")
  func composedScalars() {
    // Foundation itself is wrong on these three Tibetan vowels, whose parts are both non-starters.
    let known: Set<UInt32> = [0xF73, 0xF75, 0xF81]
    var wrong: [String] = []
    for value in UInt32(1)...0xFFFF where !known.contains(value) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      if let age = scalar.properties.age, age.major <= 14 {
        let text = String(scalar)
        let expected = Array(text.precomposedStringWithCanonicalMapping.utf8)
        if Array(TextForm.composed(text).utf8) != expected {
          wrong.append(String(value, radix: 16))
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count) differ: \(wrong.prefix(20))")
  }

  @Test("composing gives the same bytes for all equivalent texts, and nothing else")
  func composedRuns() {
    let pool: [UInt32] =
      Array(0x41...0x5A) + Array(0x300...0x345) + Array(0x1100...0x1112) + Array(0x1161...0x1175)
      + Array(0x11A7...0x11C2)
      + [
        0xAC00, 0xAC01, 0x1E69, 0x1E9B, 0x10041, 0x11131, 0x11127, 0x5B0, 0x5BC, 0x915,
        0x93C,
      ]
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      var view = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...8, using: &generator) {
        if let value = pool.randomElement(using: &generator), let scalar = Unicode.Scalar(value) {
          view.append(scalar)
        }
      }
      let text = String(view)
      let composed = TextForm.composed(text)
      let parts = String.UnicodeScalarView(text.unicodeScalars.flatMap(Composition.decomposed))
      // Swift compares strings by canonical equivalence, with tables of its own.
      guard composed == text, TextForm.composed(composed).utf8.elementsEqual(composed.utf8),
        TextForm.composed(String(parts)).utf8.elementsEqual(composed.utf8)
      else {
        Issue.record("differs for \(view.map { String($0.value, radix: 16) })")
        return
      }
    }
  }

  @Test(
    "published forms",
    arguments: [
      ("Zoe\u{308}", [0x5A, 0x6F, 0xEB]), ("\u{110C}\u{1165}\u{11BC}", [0xC815]),
      ("s\u{307}\u{323}", [0x1E69]), ("\u{1E69}", [0x1E69]), ("\u{212B}", [0xC5]),
      ("\u{958}", [0x915, 0x93C]),
      ("a\u{315}\u{300}\u{5AE}b", [0xE0, 0x5AE, 0x315, 0x62]),
    ] as [(String, [UInt32])])
  func publishedForms(text: String, expected: [UInt32]) {
    #expect(TextForm.composed(text).unicodeScalars.map(\.value) == expected)
  }

  @Test("lower case follows Unicode, with the final sigma that browsers write")
  func lowercased() {
    #expect(TextForm.lowercased("PÉREZ") == "pérez")
    #expect(TextForm.lowercased("ΟΔΥΣΣΕΥΣ") == "οδυσσευς")
    #expect(TextForm.lowercased("ΣΑΣ ΣΑΣ.") == "σας σας.")
    #expect(TextForm.lowercased("Σ") == "σ")
    #expect(TextForm.lowercased("INFO") == "info")
    #expect(Array(TextForm.lowercased("Zoe\u{308}").utf8) == Array("zo\u{EB}".utf8))
  }

  @Test("trimming takes off every kind of space and mark, and only at the ends")
  func trimmed() {
    for blank in [
      " ", "\t", "\r\n", "\u{A0}", "\u{200B}", "\u{FEFF}", "\u{3000}", "\u{2028}", "\u{202A}",
    ] {
      #expect(TextForm.trimmed(blank + "a\(blank)b" + blank) == "a\(blank)b")
    }
    #expect(TextForm.trimmed(" \u{FEFF} ").isEmpty)
  }

  @Test(
    "folding makes spellings of one name equal",
    arguments: [
      ("Côte d’Ivoire", "cote divoire"), ("Großbritannien", "GROSSBRITANNIEN"),
      ("Türkiye", "turkiye"), ("São Tomé", "sao-tome"), ("Łódź", "lodz"),
    ])
  func folded(a: String, b: String) { #expect(TextForm.folded(a) == TextForm.folded(b)) }

  @Test(
    "words for a missing value are known in any case and spacing",
    arguments: [
      "", "  ", "NULL", " n/a ", "#N/A", "None", "undefined", "nan", "-", "--", "—", "Unknown",
      "[empty]", "...",
    ])
  func missing(word: String) { #expect(MissingWords.contains(word)) }

  @Test(
    "names and codes that resemble such words are kept",
    arguments: ["Na", "NA", "Nil", "Nan Li", "0", "No"])
  func notMissing(word: String) { #expect(!MissingWords.contains(word)) }
}
