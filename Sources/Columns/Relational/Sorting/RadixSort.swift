import Basics

/// A word to sort by and the row it belongs to.
struct SortItem: BitwiseCopyable, Sendable {
  var word: UInt64
  var row: UInt32
}

/// Stable sorting of rows by unsigned words, 11 bits a pass.
enum RadixSort {
  private static let digit = 11

  /// The rows in the order of their words; equal words keep the order they are in.
  ///
  /// - Parameters:
  ///   - bits: Words are below 2^`bits`.
  ///   - order: The order the rows are in; nil for 0, 1, 2, …
  /// - Returns: The new order, or `order` itself where nothing moved.
  static func rows(
    by words: Buffer<UInt64>, bits: Int, from order: Buffer<UInt32>?
  ) throws -> Buffer<UInt32>? {
    let count = words.count
    let items = Buffer<SortItem>(count: count)
    Parallel.overRows(count) { range in
      let (words, items) = (words.base, items.base)
      if let order = order?.base {
        for index in range {
          items[index] = SortItem(word: words[Int(order[index])], row: order[index])
        }
      } else {
        for index in range {
          items[index] = SortItem(word: words[index], row: UInt32(truncatingIfNeeded: index))
        }
      }
    }
    if isSorted(items) { return order }
    let sorted = try sort(items, bits: bits)
    let rows = Buffer<UInt32>(count: count)
    Parallel.overRows(count) { range in
      let (sorted, rows) = (sorted.base, rows.base)
      for index in range { rows[index] = sorted[index].row }
    }
    return rows
  }

  private static func isSorted(_ items: Buffer<SortItem>) -> Bool {
    let (base, count) = (items.base, items.count)
    return withExtendedLifetime(items) {
      var index = 1
      while index < count, base[index - 1].word <= base[index].word { index += 1 }
      return index >= count
    }
  }

  /// The items in order, on all cores when there are many: each half or quarter is sorted by
  /// itself, and neighbours are merged.
  static func sort(_ items: Buffer<SortItem>, bits: Int) throws -> Buffer<SortItem> {
    let count = items.count
    let spare = Buffer<SortItem>(count: count)
    guard count >= Parallel.worthSplitting else {
      sort(items.base, spare.base, count, bits: bits)
      return items
    }
    // Four runs whatever the machine: the result is the same anyway, and merging stays cheap.
    let bounds = (0...4).map { count * $0 / 4 }
    Parallel.forEach(4) { run in
      let start = bounds[run]
      sort(items.base + start, spare.base + start, bounds[run + 1] - start, bits: bits)
    }
    try Interruption.check()
    Parallel.forEach(4) { part in
      let side = part / 2 * 2
      merge(
        items.base, bounds[side]..<bounds[side + 1], bounds[side + 1]..<bounds[side + 2],
        into: spare.base + bounds[side], part: part & 1, of: 2)
    }
    Parallel.forEach(4) { part in
      merge(spare.base, 0..<bounds[2], bounds[2]..<count, into: items.base, part: part, of: 4)
    }
    return items
  }

  /// Sorts `count` items in place; `spare` has room for as many.
  static func sort(
    _ items: UnsafeMutablePointer<SortItem>, _ spare: UnsafeMutablePointer<SortItem>,
    _ count: Int, bits: Int
  ) {
    if count < 64 { return insertionSort(items, count) }
    let passes = (bits + digit - 1) / digit
    let size = 1 << digit
    let counters = Buffer<UInt32>(count: passes * size, zeroed: true)
    withExtendedLifetime(counters) {
      let counts = counters.base
      for index in 0..<count {
        var word = items[index].word
        for pass in 0..<passes {
          counts[pass * size + Int(truncatingIfNeeded: word) & (size - 1)] &+= 1
          word >>= UInt64(digit)
        }
      }
      var (from, to) = (items, spare)
      for pass in 0..<passes {
        let shift = UInt64(pass * digit)
        let places = counts + pass * size
        // A pass in which all items have the same digit moves nothing.
        if places[Int(truncatingIfNeeded: from[0].word >> shift) & (size - 1)]
          == UInt32(truncatingIfNeeded: count)
        {
          continue
        }
        var total: UInt32 = 0
        for value in 0..<size {
          let here = places[value]
          places[value] = total
          total &+= here
        }
        for index in 0..<count {
          let item = from[index]
          let value = Int(truncatingIfNeeded: item.word >> shift) & (size - 1)
          to[Int(places[value])] = item
          places[value] &+= 1
        }
        (from, to) = (to, from)
      }
      if from != items { items.update(from: from, count: count) }
    }
  }

  private static func insertionSort(_ items: UnsafeMutablePointer<SortItem>, _ count: Int) {
    var index = 1
    while index < count {
      let item = items[index]
      var hole = index
      while hole > 0, items[hole - 1].word > item.word {
        items[hole] = items[hole - 1]
        hole -= 1
      }
      items[hole] = item
      index += 1
    }
  }

  /// Writes one of `of` equal parts of the merge of two sorted runs; of equal items those of the
  /// left run come first.
  private static func merge(
    _ items: UnsafeMutablePointer<SortItem>, _ left: Range<Int>, _ right: Range<Int>,
    into target: UnsafeMutablePointer<SortItem>, part: Int, of parts: Int
  ) {
    let total = left.count + right.count
    let (start, end) = (total * part / parts, total * (part + 1) / parts)
    var a = split(items, left, right, start)
    var b = right.lowerBound + start - (a - left.lowerBound)
    for index in start..<end {
      let takesLeft =
        b == right.upperBound || a < left.upperBound && items[a].word <= items[b].word
      if takesLeft {
        target[index] = items[a]
        a += 1
      } else {
        target[index] = items[b]
        b += 1
      }
    }
  }

  /// Where the left run stands when `taken` items of the merge have been written.
  private static func split(
    _ items: UnsafeMutablePointer<SortItem>, _ left: Range<Int>, _ right: Range<Int>, _ taken: Int
  ) -> Int {
    var low = max(0, taken - right.count)
    var high = min(taken, left.count)
    while low < high {
      let a = (low + high) / 2
      // Of `taken` items, `a` from the left are too few if the next left one precedes, or
      // equals, the last one taken from the right.
      let b = taken - a - 1
      if items[left.lowerBound + a].word <= items[right.lowerBound + b].word {
        low = a + 1
      } else {
        high = a
      }
    }
    return left.lowerBound + low
  }
}
