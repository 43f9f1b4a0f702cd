/// Intervals by drawing from the sample again and again.
public enum Bootstrap {
  /// What is computed of each sample drawn.
  public enum Statistic: Sendable, Equatable {
    case mean
    case median
    case sum
    /// n - 1 in the denominator.
    case standardDeviation
    /// Type 7, 0 to 1.
    case quantile(Double)
  }

  /// How many samples are drawn when nothing is said: 9999, fewer for long columns, never under
  /// 999.
  public static func defaultResamples(n: Int) -> Int {
    max(999, min(9999, 200_000_000 / max(1, n)))
  }

  /// The bias-corrected and accelerated (BCa) interval.
  ///
  /// With B resampled statistics, z0 = quantile of the share below the estimate (ties half), and
  /// the acceleration a from the jackknife, the bounds are the quantiles of the resampled
  /// statistics at Phi(z0 + (z0 + z)/(1 - a (z0 + z))) for z = -+ the normal quantile of the level.
  ///
  /// The result is a matter of chance to within about 1 % of the interval's width; the same seed
  /// gives the same result on every machine.
  ///
  /// Source: B. Efron (1987), "Better Bootstrap Confidence Intervals", JASA 82.
  ///
  /// - Parameters:
  ///   - values: NaN stands for a missing value and is dropped.
  ///   - resamples: How many samples to draw, 99 to 1,000,000.
  ///   - seed: The same seed draws the same samples.
  ///   - checkpoint: Asked now and then; throws to stop.
  /// - Returns: The statistic of the sample, nil without values; bounds nil below two values or when
  ///   the resampled statistic does not vary.
  /// - Complexity: O(*n* · *resamples*), on all cores; the median and quantiles a few times that.
  public static func bca(
    _ values: [Double], _ statistic: Statistic, level: Double = 0.95, resamples: Int? = nil,
    seed: UInt64 = 1, checkpoint: @escaping Checkpoint = {}
  ) throws -> (estimate: Double?, low: Double?, high: Double?) {
    let confidence = try Confidence(level)
    try Require.noInfinity(values, "values")
    if case .quantile(let q) = statistic { try Require.share(q, "q") }
    let rounds = resamples ?? defaultResamples(n: values.count)
    guard (99...1_000_000).contains(rounds) else {
      throw StatError("resamples", "is not between 99 and 1000000")
    }
    // Sorted, so that order statistics can be counted rather than sorted for in each sample.
    let sample = Sorting.ascending(values)
    guard sample.count <= Int(UInt32.max) else { throw StatError("values", "is too long") }
    guard let estimate = statistic.value(sorted: sample)?.ifFinite else { return (nil, nil, nil) }
    guard sample.count > 1 else { return (estimate, nil, nil) }

    let drawn = Sorting.ascending(
      try resampled(sample, statistic, rounds: rounds, seed: seed, checkpoint: checkpoint))
    guard let least = drawn.first, let most = drawn.last, least < most else {
      return (estimate, nil, nil)
    }
    let below = drawn.partitioningIndex { $0 >= estimate }
    let upTo = drawn.partitioningIndex { $0 > estimate }
    let share = (Double(below) + Double(upTo)) / 2 / Double(drawn.count)
    guard share > 0, share < 1 else { return (estimate, nil, nil) }
    let bias = Normal.quantile(share)
    let acceleration = Self.acceleration(sample, statistic)
    func bound(_ z: Double) -> Double? {
      let moved = bias + z
      let denominator = 1 - acceleration * moved
      guard denominator > 0 else { return nil }
      return Quantile.type7(sorted: drawn, Normal.cdf(bias + moved / denominator))
    }
    return (estimate, bound(-confidence.z), bound(confidence.z))
  }

  /// One statistic for each round. Every round draws from a stream of its own, so that the result
  /// does not depend on which thread ran it.
  private static func resampled(
    _ sample: [Double], _ statistic: Statistic, rounds: Int, seed: UInt64,
    checkpoint: @escaping Checkpoint
  ) throws -> [Double] {
    var results = [Double](repeating: 0, count: rounds)
    let centre = Moments(sample).mean ?? 0
    let perPiece = max(1, min(256, 4_000_000 / sample.count))
    let pieces = Pieces.ranges(rounds, least: perPiece)
    try results.withUnsafeMutableBufferPointer { results in
      let target = SharedBuffer(results)
      try Pieces.forEach(pieces.count, checkpoint: checkpoint) { piece in
        var draw = Draw(sample, statistic, centre: centre)
        for round in pieces[piece] {
          var random = RandomStream(seed: seed, stream: UInt64(round))
          target.base[round] = draw.next(&random)
        }
      }
    }
    return results
  }

  /// The acceleration: sum d^3 / (6 (sum d^2)^1.5), d the distances of the leave-one-out statistics
  /// from their mean, mean minus each.
  private static func acceleration(_ sorted: [Double], _ statistic: Statistic) -> Double {
    let left = statistic.leaveOneOut(sorted: sorted)
    guard let mean = Moments(left).mean else { return 0 }
    var squares = CompensatedSum()
    var cubes = CompensatedSum()
    for value in left {
      let distance = mean - value
      squares.add(distance * distance)
      cubes.add(distance * distance * distance)
    }
    let scale = squares.value * squares.value.squareRoot()
    return scale > 0 ? (cubes.value / (6 * scale)).ifFinite ?? 0 : 0
  }
}

extension Bootstrap.Statistic {
  /// The statistic of an ascending sample; nil where it is not defined.
  func value(sorted: [Double]) -> Double? {
    switch self {
    case .mean: Moments(sorted).mean
    case .sum: sorted.isEmpty ? nil : Moments(sorted).sum
    case .standardDeviation: Moments(sorted).standardDeviation
    case .median: Quantile.type7(sorted: sorted, 0.5)
    case .quantile(let q): Quantile.type7(sorted: sorted, q)
    }
  }

  /// The statistic of the sample without each of its values in turn, in closed form.
  func leaveOneOut(sorted: [Double]) -> [Double] {
    let n = sorted.count
    guard n > 1 else { return [] }
    switch self {
    case .mean, .sum:
      let sum = Moments(sorted).sum
      let divisor = self == .mean ? Double(n - 1) : 1
      return sorted.map { (sum - $0) / divisor }
    case .standardDeviation:
      guard n > 2, let mean = Moments(sorted).mean else { return [] }
      var squares = CompensatedSum()
      for value in sorted { squares.add((value - mean) * (value - mean)) }
      // Leaving x out takes n/(n-1) (x - mean)^2 off the sum of squares.
      return sorted.map { value in
        let distance = value - mean
        let rest = squares.value - distance * distance * Double(n) / Double(n - 1)
        return (max(0, rest) / Double(n - 2)).squareRoot()
      }
    case .median: return Self.quantiles(sorted, leavingOut: 0.5)
    case .quantile(let q): return Self.quantiles(sorted, leavingOut: q)
    }
  }

  private static func quantiles(_ sorted: [Double], leavingOut q: Double) -> [Double] {
    let n = sorted.count
    let position = Double(n - 2) * q
    let below = min(Int(position), n - 2)
    let next = min(below + 1, n - 2)
    let share = position - Double(below)
    return (0..<n).map { out in
      let low = sorted[below < out ? below : below + 1]
      let high = sorted[next < out ? next : next + 1]
      return low + share * (high - low)
    }
  }
}

/// Draws samples with replacement and computes one statistic of each.
private struct Draw {
  let sample: [Double]
  let statistic: Bootstrap.Statistic
  private let centre: Double
  /// How often each value was drawn; only for order statistics.
  private var counts: [UInt32]

  /// - Parameter centre: The mean of the sample.
  init(_ sample: [Double], _ statistic: Bootstrap.Statistic, centre: Double) {
    self.sample = sample
    self.statistic = statistic
    self.centre = centre
    switch statistic {
    case .median, .quantile: counts = [UInt32](repeating: 0, count: sample.count)
    default: counts = []
    }
  }

  mutating func next(_ random: inout RandomStream) -> Double {
    let n = UInt64(sample.count)
    switch statistic {
    case .mean, .sum:
      // Distances from the mean add up without losing digits.
      let sum = sample.withUnsafeBufferPointer { sample in
        var sum = 0.0
        for _ in 0..<n { sum += sample[Int(random.below(n))] - centre }
        return sum
      }
      return statistic == .mean ? centre + sum / Double(n) : sum + centre * Double(n)
    case .standardDeviation:
      return sample.withUnsafeBufferPointer { sample in
        var (sum, squares) = (0.0, 0.0)
        for _ in 0..<n {
          let distance = sample[Int(random.below(n))] - centre
          sum += distance
          squares += distance * distance
        }
        let rest = squares - sum * sum / Double(n)
        return (max(0, rest) / Double(n - 1)).squareRoot()
      }
    case .median: return quantile(0.5, &random)
    case .quantile(let q): return quantile(q, &random)
    }
  }

  private mutating func quantile(_ q: Double, _ random: inout RandomStream) -> Double {
    let n = sample.count
    counts.withUnsafeMutableBufferPointer { counts in
      counts.update(repeating: 0)
      for _ in 0..<n { counts[Int(random.below(UInt64(n)))] += 1 }
    }
    let position = Double(n - 1) * q
    let below = min(Int(position), n - 1)
    let share = position - Double(below)
    var passed = 0
    for index in 0..<n {
      passed += Int(counts[index])
      guard passed > below else { continue }
      let low = sample[index]
      if share == 0 || passed > below + 1 { return low }
      var after = index + 1
      while after < n, counts[after] == 0 { after += 1 }
      return after < n ? low + share * (sample[after] - low) : low
    }
    return sample[n - 1]
  }
}

extension [Double] {
  /// The first position from which on `belongs` holds, in an array where it holds for an end.
  func partitioningIndex(where belongs: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if belongs(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
