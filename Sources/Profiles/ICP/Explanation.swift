/// Why one account has the fit it has, and what would change it.
public struct Explanation: Sendable, Equatable {
  /// One gate or criterion.
  public struct Line: Sendable, Equatable {
    public var name: String
    /// Nil for a gate.
    public var category: Criterion.Category?
    /// What it adds to the fit; 0 where it does not hold. All lines and ``lift`` add up exactly
    /// to the fit (unless a gate fails).
    public var points: Int
    /// What it adds where it holds.
    public var possible: Int
    public var answer: Answer
    /// Columns it names that are missing in this account.
    public var missing: [String]
    /// How the condition reads.
    public var text: String
  }

  /// The unknown value to find out next.
  public struct LookUp: Sendable, Equatable {
    /// The columns to fill in; empty where the condition does not say what it reads.
    public var columns: [String]
    /// The gates and criteria that this would settle.
    public var settles: [String]
    /// The worst and the best tier the account can then be in.
    public var worst, best: String
    /// Whether the tier depends on it.
    public var decidesTier: Bool { worst != best }
  }

  /// The smallest change that moves the account up a tier.
  public struct Step: Sendable, Equatable {
    /// Criteria to come true, and (of negative weight) to cease. As few as possible, then those
    /// that overshoot least.
    public var gained, shed: [String]
    public var tier: String
    /// The fit with that change.
    public var fit: Int
  }

  public var icp: String
  public var fit, low, high: Int
  public var tier: String
  /// The tiers that ``low`` and ``high`` stand for.
  public var worstTier, bestTier: String
  public var gates: [Line]
  public var criteria: [Line]
  /// Points that lift a negative sum to 0.
  public var lift: Int
  /// Nil where nothing is unknown.
  public var lookUp: LookUp?
  /// Nil in the best tier, and where no change of criteria helps.
  public var step: Step?
}

extension Explanation: CustomStringConvertible {
  /// For a terminal: one line a criterion, most points first, then what to do.
  public var description: String {
    var lines = ["\(icp): fit \(fit)\(rangeText), tier \(tier)\(tierText)"]
    for gate in gates {
      let verdict =
        switch gate.answer {
        case .yes: "passes"
        case .no: "FAILS, so the account is out"
        case .unknown: "unknown\(missingText(gate))"
        }
      lines.append("  gate \(gate.name): \(verdict)")
    }
    let ranked = criteria.enumerated().sorted { a, b in
      let (left, right) = (a.element, b.element)
      if left.answer != right.answer { return rank(left.answer) < rank(right.answer) }
      if left.possible != right.possible { return left.possible > right.possible }
      return a.offset < b.offset
    }.map(\.element)
    let width = criteria.map { $0.name.count }.max() ?? 0
    for line in ranked {
      let name = line.name + String(repeating: " ", count: width - line.name.count)
      let verdict =
        switch line.answer {
        case .yes: signed(line.points)
        case .no: "0 of \(signed(line.possible))"
        case .unknown: "? of \(signed(line.possible))\(missingText(line))"
        }
      lines.append("  \(name)  \(verdict)")
    }
    if lift > 0 { lines.append("  not below 0: +\(lift)") }
    if let lookUp { lines.append(text(of: lookUp)) }
    if let step { lines.append(text(of: step)) }
    return lines.joined(separator: "\n")
  }

  private var rangeText: String { low == high ? "" : " (could be \(low) to \(high))" }
  private var tierText: String {
    worstTier == bestTier ? "" : " (could be \(worstTier) to \(bestTier))"
  }

  private func rank(_ answer: Answer) -> Int {
    switch answer {
    case .yes: 0
    case .unknown: 1
    case .no: 2
    }
  }

  private func signed(_ points: Int) -> String { points < 0 ? "\(points)" : "+\(points)" }

  private func missingText(_ line: Line) -> String {
    line.missing.isEmpty ? "" : " (\(line.missing.joined(separator: ", ")) missing)"
  }

  private func text(of lookUp: LookUp) -> String {
    let what = (lookUp.columns.isEmpty ? lookUp.settles : lookUp.columns).joined(separator: ", ")
    return lookUp.decidesTier
      ? "look up next: \(what), which decides the tier (\(lookUp.worst) to \(lookUp.best))"
      : "look up next: \(what); by itself it does not change the tier"
  }

  private func text(of step: Step) -> String {
    var parts: [String] = []
    if !step.gained.isEmpty { parts.append(step.gained.joined(separator: " and ")) }
    if !step.shed.isEmpty { parts.append("no longer " + step.shed.joined(separator: " and ")) }
    return
      "smallest step up: \(parts.joined(separator: ", ")) gives fit \(step.fit), tier \(step.tier)"
  }
}
