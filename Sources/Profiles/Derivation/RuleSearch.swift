import Basics
import CScan
import Columns
import Synchronization

/// A search for conjunctions of traits whose rows stand out.
///
/// Level by level: the best rules of one level (the beam) are extended by every condition on a trait
/// they do not have yet. Rows are bitmaps; the rows of all pieces of all traits are counted within a
/// rule in one pass, and ranges of a number follow from the counts of its intervals by adding.
///
/// - Complexity: O(terms × beam × atoms × rows / 64).
package struct RuleSearch: Sendable {
  package struct Settings: Sendable {
    package var maxTerms = 3
    /// Rules of each level that are extended: the best so many by each quality.
    package var beam = 50
    /// A rule covers at least so many rows, and leaves out as many.
    package var minRows = 1
    /// Rules are ranked by standard deviations (z), by weighted relative accuracy, or by both.
    package var byZ = true
    package var byAccuracy = true
    /// By z, the most rules from one rule and one trait: near copies would fill the beam. 0 is no
    /// such limit.
    package var perTrait = 3
    /// How many rules are given back, by each quality.
    package var keep = 50
    /// Runs of several intervals of a number.
    package var ranges = true
    /// "Not this value", beside "this value".
    package var complements = false
    /// Whether the z of everything tried is kept, each rule once.
    package var keepsTried = false
    package var isParallel = true

    package init() {}
  }

  package struct Found: Sendable, Equatable {
    /// In the order of ``Term``.
    package var terms: [Term]
    package var n: Int
    package var sum: Double
    package var z: Double
    package var wracc: Double
  }

  package struct Result: Sendable {
    /// The best first.
    package var byZ: [Found] = []
    package var byAccuracy: [Found] = []
    package var bestZ = 0.0
    package var bestAccuracy = 0.0
    /// How many different rules were looked at.
    package var triedCount = 0
    /// z of each of them, if asked for.
    var tried: [Float] = []
  }

  package let table: TraitBits
  package let settings: Settings
  /// For means only: the atom of each row, trait by trait.
  private let slots: Buffer<UInt16>?

  package init(_ table: TraitBits, settings: Settings, forMeans: Bool) {
    self.table = table
    self.settings = settings
    slots = forMeans ? table.slots() : nil
  }

  init(_ other: RuleSearch, _ settings: Settings) {
    table = other.table
    slots = other.slots
    self.settings = settings
  }

  /// - Precondition: the target has as many rows as the traits.
  package func run(_ target: SearchTarget, progress: (@Sendable (Double) -> Void)? = nil) throws
    -> Result
  {
    var result = Result()
    guard table.rowCount > 0, !table.traits.isEmpty, target.deviation > 0 else { return result }
    var parents: [Found?] = [nil]
    for level in 1...max(1, settings.maxTerms) {
      try Interruption.check()
      let known = Known(parents, isWanted: settings.keepsTried && level > 1)
      let outputs = Mutex<[Output]>([])
      if settings.isParallel {
        outputs.withLock { $0 = [Output](repeating: Output(), count: parents.count) }
        try Parallel.forEach(parents.count) { [parents] index in
          try Interruption.check()
          var output = Output(settings, copies: 1)
          extend(parents[index], index, target, known, into: &output)
          outputs.withLock { [output] in $0[index] = output }
        }
      } else {
        // One list for all: what is already there keeps most of the rest out. A rule can come from
        // as many rules as it has conditions.
        var output = Output(settings, copies: level)
        for index in parents.indices {
          try Interruption.check()
          extend(parents[index], index, target, known, into: &output)
        }
        outputs.withLock { [output] in $0 = [output] }
      }
      var zs: [Found] = []
      var accuracies: [Found] = []
      for output in outputs.withLock({ $0 }) {
        zs += output.byZ.finished()
        accuracies += output.byAccuracy.finished()
        result.triedCount += output.tried
        result.tried += output.zs
      }
      zs = Best.unique(zs, by: .z, limit: settings.keep)
      accuracies = Best.unique(accuracies, by: .wracc, limit: settings.keep)
      result.byZ = Best.unique(result.byZ + zs, by: .z, limit: settings.keep)
      result.byAccuracy = Best.unique(
        result.byAccuracy + accuracies, by: .wracc, limit: settings.keep)
      progress?(Double(level) / Double(settings.maxTerms))
      parents = Best.joined(
        Array(zs.prefix(settings.beam)), Array(accuracies.prefix(settings.beam)))
      if parents.isEmpty { break }
    }
    result.bestZ = result.byZ.first?.z ?? 0
    result.bestAccuracy = result.byAccuracy.first?.wracc ?? 0
    return result
  }

  // MARK: one rule and all it can be extended by

  private struct Output {
    var byZ = Best(.z, limit: 0)
    var byAccuracy = Best(.wracc, limit: 0)
    var tried = 0
    var zs: [Float] = []

    init() {}

    init(_ settings: Settings, copies: Int) {
      let limit = max(settings.beam, settings.keep) * copies
      byZ = Best(.z, limit: settings.byZ ? limit : 0)
      byAccuracy = Best(.wracc, limit: settings.byAccuracy ? limit : 0)
    }
  }

  private func extend(
    _ parent: Found?, _ index: Int, _ target: SearchTarget, _ known: Known,
    into output: inout Output
  ) {
    let terms = parent?.terms ?? []
    let rows = table.rows(terms)
    let counts = count(rows, target)
    let (allRows, allSum) =
      parent.map { ($0.n, $0.sum) } ?? (table.rowCount, target.mean * Double(target.count))
    let sources = terms.map { table.traits[Int($0.trait)] }
    var own: [Candidate] = []
    for (number, trait) in table.traits.enumerated() {
      if sources.contains(where: { Self.excludes($0, trait) }) { continue }
      own.removeAll(keepingCapacity: true)
      Self.candidates(
        trait, number, counts, (allRows, allSum), settings, into: &own)
      own.removeAll {
        $0.n < settings.minRows || $0.n > table.rowCount - settings.minRows
          || ($0.n == allRows && parent != nil) || known.has(terms, $0.term, before: index)
      }
      output.tried += own.count
      if settings.keepsTried {
        for candidate in own { output.zs.append(Float(target.z(candidate.n, candidate.sum))) }
      }
      offer(own, terms, target, to: &output)
    }
  }

  private func offer(
    _ candidates: [Candidate], _ terms: [Term], _ target: SearchTarget, to output: inout Output
  ) {
    var best: [(candidate: Candidate, z: Double)] = []
    for candidate in candidates {
      let wracc = target.wracc(candidate.n, candidate.sum)
      if wracc <= 0 { continue }
      let isAccurate = output.byAccuracy.admits(wracc)
      if !isAccurate && !settings.byZ { continue }
      let z = target.z(candidate.n, candidate.sum)
      if isAccurate {
        output.byAccuracy.add(Found(candidate, terms, z: z, wracc: wracc))
      }
      guard output.byZ.admits(z) else { continue }
      if settings.perTrait == 0 {
        output.byZ.add(Found(candidate, terms, z: z, wracc: wracc))
        continue
      }
      // The few best of the trait, in order; candidates come in the order of their terms.
      var place = best.count
      while place > 0, best[place - 1].z < z { place -= 1 }
      if place < settings.perTrait {
        best.insert((candidate, z), at: place)
        if best.count > settings.perTrait { best.removeLast() }
      }
    }
    for (candidate, z) in best {
      output.byZ.add(
        Found(candidate, terms, z: z, wracc: target.wracc(candidate.n, candidate.sum)))
    }
  }

  /// Whether two traits may not stand in one rule: two conditions on one column, or one of its
  /// members twice.
  private static func excludes(_ a: Trait, _ b: Trait) -> Bool {
    guard a.source == b.source else { return false }
    if case .member = a.kind { return a.kind == b.kind }
    return true
  }

  struct Candidate {
    var term: Term
    var n: Int
    var sum: Double
  }

  private struct Counts {
    var n: [UInt32]
    var sum: [Double]
  }

  private func count(_ rows: Bitmap, _ target: SearchTarget) -> Counts {
    let atoms = table.atoms.count
    var n = [UInt32](repeating: 0, count: atoms + 1)
    if let won = target.won {
      var shared = [UInt32](repeating: 0, count: atoms + 1)
      let both = rows.and(won)
      n.withUnsafeMutableBufferPointer { n in
        shared.withUnsafeMutableBufferPointer { shared in
          guard let to = n.baseAddress, let wins = shared.baseAddress else { return }
          subgroup_counts(
            rows.words.base, both.words.base, table.bits.base, atoms, table.words, to, wins)
        }
      }
      return Counts(n: n, sum: shared.map { Double($0) })
    }
    var sum = [Double](repeating: 0, count: atoms + 1)
    guard let slots else { return Counts(n: n, sum: sum) }
    n.withUnsafeMutableBufferPointer { n in
      sum.withUnsafeMutableBufferPointer { sum in
        guard let to = n.baseAddress, let sums = sum.baseAddress else { return }
        subgroup_sums(
          rows.words.base, table.words, slots.base, table.traits.count, target.values.base, to,
          sums)
      }
    }
    return Counts(n: n, sum: sum)
  }

  /// The conditions on a trait within a rule, with what they cover.
  private static func candidates(
    _ trait: Trait, _ number: Int, _ counts: Counts, _ all: (n: Int, sum: Double),
    _ settings: Settings, into result: inout [Candidate]
  ) {
    let first = trait.atoms.lowerBound
    for atom in trait.atoms {
      let (n, sum) = (Int(counts.n[atom]), counts.sum[atom])
      result.append(Candidate(term: Term(trait: number, atoms: atom...atom), n: n, sum: sum))
      // "Not the first of two" is the second of two.
      if settings.complements, !trait.isOrdered, trait.atoms.count != 2 {
        result.append(
          Candidate(
            term: Term(trait: number, atoms: atom...atom, isComplement: true), n: all.n - n,
            sum: all.sum - sum))
      }
    }
    guard settings.ranges, trait.isOrdered, trait.intervals > 1 else { return }
    let hasMissing = trait.atoms.count > trait.intervals
    for low in 0..<trait.intervals - 1 {
      var n = Int(counts.n[first + low])
      var sum = counts.sum[first + low]
      for high in low + 1..<trait.intervals {
        n += Int(counts.n[first + high])
        sum += counts.sum[first + high]
        // All intervals together say that the number is known, which needs saying only where it
        // may be missing.
        if low == 0 && high == trait.intervals - 1 && !hasMissing { continue }
        result.append(
          Candidate(term: Term(trait: number, atoms: first + low...first + high), n: n, sum: sum))
      }
    }
  }
}

extension RuleSearch.Found {
  init(_ candidate: RuleSearch.Candidate, _ terms: [Term], z: Double, wracc: Double) {
    var all = terms
    all.append(candidate.term)
    all.sort()
    self.init(terms: all, n: candidate.n, sum: candidate.sum, z: z, wracc: wracc)
  }
}

/// Rules of the beam, to tell what was counted from another of them already.
private struct Known: Sendable {
  private var places: [[Term]: Int] = [:]

  init(_ parents: [RuleSearch.Found?], isWanted: Bool) {
    guard isWanted else { return }
    for (index, parent) in parents.enumerated() { if let parent { places[parent.terms] = index } }
  }

  /// Whether the rule with one more term is counted from an earlier rule of the beam, too.
  func has(_ terms: [Term], _ term: Term, before index: Int) -> Bool {
    guard !places.isEmpty else { return false }
    for leave in terms.indices {
      var other = terms
      other[leave] = term
      other.sort()
      if let place = places[other], place < index { return true }
    }
    return false
  }
}

extension RuleSearch.Found {
  fileprivate subscript(quality: Best.Quality) -> Double {
    switch quality {
    case .z: z
    case .wracc: wracc
    }
  }
}

/// The best rules seen so far by one quality; of equal ones those of more rows, then by terms.
private struct Best {
  enum Quality { case z, wracc }
  private let quality: Quality
  private let limit: Int
  private var rules: [RuleSearch.Found] = []
  private var threshold = 0.0

  init(_ quality: Quality, limit: Int) {
    self.quality = quality
    self.limit = limit
  }

  /// Only what stands above the whole is worth keeping.
  @inline(__always)
  func admits(_ value: Double) -> Bool { limit > 0 && value > 0 && value >= threshold }

  mutating func add(_ rule: RuleSearch.Found) {
    rules.append(rule)
    if rules.count >= 2 * limit + 8 { cut() }
  }

  private mutating func cut() {
    rules = Self.sorted(rules, by: quality)
    if rules.count > limit { rules.removeSubrange(limit...) }
    if rules.count == limit, let last = rules.last { threshold = last[quality] }
  }

  func finished() -> [RuleSearch.Found] {
    Array(Self.sorted(rules, by: quality).prefix(limit))
  }

  private static func sorted(_ rules: [RuleSearch.Found], by quality: Quality)
    -> [RuleSearch.Found]
  {
    rules.sorted { a, b in
      let (x, y) = (a[quality], b[quality])
      if x != y { return x > y }
      if a.n != b.n { return a.n > b.n }
      if a.terms.count != b.terms.count { return a.terms.count < b.terms.count }
      return a.terms.lexicographicallyPrecedes(b.terms)
    }
  }

  /// Sorted, each rule once.
  static func unique(_ rules: [RuleSearch.Found], by quality: Quality, limit: Int)
    -> [RuleSearch.Found]
  {
    var seen: Set<[Term]> = []
    var result: [RuleSearch.Found] = []
    for rule in sorted(rules, by: quality) where seen.insert(rule.terms).inserted {
      result.append(rule)
      if result.count == limit { break }
    }
    return result
  }

  static func joined(_ a: [RuleSearch.Found], _ b: [RuleSearch.Found]) -> [RuleSearch.Found?] {
    var seen: Set<[Term]> = []
    var result: [RuleSearch.Found?] = []
    for rule in a + b where seen.insert(rule.terms).inserted { result.append(rule) }
    return result
  }
}
