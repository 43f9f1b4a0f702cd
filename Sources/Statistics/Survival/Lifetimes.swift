/// How long each row was observed, and whether that ended with the event or was cut off.
///
/// An open deal, or a customer who has not left, is *censored*: its event, if any, comes later. An
/// event precedes a censoring at the same time.
public struct Lifetimes: Sendable, Equatable {
  /// Rows left out because their duration, event or entry was missing.
  public private(set) var missing = 0
  /// Rows left out because they were observed from their own end on, so never at risk.
  public private(set) var neverAtRisk = 0
  /// Ascending.
  private(set) var durations: [Double] = []
  /// In the order of `durations`.
  private(set) var events: [Bool] = []
  /// Ascending; empty when all rows are observed from the start.
  private(set) var entries: [Double] = []

  /// How many rows are used.
  public var n: Int { durations.count }
  /// How many of them ended with the event.
  public private(set) var eventCount = 0

  /// - Parameters:
  ///   - durations: In any unit, at least 0; NaN stands for a missing value.
  ///   - events: 1 when the event happened, 0 when the row was cut off, anything negative for
  ///     missing.
  ///   - entry: From when on a row was observed (delayed entry); it is at risk at t when entry < t <=
  ///     duration. Nil when all were observed from the start.
  /// - Throws: ``StatError`` for different lengths, a negative or infinite time, or an entry after
  ///   its duration.
  /// - Complexity: O(*n*) (radix sort).
  public init(durations: [Double], events outcomes: [Int8], entry: [Double]? = nil) throws {
    try Require.sameLength(outcomes.count, durations.count, "events", "durations")
    if let wrong = outcomes.firstIndex(where: { $0 > 1 }) {
      throw StatError("events[\(wrong + 1)]", "is neither 0 nor 1")
    }
    if let entry {
      try Require.sameLength(entry.count, durations.count, "entry", "durations")
    }
    var kept: [Double] = []
    var ended: [Bool] = []
    kept.reserveCapacity(durations.count)
    ended.reserveCapacity(durations.count)
    for index in durations.indices {
      let duration = durations[index]
      if !duration.isNaN {
        guard duration >= 0, duration.isFinite else {
          throw StatError(
            "durations[\(index + 1)]", "is negative or infinite",
            hint: "drop such rows before, and count them")
        }
      }
      let outcome = outcomes[index]
      if outcome < 0 || duration.isNaN {
        missing += 1
        continue
      }
      if let start = entry?[index] {
        if start.isNaN {
          missing += 1
          continue
        }
        guard start >= 0, start <= duration else {
          throw StatError("entry[\(index + 1)]", "is negative or after the row's duration")
        }
        if start == duration {
          neverAtRisk += 1
          continue
        }
        entries.append(start)
      }
      kept.append(duration)
      ended.append(outcome == 1)
      if outcome == 1 { eventCount += 1 }
    }
    let order = Sorting.order(kept)
    self.durations = order.map { kept[Int($0)] }
    self.events = order.map { ended[Int($0)] }
    entries = Sorting.ascending(entries)
  }

  /// One time at which events happened.
  struct Step: Equatable {
    var time: Double
    var atRisk: Int
    var events: Int
  }

  /// The distinct times of events, ascending, with the rows at risk just before each.
  var steps: [Step] {
    var steps: [Step] = []
    var index = 0
    var entered = entries.isEmpty ? n : 0
    while index < n {
      let time = durations[index]
      let left = index
      var happened = 0
      while index < n, durations[index] == time {
        if events[index] { happened += 1 }
        index += 1
      }
      guard happened > 0 else { continue }
      while entered < entries.count, entries[entered] < time { entered += 1 }
      steps.append(Step(time: time, atRisk: entered - left, events: happened))
    }
    return steps
  }
}
