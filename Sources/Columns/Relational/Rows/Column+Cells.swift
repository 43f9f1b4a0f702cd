extension Column {
  var booleans: Buffer<UInt8>? {
    if case .boolean(let cells) = storage { cells } else { nil }
  }

  /// The cells of an integer or timestamp column.
  var integers: Buffer<Int64>? {
    switch storage {
    case .integer(let cells), .timestamp(let cells): cells
    default: nil
    }
  }

  var numbers: Buffer<Double>? {
    if case .number(let cells) = storage { cells } else { nil }
  }

  var days: Buffer<Int32>? {
    if case .date(let cells) = storage { cells } else { nil }
  }

  var codes: Buffer<UInt16>? {
    if case .coded(let codes, _) = storage { codes } else { nil }
  }

  var dictionary: TextDictionary? {
    if case .coded(_, let dictionary) = storage { dictionary } else { nil }
  }

  /// What keeps the long texts of this column alive.
  var arenas: [TextArena] {
    switch storage {
    case .coded(_, let dictionary): dictionary.keepAlive
    case .text(_, let arenas): arenas
    default: []
    }
  }

  /// The texts of a text or set column one by one (empty where missing), or nil.
  func textViews() -> Buffer<TextView>? {
    switch storage {
    case .text(let views, _): return views
    case .coded(let codes, let dictionary):
      let entries = Buffer(dictionary.entries + [TextView()])
      return entries.looked(up: codes)
    default: return nil
    }
  }

  /// Whether two cells are the same key: missing equals missing, NaN equals NaN, -0 equals 0,
  /// and an integer equals a number of exactly its value. Cells of other types are never equal.
  ///
  /// - Precondition: both rows exist.
  public func equalsCell(_ row: Int, _ other: Column, _ otherRow: Int) -> Bool {
    if isMissing(row) || other.isMissing(otherRow) {
      return isMissing(row) && other.isMissing(otherRow)
    }
    switch (storage, other.storage) {
    case (.boolean(let a), .boolean(let b)): return a[row] == b[otherRow]
    case (.integer(let a), .integer(let b)): return a[row] == b[otherRow]
    case (.timestamp(let a), .timestamp(let b)): return a[row] == b[otherRow]
    case (.date(let a), .date(let b)): return a[row] == b[otherRow]
    case (.number(let a), .number(let b)):
      return a[row] == b[otherRow] || a[row].isNaN && b[otherRow].isNaN
    case (.integer(let a), .number(let b)): return Int64(exactly: b[otherRow]) == a[row]
    case (.number(let a), .integer(let b)): return Int64(exactly: a[row]) == b[otherRow]
    default:
      guard type == other.type, let a = textView(row), let b = other.textView(otherRow) else {
        return false
      }
      return a.equals(b)
    }
  }
}
