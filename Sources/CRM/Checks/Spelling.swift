import Basics
import Columns

/// Values of a column that look like another one written differently.
struct Spelling {
  struct Value {
    let text: String
    let folded: String
    let rows: Int
  }

  /// Distinct values beyond this are not compared with each other.
  static let limit = 2000
  /// A rare value is at most this share of the one it is taken for.
  private static let rareShare = 0.05

  let values: [Value]

  /// nil for columns of very many distinct values.
  init?(_ slots: TextSlots) {
    guard slots.codes != nil, slots.count <= Self.limit else { return nil }
    let rows = slots.rowsBySlot()
    values = (0..<slots.count).compactMap { slot in
      let text = slots.views[slot].string
      return rows[slot] == 0
        ? nil : Value(text: text, folded: FoldedText.of(text), rows: rows[slot])
    }
    .sorted { ($1.rows, $0.text) < ($0.rows, $1.text) }
  }

  /// Values that differ only in case, accents, blanks or punctuation, the most frequent of a
  /// group first.
  var variants: [[Value]] {
    var groups: [String: [Value]] = [:]
    for value in values where !value.folded.isEmpty {
      groups[value.folded, default: []].append(value)
    }
    return groups.values.filter { $0.count > 1 }
      .sorted { ($1[0].rows, $0[0].text) < ($0[0].rows, $1[0].text) }
  }

  /// Rare values that are nearly a frequent one, other than those that are known to exist.
  func misspellings(unless isKnown: (Value) -> Bool) -> [(rare: Value, meant: String)] {
    var found: [(Value, String)] = []
    let frequent = values.prefix(200)
    for rare in values where rare.folded.utf8.count >= 5 && !isKnown(rare) {
      for other in frequent
      where Double(rare.rows) <= Self.rareShare * Double(other.rows)
        && Self.isNear(rare.folded, other.folded)
      {
        found.append((rare, other.text))
        break
      }
    }
    return found
  }

  /// Values that are nearly, but not quite, one of the known spellings.
  func unlike(
    _ known: [String], unless isKnown: (Value) -> Bool
  ) -> [(value: Value, meant: String)] {
    let folded = known.map { FoldedText.of($0) }
    return values.compactMap { value in
      guard value.folded.utf8.count >= 5, !isKnown(value),
        let index = folded.firstIndex(where: { Self.isNear(value.folded, $0) })
      else { return nil }
      return (value, known[index])
    }
  }

  /// One edit apart, or two from eight letters on; the same first letter, the same digits.
  private static func isNear(_ a: String, _ b: String) -> Bool {
    let (first, second) = (Array(a.utf8), Array(b.utf8))
    let allowed = min(first.count, second.count) >= 8 ? 2 : 1
    guard a != b, min(first.count, second.count) >= 5, first[0] == second[0],
      abs(first.count - second.count) <= allowed
    else { return false }
    // Tier 1 and Tier 2 are two things.
    let isDigit = { (byte: UInt8) in byte >= 0x30 && byte <= 0x39 }
    guard first.filter(isDigit) == second.filter(isDigit) else { return false }
    return editDistance(first, second) <= allowed
  }
}
