/// Writes why an account has the fit it has, for many combinations of answers.
///
/// `right industry +38, mid-market +28; unknown: in market; gate unknown: not government`: the
/// heaviest criteria first, their points adding up exactly to the fit. Where a gate fails only the
/// gates are named: `out: not government`. What depends on the rule alone (the order of weights,
/// whole points and the fractions they lose) is worked out once.
struct ReasonWriter: Sendable {
  private let gates: [[UInt8]]
  private let criteria: [[UInt8]]
  /// Points of each criterion, rounded down.
  private let floors: [Int]
  /// Criteria by the fraction that rounding down takes, the largest first.
  private let byFraction: [Int]
  /// Criteria by weight without sign, the heaviest first.
  private let byWeight: [Int]
  private let rule: FitRule

  init(_ rule: FitRule) {
    self.rule = rule
    gates = rule.gates.map { Array($0.utf8) }
    criteria = rule.criteria.map { Array($0.utf8) }
    let exact = rule.weights.map { 100 * $0 / rule.fullWeight }
    floors = exact.map { Int($0.rounded(.down)) }
    let fractions = exact.map { $0 - $0.rounded(.down) }
    byFraction = exact.indices.sorted {
      fractions[$0] != fractions[$1] ? fractions[$0] > fractions[$1] : $0 < $1
    }
    byWeight = exact.indices.sorted {
      let (a, b) = (rule.weights[$0].magnitude, rule.weights[$1].magnitude)
      return a != b ? a > b : $0 < $1
    }
  }

  /// - Parameters:
  ///   - answers: One a condition, the gates first.
  ///   - points: Room for one number a criterion.
  ///   - text: What the reasons are appended to.
  func write(_ answers: [Answer], points: inout [Int], into text: inout [UInt8]) {
    if writeGates(answers, .no, "out: ", &text) { return }
    let count = gates.count
    var sum = 0.0
    var rest = 0
    for index in criteria.indices where answers[count + index] == .yes {
      sum += rule.weights[index]
      points[index] = floors[index]
      rest -= floors[index]
    }
    let total = rule.total(of: sum)
    rest += total
    for index in byFraction where rest > 0 && answers[count + index] == .yes {
      points[index] += 1
      rest -= 1
    }
    var isFirst = true
    for index in byWeight where answers[count + index] == .yes {
      if !isFirst { text += [0x2c, 0x20] }
      isFirst = false
      text += criteria[index]
      text.append(0x20)
      Self.write(points[index], into: &text)
    }
    if isFirst { text += "no criterion met".utf8 }
    if total < 0 {
      text += ", not below 0 ".utf8
      Self.write(-total, into: &text)
    }
    var isOpen = false
    for index in criteria.indices where answers[count + index] == .unknown {
      text += isOpen ? Self.comma : Self.unknown
      isOpen = true
      text += criteria[index]
    }
    _ = writeGates(answers, .unknown, "; gate unknown: ", &text)
  }

  private static let comma = Array(", ".utf8)
  private static let unknown = Array("; unknown: ".utf8)

  private func writeGates(
    _ answers: [Answer], _ wanted: Answer, _ label: StaticString, _ text: inout [UInt8]
  ) -> Bool {
    var any = false
    for index in gates.indices where answers[index] == wanted {
      if any {
        text += Self.comma
      } else {
        label.withUTF8Buffer { text += $0 }
      }
      any = true
      text += gates[index]
    }
    return any
  }

  private static func write(_ number: Int, into text: inout [UInt8]) {
    text.append(number < 0 ? 0x2d : 0x2b)
    var rest = number.magnitude
    var divisor: UInt = 1
    while rest / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      text.append(0x30 + UInt8(truncatingIfNeeded: rest / divisor))
      rest %= divisor
      divisor /= 10
    }
  }
}
