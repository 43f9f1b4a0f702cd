import Basics
import Columns
import Glibc
import Statistics

/// How a card is learnt.
public struct ScorecardOptions: Sendable {
  public var name = "Learnt from data"
  public var method = Scorecard.Method.logistic
  /// Weights of traits by name or column, for ``Scorecard/Method/hand``; not below 0.
  public var weights: [String: Double] = [:]
  /// Win rates may only rise, or only fall, with a number; otherwise age may help in the middle where
  /// the data say so.
  public var monotone = false
  /// Parts for the choice of the penalty and the verdict.
  public var folds = 5
  public var seed: UInt64 = 7
  public var level = 0.95
  /// Nil: A for the best tenth of what was learnt from, B for the next fifth, C for the next three
  /// tenths.
  public var tiers: [Tier]?

  public init() {}
}

extension Scorecard {
  /// Learns a card.
  ///
  /// Numbers are binned by ``NumberBinning``, texts by level; missing is a bin. Logistic weights have a
  /// ridge penalty, chosen by cross-validation; so is the verdict whether there is a signal. Without
  /// one every account gets the same fit and the overall win rate. Points never go against the trend
  /// of a number: ranges that would are put together.
  ///
  /// The same rows and seed give the same card, whatever the number of cores.
  ///
  /// - Throws: a ``Problem`` with one class only, or without any trait.
  /// - Complexity: folds × 5 logistic fits.
  public static func learn(_ data: LearningData, _ options: ScorecardOptions = .init()) throws
    -> Scorecard
  {
    let place = "scorecard \"\(options.name)\""
    try check(data, options, place)
    let tests = try TraitTest.all(data)
    let crossed = try CrossValidation(
      data, folds: options.folds, seed: options.seed, monotone: options.monotone)
    let signal = try ScorecardSignal(
      scores: crossed.logOdds, labels: data.outcomes, tests: tests, level: options.level)
    let rows = Array(data.outcomes.indices)
    let all = [Bool](repeating: true, count: data.count)
    var bins = try ScorecardFit.bins(data, included: all, monotone: options.monotone)
    var codes = ScorecardFit.codes(data, bins, rows: rows)
    try refuseAnswers(ScorecardBuilder(data: data, bins: bins, codes: codes), place)
    var effects: [[Double]]
    var spans: [Double]
    switch options.method {
    case .logistic:
      var fit = try ScorecardFit(
        bins, codes: codes, labels: data.outcomes, penalty: crossed.penalty)
      let strongest = fit.strongest(mostTraits, codes: codes)
      var isNew = strongest != nil
      while isNew || fit.joinAgainstTrend() {
        isNew = false
        bins = fit.bins
        codes = ScorecardFit.codes(data, bins, rows: rows)
        fit = try ScorecardFit(
          bins, codes: codes, labels: data.outcomes, penalty: crossed.penalty, among: strongest)
      }
      effects = fit.effects
      spans = effects.map { ($0.max() ?? 0) - ($0.min() ?? 0) }
    case .informationValue, .hand:
      effects = zip(bins, codes).map {
        ScorecardFit.evidence($0, codes: $1, labels: data.outcomes)
      }
      let builder = ScorecardBuilder(data: data, bins: bins, codes: codes)
      spans = try data.traits.indices.map { index in
        options.method == .hand
          ? weight(of: data.traits[index], options, place)
          : try builder.informationValue(index) ?? 0
      }
      for index in effects.indices where Set(effects[index]).count < 2 { spans[index] = 0 }
      guard spans.contains(where: { $0 > 0 }) else {
        throw Problem(.script, "\(place): no trait has a weight and more than one bin")
      }
    }
    let points =
      signal.isEstablished
      ? try ScorecardBuilder.points(effects, spans: spans) : effects.map { $0.map { _ in 0 } }
    let builder = ScorecardBuilder(data: data, bins: bins, codes: codes)
    let traits = try data.traits.indices.map { index in
      try builder.trait(index, points: points[index], test: tests[index])
    }
    var fits = [Int](repeating: 0, count: data.count)
    for (codes, points) in zip(codes, points) {
      for row in fits.indices { fits[row] += points[Int(codes[row])] }
    }
    let chance =
      options.method == .logistic
      ? chance(
        fits, won: data.won,
        slope: crossed.slope(data.outcomes) * spans.reduce(0, +) / Double(allFit))
      : chance(fits, data.outcomes)
    var card = Scorecard(
      name: options.name, method: options.method, traits: traits, signal: signal,
      tiers: try options.tiers.map { try checked($0, place) } ?? tiers(fits),
      n: data.count, won: data.won,
      penalty: options.method == .logistic ? crossed.penalty : nil, unfit: data.unfit, notes: [],
      chanceAtZero: chance.atZero, chancePerPoint: chance.perPoint)
    card.notes = card.cautions()
    return card
  }

  /// More traits than this get no points: see ``ScorecardFit/strongest(_:codes:)``.
  static let mostTraits = 40

  private static func check(
    _ data: LearningData, _ options: ScorecardOptions, _ place: String
  ) throws {
    if data.traits.isEmpty {
      throw Problem(
        .script, "\(place): there is no trait to learn from",
        hints: data.unfit.prefix(5).map { "\($0.column): \($0.reason)" })
    }
    guard data.won > 1, data.won < data.count - 1 else {
      throw Problem(
        .data, "\(place): \(data.won) of \(data.count) rows are won",
        hints: ["it takes rows of both outcomes to learn what tells them apart"])
    }
    guard (2...20).contains(options.folds) else {
      throw Problem(.script, "\(place): folds must be from 2 to 20")
    }
    guard options.level > 0, options.level < 1 else {
      throw Problem(.script, "\(place): level must be between 0 and 1")
    }
    let known = data.traits.flatMap { [$0.name, $0.column] }
    for (name, weight) in options.weights.sorted(by: { $0.key < $1.key }) {
      if !known.contains(name) {
        throw Problem.unknown("trait", name, known: data.traits.map(\.name)).at(place)
      }
      guard weight >= 0, weight.isFinite else {
        throw Problem(.script, "\(place): the weight of \"\(name)\" is not a number of at least 0")
      }
    }
    if options.method == .hand, options.weights.isEmpty {
      throw Problem(
        .script, "\(place): weights by hand must be given",
        hints: ["weights = { industry = 40, employees = 30 }"])
    }
  }

  /// A trait whose every bin is won or lost throughout is the outcome by another name.
  private static func refuseAnswers(_ builder: ScorecardBuilder, _ place: String) throws {
    guard builder.data.count >= 50 else { return }
    for (index, trait) in builder.data.traits.enumerated() {
      let counts = builder.counts(index)
      guard zip(counts.n, counts.won).allSatisfy({ $1 == 0 || $1 == $0 }) else { continue }
      throw Problem(
        .data, "\(place): \(trait.name) tells the outcome of every row, so it is no trait",
        hints: ["leave it out: except = { \(LuaText.quoted(trait.column)) }"])
    }
  }

  private static func weight(
    of trait: LearningTrait, _ options: ScorecardOptions, _ place: String
  ) -> Double {
    options.weights[trait.name] ?? options.weights[trait.column] ?? 0
  }

  /// a and b of the chance, the slope given: the mean chance is the overall win rate.
  private static func chance(
    _ fits: [Int], won: Int, slope: Double
  ) -> (atZero: Double, perPoint: Double) {
    var rows = [Double](repeating: 0, count: allFit + 1)
    for fit in fits { rows[min(allFit, max(0, fit))] += 1 }
    var (low, high) = (-60.0 - slope * 100, 60.0)
    // The mean rises with a: halving finds it to the last digit.
    for _ in 0..<200 {
      let middle = (low + high) / 2
      var sum = 0.0
      for fit in rows.indices where rows[fit] > 0 {
        sum += rows[fit] / (1 + exp(-(middle + slope * Double(fit))))
      }
      if sum < Double(won) { low = middle } else { high = middle }
    }
    return ((low + high) / 2, slope)
  }

  /// a and b of the chance by a logistic fit of the outcome on the fit.
  private static func chance(_ fits: [Int], _ labels: [Int8]) -> (atZero: Double, perPoint: Double)
  {
    let x = fits.map { Double($0) }
    let won = labels.reduce(0) { $0 + Int($1) }
    guard let design = try? Design(rows: x.count, [.numeric(x)]),
      let fit = try? LogisticRegression.fit(design, outcomes: labels, lambda: 1e-3)
    else { return chance(fits, won: won, slope: 0) }
    return (fit.intercept, fit.coefficients[0])
  }

  /// Thresholds at the best tenth, three tenths and six tenths; those that coincide are one.
  private static func tiers(_ fits: [Int]) -> [Tier] {
    let sorted = fits.sorted(by: >)
    var tiers: [Tier] = []
    for (name, share) in [("A", 0.1), ("B", 0.3), ("C", 0.6)] {
      let place = min(sorted.count - 1, max(0, Int((share * Double(sorted.count)).rounded()) - 1))
      let threshold = Double(sorted[place])
      if threshold > 0, tiers.last.map({ $0.threshold > threshold }) ?? true {
        tiers.append(Tier(name, from: threshold))
      }
    }
    return tiers.isEmpty ? [Tier("A", from: 1)] : tiers
  }

  private static func checked(_ tiers: [Tier], _ place: String) throws -> [Tier] {
    // The same rules as for a profile that people wrote.
    let criterion = Criterion("any", weight: 1, category: .firmographic, test: NoTest())
    return try ICP(name: place, criteria: [criterion], tiers: tiers).tiers
  }

  private struct NoTest: RowTest {
    var text: String { "true" }
    func evaluate(on table: Table) throws -> RowTestResult {
      RowTestResult(
        passed: Bitmap(count: table.rowCount, filled: true), unknown: Bitmap(count: table.rowCount))
    }
  }
}

extension ScorecardFit {
  /// The traits whose effects differ most between rows (by variance), where there are more than
  /// `most`: of a hundred points shared by many more traits, rounding would be most of what is left.
  ///
  /// - Returns: nil where there are no more.
  func strongest(_ most: Int, codes: [[Int32]]) -> Set<Int>? {
    let spreads = zip(effects, codes).map { effects, codes -> Double in
      var (sum, squares) = (0.0, 0.0)
      for code in codes {
        sum += effects[Int(code)]
        squares += effects[Int(code)] * effects[Int(code)]
      }
      let n = Double(max(1, codes.count))
      return squares / n - (sum / n) * (sum / n)
    }
    let order = spreads.indices.sorted { (spreads[$1], $0) < (spreads[$0], $1) }
    return order.count > most ? Set(order.prefix(most)) : nil
  }

  /// Puts together neighbouring ranges whose effects go against the trend of the number.
  ///
  /// - Returns: whether there were any; effects are to be fitted anew then.
  mutating func joinAgainstTrend() -> Bool {
    var changed = false
    for index in bins.indices {
      // Along a line effects cannot change direction.
      guard case .ranges(var splits) = bins[index].rule, bins[index].trend != .free,
        bins[index].line == nil
      else { continue }
      let sign = bins[index].trend == .rising ? 1.0 : -1.0
      let known = effects[index].dropLast()
      let wrong = splits.indices.filter { sign * (known[$0 + 1] - known[$0]) < -1e-9 }
      guard !wrong.isEmpty else { continue }
      for split in wrong.reversed() { splits.remove(at: split) }
      bins[index] = TraitBins(ranges: splits, trend: bins[index].trend)
      changed = true
    }
    return changed
  }
}
