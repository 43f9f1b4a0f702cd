import Testing

@testable import CRM

@Suite("Demo: its parts")
struct DemoPartsTests {
  /// What `body` writes, as text.
  private func written(_ body: (inout CellWriter) -> Void) -> String {
    var cells = CellWriter(capacity: 1)
    body(&cells)
    return cells.withBytes { String(decoding: $0, as: UTF8.self) }
  }

  @Test("whole numbers are written as Swift writes them")
  func numbers() {
    for value in [
      0, 1, 9, 10, 99, 100, 12_345, -1, -10, .max, .min, 999_999_999_999_999_999,
      1_000_000_000_000_000_000,
    ] {
      #expect(written { $0.number(value) } == "\(value)")
    }
    #expect(written { $0.number(42, width: 8) } == "00000042")
    #expect(written { $0.number(123_456_789, width: 8) } == "123456789")
  }

  @Test("hundredths are written as the shortest decimal number")
  func hundredths() {
    for (value, text) in [
      (0, "0"), (5, "0.05"), (50, "0.5"), (100, "1"), (105, "1.05"), (1250, "12.5"),
      (-1250, "-12.5"), (-5, "-0.05"), (1299, "12.99"),
    ] {
      #expect(written { $0.hundredths(value) } == text)
    }
  }

  @Test("cells are quoted when they must be, and only then")
  func quoting() {
    for (text, cell) in [
      ("", ""), ("plain", "plain"), ("a,b", "\"a,b\""), ("\"", "\"\"\"\""),
      ("say \"so\", twice", "\"say \"\"so\"\", twice\""), ("line\nbreak", "\"line\nbreak\""),
    ] {
      let result = written { cells in
        cells.text("x,")
        let start = cells.count
        Array(text.utf8).withUnsafeBufferPointer { cells.text($0) }
        cells.quoteIfNeeded(since: start)
        cells.text(",y")
      }
      #expect(result == "x,\(cell),y")
    }
  }

  @Test("dates, ids and templates are written as documented")
  func pieces() {
    #expect(written { $0.date(0) } == "1970-01-01")
    #expect(written { $0.date(20_454) } == "2026-01-01")
    #expect(written { $0.id("A", 41) } == "A00000042")
    #expect(written { $0.id("C", 41, 2) } == "C0000004203")
    #expect(written { $0.id("A", 9_999_999) } == "A10000000")
    var dice = Dice(seed: 1, .cells, 1)
    let phone = written { $0.template(WordList("+1 (2##) #")[0], &dice) }
    #expect(phone.wholeMatch(of: /\+1 \(2[0-9]{2}\) [0-9]/) != nil)
  }

  @Test("letters change in place")
  func letters() {
    #expect(
      written {
        $0.text("Ab é-z")
        $0.capitalize(since: 1)
      } == "AB é-Z")
    #expect(
      written {
        $0.text("AB É-Z")
        $0.lowercase(since: 1)
      } == "Ab É-z")
    #expect(
      written {
        $0.text("Retail")
        $0.dropLetter(since: 0, offset: 2)
      } == "Reail")
    #expect(
      written {
        $0.text("Retail")
        $0.dropLetter(since: 0, offset: 6)
      } == "Retail")
    #expect(
      written {
        $0.text("Retail")
        $0.dropLetter(since: 0, offset: -1)
      } == "Retail")
  }

  @Test("a writer keeps what was written when it grows")
  func growth() {
    let text = written { cells in for index in 0..<5000 { cells.number(index) } }
    #expect(text == (0..<5000).map(String.init).joined())
  }

  @Test("a stream depends on seed, kind and number")
  func streams() {
    func first(_ seed: UInt64, _ stream: Dice.Stream, _ id: Int) -> UInt64 {
      var dice = Dice(seed: seed, stream, id)
      return dice.next()
    }
    let all = [
      first(1, .traits, 0), first(2, .traits, 0), first(1, .cells, 0), first(1, .traits, 1),
      first(1, .traits, -1), first(0, .traits, 0), first(.max, .traits, .max),
    ]
    #expect(Set(all).count == all.count)
    #expect(first(1, .traits, 5) == first(1, .traits, 5))
  }

  @Test("draws keep to their range and their mean")
  func draws() {
    var dice = Dice(seed: 9, .cells, 3)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[dice.below(7)] += 1 }
    for count in counts { #expect(abs(count - 10_000) < 500) }
    #expect(dice.below(0) == 0 && dice.below(1) == 0 && dice.below(-5) == 0)
    #expect(dice.between(5, 4) == 5)
    var (sum, squares, total) = (0.0, 0.0, 0)
    for _ in 0..<50_000 {
      let x = dice.normal()
      sum += x
      squares += x * x
      total += dice.count(mean: 2.3, atMost: 99)
      #expect(abs(x) < 3.47)
    }
    #expect(abs(sum / 50_000) < 0.03)
    #expect(abs(squares / 50_000 - 1) < 0.03)
    #expect(abs(Double(total) / 50_000 - 2.3) < 0.05)
    for step in -40...40 {
      let x = Double(step) / 4
      var exact = 1.0
      for _ in 0..<abs(step) { exact *= step < 0 ? 0.8408964152537145 : 1.189207115002721 }
      #expect(abs(Dice.power2(x) / exact - 1) < 1e-4)
    }
    #expect(Dice.power2(.infinity) == 0x1p60)
  }

  @Test("weights are kept to a thousandth")
  func weights() {
    let choice = WeightedChoice([50, 0, 30, 20])
    var dice = Dice(seed: 4, .cells, 0)
    var counts = [Int](repeating: 0, count: 4)
    for _ in 0..<100_000 { counts[choice.pick(&dice)] += 1 }
    #expect(counts[1] == 0)
    for (count, weight) in zip(counts, [50, 0, 30, 20]) {
      #expect(abs(count - weight * 1000) < 900)
    }
    #expect(WeightedChoice([]).pick(&dice) == 0)
    #expect(WeightedChoice([0, 0]).pick(&dice) == 0)
  }

  @Test("a list finds its words, round and round")
  func words() {
    let list = WordList("a|\nbé|\n|d e\n")
    #expect(list.strings == ["a", "bé", "", "d e"])
    #expect(String(decoding: list[5], as: UTF8.self) == "bé")
    #expect(String(decoding: list[-3], as: UTF8.self) == "d e")
    #expect(
      WordList("Müller|d'Arc|van den Berg|Łódź|Smith-Jones").slugs().strings
        == ["mueller", "darc", "vandenberg", "lodz", "smithjones"])
  }

  @Test("every list has the length that its users count on")
  func lengths() {
    #expect(CompanyWords.first.count == 256)
    #expect(CompanyWords.second.count == 64)
    for kind in 0..<CompanyWords.trade.count { #expect(CompanyWords.trade[kind].count == 64) }
    #expect(CompanyWords.qualifier.count << NamePermutation.bits >= DemoCRM.maximumAccounts)
    #expect(Firmographics.industries.count == Firmographics.trades.count)
    #expect(Firmographics.technologies.count == Firmographics.technologyShares.count)
    #expect(Firmographics.technologies.strings == Firmographics.technologies.strings.sorted())
    #expect(Firmographics.technologies.strings[Firmographics.sap] == "sap")
    #expect(Firmographics.technologies.strings[Firmographics.shopify] == "shopify")
    #expect(DemoCountry.all.count == 20)
    #expect(CommerceWords.touchPoints.count == CommerceWords.touchKinds.count)
    for index in 0..<DemoCountry.all.count {
      #expect(DemoCountry.all[index].cities.count == DemoCountry.all[index].states.count)
    }
    for index in 0..<TitleWords.titles.count {
      let title = TitleWords.titles[index]
      for list in [title.english, title.german, title.french, title.spanish] {
        #expect(list.strings.allSatisfy { !$0.isEmpty && !$0.hasPrefix(" ") && !$0.hasSuffix(" ") })
      }
    }
  }

  @Test("the parts of addresses are small ASCII letters")
  func slugs() {
    var lists = [CompanyWords.firstSlugs, CompanyWords.secondSlugs]
    for kind in 0..<CompanyWords.tradeSlugs.count { lists.append(CompanyWords.tradeSlugs[kind]) }
    for index in 0..<PeopleWords.all.count {
      lists += [PeopleWords.all[index].firstSlugs, PeopleWords.all[index].lastSlugs]
      #expect(PeopleWords.all[index].first.count == PeopleWords.all[index].firstSlugs.count)
    }
    for word in lists.flatMap(\.strings) { #expect(word.wholeMatch(of: /[a-z]+/) != nil) }
    // No letter got lost on the way: one that has no ASCII form would leave a shorter word.
    for index in 0..<PeopleWords.all.count {
      let people = PeopleWords.all[index]
      for (name, slug) in zip(people.last.strings, people.lastSlugs.strings) {
        #expect(slug.count >= name.filter(\.isLetter).count)
      }
    }
  }

  /// A domain is stem, perhaps a hyphen, third word. Two triples give one domain only if the
  /// stems are equal, or one stem is the other with the difference of two third words.
  @Test("no two triples of words give one domain")
  func domains() {
    var stems: Set<String> = []
    for first in CompanyWords.firstSlugs.strings {
      for second in CompanyWords.secondSlugs.strings { stems.insert(first + second) }
    }
    #expect(stems.count == 256 * 64)
    var places: [String: Int] = [:]
    for kind in 0..<CompanyWords.tradeSlugs.count {
      let words = CompanyWords.tradeSlugs[kind].strings
      #expect(Set(words).count == 64)
      for (place, word) in words.enumerated() {
        #expect(places[word] == nil || places[word] == place, "\(word)")
        places[word] = place
      }
    }
    for longer in places.keys {
      for shorter in places.keys where longer != shorter && longer.hasSuffix(shorter) {
        let difference = longer.dropLast(shorter.count)
        for stem in stems { #expect(!stems.contains(stem + difference)) }
      }
    }
    // Behind a hyphen, a qualifier is not to be taken for a third word.
    for qualifier in CompanyWords.qualifierSlugs.strings { #expect(places[qualifier] == nil) }
  }

  @Test("every account gets a triple of its own", arguments: [0, 1, UInt64.max])
  func permutation(seed: UInt64) {
    let names = NamePermutation(seed: seed)
    var seen = [Bool](repeating: false, count: 1 << NamePermutation.bits)
    var repeated = 0
    for number in seen.indices {
      let place = names.place(of: number)
      if seen[place] { repeated += 1 }
      seen[place] = true
    }
    #expect(repeated == 0)
    #expect(seen.allSatisfy { $0 })
  }
}
