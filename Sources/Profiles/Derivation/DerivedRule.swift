import Columns

/// How far a claim has come (feature D11): from believed, through tested, to established.
public enum ClaimStatus: String, Sendable, CaseIterable {
  /// Too few rows, or chance does as well.
  case hypothesis
  /// Stands out from all that was tried, but has not been seen again on rows held out.
  case tested
  /// Stands out, and was seen again on rows it was not found on.
  case established
}

/// A conjunction of conditions that a derivation found, with what speaks for it.
public struct DerivedRule: Sendable {
  /// A rate or a mean of some rows.
  public struct Figure: Sendable, Equatable {
    public var n: Int
    public var value: Double?
    /// 95 %: Wilson's for a rate, normal for a mean.
    public var low: Double?
    public var high: Double?
  }

  public var conditions: [TraitCondition]
  public var status: ClaimStatus
  /// Why it has this status.
  public var because: String
  /// On all rows; on the rows it was found on; on rows held out. Outside: the other rows.
  public var inside, outside, train: Figure
  public var holdout: Figure?
  public var holdoutOutside: Figure?
  /// Of five folds, in how many the rule was found without the fold; nil for a holdout in time.
  public var foundInFolds: Int?
  /// Drawn towards the whole, with its bounds: what rules are ranked by.
  public var shrunk: Figure
  /// Standard deviations above the whole, on the rows it was found on.
  public var z: Double
  /// Corrected for everything the search tried (Benjamini and Hochberg).
  public var q: Double
  /// How often the whole search finds as good a rule on shuffled outcomes.
  public var searchP: Double
  /// Accounts behind the rows, where there are accounts.
  public var accounts: Int?
  /// The share of all accounts that it covers.
  public var share: Double?
  public var dealsInside, dealsOutside: DealFigures?
  /// Rules with nearly the same rows that are not shown.
  public var nearCopies: Int

  /// The rule as an expression.
  public var text: String { conditions.map(\.text).joined(separator: " and ") }

  /// Inside divided by outside.
  public var lift: Double? {
    guard let value = inside.value, let other = outside.value, other != 0 else { return nil }
    return value / other
  }

  public var holdoutLift: Double? {
    guard let value = holdout?.value, let other = holdoutOutside?.value, other != 0 else {
      return nil
    }
    return value / other
  }

  /// The rows of a table that meet all conditions.
  ///
  /// - Throws: where the table lacks one of the columns.
  public func rows(of table: Table) throws -> Bitmap {
    try Self.rows(conditions, rowCount: table.rowCount) { try table.column($0) }
  }

  static func rows(
    _ conditions: [TraitCondition], rowCount: Int, column: (String) throws -> Column
  ) rethrows -> Bitmap {
    var result = Bitmap(count: rowCount, filled: true)
    for condition in conditions {
      guard let found = try? condition.rows(in: column(condition.column)) else { continue }
      result = result.and(found)
    }
    return result
  }
}
