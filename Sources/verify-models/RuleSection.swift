import Basics
import Columns
import Profiles
import Statistics

/// Rules: the search against the reference's subgroups on the same rows and folds, and the verdict.
struct RuleSection {
  let dataset: ModelDataset
  let folds: SourceFiles
  let verbose: Bool

  /// How far below the reference's rules ours may be on rows they were not found on.
  static let margin = 0.0005
  /// The best weighted relative accuracy on all rows that the anchors' document lists, at two and at
  /// three conditions.
  static let listed: [String: (two: Double, three: Double)] = [
    "maven_crm_sales": (0.003093, 0.003093), "maven_crm_sales_by_account": (0.003093, 0.003093),
    "ravenstack_saas": (0.02028, 0.02028), "ravenstack_saas_plus_usage": (0.0212, 0.0212),
    "x_education_leads": (0.080566, 0.080608), "ibm_telco_churn": (0.091554, 0.091554),
    "uci_bank_marketing": (0.025778, 0.02724),
  ]

  func run(into report: inout Report) throws {
    let columns = zip(dataset.traits.names, dataset.traits.columns).map { (name: $0, column: $1) }
    let won = Bitmap(dataset.outcomes.map { $0 == 1 })
    let profile = try derived(won)
    let isSignal = profile.verdict.isSignal
    for depth in [2, 3] {
      let best = try search(columns, won, depth).rules.first?.accuracy ?? 0
      // The same search over single values and fifths, as wide as the level: the reference's optimum.
      var plain = SubgroupSearch.Options()
      (plain.maxTerms, plain.ranges, plain.parts) = (depth, false, 5)
      (plain.beam, plain.top) = (500, 1)
      let optimum = try SubgroupSearch(columns, won: won, options: plain).rules.first?.accuracy ?? 0
      let known = Self.listed[dataset.name].map { depth == 2 ? $0.two : $0.three }
      let least = max(known ?? 0, optimum)
      report.check(
        "best rule of \(depth)", best >= least - 5e-7,
        "WRAcc \(best.digits(6)), at least \(least.digits(6))")
      try onTestFolds(depth, columns, isSignal, &report)
    }
    for part in profile.verdict.parts { report.note(part) }
    if let anchor = dataset.anchor("logistic") {
      let area = try AreaUnderCurve(
        try ScoredOutcomes(scores: anchor, labels: dataset.outcomes))
      let expected = (area.low ?? 0) > 0.5
      report.check(
        "verdict of rules", isSignal == expected,
        isSignal ? "a reliable signal" : "no reliable signal")
    }
    report.check(
      "established", isSignal != profile.established.isEmpty,
      "\(profile.established.count) rules established"
        + (profile.rules.first.map { "; first: \($0.text)" } ?? ""))
    if let gap = profile.power, !isSignal {
      report.note(
        "could have seen: \((100 * gap.single).digits(1)) points with \(gap.n) rows, "
          + "\((100 * gap.corrected).digits(1)) of \(gap.tests) levels")
    }
    if verbose { for warning in profile.warnings { report.note("warning: \(warning)") } }
  }

  private func search(
    _ columns: [(name: String, column: Column)], _ won: Bitmap, _ depth: Int
  ) throws -> SubgroupSearch {
    var options = SubgroupSearch.Options()
    options.maxTerms = depth
    return try SubgroupSearch(columns, won: won, options: options)
  }

  /// The mean accuracy of the ten best rules of each fold on the fold they were not found on.
  private func onTestFolds(
    _ depth: Int, _ columns: [(name: String, column: Column)], _ isSignal: Bool,
    _ report: inout Report
  ) throws {
    var (sum, count) = (0.0, 0)
    for fold in 0..<dataset.foldCount {
      let (train, test) = dataset.split(fold)
      let rows = Buffer(train.map { UInt32($0) })
      let own = columns.map { (name: $0.name, column: $0.column.take(rows)) }
      let found = try search(own, Bitmap(train.map { dataset.outcomes[$0] == 1 }), depth)
      let held = dataset.traits.take(Buffer(test.map { UInt32($0) }))
      let won = Bitmap(test.map { dataset.outcomes[$0] == 1 })
      let base = Double(won.countOfSet) / Double(max(1, test.count))
      for rule in found.rules {
        var covered = Bitmap(count: test.count, filled: true)
        for condition in rule.conditions {
          covered = covered.and(try condition.rows(in: held.column(condition.column)))
        }
        let wins = Double(covered.and(won).countOfSet)
        sum += (wins - Double(covered.countOfSet) * base) / Double(max(1, test.count))
        count += 1
      }
    }
    let mean = count > 0 ? sum / Double(count) : 0
    guard let reference = try reference(depth) else {
      report.note("ten best rules of \(depth) on test folds: WRAcc \(mean.digits(5))")
      return
    }
    let text = "WRAcc \(mean.digits(5)) (\(count) rules), reference \(reference.digits(5))"
    // Where there is nothing to find, the mean of chance rules is chance; the verdict counts.
    if isSignal || mean >= reference - Self.margin {
      report.check(
        "ten best rules of \(depth) on test folds", mean >= reference - Self.margin,
        "\(text) less \(Self.margin)")
    } else {
      report.note("ten best rules of \(depth) on test folds (no signal, not judged): \(text)")
    }
  }

  private func reference(_ depth: Int) throws -> Double? {
    let name = "\(dataset.name).subgroups-depth\(depth).csv"
    guard folds.path(name) != nil else { return nil }
    let values = try folds.table(name).texts("wracc_te").compactMap { $0.flatMap(Double.init) }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  private func derived(_ won: Bitmap) throws -> DerivedProfile {
    try Derivation.derive(dataset.traits, outcome: Outcome(won: won))
  }

  private struct Outcome: RowTest {
    let won: Bitmap
    let text = "outcome"
    var columnNames: [String]? { ["outcome of the anchors"] }

    func evaluate(on table: Table) throws -> RowTestResult {
      RowTestResult(passed: won, unknown: Bitmap(count: won.count))
    }
  }
}
