import Testing

@testable import Statistics

@Suite("Likeness of texts")
struct TextTests {
  /// The table that everyone learns.
  private func naive(_ a: [UInt32], _ b: [UInt32]) -> Int {
    var row = [Int](repeating: 0, count: b.count + 1)
    for x in a {
      var before = 0
      for (j, y) in b.enumerated() {
        let above = row[j + 1]
        row[j + 1] = x == y ? before + 1 : max(above, row[j])
        before = above
      }
    }
    return row[b.count]
  }

  @Test("the bit-parallel subsequence agrees with the table, across word edges")
  func subsequence() {
    var random = RandomStream(seed: 24)
    for first in edgeSizes {
      for second in [0, 1, 63, 64, 65, 128, 129] {
        for letters in [2, 40] {
          let a = (0..<first).map { _ in UInt32(random.integer(0...letters)) }
          let b = (0..<second).map { _ in UInt32(random.integer(0...letters)) }
          #expect(LongestCommonSubsequence.length(a, b) == naive(a, b))
        }
      }
    }
  }

  @Test("Jaro-Winkler is symmetric, 1 for equal texts and 0 for empty ones")
  func jaroWinkler() {
    #expect(near(JaroWinkler.similarity("MARTHA", "MARHTA"), 0.9611111111111111))
    #expect(near(JaroWinkler.similarity("DWAYNE", "DUANE"), 0.84))
    #expect(near(JaroWinkler.similarity("DIXON", "DICKSONX"), 0.8133333333333332))
    // The c is two places off, where only one is allowed: four matches of five.
    #expect(near(JaroWinkler.similarity("abcde", "cabde"), 2.6 / 3))
    #expect(JaroWinkler.similarity("", "") == 0 && JaroWinkler.similarity("a", "") == 0)
    var random = RandomStream(seed: 25)
    for size in edgeSizes where size > 0 {
      let letters = Array("abcdé ")
      func word(_ count: Int) -> String {
        String((0..<count).map { _ in letters[random.integer(0...5)] })
      }
      let (a, b) = (word(size), word(random.integer(1...70)))
      #expect(near(JaroWinkler.similarity(a, b), JaroWinkler.similarity(b, a)))
      #expect(near(JaroWinkler.similarity(a, a), 1))
      #expect((0...1).contains(JaroWinkler.similarity(a, b)))
    }
  }

  @Test("texts are compared by code point: other normal forms are other texts")
  func normalForms() {
    let composed = "caf\u{e9} ltd"
    let decomposed = "cafe\u{301} ltd"
    #expect(composed == decomposed)
    #expect(near(JaroWinkler.similarity(composed, decomposed), 0.9189814814814814))
    #expect(TokenSet.jaccard(TokenSet(composed), TokenSet(decomposed)) == 1.0 / 3)
  }

  @Test("word sets ignore order, repetition and the kind of white space")
  func tokens() {
    let a = TokenSet(" acme\tcorp\u{a0}acme \n")
    #expect(a == TokenSet("corp acme"))
    #expect(TokenSet.ratio(a, TokenSet("corp acme")) == 100)
    #expect(TokenSet.jaccard(TokenSet(""), TokenSet("  ")) == 0)
    #expect(TokenSet.ratio(TokenSet(""), a) == 0)
    #expect(TokenSet.ratio(TokenSet("acme"), TokenSet("acme industries holding")) == 100)
    #expect(
      near(
        TokenSet.ratio(TokenSet("northwind traders"), TokenSet("southwind trading")),
        70.58823529411765))
  }
}
