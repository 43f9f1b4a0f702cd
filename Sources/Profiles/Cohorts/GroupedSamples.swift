import Basics
import Columns
import Statistics
import Synchronization

/// The values of each group, sorted, for figures that need all of them.
struct GroupedSamples: Sendable {
  private let values: Buffer<Double>
  private let starts: [Int]

  /// - Parameters:
  ///   - column: Numbers; missing cells and NaN are left out.
  ///   - rows: The rows that count.
  /// - Complexity: O(*n* log *n*), the groups dealt out to all cores.
  init(_ column: Column, of grouping: Grouping, where rows: Bitmap) throws {
    var counts = [Int](repeating: 0, count: grouping.groupCount + 1)
    let groupOf = grouping.groupOf.base
    rows.forEachSet { row in
      if let value = column.double(row), !value.isNaN { counts[Int(groupOf[row]) + 1] += 1 }
    }
    for group in 0..<grouping.groupCount { counts[group + 1] += counts[group] }
    starts = counts
    let values = Buffer<Double>(count: counts[grouping.groupCount])
    var next = counts
    rows.forEachSet { row in
      if let value = column.double(row), !value.isNaN {
        let group = Int(groupOf[row])
        values.base[next[group]] = value
        next[group] += 1
      }
    }
    self.values = values
    let starts = starts
    try Parallel.forEach(grouping.groupCount) { group in
      try Interruption.check()
      var slice = UnsafeMutableBufferPointer(
        start: values.base + starts[group], count: starts[group + 1] - starts[group])
      slice.sort()
    }
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
