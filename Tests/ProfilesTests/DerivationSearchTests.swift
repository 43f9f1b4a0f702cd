import CScan
import Columns
import Testing

@testable import Profiles

@Suite("Rule search")
struct DerivationSearchTests {
  /// A table of every kind of trait, with missing cells.
  static func columns(_ count: Int, seed: Int) -> [(name: String, column: Column)] {
    var dice = Dice(seed)
    func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &dice)] }
    let industry: [String?] = (0..<count).map { _ in pick(["Retail", "Tech", "Banks", nil]) }
    let size: [Int64?] = (0..<count).map { _ in
      Bool.random(using: &dice) ? Int64.random(in: 1...40, using: &dice) : pick([nil, 7, 100])
    }
    let active: [Bool?] = (0..<count).map { _ in pick([true, false, nil]) }
    let stack: [String] = (0..<count).map { _ in pick(["sap;crm", "crm", "shop", "sap"]) }
    let sets = try! Column(texts: stack).converted(to: .set)
    return [
      ("industry", Column(texts: industry)), ("size", Column(integers: size)),
      ("active", Column(booleans: active)), ("stack", sets),
    ]
  }

  static func won(_ count: Int, seed: Int) -> Bitmap {
    var dice = Dice(seed &+ 99)
    return Bitmap(count: count) { _ in Int.random(in: 0..<3, using: &dice) == 0 }
  }

  /// Every single condition a search may use, by the obvious way.
  static func terms(_ bits: TraitBits) -> [Term] {
    var terms: [Term] = []
    for (number, trait) in bits.traits.enumerated() {
      for atom in trait.atoms {
        terms.append(Term(trait: number, atoms: atom...atom))
        if !trait.isOrdered && trait.atoms.count != 2 {
          terms.append(Term(trait: number, atoms: atom...atom, isComplement: true))
        }
      }
      let first = trait.atoms.lowerBound
      for low in 0..<max(0, trait.intervals - 1) {
        for high in low + 1..<trait.intervals {
          let isAll = low == 0 && high == trait.intervals - 1
          if isAll && trait.atoms.count == trait.intervals { continue }
          terms.append(Term(trait: number, atoms: first + low...first + high))
        }
      }
    }
    return terms
  }

  @Test(
    "with a beam as wide as the level it finds the best of all pairs, and counts them right",
    arguments: [0, 1, 63, 64, 65, 130, 500])
  func exhaustive(count: Int) throws {
    let columns = Self.columns(count, seed: count + 1)
    let won = Self.won(count, seed: count + 1)
    let bits = try TraitBits(columns, rowCount: count, options: .init(parts: 5))
    let target = SearchTarget(won: won)
    var settings = RuleSearch.Settings()
    settings.maxTerms = 2
    settings.beam = 10_000
    settings.keep = 20
    settings.complements = true
    settings.perTrait = 0
    let result = try RuleSearch(bits, settings: settings, forMeans: false).run(target)
    let byName = Dictionary(uniqueKeysWithValues: columns.map { ($0.name, $0.column) })
    var (best, bestZ) = (0.0, 0.0)
    let terms = Self.terms(bits)
    let rows = try terms.map { term in
      let condition = bits.condition(term)
      let column = try #require(byName[condition.column])
      return try condition.rows(in: column)
    }
    for first in terms.indices {
      for second in terms.indices where second >= first {
        let (a, b) = (bits.traits[Int(terms[first].trait)], bits.traits[Int(terms[second].trait)])
        if first != second && a.source == b.source {
          guard case .member = a.kind, a.kind != b.kind else { continue }
        }
        let both = rows[first].and(rows[second])
        let n = both.countOfSet
        if n < 1 || n > count - 1 { continue }
        let sum = Double(both.and(won).countOfSet)
        best = max(best, target.wracc(n, sum))
        bestZ = max(bestZ, target.z(n, sum))
      }
    }
    #expect(abs(result.bestAccuracy - best) < 1e-12)
    #expect(abs(result.bestZ - bestZ) < 1e-9)
    for found in result.byAccuracy + result.byZ {
      let covered = bits.rows(found.terms)
      #expect(covered.countOfSet == found.n)
      #expect(Double(covered.and(won).countOfSet) == found.sum)
    }
  }

  @Test("sums of values are those of the obvious way; both cores give the same as one")
  func means() throws {
    let count = 700
    let columns = Self.columns(count, seed: 5)
    let bits = try TraitBits(columns, rowCount: count, options: .init(parts: 4))
    var dice = Dice(17)
    let values = Buffer((0..<count).map { _ in Double.random(in: 0...100, using: &dice) })
    let target = SearchTarget(values: values)
    var settings = RuleSearch.Settings()
    settings.minRows = 20
    settings.keepsTried = true
    let result = try RuleSearch(bits, settings: settings, forMeans: true).run(target)
    settings.isParallel = false
    let serial = try RuleSearch(bits, settings: settings, forMeans: true).run(target)
    #expect(!result.byZ.isEmpty)
    #expect(result.byZ == serial.byZ && result.byAccuracy == serial.byAccuracy)
    #expect(result.tried == serial.tried && result.tried.count == result.triedCount)
    for found in result.byZ {
      var sum = 0.0
      let rows = bits.rows(found.terms)
      rows.forEachSet { sum += values.base[$0] }
      #expect(rows.countOfSet == found.n && abs(sum - found.sum) < 1e-6)
      #expect(found.n >= 20 && found.n <= count - 20)
    }
  }

  @Test(
    "counting with the processor's instruction and without gives the same",
    arguments: [0, 1, 2, 1023, 1024, 1025, 2049])
  func counting(words: Int) {
    var dice = Dice(words + 3)
    let selectors = 5
    let parent = Buffer<UInt64>((0..<words).map { _ in dice.next() })
    let won = Buffer<UInt64>((0..<words).map { parent.base[$0] & dice.next() })
    let atoms = Buffer<UInt64>((0..<words * selectors).map { _ in dice.next() })
    var (a, b) = (
      [UInt32](repeating: 9, count: selectors), [UInt32](repeating: 9, count: selectors)
    )
    var (c, d) = (a, b)
    subgroup_counts(parent.base, won.base, atoms.base, selectors, words, &a, &b)
    subgroup_counts_plain(parent.base, won.base, atoms.base, selectors, words, &c, &d)
    #expect(a == c && b == d)
    for selector in 0..<selectors {
      var (n, m) = (0, 0)
      for word in 0..<words {
        n += (parent.base[word] & atoms.base[selector * words + word]).nonzeroBitCount
        m += (won.base[word] & atoms.base[selector * words + word]).nonzeroBitCount
      }
      #expect(Int(a[selector]) == n && Int(b[selector]) == m)
    }
  }

  @Test("numbers are cut into fifths as usual, and thresholds are round")
  func cuts() {
    #expect(CutPoints.equalFrequency((1...10).map(Double.init), parts: 5) == [3, 5, 7, 9])
    #expect(CutPoints.equalFrequency([], parts: 5) == [])
    #expect(CutPoints.equalFrequency([4, 4, 4], parts: 5) == [])
    #expect(CutPoints.forSearch([1, 1, 2, 5, 5], parts: 10) == [2, 5])
    #expect(CutPoints.round(open: 97, closed: 103) == 100)
    #expect(CutPoints.round(open: 1004, closed: 996) == 1000)
    #expect(CutPoints.round(open: 19, closed: 20) == 20)
    #expect(CutPoints.round(open: 12.3, closed: 12.9) == 12.5)
    #expect(CutPoints.round(open: -4, closed: 3) == 0)
    #expect(CutPoints.round(open: 0.121, closed: 0.139) == 0.13)
    #expect(CutPoints.round(open: 5, closed: 5) == 5)
    #expect(CutPoints.round(open: 27, closed: 17) == 20)
    #expect(CutPoints.round(open: 19, closed: 17) == 18)
    for (open, closed) in [(3.7, 9.2), (-9.2, -3.7), (118.0, 117.0), (0.00001, 0.00002)] {
      let round = CutPoints.round(open: open, closed: closed)
      #expect(round == closed || (min(open, closed) < round && round < max(open, closed)))
    }
  }

  @Test("the cut points of a planted range are found, and said with round numbers")
  func refinement() throws {
    var dice = Dice(4)
    let count = 6000
    let size = (0..<count).map { _ in
      Int64(1.1 * Double.random(in: 1...2000, using: &dice)) % 2000 + 1
    }
    let tech = (0..<count).map { _ in Bool.random(using: &dice) }
    let won = Bitmap(count: count) { row in
      let inside = tech[row] && (100...1000).contains(size[row])
      return Double.random(in: 0..<1, using: &dice) < (inside ? 0.6 : 0.2)
    }
    let bits = try TraitBits(
      [("size", Column(integers: size)), ("tech", Column(booleans: tech))], rowCount: count,
      options: .init())
    let target = SearchTarget(won: won)
    let found = try RuleSearch(bits, settings: .init(), forMeans: false).run(target)
    let first = try #require(found.byZ.first)
    let rule = RangeRefinement(bits: bits, target: target, minRows: 30).refined(first.terms)
    #expect(rule.z >= first.z - 0.5)
    let text = rule.conditions(bits).map(\.text).joined(separator: " and ")
    #expect(text == "size >= 100 and size <= 1000 and tech == true")
  }

  @Test("shuffles move the outcomes of an account together, and lose none")
  func shuffles() {
    let groups: [Int32] = [0, 0, 1, 1, 2, 2, 3, 3, -1, -1]
    let shuffle = OutcomeShuffle(count: 10, groups: groups)
    for number in 0..<50 {
      let rows = shuffle.rows(number, seed: 3)
      #expect(rows.sorted() == Array(0..<10).map { UInt32($0) })
      #expect(rows == shuffle.rows(number, seed: 3))
    }
    #expect(shuffle.rows(1, seed: 3) != shuffle.rows(2, seed: 3))
    // Pairs of one account stay pairs where all accounts have two rows.
    let even = OutcomeShuffle(count: 8, groups: Array(groups.prefix(8)))
    for number in 0..<50 {
      let rows = even.rows(number, seed: 3)
      for account in 0..<4 { #expect(rows[2 * account] / 2 == rows[2 * account + 1] / 2) }
    }
    #expect(OutcomeShuffle(count: 0, groups: nil).rows(0, seed: 1) == [])
  }
}
