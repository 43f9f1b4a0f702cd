import Basics
import Columns
import Statistics
import Synchronization

/// What the whole search finds where there is nothing to find: its best rule on shuffled outcomes,
/// many times over.
struct SearchNull: Sendable {
  /// The best of each shuffle, ascending.
  let z: [Double]
  let wracc: [Double]

  var count: Int { z.count }

  /// - Parameters:
  ///   - search: The search that found the rules, with the same settings.
  ///   - refines: Whether the best rule of each shuffle has its cut points found, as the rules had.
  init(
    _ search: RuleSearch, _ target: SearchTarget, shuffle: OutcomeShuffle, shuffles: Int,
    seed: UInt64, refines: Bool = true, progress: (@Sendable (Double) -> Void)? = nil
  ) throws {
    let best = Mutex<[(z: Double, wracc: Double)]>(
      Array(repeating: (0, 0), count: max(0, shuffles)))
    let done = Atomic<Int>(0)
    var settings = search.settings
    settings.isParallel = false
    settings.keepsTried = false
    settings.keep = max(1, min(settings.keep, settings.beam))
    let serial = search.with(settings)
    try Parallel.forEach(max(0, shuffles)) { number in
      try Interruption.check()
      let dealt = target.taking(shuffle.rows(number, seed: seed))
      let result = try serial.run(dealt)
      var z = result.bestZ
      if refines, let first = result.byZ.first {
        let refinement = RangeRefinement(
          bits: search.table, target: dealt, minRows: search.settings.minRows)
        z = max(z, refinement.refined(first.terms).z)
      }
      best.withLock { $0[number] = (z, result.bestAccuracy) }
      let finished = done.wrappingAdd(1, ordering: .relaxed).newValue
      progress?(Double(finished) / Double(shuffles))
    }
    let all = best.withLock { $0 }
    z = all.map(\.z).sorted()
    wracc = all.map(\.wracc).sorted()
  }

  /// How often chance does as well: (1 + shuffles at least as good) / (1 + shuffles).
  func p(z value: Double) -> Double { Self.p(value, z) }
  func p(wracc value: Double) -> Double { Self.p(value, wracc) }

  private static func p(_ value: Double, _ sorted: [Double]) -> Double {
    let below = sorted.lowerBound(of: value)
    return Double(1 + sorted.count - below) / Double(1 + sorted.count)
  }

  /// The value that 95 % of shuffles do not reach; infinite without shuffles.
  var accuracyLimit: Double {
    Quantile.type7(sorted: wracc, 0.95) ?? .infinity
  }

  var zLimit: Double { Quantile.type7(sorted: z, 0.95) ?? .infinity }
}

extension RuleSearch {
  /// The same search, set otherwise.
  func with(_ settings: Settings) -> RuleSearch { RuleSearch(self, settings) }
}
