import Basics
import Columns
import Statistics
import Testing

@testable import Profiles

@Suite("Scorecards learnt from data")
struct ScorecardTests {
  @Test("the best bins of all traits add up to exactly 100, the worst of each to 0")
  func range() throws {
    for seed in 1...5 {
      let card = try ScorecardRows.card(1500, seed: seed).card
      #expect(card.isEstablished)
      #expect(card.scoring.reduce(0) { $0 + $1.most } == 100)
      for trait in card.traits { #expect(trait.bins.map(\.points).min() == 0) }
    }
  }

  @Test("the reasons of each row add up to its fit, and the fit lies between its bounds")
  func reasons() throws {
    let (card, rows) = try ScorecardRows.card()
    let scored = try card.score(rows.table)
    let fits = scored.numbers("fit")
    let (low, high) = (scored.numbers("fit_low"), scored.numbers("fit_high"))
    for (row, reason) in scored.texts("reasons").enumerated() {
      let text = reason ?? ""
      let given = text.hasPrefix("unknown") ? "" : text.prefix(while: { $0 != ";" })
      let sum = given.split(separator: ",").reduce(0) { sum, part in
        sum + (part.split(separator: "+").last.flatMap { Int($0) } ?? 0)
      }
      #expect(Double(sum) == fits[row], "\(text)")
      #expect((low[row] ?? 0) <= (fits[row] ?? -1) && (fits[row] ?? -1) <= (high[row] ?? 0))
    }
    let explained = try card.explain(rows.table, row: 7)
    #expect(explained.lines.reduce(0) { $0 + $1.points } == explained.fit)
    #expect(Double(explained.fit) == fits[7])
  }

  @Test("what was put in is found: the industry, size from 300 on, SAP; and little for noise")
  func planted() throws {
    let card = try ScorecardRows.card(6000, seed: 3).card
    let most = Dictionary(uniqueKeysWithValues: card.traits.map { ($0.name, $0.most) })
    #expect((most["industry"] ?? 0) > 20)
    #expect((most["employees"] ?? 0) > 15)
    #expect((most["tools has sap"] ?? 0) > 10)
    for name in ["noise", "colour", "is_public"] { #expect((most[name] ?? 99) <= 6, "\(name)") }
    let size = try #require(card.traits.first { $0.name == "employees" })
    #expect(size.trend == .rising)
    let splits = size.bins.compactMap { bin -> Double? in
      if case .range(let low?, _) = bin.values { low } else { nil }
    }
    #expect(splits.contains { (250...350).contains($0) }, "\(splits)")
  }

  @Test("points never go against the trend of a number")
  func monotone() throws {
    for seed in 1...8 {
      let card = try ScorecardRows.card(800, seed: seed).card
      for trait in card.traits where trait.trend != .free {
        let points = trait.known.map(\.points)
        let pairs = zip(points, points.dropFirst())
        #expect(
          trait.trend == .rising
            ? pairs.allSatisfy { $0 <= $1 } : pairs.allSatisfy { $0 >= $1 }, "\(trait.name)")
      }
    }
  }

  @Test("chances are right on rows that were not learnt from")
  func calibrated() throws {
    let card = try ScorecardRows.card(6000, seed: 4).card
    let later = try ScorecardRows.made(6000, seed: 99)
    let chances = try card.score(later.table).numbers("probability").map { $0 ?? .nan }
    let mean = chances.reduce(0, +) / 6000
    let rate = Double(later.outcomes.count { $0 == 1 }) / 6000
    #expect((mean - rate).magnitude < 0.02)
    let brier = try #require(try Calibration.brier(chances, labels: later.outcomes))
    #expect(brier < rate * (1 - rate) - 0.02)
    // By fifths of the chance, observed and told agree within sampling error.
    let order = chances.indices.sorted { chances[$0] < chances[$1] }
    for part in 0..<5 {
      let rows = order[part * 1200..<(part + 1) * 1200]
      let told = rows.reduce(0.0) { $0 + chances[$1] } / 1200
      let observed = Double(rows.count { later.outcomes[$0] == 1 }) / 1200
      #expect((told - observed).magnitude < 0.055, "fifth \(part): \(told) \(observed)")
    }
  }

  /// A rule at the 5 % level is wrong once in twenty times where there is nothing.
  @Test("shuffled outcomes: no reliable signal on 19 of 20 seeds, one fit for all, the power told")
  func shuffled() throws {
    var established = 0
    for seed in 1...20 {
      let rows = try ScorecardRows.made(1000, seed: seed, shuffled: true)
      let card = try Scorecard.learn(try LearningData(rows.table, outcomes: rows.outcomes))
      if card.isEstablished {
        established += 1
        continue
      }
      #expect(card.signal.text.hasPrefix("no reliable signal"))
      #expect(card.signal.text.contains("power 80 %"))
      let scored = try card.score(rows.table)
      #expect(Set(scored.numbers("fit")) == [Double(Scorecard.neutralFit)])
      #expect(Set(scored.numbers("probability")) == [card.baseRate])
      #expect(throws: Problem.self) { try card.script() }
    }
    #expect(established <= 1)
  }

  @Test("the same rows give the same card; the order of columns only changes their order")
  func deterministic() throws {
    let rows = try ScorecardRows.made(1200, seed: 11)
    let data = try LearningData(rows.table, outcomes: rows.outcomes)
    let first = try Scorecard.learn(data)
    #expect(try Scorecard.learn(data).description == first.description)
    let turned = try LearningData(
      rows.table, columns: rows.table.names.reversed(), outcomes: rows.outcomes)
    let other = try Scorecard.learn(turned)
    let (a, b) = (try first.score(rows.table), try other.score(rows.table))
    for (x, y) in zip(a.numbers("probability"), b.numbers("probability")) {
      #expect(((x ?? 0) - (y ?? 1)).magnitude < 0.02)
    }
  }

  @Test("missing is a bin of its own, and levels never seen are others")
  func unseen() throws {
    let (card, _) = try ScorecardRows.card()
    let table = try Table(
      name: "new",
      [
        ("industry", Column(texts: ["Software", "Shipping", nil])),
        ("employees", Column(integers: [500, nil, 20])),
        ("tools", Column(texts: ["sap", nil, "word"])),
        ("is_public", Column(booleans: [true, nil, false])),
        ("noise", Column(numbers: [1, 2, nil])), ("colour", Column(texts: ["red", nil, "pink"])),
      ])
    let scored = try card.score(table)
    #expect((scored.number("fit", 0) ?? 0) > (scored.number("fit", 2) ?? 100))
    let reasons = scored.texts("reasons")[1] ?? ""
    #expect(reasons.contains("unknown: ") && reasons.contains("employees"))
    #expect((scored.number("fit_high", 1) ?? 0) > (scored.number("fit_low", 1) ?? 0))
  }

  @Test("a card applied to a column of another type says so")
  func wrongType() throws {
    let (card, rows) = try ScorecardRows.card(800)
    let wrong = try rows.table.with([("employees", Column(texts: (0..<800).map { "\($0) people" }))]
    )
    #expect { try card.score(wrong) } throws: { error in
      (error as? Problem)?.message.contains("employees is text") == true
    }
  }

  @Test("information values and weights by hand keep to the same scale")
  func otherMethods() throws {
    let rows = try ScorecardRows.made(3000, seed: 5)
    let data = try LearningData(rows.table, outcomes: rows.outcomes)
    var options = ScorecardOptions()
    options.method = .informationValue
    let byValue = try Scorecard.learn(data, options)
    #expect(byValue.scoring.reduce(0) { $0 + $1.most } == 100)
    for (a, b) in zip(byValue.scoring, byValue.scoring.dropFirst()) where a.most > b.most {
      #expect((a.informationValue ?? 0) > (b.informationValue ?? 1))
    }
    options.method = .hand
    options.weights = ["industry": 3, "employees": 1]
    let byHand = try Scorecard.learn(data, options)
    #expect(byHand.traits.first { $0.name == "industry" }?.most == 75)
    #expect(byHand.traits.first { $0.name == "employees" }?.most == 25)
    options.weights = ["industri": 3]
    #expect { try Scorecard.learn(data, options) } throws: { error in
      "\(error)".contains("did you mean \"industry\"")
    }
  }

  @Test("the smallest step up reaches the next tier, and nothing smaller does")
  func step() throws {
    let (card, rows) = try ScorecardRows.card()
    for row in 0..<60 {
      let explained = try card.explain(rows.table, row: row)
      guard let step = explained.step else {
        #expect(explained.tier == card.tiers[0].name)
        continue
      }
      let names = card.tierNames
      let (now, next) = (names.firstIndex(of: explained.tier), names.firstIndex(of: step.tier))
      #expect((next ?? 9) < (now ?? 0) && step.fit > explained.fit)
      let threshold = Int(card.tiers.last { Double(explained.fit) < $0.threshold }?.threshold ?? 0)
      #expect(step.fit >= threshold)
      // No single bin reaches the tier with less; and where two change, none alone reaches it.
      let gains = card.scoring.flatMap { trait -> [Int] in
        let held = explained.lines.first { $0.trait == trait.name }?.points ?? 0
        return trait.known.map { explained.fit + $0.points - held }
      }.filter { $0 >= threshold }
      #expect(step.changes.count == 1 ? step.fit == gains.min() : gains.isEmpty)
    }
  }

  @Test("the look-up names a missing column, and the tiers it can lead to")
  func lookUp() throws {
    let (card, rows) = try ScorecardRows.card()
    let row = try #require((0..<200).first { rows.table["employees"]?.isMissing($0) ?? false })
    let lookUp = try #require(try card.explain(rows.table, row: row).lookUp)
    #expect(["employees", "is_public"].contains(lookUp.column))
    #expect(lookUp.low <= lookUp.high)
  }

  @Test("of many traits only the strongest share the points, and the sum is still 100")
  func manyTraits() throws {
    let made = try ScorecardRows.made(2000, seed: 12)
    var dice = Dice(9)
    let more = (0..<60).map { index in
      ("tool_\(index)", Column(booleans: (0..<2000).map { _ in dice.next() % 3 == 0 }))
    }
    let table = try made.table.with(more.map { (name: $0.0, column: $0.1) })
    let card = try Scorecard.learn(try LearningData(table, outcomes: made.outcomes))
    #expect(card.traits.count > 60 && card.scoring.count <= Scorecard.mostTraits)
    #expect(card.scoring.reduce(0) { $0 + $1.most } == 100)
    #expect(["industry", "employees"].contains(card.scoring[0].name))
  }
}
