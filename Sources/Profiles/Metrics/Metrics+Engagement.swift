import Basics
import Columns
import Statistics

extension Metrics {
  /// How much customers use the product, compared with others on their plan (B12).
  ///
  /// The index of an account is its use in the window ÷ the median of the accounts of the same plan
  /// that used it at all; 1 is the usual.
  ///
  /// - Parameters:
  ///   - usage: `account_id`, `date`, and the column `measure` (or one row a use, without it).
  ///   - plan: The column of accounts that says what to compare with; nil: with all.
  public static func engagement(
    usage: Table, accounts: Table, by keys: [CohortKey] = [], measure: String? = nil,
    plan: String? = nil, asOf: Int32, days: Int = 90, level: Double = 0.95
  ) throws -> FigureTable {
    let cohorts = try AccountCohorts(accounts, by: keys)
    let rows = try AccountRows(usage, accounts)
    let date = try SubscriptionFacts.dates(usage, "date")
    let first = Window.days(days).start(before: asOf)
    let recent = Bitmap(count: usage.rowCount) {
      date.day($0).map { $0 >= first && $0 <= asOf } ?? false
    }
    let used: [Double] =
      try measure.map { rows.sums(try number(usage, $0), recent) }
      ?? rows.counts(recent).map(Double.init)
    var notes: [String] = []
    if rows.unknown > 0 {
      notes.append(
        Wording.counted(rows.unknown, "row of usage belongs", "rows of usage belong")
          + " to no known account: left out")
    }
    let plans = try accounts.grouping(by: plan.map { [try accounts.column($0)] } ?? [])
    let index = indices(used, plans)
    return try cohorts.table("engagement", level: level, rank: ["index", "accounts"], notes: notes)
    {
      grouping, columns in
      let confidence = try Confidence(level)
      let members = AccountCohorts.members(grouping)
      let active = grouping.counts { used[$0] > 0 }
      let usual = Column(numbers: index).finiteDoubles()
      let samples = try GroupedSamples(
        usual, of: grouping, where: Bitmap(count: used.count, filled: true))
      columns.count("accounts", members.map(\.count), "accounts, those without use too")
      columns.interval(
        "active",
        try zip(active, members).map {
          Bounded(try Proportion.wilson(wins: $0, n: $1.count, at: confidence))
        }, .share, "accounts with any use in the last \(days) days / accounts",
        bounds: "Wilson's score interval")
      columns.number(
        "use", grouping.sums(used), .count, measure.map { "sum of \($0)" } ?? "rows of usage")
      columns.interval(
        "index", (0..<grouping.groupCount).map { samples.mean($0, level: level) }, .ratio,
        "mean of use / median use of active accounts"
          + (plan.map { " of the same \($0)" } ?? "") + "; 1 is the usual",
        bounds: "Student's t")
      columns.flag(
        "small", members.map { $0.count < smallBelow }, "fewer than \(smallBelow) accounts")
    }
  }

  private static func indices(_ used: [Double], _ plans: Grouping) -> [Double?] {
    var active = [[Double]](repeating: [], count: plans.groupCount)
    for (account, use) in used.enumerated() where use > 0 {
      active[Int(plans.groupOf.base[account])].append(use)
    }
    let usual = active.map { Quantile.type7(sorted: $0.sorted(), 0.5) }
    return used.enumerated().map { account, use in
      usual[Int(plans.groupOf.base[account])].flatMap { ratio(use, $0) }
    }
  }

  /// What customers say (B14): net promoter score and satisfaction.
  ///
  /// - Parameters:
  ///   - surveys: `account_id`, `score`, and `kind` (`nps` or `csat`; others are left out). Without
  ///     `kind` scores above 5 anywhere mean NPS.
  ///   - accounts: nil: the accounts the answers name.
  public static func satisfaction(
    surveys: Table, accounts: Table? = nil, by keys: [CohortKey] = [], score: String = "score",
    level: Double = 0.95
  ) throws -> FigureTable {
    let accounts = try accounts ?? AccountCohorts.named(in: surveys)
    let cohorts = try AccountCohorts(accounts, by: keys)
    let answers = try SurveyAnswers(surveys, accounts, score: score)
    return try cohorts.table(
      "satisfaction", level: level, rank: ["nps.low", "csat.low", "answers"], notes: answers.notes
    ) { grouping, columns in
      let confidence = try Confidence(level)
      var counts = [SurveyAnswers.Counts](repeating: .init(), count: grouping.groupCount)
      for (account, own) in answers.counts.enumerated() {
        counts[Int(grouping.groupOf.base[account])].add(own)
      }
      columns.count("answers", counts.map { $0.nps + $0.csat }, "answers to either question")
      columns.count(
        "nps_answers", counts.map(\.nps), "answers from 0 to 10: would you recommend us?")
      columns.interval(
        "nps", counts.map { $0.promoterScore(z: confidence.z) }, .points,
        "share of 9 and 10 - share of 0 to 6, × 100",
        bounds: "normal, of a difference of two shares")
      columns.count(
        "csat_answers", counts.map(\.csat), "answers from 1 to 5: how satisfied are you?")
      columns.interval(
        "csat",
        try counts.map {
          Bounded(try Proportion.wilson(wins: $0.satisfied, n: $0.csat, at: confidence))
        },
        .share, "answers of 4 and 5 / answers", bounds: "Wilson's score interval")
      columns.flag(
        "small", counts.map { $0.nps + $0.csat < smallBelow }, "fewer than \(smallBelow) answers")
    }
  }
}

/// Answers of each account.
struct SurveyAnswers {
  struct Counts {
    var nps = 0
    var promoters = 0
    var detractors = 0
    var csat = 0
    var satisfied = 0

    mutating func add(_ other: Counts) {
      nps += other.nps
      promoters += other.promoters
      detractors += other.detractors
      csat += other.csat
      satisfied += other.satisfied
    }

    func promoterScore(z: Double) -> Bounded {
      guard nps > 0 else { return .none }
      let n = Double(nps)
      let (up, down) = (Double(promoters) / n, Double(detractors) / n)
      let score = up - down
      let reach = z * (max(0, up + down - score * score) / n).squareRoot()
      return Bounded(
        estimate: 100 * score, low: 100 * max(-1, score - reach), high: 100 * min(1, score + reach))
    }
  }

  let counts: [Counts]
  let notes: [String]

  init(_ surveys: Table, _ accounts: Table, score name: String) throws {
    let rows = try AccountRows(surveys, accounts)
    let score = try Metrics.number(surveys, name)
    let kind = surveys["kind"]
    let scores = (0..<surveys.rowCount).compactMap { score.double($0) }
    let isNPS = kind == nil && scores.contains { $0 > 5 }
    var counts = [Counts](repeating: Counts(), count: accounts.rowCount)
    var (outside, other) = (0, 0)
    for row in 0..<surveys.rowCount {
      let account = Int(rows.accountOf.base[row])
      guard account >= 0, let value = score.double(row) else { continue }
      let what = kind?.text(row)?.lowercased() ?? (kind == nil ? (isNPS ? "nps" : "csat") : "")
      switch what {
      case "nps":
        guard value >= 0 && value <= 10 else {
          outside += 1
          continue
        }
        counts[account].nps += 1
        if value >= 9 { counts[account].promoters += 1 }
        if value <= 6 { counts[account].detractors += 1 }
      case "csat":
        guard value >= 1 && value <= 5 else {
          outside += 1
          continue
        }
        counts[account].csat += 1
        if value >= 4 { counts[account].satisfied += 1 }
      default: other += 1
      }
    }
    self.counts = counts
    var notes: [String] = []
    if rows.unknown > 0 {
      notes.append(
        Wording.counted(rows.unknown, "answer belongs", "answers belong")
          + " to no known account: left out")
    }
    if outside > 0 {
      notes.append(
        Wording.counted(outside, "score lies outside its", "scores lie outside their")
          + " scale: left out")
    }
    if other > 0 {
      notes.append(
        Wording.counted(other, "answer is", "answers are") + " neither nps nor csat: left out")
    }
    let missing = score.missingCount
    if missing > 0 {
      notes.append(Wording.counted(missing, "answer has", "answers have") + " no score: left out")
    }
    if kind == nil {
      notes.append(
        "there is no column kind: scores are taken as \(isNPS ? "nps, 0 to 10" : "csat, 1 to 5")")
    }
    self.notes = notes
  }
}
