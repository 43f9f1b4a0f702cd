import Basics
import Columns

/// What was expected of some accounts, and whether it holds: a unit test for an ICP.
public struct Expectation: Sendable {
  public let holds: Bool
  /// One line: what was expected, and how many of how many met it.
  public let summary: String
  /// The rows that do not meet it, with their reasons; at most ``shown`` are printed.
  public let failures: Table
  /// How many rows there are, and how many meet it.
  public let rows, met: Int

  static let shown = 10

  /// The summary, then the rows that failed: `Acme: fit 47, tier C; right industry +47`.
  public var description: String {
    var lines = [summary]
    for row in 0..<min(failures.rowCount, Self.shown) { lines.append("  " + line(row)) }
    if failures.rowCount > Self.shown {
      lines.append("  … and \(failures.rowCount - Self.shown) more")
    }
    return lines.joined(separator: "\n")
  }

  /// - Throws: a ``Problem`` of the kind `checkFailed` unless it holds.
  public func check() throws {
    if !holds { throw Problem(.checkFailed, description) }
  }

  /// An account by its name or id, with its score. Companies, not people: no contact's cell is
  /// ever shown.
  private func line(_ row: Int) -> String {
    let label = ["name", "account_id", "domain"].compactMap { failures[$0]?.text(row) }.first
    var parts: [String] = []
    if let fit = failures["fit"]?[row], !fit.isMissing { parts.append("fit \(fit.written)") }
    if let tier = failures["tier"]?.text(row) { parts.append("tier \(tier)") }
    var line = label ?? "row \(row + 1) of those that failed"
    if !parts.isEmpty { line += ": " + parts.joined(separator: ", ") }
    if let reasons = failures["reasons"]?.text(row) { line += "; " + reasons }
    return line
  }
}

/// Expectations of the rows of a table.
public struct Expect {
  public let table: Table

  public init(_ table: Table) { self.table = table }

  /// Every row meets the condition. Of no rows nothing can be expected: that fails too, for a
  /// test that tests nothing is a mistake.
  public func all(_ test: any RowTest) throws -> Expectation {
    try judge(test, "all", of: table.rowCount) { $0 == $1 && $1 > 0 }
  }

  /// No row meets the condition.
  public func none(_ test: any RowTest) throws -> Expectation {
    let passed = try test.evaluate(on: table).passed
    let met = table.rowCount - passed.countOfSet
    return Expectation(
      holds: met == table.rowCount && met > 0,
      summary: sentence("none", test.text, passed.countOfSet, met == table.rowCount && met > 0),
      failures: table.filter(passed), rows: table.rowCount, met: met)
  }

  /// At least `count` rows meet the condition.
  public func atLeast(_ count: Int, _ test: any RowTest) throws -> Expectation {
    try judge(test, "at least \(count)", of: count) { met, _ in met >= count }
  }

  /// At least this share of the rows (0 to 1) meets the condition.
  public func share(atLeast share: Double, _ test: any RowTest) throws -> Expectation {
    guard share >= 0 && share <= 1 else {
      throw Problem(.script, "expect: a share is from 0 to 1, not \(share.written)")
    }
    return try judge(test, "at least \(Wording.percent(share))", of: table.rowCount) { met, rows in
      rows > 0 && Double(met) >= share * Double(rows)
    }
  }

  private func judge(
    _ test: any RowTest, _ what: String, of wanted: Int, _ rule: (Int, Int) -> Bool
  ) throws -> Expectation {
    let passed = try test.evaluate(on: table).passed
    let met = passed.countOfSet
    let holds = rule(met, table.rowCount)
    return Expectation(
      holds: holds, summary: sentence(what, test.text, met, holds),
      failures: table.filter(passed.inverted()), rows: table.rowCount, met: met)
  }

  private func sentence(_ what: String, _ text: String, _ met: Int, _ holds: Bool) -> String {
    if table.rowCount == 0 {
      return "expected of \(table.name) \(what): \(text), but there are no rows to look at"
    }
    let verdict = holds ? "met" : "not met"
    return "expected of \(table.name) \(what): \(text): \(verdict), \(met) of \(table.rowCount) do"
  }
}

extension Expect {
  /// Two scorings of the same accounts put them in the same tier: two people who read one ICP
  /// must come to one answer.
  ///
  /// - Parameters:
  ///   - other: The same accounts scored by somebody else. Matched by `account_id`.
  ///   - column: What must agree.
  /// - Throws: where an account is missing in one of the two tables, or a column in one of them.
  public func agrees(with other: Table, on column: String = "tier") throws -> Expectation {
    let mine = try table.column(column)
    let theirs = try other.column(column)
    let match = try table.joinLookup(other, on: [("account_id", "account_id")])
    let alone = match.elements.count { $0 < 0 }
    if alone > 0 {
      throw Problem(
        .data, "expect: \(alone) of \(table.rowCount) accounts are not in \(other.name)",
        hints: ["both must have scored the same accounts"])
    }
    let found = theirs.take(optional: match)
    let same = Bitmap(count: table.rowCount) { mine[$0] == found[$0] }
    let met = same.countOfSet
    let holds = met == table.rowCount && met > 0
    let differing = try table.filter(same.inverted()).with([
      ("other_\(column)", found.filter(same.inverted()))
    ])
    return Expectation(
      holds: holds,
      summary: "expected \(table.name) and \(other.name) to agree on \(column): "
        + "\(met) of \(table.rowCount) do",
      failures: differing, rows: table.rowCount, met: met)
  }
}

extension ICP {
  /// Scores the accounts of the last deals won before a day with what was known before each of
  /// them, newest first: whether the ICP would have called them.
  ///
  /// - Parameters:
  ///   - count: How many deals; one row a deal.
  ///   - static: As in ``backtest(_:asOf:static:horizon:level:)``.
  /// - Returns: The accounts of those deals, with `deal_closed` and the columns of a score. Each
  ///   is scored as of the day before its deal was created (or closed, where that is not known).
  public func lastWins(
    _ count: Int, in history: CustomerHistory, before day: Int32, static declared: Set<String> = []
  ) throws -> Table {
    guard let deals = history.deals else {
      throw Problem(.data, "icp \"\(name)\": the last wins need deals")
    }
    let facts = try DealFacts(deals, asOf: day)
    let closed = try deals.column("closed")
    let accountOf = try deals.joinLookup(history.accounts, on: [("account_id", "account_id")])
    var wins: [(deal: Int, closed: Int32)] = []
    facts.won.forEachSet { deal in
      if let end = closed.day(deal), accountOf.base[deal] >= 0 { wins.append((deal, end)) }
    }
    wins.sort { ($1.closed, $0.deal) < ($0.closed, $1.deal) }
    var result: Table?
    for win in wins.prefix(max(0, count)) {
      let known = (deals["created"]?.day(win.deal)).map { min($0, win.closed) } ?? win.closed
      let row = Int(accountOf.base[win.deal])
      var one = history
      one.accounts = history.accounts.slice(row..<row + 1)
      let before = AsOf(known - 1, static: declared)
      let view = try before.accounts(of: one)
      // The account is there because its deal is, whatever its date of creation says.
      var seen = view.table
      if seen.rowCount == 0 {
        one.accounts = try one.accounts.drop(["created"])
        seen = try before.accounts(of: one).table
      }
      let scored = try score(seen).with([("deal_closed", Column(days: [win.closed]))])
      result = try result.map { try $0.union(scored) } ?? scored
    }
    guard let result else {
      throw Problem(.data, "icp \"\(name)\": no deal with a known account was won before that day")
    }
    return result
  }
}
