import Basics
import Columns

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

  /// Two tables hold the same: columns in their order, rows, cells.
  public func equals(_ other: Table) throws -> Expectation {
    func differing(_ what: String, _ rows: Table) -> Expectation {
      Expectation(
        holds: false, summary: "expected \(table.name) and \(other.name) to be equal: \(what)",
        failures: rows, rows: table.rowCount, met: 0)
    }
    let none = table.head(0)
    if table.names != other.names {
      let mine = table.names.filter { other[$0] == nil }
      let theirs = other.names.filter { table[$0] == nil }
      let words =
        (mine.isEmpty ? [] : ["only the first has \(mine.joined(separator: ", "))"])
        + (theirs.isEmpty ? [] : ["only the second has \(theirs.joined(separator: ", "))"])
      return differing(
        words.isEmpty ? "the order of columns differs" : words.joined(separator: "; "), none)
    }
    if table.rowCount != other.rowCount {
      return differing("\(table.rowCount) rows and \(other.rowCount)", none)
    }
    var same = Bitmap(count: table.rowCount, filled: true)
    var columns: [String] = []
    for name in table.names {
      let (mine, theirs) = (try table.column(name), try other.column(name))
      let equal = Bitmap(count: table.rowCount) { mine[$0] == theirs[$0] }
      if equal.countOfSet < table.rowCount { columns.append(name) }
      same = same.and(equal)
    }
    let met = same.countOfSet
    if met == table.rowCount {
      return Expectation(
        holds: true, summary: "expected \(table.name) and \(other.name) to be equal: they are",
        failures: none, rows: met, met: met)
    }
    return differing(
      "\(table.rowCount - met) of \(table.rowCount) rows differ, in "
        + columns.joined(separator: ", "), table.filter(same.inverted()))
  }
}
