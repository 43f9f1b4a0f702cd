/// Texts as sets of words, split at white space: word order and repetition do not matter. Words are
/// compared as given, by Unicode code point.
public struct TokenSet: Sendable, Equatable {
  /// Sorted by code point, without repetition.
  let words: [[UInt32]]

  public init(_ text: String) {
    var words: [[UInt32]] = []
    var word: [UInt32] = []
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace {
        if !word.isEmpty { words.append(word) }
        word = []
      } else {
        word.append(scalar.value)
      }
    }
    if !word.isEmpty { words.append(word) }
    words.sort { $0.lexicographicallyPrecedes($1) }
    var distinct: [[UInt32]] = []
    for word in words where word != distinct.last { distinct.append(word) }
    self.words = distinct
  }

  /// The share of the words of either that both have, 0 to 1; 0 when both are empty.
  public static func jaccard(_ a: TokenSet, _ b: TokenSet) -> Double {
    let parts = Parts(a, b)
    let all = parts.common.count + parts.onlyA.count + parts.onlyB.count
    return all == 0 ? 0 : Double(parts.common.count) / Double(all)
  }

  /// How alike the sets are as texts, 0 to 100. 100 when one contains the other; 0 when a side is
  /// empty.
  ///
  /// Else the best of the indel ratios 200 LCS/(length + length) of (common + rest a, common + rest
  /// b) and, if there are common words, of (common, common + rest a) and (common, common + rest b);
  /// the parts are sorted and joined by one space.
  ///
  /// - Complexity: O(|*a*| · |*b*| / 64).
  public static func ratio(_ a: TokenSet, _ b: TokenSet) -> Double {
    guard !a.words.isEmpty, !b.words.isEmpty else { return 0 }
    let parts = Parts(a, b)
    if !parts.common.isEmpty, parts.onlyA.isEmpty || parts.onlyB.isEmpty { return 100 }
    let restA = joined(parts.onlyA)
    let restB = joined(parts.onlyB)
    let shared = joined(parts.common)
    // A common beginning is matched whole by a longest common subsequence, so only the rests need
    // comparing.
    let common = shared.isEmpty ? 0 : shared.count + 1
    let lengths = common + restA.count + common + restB.count
    let matched = common + LongestCommonSubsequence.length(restA, restB)
    var best = 200 * Double(matched) / Double(lengths)
    if !shared.isEmpty {
      for rest in [restA, restB] {
        let length = shared.count + common + rest.count
        best = max(best, 200 * Double(shared.count) / Double(length))
      }
    }
    return best
  }

  private static func joined(_ words: [[UInt32]]) -> [UInt32] {
    Array(words.joined(separator: [0x20]))
  }

  /// The words of two sets, told apart in one pass over both.
  private struct Parts {
    var common: [[UInt32]] = []
    var onlyA: [[UInt32]] = []
    var onlyB: [[UInt32]] = []

    init(_ a: TokenSet, _ b: TokenSet) {
      var (i, j) = (0, 0)
      while i < a.words.count || j < b.words.count {
        if j == b.words.count {
          onlyA.append(a.words[i])
          i += 1
        } else if i == a.words.count {
          onlyB.append(b.words[j])
          j += 1
        } else if a.words[i] == b.words[j] {
          common.append(a.words[i])
          i += 1
          j += 1
        } else if a.words[i].lexicographicallyPrecedes(b.words[j]) {
          onlyA.append(a.words[i])
          i += 1
        } else {
          onlyB.append(b.words[j])
          j += 1
        }
      }
    }
  }
}

/// The length of the longest sequence that both texts contain in order, not necessarily in one
/// piece.
enum LongestCommonSubsequence {
  /// Bit-parallel, 64 places of `a` at a time.
  ///
  /// Source: H. Hyyrö (2004), "Bit-parallel LCS-length computation revisited".
  static func length(_ a: [UInt32], _ b: [UInt32]) -> Int {
    guard !a.isEmpty, !b.isEmpty else { return 0 }
    let blocks = (a.count + 63) / 64
    var places: [UInt32: [UInt64]] = [:]
    for (index, point) in a.enumerated() {
      places[point, default: [UInt64](repeating: 0, count: blocks)][index / 64] |=
        1 << UInt64(index % 64)
    }
    var unmatched = [UInt64](repeating: .max, count: blocks)
    for point in b {
      guard let matches = places[point] else { continue }
      var carry: UInt64 = 0
      for block in 0..<blocks {
        let row = unmatched[block]
        let hit = row & matches[block]
        let (first, overflowA) = row.addingReportingOverflow(hit)
        let (sum, overflowB) = first.addingReportingOverflow(carry)
        unmatched[block] = sum | (row & ~matches[block])
        carry = overflowA || overflowB ? 1 : 0
      }
    }
    // Places beyond the end of `a` never match, so they stay set.
    return unmatched.reduce(0) { $0 + (~$1).nonzeroBitCount }
  }
}
