/// How a deal ended.
enum Outcome: UInt8, Sendable, CaseIterable {
  case lost, open, won

  var text: String {
    switch self {
    case .lost: "lost"
    case .open: "open"
    case .won: "won"
    }
  }

  init?(_ text: String) {
    guard let outcome = Self.allCases.first(where: { $0.text == text }) else { return nil }
    self = outcome
  }
}

/// What the name of a stage says, by the list in the vocabulary.
struct OutcomeRules: Sendable {
  private let whole: [String: Outcome]
  private let wonWords: Set<String>
  private let lostWords: Set<String>
  private let negations: Set<String>
  private let doubts: Set<String>
  private let away: Set<String>

  init(_ vocabulary: Vocabulary) {
    var whole: [String: Outcome] = [:]
    for outcome in Outcome.allCases {
      for text in vocabulary.outcomes[outcome.text] ?? [] { whole[text] = outcome }
    }
    self.whole = whole
    wonWords = Set(vocabulary.outcomes["won words"] ?? [])
    lostWords = Set(vocabulary.outcomes["lost words"] ?? [])
    negations = Set(vocabulary.outcomes["negations"] ?? [])
    doubts = Set(vocabulary.outcomes["doubts"] ?? [])
    away = Set(vocabulary.outcomes["away"] ?? [])
  }

  struct Reading: Sendable {
    let outcome: Outcome
    let because: String
  }

  /// nil when no rule applies.
  ///
  /// Leading numbers (`07. Closed Lost`) and what stands in brackets do not count.
  func read(_ stage: String) -> Reading? {
    var text = stage[...]
    if let open = text.firstIndex(of: "("), open > text.startIndex { text = text[..<open] }
    let words = FoldedText.words(String(text))
    let named = Array(words.drop { $0.allSatisfy(\.isNumber) })
    if let outcome = whole[named.joined()] {
      return Reading(
        outcome: outcome, because: "\"\(named.joined(separator: " "))\" is on the list")
    }
    if isDoubtful(named) { return nil }
    let won = named.first { wonWords.contains($0) }
    let lost = named.firstIndex { lostWords.contains($0) }
    switch (won, lost) {
    case (let word?, nil):
      // Not won, no ganado, and "Won? No" as well.
      if named.contains(where: isNegation) { return nil }
      return Reading(outcome: .won, because: "it has the word \"\(word)\"")
    case (nil, let place?):
      // "Not lost" is not lost; "Closed Lost - No Budget" is, and says why.
      if named[..<place].contains(where: isNegation) { return nil }
      return Reading(outcome: .lost, because: "it has the word \"\(named[place])\"")
    default: return nil
    }
  }

  /// Whether a status says that the deal was deleted or archived, as Pipedrive's may.
  func isAway(_ status: String) -> Bool { away.contains(FoldedText.of(status)) }

  /// What a `statecode` of Dynamics' opportunities means.
  static func state(_ code: String) -> Reading? {
    switch code {
    case "0", "0.0": Reading(outcome: .open, because: "statecode 0 is open")
    case "1", "1.0": Reading(outcome: .won, because: "statecode 1 is won")
    case "2", "2.0": Reading(outcome: .lost, because: "statecode 2 is lost")
    default: nil
    }
  }

  private func isNegation(_ word: String) -> Bool {
    negations.contains(word) || word.hasPrefix("kein")
  }

  /// Pending, expected, to be won: not there yet. The list has words and pairs of words.
  private func isDoubtful(_ words: [String]) -> Bool {
    words.contains { doubts.contains($0) }
      || zip(words, words.dropFirst()).contains { doubts.contains($0 + $1) }
  }
}
