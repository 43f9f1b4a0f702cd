import Basics
import Columns

extension ICP {
  /// The table with the columns `fit`, `fit_low`, `fit_high` (whole points, never missing),
  /// `tier` and `reasons` after its own. Columns that had these names are replaced.
  ///
  /// A reason reads `right industry +38, mid-market +28; unknown: in market`: the points add up
  /// exactly to `fit`. What failed is left out; ``explain(_:row:)`` has it.
  ///
  /// - Parameter prefix: Put before the five names, to score one table by several ICPs.
  /// - Throws: whatever a condition throws, with the name of the ICP in front; and a ``Problem`` if
  ///   a condition reads a column that tells the outcome (``OutcomeColumns``).
  /// With ``leastCoverage``, fields that too few rows have are refused (``CoverageGate``).
  ///
  /// - Complexity: O(rows × conditions) after the conditions are evaluated, on all cores.
  public func score(_ table: Table, prefix: String = "") throws -> Table {
    if let leastCoverage {
      do {
        try CoverageGate.check(table, columnNames, least: leastCoverage)
      } catch let problem as Problem {
        throw problem.at("icp \"\(name)\"")
      }
    }
    let scores = try PatternScores(rule, answers(on: table, knockouts: gates.count))
    return try table.with(scores.columns(prefix: prefix))
  }

  /// The combinations of answers that the gates and criteria give on the rows of a table: all
  /// evaluated in one pass.
  ///
  /// - Parameter knockouts: How many of the conditions are gates that make the rest irrelevant.
  func answers(on table: Table, knockouts: Int) throws -> AnswerPatterns {
    let tests = gates.map(\.test) + criteria.map(\.test)
    do {
      try OutcomeColumns.refuse(
        gates.map { ($0.name, $0.test.columnNames) }
          + criteria.map { ($0.name, $0.test.columnNames) })
      // A condition that does not say what it reads cannot find an outcome either.
      let outcomes = table.names.filter { OutcomeColumns.names.contains($0) }
      let seen = outcomes.isEmpty ? table : try table.drop(outcomes)
      // Nor may it find one in the deals of an account.
      let blind = seen.relating(
        to: seen.related?.mapping { OutcomeColumns.tables.contains($0) ? nil : $1 })
      let results = try tests[0].evaluate(together: tests, on: blind)
      guard results.count == tests.count,
        results.allSatisfy({
          $0.passed.count == table.rowCount && $0.unknown.count == table.rowCount
        })
      else {
        throw Problem(.fault, "the conditions did not answer for every row")
      }
      return try AnswerPatterns(results, rowCount: table.rowCount, knockouts: knockouts)
    } catch let problem as Problem where problem.kind != .interrupted {
      throw problem.at("icp \"\(name)\"")
    }
  }
}
