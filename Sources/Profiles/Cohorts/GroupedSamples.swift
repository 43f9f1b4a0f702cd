import Basics
import Columns
import Statistics
import Synchronization

/// The values of each group, sorted, for figures that need all of them.
struct GroupedSamples: Sendable {
  private let values: Buffer<Double>
  private let starts: [Int]

  /// - Parameters:
  ///   - numbers: One a row; NaN is left out.
  ///   - rows: The rows that count.
  /// - Complexity: O(*n*) for many values, the groups dealt out to all cores.
  init(_ numbers: Buffer<Double>, of grouping: Grouping, where rows: Bitmap) throws {
    // Each piece of the rows counts, then knows where its values of each group go.
    let groups = grouping.groupCount
    let pieces = grouping.pieces
    let places = Buffer<Int>(count: max(1, pieces.count) * groups, zeroed: true)
    Parallel.forEach(pieces.count) { piece in
      let (groupOf, number) = (grouping.groupOf.base, numbers.base)
      let counts = places.base + piece * groups
      rows.forEachSet(in: pieces[piece]) { row in
        if !number[row].isNaN { counts[Int(groupOf[row])] += 1 }
      }
    }
    var starts: [Int] = [0]
    starts.reserveCapacity(groups + 1)
    var total = 0
    for group in 0..<groups {
      for piece in 0..<pieces.count {
        let count = places.base[piece * groups + group]
        places.base[piece * groups + group] = total
        total += count
      }
      starts.append(total)
    }
    let values = Buffer<Double>(count: total)
    Parallel.forEach(pieces.count) { piece in
      let (groupOf, number, place) = (grouping.groupOf.base, numbers.base, values.base)
      let next = places.base + piece * groups
      rows.forEachSet(in: pieces[piece]) { row in
        if number[row].isNaN { return }
        let group = Int(groupOf[row])
        place[next[group]] = number[row]
        next[group] += 1
      }
    }
    self.values = values
    self.starts = starts
    let ends = starts
    try Parallel.forEach(grouping.groupCount) { group in
      try Interruption.check()
      Ascending.sort(
        UnsafeMutableBufferPointer(
          start: values.base + ends[group], count: ends[group + 1] - ends[group]))
    }
    withExtendedLifetime((grouping, numbers)) {}
  }

  var groupCount: Int { starts.count - 1 }

  func count(_ group: Int) -> Int { starts[group + 1] - starts[group] }

  /// Ascending.
  func sorted(_ group: Int) -> UnsafeBufferPointer<Double> {
    UnsafeBufferPointer(start: values.base + starts[group], count: count(group))
  }

  func sum(_ group: Int) -> Double {
    var (sum, lost) = (0.0, 0.0)
    for value in sorted(group) {
      let total = sum + value
      lost += sum.magnitude >= value.magnitude ? (sum - total) + value : (value - total) + sum
      sum = total
    }
    return sum.isFinite ? sum + lost : sum
  }

  /// Mean with Student's interval, which trusts that the mean of many is nearly normal; for the
  /// very skewed the median says more. Without an interval below two values.
  func mean(_ group: Int, level: Double) -> Bounded {
    let n = count(group)
    guard n > 0 else { return .none }
    let mean = sum(group) / Double(n)
    guard n > 1, mean.isFinite else { return Bounded(estimate: mean, low: nil, high: nil) }
    var squares = 0.0
    for value in sorted(group) { squares += (value - mean) * (value - mean) }
    let error = (squares / Double(n - 1) / Double(n)).squareRoot()
    let reach = StudentT.quantile((1 + level) / 2, df: Double(n - 1)) * error
    return Bounded(estimate: mean, low: mean - reach, high: mean + reach)
  }

  /// Median with the interval of order statistics; none below six values at 95 %.
  func median(_ group: Int, at confidence: Confidence) -> Bounded {
    let median = MedianInterval(sorted: sorted(group), at: confidence)
    return Bounded(estimate: median.median, low: median.low, high: median.high)
  }

  /// The mean without the smallest and the largest `share` of the values, each rounded down.
  func trimmedMean(_ group: Int, share: Double) -> Double? {
    let n = count(group)
    let cut = Int((Double(n) * share).rounded(.down))
    guard n - 2 * cut > 0 else { return nil }
    var sum = 0.0
    for value in sorted(group)[cut..<n - cut] { sum += value }
    return sum / Double(n - 2 * cut)
  }
}
