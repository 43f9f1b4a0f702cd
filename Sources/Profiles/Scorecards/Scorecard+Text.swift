import Columns

extension Scorecard.Trait {
  /// How a bin reads: `50 to 249`, `below 12.5`, `Software, Hardware`, `missing`.
  public func label(_ bin: Scorecard.Bin) -> String {
    switch bin.values {
    case .missing: return "missing"
    case .others:
      let named = known.contains { if case .levels = $0.values { true } else { false } }
      return named ? "any other" : "any"
    case .levels(let levels): return Self.listed(levels)
    case .range(let low, let high): return range(low, high)
    }
  }

  private func range(_ low: Double?, _ high: Double?) -> String {
    let shown = { (value: Double) in
      let text = value.written
      return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
    switch (low, high) {
    case (nil, nil): return "any number"
    case (let low?, nil): return "\(shown(low)) or more"
    case (nil, let high?): return "below \(shown(high))"
    case (let low?, let high?):
      if isWhole, low == low.rounded(), high == high.rounded() {
        return low == high - 1 ? shown(low) : "\(shown(low)) to \(shown(high - 1))"
      }
      return "\(shown(low)) to below \(shown(high))"
    }
  }

  /// A few names, and how many more there are.
  private static func listed(_ levels: [String]) -> String {
    let shown = levels.prefix(6).joined(separator: ", ")
    return levels.count > 6 ? "\(shown), and \(levels.count - 6) more" : shown
  }
}

extension Scorecard: CustomStringConvertible {
  /// For a terminal: each trait with its bins, points, rows and win rates, then what to know.
  public var description: String {
    var lines = [
      "scorecard \"\(name)\" by \(method.rawValue), from \(Wording.grouped(n)) rows, "
        + "\(Wording.grouped(won)) won (\(Wording.percent(baseRate)))",
      "  \(signal.text)",
    ]
    for trait in scoring {
      var facts: [String] = []
      if let value = trait.informationValue { facts.append("IV \(Wording.decimals(value, 3))") }
      if let q = trait.q {
        facts.append(q < 0.001 ? "q below 0.001" : "q \(Wording.decimals(q, 3))")
      }
      lines.append("  \(trait.name): up to \(trait.most) (\(facts.joined(separator: ", ")))")
      let labels = trait.bins.map { trait.label($0) }
      let width = min(44, labels.map(\.count).max() ?? 0)
      for (bin, label) in zip(trait.bins, labels) where bin.n > 0 {
        let points = "+\(bin.points)"
        let padding = String(repeating: " ", count: max(0, 5 - points.count))
        let space = String(repeating: " ", count: max(0, width - label.count))
        let rate = bin.rate.map { ", won \(Wording.percent($0))" } ?? ""
        lines.append("  \(padding)\(points)  \(label)\(space)  n \(Wording.grouped(bin.n))\(rate)")
      }
    }
    let idle = traits.filter { $0.most == 0 }.map(\.name)
    if isEstablished, !idle.isEmpty { lines.append("  no points: \(idle.joined(separator: ", "))") }
    if isEstablished {
      let shown = tiers.map { "\($0.name) from \(Int($0.threshold.rounded()))" }
      lines.append("  tiers: \(shown.joined(separator: ", ")), \(below) below")
      let chances = [0, 25, 50, 75, 100].map { "\($0): \(Wording.percent(chance($0)))" }
      lines.append("  chance of winning by fit: \(chances.joined(separator: ", "))")
    }
    for (column, reason) in unfit { lines.append("  left out \(column): \(reason)") }
    return (lines + notes.map { "  note: \($0)" }).joined(separator: "\n")
  }
}
