import Basics

/// From columns to the order of their rows: every key becomes unsigned integers of as few bits
/// as its values need, and those are sorted by radix, the least important first.
enum SortOrder {
  /// Part of a key: integers below 2^`bits`, one a row.
  struct Digits {
    let values: Buffer<UInt64>
    let bits: Int
  }

  /// The rows in sorted order, or nil when they are in order already.
  ///
  /// - Parameter keys: Columns and whether each is descending, the most important first.
  static func rows(
    _ keys: [(column: Column, descending: Bool)], count: Int
  ) throws -> Buffer<UInt32>? {
    if count < 2 || keys.isEmpty { return nil }
    var order: Buffer<UInt32>?
    for word in packed(keys.flatMap { digits($0.column, descending: $0.descending) }).reversed() {
      try Interruption.check()
      order = try RadixSort.rows(by: word.values, bits: word.bits, from: order)
    }
    return order
  }

  /// Neighbouring digits as one, while 64 bits suffice: fewer rounds of sorting.
  private static func packed(_ digits: [Digits]) -> [Digits] {
    var words: [Digits] = []
    for digit in digits where digit.bits > 0 {
      guard let last = words.last, last.bits + digit.bits <= 64 else {
        words.append(digit)
        continue
      }
      let values = Buffer<UInt64>(count: digit.values.count)
      let shift = UInt64(digit.bits)
      Parallel.overRows(values.count) { range in
        let (high, low, values) = (last.values.base, digit.values.base, values.base)
        for row in range { values[row] = high[row] << shift | low[row] }
      }
      words[words.count - 1] = Digits(values: values, bits: last.bits + digit.bits)
    }
    return words
  }

  /// A column as digits: its values, in front of them whether the cell is missing.
  static func digits(_ column: Column, descending: Bool) -> [Digits] {
    let raw: Buffer<UInt64> =
      switch column.storage {
      case .boolean(let cells): cells.mapped { UInt64($0) }
      case .integer(let cells), .timestamp(let cells):
        cells.mapped { UInt64(bitPattern: $0) ^ 1 << 63 }
      case .date(let cells): cells.mapped { UInt64(bitPattern: Int64($0)) ^ 1 << 63 }
      case .number(let cells): cells.mapped(ordered)
      case .coded(let codes, _): codes.mapped { UInt64($0) }
      case .text(let views, _): TextRanks.ranks(views, present: column.validity)
      }
    let chosen = Chosen(column.count, mask: nil, present: column.validity)
    var (low, high) = (UInt64.max, UInt64.min)
    do {
      let raw = raw.base
      chosen.forEach(in: 0..<column.count) { row in
        low = min(low, raw[row])
        high = max(high, raw[row])
      }
    }
    guard low <= high else { return [] }
    let (least, most) = (low, high)
    let validity = column.validity
    let values = Buffer<UInt64>(count: raw.count)
    Parallel.overRows(raw.count) { range in
      let (raw, values) = (raw.base, values.base)
      if descending {
        for row in range { values[row] = most &- raw[row] }
      } else {
        for row in range { values[row] = raw[row] &- least }
      }
      // The slot of a missing cell may hold anything: such rows stay in their order.
      guard let present = validity?.words.base else { return }
      for row in range where present[row >> 6] >> UInt64(row & 63) & 1 == 0 { values[row] = 0 }
    }
    let cells = Digits(values: values, bits: 64 - (most - least).leadingZeroBitCount)
    guard let validity else { return [cells] }
    let absent = Buffer<UInt64>(count: raw.count)
    Parallel.overRows(raw.count) { range in
      let (present, absent) = (validity.words.base, absent.base)
      for row in range { absent[row] = ~present[row >> 6] >> UInt64(row & 63) & 1 }
    }
    return [Digits(values: absent, bits: 1), cells]
  }

  /// A number as an integer of the same order: NaN last, 0 and -0 the same.
  @inline(__always)
  static func ordered(_ number: Double) -> UInt64 {
    if number.isNaN { return .max }
    let bits = (number + 0).bitPattern
    return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
  }
}
