/// The rows of one chunk that are not in the table, or not with all their cells.
struct LeftOutRows: Sendable {
  let chunk: Int
  var blankLines = 0
  /// The first of them, as many as a report keeps.
  private(set) var rejected: [Rejection] = []
  private(set) var rejectedCount = 0
  /// Rows that are kept without the empty cells they have beyond the header's.
  var padded = 0
  /// Quotes of the cells that are in no column.
  var quotes: UInt64 = 0

  init(chunk: Int) { self.chunk = chunk }

  /// How many rows are left out.
  var count: Int { blankLines + rejectedCount }

  mutating func reject(_ rejection: Rejection) {
    if rejected.count < LoadReport.rejectionLimit { rejected.append(rejection) }
    rejectedCount += 1
  }
}

/// Which rows stay, chunk by chunk, and where they go.
///
/// While chunks are read, the rows left out keep their numbers: a chunk's rows are one run from its
/// first number on, and behind the run are as many free numbers as rows were left out.
struct KeptRows: Sendable {
  /// For each chunk, the numbers of its rows.
  let ranges: [Range<Int>]
  /// Only of chunks in which something was left out.
  let leftOut: [LeftOutRows]
  let count: Int

  init(_ chain: ChunkChain, _ leftOut: [LeftOutRows]) {
    self.leftOut = leftOut.sorted { $0.chunk < $1.chunk }
    var missing = [Int](repeating: 0, count: chain.count)
    for rows in leftOut { missing[rows.chunk] = rows.count }
    ranges = missing.enumerated().map { chunk, missing in
      guard let start = chain.start(of: chunk), let next = chain.start(of: chunk + 1) else {
        return 0..<0
      }
      return start.row..<(next.row - missing)
    }
    count = ranges.reduce(0) { $0 + $1.count }
  }

  var isEverything: Bool { leftOut.allSatisfy { $0.count == 0 } }

  /// Moves the runs together.
  func close<Element>(_ buffer: Buffer<Element>) {
    if isEverything { return }
    var place = 0
    for range in ranges {
      if place != range.lowerBound, !range.isEmpty {
        (buffer.base + place).update(from: buffer.base + range.lowerBound, count: range.count)
      }
      place += range.count
    }
  }

  /// The same for bits, of which the words have one more than they need.
  func closeBits(_ words: Buffer<UInt64>) {
    if isEverything { return }
    let base = words.base
    var place = 0
    for range in ranges {
      var row = range.lowerBound
      // Bits that are read are never behind those that are written.
      while row < range.upperBound {
        let shift = UInt64(row & 63)
        let here = base[row >> 6] >> shift
        let bits = shift == 0 ? here : here | base[row >> 6 + 1] << (64 - shift)
        let count = min(64, range.upperBound - row)
        let mask = count == 64 ? ~0 : (UInt64(1) << UInt64(count)) - 1
        put(bits & mask, mask, base, place)
        row += count
        place += count
      }
    }
    // What is behind the last row stays from before.
    let tail = place & 63
    if tail != 0 { base[place >> 6] &= (1 << UInt64(tail)) - 1 }
  }

  private func put(
    _ bits: UInt64, _ mask: UInt64, _ base: UnsafeMutablePointer<UInt64>, _ place: Int
  ) {
    let shift = UInt64(place & 63)
    base[place >> 6] = base[place >> 6] & ~(mask << shift) | bits << shift
    if shift != 0, mask >> (64 - shift) != 0 {
      let next = place >> 6 + 1
      base[next] = base[next] & ~(mask >> (64 - shift)) | bits >> (64 - shift)
    }
  }
}
