/// How close probabilities are to what happened. Rows with a missing probability (NaN) or outcome
/// (negative label) are left out.
public enum Calibration {
  /// Mean of (p - outcome)^2; nil without rows. 0 is perfect; always saying the base rate r scores r
  /// (1 - r).
  ///
  /// Source: G. W. Brier (1950), Monthly Weather Review 78.
  public static func brier(_ probabilities: [Double], labels: [Int8]) throws -> Double? {
    try mean(probabilities, labels) { p, won in
      let distance = won ? 1 - p : p
      return distance * distance
    }
  }

  /// Mean of -ln of the probability given to what happened; nil without rows. Probabilities are
  /// clipped to [2^-52, 1 - 2^-52], so that one certain error costs much but not everything.
  public static func logLoss(_ probabilities: [Double], labels: [Int8]) throws -> Double? {
    try mean(probabilities, labels) { p, won in
      let clipped = min(max(p, 0x1p-52), 1 - 0x1p-52)
      return won ? -logarithm(clipped) : -logarithmOfOnePlus(-clipped)
    }
  }

  /// Mean of a loss over the rows that have a probability and an outcome.
  @inline(__always)
  private static func mean(
    _ probabilities: [Double], _ labels: [Int8], _ loss: (Double, Bool) -> Double
  ) throws -> Double? {
    try Require.sameLength(labels.count, probabilities.count, "labels", "scores")
    var sum = CompensatedSum()
    var used = 0
    for index in probabilities.indices {
      let (p, label) = (probabilities[index], labels[index])
      guard label <= 1 else { throw StatError("labels[\(index + 1)]", "is neither 0 nor 1") }
      if p.isNaN || label < 0 { continue }
      guard p >= 0, p <= 1 else {
        throw StatError(
          "scores[\(index + 1)]", "is not between 0 and 1", hint: "this asks for probabilities")
      }
      sum.add(loss(p, label == 1))
      used += 1
    }
    return used > 0 ? sum.value / Double(used) : nil
  }
}
