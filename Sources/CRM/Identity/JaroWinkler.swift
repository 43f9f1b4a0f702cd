/// How alike two words are, as people mistype them.
///
/// Jaro's similarity counts letters that both have near the same place, and those that changed
/// places; Winkler adds for a common beginning (up to four letters, a tenth each, from 0.7 on).
/// Source: W. E. Winkler, "String Comparator Metrics and Enhanced Decision Rules in the
/// Fellegi-Sunter Model of Record Linkage", 1990.
enum JaroWinkler {
  /// From 0 (nothing in common) to 1 (equal), over bytes; past the 64th they do not count.
  ///
  /// - Complexity: O(length · window), no allocation.
  static func similarity(
    _ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>
  ) -> Double {
    let (m, n) = (min(a.count, 64), min(b.count, 64))
    guard m > 0, n > 0, let a = a.baseAddress, let b = b.baseAddress else {
      return m == n ? 1 : 0
    }
    let window = max(0, max(m, n) / 2 - 1)
    var (inA, inB): (UInt64, UInt64) = (0, 0)
    var i = 0
    while i < m {
      let last = min(n, i + window + 1)
      var j = max(0, i - window)
      while j < last {
        if a[i] == b[j], inB >> UInt64(j) & 1 == 0 {
          inA |= 1 << UInt64(i)
          inB |= 1 << UInt64(j)
          break
        }
        j += 1
      }
      i += 1
    }
    let common = inA.nonzeroBitCount
    if common == 0 { return 0 }
    var moved = 0
    var (restA, restB) = (inA, inB)
    while restA != 0 {
      if a[restA.trailingZeroBitCount] != b[restB.trailingZeroBitCount] { moved += 1 }
      restA &= restA - 1
      restB &= restB - 1
    }
    let c = Double(common)
    let jaro = (c / Double(m) + c / Double(n) + (c - Double(moved / 2)) / c) / 3
    if jaro < 0.7 { return jaro }
    var prefix = 0
    while prefix < min(4, m, n), a[prefix] == b[prefix] { prefix += 1 }
    return jaro + Double(prefix) * 0.1 * (1 - jaro)
  }

  static func similarity(_ a: String, _ b: String) -> Double {
    var (a, b) = (a, b)
    return a.withUTF8 { a in b.withUTF8 { similarity(a, $0) } }
  }
}
