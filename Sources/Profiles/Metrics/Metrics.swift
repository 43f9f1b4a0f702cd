/// Figures of customers, cohort by cohort: retention, survival, cost, margin, satisfaction.
///
/// Every function gives one row a cohort of accounts, each figure with its number of cases, an
/// interval where one exists, and its definition; the total of all accounts beside it. Data that
/// cannot be right are counted in the notes and left out, not averaged.
public enum Metrics {
  /// Cohorts of fewer customers are marked small.
  public static let smallBelow = 30
}
