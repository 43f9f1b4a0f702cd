import Columns

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a rule search looks for: rows that were won more often, or rows of a higher value.
package struct SearchTarget: Sendable {
  /// The value of each row: 1 or 0 for a rate, any finite number for a mean.
  package let values: Buffer<Double>
  /// The rows of value 1, for a rate; nil for a mean.
  package let won: Bitmap?
  package let mean: Double
  /// Of all rows, with divisor n.
  package let deviation: Double

  package var count: Int { values.count }
  package var isRate: Bool { won != nil }

  /// A rate: which rows were won.
  package init(won: Bitmap) {
    self.won = won
    let values = Buffer<Double>(count: won.count, zeroed: true)
    won.forEachSet { values.base[$0] = 1 }
    self.values = values
    mean = won.count > 0 ? Double(won.countOfSet) / Double(won.count) : 0
    deviation = (mean * (1 - mean)).squareRoot()
  }

  /// A mean. - Precondition: all values are finite.
  package init(values: Buffer<Double>) {
    self.values = values
    won = nil
    let count = Double(max(1, values.count))
    let mean = values.elements.reduce(0, +) / count
    self.mean = mean
    deviation = (values.elements.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
  }

  /// The same with the low end up: what to avoid.
  package func inverted() -> SearchTarget {
    if let won { return SearchTarget(won: won.inverted()) }
    let values = Buffer<Double>(count: count)
    for row in 0..<count { values.base[row] = -self.values.base[row] }
    return SearchTarget(values: values)
  }

  /// Other rows' values, in the order given.
  package func taking(_ rows: [UInt32]) -> SearchTarget {
    if let won {
      let bits = Bitmap(count: rows.count)
      for (place, row) in rows.enumerated() where won[Int(row)] { bits[place] = true }
      return SearchTarget(won: bits)
    }
    let values = Buffer<Double>(count: rows.count)
    for (place, row) in rows.enumerated() { values.base[place] = self.values.base[Int(row)] }
    return SearchTarget(values: values)
  }

  /// How far `n` rows of sum `sum` stand above the whole, in rows' worth: sum - n mean.
  @inline(__always)
  func excess(_ n: Int, _ sum: Double) -> Double { sum - Double(n) * mean }

  /// Twice the logarithm of the likelihood ratio: two rates, of the rule and of the other rows,
  /// against one; for a mean z².
  func deviance(_ n: Int, _ sum: Double) -> Double {
    guard isRate else {
      let z = self.z(n, sum)
      return z * z
    }
    let part = { (n: Double, won: Double) -> Double in
      guard n > 0 else { return 0 }
      var value = 0.0
      if won > 0 { value += won * log(won / (n * mean)) }
      if won < n { value += (n - won) * log((n - won) / (n * (1 - mean))) }
      return value
    }
    let all = Double(count)
    return 2
      * (part(Double(n), sum) + part(all - Double(n), (all * mean).rounded() - sum))
  }

  /// The root of the deviance, negative below the mean: z of a likelihood-ratio test. Near 0 and 1 it
  /// sees where a rate changes better than z, whose spread is that of the whole.
  func signedRoot(_ n: Int, _ sum: Double) -> Double {
    let root = max(0, deviance(n, sum)).squareRoot()
    return excess(n, sum) < 0 ? -root : root
  }

  /// Weighted relative accuracy: coverage × (mean inside - mean of the whole).
  ///
  /// Source: N. Lavrac, P. Flach, B. Zupan (1999), "Rule Evaluation Measures". For means: the same
  /// formula, known as impact.
  @inline(__always)
  package func wracc(_ n: Int, _ sum: Double) -> Double {
    count > 0 ? excess(n, sum) / Double(count) : 0
  }

  /// The excess in standard deviations of what the same number of rows drawn by lot would have
  /// (sampling without replacement). 0 where nothing varies.
  @inline(__always)
  package func z(_ n: Int, _ sum: Double) -> Double {
    let (inside, all) = (Double(n), Double(count))
    let variance = deviation * deviation * inside * (all - inside) / max(1, all - 1)
    return variance > 0 ? excess(n, sum) / variance.squareRoot() : 0
  }
}
