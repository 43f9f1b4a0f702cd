import Basics

/// Which rows of two tables stand beside each other in a join.
struct JoinedRows: Sendable {
  let count: Int
  /// The rows of the left table; nil when they are all its rows in order.
  let left: Buffer<UInt32>?
  /// The rows of the right table beside them.
  let right: RowChoice

  /// - Parameters:
  ///   - first: For each left row its first match in `index`, or -1.
  ///   - keepsUnmatched: Whether left rows without a match stay.
  /// - Throws: when there would be more rows than 31 bits can number.
  init(_ first: Buffer<Int32>, _ index: KeyIndex, keepsUnmatched: Bool) throws {
    let matched = Bitmap(count: first.count) { words, range in
      let first = first.base
      Bitmap.fill(words, range) { first[$0] < 0 ? 0 : 1 }
    }
    let isFull = matched.isFull
    if index.isUnique {
      if isFull {
        (count, left) = (first.count, nil)
        right = .rows(first.reinterpreted(as: UInt32.self))
      } else if keepsUnmatched {
        (count, left) = (first.count, nil)
        right = .optional(first)
      } else {
        let rows = matched.rows()
        (count, left) = (rows.count, rows)
        right = .rows(first.reinterpreted(as: UInt32.self).gathered(rows))
      }
      return
    }
    let pairs = try Self.expanded(first, index, keepsUnmatched: keepsUnmatched)
    (count, left) = (pairs.left.count, pairs.left)
    right =
      keepsUnmatched && !isFull
      ? .optional(pairs.right) : .rows(pairs.right.reinterpreted(as: UInt32.self))
  }

  /// All pairs, where a left row may have several matches.
  private static func expanded(
    _ first: Buffer<Int32>, _ index: KeyIndex, keepsUnmatched: Bool
  ) throws -> (left: Buffer<UInt32>, right: Buffer<Int32>) {
    let lengths = index.chainLengths()
    let unmatched = keepsUnmatched ? 1 : 0
    let pieces = Parallel.ranges(first.count)
    let starts = Buffer<Int>(count: pieces.count + 1, zeroed: true)
    Parallel.forEach(pieces.count) { piece in
      let (first, lengths) = (first.base, lengths.base)
      var total = 0
      for row in pieces[piece] {
        let match = Int(first[row])
        total += match < 0 ? unmatched : Int(lengths[match])
      }
      starts.base[piece + 1] = total
    }
    for piece in 0..<pieces.count { starts.base[piece + 1] += starts.base[piece] }
    let total = starts.base[pieces.count]
    guard total < Int(Int32.max) else { throw TooManyRows.problem("a join", total) }
    let left = Buffer<UInt32>(count: total)
    let right = Buffer<Int32>(count: total)
    let links = index.links
    try Parallel.forEach(pieces.count) { piece in
      try Interruption.check()
      let (first, links, left, right) = (first.base, links.base, left.base, right.base)
      var next = starts.base[piece]
      for row in pieces[piece] {
        var match = first[row]
        if match < 0 && !keepsUnmatched { continue }
        repeat {
          left[next] = UInt32(truncatingIfNeeded: row)
          right[next] = match
          next += 1
          match = match < 0 ? -1 : Int32(truncatingIfNeeded: links[Int(match)]) &- 1
        } while match >= 0
      }
    }
    return (left, right)
  }
}
