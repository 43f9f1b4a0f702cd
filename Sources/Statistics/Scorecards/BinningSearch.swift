/// The search behind ``MonotoneBinning``.
///
/// Rows lie in *cells*, runs of distinct values between neighbouring places where a cut may be. Let
/// best(b, i, j) be the largest information value of b bins that cover the cells before j, the last
/// of them starting at i. Then best(b, i, j) = iv(i, j) + max of best(b - 1, h, i) over the h whose
/// bin (h, i) has a rate no larger than that of (i, j). For one i the candidates h are sorted by
/// rate once, with running maxima, so that each j takes a binary search.
///
/// Where there are more distinct values than places, the places are the corners of the greatest
/// convex minorant of the cumulative (rows, won) diagram - the cuts of the isotonic fit, which is
/// optimal when only the trend binds (R. E. Barlow, H. D. Brunk 1972) - and equally frequent ones in
/// between for the limits on size.
struct BinningSearch {
  /// Rows, won and lost before each place: index 0 is before the first cell.
  private var won: [Double] = [0]
  private var lost: [Double] = [0]
  /// The number of distinct values before each place.
  private var places: [Int] = [0]
  private let allWon: Double
  private let allLost: Double
  private let falling: Bool

  init(_ scored: ScoredOutcomes, falling: Bool) {
    self.falling = falling
    allWon = Double(scored.won)
    allLost = Double(scored.lost)
    let cuts = Self.cuts(scored, falling: falling)
    var (seenWon, seenLost, next) = (0, 0, 0)
    for (index, group) in scored.groups.enumerated() {
      seenWon += group.won
      seenLost += group.lost
      if index + 1 == scored.groups.count || (next < cuts.count && cuts[next] == index + 1) {
        won.append(Double(seenWon))
        lost.append(Double(seenLost))
        places.append(index + 1)
        if next < cuts.count, cuts[next] == index + 1 { next += 1 }
      }
    }
  }

  /// Positions among the distinct values where a cut may be, ascending, without the ends.
  private static func cuts(_ scored: ScoredOutcomes, falling: Bool) -> [Int] {
    let count = scored.groups.count
    if count <= MonotoneBinning.largestGrid { return Array(1..<max(1, count)) }
    let corners = isotonicCuts(scored, falling: falling)
    let half = MonotoneBinning.largestGrid / 2
    var chosen = Set<Int>()
    if corners.count <= half {
      chosen.formUnion(corners)
    } else {
      // More corners than places: those that are most evenly spread over the rows.
      for step in 0..<half { chosen.insert(corners[step * corners.count / half]) }
    }
    let grid = MonotoneBinning.largestGrid - chosen.count
    var seen = 0
    var next = 1
    for (index, group) in scored.groups.enumerated().dropLast() {
      seen += group.count
      if seen * (grid + 1) >= next * scored.n {
        chosen.insert(index + 1)
        while seen * (grid + 1) >= next * scored.n { next += 1 }
      }
    }
    return chosen.sorted()
  }

  /// Where the isotonic fit of the win rate changes.
  private static func isotonicCuts(_ scored: ScoredOutcomes, falling: Bool) -> [Int] {
    var blocks: [(won: Double, n: Double, end: Int)] = []
    for (index, group) in scored.groups.enumerated() {
      let wins = Double(falling ? group.lost : group.won)
      blocks.append((wins, Double(group.count), index + 1))
      while blocks.count > 1 {
        let (last, before) = (blocks[blocks.count - 1], blocks[blocks.count - 2])
        guard before.won * last.n >= last.won * before.n else { break }
        blocks.removeLast(2)
        blocks.append((before.won + last.won, before.n + last.n, last.end))
      }
    }
    return blocks.dropLast().map(\.end)
  }

  /// The largest information value and its cuts, as numbers of distinct values before each; no cut
  /// when nothing better than one bin is possible.
  func best(leastRows: Int, mostBins: Int) -> (value: Double, cuts: [Int]) {
    let cells = places.count - 1
    let size = cells + 1
    let one = (value: 0.0, cuts: [Int]())
    guard cells > 1, mostBins > 1 else { return one }
    // iv and rate of the bin from place i to place j, at i * size + j; -infinity where it may not be.
    var value = [Double](repeating: -.infinity, count: size * size)
    var rate = [Double](repeating: 0, count: size * size)
    for i in 0..<cells {
      for j in (i + 1)...cells {
        let (w, l) = (won[j] - won[i], lost[j] - lost[i])
        guard w > 0, l > 0, w + l >= Double(leastRows) else { continue }
        let (shareWon, shareLost) = (w / allWon, l / allLost)
        value[i * size + j] = (shareWon - shareLost) * logarithm(shareWon / shareLost)
        rate[i * size + j] = falling ? l / (w + l) : w / (w + l)
      }
    }

    var current = [Double](repeating: -.infinity, count: size * size)
    for j in 1...cells { current[j] = value[j] }
    // For each number of bins, where the last bin but one started.
    var origins: [[Int16]] = []
    var found: (value: Double, bins: Int, start: Int) = (0, 1, 0)
    for bins in 2...mostBins {
      var next = [Double](repeating: -.infinity, count: size * size)
      var origin = [Int16](repeating: -1, count: size * size)
      for i in 1..<cells {
        var before = (0..<i).filter { current[$0 * size + i] > -.infinity }
        if before.isEmpty { continue }
        before.sort { (rate[$0 * size + i], $0) < (rate[$1 * size + i], $1) }
        let rates = before.map { rate[$0 * size + i] }
        // The best start among the candidates up to each in the order of rates.
        var leaders: [Int] = []
        for start in before {
          if let last = leaders.last, current[last * size + i] >= current[start * size + i] {
            leaders.append(last)
          } else {
            leaders.append(start)
          }
        }
        for j in (i + 1)...cells where value[i * size + j] > -.infinity {
          let limit = rate[i * size + j]
          let allowed = rates.partitioningIndex { $0 > limit }
          guard allowed > 0 else { continue }
          let start = leaders[allowed - 1]
          next[i * size + j] = current[start * size + i] + value[i * size + j]
          origin[i * size + j] = Int16(start)
        }
      }
      origins.append(origin)
      current = next
      var any = false
      for i in 1..<cells where current[i * size + cells] > -.infinity {
        any = true
        if current[i * size + cells] > found.value {
          found = (current[i * size + cells], bins, i)
        }
      }
      // A longer chain needs a chain of this length somewhere; none at all ends the search.
      if !any, !current.contains(where: { $0 > -.infinity }) { break }
    }

    guard found.bins > 1 else { return one }
    var cuts: [Int] = []
    var (start, end, bins) = (found.start, cells, found.bins)
    while bins > 1 {
      cuts.append(places[start])
      let earlier = Int(origins[bins - 2][start * size + end])
      (start, end, bins) = (earlier, start, bins - 1)
    }
    return (found.value, cuts.reversed())
  }
}
