/// How much more often rows with a trait win.
public struct TraitLift: Sendable, Equatable {
  /// Rate with the trait over the overall rate; nil when nobody has the trait or nobody won.
  public var lift: Double?
  /// Weighted relative accuracy, coverage times (rate with the trait - overall rate): what the
  /// trait adds over all rows. Nil without rows.
  public var weightedRelativeAccuracy: Double?
  /// The share of all rows that have the trait. Nil without rows.
  public var coverage: Double?

  /// - Parameters:
  ///   - winsWith: The won among the rows with the trait.
  ///   - nWith: The rows with the trait.
  ///   - winsAll: The won among all rows, those with the trait included.
  ///   - nAll: All rows.
  /// - Throws: ``StatError`` when a part is larger than its whole.
  public init(winsWith: Int, nWith: Int, winsAll: Int, nAll: Int) throws {
    try Require.wins(winsWith, of: nWith, "wins_with", "n_with")
    try Require.wins(winsAll, of: nAll, "wins_all", "n_all")
    if nWith > nAll { throw StatError("n_with", "is larger than n_all") }
    if winsWith > winsAll { throw StatError("wins_with", "is larger than wins_all") }
    if nWith - winsWith > nAll - winsAll {
      throw StatError(
        "n_with", "has more lost rows than there are in all",
        hint: "n_with - wins_with must not exceed n_all - wins_all")
    }
    guard nAll > 0 else { return }
    let share = Double(nWith) / Double(nAll)
    coverage = share
    guard nWith > 0 else {
      weightedRelativeAccuracy = 0
      return
    }
    let rate = Double(winsWith) / Double(nWith)
    let overall = Double(winsAll) / Double(nAll)
    weightedRelativeAccuracy = share * (rate - overall)
    lift = winsAll > 0 ? rate / overall : nil
  }
}
