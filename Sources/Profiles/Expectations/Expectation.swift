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

  init(holds: Bool, summary: String, failures: Table, rows: Int, met: Int) {
    (self.holds, self.summary, self.failures) = (holds, summary, failures)
    (self.rows, self.met) = (rows, met)
  }

  /// What was expected of a single value.
  public init(_ holds: Bool, _ summary: String) throws {
    self.init(
      holds: holds, summary: summary, failures: try Table(name: "nothing", [], rowCount: 0),
      rows: 1, met: holds ? 1 : 0)
  }

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
    let label = ["account_name", "name", "account_id", "domain"].compactMap { name in
      failures[name].flatMap { $0.isMissing(row) ? nil : $0[row].written }
    }.first
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

  /// At most `count` rows meet the condition. Those that do are what failed.
  public func atMost(_ count: Int, _ test: any RowTest) throws -> Expectation {
    try limited(test, "at most \(count)") { $0 <= count }
  }

  /// Exactly `count` rows meet the condition; 0 of no rows is met.
  public func count(_ count: Int, _ test: any RowTest) throws -> Expectation {
    let passed = try test.evaluate(on: table).passed
    let met = passed.countOfSet
    let holds = met == count
    return Expectation(
      holds: holds, summary: sentence("exactly \(count)", test.text, met, holds),
      failures: table.filter(met > count ? passed : passed.inverted()), rows: table.rowCount,
      met: met)
  }

  private func limited(
    _ test: any RowTest, _ what: String, _ rule: (Int) -> Bool
  ) throws -> Expectation {
    let passed = try test.evaluate(on: table).passed
    let met = passed.countOfSet
    let holds = rule(met)
    return Expectation(
      holds: holds, summary: sentence(what, test.text, met, holds), failures: table.filter(passed),
      rows: table.rowCount, met: met)
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
    if table.rowCount == 0, !holds {
      return "expected of \(table.name) \(what): \(text), but there are no rows to look at"
    }
    let verdict = holds ? "met" : "not met"
    return "expected of \(table.name) \(what): \(text): \(verdict), \(met) of \(table.rowCount) do"
  }
}
