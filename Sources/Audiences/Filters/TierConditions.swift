import Basics

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

  struct Result: Sendable {
    /// Of the criteria of each set at least one must be met; a single one must be.
    var sets: [[Int]]
    /// Whether all that is necessary is said. Otherwise the sets admit more than the tier.
    var isComplete: Bool
  }

  /// The sets of criteria, of each of which an account of at least `threshold` points of 100 meets one.
  ///
  /// Points are as an ICP gives them: 100 × the weights met ÷ the sum of the positive weights,
  /// shown in whole points, so that half a point below the threshold still reaches it.
  ///
  /// - Parameters:
  ///   - largest: How many criteria one set may have.
  ///   - limit: How many sets there may be.
  /// - Complexity: O(items^largest).
  static func necessary(
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
    return Result(sets: sets.map { set in set.map { order[$0] } }, isComplete: isComplete)
  }
}

extension TierConditions.Item {
  /// What speaks for an account: that the criterion holds, or that what takes points off does not.
  var favour: FilterExpression {
    weight > 0 ? condition.normal : FilterExpression.not(condition).normal
  }
}

extension PlatformFilter {
  /// More combinations than this are a filter that nobody could check.
  private static let combinations = 8

  /// The filter for accounts that pass the gates and reach `threshold` points of 100.
  ///
  /// It holds what such an account needs: criteria that it cannot do without, and "one of these"
  /// where several cannot all be missed. It is never narrower than the tier.
  ///
  /// - Throws: ``Problem`` when there is no such platform, or nothing in particular is needed.
  public static func make(
    _ platform: String, gates: [FilterExpression], items: [TierConditions.Item],
    threshold: Double, fields: [String: String] = [:]
  ) throws -> PlatformFilter {
    func refusals(_ condition: FilterExpression) throws -> [String] {
      try make(platform, conditions: [condition], fields: fields).unsaid
    }
    let needed = TierConditions.necessary(items, threshold: threshold)
    let full = items.reduce(0) { $0 + max(0, $1.weight) }
    var unsaid: [String] = []
    var sayable: Set<Int> = []
    for (index, item) in items.enumerated() {
      let reasons = try refusals(item.favour)
      if reasons.isEmpty {
        sayable.insert(index)
      } else {
        let points = FilterValue.digits((item.weight / full * 1000).rounded() / 10)
        unsaid.append("\"\(item.name)\" (\(points) points): \(reasons.joined(separator: "; "))")
      }
    }
    var conditions: [FilterExpression] = []
    for gate in gates {
      let reasons = try refusals(gate)
      unsaid += reasons
      conditions.append(gate)
    }
    var used: Set<Int> = []
    var (product, left, alternatives) = (1, 0, [String]())
    for set in needed.sets where set.allSatisfy(sayable.contains) {
      let condition = FilterExpression.disjunction(set.map { items[$0].favour }).simplified
      let parts = if case .any(let parts) = condition { parts.count } else { 1 }
      if try !refusals(condition).isEmpty {
        alternatives.append(set.map { "\"\(items[$0].name)\"" }.joined(separator: " or "))
      } else if product * parts > combinations {
        left += 1
      } else {
        product *= parts
        used.formUnion(set)
        if !conditions.contains(condition) { conditions.append(condition) }
      }
    }
    guard !conditions.isEmpty || !unsaid.isEmpty || !alternatives.isEmpty else {
      throw Problem(
        .script, "filter: the tier needs no criterion in particular",
        hints: ["choose a higher tier, or give the conditions themselves"])
    }
    var filter =
      conditions.isEmpty
      ? PlatformFilter(title: platform, text: "(no filter)", coarser: [], unsaid: [])
      : try make(platform, conditions: conditions, fields: fields)
    filter.unsaid = unsaid
    if !alternatives.isEmpty {
      let shown = alternatives.prefix(4).joined(separator: "; ")
      filter.coarser.append(
        "of each of these one is needed, which its filters cannot say: \(shown)"
          + (alternatives.count > 4 ? "; and \(alternatives.count - 4) more" : ""))
    }
    if left > 0 || !needed.isComplete {
      filter.coarser.append(
        "further combinations of criteria that the tier needs are left out: score what comes back")
    }
    let free = items.indices.filter { !used.contains($0) && sayable.contains($0) }
    if !free.isEmpty {
      filter.coarser.append(
        "not filtered by: " + free.map { "\"\(items[$0].name)\"" }.joined(separator: ", "))
    }
    return filter
  }
}
