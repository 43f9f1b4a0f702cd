/// How cohorts are told and judged.
public struct CohortOptions: Sendable {
  /// Two-sided confidence of all intervals.
  public var level = 0.95
  /// Cohorts of fewer closed deals are marked small, and what they show is a hypothesis.
  public var smallBelow = 30
  /// Share of values cut off at each end for the trimmed mean.
  public var trim = 0.1
  /// A cohort differs from the rest if its p-value, corrected for all cohorts tried, is at most
  /// this.
  public var falseDiscoveryRate = 0.05

  public init() {}
}
