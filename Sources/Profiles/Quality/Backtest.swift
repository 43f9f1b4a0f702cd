import Basics
import Columns

/// What a score would have said on a day, and what came of it.
public struct Backtest: Sendable {
  public let asOf: Int32
  /// The accounts as they were known, scored.
  public let accounts: Table
  /// The score against the deals that closed afterwards.
  public let quality: ScoreQuality
}

extension ICP {
  /// Scores accounts with what was known on a day and compares with the deals that closed after
  /// it.
  ///
  /// - Parameters:
  ///   - static: Account columns that do not change, beyond those known not to (``AsOf``).
  ///   - horizon: Only deals that closed within this time after the day; nil for all.
  /// - Throws: a ``Problem`` if a condition reads a column that cannot be seen as of the day, with
  ///   the reason and what to do.
  public func backtest(
    _ history: CustomerHistory, asOf day: Int32, static declared: Set<String> = [],
    horizon: Window? = nil, level: Double = 0.95
  ) throws -> Backtest {
    let asOf = AsOf(day, static: declared)
    let view = try asOf.accounts(of: history)
    guard let deals = history.deals else {
      throw Problem(
        .data, "icp \"\(name)\": a backtest needs deals, to see what came of the accounts")
    }
    try refuse(view, asOf)
    let closed = try deals.column("closed")
    let last = horizon.map { $0.end(after: day) } ?? Int32.max
    let later = Bitmap(count: deals.rowCount) { row in
      closed.day(row).map { $0 > day && $0 <= last } ?? false
    }
    let scored: Table = try refusing(view, asOf) { try score(view.table) }
    var quality: ScoreQuality = try refusing(view, asOf) {
      try self.quality(accounts: view.table, deals: deals, where: later, level: level)
    }
    quality.notes = view.notes + quality.notes
    return Backtest(asOf: day, accounts: scored, quality: quality)
  }

  /// Names the first condition that reads what cannot be seen.
  private func refuse(_ view: AsOf.AccountView, _ asOf: AsOf) throws {
    let conditions =
      gates.map { ($0.name, $0.test.columnNames) } + criteria.map { ($0.name, $0.test.columnNames) }
    for (condition, columns) in conditions {
      for column in columns ?? [] {
        guard let refused = view.refused.first(where: { $0.column == column }) else { continue }
        throw refusal(of: "\"\(condition)\"", refused, asOf)
      }
    }
  }

  /// A condition that does not say what it reads fails for want of a column: say why.
  private func refusing<Result>(
    _ view: AsOf.AccountView, _ asOf: AsOf, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch {
      let text = "\(error)"
      if let hidden = view.refused.first(where: { text.contains("no column \"\($0.column)\"") }) {
        throw refusal(of: "a condition", hidden, asOf)
      }
      guard var problem = error as? Problem, !view.refused.isEmpty, problem.kind == .script else {
        throw error
      }
      problem.hints.append(
        "as of \(asOf.text) these columns cannot be seen: "
          + view.refused.map(\.column).joined(separator: ", "))
      throw problem
    }
  }

  private func refusal(
    of condition: String, _ hidden: (column: String, reason: String), _ asOf: AsOf
  ) -> Problem {
    let hint =
      OutcomeColumns.names.contains(hidden.column)
      ? "a score must not know how it went"
      : "if it does not change, say so: static = { \"\(hidden.column)\" }"
    return Problem(
      .script,
      "icp \"\(name)\": \(condition) reads \(hidden.column), which cannot be seen as of "
        + "\(asOf.text): \(hidden.reason)", hints: [hint])
  }
}
