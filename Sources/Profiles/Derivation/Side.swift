import Basics
import Columns
import Statistics

/// One end of a search: whom to look for, or whom to avoid.
struct Side {
  let search: RuleSearch
  let target: SearchTarget
  let isInverted: Bool
  let shuffle: OutcomeShuffle
  let options: DerivationOptions
  let effect: Double

  func run(progress: @escaping @Sendable (Double) -> Void) throws -> SideResult {
    let result = try search.run(target)
    let null = try SearchNull(
      search, target, shuffle: shuffle, shuffles: options.shuffles, seed: options.seed,
      progress: progress)
    let pruning = RulePruning(
      bits: search.table, target: target, minRows: options.minRows, tried: result.triedCount,
      most: options.most)
    let kept = Self.worthTelling(pruning.prune(result.byZ), null)
    let discovery = FalseDiscovery(result.tried, effect: effect)
    let found = kept.map { kept in
      SideResult.Found(
        conditions: kept.rule.conditions(search.table), n: kept.rule.n, sum: kept.rule.sum,
        z: kept.rule.z, ownZ: kept.ownZ, q: discovery.q(kept.ownZ), searchP: null.p(z: kept.ownZ),
        nearCopies: kept.nearCopies)
    }
    return SideResult(
      isInverted: isInverted, found: found, null: null, bestAccuracy: result.bestAccuracy,
      tried: result.triedCount)
  }
}

extension Side {
  /// Beside rules that stand out from all shuffles, others are noise; where none does, the first
  /// three are hints.
  static func worthTelling(_ kept: [RulePruning.Kept], _ null: SearchNull) -> [RulePruning.Kept] {
    let sound = kept.filter { null.p(z: $0.ownZ) < 0.05 }
    return sound.isEmpty ? Array(kept.prefix(3)) : sound
  }
}

/// What the search found at one end.
struct SideResult {
  struct Found {
    var conditions: [TraitCondition]
    var n: Int
    /// Of the target searched: inverted for the low end.
    var sum: Double
    var z: Double
    var ownZ: Double
    var q: Double
    var searchP: Double
    var nearCopies: Int
    /// With folds: rows held out in turn that the rule found without them covers.
    var folds: FoldCheck?
  }

  struct FoldCheck {
    var foundIn = 0
    var n = 0
    var sum = 0.0
    var restN = 0
    var restSum = 0.0
  }

  var isInverted: Bool
  var found: [Found]
  var null: SearchNull
  var bestAccuracy: Double
  var tried: Int
}

/// Corrected p-values for everything a search tried.
struct FalseDiscovery {
  /// z of everything tried, the greatest first, and the least corrected p from there on.
  private let z: [Float]
  private let corrected: [Double]
  private let effect: Double

  /// - Parameter effect: How much wider than by independent rows rates vary.
  init(_ tried: [Float], effect: Double) {
    self.effect = effect
    z = tried.sorted(by: >)
    var corrected = [Double](repeating: 1, count: z.count)
    let total = Double(z.count)
    var least = 1.0
    for index in stride(from: z.count - 1, through: 0, by: -1) {
      // Below the whole there is nothing to claim at this end.
      let p = z[index] > 0 ? Normal.twoSided(Double(z[index]) / effect.squareRoot()) : 1
      least = min(least, p * total / Double(index + 1))
      corrected[index] = least
    }
    self.corrected = corrected
  }

  /// Benjamini and Hochberg's adjusted p of a rule with this z.
  func q(_ value: Double) -> Double {
    guard !z.isEmpty else { return 1 }
    // How many are greater.
    var (low, high) = (0, z.count)
    while low < high {
      let middle = (low + high) / 2
      if Double(z[middle]) > value { low = middle + 1 } else { high = middle }
    }
    guard value > 0 else { return 1 }
    let own = Normal.twoSided(value / effect.squareRoot()) * Double(z.count) / Double(low + 1)
    return min(1, low < corrected.count ? min(own, corrected[low]) : own)
  }
}

/// Looks for the rules again without each fold, and counts what they say of the fold.
///
/// A rule counts as found again if the search without the fold brings up a rule whose rows have a
/// Jaccard of at least a half with the rule's. What is counted on the fold is the rule found without
/// it, so that no row speaks for a rule it helped to find.
struct FoldChecks {
  let evidence: Evidence
  let options: DerivationOptions
  let traitOptions: TraitBits.Options
  let settings: RuleSearch.Settings
  let foldOf: [Int]

  init(
    _ evidence: Evidence, _ options: DerivationOptions, _ traitOptions: TraitBits.Options,
    _ settings: RuleSearch.Settings, _ foldOf: [Int]
  ) {
    (self.evidence, self.options, self.traitOptions) = (evidence, options, traitOptions)
    (self.settings, self.foldOf) = (settings, foldOf)
  }

  func fill(_ sides: inout [SideResult]) throws {
    for side in sides.indices {
      for index in sides[side].found.indices { sides[side].found[index].folds = .init() }
    }
    let columns = Dictionary(
      evidence.columns.map { ($0.name, $0.column) }, uniquingKeysWith: { first, _ in first })
    for fold in 0..<SignalScore.folds {
      try Interruption.check()
      let mask = Bitmap(count: evidence.count) { foldOf[$0] != fold }
      let train = evidence.filtered(mask)
      guard train.count > 2 * options.minRows, train.target.deviation > 0 else { continue }
      let held = mask.inverted()
      let bits = try TraitBits(train.columns, rowCount: train.count, options: traitOptions)
      var settings = settings
      settings.keepsTried = false
      let search = RuleSearch(bits, settings: settings, forMeans: !evidence.target.isRate)
      for side in sides.indices {
        let target = sides[side].isInverted ? train.target.inverted() : train.target
        let result = try search.run(target)
        let kept = RulePruning(
          bits: bits, target: target, minRows: options.minRows, tried: result.triedCount,
          most: options.most
        ).prune(result.byZ)
        let rows = kept.map { kept in
          Self.rows(kept.rule.conditions(bits), columns, evidence.count)
        }
        for index in sides[side].found.indices {
          let own = Self.rows(sides[side].found[index].conditions, columns, evidence.count)
          guard
            let best = rows.map({ RulePruning.jaccard($0, own) }).enumerated()
              .max(by: { ($0.element, -$0.offset) < ($1.element, -$1.offset) }),
            best.element >= 0.5
          else { continue }
          let inside = rows[best.offset].and(held)
          let (n, sum) = RangeRefinement.count(inside, evidence.target)
          let (all, total) = RangeRefinement.count(held, evidence.target)
          sides[side].found[index].folds?.foundIn += 1
          sides[side].found[index].folds?.n += n
          sides[side].found[index].folds?.sum += sum
          sides[side].found[index].folds?.restN += all - n
          sides[side].found[index].folds?.restSum += total - sum
        }
      }
    }
  }

  static func rows(
    _ conditions: [TraitCondition], _ columns: [String: Column], _ count: Int
  ) -> Bitmap {
    var result = Bitmap(count: count, filled: true)
    for condition in conditions {
      guard let column = columns[condition.column], let rows = try? condition.rows(in: column)
      else { continue }
      result = result.and(rows)
    }
    return result
  }
}
