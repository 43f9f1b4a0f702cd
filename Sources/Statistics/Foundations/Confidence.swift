/// A two-sided confidence level, checked once, with the normal quantile that goes with it.
///
/// Loops over many groups make one of these and pass it on: finding `z` costs more than a whole
/// Wilson interval.
public struct Confidence: Sendable, Equatable {
  /// The level, inside (0, 1): 0.95 is 95 %.
  public let level: Double
  /// The standard normal quantile at (1 + level) / 2: 1.96 for 95 %.
  public let z: Double
  /// The probability left out on each side, (1 - level) / 2.
  public var tail: Double { (1 - level) / 2 }

  /// - Throws: ``StatError`` when `level` is not inside (0, 1).
  public init(_ level: Double) throws {
    guard level > 0, level < 1 else {
      throw StatError("level", "is not inside (0, 1)", hint: "0.95 means 95 %")
    }
    self.level = level
    z = level == 0.95 ? 1.959963984540054 : Normal.upperQuantile((1 - level) / 2)
  }

  private init(level: Double, z: Double) {
    self.level = level
    self.z = z
  }

  public static let ninety = Confidence(level: 0.9, z: 1.6448536269514722)
  public static let ninetyFive = Confidence(level: 0.95, z: 1.959963984540054)
}

/// An estimate with a range around it. Without rows the estimate is nil and the range is all that
/// is possible.
public struct Interval: Sendable, Equatable {
  public var estimate: Double?
  public var low: Double
  public var high: Double

  public init(estimate: Double?, low: Double, high: Double) {
    self.estimate = estimate
    self.low = low
    self.high = high
  }
}
