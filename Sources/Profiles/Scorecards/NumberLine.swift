import Glibc

/// The logistic line through runs of a number: on its value, on the logarithm of its distance from
/// the least, or on its rank, whichever explains most.
struct NumberLine {
  /// What each run adds to the log odds; 0 on average.
  private(set) var effects: [Double]
  private(set) var likelihood: Double
  private(set) var isRising = true

  init(_ cells: [NumberBinning.Cell]) {
    effects = cells.map { _ in 0 }
    likelihood = -.infinity
    let total = cells.reduce(0) { $0 + $1.n }
    var before = 0.0
    let ranks = cells.map { cell -> Double in
      defer { before += cell.n }
      return (before + cell.n / 2) / total
    }
    let values = cells.map { $0.sum / $0.n }
    let logarithms = cells.map { $0.logs / $0.n }
    for x in [values, logarithms, ranks] {
      guard let fit = Self.fit(cells, x, total: total), fit.likelihood > likelihood else {
        continue
      }
      (effects, likelihood, isRising) = (fit.effects, fit.likelihood, fit.slope >= 0)
    }
  }

  /// Newton's method for intercept and slope on x of mean 0 and variance 1; nil where x is the same
  /// everywhere.
  private static func fit(
    _ cells: [NumberBinning.Cell], _ x: [Double], total: Double
  ) -> (effects: [Double], likelihood: Double, slope: Double)? {
    var (sum, squares, won) = (0.0, 0.0, 0.0)
    for (cell, x) in zip(cells, x) {
      sum += cell.n * x
      won += cell.won
    }
    let mean = sum / total
    for (cell, x) in zip(cells, x) { squares += cell.n * (x - mean) * (x - mean) }
    let spread = squares / total
    guard spread > 0, spread.isFinite, won > 0, won < total else { return nil }
    let z = x.map { ($0 - mean) / spread.squareRoot() }
    var (a, b) = (log(won / (total - won)), 0.0)
    for _ in 0..<25 {
      var (g0, g1, h00, h01, h11) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for (cell, z) in zip(cells, z) {
        let p = 1 / (1 + exp(-(a + b * z)))
        let (residual, curvature) = (cell.won - cell.n * p, cell.n * p * (1 - p))
        g0 += residual
        g1 += residual * z
        h00 += curvature
        h01 += curvature * z
        h11 += curvature * z * z
      }
      // A little weight on no slope keeps runs that separate the outcomes from running away.
      g1 -= 0.01 * b
      h11 += 0.01
      let determinant = h00 * h11 - h01 * h01
      guard determinant > 1e-12 * h00 * h11 else { break }
      let (da, db) = (
        (h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant
      )
      a += max(-2, min(2, da))
      b += max(-2, min(2, db))
      if da.magnitude + db.magnitude < 1e-10 { break }
    }
    guard a.isFinite, b.isFinite else { return nil }
    var likelihood = 0.0
    for (cell, z) in zip(cells, z) {
      let odds = a + b * z
      let small = log1p(exp(-odds.magnitude))
      likelihood -= cell.won * (odds >= 0 ? small : small - odds)
      likelihood -= (cell.n - cell.won) * (odds >= 0 ? small + odds : small)
    }
    return (z.map { b * $0 }, likelihood, b)
  }
}

/// How points go with the value of a number.
public enum ScorecardTrend: String, Sendable {
  case rising, falling
  /// Up and down, or not a number.
  case free
}
