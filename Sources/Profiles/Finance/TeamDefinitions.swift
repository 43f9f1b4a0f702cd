import Basics
import Columns
import Statistics

/// Each team's idea of an ideal customer on the same accounts (N11, J9): how far they agree, what
/// became of the accounts each names, and the money where they do not agree.
public struct TeamDefinitions {
  /// Who says what.
  public struct Team {
    public var name: String
    public var test: any RowTest

    public init(_ name: String, test: any RowTest) {
      self.name = name
      self.test = test
    }
  }

  /// One row a team, and `all of them` and `only some`: accounts, closed deals, win rate, amount of
  /// a won deal, revenue, open pipeline.
  public let teams: FigureTable
  /// One row a pair: accounts both name, accounts either names, their ratio (Jaccard).
  public let pairs: Table

  /// - Throws: below two teams, for two of one name, and whatever a definition throws.
  public init(
    _ definitions: [Team], accounts: Table, deals: Table, asOf: Int32? = nil, level: Double = 0.95
  ) throws {
    if definitions.count < 2 {
      throw Problem(
        .script, "teams: there is nothing to compare below two definitions",
        hints: ["{ sales = \"employees >= 200\", marketing = \"industry == 'Software'\" }"])
    }
    if Set(definitions.map(\.name)).count < definitions.count {
      throw Problem(.script, "teams: two definitions have one name")
    }
    let tests = definitions.map(\.test)
    let chosen = try tests[0].evaluate(together: tests, on: accounts).map(\.passed)
    let none = Bitmap(count: accounts.rowCount)
    let all = chosen.dropFirst().reduce(chosen[0]) { $0.and($1) }
    let any = chosen.reduce(none) { $0.or($1) }
    let lines =
      zip(definitions.map(\.name), chosen).map { ($0, $1) } + [
        ("all of them", all), ("only some", any.subtracting(all)),
        ("none", any.inverted()),
      ]
    let facts = try DealFacts(deals, asOf: asOf)
    let rows = try AccountRows(deals, accounts)
    let won = rows.counts(facts.won)
    let closed = rows.counts(facts.closed)
    let priced = facts.amount.map { amount in
      facts.won.and(Bitmap.parallel(facts.count) { !amount.base[$0].isNaN })
    }
    let pricedCount = priced.map { rows.counts($0) }
    let revenue = facts.amount.map { rows.sums($0, facts.won) }
    let pipeline = facts.amount.map { rows.sums($0, facts.open) }
    var columns = FigureBuilder(level: level)
    func sum(_ values: [Int], _ rows: Bitmap) -> Int {
      var total = 0
      rows.forEachSet { total += values[$0] }
      return total
    }
    func sum(_ values: [Double], _ rows: Bitmap) -> Double {
      var total = 0.0
      rows.forEachSet { total += values[$0] }
      return total
    }
    try statistics(for: "teams") {
      columns.text("team", lines.map(\.0), "whose definition; the last three: how many agree")
      columns.count("accounts", lines.map { $0.1.countOfSet }, "accounts it names")
      columns.count("n", lines.map { sum(closed, $0.1) }, "their closed deals")
      columns.interval(
        "win_rate",
        try lines.map {
          Bounded(
            try Proportion.wilson(wins: sum(won, $0.1), n: sum(closed, $0.1), level: level))
        }, .share, "won / closed deals", bounds: "Wilson's score interval")
      if let revenue, let pipeline, let pricedCount {
        columns.number(
          "acv", lines.map { ratio(sum(revenue, $0.1), Double(sum(pricedCount, $0.1))) }, .money,
          "amount / won deal with an amount")
        columns.number("revenue", lines.map { sum(revenue, $0.1) }, .money, "amount of won deals")
        columns.number(
          "pipeline", lines.map { sum(pipeline, $0.1) }, .money, "amount of open deals")
      }
    }
    var notes = facts.notes
    if let pipeline {
      let disputed = sum(pipeline, any.subtracting(all))
      let whole = pipeline.reduce(0, +)
      notes.append(
        "open deals of \(Wording.grouped(Int(max(0, min(disputed, 1e15))))) (\(Wording.percent(ratio(disputed, whole) ?? 0))) "
          + "are at accounts that some teams name and others do not")
    }
    teams = FigureTable(
      table: try Table(name: "teams", columns.columns, rowCount: lines.count),
      definitions: columns.definitions, notes: notes)
    var both: [(a: String, b: String, both: Int, either: Int)] = []
    for a in definitions.indices {
      for b in definitions.indices where b > a {
        both.append(
          (
            definitions[a].name, definitions[b].name, chosen[a].and(chosen[b]).countOfSet,
            chosen[a].or(chosen[b]).countOfSet
          ))
      }
    }
    pairs = try Table(
      name: "agreement",
      [
        ("team", Column(texts: both.map(\.a))), ("other", Column(texts: both.map(\.b))),
        ("both", Column(integers: both.map { Int64($0.both) })),
        ("either", Column(integers: both.map { Int64($0.either) })),
        ("agreement", Column(numbers: both.map { ratio(Double($0.both), Double($0.either)) })),
      ], rowCount: both.count)
  }
}
