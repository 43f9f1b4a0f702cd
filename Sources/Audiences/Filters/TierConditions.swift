/// What an account must be to reach a tier, whatever else speaks for it.
///
/// A score is a sum, and no platform filters by a sum. But some of the score's conditions cannot all
/// be missed together: of those at least one must hold, and that a filter can say. All such sets of
/// conditions taken together say exactly who reaches the tier.
public enum TierConditions {
  /// One criterion of a score.
  public struct Item: Sendable {
    public var name: String
    /// Below 0: points are taken off where it holds.
    public var weight: Double
    public var condition: FilterExpression

    public init(_ name: String, weight: Double, condition: FilterExpression) {
      self.name = name
      self.weight = weight
      self.condition = condition
    }
  }

  public struct Result: Sendable {
    /// Each must hold; a disjunction says that one of several criteria must.
    public var conditions: [FilterExpression]
    /// Whether all that is necessary is said. Otherwise the filter admits more than the tier.
    public var isComplete: Bool
    /// Criteria that no condition speaks of.
    public var unused: [String]
  }

  /// The conditions that an account of at least `threshold` points of 100 meets.
  ///
  /// Points are as an ICP gives them: 100 × the weights met ÷ the sum of the positive weights,
  /// shown in whole points, so that half a point below the threshold still reaches it.
  ///
  /// - Parameters:
  ///   - largest: How many criteria one condition may join by "or".
  ///   - limit: How many conditions there may be.
  /// - Complexity: O(items^largest).
  public static func necessary(
    _ items: [Item], threshold: Double, largest: Int = 4, limit: Int = 40
  ) -> Result {
    let full = items.reduce(0) { $0 + max(0, $1.weight) }
    let slack = full * (100 - (threshold - 0.5)) / 100
    // The heaviest first: then a set that is over the limit is minimal if it was not before its
    // last member came.
    let order = items.indices.sorted {
      let (a, b) = (items[$0].weight.magnitude, items[$1].weight.magnitude)
      return a != b ? a > b : $0 < $1
    }
    let weights = order.map { items[$0].weight.magnitude }
    var sets: [[Int]] = []
    var isComplete = true
    func extend(_ chosen: [Int], _ sum: Double, from start: Int) {
      for next in start..<max(start, order.count) {
        let total = sum + weights[next]
        let set = chosen + [next]
        if total > slack + 1e-9 {
          if sets.count < limit { sets.append(set) } else { isComplete = false }
        } else if set.count < largest {
          extend(set, total, from: next + 1)
        } else if total + weights[(next + 1)...].reduce(0, +) > slack + 1e-9 {
          isComplete = false
        }
      }
    }
    // Every account has 0 points at least.
    if threshold > 0.5 { extend([], 0, from: 0) }
    sets.sort { $0.count != $1.count ? $0.count < $1.count : $0.lexicographicallyPrecedes($1) }
    let used = Set(sets.joined().map { order[$0] })
    return Result(
      conditions: sets.map { set in
        FilterExpression.disjunction(
          set.map { place in
            let item = items[order[place]]
            return item.weight > 0 ? item.condition : .not(item.condition)
          })
      },
      isComplete: isComplete,
      unused: items.indices.filter { !used.contains($0) }.map { items[$0].name })
  }
}
