/// Fisher's exact test of a 2 x 2 table of counts.
public enum FisherExact {
  /// The two-sided p-value of the table [[a, b], [c, d]]: the sum of the probabilities of all tables
  /// with the same margins that are no likelier than this one.
  ///
  /// "No likelier" allows a relative slack of 1e-7, as R does: tables that tie by arithmetic would
  /// otherwise be lost to rounding. A table with an empty row or column has p = 1.
  ///
  /// Source: R. A. Fisher (1935), "The Logic of Inductive Inference".
  ///
  /// - Complexity: O(log *n*) to find the far tail, then O(standard deviation of the cell).
  /// - Throws: ``StatError`` for a negative or huge count.
  public static func p(_ a: Int, _ b: Int, _ c: Int, _ d: Int) throws -> Double {
    try Require.count(a, "table[1][1]")
    try Require.count(b, "table[1][2]")
    try Require.count(c, "table[2][1]")
    try Require.count(d, "table[2][2]")
    let cell = Hypergeometric(uncheckedTotal: a + b + c + d, successes: a + c, drawn: a + b)
    let support = cell.support
    guard support.lowerBound < support.upperBound else { return 1 }

    let threshold = cell.logMass(a) + 1e-7
    let peak = min(max(Int(cell.mode), support.lowerBound), support.upperBound)
    // Probabilities rise up to the peak (to within one place) and fall from there: bisect for the
    // last table on the left, and the first on the right, that is no likelier.
    let left = last(in: support.lowerBound...peak) { cell.logMass($0) <= threshold }
    let right = first(in: peak...support.upperBound) { cell.logMass($0) <= threshold }
    if let left, let right, left + 1 >= right { return 1 }
    return min(
      1, (left.map(cell.sum(downFrom:)) ?? 0) + (right.map(cell.sum(upFrom:)) ?? 0))
  }

  /// The largest member of a range for which `holds`, when it holds for a beginning of it.
  private static func last(in range: ClosedRange<Int>, where holds: (Int) -> Bool) -> Int? {
    guard holds(range.lowerBound) else { return nil }
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = high - (high - low) / 2
      if holds(middle) { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The smallest member of a range for which `holds`, when it holds for an end of it.
  private static func first(in range: ClosedRange<Int>, where holds: (Int) -> Bool) -> Int? {
    guard holds(range.upperBound) else { return nil }
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
