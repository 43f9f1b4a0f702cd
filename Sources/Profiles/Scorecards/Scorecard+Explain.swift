import Basics
import Columns

/// Why one account has the points it has, and what would change them.
public struct ScorecardExplanation: Sendable, Equatable {
  /// One trait that can give points.
  public struct Line: Sendable, Equatable {
    public var trait: String
    public var column: String
    /// The bin the account is in, as people read it.
    public var bin: String
    /// Adding up over all lines to the fit exactly.
    public var points: Int
    /// The most the trait gives.
    public var most: Int
    public var isMissing: Bool
  }

  /// The missing value to find out next.
  public struct LookUp: Sendable, Equatable {
    public var column: String
    public var low, high: Int
    public var worst, best: String
    public var decidesTier: Bool { worst != best }
  }

  /// The smallest change that moves the account up a tier: as few traits as possible, of those the
  /// one that overshoots least.
  public struct Step: Sendable, Equatable {
    public var changes: [(trait: String, bin: String)]
    public var tier: String
    public var fit: Int

    public static func == (a: Step, b: Step) -> Bool {
      a.tier == b.tier && a.fit == b.fit
        && a.changes.elementsEqual(b.changes) { $0.trait == $1.trait && $0.bin == $1.bin }
    }
  }

  public var card: String
  public var fit, low, high: Int
  public var probability: Double
  public var tier, worstTier, bestTier: String
  /// The most points first.
  public var lines: [Line]
  public var lookUp: LookUp?
  public var step: Step?
  /// Why there are no points, where there are none.
  public var note: String?
}

extension Scorecard {
  /// Why a row has its fit: points by trait, which missing value to look up next, and the smallest
  /// change that moves it up a tier.
  ///
  /// - Throws: a ``Problem`` if there is no such row, or a column is not there.
  public func explain(_ table: Table, row: Int) throws -> ScorecardExplanation {
    guard row >= 0, row < table.rowCount else {
      throw Problem(
        .script, "\(table.name): there is no row \(row + 1), it has \(table.rowCount)")
    }
    let rows = try located { try ScorecardRows(self, table.slice(row..<row + 1)) }
    let (fit, low, high) = (rows.fit[0], rows.low[0], rows.high[0])
    let held = zip(rows.traits, rows.places).map { ($0, Int($1[0])) }
    let lines = held.map { trait, place in
      ScorecardExplanation.Line(
        trait: trait.name, column: trait.column, bin: trait.label(trait.bins[place]),
        points: trait.bins[place].points, most: trait.most,
        isMissing: place == trait.bins.count - 1)
    }
    let order = lines.indices.sorted {
      let (a, b) = (lines[$0], lines[$1])
      if a.points != b.points { return a.points > b.points }
      return a.most != b.most ? a.most > b.most : $0 < $1
    }
    return ScorecardExplanation(
      card: name, fit: fit, low: low, high: high, probability: chance(fit), tier: tier(of: fit),
      worstTier: tier(of: low), bestTier: tier(of: high), lines: order.map { lines[$0] },
      lookUp: lookUp(held, fit: fit), step: step(held, fit: fit),
      note: isEstablished ? nil : signal.text)
  }

  private func lookUp(_ held: [(Trait, Int)], fit: Int) -> ScorecardExplanation.LookUp? {
    var best: ScorecardExplanation.LookUp?
    var columns: [String] = []
    for (trait, place) in held where place == trait.bins.count - 1 {
      if !columns.contains(trait.column) { columns.append(trait.column) }
    }
    for column in columns {
      // A set's members are all settled by the one value.
      let settled = held.filter { $0.0.column == column }
      let known = fit - settled.reduce(0) { $0 + $1.0.missing.points }
      let low = known + settled.reduce(0) { $0 + $1.0.reach.lowerBound }
      let high = known + settled.reduce(0) { $0 + $1.0.reach.upperBound }
      let found = ScorecardExplanation.LookUp(
        column: column, low: low, high: high, worst: tier(of: low), best: tier(of: high))
      guard let held = best else {
        best = found
        continue
      }
      let better =
        found.decidesTier != held.decidesTier
        ? found.decidesTier : found.high - found.low > held.high - held.low
      if better { best = found }
    }
    return best
  }

  private func step(_ held: [(Trait, Int)], fit: Int) -> ScorecardExplanation.Step? {
    guard let next = tiers.last(where: { Double(fit) < $0.threshold }) else { return nil }
    let needed = Int(next.threshold.rounded(.up)) - fit
    struct Gain {
      var trait: Int
      var place: Int
      var points: Int
    }
    // The best bin of each trait, the largest gain first.
    let largest = held.enumerated().compactMap { index, held -> Gain? in
      let (trait, place) = held
      let points = trait.bins[place].points
      guard
        let top = trait.known.indices.max(by: { trait.bins[$0].points < trait.bins[$1].points }),
        trait.bins[top].points > points
      else { return nil }
      return Gain(trait: index, place: top, points: trait.bins[top].points - points)
    }.sorted { ($1.points, $0.trait) < ($0.points, $1.trait) }
    var chosen: [Gain] = []
    var missing = needed
    for gain in largest {
      if gain.points >= missing { break }
      chosen.append(gain)
      missing -= gain.points
    }
    let used = Set(chosen.map(\.trait))
    var last: Gain?
    for (index, (trait, place)) in held.enumerated() where !used.contains(index) {
      for bin in trait.known.indices {
        let points = trait.bins[bin].points - trait.bins[place].points
        if points >= missing, points < last?.points ?? Int.max {
          last = Gain(trait: index, place: bin, points: points)
        }
      }
    }
    guard let last else { return nil }
    chosen.append(last)
    let reached = fit + chosen.reduce(0) { $0 + $1.points }
    return ScorecardExplanation.Step(
      changes: chosen.map {
        (held[$0.trait].0.name, held[$0.trait].0.label(held[$0.trait].0.bins[$0.place]))
      }, tier: tier(of: reached), fit: reached)
  }
}

extension ScorecardExplanation: CustomStringConvertible {
  /// For a terminal: one line a trait, then what to do.
  public var description: String {
    let range = low == high ? "" : " (could be \(low) to \(high))"
    var lines = [
      "\(card): fit \(fit)\(range), tier \(tier), chance of winning \(Wording.percent(probability))"
    ]
    if let note { lines.append("  \(note)") }
    let width = self.lines.map(\.trait.count).max() ?? 0
    for line in self.lines {
      let space = String(repeating: " ", count: width - line.trait.count)
      lines.append("  \(line.trait)\(space)  +\(line.points) of \(line.most)  \(line.bin)")
    }
    if let lookUp {
      lines.append(
        lookUp.decidesTier
          ? "look up next: \(lookUp.column), which decides the tier (\(lookUp.worst) to \(lookUp.best))"
          : "look up next: \(lookUp.column) (fit \(lookUp.low) to \(lookUp.high))")
    }
    if let step {
      let changes = step.changes.map { "\($0.trait) \($0.bin)" }.joined(separator: " and ")
      lines.append("smallest step up: \(changes) gives fit \(step.fit), tier \(step.tier)")
    }
    return lines.joined(separator: "\n")
  }
}
