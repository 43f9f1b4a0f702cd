import Basics

/// Groups numbered by the first row that is in them.
struct GroupNumbers: Sendable {
  /// The group of each row.
  let groupOf: Buffer<UInt32>
  /// The first row of each group.
  let firstRow: Buffer<UInt32>

  var count: Int { firstRow.count }

  /// Codes below this are counted by direct index rather than hashed.
  static func directLimit(rows: Int) -> Int { min(max(1 << 16, 2 * rows), Int(Int32.max)) }

  /// Rows with equal keys in all of `columns`; missing is a key like any other.
  ///
  /// Each column becomes a code a row, and codes of several columns are one number in mixed
  /// radix while that stays small. Where it does not, two codes are one 64-bit key, which is
  /// hashed and numbered anew: any number of columns ends as one code.
  ///
  /// - Precondition: at least one column, all of one length.
  static func of(_ columns: [Column]) -> GroupNumbers {
    let rows = columns[0].count
    let limit = directLimit(rows: rows)
    var state: (codes: Buffer<UInt32>, bound: Int)?
    var finished: GroupNumbers?
    for column in columns {
      let keys = CodeSource(column, limit: limit)
      guard let before = state else {
        let first = keys.codes()
        state = (first.codes, keys.bound)
        finished = first.numbers
        continue
      }
      let (product, overflow) = before.bound.multipliedReportingOverflow(by: keys.bound)
      if !overflow, product <= limit {
        keys.fold(into: before.codes)
        state = (before.codes, product)
        finished = nil
      } else {
        let numbers = numbers(ofHashed: pairs(before.codes, keys.codes().codes), present: nil)
        state = (numbers.groupOf, numbers.count)
        finished = numbers
      }
    }
    guard let state else {
      return GroupNumbers(groupOf: Buffer(count: 0), firstRow: Buffer(count: 0))
    }
    return finished ?? numbers(of: state.codes, bound: state.bound)
  }

  /// Two codes as one 64-bit key.
  static func pairs(_ first: Buffer<UInt32>, _ second: Buffer<UInt32>) -> Buffer<Int64> {
    let pairs = Buffer<Int64>(count: first.count)
    Parallel.overRows(first.count) { range in
      let (first, second, pairs) = (first.base, second.base, pairs.base)
      for row in range { pairs[row] = Int64(first[row]) << 32 | Int64(second[row]) }
    }
    return pairs
  }

  /// Numbers for codes below `bound`. Writes over `codes`.
  static func numbers(of codes: Buffer<UInt32>, bound: Int) -> GroupNumbers {
    let rows = codes.count
    // Where each code was first seen, for one stretch of rows a core. How many stretches there
    // are cannot be seen in the result: the first row of a code is what it is.
    let wide = bound > 1 << 16
    let pieces = rows < Parallel.worthSplitting || wide ? 1 : Parallel.width
    let length = (rows + pieces - 1) / pieces
    let seen = Buffer<UInt32>(repeating: .max, count: bound * pieces)
    Parallel.forEach(pieces) { piece in
      let (codes, seen) = (codes.base, seen.base + piece * bound)
      var row = piece * length
      let stop = min(rows, row + length)
      while row < stop {
        let code = Int(codes[row])
        if seen[code] == .max { seen[code] = UInt32(truncatingIfNeeded: row) }
        row += 1
      }
    }
    var first: [(row: UInt32, code: UInt32)] = []
    for code in 0..<bound {
      for piece in 0..<pieces where seen.base[piece * bound + code] != .max {
        first.append((seen.base[piece * bound + code], UInt32(code)))
        break
      }
    }
    if wide && first.count * 4 > rows {
      // Very many groups: reading the rows again is cheaper than sorting the groups.
      first.removeAll(keepingCapacity: true)
      for row in 0..<rows where seen.base[Int(codes.base[row])] == UInt32(truncatingIfNeeded: row) {
        first.append((UInt32(truncatingIfNeeded: row), codes.base[row]))
      }
    } else {
      first.sort { $0.row < $1.row }
    }
    let number = Buffer<UInt32>(count: bound)
    let firstRow = Buffer<UInt32>(count: first.count)
    for (group, entry) in first.enumerated() {
      number.base[Int(entry.code)] = UInt32(truncatingIfNeeded: group)
      firstRow.base[group] = entry.row
    }
    Parallel.overRows(rows) { range in
      let (codes, number) = (codes.base, number.base)
      for row in range { codes[row] = number[Int(codes[row])] }
    }
    return GroupNumbers(groupOf: codes, firstRow: firstRow)
  }

  /// Numbers for keys that are hashed; rows without a key are one group.
  static func numbers<Key: HashableKey>(
    ofHashed keys: Buffer<Key>, present: Bitmap?
  ) -> GroupNumbers {
    let first = HashedRows.build(keys, present: present, links: .first).links
    if let present {
      let missing = present.inverted()
      var leader: UInt32?
      missing.forEachSet { row in
        let row32 = UInt32(truncatingIfNeeded: row)
        if leader == nil { leader = row32 }
        first.base[row] = leader ?? row32
      }
    }
    return numbers(ofFirst: first)
  }

  /// Numbers for rows that each know the first row of their group.
  static func numbers(ofFirst first: Buffer<UInt32>) -> GroupNumbers {
    let rows = first.count
    let pieces = Parallel.ranges(rows)
    let starts = Buffer<Int>(count: pieces.count + 1, zeroed: true)
    Parallel.forEach(pieces.count) { piece in
      let first = first.base
      var count = 0
      for row in pieces[piece] { count += Int(first[row]) == row ? 1 : 0 }
      starts.base[piece + 1] = count
    }
    for piece in 0..<pieces.count { starts.base[piece + 1] += starts.base[piece] }
    let number = Buffer<UInt32>(count: rows)
    let firstRow = Buffer<UInt32>(count: starts.base[pieces.count])
    Parallel.forEach(pieces.count) { piece in
      let (first, number, firstRow) = (first.base, number.base, firstRow.base)
      var next = starts.base[piece]
      for row in pieces[piece] where Int(first[row]) == row {
        number[row] = UInt32(truncatingIfNeeded: next)
        firstRow[next] = UInt32(truncatingIfNeeded: row)
        next += 1
      }
    }
    let groupOf = Buffer<UInt32>(count: rows)
    Parallel.overRows(rows) { range in
      let (first, number, groupOf) = (first.base, number.base, groupOf.base)
      for row in range { groupOf[row] = number[Int(first[row])] }
    }
    return GroupNumbers(groupOf: groupOf, firstRow: firstRow)
  }
}
