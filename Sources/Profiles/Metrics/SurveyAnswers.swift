import Columns

/// Answers to survey questions, by account.
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

    mutating func addNPS(_ value: Double) {
      nps += 1
      if value >= 9 { promoters += 1 }
      if value <= 6 { detractors += 1 }
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

  /// One for each account.
  private(set) var counts: [Counts]
  private(set) var notes: [String] = []
  /// The least satisfied answer and the highest there can be: 4 of 5, 8 of 10, 80 of 100.
  private var csatScale = (least: 4.0, highest: 5.0)
  private var outside = 0
  private let rows: AccountRows

  /// `4 of 5`
  var csatText: String { "\(Int(csatScale.least)) of \(Int(csatScale.highest))" }

  /// - Throws: where there is no column of scores.
  init(_ surveys: Table, _ accounts: Table) throws {
    try self.init(empty: surveys, accounts)
    if surveys["nps"] != nil || surveys["csat"] != nil {
      if surveys["nps"] != nil { addNPS(try Metrics.number(surveys, "nps")) { _ in true } }
      if surveys["csat"] != nil { addCSAT(try Metrics.number(surveys, "csat")) { _ in true } }
    } else {
      try addScores(surveys)
    }
    finish("answer", "answers")
  }

  /// Ratings in one column, such as those of tickets; rows without one were not asked.
  init(_ table: Table, _ accounts: Table, satisfaction name: String) throws {
    try self.init(empty: table, accounts)
    addCSAT(try Metrics.number(table, name)) { _ in true }
    finish("rating", "ratings")
  }

  private init(empty table: Table, _ accounts: Table) throws {
    rows = try AccountRows(table, accounts)
    counts = [Counts](repeating: Counts(), count: accounts.rowCount)
  }

  /// The answers of each group of accounts.
  func byGroup(_ grouping: Grouping) -> [Counts] {
    var sums = [Counts](repeating: Counts(), count: grouping.groupCount)
    for (account, own) in counts.enumerated() {
      sums[Int(grouping.groupOf.base[account])].add(own)
    }
    return sums
  }

  private mutating func addNPS(_ scores: Column, where counts: (Int) -> Bool) {
    for row in 0..<scores.count {
      let account = Int(rows.accountOf.base[row])
      guard account >= 0, counts(row), let value = scores.double(row) else { continue }
      if value >= 0 && value <= 10 { self.counts[account].addNPS(value) } else { outside += 1 }
    }
  }

  private mutating func addCSAT(_ scores: Column, where counts: (Int) -> Bool) {
    var highest = 0.0
    for row in 0..<scores.count where counts(row) {
      highest = max(highest, scores.double(row) ?? 0)
    }
    csatScale = highest <= 5 ? (4, 5) : highest <= 10 ? (8, 10) : (80, 100)
    for row in 0..<scores.count {
      let account = Int(rows.accountOf.base[row])
      guard account >= 0, counts(row), let value = scores.double(row) else { continue }
      if value >= 0 && value <= csatScale.highest {
        self.counts[account].csat += 1
        if value >= csatScale.least { self.counts[account].satisfied += 1 }
      } else {
        outside += 1
      }
    }
  }

  private mutating func addScores(_ surveys: Table) throws {
    let score = try Metrics.number(surveys, "score")
    if score.missingCount > 0 {
      notes.append(
        Wording.counted(score.missingCount, "answer has", "answers have") + " no score: left out")
    }
    guard let kind = surveys["kind"] else {
      let isNPS = (0..<score.count).contains { (score.double($0) ?? 0) > 5 }
      notes.append(
        "there is no column kind: scores are taken as \(isNPS ? "nps, 0 to 10" : "csat, 1 to 5")")
      if isNPS { addNPS(score) { _ in true } } else { addCSAT(score) { _ in true } }
      return
    }
    let kinds = (0..<surveys.rowCount).map { kind.text($0)?.lowercased() }
    addNPS(score) { kinds[$0] == "nps" }
    addCSAT(score) { kinds[$0] == "csat" }
    let other = kinds.count { $0 != "nps" && $0 != "csat" }
    if other > 0 {
      notes.append(
        Wording.counted(other, "answer is", "answers are") + " neither nps nor csat: left out")
    }
  }

  private mutating func finish(_ one: String, _ many: String) {
    if rows.unknown > 0 {
      notes.append(
        Wording.counted(rows.unknown, "\(one) belongs", "\(many) belong")
          + " to no known account: left out")
    }
    if outside > 0 {
      notes.append(
        Wording.counted(outside, "\(one) lies outside its", "\(many) lie outside their")
          + " scale: left out")
    }
  }
}
