import Basics

/// One key column of an index: how a cell, of this column or of one that is looked up in it,
/// becomes a code. A code of -1 is no key that the index has.
struct KeyPart: Sendable {
  private let column: Column
  private let coding: Coding
  /// Codes are below this.
  let bound: Int

  private enum Coding: Sendable {
    case direct(DirectKeys)
    case words(HashedRows<Int64>)
    case texts(HashedRows<TextView>)
  }

  /// - Parameter links: What to remember of rows with equal keys. The codes of the column's own
  ///   rows are only worked out for `.first`.
  /// - Returns: The part; and if its codes are row numbers, the links.
  static func build(
    _ column: Column, links kind: KeyLinks
  ) -> (part: KeyPart, links: Buffer<UInt32>?, hasRepeats: Bool) {
    if let direct = column.directKeys(limit: GroupNumbers.directLimit(rows: column.count)) {
      return (KeyPart(column: column, coding: .direct(direct), bound: direct.span), nil, false)
    }
    let present = column.validity
    switch column.hashableKeys() {
    case .words(let keys):
      let built = HashedRows.build(keys, present: present, links: kind)
      let part = KeyPart(column: column, coding: .words(built.table), bound: column.count)
      return (part, built.links, built.hasRepeats)
    case .texts(let keys):
      let built = HashedRows.build(keys, present: present, links: kind)
      let part = KeyPart(column: column, coding: .texts(built.table), bound: column.count)
      return (part, built.links, built.hasRepeats)
    }
  }

  /// The codes of the cells of `other`, which may be the column itself.
  ///
  /// - Precondition: ``matches(_:_:)``.
  func codes(of other: Column) -> Buffer<Int32> {
    if other.hasNoValue { return Buffer(repeating: -1, count: other.count) }
    switch coding {
    case .direct(let direct):
      switch (column.storage, other.storage) {
      case (.coded(_, let dictionary), .coded(let codes, let wanted)):
        return dictionary === wanted
          ? codes.mapped { Int($0) < direct.span ? Int32($0) : -1 }
          : translated(codes, Self.codes(of: wanted.entries, in: dictionary))
      case (.coded(_, let dictionary), _):
        let views = other.textViews() ?? Buffer(count: 0)
        let table = HashedRows.build(Buffer(dictionary.entries), present: nil, links: .first).table
        return table.rows(of: views, present: other.validity).reinterpreted(as: Int32.self)
      default:
        let (words, present) = words(of: other)
        return direct.codes(of: words, present: present)
      }
    case .words(let table):
      let (words, present) = words(of: other)
      return table.rows(of: words, present: present).reinterpreted(as: Int32.self)
    case .texts(let table):
      switch other.storage {
      case .coded(let codes, let wanted):
        // One look-up a distinct text instead of one a row.
        let rows = table.rows(of: Buffer(wanted.entries), present: nil)
        return translated(codes, rows.reinterpreted(as: Int32.self))
      default:
        let views = other.textViews() ?? Buffer(count: 0)
        return table.rows(of: views, present: other.validity).reinterpreted(as: Int32.self)
      }
    }
  }

  /// Whether cells of these types can be equal keys: the same type, or integer and number.
  static func matches(_ a: ColumnType, _ b: ColumnType) -> Bool {
    a == b || a.isNumeric && b.isNumeric
  }

  /// The code of each row's code; the code past the last entry means missing.
  private func translated(_ codes: Buffer<UInt16>, _ map: Buffer<Int32>) -> Buffer<Int32> {
    Buffer(Array(map.elements) + [-1]).looked(up: codes)
  }

  /// For each of the sorted texts its place in a dictionary, or -1: one walk along both.
  private static func codes(
    of texts: UnsafeBufferPointer<TextView>, in dictionary: TextDictionary
  ) -> Buffer<Int32> {
    let result = Buffer<Int32>(repeating: -1, count: texts.count)
    let entries = dictionary.entries
    var place = 0
    for (index, text) in texts.enumerated() {
      while place < entries.count, entries[place].precedes(text) { place += 1 }
      if place < entries.count, entries[place].equals(text) { result.base[index] = Int32(place) }
    }
    return result
  }

  /// The cells of `other` as words of this column's type. A number that is no integer has no
  /// word of an integer column, and an integer that no number equals has none of a number column.
  private func words(of other: Column) -> (Buffer<Int64>, Bitmap?) {
    switch (column.storage, other.storage) {
    case (.integer, .number(let cells)):
      let words = cells.mapped { Int64(exactly: $0) ?? 0 }
      return (words, present(other) { Int64(exactly: cells.base[$0]) != nil })
    case (.number, .integer(let cells)):
      let words = cells.mapped { Column.word(Double($0)) }
      return (words, present(other) { Int64(exactly: Double(cells.base[$0])) == cells.base[$0] })
    default:
      if case .words(let words) = other.hashableKeys() { return (words, other.validity) }
      return (Buffer(repeating: 0, count: other.count), Bitmap(count: other.count))
    }
  }

  private func present(_ other: Column, _ fits: @Sendable (Int) -> Bool) -> Bitmap {
    let bits = Bitmap(count: other.count, where: fits)
    return other.validity.map { bits.and($0) } ?? bits
  }
}

extension DirectKeys {
  /// Codes of integers, -1 for those out of range or missing.
  func codes(of words: Buffer<Int64>, present: Bitmap?) -> Buffer<Int32> {
    let result = Buffer<Int32>(count: words.count)
    let (lowest, span) = (lowest, UInt64(span))
    Parallel.overRows(words.count) { range in
      let (words, result) = (words.base, result.base)
      let present = present?.words.base
      for row in range {
        // A word below the lowest wraps around to a distance beyond any span.
        let code = UInt64(bitPattern: words[row] &- lowest)
        var known = code < span
        if let present { known = known && present[row >> 6] >> UInt64(row & 63) & 1 != 0 }
        result[row] = known ? Int32(truncatingIfNeeded: code) : -1
      }
    }
    return result
  }
}
