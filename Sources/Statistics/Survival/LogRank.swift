import CStatistics

/// The log-rank test: do groups have the event at the same pace?
public struct LogRank: Sendable, Equatable {
  /// Nil without events, or with fewer than two groups that have rows.
  public var chi2: Double?
  /// Groups with rows, less one; nil when that is not at least 1.
  public var df: Int?
  public var p: Double?
  /// Events of each group, in the order given.
  public var observed: [Int]
  /// Events each group would have had at the common pace.
  public var expected: [Double]

  /// Unweighted: the covariance of the observed less the expected events is that of the
  /// hypergeometric distribution at each event time.
  ///
  /// Source: N. Mantel (1966), Cancer Chemotherapy Reports 50; R. Peto, J. Peto (1972).
  ///
  /// - Throws: ``StatError`` for more than 1000 groups: the covariance has the square of that.
  /// - Complexity: O(*t* *k*^2) for t distinct event times and k groups.
  public init(_ groups: [Lifetimes]) throws {
    guard groups.count <= 1000 else {
      throw StatError("groups", "are more than 1000", hint: "merge small groups")
    }
    let count = groups.count
    observed = groups.map(\.eventCount)
    var expected = [Double](repeating: 0, count: count)
    var covariance = [Double](repeating: 0, count: count * count)
    var cursors = groups.map(Cursor.init)
    var atRisk = [Double](repeating: 0, count: count)
    var times = groups.flatMap { group in group.steps.map(\.time) }
    times.sort()

    var previous = -Double.infinity
    for time in times where time > previous {
      previous = time
      var (all, events) = (0.0, 0.0)
      for group in 0..<count {
        let (risk, happened) = cursors[group].advance(to: time)
        atRisk[group] = Double(risk)
        all += Double(risk)
        events += Double(happened)
      }
      guard all > 0 else { continue }
      let pace = events / all
      let scale = all > 1 ? pace * (all - events) / (all - 1) : 0
      for row in 0..<count where atRisk[row] > 0 {
        expected[row] += atRisk[row] * pace
        for column in 0..<count {
          let same = row == column ? atRisk[row] : 0
          covariance[row * count + column] += scale * (same - atRisk[row] * atRisk[column] / all)
        }
      }
    }
    self.expected = expected

    let filled = groups.indices.filter { groups[$0].n > 0 }
    guard filled.count > 1 else { return }
    df = filled.count - 1
    guard observed.contains(where: { $0 > 0 }) else { return }
    // The distances add up to zero, so one group is left out; the first of the largest, whose
    // removal costs the fewest digits.
    guard let dropped = filled.max(by: { expected[$0] < expected[$1] }) else { return }
    let used = filled.filter { $0 != dropped }
    let distances = used.map { Double(observed[$0]) - expected[$0] }
    let matrix = used.flatMap { row in used.map { covariance[row * count + $0] } }
    var value = 0.0
    var rank: Int64 = 0
    // Rank 0: at every time everybody at risk had the event, so nothing could have differed.
    guard cstat_quadratic_form(Int64(used.count), matrix, distances, &value, &rank) else { return }
    chi2 = value
    p = ChiSquared.upper(value, df: Double(filled.count - 1))
  }

  /// Walks a group's rows up to a time.
  private struct Cursor {
    let lifetimes: Lifetimes
    private var index = 0
    private var entered: Int

    init(_ lifetimes: Lifetimes) {
      self.lifetimes = lifetimes
      entered = lifetimes.entries.isEmpty ? lifetimes.n : 0
    }

    /// The rows at risk just before `time`, and the events at it.
    mutating func advance(to time: Double) -> (atRisk: Int, events: Int) {
      let durations = lifetimes.durations
      while index < durations.count, durations[index] < time { index += 1 }
      let entries = lifetimes.entries
      while entered < entries.count, entries[entered] < time { entered += 1 }
      var next = index
      var events = 0
      while next < durations.count, durations[next] == time {
        if lifetimes.events[next] { events += 1 }
        next += 1
      }
      return (entered - index, events)
    }
  }
}
