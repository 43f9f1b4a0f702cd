/// How far a distribution has moved.
public enum StabilityIndex {
  /// The population stability index: sum of (a - e) ln(a/e) over the shares a and e of each level,
  /// each raised to at least `floor` (not renormalised). By custom below 0.1 nothing has moved, above
  /// 0.25 much has.
  ///
  /// - Parameters:
  ///   - expected: Counts then, at least 0.
  ///   - actual: Counts now of the same levels, in the same order.
  ///   - floor: In [0, 1); at 0 a level that vanished makes the index infinite.
  /// - Returns: Nil when either side is empty.
  public static func psi(
    expected: [Double], actual: [Double], floor: Double = 1e-4
  ) throws -> Double? {
    try Require.sameLength(actual.count, expected.count, "actual", "expected")
    try Require.allNotNegative(expected, "expected")
    try Require.allNotNegative(actual, "actual")
    guard floor >= 0, floor < 1 else {
      throw StatError("floor", "is not at least 0 and below 1")
    }
    let before = CompensatedSum.of(expected)
    let now = CompensatedSum.of(actual)
    guard before > 0, now > 0 else { return nil }
    var sum = CompensatedSum()
    for (then, later) in zip(expected, actual) {
      let e = max(then / before, floor)
      let a = max(later / now, floor)
      if a != e { sum.add((a - e) * logarithm(a / e)) }
    }
    return sum.value
  }
}
