import Basics

/// What is worked out for each group.
///
/// Missing cells never take part. Of no cells at all, `sum` is 0, counts are 0, and everything
/// else is missing.
public enum Aggregate: Sendable, Equatable {
  /// Rows; of a column: cells that are present.
  case count
  /// Of integers an integer, unless it would not fit: then all sums are numbers. Of booleans how
  /// many are true. Number sums are compensated, so that they do not lose digits over many rows.
  case sum
  /// Of booleans the share that is true.
  case mean
  /// The middle cell, or the mean of the two in the middle.
  case median
  /// Between the two cells nearest to the given share (0 to 1) of the way from the smallest to
  /// the largest: type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996).
  case quantile(Double)
  /// Smallest cell; texts by bytes, false before true. NaN comes after all other numbers.
  case min
  case max
  /// The cell of the first row that has one.
  case first
  /// How many different cells; NaN is one of them, and 0 and -0 are the same.
  case distinctCount
  /// Rows that count, as a share of all rows of the group.
  case share

  /// How messages call it.
  public var name: String {
    switch self {
    case .count: "count"
    case .sum: "sum"
    case .mean: "mean"
    case .median: "median"
    case .quantile: "quantile"
    case .min: "min"
    case .max: "max"
    case .first: "first"
    case .distinctCount: "distinct count"
    case .share: "share"
    }
  }
}

extension Grouping {
  /// One value a group.
  ///
  /// Results are the same for any number of cores, to the last bit.
  ///
  /// - Parameters:
  ///   - aggregate: What to work out.
  ///   - column: Its cells; only `count` and `share` do without.
  ///   - mask: The rows that count; nil for all. A cell counts if its row does and it is present.
  /// - Returns: A column of `groupCount` cells: integer for counts, number for `mean`, `median`,
  ///   `quantile` and `share`, the type of `column` for `min`, `max` and `first`.
  /// - Throws: when the cells are of a type for which the aggregate has no meaning, a quantile is
  ///   not within 0 to 1, or column or mask have another length than the grouping.
  /// - Complexity: O(*n*); `median`, `quantile` and `distinctCount` O(*n*) expected.
  public func aggregate(
    _ aggregate: Aggregate, of column: Column? = nil, where mask: Bitmap? = nil
  ) throws -> Column {
    if let mask, mask.count != rowCount {
      throw Problem(.fault, "a mask of \(mask.count) rows over a grouping of \(rowCount)")
    }
    if let column, column.count != rowCount {
      throw Problem(.fault, "a column of \(column.count) rows over a grouping of \(rowCount)")
    }
    try Interruption.check()
    let chosen = Chosen(rowCount, mask: mask, present: column?.validity)
    switch aggregate {
    case .count: return counted(chosen)
    case .share: return share(chosen)
    default: break
    }
    guard let column else {
      throw Problem(
        .script, "\(aggregate.name) needs a column", hints: ["only count and share do without"])
    }
    switch aggregate {
    case .sum: return try sum(column, chosen)
    case .mean: return try mean(column, chosen)
    case .median: return try quantile(0.5, aggregate, column, chosen)
    case .quantile(let share): return try quantile(share, aggregate, column, chosen)
    case .min: return extreme(column, chosen, largest: false)
    case .max: return extreme(column, chosen, largest: true)
    case .first: return column.take(optional: firstRows(chosen))
    case .distinctCount: return distinctCount(column, chosen)
    case .count, .share: return counted(chosen)
    }
  }

  private func counted(_ chosen: Chosen) -> Column {
    let counts = chosen.isEverything ? sizes : counts(chosen)
    return Column(type: .integer, storage: .integer(counts.mapped { Int64($0) }), validity: nil)
  }

  private func share(_ chosen: Chosen) -> Column {
    let (parts, wholes) = (counts(chosen), sizes)
    let shares = Buffer<Double>(count: groupCount)
    let validity = Bitmap(count: groupCount) { wholes[$0] > 0 }
    for group in 0..<groupCount {
      let whole = wholes[group]
      shares[group] = whole == 0 ? 0 : Double(parts[group]) / Double(whole)
    }
    return Column(type: .number, storage: .number(shares), validity: validity)
  }

  /// What to say of cells that the aggregate has no meaning for.
  static func meaningless(_ aggregate: Aggregate, _ type: ColumnType) -> Problem {
    let cells =
      switch type {
      case .date: "dates"
      case .timestamp: "timestamps"
      case .text: "texts"
      case .set: "sets"
      case .boolean: "booleans"
      case .integer, .number: "numbers"
      }
    let hint =
      type.isTemporal
      ? "subtract two dates to get days; of dates there are min, max, first and count"
      : "there are min, max, first, count and distinct count"
    return Problem(.script, "there is no \(aggregate.name) of \(cells)", hints: [hint])
  }
}
