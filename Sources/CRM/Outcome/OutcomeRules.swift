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

  init(_ vocabulary: Vocabulary) {
    var whole: [String: Outcome] = [:]
    for outcome in Outcome.allCases {
      for text in vocabulary.outcomes[outcome.text] ?? [] { whole[text] = outcome }
    }
    self.whole = whole
    wonWords = Set(vocabulary.outcomes["won words"] ?? [])
    lostWords = Set(vocabulary.outcomes["lost words"] ?? [])
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
    let won = named.first { wonWords.contains($0) }
    let lost = named.first { lostWords.contains($0) }
    switch (won, lost) {
    case (let word?, nil): return Reading(outcome: .won, because: "it has the word \"\(word)\"")
    case (nil, let word?): return Reading(outcome: .lost, because: "it has the word \"\(word)\"")
    default: return nil
    }
  }
}
