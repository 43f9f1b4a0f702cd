import Statistics

extension Scorecard {
  /// What may make a trait look better than it will be: told of traits that give points.
  func cautions() -> [String] {
    var notes: [String] = []
    if min(won, n - won) < 100 {
      notes.append(
        "only \(Wording.grouped(min(won, n - won))) of the rarer outcome: take it as a hypothesis")
    }
    let filled = scoring.compactMap(\.filledInCaution)
    if !filled.isEmpty {
      notes.append(
        "whether it is filled in tells much by itself: \(filled.joined(separator: "; ")). A field "
          + "filled in for those who buy tells the past, not the future")
    }
    for trait in scoring {
      if let value = trait.informationValue, value > Self.suspicious {
        notes.append(
          "\(trait.name) says nearly everything by itself (IV \(Wording.decimals(value, 1))): is it "
            + "recorded only once the outcome is known?")
      }
      let words = Self.words(trait.column)
      if let word = words.first(where: { Self.calendar.contains($0) }) {
        notes.append(
          "\(trait.name) follows the calendar (\(word)): it says when, not whom; it will not come "
            + "back the same way")
      }
      if let word = words.first(where: { Self.later.contains($0) }) {
        notes.append(
          "\(trait.name) may be recorded after the outcome (\(word)): use it only if it was known "
            + "when the score is needed")
      }
    }
    return notes
  }

  private static let suspicious = 3.0
  private static let calendar: Set<String> = [
    "month", "quarter", "weekday", "week", "day", "season", "year",
  ]
  private static let later: Set<String> = [
    "last", "duration", "stage", "status", "tag", "tags", "quality", "close", "closed", "cancel",
    "cancelled", "cancellation", "refund", "renewal", "probability", "forecast", "reason",
  ]

  /// The words of a column's name: `close_date`, `Close Date` and `closeDate` have the same.
  static func words(_ name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var wasLower = false
    for character in name {
      let isUpper = character.isUppercase
      if !character.isLetter && !character.isNumber || (isUpper && wasLower) {
        if !word.isEmpty { words.append(word) }
        word = ""
      }
      if character.isLetter || character.isNumber { word += character.lowercased() }
      wasLower = character.isLowercase
    }
    return word.isEmpty ? words : words + [word]
  }
}

extension Scorecard.Trait {
  /// The two rates, where the rate differs by whether there is a value at all.
  var filledInCaution: String? {
    let empty = GroupCount(wins: missing.won, n: missing.n)
    let filled = GroupCount(
      wins: known.reduce(0) { $0 + $1.won }, n: known.reduce(0) { $0 + $1.n })
    guard empty.n >= 20, filled.n >= 20,
      let p = try? ChiSquareTest(groups: [empty, filled]).p, p < 0.001
    else { return nil }
    let (absent, present) = (
      Double(empty.wins) / Double(empty.n), Double(filled.wins) / Double(filled.n)
    )
    guard (absent - present).magnitude >= 0.05 else { return nil }
    return "\(name) (won \(Wording.percent(present)) where it is filled in, "
      + "\(Wording.percent(absent)) where it is missing)"
  }
}
