import Basics
import Columns
import Statistics

/// How far customers and pipeline are from the profile that was agreed on (D12).
public enum ProfileGap {
  /// One row for the profile as a whole (`inside`), then one for each gate and criterion: the share
  /// of all accounts, of those with open deals, of customers, and of customers won lately that meet
  /// it; `gap` is what customers lack, `trend` how the new differ from the earlier.
  ///
  /// A condition that is unknown (a missing value) is not met; `customers_unknown` says how many.
  ///
  /// - Parameters:
  ///   - accounts: `account_id` and what the profile reads.
  ///   - deals: `account_id`, `outcome`, `closed`.
  ///   - window: Customers are new whose first deal was won in it.
  public static func table(
    _ icp: ICP, accounts: Table, deals: Table, asOf: Int32, window: Window = .months(12),
    inside tiers: [String]? = nil, level: Double = 0.95
  ) throws -> FigureTable {
    let facts = try DealFacts(deals, asOf: asOf)
    let rows = try AccountRows(deals, accounts)
    let closed = deals["closed"]?.days()
    var first = [Int32?](repeating: nil, count: accounts.rowCount)
    var isCustomer = [Bool](repeating: false, count: accounts.rowCount)
    facts.won.forEachSet { deal in
      let account = Int(rows.accountOf.base[deal])
      guard account >= 0 else { return }
      isCustomer[account] = true
      if let day = closed?.base[deal], day != Column.noDay {
        first[account] = min(first[account] ?? day, day)
      }
    }
    let start = window.start(before: asOf)
    let open = rows.counts(facts.open)
    let pipeline = Bitmap(open.map { $0 > 0 })
    let customers = Bitmap(isCustomer)
    let recent = Bitmap(count: accounts.rowCount) { row in first[row].map { $0 >= start } ?? false }
    let earlier = customers.subtracting(recent)
    let elements = try elements(of: icp, on: accounts, inside: tiers)
    let everyone = Bitmap(count: accounts.rowCount, filled: true)
    return try statistics(for: "gap") {
      let confidence = try Confidence(level)
      func shares(_ population: Bitmap) throws -> [Bounded] {
        let n = population.countOfSet
        return try elements.map {
          Bounded(
            try Proportion.wilson(
              wins: $0.answer.passed.and(population).countOfSet, n: n, at: confidence))
        }
      }
      let mine = try shares(customers)
      let new = try shares(recent)
      let old = try shares(earlier)
      var columns = FigureBuilder(level: level)
      columns.text("element", elements.map(\.name), "the profile, its gates and criteria")
      columns.text("kind", elements.map(\.kind), "inside, gate, or the category of the criterion")
      columns.number(
        "accounts", try shares(everyone).map(\.estimate), .share,
        "share of all accounts that meet it")
      columns.number(
        "pipeline", try shares(pipeline).map(\.estimate), .share,
        "share of accounts with an open deal that meet it")
      columns.interval(
        "customers", mine, .share, "share of customers that meet it",
        bounds: "Wilson's score interval")
      columns.number(
        "new_customers", new.map(\.estimate), .share,
        "share of customers first won in the last \(window.text) that meet it")
      columns.number("gap", mine.map { $0.estimate.map { 1 - $0 } }, .share, "1 - customers")
      columns.number(
        "trend",
        zip(new, old).map { new, old in
          guard let new = new.estimate, let old = old.estimate else { return nil }
          return new - old
        }, .share, "new_customers - the share of earlier customers")
      columns.count(
        "customers_unknown", elements.map { $0.answer.unknown.and(customers).countOfSet },
        "customers of whom a missing value keeps it unknown")
      let sizes =
        Wording.counted(accounts.rowCount, "account", "accounts") + ", "
        + Wording.grouped(pipeline.countOfSet) + " with an open deal, "
        + Wording.counted(customers.countOfSet, "customer", "customers") + ", "
        + Wording.grouped(recent.countOfSet) + " of them new"
      return FigureTable(
        table: try Table(name: "gap", columns.columns, rowCount: elements.count),
        definitions: columns.definitions, notes: facts.notes + [sizes])
    }
  }

  private struct Element {
    var name, kind: String
    var answer: RowTestResult
  }

  private static func elements(
    of icp: ICP, on accounts: Table, inside tiers: [String]?
  ) throws -> [Element] {
    let sides = try FitSides(icp.score(accounts), tiers: tiers ?? icp.tiers.map(\.name))
    let none = Bitmap(count: accounts.rowCount)
    let tests = icp.gates.map(\.test) + icp.criteria.map(\.test)
    let answers = try tests[0].evaluate(together: tests, on: accounts)
    let names =
      icp.gates.map { ($0.name, "gate") }
      + icp.criteria.map {
        ($0.name, $0.category.rawValue)
      }
    return [
      Element(
        name: "inside (\(sides.text))", kind: "inside",
        answer: RowTestResult(passed: sides.inside, unknown: none))
    ] + zip(names, answers).map { Element(name: $0.0, kind: $0.1, answer: $1) }
  }
}
