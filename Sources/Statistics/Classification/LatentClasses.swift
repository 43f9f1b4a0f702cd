/// Groups of rows that answer alike, found from answers of a few choices each.
///
/// A latent class model: within a group the answers are independent of each other, and each group
/// has its own share of each choice.
///
/// Source: P. F. Lazarsfeld, N. W. Henry (1968), "Latent Structure Analysis"; fitted by
/// expectation and maximisation as L. A. Goodman (1974), Biometrika 61, describes.
public struct LatentClasses: Sendable {
  /// The share of each group, the largest first.
  public let shares: [Double]
  /// For each group, question and choice how often members choose it.
  public let answers: [[[Double]]]
  /// The logarithm of the likelihood of all rows.
  public let logLikelihood: Double
  /// How many numbers were fitted.
  public let parameters: Int
  public let rows: Int

  /// Bayes' information criterion: the least is the best.
  public var criterion: Double {
    -2 * logLikelihood + Double(parameters) * logarithm(Double(rows))
  }

  /// A question that a row has no answer to.
  public static let missing: Int32 = -1

  /// Questions with the answers of each row: one of the choices, or ``missing``, which tells nothing.
  public struct Question: Sendable {
    public let choices: Int
    public let codes: [Int32]

    /// - Precondition: all codes are missing or below `choices`.
    public init(choices: Int, codes: [Int32]) {
      precondition(codes.allSatisfy { $0 >= LatentClasses.missing && $0 < choices })
      (self.choices, self.codes) = (choices, codes)
    }
  }

  /// The model of as many groups as the least criterion asks for, of 1 up to `limit`.
  ///
  /// - Parameter check: Called now and then; what it throws ends the search.
  /// - Complexity: as ``fit(_:groups:starts:check:)``, for each number of groups.
  public static func fit(
    _ questions: [Question], limit: Int, check: Checkpoint = {}
  ) throws -> Self {
    var best = try fit(questions, groups: 1, check: check)
    var groups = 2
    while groups <= limit {
      let next = try fit(questions, groups: groups, check: check)
      if next.criterion < best.criterion { best = next }
      groups += 1
    }
    return best
  }

  /// The model of so many groups.
  ///
  /// Several starts are followed a few rounds each, the two likeliest to their end: what is found
  /// depends on where one starts. The same rows give the same groups.
  ///
  /// - Complexity: O((starts + 60) × 16 × distinct rows × questions × groups) at the most.
  public static func fit(
    _ questions: [Question], groups: Int, starts: Int = 16, check: Checkpoint = {}
  ) throws -> Self {
    precondition(groups >= 1 && starts >= 1)
    let patterns = Patterns(questions)
    var states: [State] = []
    for start in 0..<(groups == 1 ? 1 : starts) {
      try check()
      var state = State(groups, patterns, start: start)
      state.improve(patterns, rounds: 16)
      states.append(state)
    }
    states.sort { $0.logLikelihood > $1.logLikelihood }
    var best: State?
    for var state in states.prefix(2) {
      try check()
      state.improve(patterns, rounds: 480)
      if best.map({ state.logLikelihood > $0.logLikelihood }) ?? true { best = state }
    }
    return Self(best!, patterns)
  }

  private init(_ state: State, _ patterns: Patterns) {
    let order = state.shares.indices.sorted {
      state.shares[$0] != state.shares[$1] ? state.shares[$0] > state.shares[$1] : $0 < $1
    }
    shares = order.map { state.shares[$0] }
    let starts = patterns.starts
    answers = order.map { group in
      (0..<starts.count - 1).map { Array(state.choices[group][starts[$0]..<starts[$0 + 1]]) }
    }
    logLikelihood = state.logLikelihood
    rows = patterns.rows
    parameters =
      order.count - 1 + order.count * (starts[starts.count - 1] - (starts.count - 1))
  }

  /// How likely each group is for a row.
  public func chances(_ codes: [Int32]) -> [Double] {
    var chances = shares
    for (group, _) in shares.enumerated() {
      for (question, code) in codes.enumerated() where code >= 0 {
        chances[group] *= answers[group][question][Int(code)]
      }
    }
    let sum = chances.reduce(0, +)
    return sum > 0 ? chances.map { $0 / sum } : shares
  }

  // MARK: Fitting

  /// Rows that answer the same, each once, and where each choice of each question stands in a line
  /// of all choices.
  private struct Patterns {
    /// For each pattern the places of its answers; unanswered questions have none.
    var places: [[Int]] = []
    var counts: [Double] = []
    /// Where each question begins; at the end the number of all choices.
    let starts: [Int]
    let rows: Int

    init(_ questions: [Question]) {
      rows = questions.first?.codes.count ?? 0
      var starts = [0]
      for question in questions { starts.append(starts[starts.count - 1] + question.choices) }
      self.starts = starts
      var numberOf: [[Int]: Int] = [:]
      for row in 0..<rows {
        let places = questions.indices.compactMap { question -> Int? in
          let code = questions[question].codes[row]
          return code < 0 ? nil : starts[question] + Int(code)
        }
        if let number = numberOf[places] {
          counts[number] += 1
        } else {
          numberOf[places] = self.places.count
          self.places.append(places)
          counts.append(1)
        }
      }
    }
  }

  /// What is fitted: the shares of the groups, and for each group those of all choices in line.
  private struct State {
    var shares: [Double]
    var choices: [[Double]]
    var logLikelihood = -Double.infinity

    /// Shares near those of all rows, moved at random: the same for the same start.
    init(_ groups: Int, _ patterns: Patterns, start: Int) {
      var random = RandomStream(seed: 0x1A7E27, stream: UInt64(start))
      shares = [Double](repeating: 1 / Double(groups), count: groups)
      var all = [Double](repeating: 1, count: patterns.starts[patterns.starts.count - 1])
      for (pattern, places) in patterns.places.enumerated() {
        for place in places { all[place] += patterns.counts[pattern] }
      }
      choices = (0..<groups).map { _ in
        all.map { groups == 1 ? $0 : $0 * (0.2 + random.unit() * 1.6) }
      }
      for group in 0..<groups { Self.scale(&choices[group], patterns.starts) }
    }

    /// Makes the choices of each question add up to 1.
    private static func scale(_ choices: inout [Double], _ starts: [Int]) {
      for question in 0..<starts.count - 1 {
        let range = starts[question]..<starts[question + 1]
        let sum = choices[range].reduce(0, +)
        if sum > 0 { for place in range { choices[place] /= sum } }
      }
    }

    mutating func improve(_ patterns: Patterns, rounds: Int) {
      for _ in 0..<rounds {
        let before = logLikelihood
        step(patterns)
        if logLikelihood - before < 1e-9 * max(1, logLikelihood.magnitude) { return }
      }
    }

    /// One round: how likely each group is for each row, and from that the shares anew.
    private mutating func step(_ patterns: Patterns) {
      var sums = shares.map { _ in 0.0 }
      var counts = choices.map { $0.map { _ in 0.0 } }
      var chances = shares
      logLikelihood = 0
      for (pattern, places) in patterns.places.enumerated() {
        var all = 0.0
        for group in shares.indices {
          var chance = shares[group]
          for place in places { chance *= choices[group][place] }
          chances[group] = chance
          all += chance
        }
        guard all > 0 else { continue }
        logLikelihood += patterns.counts[pattern] * logarithm(all)
        for group in shares.indices {
          let weight = patterns.counts[pattern] * chances[group] / all
          sums[group] += weight
          for place in places { counts[group][place] += weight }
        }
      }
      for group in shares.indices {
        shares[group] = sums[group] / Double(max(1, patterns.rows))
        Self.scale(&counts[group], patterns.starts)
        choices[group] = counts[group]
      }
    }
  }
}

/// How alike two ways are of putting the same rows into groups.
public enum GroupAgreement {
  /// The adjusted Rand index: 1 where they agree, about 0 where chance alone agrees as well.
  ///
  /// Source: L. Hubert, P. Arabie (1985), "Comparing Partitions", Journal of Classification 2.
  ///
  /// - Returns: Nil below two rows, and where both have one group only.
  public static func adjustedRand(_ a: [Int], _ b: [Int]) -> Double? {
    precondition(a.count == b.count)
    func pairs(_ n: Int) -> Double { Double(n) * Double(n - 1) / 2 }
    var both: [[Int]: Int] = [:]
    var (first, second): ([Int: Int], [Int: Int]) = ([:], [:])
    for (x, y) in zip(a, b) {
      both[[x, y], default: 0] += 1
      first[x, default: 0] += 1
      second[y, default: 0] += 1
    }
    let together = both.values.reduce(0) { $0 + pairs($1) }
    let (x, y) = (
      first.values.reduce(0) { $0 + pairs($1) }, second.values.reduce(0) { $0 + pairs($1) }
    )
    let all = pairs(a.count)
    guard all > 0 else { return nil }
    let expected = x * y / all
    let most = (x + y) / 2
    return most > expected ? (together - expected) / (most - expected) : nil
  }
}
