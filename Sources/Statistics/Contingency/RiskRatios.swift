/// A ratio with a log-normal interval. All nil when it is not defined.
public struct RatioInterval: Sendable, Equatable {
  public var estimate: Double?
  /// The standard error of the ratio's logarithm.
  public var logStandardError: Double?
  public var low: Double?
  public var high: Double?
  /// Whether 0.5 was added to all four cells because one was 0.
  public var shifted = false
}

/// A 2 x 2 table: won and lost with a trait, won and lost without it.
public struct TraitTable: Sendable, Equatable {
  public var wonWith: Double
  public var lostWith: Double
  public var wonWithout: Double
  public var lostWithout: Double

  /// - Throws: ``StatError`` for a cell that is negative or not finite.
  public init(
    wonWith: Double, lostWith: Double, wonWithout: Double, lostWithout: Double
  ) throws {
    try Require.notNegative(wonWith, "table[1][1]")
    try Require.notNegative(lostWith, "table[1][2]")
    try Require.notNegative(wonWithout, "table[2][1]")
    try Require.notNegative(lostWithout, "table[2][2]")
    self.wonWith = wonWith
    self.lostWith = lostWith
    self.wonWithout = wonWithout
    self.lostWithout = lostWithout
  }

  /// Odds of winning with the trait over odds without it, with Woolf's interval.
  ///
  /// ln OR +- z sqrt(1/a + 1/b + 1/c + 1/d). If a cell is 0, 0.5 is added to all four (Haldane,
  /// Anscombe). A side without rows: nil.
  ///
  /// Source: B. Woolf (1955), Annals of Human Genetics 19.
  public func oddsRatio(level: Double = 0.95) throws -> RatioInterval {
    let confidence = try Confidence(level)
    guard hasBothSides else { return RatioInterval() }
    let (table, shifted) = withoutZeros
    return table.interval(
      ratio: (table.wonWith / table.lostWith) / (table.wonWithout / table.lostWithout),
      variance: 1 / table.wonWith + 1 / table.lostWith + 1 / table.wonWithout
        + 1 / table.lostWithout,
      z: confidence.z, shifted: shifted)
  }

  /// Win rate with the trait over win rate without it, with Katz's interval.
  ///
  /// ln RR +- z sqrt(1/a - 1/(a+b) + 1/c - 1/(c+d)). Zeros are treated as in ``oddsRatio(level:)``.
  ///
  /// Source: D. Katz et al. (1978), Biometrics 34.
  public func riskRatio(level: Double = 0.95) throws -> RatioInterval {
    let confidence = try Confidence(level)
    guard hasBothSides else { return RatioInterval() }
    let (table, shifted) = withoutZeros
    let with = table.wonWith + table.lostWith
    let without = table.wonWithout + table.lostWithout
    // 1/a - 1/(a+b) is b / (a (a+b)), which does not cancel.
    return table.interval(
      ratio: (table.wonWith / with) / (table.wonWithout / without),
      variance: table.lostWith / (table.wonWith * with)
        + table.lostWithout / (table.wonWithout * without),
      z: confidence.z, shifted: shifted)
  }

  private var hasBothSides: Bool { wonWith + lostWith > 0 && wonWithout + lostWithout > 0 }

  private var withoutZeros: (table: TraitTable, shifted: Bool) {
    guard wonWith == 0 || lostWith == 0 || wonWithout == 0 || lostWithout == 0 else {
      return (self, false)
    }
    var table = self
    table.wonWith += 0.5
    table.lostWith += 0.5
    table.wonWithout += 0.5
    table.lostWithout += 0.5
    return (table, true)
  }

  private func interval(
    ratio: Double, variance: Double, z: Double, shifted: Bool
  ) -> RatioInterval {
    let error = variance.squareRoot()
    let factor = exponential(z * error)
    return RatioInterval(
      estimate: ratio.ifFinite, logStandardError: error, low: ratio / factor,
      high: (ratio * factor).ifFinite, shifted: shifted)
  }
}
