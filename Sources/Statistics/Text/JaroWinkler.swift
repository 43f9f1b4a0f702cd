/// How alike two short texts are, such as names of companies. Texts are compared as given, by
/// Unicode code point: fold case, accents and normal form before.
public enum JaroWinkler {
  /// The Jaro similarity, raised for a common beginning, 0 to 1. An empty text is like nothing: 0.
  ///
  /// Jaro: characters match within max(length)/2 - 1 places; (m/|a| + m/|b| + (m - t/2)/m) / 3 for m
  /// matches, t of them out of order. Winkler: above 0.7, 0.1 (1 - Jaro) more for each of the first
  /// up to four characters in common.
  ///
  /// Source: M. A. Jaro (1989), JASA 84; W. E. Winkler (1990).
  ///
  /// - Complexity: O(|*a*| · |*b*|) at worst.
  public static func similarity(_ a: String, _ b: String) -> Double {
    similarity(CodePoints(a), CodePoints(b))
  }

  /// The same of texts prepared once, for comparing one with many.
  public static func similarity(_ a: CodePoints, _ b: CodePoints) -> Double {
    let plain = jaro(a, b)
    guard plain > 0.7 else { return plain }
    var common = 0
    let longest = min(4, min(a.points.count, b.points.count))
    while common < longest, a.points[common] == b.points[common] { common += 1 }
    return plain + 0.1 * Double(common) * (1 - plain)
  }

  /// The Jaro similarity alone.
  public static func jaro(_ a: CodePoints, _ b: CodePoints) -> Double {
    let (a, b) = (a.points, b.points)
    guard !a.isEmpty, !b.isEmpty else { return 0 }
    let reach = max(0, max(a.count, b.count) / 2 - 1)
    let (matches, moved) = a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in matched(a, b, reach: reach) }
    }
    guard matches > 0 else { return 0 }
    let m = Double(matches)
    return (m / Double(a.count) + m / Double(b.count) + (m - Double(moved / 2)) / m) / 3
  }

  /// How many characters match, and how many of the matches are out of order.
  private static func matched(
    _ a: UnsafeBufferPointer<UInt32>, _ b: UnsafeBufferPointer<UInt32>, reach: Int
  ) -> (matches: Int, moved: Int) {
    var (usedA, usedB) = (Places(a.count), Places(b.count))
    var matches = 0
    for i in 0..<a.count {
      let from = max(0, i - reach)
      let to = min(b.count, i + reach + 1)
      guard from < to else { continue }
      for j in from..<to where b[j] == a[i] && !usedB[j] {
        usedA.insert(i)
        usedB.insert(j)
        matches += 1
        break
      }
    }
    var (moved, j) = (0, 0)
    for i in 0..<a.count where usedA[i] {
      while !usedB[j] { j += 1 }
      if a[i] != b[j] { moved += 1 }
      j += 1
    }
    return (matches, moved)
  }
}

/// Marked places of a text. The first 64 are in a word of their own: names are compared by the
/// million, and nearly all are shorter.
private struct Places {
  private var first: UInt64 = 0
  private var rest: [UInt64]

  init(_ count: Int) {
    rest = count <= 64 ? [] : [UInt64](repeating: 0, count: (count - 1) / 64)
  }

  @inline(__always)
  subscript(place: Int) -> Bool {
    let word = place < 64 ? first : rest[place / 64 - 1]
    return word >> UInt64(place % 64) & 1 == 1
  }

  @inline(__always)
  mutating func insert(_ place: Int) {
    let bit: UInt64 = 1 << UInt64(place % 64)
    if place < 64 { first |= bit } else { rest[place / 64 - 1] |= bit }
  }
}

/// A text as its Unicode code points, for comparing it more than once.
public struct CodePoints: Sendable, Hashable {
  public let points: [UInt32]

  public init(_ text: String) { points = text.unicodeScalars.map(\.value) }

  init(points: [UInt32]) { self.points = points }
}
