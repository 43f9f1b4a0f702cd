import Basics

/// One key column of an index: how a cell, of this column or of one that is looked up in it,
/// becomes a code. A code of -1 is no key that the index has.
struct KeyPart: Sendable {
  /// The type of the keys.
  let type: ColumnType
  /// Codes are below this.
  let bound: Int
  private let isEmpty: Bool
  private let form: Form
  private let coding: Coding
  /// What keeps the texts alive, for the index may outlive its column.
  private let arenas: [TextArena]

  /// What the keys are.
  private enum Form: Sendable {
    case coded(TextDictionary)
    case numbered(NumberedTexts)
    case texts
    case integers
    case numbers
    /// Booleans, dates or timestamps.
    case others
  }

  /// How a key becomes a code.
  private enum Coding: Sendable {
    case direct(DirectKeys)
    case words(HashedRows<Int64>)
    case texts(HashedRows<TextView>)
  }

  private init(_ column: Column, _ form: Form, _ coding: Coding, bound: Int) {
    type = column.type
    isEmpty = column.hasNoValue
    arenas = column.arenas
    self.form = form
    self.coding = coding
    self.bound = bound
  }

  /// - Parameter links: What to remember of rows with equal keys.
  /// - Returns: The part; and if its codes are row numbers, the links.
  static func build(
    _ column: Column, links kind: KeyLinks
  ) -> (part: KeyPart, links: Buffer<UInt32>?, hasRepeats: Bool) {
    // Keys of a table that was filtered lie far apart: a slot of four bytes for each number in between
    // is still smaller, and much quicker to ask, than a hash table.
    let limit = min(max(1 << 16, 8 * column.count), Int(Int32.max))
    var form: Form
    var keys = column
    switch column.storage {
    case .coded(_, let dictionary): form = .coded(dictionary)
    case .integer: form = .integers
    case .number: form = .numbers
    case .boolean, .date, .timestamp: form = .others
    case .text(let views, _):
      form = .texts
      if let numbered = NumberedTexts.of(views, present: column.validity) {
        form = .numbered(numbered)
        if let direct = DirectKeys(numbered.range, limit: limit) {
          return (KeyPart(column, form, .direct(direct), bound: direct.span), nil, false)
        }
        keys = numbered.numbers(of: views, present: column.validity)
      }
    }
    if let direct = keys.directKeys(limit: limit) {
      return (KeyPart(column, form, .direct(direct), bound: direct.span), nil, false)
    }
    switch keys.hashableKeys() {
    case .words(let words):
      let built = HashedRows.build(words, present: column.validity, links: kind)
      let part = KeyPart(column, form, .words(built.table), bound: column.count)
      return (part, built.links, built.hasRepeats)
    case .texts(let texts):
      let built = HashedRows.build(texts, present: column.validity, links: kind)
      let part = KeyPart(column, form, .texts(built.table), bound: column.count)
      return (part, built.links, built.hasRepeats)
    }
  }

  /// The codes of the cells of `other`, which may be the column itself.
  ///
  /// - Precondition: ``matches(_:)``.
  func codes(of other: Column) -> Buffer<Int32> {
    if isEmpty || other.hasNoValue { return Buffer(repeating: -1, count: other.count) }
    switch (form, other.storage) {
    case (.coded(let dictionary), .coded(let codes, let wanted)):
      return dictionary === wanted
        ? Self.present(codes, entries: dictionary.count)
        : translated(codes, Self.codes(of: wanted.entries, in: dictionary))
    case (.coded(let dictionary), .text(let views, _)):
      let entries = HashedRows.build(Buffer(dictionary.entries), present: nil, links: .first)
      let codes = entries.table.rows(of: views, present: other.validity)
      return codes.reinterpreted(as: Int32.self)
    case (_, .coded(let codes, let wanted)):
      // One look-up a distinct text instead of one a row.
      let entries = Column(
        type: .text, storage: .text(Buffer(wanted.entries), wanted.keepAlive), validity: nil)
      return translated(codes, self.codes(of: entries))
    case (.numbered(let form), .text(let views, _)):
      if case .direct(let direct) = coding {
        return form.codes(of: views, present: other.validity, in: direct)
      }
      return codes(ofKeys: form.numbers(of: views, present: other.validity))
    case (.integers, .number(let cells)):
      // Of two cells that are equal the integer is the exact one.
      let whole = Bitmap(count: other.count) { Int64(exactly: cells[$0]) != nil }
      return codes(
        ofKeys: other.replacing(.integer(cells.mapped { Int64(exactly: $0) ?? 0 }), whole))
    case (.numbers, .integer(let cells)):
      let exact = Bitmap(count: other.count) { Int64(exactly: Double(cells[$0])) == cells[$0] }
      return codes(ofKeys: other.replacing(.number(cells.mapped { Double($0) }), exact))
    default: return codes(ofKeys: other)
    }
  }

  /// The codes of cells that are of the same kind as the keys.
  private func codes(ofKeys column: Column) -> Buffer<Int32> {
    let codes: Buffer<UInt32>
    switch (coding, column.hashableKeys()) {
    case (.direct(let direct), .words(let words)):
      return direct.codes(of: words, present: column.validity)
    case (.words(let table), .words(let words)):
      codes = table.rows(of: words, present: column.validity)
    case (.texts(let table), .texts(let texts)):
      codes = table.rows(of: texts, present: column.validity)
    // Keys of another kind are never equal.
    default: codes = Buffer(repeating: .max, count: column.count)
    }
    return codes.reinterpreted(as: Int32.self)
  }

  /// Whether cells of `other` can be looked up: they are of the same type, or integer and number.
  /// A column without any value is of no type in earnest, and finds nothing.
  func matches(_ other: Column) -> Bool {
    type == other.type || type.isNumeric && other.type.isNumeric || isEmpty || other.hasNoValue
  }

  /// The codes themselves; the one past the last entry means missing.
  private static func present(_ codes: Buffer<UInt16>, entries: Int) -> Buffer<Int32> {
    let missing = UInt16(truncatingIfNeeded: entries)
    return codes.mapped { $0 == missing ? -1 : Int32($0) }
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
}

extension Column {
  /// Other cells for the same rows, of which only those in `valid` are present.
  fileprivate func replacing(_ storage: Storage, _ valid: Bitmap) -> Column {
    let type: ColumnType = if case .integer = storage { .integer } else { .number }
    return Column(type: type, storage: storage, validity: validity.map { valid.and($0) } ?? valid)
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
