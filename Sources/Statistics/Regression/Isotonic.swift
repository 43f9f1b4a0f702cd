/// The step function that only rises (or only falls) and lies closest to the data: turns scores into
/// win rates that never contradict their order.
public struct IsotonicFit: Sendable, Equatable {
  /// The fit at each row, in the order given; nil for rows left out as missing.
  public var fitted: [Double?]
  /// Rows left out because x, y or the weight was missing.
  public var missing: Int
  /// Distinct x, ascending, and the fit there.
  public var x: [Double]
  public var value: [Double]

  /// Weighted least squares under the order, by pooling adjacent violators; tied x are averaged
  /// (weighted) first.
  ///
  /// Source: M. Ayer et al. (1955), Annals of Mathematical Statistics 26.
  ///
  /// - Parameters:
  ///   - x: NaN stands for a missing value, here and below.
  ///   - y: As many.
  ///   - weights: Above 0; all 1 when nil.
  /// - Complexity: O(*n*) (radix sort).
  public init(_ x: [Double], _ y: [Double], weights: [Double]? = nil, increasing: Bool = true)
    throws
  {
    try Require.sameLength(y.count, x.count, "y", "x")
    try Require.noInfinity(x, "x")
    try Require.noInfinity(y, "y")
    if let weights {
      try Require.sameLength(weights.count, x.count, "weights", "x")
      if let wrong = weights.firstIndex(where: { $0 <= 0 || $0.isInfinite }) {
        throw StatError(
          "weights[\(wrong + 1)]", "is not above 0", hint: "leave rows without weight out")
      }
    }
    guard x.count <= Int(UInt32.max) else { throw StatError("x", "is too long") }
    let rows = x.indices.filter {
      !x[$0].isNaN && !y[$0].isNaN && !(weights?[$0].isNaN ?? false)
    }
    missing = x.count - rows.count
    let order = Sorting.order(rows.map { x[$0] }).map { rows[Int($0)] }

    // One point for each distinct x, with the end of its rows in the order.
    var points: [(x: Double, mean: Double, weight: Double, end: Int)] = []
    var start = 0
    while start < order.count {
      let here = x[order[start]]
      var end = start
      var (sum, weight) = (CompensatedSum(), CompensatedSum())
      while end < order.count, x[order[end]] == here {
        let w = weights?[order[end]] ?? 1
        sum.add(w * y[order[end]])
        weight.add(w)
        end += 1
      }
      points.append((here, sum.value / weight.value, weight.value, end))
      start = end
    }
    let sign = increasing ? 1.0 : -1.0
    var blocks: [(mean: Double, weight: Double, end: Int)] = []
    for (index, point) in points.enumerated() {
      blocks.append((sign * point.mean, point.weight, index + 1))
      while blocks.count > 1 {
        let (last, before) = (blocks[blocks.count - 1], blocks[blocks.count - 2])
        guard before.mean >= last.mean else { break }
        let weight = before.weight + last.weight
        let mean = before.mean + (last.mean - before.mean) * (last.weight / weight)
        blocks.removeLast(2)
        blocks.append((mean, weight, last.end))
      }
    }
    self.x = points.map(\.x)
    value = []
    value.reserveCapacity(points.count)
    for block in blocks {
      while value.count < block.end { value.append(sign * block.mean) }
    }
    fitted = [Double?](repeating: nil, count: x.count)
    var row = 0
    for (index, point) in points.enumerated() {
      while row < point.end {
        fitted[order[row]] = value[index]
        row += 1
      }
    }
  }

  /// The fit at any x: linear between the distinct x, level beyond them. Nil without rows or for
  /// NaN.
  public func callAsFunction(_ at: Double) -> Double? {
    guard let first = x.first, let last = x.last, !at.isNaN else { return nil }
    if at <= first { return value.first }
    if at >= last { return value.last }
    let above = x.partitioningIndex { $0 >= at }
    if x[above] == at { return value[above] }
    let share = (at - x[above - 1]) / (x[above] - x[above - 1])
    return value[above - 1] + share * (value[above] - value[above - 1])
  }
}
