/// p-values corrected for having asked many questions at once.
///
/// A missing p-value (nil) stays missing and is not counted as a question. Results are in the order
/// given. Complexity: O(*m* log *m*).
public enum Multiplicity {
  /// Benjamini and Hochberg's adjusted p-values (q-values): picking all below 0.1 makes one in ten
  /// of the picked a false alarm on average.
  ///
  /// adjusted(i) = min over j >= i of p(j) m / j, on the sorted p-values, at most 1.
  ///
  /// Source: Y. Benjamini, Y. Hochberg (1995), JRSS B 57.
  public static func benjaminiHochberg(_ p: [Double?]) throws -> [Double?] {
    try adjusted(p) { sorted in
      let m = Double(sorted.count)
      var least = 1.0
      for rank in stride(from: sorted.count - 1, through: 0, by: -1) {
        least = min(least, sorted[rank] * m / Double(rank + 1))
        sorted[rank] = least
      }
    }
  }

  /// Holm's adjusted p-values: picking all below 0.05 makes even one false alarm unlikely.
  ///
  /// adjusted(i) = max over j <= i of (m - j + 1) p(j), on the sorted p-values, at most 1.
  ///
  /// Source: S. Holm (1979), Scandinavian Journal of Statistics 6.
  public static func holm(_ p: [Double?]) throws -> [Double?] {
    try adjusted(p) { sorted in
      var most = 0.0
      for rank in sorted.indices {
        most = max(most, sorted[rank] * Double(sorted.count - rank))
        sorted[rank] = min(1, most)
      }
    }
  }

  private static func adjusted(
    _ p: [Double?], _ correct: (inout [Double]) -> Void
  ) throws -> [Double?] {
    for (index, value) in p.enumerated() {
      if let value { try Require.share(value, "p[\(index + 1)]") }
    }
    let asked = p.indices.filter { p[$0] != nil }
    let order = asked.sorted { left, right in
      let (a, b) = (p[left] ?? 0, p[right] ?? 0)
      return a < b || (a == b && left < right)
    }
    var values = order.map { p[$0] ?? 0 }
    correct(&values)
    var result = [Double?](repeating: nil, count: p.count)
    for (rank, position) in order.enumerated() { result[position] = values[rank] }
    return result
  }
}
