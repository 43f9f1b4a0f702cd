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
    var counts = [Int](repeating: 0, count: grouping.groupCount + 1)
    let (groupOf, number) = (grouping.groupOf.base, numbers.base)
    counts.withUnsafeMutableBufferPointer { counts in
      rows.forEachSet { row in
        if !number[row].isNaN { counts[Int(groupOf[row]) + 1] += 1 }
      }
      for group in 1..<counts.count { counts[group] += counts[group - 1] }
    }
    let values = Buffer<Double>(count: counts[grouping.groupCount])
    var next = counts
    let place = values.base
    next.withUnsafeMutableBufferPointer { next in
      rows.forEachSet { row in
        if number[row].isNaN { return }
        let group = Int(groupOf[row])
        place[next[group]] = number[row]
        next[group] += 1
      }
    }
    self.values = values
    starts = counts
    let starts = counts
    try Parallel.forEach(grouping.groupCount) { group in
      try Interruption.check()
      Ascending.sort(
        UnsafeMutableBufferPointer(
          start: values.base + starts[group], count: starts[group + 1] - starts[group]))
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
    let median = MedianInterval(sorted: Array(sorted(group)), at: confidence)
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
