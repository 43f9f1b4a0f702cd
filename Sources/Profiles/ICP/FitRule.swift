/// The fit of an account, and what it could be once unknown values are known.
///
/// Unknown conditions are taken to be independent of each other, so the range is never too
/// narrow: it is too wide only where two of them exclude each other.
struct FitRange: Sendable, Equatable {
  /// Whole points, `low <= fit <= high`, 0 to 100.
  var low, fit, high: Int
  /// Whether a gate fails.
  var isOut: Bool
}

/// How answers become points: the arithmetic of an ICP without its conditions.
///
/// Answers come as a function of the number of a condition: the gates first, then the criteria.
struct FitRule: Sendable {
  let gates: [String]
  let criteria: [String]
  let weights: [Double]
  /// The sum of the positive weights.
  let fullWeight: Double
  /// The best first.
  let tiers: [Tier]
  let below: String

  func range(_ answer: (Int) -> Answer) -> FitRange {
    var gateUnknown = false
    for gate in gates.indices {
      switch answer(gate) {
      case .no: return FitRange(low: 0, fit: 0, high: 0, isOut: true)
      case .unknown: gateUnknown = true
      case .yes: break
      }
    }
    var (low, fit, high) = (0.0, 0.0, 0.0)
    for (index, weight) in weights.enumerated() {
      switch answer(gates.count + index) {
      case .no: break
      case .yes:
        low += weight
        fit += weight
        high += weight
      case .unknown:
        low += min(0, weight)
        high += max(0, weight)
      }
    }
    return FitRange(
      low: gateUnknown ? 0 : wholePoints(low), fit: wholePoints(fit), high: wholePoints(high),
      isOut: false)
  }

  /// A sum of weights as whole points, 0 to 100; halves are rounded up.
  func wholePoints(_ weight: Double) -> Int { Int(max(0, 100 * weight / fullWeight).rounded()) }

  /// A sum of weights as whole points before it is lifted to 0.
  func total(of weight: Double) -> Int { Int((100 * weight / fullWeight).rounded()) }

  /// The points of each criterion that holds, and what lifts a negative sum to 0: together
  /// exactly the fit (of an account that fails no gate).
  func points(
    _ answer: (Int) -> Answer
  ) -> (earned: [(criterion: Int, points: Int)], lift: Int) {
    var earned: [Int] = []
    var sum = 0.0
    for (index, weight) in weights.enumerated() where answer(gates.count + index) == .yes {
      earned.append(index)
      sum += weight
    }
    let total = total(of: sum)
    let whole = Points.rounded(earned.map { 100 * weights[$0] / fullWeight }, to: total)
    return (zip(earned, whole).map { ($0, $1) }, max(0, -total))
  }

  /// The tier of a fit of whole points, for an account that fails no gate.
  func tier(of fit: Int) -> String {
    tiers.first { Double(fit) >= $0.threshold }?.name ?? below
  }

  func tier(of range: FitRange) -> String { range.isOut ? Tier.out : tier(of: range.fit) }

  /// From best to worst, with those for "below all" and "failed a gate".
  var tierNames: [String] { tiers.map(\.name) + [below, Tier.out] }
}
