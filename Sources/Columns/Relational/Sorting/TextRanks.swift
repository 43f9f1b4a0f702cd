/// Texts numbered in the order of their bytes.
enum TextRanks {
  /// For each text how many different smaller ones there are. Missing ones get 0.
  ///
  /// Texts are sorted by seven bytes at a time: a word holds them and, in its last byte, how
  /// many bytes the text has from here on, eight for more than seven. Equal words are equal
  /// texts, unless more bytes follow; such runs are sorted again by the next seven.
  ///
  /// - Complexity: O(*n* · *l* / 7) for *n* texts that share prefixes of length *l*.
  static func ranks(_ views: Buffer<TextView>, present: Bitmap?) -> Buffer<UInt64> {
    let ranks = Buffer<UInt64>(count: views.count, zeroed: true)
    let chosen = Chosen(views.count, mask: nil, present: present)
    let count = chosen.countOfRows
    let items = Buffer<SortItem>(count: count)
    let spare = Buffer<SortItem>(count: count)
    do {
      let items = items.base
      var next = 0
      chosen.forEach(in: 0..<views.count) { row in
        items[next] = SortItem(word: 0, row: UInt32(truncatingIfNeeded: row))
        next += 1
      }
    }
    // Item `i` begins a run of texts that differ from the one before.
    let begins = Bitmap(count: count)
    if count > 0 { begins[0] = true }
    var work: [(range: Range<Int>, offset: Int)] = [(0..<count, 0)]
    while let (range, offset) = work.popLast() {
      if range.count < 2 { continue }
      for index in range {
        items.base[index].word = word(views.base[Int(items.base[index].row)], offset)
      }
      RadixSort.sort(
        items.base + range.lowerBound, spare.base + range.lowerBound, range.count, bits: 64)
      var start = range.lowerBound
      for index in range.lowerBound + 1...range.upperBound {
        let word = items.base[start].word
        if index < range.upperBound, items.base[index].word == word { continue }
        if word & 0xff == 8 { work.append((start..<index, offset + 7)) }
        if index < range.upperBound { begins[index] = true }
        start = index
      }
    }
    var rank: UInt64 = 0
    for index in 0..<count {
      if index > 0, begins[index] { rank += 1 }
      ranks.base[Int(items.base[index].row)] = rank
    }
    return ranks
  }

  /// Seven bytes from `offset` on, the first in the highest place, and how many there are.
  @inline(__always)
  private static func word(_ view: TextView, _ offset: Int) -> UInt64 {
    view.withBytes { bytes in
      var word: UInt64 = 0
      let rest = bytes.count - offset
      for index in 0..<min(7, rest) {
        word |= UInt64(bytes[offset + index]) << UInt64(56 - 8 * index)
      }
      return word | UInt64(min(8, rest))
    }
  }
}
