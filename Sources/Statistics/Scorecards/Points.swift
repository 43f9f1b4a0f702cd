/// Odds turned into points: a fixed number of points doubles the odds.
public struct PointsScale: Sendable, Equatable {
  /// Points for each factor e of the odds: pdo / ln 2.
  public let factor: Double
  /// Points at odds of 1: base_points - factor ln base_odds.
  public let offset: Double

  /// - Parameters:
  ///   - pointsToDouble: How many points double the odds, above 0.
  ///   - basePoints: The points at `baseOdds`.
  ///   - baseOdds: Won to lost, above 0.
  public init(pointsToDouble: Double, basePoints: Double, baseOdds: Double) throws {
    try Require.positive(pointsToDouble, "pdo")
    try Require.finite(basePoints, "base_points")
    try Require.positive(baseOdds, "base_odds")
    factor = pointsToDouble / 0.693147180559945309417
    offset = basePoints - factor * logarithm(baseOdds)
  }

  /// offset + factor ln odds.
  ///
  /// - Parameter odds: Won to lost, above 0.
  public func points(odds: Double) throws -> Double {
    try Require.positive(odds, "odds")
    return offset + factor * logarithm(odds)
  }
}

/// Parts rounded so that they add up.
public enum LargestRemainder {
  /// Every part rounded down, then the units missing from `total` given to the parts with the largest
  /// fractions, one each, the earlier first on ties. So the shown reasons of a score add up to the
  /// shown score exactly.
  ///
  /// Fractions count as tied when they agree to 1e-9: 10.2 and 20.2 have the same fraction in
  /// decimal, not in binary.
  ///
  /// - Throws: ``StatError`` when no such rounding adds up to `total`.
  public static func rounded(_ parts: [Double], total: Int) throws -> [Int] {
    var rounded: [Int] = []
    var fractions: [Double] = []
    rounded.reserveCapacity(parts.count)
    for (index, part) in parts.enumerated() {
      guard part.magnitude <= Double(Require.largestCount) else {
        throw StatError("parts[\(index + 1)]", "is not finite or too large to round")
      }
      let whole = part.rounded(.down)
      rounded.append(Int(whole))
      fractions.append(((part - whole) * 1e9).rounded())
    }
    // In steps that cannot overflow: each part is bounded, their number is an array's.
    let sum = rounded.reduce((0, false)) { sum, part in
      let (next, overflow) = sum.0.addingReportingOverflow(part)
      return (next, sum.1 || overflow)
    }
    let (missing, overflow) = total.subtractingReportingOverflow(sum.0)
    guard !sum.1, !overflow, missing >= 0, missing <= parts.count else {
      throw StatError(
        "total", "cannot be reached by rounding each part up or down",
        hint: "the parts must add up to about the total")
    }
    let order = parts.indices.sorted {
      fractions[$0] > fractions[$1] || (fractions[$0] == fractions[$1] && $0 < $1)
    }
    for index in order.prefix(missing) { rounded[index] += 1 }
    return rounded
  }
}
