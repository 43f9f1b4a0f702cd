/// The Mann-Whitney U test (Wilcoxon's rank sum test): do the values of one sample tend to be
/// larger than those of the other? Nothing is assumed of the shape of either.
public struct MannWhitney: Sendable, Equatable {
  public enum Method: String, Sendable, CaseIterable {
    /// Normal approximation with tie-corrected variance and continuity correction 0.5.
    case asymptotic
    /// The permutation distribution; only without ties, and for small samples.
    case exact
    /// Exact when the smaller sample has at most 8 values, there are no ties and the samples are
    /// not too large for it; else asymptotic.
    case automatic
  }

  /// Pairs in which the value of `a` is larger, plus half the tied pairs. Nil when a sample is
  /// empty, like all other results.
  public var uA: Double?
  public var uB: Double?
  /// Two-sided; 1 when all values are tied.
  public var p: Double?
  /// u_a / (n_a n_b): the chance that a value of `a` is larger than one of `b`.
  public var auc: Double?
  /// The method that was used.
  public var method: Method

  /// Beyond this product of the sample sizes the exact distribution takes more than a second, and
  /// the approximation is excellent.
  public static let largestExactProduct = 40_000

  /// - Parameters:
  ///   - a: The first sample; NaN stands for a missing value and is dropped. Infinity is allowed.
  ///   - b: The second sample.
  /// - Throws: ``StatError`` when the exact method is asked for with ties or large samples.
  /// - Complexity: O(*n* log *n*); exact: O((*n_a* *n_b*)^2).
  public init(_ a: [Double], _ b: [Double], method: Method = .automatic) throws {
    let first = Sorting.ascending(a)
    let second = Sorting.ascending(b)
    self.method = method == .automatic ? .asymptotic : method
    guard !first.isEmpty, !second.isEmpty else { return }
    let (m, n) = (first.count, second.count)
    let walk = Walk(first, second)
    let product = Double(m) * Double(n)
    let uA = walk.pairs
    self.uA = uA
    uB = product - uA
    auc = uA / product

    let small = product <= Double(Self.largestExactProduct)
    switch method {
    case .exact:
      guard walk.tieTerm == 0 else {
        throw StatError(
          "method", "exact is for samples without ties", hint: "use \"asymptotic\"")
      }
      guard small else {
        throw StatError(
          "method", "exact is for at most \(Self.largestExactProduct) pairs of values",
          hint: "\"asymptotic\" is exact enough for samples this large")
      }
    case .automatic:
      if min(m, n) <= 8, walk.tieTerm == 0, small { self.method = .exact }
    case .asymptotic: break
    }

    let larger = max(uA, product - uA)
    if self.method == .exact {
      p = min(1, 2 * Self.exactUpper(from: Int(larger), m, n))
    } else {
      let all = Double(m + n)
      let ties = all > 1 ? walk.tieTerm / (all * (all - 1)) : 0
      let variance = product / 12 * (all + 1 - ties)
      guard variance > 0 else {
        p = 1
        return
      }
      let z = (larger - product / 2 - 0.5) / variance.squareRoot()
      p = min(1, 2 * Normal.upper(z))
    }
  }

  /// One pass over both sorted samples.
  private struct Walk {
    var pairs = 0.0
    /// Sum of t^3 - t over the groups of t tied values; 0 when nothing is tied.
    var tieTerm = 0.0

    init(_ a: [Double], _ b: [Double]) {
      var (i, j) = (0, 0)
      while i < a.count || j < b.count {
        let value = i < a.count ? (j < b.count ? min(a[i], b[j]) : a[i]) : b[j]
        let (startA, startB) = (i, j)
        while i < a.count, a[i] == value { i += 1 }
        while j < b.count, b[j] == value { j += 1 }
        let (tiedA, tiedB) = (Double(i - startA), Double(j - startB))
        pairs += tiedA * (Double(startB) + 0.5 * tiedB)
        let tied = tiedA + tiedB
        if tied > 1 { tieTerm += tied * tied * tied - tied }
      }
    }
  }

  /// P(U >= u) over all equally likely ways to pick m of m + n ranks.
  ///
  /// The last rank belongs to `a` with chance m/(m+n) and then beats all n values of `b`:
  /// P(m, n, u) = m/(m+n) P(m-1, n, u-n) + n/(m+n) P(m, n-1, u). Only sums of positive numbers, so
  /// the far tail keeps its digits.
  private static func exactUpper(from u: Int, _ m: Int, _ n: Int) -> Double {
    let (m, n) = (min(m, n), max(m, n))
    // By symmetry P(U >= u) = P(U <= mn - u), and the distribution up to there is all it takes.
    let limit = m * n - u
    let width = limit + 1
    // rows[i] is the distribution for i values against the present number of the others.
    var rows = [Double](repeating: 0, count: (m + 1) * width)
    for i in 0...m { rows[i * width] = 1 }
    rows.withUnsafeMutableBufferPointer { rows in
      for others in 1...n {
        for i in 1...m {
          let all = Double(i + others)
          let (picked, left) = (Double(i) / all, Double(others) / all)
          let row = i * width
          let before = row - width
          for value in stride(from: limit, through: 0, by: -1) {
            let shifted = value >= others ? rows[before + value - others] : 0
            rows[row + value] = picked * shifted + left * rows[row + value]
          }
        }
      }
    }
    var sum = 0.0
    for value in 0...limit { sum += rows[m * width + value] }
    return min(1, sum)
  }
}
