import Basics
import Columns
import Statistics

/// Derives a profile: searches rules, and says honestly what to think of them.
public enum Derivation {
  public typealias Progress = @Sendable (_ step: String, _ done: Double) -> Void

  /// - Throws: a ``Problem`` where there are too few rows, or all had the same outcome.
  static func derive(
    _ evidence: Evidence, _ options: DerivationOptions, progress: Progress? = nil
  ) throws -> DerivedProfile {
    try check(evidence, options)
    var evidence = evidence
    let split = try HoldoutSplit(evidence, options)
    var notes = evidence.notes + split.notes
    var warnings = evidence.warnings
    let traitOptions = TraitBits.Options(
      parts: 10, leastCount: max(1, min(options.minRows, 10)), mostLevels: 64)
    progress?("reading traits", 0)
    var all = try TraitBits(evidence.columns, rowCount: evidence.count, options: traitOptions)
    let leaks = Leaks.find(all, evidence.target, isAsked: options.traits != nil)
    warnings += leaks.warnings
    if !leaks.columns.isEmpty {
      evidence.columns.removeAll { leaks.columns.contains($0.name) }
      all = try TraitBits(evidence.columns, rowCount: evidence.count, options: traitOptions)
    }
    notes += all.notes
    guard !all.traits.isEmpty else {
      throw Problem(
        .data, "derive: there is no trait to look at: every column is left out",
        hints: evidence.notes.prefix(6) + ["name traits: traits = { \"industry\", \"employees\" }"])
    }
    let train = split.train.map { evidence.filtered($0) } ?? evidence
    let bits =
      split.train == nil
      ? all : try TraitBits(train.columns, rowCount: train.count, options: traitOptions)
    let test = split.test.map { evidence.filtered($0) }

    var settings = RuleSearch.Settings()
    settings.maxTerms = options.maxTerms
    settings.beam = options.beam
    settings.minRows = options.minRows
    settings.keep = 300
    settings.keepsTried = true
    let search = RuleSearch(bits, settings: settings, forMeans: !evidence.target.isRate)
    let shuffle = OutcomeShuffle(count: train.count, groups: train.groups)
    let lifts = try TraitLifts(all, evidence.target, groups: evidence.groups)

    var sides: [SideResult] = []
    for (number, target) in [train.target, train.target.inverted()].enumerated() {
      let from = Double(number) / 2
      let step = number == 0 ? "searching whom to look for" : "searching whom to avoid"
      progress?(step, from)
      let side = Side(
        search: search, target: target, isInverted: number == 1, shuffle: shuffle,
        options: options, effect: lifts.designEffect)
      sides.append(
        try side.run { done in progress?(step, from + done / 2) })
    }
    progress?("checking against held-out rows", 0.98)
    let foldOf = SignalScore.foldNumbers(
      evidence.count, groups: evidence.groups, seed: options.seed)
    let measure = try SignalScore.measure(evidence, all, folds: foldOf, seed: options.seed)
    let verdict = verdict(lifts, all, measure, sides[0])
    if split.test == nil {
      try FoldChecks(evidence, options, traitOptions, settings, foldOf).fill(&sides)
    }
    let model = try SpreadModel(all, evidence.target)
    let figures = RuleFigures(evidence, train: train, test: test, model, all, options)
    let rules = try figures.rules(sides[0], verdict: verdict, split: split)
    let avoid = try figures.rules(sides[1], verdict: verdict, split: split, beside: rules)
    let total = evidence.values.elements.reduce(0, +)
    var profile = DerivedProfile(
      goal: evidence.goal, noun: evidence.noun, isRate: evidence.target.isRate,
      rows: evidence.count, trainRows: train.count, holdoutRows: test?.count ?? 0,
      holdoutText: split.text,
      whole: model.plain(n: evidence.count, mean: total / Double(evidence.count)),
      rules: rules, avoid: avoid, verdict: verdict, power: nil,
      traits: try lifts.table(all, evidence), repeated: DoubleCounts.pairs(all),
      tableStakes: TableStakes.find(all, evidence.target), tried: sides.reduce(0) { $0 + $1.tried },
      warnings: warnings, notes: notes, accounts: evidence.population)
    let sizes = all.atoms.map(\.count).filter { $0 >= options.minRows }.sorted()
    if !sizes.isEmpty {
      let middle = sizes[sizes.count / 2]
      profile.power = DetectableGap.of(
        n: middle, rest: evidence.count - middle, target: evidence.target,
        tests: all.atoms.count)
    }
    profile.warnings += DerivationWarnings.of(profile, lifts, all, evidence)
    progress?("done", 1)
    return profile
  }

  private static func verdict(
    _ lifts: TraitLifts, _ bits: TraitBits, _ measure: SignalScore.Measure, _ side: SideResult
  ) -> Verdict {
    let best = lifts.wholes.indices.filter { lifts.wholes[$0].q != nil }
      .min { (lifts.wholes[$0].p ?? 1, $0) < (lifts.wholes[$1].p ?? 1, $1) }
    let q = best.flatMap { lifts.wholes[$0].q }
    return Verdict(
      traitName: best.map { bits.traits[$0].name }, traitQ: q, traitPasses: (q ?? 1) < 0.05,
      score: measure.value, scoreLow: measure.low, scoreHigh: measure.high,
      isArea: measure.isArea, scorePasses: measure.passes, bestAccuracy: side.bestAccuracy,
      accuracyLimit: side.null.accuracyLimit, accuracyP: side.null.p(wracc: side.bestAccuracy),
      shuffles: side.null.count)
  }

  private static func check(_ evidence: Evidence, _ options: DerivationOptions) throws {
    guard (1...5).contains(options.maxTerms) else {
      throw Problem(.script, "derive: max_terms must be from 1 to 5, not \(options.maxTerms)")
    }
    guard options.minRows >= 1 else {
      throw Problem(.script, "derive: min_deals must be at least 1")
    }
    guard (0...10_000).contains(options.shuffles) else {
      throw Problem(.script, "derive: shuffles must be from 0 to 10,000")
    }
    guard (1...2000).contains(options.beam) else {
      throw Problem(.script, "derive: beam must be from 1 to 2,000")
    }
    guard evidence.count >= max(20, options.minRows * 2) else {
      throw Problem(
        .data,
        "derive: there are \(Wording.grouped(evidence.count)) \(evidence.noun), too few to derive"
          + " anything from",
        hints: [
          "a rule covers at least \(options.minRows) and leaves out as many (min_deals)"
        ] + evidence.notes.prefix(4))
    }
    guard evidence.target.deviation > 0 else {
      throw Problem(
        .data, "derive: all \(evidence.noun) have the same \(evidence.goal): nothing to tell apart")
    }
  }
}

/// Which rows rules are found on, and which they are held against.
struct HoldoutSplit {
  /// Nil with folds: all rows.
  var train: Bitmap?
  var test: Bitmap?
  var text: String
  var notes: [String] = []

  init(_ evidence: Evidence, _ options: DerivationOptions) throws {
    text = "five folds: each rule is looked for again without a fifth of the rows"
    if evidence.groups != nil { text += ", an account's rows together" }
    guard let days = evidence.days else {
      if case .last = options.holdout {
        throw Problem(
          .script, "derive: there are no days to hold out by",
          hints: ["leave holdout out: folds are used then"])
      }
      return
    }
    var sorted = days.array.filter { $0 != Column.noDay }
    sorted.sort()
    guard let last = sorted.last else { return }
    let start: Int32
    switch options.holdout {
    case .folds: return
    case .last(let window): start = window.start(before: options.asOf ?? last)
    case .automatic: start = sorted[sorted.count * 4 / 5]
    }
    let test = Bitmap(count: days.count) { days.base[$0] >= start }
    let train = Bitmap(count: days.count) {
      days.base[$0] < start && days.base[$0] != Column.noDay
    }
    let (n, m) = (train.countOfSet, test.countOfSet)
    let least = max(20, options.minRows)
    guard n >= 2 * least, m >= least else {
      if case .last(let window) = options.holdout {
        throw Problem(
          .data,
          "derive: holding out \(window.text) leaves \(Wording.grouped(n)) \(evidence.noun) to learn"
            + " from and \(Wording.grouped(m)) to check with: too few",
          hints: ["choose another holdout, or leave it out"])
      }
      notes.append("too few \(evidence.noun) for a holdout in time: folds are used")
      return
    }
    (self.train, self.test) = (train, test)
    text =
      "\(Wording.grouped(m)) \(evidence.noun) decided from \(Calendar.text(days: start)) on,"
      + " not looked at in the search"
  }
}
