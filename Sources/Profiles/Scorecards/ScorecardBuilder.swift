import Basics
import Columns
import Statistics

/// Turns effects of bins into whole points.
struct ScorecardBuilder {
  let data: LearningData
  let bins: [TraitBins]
  /// Bin of each row, by trait.
  let codes: [[Int32]]

  /// Rows and won rows of each bin.
  func counts(_ trait: Int) -> (n: [Int], won: [Int]) {
    var (n, won) = (
      [Int](repeating: 0, count: bins[trait].count), [Int](repeating: 0, count: bins[trait].count)
    )
    for (row, code) in codes[trait].enumerated() {
      n[Int(code)] += 1
      won[Int(code)] += Int(data.outcomes[row])
    }
    return (n, won)
  }

  /// The information value of a trait over all bins that have rows.
  func informationValue(_ trait: Int) throws -> Double? {
    let counts = counts(trait)
    var groups = Array(zip(counts.n, counts.won))
    if bins[trait].line != nil {
      // Of many small ranges the value would be mostly chance: fifths, and the missing.
      let known = groups.dropLast()
      let size = Double(known.reduce(0) { $0 + $1.0 }) / 5
      var fifths = [(0, 0)]
      var seen = 0
      for (n, won) in known {
        if Double(seen) >= size * Double(fifths.count) { fifths.append((0, 0)) }
        seen += n
        fifths[fifths.count - 1].0 += n
        fifths[fifths.count - 1].1 += won
      }
      groups = fifths + groups.suffix(1)
    }
    let used = groups.filter { $0.0 > 0 }
      .map { BinCount(won: Double($0.1), lost: Double($0.0 - $0.1)) }
    return try statistics(for: data.traits[trait].name) {
      try WeightOfEvidence(used).informationValue
    }
  }

  /// Whole points by trait and bin: 0 for the least effect in each trait, the greatest of all traits
  /// adding up to 100.
  ///
  /// - Parameter spans: What each trait weighs; where all are 0 there are no points.
  static func points(_ effects: [[Double]], spans: [Double]) throws -> [[Int]] {
    let whole = spans.reduce(0, +)
    guard whole > 0, whole.isFinite else { return effects.map { $0.map { _ in 0 } } }
    let tops = try statistics(for: "points") {
      try LargestRemainder.rounded(
        spans.map { Double(Scorecard.allFit) * $0 / whole }, total: Scorecard.allFit)
    }
    return zip(effects, tops).map { effects, top in
      guard let least = effects.min(), let most = effects.max(), most > least else {
        return effects.map { _ in 0 }
      }
      return effects.map { Int((Double(top) * ($0 - least) / (most - least)).rounded()) }
    }
  }

  /// The trait as people see it: neighbouring ranges, or levels, of equal points put together.
  func trait(_ index: Int, points: [Int], test: TraitTest) throws -> Scorecard.Trait {
    let counts = counts(index)
    let trait = data.traits[index]
    func bin(_ values: Scorecard.Bin.Values, _ places: [Int]) -> Scorecard.Bin {
      Scorecard.Bin(
        values: values, points: places.first.map { points[$0] } ?? 0,
        n: places.reduce(0) { $0 + counts.n[$1] }, won: places.reduce(0) { $0 + counts.won[$1] })
    }
    var made: [Scorecard.Bin] = []
    switch (bins[index].rule, trait.cells) {
    case (.ranges(let splits), _):
      var start = 0
      for place in 0...splits.count
      where place == splits.count || points[place + 1] != points[place] {
        made.append(
          bin(
            .range(
              start > 0 ? splits[start - 1] : nil, place < splits.count ? splits[place] : nil),
            Array(start...place)))
        start = place + 1
      }
    case (.levels(let levels, let other), .levels(_, let names)):
      var order: [Int] = []
      var places: [Int: [Int]] = [:]
      var members: [Int: [String]] = [:]
      for (level, name) in names.enumerated() where levels[level] != other {
        let place = Int(levels[level])
        if places[points[place]] == nil { order.append(points[place]) }
        places[points[place], default: []].append(place)
        members[points[place], default: []].append(name)
      }
      for value in order.sorted(by: >) {
        made.append(bin(.levels(members[value] ?? []), places[value] ?? []))
      }
      if trait.member == nil { made.append(bin(.others, [Int(other)])) }
    default: break
    }
    made.append(bin(.missing, [bins[index].count - 1]))
    return Scorecard.Trait(
      name: trait.name, column: trait.column, member: trait.member, trend: trend(index, made),
      bins: made, informationValue: try informationValue(index), p: test.p, q: test.q,
      isWhole: trait.isWhole, isFlag: trait.isFlag)
  }

  /// Of points along a line: next to other traits a number may count the other way round than by
  /// itself.
  private func trend(_ index: Int, _ made: [Scorecard.Bin]) -> ScorecardTrend {
    guard bins[index].line != nil, let first = made.first?.points,
      let last = made.dropLast().last?.points, first != last
    else { return bins[index].trend }
    return first < last ? .rising : .falling
  }
}

extension LearningTrait {
  /// Whether all its numbers are whole.
  var isWhole: Bool {
    guard case .numbers(let values, _) = cells else { return false }
    return values.allSatisfy { $0.isNaN || $0 == $0.rounded() }
  }
}
