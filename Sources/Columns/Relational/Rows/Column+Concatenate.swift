import Basics

extension Column {
  /// All cells of `columns`, one column after the other.
  ///
  /// Integer and number together are number, date and timestamp together are timestamp (a date
  /// is its midnight, UTC). A column without any value takes the type of the others. Dictionaries
  /// are merged while 16-bit codes suffice; beyond that texts are kept one by one.
  ///
  /// - Throws: when the types have nothing in common.
  /// - Complexity: O(*n* + *d* log *d*) for *n* cells and *d* distinct coded texts.
  public static func concatenate(_ columns: [Column]) throws -> Column {
    guard let first = columns.first else { return .missing(type: .text, count: 0) }
    if columns.count == 1 { return first }
    let type = try commonType(columns)
    let parts = try columns.map { column in
      column.hasNoValue && column.type != type
        ? .missing(type: type, count: column.count) : try column.converted(to: type, exact: false)
    }
    let storage: Storage =
      switch type {
      case .boolean: .boolean(joined(parts, \.booleans))
      case .integer: .integer(joined(parts, \.integers))
      case .number: .number(joined(parts, \.numbers))
      case .date: .date(joined(parts, \.days))
      case .timestamp: .timestamp(joined(parts, \.integers))
      case .text, .set: joinedTexts(parts)
      }
    return Column(type: type, storage: storage, validity: joinedValidity(parts))
  }

  /// Whether no cell holds a value: such a column could be of any type.
  var hasNoValue: Bool { missingCount == count }

  private static func commonType(_ columns: [Column]) throws -> ColumnType {
    var common: ColumnType?
    for column in columns where !column.hasNoValue {
      switch (common, column.type) {
      case (nil, let type): common = type
      case (let known?, let type) where known == type: break
      case (.integer?, .number), (.number?, .integer): common = .number
      case (.date?, .timestamp), (.timestamp?, .date): common = .timestamp
      case (let known?, let type):
        throw Problem(
          .script, "\(known.rawValue) and \(type.rawValue) cells cannot be in one column",
          hints: ["convert one of the columns first, for example both to text"])
      }
    }
    return common ?? columns[0].type
  }

  private static func joined<Element: BitwiseCopyable>(
    _ columns: [Column], _ cells: (Column) -> Buffer<Element>?
  ) -> Buffer<Element> {
    let parts = columns.compactMap(cells)
    let result = Buffer<Element>(count: parts.reduce(0) { $0 + $1.count })
    var next = result.base
    for part in parts {
      next.update(from: part.base, count: part.count)
      next += part.count
    }
    return result
  }

  private static func joinedValidity(_ columns: [Column]) -> Bitmap? {
    if columns.allSatisfy({ $0.validity == nil }) { return nil }
    let result = Bitmap(count: columns.reduce(0) { $0 + $1.count })
    let words = result.words.base
    var start = 0
    for column in columns {
      let part = column.validity ?? Bitmap(count: column.count, filled: true)
      let shift = UInt64(start & 63)
      for index in 0..<part.words.count {
        let word = part.words.base[index]
        let place = start >> 6 + index
        words[place] |= word << shift
        if shift > 0, word >> (64 - shift) != 0 { words[place + 1] |= word >> (64 - shift) }
      }
      start += column.count
    }
    return result
  }

  private static func joinedTexts(_ columns: [Column]) -> Storage {
    let dictionaries = columns.compactMap(\.dictionary)
    if dictionaries.count == columns.count, let merged = TextDictionary.merged(dictionaries) {
      if dictionaries.allSatisfy({ $0 === merged }) {
        return .coded(joined(columns, \.codes), merged)
      }
      return .coded(joined(columns) { $0.codes(in: merged) }, merged)
    }
    return .text(joined(columns) { $0.textViews() }, columns.flatMap(\.arenas))
  }

  /// The codes of a coded column in a dictionary that has all its texts.
  private func codes(in merged: TextDictionary) -> Buffer<UInt16>? {
    guard case .coded(let codes, let dictionary) = storage else { return nil }
    let missing = UInt16(truncatingIfNeeded: merged.count)
    let map = Buffer(dictionary.entries.map { merged.code(of: $0) ?? missing } + [missing])
    return map.looked(up: codes)
  }
}

extension TextDictionary {
  /// One dictionary with all texts of several, or nil if they are too many for it.
  static func merged(_ dictionaries: [TextDictionary]) -> TextDictionary? {
    guard var merged = dictionaries.first else { return nil }
    for other in dictionaries.dropFirst() where other !== merged {
      var entries: [TextView] = []
      entries.reserveCapacity(merged.count + other.count)
      var (left, right) = (merged.entries[...], other.entries[...])
      while let a = left.first, let b = right.first {
        if a.equals(b) {
          entries.append(a)
          left.removeFirst()
          right.removeFirst()
        } else if a.precedes(b) {
          entries.append(a)
          left.removeFirst()
        } else {
          entries.append(b)
          right.removeFirst()
        }
      }
      entries += left
      entries += right
      if entries.count >= limit { return nil }
      if entries.count > merged.count {
        merged = TextDictionary(sorted: entries, arenas: merged.keepAlive + other.keepAlive)
      }
    }
    return merged
  }
}
