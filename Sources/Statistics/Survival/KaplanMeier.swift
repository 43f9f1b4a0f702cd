/// The share that has not had the event yet, over time, from rows that are partly cut off.
public struct KaplanMeier: Sendable, Equatable {
  /// The curve just after one of its steps.
  public struct Point: Sendable, Equatable {
    public var time: Double
    /// Rows observed and without the event just before this time.
    public var atRisk: Int
    public var events: Int
    public var survival: Double
    /// Greenwood's; nil, like the bounds, where survival is 0.
    public var standardError: Double?
    /// The log-log interval, which stays inside [0, 1] by itself.
    public var low: Double?
    public var high: Double?
    /// The plain interval, survival +- z standard errors, clipped to [0, 1].
    public var lowPlain: Double?
    public var highPlain: Double?
  }

  /// At the distinct times of events, ascending; censorings make no step.
  public let points: [Point]
  /// The first time at which survival is at most 0.5; nil when it never is.
  public let median: Double?
  /// The first time at which the low (high) bound is at most 0.5.
  public let medianLow: Double?
  public let medianHigh: Double?
  /// The rows behind the curve.
  public let n: Int
  /// The longest observed time, nil without rows: beyond it the curve says nothing.
  public let observedTo: Double?

  /// survival = product of (1 - d/n) over the event times up to t; Greenwood: S sqrt(sum d/(n
  /// (n-d))); log-log: S^exp(+- z sqrt(sum d/(n(n-d))) / ln S).
  ///
  /// Source: E. L. Kaplan, P. Meier (1958), JASA 53; M. Greenwood (1926); J. D. Kalbfleisch, R. L.
  /// Prentice (1980) for the log-log interval.
  public init(_ lifetimes: Lifetimes, level: Double = 0.95) throws {
    try self.init(
      lifetimes.steps, n: lifetimes.n, observedTo: lifetimes.durations.last, level: level)
  }

  /// The same of lifetimes that were counted.
  public init(_ lifetimes: CountedLifetimes, level: Double = 0.95) throws {
    try self.init(
      lifetimes.steps, n: lifetimes.n, observedTo: lifetimes.observedTo, level: level)
  }

  private init(
    _ steps: [Lifetimes.Step], n: Int, observedTo: Double?, level: Double
  ) throws {
    let confidence = try Confidence(level)
    var survival = 1.0
    var greenwood = 0.0
    points = steps.map { step in
      let (atRisk, events) = (Double(step.atRisk), Double(step.events))
      survival *= (atRisk - events) / atRisk
      var point = Point(
        time: step.time, atRisk: step.atRisk, events: step.events, survival: survival)
      guard step.events < step.atRisk, survival > 0 else { return point }
      greenwood += events / (atRisk * (atRisk - events))
      let error = survival * greenwood.squareRoot()
      let logarithmic = logarithm(survival)
      let spread = confidence.z * greenwood.squareRoot() / logarithmic
      point.standardError = error
      point.low = exponential(logarithmic * exponential(-spread))
      point.high = exponential(logarithmic * exponential(spread))
      point.lowPlain = max(0, survival - confidence.z * error)
      point.highPlain = min(1, survival + confidence.z * error)
      return point
    }
    self.n = n
    self.observedTo = observedTo
    // A half that is one in arithmetic may miss it by rounding.
    let half = 0.5 * (1 + 1e-12)
    median = points.first { $0.survival <= half }?.time
    medianLow = points.first { ($0.low ?? .infinity) <= half }?.time
    medianHigh = points.first { ($0.high ?? .infinity) <= half }?.time
  }

  /// The curve at a time: that of the last step up to it; before the first step everyone is left,
  /// without error. Nil without rows.
  ///
  /// - Complexity: O(log *n*).
  public func at(_ time: Double) -> Point? {
    guard n > 0 else { return nil }
    var (low, high) = (0, points.count)
    while low < high {
      let middle = low + (high - low) / 2
      if points[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    if low > 0 { return points[low - 1] }
    return Point(
      time: 0, atRisk: n, events: 0, survival: 1, standardError: 0, low: 1, high: 1, lowPlain: 1,
      highPlain: 1)
  }
}
