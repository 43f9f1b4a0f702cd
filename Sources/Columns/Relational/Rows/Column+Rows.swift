import Basics

extension Column {
  /// The cells at `rows`, in that order; a row may be named more than once.
  ///
  /// Dictionaries and long texts are shared with this column, not copied.
  ///
  /// - Precondition: every row is in `0..<count`.
  /// - Complexity: O(*k*) for *k* rows, on all cores.
  public func take(_ rows: Buffer<UInt32>) -> Column {
    precondition(rows.allBelow(count), "a row past the end of the column")
    return unchecked(rows)
  }

  /// `take` for rows that are known to exist.
  func unchecked(_ rows: Buffer<UInt32>) -> Column {
    let storage: Storage =
      switch storage {
      case .boolean(let cells): .boolean(cells.gathered(rows))
      case .integer(let cells): .integer(cells.gathered(rows))
      case .number(let cells): .number(cells.gathered(rows))
      case .date(let cells): .date(cells.gathered(rows))
      case .timestamp(let cells): .timestamp(cells.gathered(rows))
      case .coded(let codes, let dictionary): .coded(codes.gathered(rows), dictionary)
      case .text(let views, let arenas): .text(views.gathered(rows), arenas)
      }
    if validity == nil { return Column(type: type, storage: storage, validity: nil) }
    return Column(
      type: type, storage: storage,
      validity: Self.presence(in: storage) ?? validity?.gathered(rows))
  }

  /// The cells at `rows`; a negative row gives a missing cell (a left join without a match).
  ///
  /// - Precondition: every row is below `count`.
  /// - Complexity: O(*k*) for *k* rows, on all cores.
  public func take(optional rows: Buffer<Int32>) -> Column {
    precondition(rows.allBelow(count), "a row past the end of the column")
    let storage: Storage =
      switch storage {
      case .boolean(let cells): .boolean(cells.gathered(optional: rows, none: 0))
      case .integer(let cells): .integer(cells.gathered(optional: rows, none: 0))
      case .number(let cells): .number(cells.gathered(optional: rows, none: 0))
      case .date(let cells): .date(cells.gathered(optional: rows, none: 0))
      case .timestamp(let cells): .timestamp(cells.gathered(optional: rows, none: 0))
      case .coded(let codes, let dictionary):
        .coded(
          codes.gathered(optional: rows, none: UInt16(truncatingIfNeeded: dictionary.count)),
          dictionary)
      case .text(let views, let arenas):
        .text(views.gathered(optional: rows, none: TextView()), arenas)
      }
    return Column(
      type: type, storage: storage,
      validity: Self.presence(in: storage) ?? Bitmap.gathered(validity, optional: rows))
  }

  /// Which cells of a coded column are present: its codes say so. Reading them in order is far
  /// quicker than gathering bits from all over the source's validity.
  private static func presence(in storage: Storage) -> Bitmap? {
    guard case .coded(let codes, let dictionary) = storage else { return nil }
    let missing = UInt16(truncatingIfNeeded: dictionary.count)
    return Bitmap(count: codes.count) { words, range in
      let codes = codes.base
      Bitmap.fill(words, range) { codes[$0] == missing ? 0 : 1 }
    }
  }

  /// The cells whose bit is set, in order. - Precondition: one bit a row.
  public func filter(_ mask: Bitmap) -> Column {
    precondition(mask.count == count, "a mask of another length")
    return unchecked(mask.rows())
  }

  /// The cells of `range`, copied. - Precondition: `range` lies within `0..<count`.
  public func slice(_ range: Range<Int>) -> Column {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "rows past the end")
    if range.count == count { return self }
    let storage: Storage =
      switch storage {
      case .boolean(let cells): .boolean(cells.copied(range))
      case .integer(let cells): .integer(cells.copied(range))
      case .number(let cells): .number(cells.copied(range))
      case .date(let cells): .date(cells.copied(range))
      case .timestamp(let cells): .timestamp(cells.copied(range))
      case .coded(let codes, let dictionary): .coded(codes.copied(range), dictionary)
      case .text(let views, let arenas): .text(views.copied(range), arenas)
      }
    return Column(type: type, storage: storage, validity: validity?.copied(range))
  }
}
