/// Lifetimes in whole units, counted: the same as ``Lifetimes``, for millions of rows.
public struct CountedLifetimes: Sendable, Equatable {
  private let ended: [Int]
  private let cutOff: [Int]
  /// How many rows there are.
  public let n: Int

  /// - Parameters:
  ///   - ended: At index t, how many rows had the event at time t.
  ///   - cutOff: At index t, how many were observed for t units without the event.
  /// - Throws: ``StatError`` for different lengths or a negative count.
  public init(ended: [Int], cutOff: [Int]) throws {
    try Require.sameLength(cutOff.count, ended.count, "cutOff", "ended")
    for (name, counts) in [("ended", ended), ("cutOff", cutOff)] {
      if let wrong = counts.firstIndex(where: { $0 < 0 }) {
        throw StatError("\(name)[\(wrong + 1)]", "is negative")
      }
    }
    self.ended = ended
    self.cutOff = cutOff
    n = ended.reduce(0, +) + cutOff.reduce(0, +)
  }

  /// The longest observed time, nil without rows.
  var observedTo: Double? {
    ended.indices.last { ended[$0] + cutOff[$0] > 0 }.map { Double($0) }
  }

  /// The distinct times of events, ascending, with the rows at risk just before each.
  var steps: [Lifetimes.Step] {
    var steps: [Lifetimes.Step] = []
    var atRisk = n
    for time in ended.indices {
      if ended[time] > 0 {
        steps.append(Lifetimes.Step(time: Double(time), atRisk: atRisk, events: ended[time]))
      }
      atRisk -= ended[time] + cutOff[time]
    }
    return steps
  }
}
