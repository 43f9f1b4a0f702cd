/// The candidate that `name` was probably meant to be, or nil if none is close.
///
/// Letter case, `_`, `-` and spaces do not count as differences. The allowed distance
/// grows with the length of the name: one edit up to four letters, a third of them beyond.
///
/// - Complexity: O(*k* · *n* · *m*) for *k* candidates of length *m*.
public func nearest(to name: String, in candidates: [String]) -> String? {
  let wanted = folded(name)
  guard !wanted.isEmpty else { return nil }
  let allowed = wanted.count <= 4 ? 1 : max(2, wanted.count / 3)
  var best: (distance: Int, name: String)?
  for candidate in candidates {
    let other = folded(candidate)
    // Names of other lengths are far off; and a name of a book's length is near nothing.
    if wanted.count > 200 || other.count > 1000 { continue }
    var distance = editDistance(wanted, other)
    // "revenue" for "annual_revenue": a whole name inside another is a near miss too.
    if distance > allowed, wanted.count >= 4, contains(other, wanted) { distance = allowed }
    guard distance <= allowed else { continue }
    if best == nil || distance < best!.distance { best = (distance, candidate) }
  }
  return best?.name
}

private func folded(_ text: String) -> [UInt8] {
  text.utf8.compactMap { byte in
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
    case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "): nil
    default: byte
    }
  }
}

private func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
  guard part.count <= text.count else { return false }
  return (0...(text.count - part.count)).contains {
    text[$0..<($0 + part.count)].elementsEqual(part)
  }
}

/// Edits (insert, delete, replace, swap of neighbours) that turn one name into the other:
/// the optimal string alignment distance.
public func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var twoBack = [Int](repeating: 0, count: b.count + 1)
  var oneBack = Array(0...b.count)
  var row = oneBack
  for i in 1...a.count {
    row[0] = i
    for j in 1...b.count {
      let cost = a[i - 1] == b[j - 1] ? 0 : 1
      row[j] = min(oneBack[j] + 1, row[j - 1] + 1, oneBack[j - 1] + cost)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        row[j] = min(row[j], twoBack[j - 2] + 1)
      }
    }
    (twoBack, oneBack, row) = (oneBack, row, twoBack)
  }
  return oneBack[b.count]
}
