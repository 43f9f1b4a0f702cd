import Testing

@testable import Statistics

@Suite("Scores against outcomes")
struct ScoreTests {
  @Test("the area is the share of pairs ranked right, and DeLong's error is by definition")
  func area() throws {
    var random = RandomStream(seed: 12)
    for size in edgeSizes {
      for steps in [3, 1 << 30] {
        let scores = random.column(size, steps: steps, missing: 0.1)
        let labels = random.labels(size, missing: 0.1)
        let scored = try ScoredOutcomes(scores: scores, labels: labels)
        let area = try AreaUnderCurve(scored)
        let won = scores.indices.filter { labels[$0] == 1 && !scores[$0].isNaN }
        let lost = scores.indices.filter { labels[$0] == 0 && !scores[$0].isNaN }
        #expect(scored.won == won.count && scored.lost == lost.count)
        #expect(scored.missing == size - won.count - lost.count)
        guard !won.isEmpty, !lost.isEmpty else {
          #expect(area.auc == nil && area.standardError == nil)
          continue
        }
        func better(_ a: Int, _ b: Int) -> Double {
          scores[a] > scores[b] ? 1 : (scores[a] == scores[b] ? 0.5 : 0)
        }
        let above = won.map { w in
          lost.reduce(0) { $0 + better(w, $1) } / Double(lost.count)
        }
        let below = lost.map { l in won.reduce(0) { $0 + better($1, l) } / Double(won.count) }
        #expect(near(area.auc, Moments(above).mean))
        guard won.count > 1, lost.count > 1 else {
          #expect(area.standardError == nil)
          continue
        }
        let variance =
          (Moments(above).variance ?? 0) / Double(won.count)
          + (Moments(below).variance ?? 0) / Double(lost.count)
        #expect(near(area.standardError, variance.squareRoot(), relative: 1e-8, absolute: 1e-9))
      }
    }
  }

  @Test("comparing a score with itself is no comparison")
  func paired() throws {
    var random = RandomStream(seed: 13)
    let scores = random.column(65, steps: 9)
    let labels = random.labels(65)
    let same = try PairedAreas(scores, scores.map { $0 * 3 + 1 }, labels: labels)
    #expect(same.z == nil && same.p == nil && same.difference == 0)
    let other = random.column(65)
    let pair = try PairedAreas(scores, other, labels: labels)
    let swapped = try PairedAreas(other, scores, labels: labels)
    #expect(near(pair.z, swapped.z.map { -$0 }) && near(pair.p, swapped.p))
    let area = try AreaUnderCurve(ScoredOutcomes(scores: scores, labels: labels))
    #expect(near(pair.aucA, area.auc))
    #expect(try PairedAreas([1], [2], labels: [1]).aucA == nil)
    #expect(
      try PairedAreas([1, 2, .nan], [2, 1, 3], labels: [1, 0, 1]).missing == 1)
  }

  @Test("nothing depends on the order of the rows")
  func order() throws {
    var random = RandomStream(seed: 14)
    for size in [1, 23, 64, 65] {
      let rows = zip(random.column(size, steps: 5), random.labels(size)).map { ($0, $1) }
      let shuffled = rows.shuffled(using: &random)
      let first = try ScoredOutcomes(scores: rows.map(\.0), labels: rows.map(\.1))
      let second = try ScoredOutcomes(scores: shuffled.map(\.0), labels: shuffled.map(\.1))
      #expect(first == second)
    }
  }

  @Test("gains share out tied rows, and add up")
  func gains() throws {
    var random = RandomStream(seed: 15)
    for size in edgeSizes {
      let scores = random.column(size, steps: 6)
      let labels = random.labels(size)
      let scored = try ScoredOutcomes(scores: scores, labels: labels)
      for bins in [1, 2, 3, 10, 64] {
        let table = try Gains(scored, bins: bins).bins
        #expect(table.count == bins)
        // By rank, each row with the mean outcome of its score.
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        var wins = [Double](repeating: 0, count: bins)
        var sizes = [Int](repeating: 0, count: bins)
        for (rank, row) in order.enumerated() {
          let tied = scores.indices.filter { scores[$0] == scores[row] }
          let mean = Double(tied.count { labels[$0] == 1 }) / Double(tied.count)
          wins[rank * bins / size] += mean
          sizes[rank * bins / size] += 1
        }
        #expect(table.map(\.n) == sizes)
        #expect(near(table.map(\.wins), wins, absolute: 1e-9))
        for bin in table where bin.n == 0 { #expect(bin.rate == nil && bin.lift == nil) }
        if scored.won > 0 {
          #expect(near(table.last?.cumulativeCapture, 1))
          #expect(near(table.last?.cumulativeLift, 1))
        }
      }
    }
    #expect(
      refusal { _ = try Gains(ScoredOutcomes(scores: [], labels: []), bins: 0) }?.parameter
        == "bins")
  }

  @Test("a fraction of the rows is rounded up, but not by rounding errors")
  func topFraction() throws {
    #expect(TopFraction.rows(0.07, of: 100) == 7)
    #expect(TopFraction.rows(0.1, of: 30) == 3)
    #expect(TopFraction.rows(0.1, of: 31) == 4)
    #expect(TopFraction.rows(0.55, of: 20) == 11)
    #expect(TopFraction.rows(1, of: 5) == 5)
    #expect(TopFraction.rows(1e-9, of: 5) == 1)
    let scored = try ScoredOutcomes(
      scores: [0.9, 0.5, 0.5, 0.5, 0.5, 0.1], labels: [1, 1, 0, 0, 0, 0])
    let top = try TopFraction(scored, fraction: 1.0 / 3)
    #expect(top.k == 2 && near(top.rate, 0.625) && near(top.lift, 0.625 * 3))
    for fraction in [0, -0.1, 1.1, .nan] {
      #expect(refusal { _ = try TopFraction(scored, fraction: fraction) } != nil)
    }
  }

  @Test("one class only has no ranking")
  func oneClass() throws {
    let won = try ScoredOutcomes(scores: [0.1, 0.2], labels: [1, 1])
    #expect(won.kolmogorovSmirnov == nil && won.averagePrecision == 1)
    let lost = try ScoredOutcomes(scores: [0.1, 0.2], labels: [0, 0])
    #expect(lost.kolmogorovSmirnov == nil && lost.averagePrecision == nil)
    #expect(try TopFraction(lost, fraction: 0.5).lift == nil)
    #expect(try Gains(lost, bins: 2).bins[0].lift == nil)
  }

  @Test("losses are means over the rows that have both")
  func losses() throws {
    #expect(try near(Calibration.brier([1, 0, 0.5, .nan], labels: [1, 1, 0, 1]), 1.25 / 3))
    #expect(try Calibration.brier([], labels: []) == nil)
    let certain = try Calibration.logLoss([0], labels: [1])
    #expect(near(certain, 52 * 0.6931471805599453))
    #expect(try near(Calibration.logLoss([0.25], labels: [0]), 0.2876820724517809))
    #expect(refusal { _ = try Calibration.brier([1.2], labels: [1]) }?.parameter == "scores[1]")
    #expect(refusal { _ = try Calibration.brier([0.2], labels: [3]) }?.parameter == "labels[1]")
  }
}
