/// The size of a market in money a year.
public struct MarketSize: Sendable, Equatable {
  /// One part of the market.
  public struct Segment: Sendable, Equatable {
    /// How many companies there are; an estimate may be fractional.
    public var companies: Double
    /// Contract value of one, a year.
    public var contractValue: Double
    /// Shares, 0 to 1: of the companies that can be served, of those that can be reached, of those
    /// that would be won.
    public var serviceable: Double
    public var reach: Double
    public var winRate: Double

    public init(
      companies: Double, contractValue: Double, serviceable: Double, reach: Double,
      winRate: Double
    ) {
      self.companies = companies
      self.contractValue = contractValue
      self.serviceable = serviceable
      self.reach = reach
      self.winRate = winRate
    }
  }

  /// Total addressable market: companies times contract value.
  public var total: Double
  /// Serviceable addressable market: the total times the serviceable share.
  public var serviceable: Double
  /// Serviceable obtainable market: that times reach and win rate.
  public var obtainable: Double

  public init(_ segments: [Segment]) throws {
    var (total, serviceable, obtainable) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
    for (index, segment) in segments.enumerated() {
      let place = "segments[\(index + 1)]"
      try Require.notNegative(segment.companies, place + ".companies")
      try Require.notNegative(segment.contractValue, place + ".acv")
      try Require.share(segment.serviceable, place + ".serviceable")
      try Require.share(segment.reach, place + ".reach")
      try Require.share(segment.winRate, place + ".win_rate")
      let value = segment.companies * segment.contractValue
      total.add(value)
      serviceable.add(value * segment.serviceable)
      obtainable.add(value * segment.serviceable * segment.reach * segment.winRate)
    }
    self.total = total.value
    self.serviceable = serviceable.value
    self.obtainable = obtainable.value
  }
}
