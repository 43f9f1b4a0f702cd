import Basics
import Columns
import Statistics

/// What each trait by itself says about the goal (feature D3), corrected for having asked about all.
struct TraitLifts: Sendable {
  /// One level of a trait: an industry, a range of employees, a technology.
  struct Level: Sendable {
    var trait: Int
    var condition: TraitCondition
    var inside: DerivedRule.Figure
    var outside: DerivedRule.Figure
    var p: Double?
    var q: Double?
  }

  /// A trait with all its levels.
  struct Whole: Sendable {
    var p: Double?
    var q: Double?
    /// Cramér's V for a rate; nil for a mean.
    var v: Double?
    /// Of the chi-square of a trait that may be missing: the part that lies between known and
    /// missing.
    var knownShare: Double?
  }

  var levels: [Level] = []
  var wholes: [Whole] = []
  /// How many times the variance of rates is what independent rows would have: deals of one account
  /// are alike.
  let designEffect: Double

  init(_ bits: TraitBits, _ target: SearchTarget, groups: [Int32]?) throws {
    let effect = try Self.designEffect(target, groups)
    designEffect = effect
    let model = try SpreadModel(bits, target)
    let count = target.count
    let total = target.mean * Double(count)
    let ranks = target.isRate ? nil : Self.ranks(target.values)
    let rankTarget = ranks.map { SearchTarget(values: $0) }
    for (number, trait) in bits.traits.enumerated() {
      var groups: [(n: Int, sum: Double)] = []
      var (restN, restSum) = (count, (rankTarget ?? target).mean * Double(count))
      for atom in trait.atoms {
        let n = bits.atoms[atom].count
        let sum = SpreadModel.sum(bits.bits(of: atom), bits.words, target)
        let tested = rankTarget.map { SpreadModel.sum(bits.bits(of: atom), bits.words, $0) } ?? sum
        groups.append((n, tested))
        restN -= n
        restSum -= tested
        var p: Double?
        if n > 0, n < count { p = Normal.twoSided(target.z(n, sum) / effect.squareRoot()) }
        levels.append(
          Level(
            trait: number,
            condition: bits.condition(Term(trait: number, atoms: atom...atom)),
            inside: model.plain(n: n, mean: n > 0 ? sum / Double(n) : nil),
            outside: model.plain(
              n: count - n, mean: n < count ? (total - sum) / Double(count - n) : nil), p: p))
      }
      groups.append((restN, restSum))
      wholes.append(
        Self.whole(
          groups, rankTarget ?? target, isRate: target.isRate, effect: effect,
          missing: trait.atoms.last.flatMap {
            bits.atoms[$0].value == .missing ? trait.atoms.count - 1 : nil
          }))
    }
    let q = try statistics(for: "traits") {
      try Multiplicity.benjaminiHochberg(levels.map(\.p))
    }
    for index in levels.indices { levels[index].q = q[index] }
    let wholeQ = try statistics(for: "traits") {
      try Multiplicity.benjaminiHochberg(wholes.map(\.p))
    }
    for index in wholes.indices { wholes[index].q = wholeQ[index] }
  }

  /// The chi-square of levels against won and lost; for a mean that of Kruskal and Wallis, on ranks.
  /// Both are sums over levels of n (mean of the level - mean)² over the variance.
  private static func whole(
    _ groups: [(n: Int, sum: Double)], _ target: SearchTarget, isRate: Bool, effect: Double,
    missing: Int?
  ) -> Whole {
    var variance = target.deviation * target.deviation
    if !isRate { variance *= Double(target.count) / Double(max(1, target.count - 1)) }
    guard variance > 0 else { return Whole() }
    // Levels of few expected wins or losses go together, so that the approximation holds.
    var (chi2, filled, pooled) = (0.0, 0, (n: 0, sum: 0.0))
    let least = isRate ? 5 / max(1e-9, min(target.mean, 1 - target.mean)) : 5
    var parts: [(n: Int, sum: Double)] = []
    for group in groups where group.n > 0 {
      if Double(group.n) < least {
        pooled.n += group.n
        pooled.sum += group.sum
      } else {
        parts.append(group)
      }
    }
    if pooled.n > 0 { parts.append(pooled) }
    for part in parts {
      let excess = target.excess(part.n, part.sum)
      chi2 += excess * excess / Double(part.n) / variance
      filled += 1
    }
    guard filled > 1 else { return Whole() }
    var whole = Whole()
    whole.p = ChiSquared.upper(chi2 / effect, df: Double(filled - 1))
    if isRate { whole.v = (chi2 / Double(target.count)).squareRoot() }
    if let missing, chi2 > 0 {
      let absent = groups[missing]
      let excess = target.excess(absent.n, absent.sum)
      let rest = target.count - absent.n
      if absent.n > 0, rest > 0 {
        whole.knownShare =
          excess * excess * (1 / Double(absent.n) + 1 / Double(rest)) / variance / chi2
      }
    }
    return whole
  }

  /// 1 + (mean size of an account, weighted by rows, - 1) × correlation of rows of one account.
  private static func designEffect(_ target: SearchTarget, _ groups: [Int32]?) throws -> Double {
    guard let groups, let won = target.won else { return 1 }
    var counts: [Int32: (wins: Int, n: Int)] = [:]
    for row in 0..<target.count where groups[row] >= 0 {
      counts[groups[row], default: (0, 0)].n += 1
      if won[row] { counts[groups[row], default: (0, 0)].wins += 1 }
    }
    guard counts.count > 1 else { return 1 }
    let sorted = counts.sorted { $0.key < $1.key }.map {
      GroupCount(wins: $0.value.wins, n: $0.value.n)
    }
    let rho = try statistics(for: "derivation") { try Shrinkage(sorted).rho ?? 0 }
    let rows = sorted.reduce(0.0) { $0 + Double($1.n) }
    let squares = sorted.reduce(0.0) { $0 + Double($1.n) * Double($1.n) }
    return max(1, 1 + (squares / rows - 1) * rho)
  }

  /// Ranks from 1, equal values sharing the middle.
  private static func ranks(_ values: Buffer<Double>) -> Buffer<Double> {
    let order = (0..<values.count).sorted { (values.base[$0], $0) < (values.base[$1], $1) }
    let ranks = Buffer<Double>(count: values.count)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, values.base[order[end]] == values.base[order[first]] { end += 1 }
      for place in first..<end { ranks.base[order[place]] = Double(first + end + 1) / 2 }
      first = end
    }
    return ranks
  }
}
