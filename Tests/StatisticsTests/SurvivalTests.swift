import Testing

@testable import Statistics

@Suite("Time until an event")
struct SurvivalTests {
  /// Rows with the product-limit estimate written out: for each time, count.
  private func naive(
    _ durations: [Double], _ events: [Int8], _ entry: [Double]?
  ) -> [(time: Double, atRisk: Int, events: Int, survival: Double)] {
    let starts = entry ?? [Double](repeating: -1, count: durations.count)
    let rows = durations.indices.filter { events[$0] >= 0 && starts[$0] < durations[$0] }
    var survival = 1.0
    return Set(rows.filter { events[$0] == 1 }.map { durations[$0] }).sorted().map { time in
      let atRisk = rows.count { durations[$0] >= time && starts[$0] < time }
      let happened = rows.count { durations[$0] == time && events[$0] == 1 }
      survival *= 1 - Double(happened) / Double(atRisk)
      return (time, atRisk, happened, survival)
    }
  }

  @Test("the curve counts who is at risk, at every size, with and without delayed entry")
  func curve() throws {
    var random = RandomStream(seed: 7)
    for size in edgeSizes {
      for delayed in [false, true] {
        let durations = (0..<size).map { _ in Double(random.integer(0...12)) / 2 }
        let events = random.labels(size, won: 0.5, missing: 0.1)
        let entry =
          delayed ? durations.map { min($0, Double(random.integer(0...3))) } : nil
        let lifetimes = try Lifetimes(durations: durations, events: events, entry: entry)
        let curve = try KaplanMeier(lifetimes)
        let expected = naive(durations, events, entry)
        #expect(curve.points.map(\.time) == expected.map(\.time))
        #expect(curve.points.map(\.atRisk) == expected.map(\.atRisk))
        #expect(curve.points.map(\.events) == expected.map(\.events))
        #expect(near(curve.points.map(\.survival), expected.map(\.survival)))
        #expect(
          lifetimes.n + lifetimes.missing + lifetimes.neverAtRisk == size)
        for point in curve.points where point.survival > 0 {
          let (low, high) = (point.low ?? -1, point.high ?? 2)
          #expect(low >= 0 && low <= point.survival && high >= point.survival && high <= 1)
        }
      }
    }
  }

  @Test("without censoring the curve is the share left, and Greenwood is binomial")
  func uncensored() throws {
    let durations = [1, 2, 2, 3, 5, 8, 8, 9, 10, 12].map(Double.init)
    let curve = try KaplanMeier(
      Lifetimes(durations: durations, events: [Int8](repeating: 1, count: 10)))
    for point in curve.points where point.survival > 0 {
      let left = Double(durations.count { $0 > point.time }) / 10
      #expect(near(point.survival, left))
      #expect(near(point.standardError, (left * (1 - left) / 10).squareRoot()))
    }
    #expect(curve.points.last?.survival == 0 && curve.points.last?.standardError == nil)
    #expect(curve.median == 5)
  }

  @Test("the median is the first time at which half are left, exactly half included")
  func median() throws {
    func median(_ durations: [Double], _ events: [Int8]) throws -> Double? {
      try KaplanMeier(Lifetimes(durations: durations, events: events)).median
    }
    #expect(try median([1, 2, 3, 4], [1, 1, 1, 0]) == 2)
    #expect(try median([1, 2, 3], [0, 0, 0]) == nil)
    #expect(try median([], []) == nil)
    // (9/10)(8/9)...(5/6) is one half in arithmetic, not in binary.
    #expect(try median((1...10).map(Double.init), [Int8](repeating: 1, count: 10)) == 5)
  }

  @Test("the curve can be asked at any time")
  func lookup() throws {
    let curve = try KaplanMeier(Lifetimes(durations: [2, 4, 6], events: [1, 1, 0]))
    #expect(curve.at(1)?.survival == 1 && curve.at(1)?.standardError == 0)
    #expect(near(curve.at(2)?.survival, 2.0 / 3))
    #expect(near(curve.at(3.9)?.survival, 2.0 / 3))
    #expect(near(curve.at(99)?.survival, 1.0 / 3))
    #expect(try KaplanMeier(Lifetimes(durations: [], events: [])).at(1) == nil)
  }

  @Test("the restricted mean is the area under the curve")
  func restrictedMean() throws {
    var random = RandomStream(seed: 8)
    for size in edgeSizes where size > 0 {
      let durations = (0..<size).map { _ in Double(random.integer(1...20)) }
      let events = random.labels(size, won: 0.6)
      let lifetimes = try Lifetimes(durations: durations, events: events)
      let curve = try KaplanMeier(lifetimes)
      for tau in [0, 1, 7.25, 20, 30] {
        // Thin strips: the curve only changes at whole times.
        var area = 0.0
        for strip in 0..<Int(tau * 4) {
          area += 0.25 * (curve.at(Double(strip) * 0.25)?.survival ?? 0)
        }
        let mean = try RestrictedMean(lifetimes, tau: tau)
        #expect(near(mean.mean, area, absolute: 1e-9))
        #expect((mean.standardError ?? -1) >= 0)
      }
    }
    #expect(try RestrictedMean(Lifetimes(durations: [], events: []), tau: 3).mean == nil)
    #expect(try RestrictedMean(Lifetimes(durations: [2], events: [0]), tau: 3).extrapolated)
    #expect(try !RestrictedMean(Lifetimes(durations: [2], events: [1]), tau: 3).extrapolated)
  }

  @Test("two groups' log-rank is (O - E)^2 / V of either of them")
  func logRank() throws {
    var random = RandomStream(seed: 9)
    for size in edgeSizes where size > 1 {
      let groups = try (0..<2).map { _ in
        try Lifetimes(
          durations: (0..<size).map { _ in Double(random.integer(1...9)) },
          events: random.labels(size, won: 0.6))
      }
      let test = try LogRank(groups)
      var (expected, variance) = (0.0, 0.0)
      let times = Set(groups.flatMap { $0.steps.map(\.time) })
      for time in times.sorted() {
        let risk = groups.map { group in Double(group.durations.count { $0 >= time }) }
        let events = groups.map { group in
          Double(
            zip(group.durations, group.events).count { $0.0 == time && $0.1 })
        }
        let (n, d) = (risk[0] + risk[1], events[0] + events[1])
        expected += risk[0] * d / n
        if n > 1 { variance += d * (n - d) / (n - 1) * risk[0] / n * (1 - risk[0] / n) }
      }
      #expect(near(test.expected[0], expected))
      if !times.isEmpty, variance > 1e-9 {
        let distance = Double(test.observed[0]) - expected
        #expect(near(test.chi2, distance * distance / variance, relative: 1e-8))
      }
      #expect(near(test.expected.reduce(0, +), Double(test.observed.reduce(0, +))))
    }
  }

  @Test("groups without rows are no groups, and without events there is no test")
  func logRankEmpty() throws {
    let some = try Lifetimes(durations: [1, 2, 3], events: [1, 0, 1])
    let none = try Lifetimes(durations: [], events: [])
    let still = try Lifetimes(durations: [4, 5], events: [0, 0])
    let test = try LogRank([some, none, some])
    #expect(test.df == 1 && test.chi2 == 0 && test.expected[1] == 0)
    #expect(try LogRank([some, none]).df == nil)
    #expect(try LogRank([]).chi2 == nil)
    #expect(
      refusal { _ = try LogRank([Lifetimes](repeating: some, count: 1001)) }?.parameter == "groups")
    let quiet = try LogRank([still, still])
    #expect(quiet.df == 1 && quiet.chi2 == nil && quiet.p == nil)
  }

  @Test("times that cannot be are refused")
  func refusals() {
    #expect(
      refusal { _ = try Lifetimes(durations: [1, -1], events: [1, 1]) }?.parameter
        == "durations[2]")
    #expect(refusal { _ = try Lifetimes(durations: [1], events: []) }?.parameter == "events")
    #expect(refusal { _ = try Lifetimes(durations: [1], events: [2]) }?.parameter == "events[1]")
    #expect(
      refusal { _ = try Lifetimes(durations: [1], events: [1], entry: [2]) }?.parameter
        == "entry[1]")
  }
}
