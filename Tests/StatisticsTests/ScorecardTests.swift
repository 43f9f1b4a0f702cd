import Testing

@testable import Statistics

@Suite("Score cards")
struct ScorecardTests {
  @Test("weights of evidence are infinite without smoothing, and finite as recommended")
  func evidence() throws {
    let bins = [
      BinCount(won: 0, lost: 25), BinCount(won: 12, lost: 30), BinCount(won: 20, lost: 0),
    ]
    let raw = try WeightOfEvidence(bins, smoothing: 0)
    #expect(raw.woe[0] == -.infinity && raw.woe[2] == .infinity)
    #expect(raw.informationValue == .infinity)
    let smoothed = try WeightOfEvidence(bins)
    #expect(smoothed.smoothing == 0.5 && near(smoothed.informationValue, 4.104163713207778))
    let full = [BinCount(won: 10, lost: 90), BinCount(won: 30, lost: 70)]
    #expect(try WeightOfEvidence(full).smoothing == 0)
    let oneClass = try WeightOfEvidence([BinCount(won: 5, lost: 0)], smoothing: 0.5)
    #expect(oneClass.woe == [nil] && oneClass.informationValue == nil)
    #expect(try WeightOfEvidence([]).informationValue == nil)
    #expect(
      refusal { _ = try WeightOfEvidence([BinCount(won: 1, lost: -1)]) }?.parameter
        == "bins[1].lost")
  }

  @Test("the stability index is 0 for the same shares and symmetric")
  func stability() throws {
    #expect(try near(StabilityIndex.psi(expected: [3, 3, 4], actual: [30, 30, 40]), 0))
    let there = try StabilityIndex.psi(expected: [5, 0, 9], actual: [2, 2, 8])
    let back = try StabilityIndex.psi(expected: [2, 2, 8], actual: [5, 0, 9])
    #expect(near(there, back))
    #expect(try StabilityIndex.psi(expected: [1, 1], actual: [0, 2], floor: 0) == .infinity)
    #expect(try StabilityIndex.psi(expected: [], actual: []) == nil)
    #expect(refusal { _ = try StabilityIndex.psi(expected: [1], actual: [1], floor: 1) } != nil)
  }

  @Test("points double the odds")
  func points() throws {
    let scale = try PointsScale(pointsToDouble: 20, basePoints: 600, baseOdds: 50)
    #expect(try near(scale.points(odds: 50), 600) && near(scale.points(odds: 100), 620))
    #expect(refusal { _ = try scale.points(odds: 0) }?.parameter == "odds")
  }

  @Test("rounded parts add up, and each is a neighbour of what it was")
  func remainders() throws {
    var random = RandomStream(seed: 16)
    for size in edgeSizes where size > 0 {
      let parts = random.column(size)
      let total = Int(parts.reduce(0, +).rounded())
      let rounded = try LargestRemainder.rounded(parts, total: total)
      #expect(rounded.reduce(0, +) == total)
      for (part, whole) in zip(parts, rounded) {
        #expect(Double(whole) >= part.rounded(.down) && Double(whole) <= part.rounded(.down) + 1)
      }
    }
    #expect(try LargestRemainder.rounded([33.4, 33.3, 33.3], total: 100) == [34, 33, 33])
    // The fractions of 10.2 and 20.2 differ in binary; the earlier part is first all the same.
    #expect(try LargestRemainder.rounded([20.2, 10.2, 0.6], total: 32) == [21, 10, 1])
    #expect(try LargestRemainder.rounded([10.2, 20.2, 0.6], total: 32) == [11, 20, 1])
    #expect(try LargestRemainder.rounded([], total: 0) == [])
    for total in [3, 0, -1, Int.min, .max] {
      #expect(refusal { _ = try LargestRemainder.rounded([1.2], total: total) } != nil)
    }
    #expect(refusal { _ = try LargestRemainder.rounded([.infinity], total: 1) } != nil)
  }

  /// All ways to cut, tried one by one.
  private func best(
    _ values: [Double], _ labels: [Int8], rising: Bool, least: Int, most: Int
  ) -> Double? {
    let distinct = Set(values).sorted()
    let won = Double(labels.count { $0 == 1 })
    let lost = Double(labels.count) - won
    var best: Double?
    for pattern in 0..<(1 << max(0, distinct.count - 1)) {
      var bins = [(won: 0.0, lost: 0.0)]
      var sums = (0.0, 0.0)
      for (index, value) in distinct.enumerated() {
        for row in values.indices where values[row] == value {
          if labels[row] == 1 { sums.0 += 1 } else { sums.1 += 1 }
        }
        bins[bins.count - 1] = sums
        if index < distinct.count - 1, pattern >> index & 1 == 1 {
          bins.append((0, 0))
          sums = (0, 0)
        }
      }
      guard bins.count <= most, bins.count > 1,
        bins.allSatisfy({ $0.won > 0 && $0.lost > 0 && $0.won + $0.lost >= Double(least) })
      else { continue }
      let rates = bins.map { $0.won / ($0.won + $0.lost) }
      guard zip(rates, rates.dropFirst()).allSatisfy({ rising ? $0 <= $1 : $0 >= $1 }) else {
        continue
      }
      let value = bins.reduce(0.0) { sum, bin in
        let (w, l) = (bin.won / won, bin.lost / lost)
        return sum + (w - l) * logarithm(w / l)
      }
      best = max(best ?? 0, value)
    }
    return best
  }

  @Test("binning finds the best of all ways to cut")
  func binning() throws {
    var random = RandomStream(seed: 17)
    for round in 0..<60 {
      let size = random.integer(4...40)
      let values = (0..<size).map { _ in Double(random.integer(0...9)) }
      let labels = values.map { value -> Int8 in
        random.double(0...1) < 0.2 + 0.06 * value ? 1 : 0
      }
      guard labels.contains(1), labels.contains(0) else { continue }
      let share = [0, 0.1, 0.25][round % 3]
      let most = [2, 3, 6][round / 3 % 3]
      for trend in [MonotoneBinning.Trend.increasing, .decreasing] {
        let binning = try MonotoneBinning(
          values, labels: labels, trend: trend, minBinSize: share, maxBins: most)
        let least = Int((share * Double(size) - 1e-9).rounded(.up))
        let expected = best(
          values, labels, rising: trend == .increasing, least: max(1, least), most: most)
        #expect(near(binning.informationValue, expected ?? 0, absolute: 1e-12), "round \(round)")
        #expect(binning.bins.count == binning.splits.count + 1)
        for (bin, count) in binning.bins.enumerated() {
          let inside = values.indices.filter { binning.bin(of: values[$0]) == bin }
          #expect(count.won == Double(inside.count { labels[$0] == 1 }))
          #expect(count.won + count.lost == Double(inside.count))
        }
      }
    }
  }

  @Test("binning many distinct values is nearly as good, monotone and within its limits")
  func largeBinning() throws {
    var random = RandomStream(seed: 18)
    let values = (0..<20_000).map { _ in random.double(-5...5) }
    let labels = values.map { value -> Int8 in
      random.double(0...1) < 1 / (1 + exponential(-value)) ? 1 : 0
    }
    let binning = try MonotoneBinning(values, labels: labels, maxBins: 8)
    #expect(binning.trend == .increasing && binning.bins.count == 8)
    let rates = binning.bins.map { $0.won / ($0.won + $0.lost) }
    #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(binning.bins.allSatisfy { $0.won + $0.lost >= 1000 })
    // Equal cuts are one of the ways there are.
    let grid = (0..<8).map { bin -> BinCount in
      let inside = values.indices.filter { Int((values[$0] + 5) / 1.25) == bin }
      let won = Double(inside.count { labels[$0] == 1 })
      return BinCount(won: won, lost: Double(inside.count) - won)
    }
    let equal = try WeightOfEvidence(grid, smoothing: 0).informationValue ?? 0
    #expect((binning.informationValue ?? 0) > equal)
  }

  @Test("binning one class, no rows or missing values")
  func binningEdges() throws {
    let one = try MonotoneBinning([1, 2, 3], labels: [1, 1, 1])
    #expect(one.bins == [BinCount(won: 3, lost: 0)] && one.informationValue == nil)
    #expect(try MonotoneBinning([], labels: []).bins.isEmpty)
    let missing = try MonotoneBinning(
      [1, .nan, 2, .nan, 3, 4], labels: [0, 1, 1, 0, -1, 1], minBinSize: 0)
    #expect(missing.missing == BinCount(won: 1, lost: 1))
    #expect(missing.bins.reduce(0) { $0 + $1.won + $1.lost } == 3)
    #expect(missing.bin(of: .nan) == nil)
    // Neighbouring numbers leave no room between them: the cut is the upper one.
    let (low, high) = (1.0, 1.0.nextUp)
    let tight = try MonotoneBinning(
      [low, low, low, high, high, high], labels: [0, 0, 1, 1, 1, 0], maxBins: 2)
    #expect(tight.splits == [high] && tight.bin(of: low) == 0 && tight.bin(of: high) == 1)
  }
}
