import Columns
import Statistics

/// Keeps of the rules that a search found those that say something of their own.
///
/// 1. A condition that adds nothing is dropped: the rule without it must be worse, or the shorter
///    rule stands.
/// 2. Numbers get their cut points. From here on the likeliest comes first, by the likelihood ratio of
///    a rule against the whole: near 0 and 1 it knows a precise rule from a wide one better than z.
/// 3. A rule whose rows are nearly those of one kept before (Jaccard over 0.8) is a near copy.
/// 4. What is left of a rule without the rows of those kept before must still stand out: from the
///    narrowest kept rule around it, or from all other rows. So neither a wider shadow of a rule nor
///    a chance piece of it is a rule by itself.
struct RulePruning {
  let bits: TraitBits
  let target: SearchTarget
  let minRows: Int
  /// How many different rules were tried: a further rule must stand out from so many by chance.
  let tried: Int
  var most = 10
  /// Rules looked at.
  var depth = 300
  static let nearCopy = 0.8

  struct Kept {
    var rule: RefinedRule
    /// z of what the rule adds to those kept before; of the first the z of all its rows.
    var ownZ: Double
    var nearCopies = 0
  }

  func prune(_ found: [RuleSearch.Found]) -> [Kept] {
    let refinement = RangeRefinement(bits: bits, target: target, minRows: minRows)
    // One condition was the best of as many as there are atoms.
    let addLimit = Normal.upperQuantile(0.05 / Double(max(1, bits.atoms.count)))
    let ownLimit = min(
      Normal.upperQuantile(0.05 / Double(max(1, bits.atoms.count))), 4)
    // Numbers are cut and idle conditions dropped first: only then do rules show which is best.
    var seen: Set<[TraitCondition]> = []
    var rules: [(rule: RefinedRule, deviance: Double)] = []
    for candidate in kinds(found) {
      let rule = refinement.refined(shortened(candidate.terms, addLimit))
      guard rule.n >= minRows, rule.z > 0, seen.insert(rule.conditions(bits)).inserted else {
        continue
      }
      rules.append((rule, target.deviance(rule.n, rule.sum)))
    }
    let order = rules.indices.sorted { (rules[$1].deviance, $0) < (rules[$0].deviance, $1) }
    var kept: [Kept] = []
    for rule in order.map({ rules[$0].rule }) {
      if nearCopy(of: rule.rows, in: kept) != nil { continue }
      let own = kept.isEmpty ? rule.z : ownZ(rule.rows, kept)
      if !kept.isEmpty && own < ownLimit { continue }
      kept.append(Kept(rule: rule, ownZ: min(rule.z, own)))
      if kept.count == most { break }
    }
    for candidate in found.prefix(depth) {
      if let copy = nearCopy(of: bits.rows(candidate.terms), in: kept) {
        kept[copy].nearCopies += 1
      }
    }
    return kept
  }

  /// The best rule of each kind, the likeliest first: rules that differ in nothing but where their
  /// numbers are cut are of one kind. So many as can be looked at closely.
  private func kinds(_ found: [RuleSearch.Found]) -> [RuleSearch.Found] {
    let judged = found.prefix(depth).map { (rule: $0, deviance: target.deviance($0.n, $0.sum)) }
    let order = judged.indices.sorted { (judged[$1].deviance, $0) < (judged[$0].deviance, $1) }
    var seen: Set<[Term]> = []
    var kinds: [RuleSearch.Found] = []
    for rule in order.map({ judged[$0].rule }) {
      let kind = rule.terms.map { term -> Term in
        let trait = bits.traits[Int(term.trait)]
        guard trait.isOrdered, bits.atoms[Int(term.low)].value != .missing else { return term }
        let first = trait.atoms.lowerBound
        return Term(trait: Int(term.trait), atoms: first...first)
      }
      if seen.insert(kind).inserted { kinds.append(rule) }
      if kinds.count == (target.count > 200_000 ? 20 : 60) { break }
    }
    return kinds
  }

  private func nearCopy(of rows: Bitmap, in kept: [Kept]) -> Int? {
    kept.firstIndex { Self.jaccard($0.rule.rows, rows) > Self.nearCopy }
  }

  static func jaccard(_ a: Bitmap, _ b: Bitmap) -> Double {
    let both = a.and(b).countOfSet
    let any = a.countOfSet + b.countOfSet - both
    return any > 0 ? Double(both) / Double(any) : 0
  }

  /// Without the conditions that add nothing, the least useful first.
  private func shortened(_ terms: [Term], _ limit: Double) -> [Term] {
    var terms = terms
    while terms.count > 1 {
      let rows = bits.rows(terms)
      let worths = terms.map { term -> Double in
        let wider = bits.rows(terms.filter { $0 != term })
        return contrast(rows, wider.subtracting(rows))
      }
      guard let least = worths.indices.min(by: { worths[$0] < worths[$1] }),
        worths[least] < limit
      else { break }
      terms.remove(at: least)
    }
    return terms
  }

  /// How far the rows of `a` stand above those of `b`, in standard deviations.
  private func contrast(_ a: Bitmap, _ b: Bitmap) -> Double {
    let (n, sum) = RangeRefinement.count(a, target)
    let (other, otherSum) = RangeRefinement.count(b, target)
    guard n > 0, other > 0 else { return n > 0 ? 0 : -.infinity }
    let difference = sum / Double(n) - otherSum / Double(other)
    var variance = target.deviation * target.deviation
    if target.isRate {
      let pooled = (sum + otherSum) / Double(n + other)
      variance = pooled * (1 - pooled)
    }
    let error = (variance * (1 / Double(n) + 1 / Double(other))).squareRoot()
    return error > 0 ? difference / error : 0
  }

  private func ownZ(_ rows: Bitmap, _ kept: [Kept]) -> Double {
    let size = rows.countOfSet
    // A kept rule around it is what it must differ from; the others take their rows away.
    let around = kept.filter { $0.rule.rows.and(rows).countOfSet * 10 >= size * 9 }
      .min { $0.rule.n < $1.rule.n }
    var own = rows
    var rest = around?.rule.rows ?? Bitmap(count: bits.rowCount, filled: true)
    for other in kept {
      let isAround = other.rule.rows.and(rows).countOfSet * 10 >= size * 9
      if isAround { continue }
      own = own.subtracting(other.rule.rows)
      rest = rest.subtracting(other.rule.rows)
    }
    guard own.countOfSet >= minRows else { return 0 }
    return contrast(own, rest.subtracting(own))
  }
}
