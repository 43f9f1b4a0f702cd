import Columns
import Profiles

/// The rules of a derivation as a table, one row each.
enum DeriveTables {
  static func rules(_ rules: [DerivedRule], _ profile: DerivedProfile) throws -> FigureTable {
    let goal = profile.goal
    let unit: FigureDefinition.Unit = profile.isRate ? .share : .ratio
    var columns: [(name: String, column: Column)] = []
    var definitions: [FigureDefinition] = []
    func add(_ name: String, _ column: Column, _ unit: FigureDefinition.Unit, _ text: String) {
      columns.append((name, column))
      definitions.append(FigureDefinition(name, text, unit: unit))
    }
    func number(
      _ name: String, _ unit: FigureDefinition.Unit, _ text: String,
      _ value: (DerivedRule) -> Double?
    ) {
      add(name, Column(numbers: rules.map(value)), unit, text)
    }
    func count(_ name: String, _ text: String, _ value: (DerivedRule) -> Int?) {
      add(name, Column(integers: rules.map { value($0).map { Int64($0) } }), .count, text)
    }
    add("rule", Column(texts: rules.map(\.text)), .text, "the rule, as an expression")
    add(
      "status", Column(texts: rules.map(\.status.rawValue)), .text,
      "hypothesis, tested (beyond chance), established (and seen again on rows held out)")
    count("n", "\(profile.noun) that the rule covers") { $0.inside.n }
    let name = profile.isRate ? "rate" : "mean"
    number(name, unit, "\(goal) inside") { $0.inside.value }
    number(name + ".low", unit, "lower 95 % bound of \(name)") { $0.inside.low }
    number(name + ".high", unit, "upper 95 % bound of \(name)") { $0.inside.high }
    number("outside", unit, "\(goal) outside") { $0.outside.value }
    number("lift", .ratio, "inside / outside") { $0.lift }
    number("shrunk", unit, "\(goal) drawn towards the whole") { $0.shrunk.value }
    number("shrunk.low", unit, "lower 95 % bound of shrunk; rules are ranked by it") {
      $0.shrunk.low
    }
    number("shrunk.high", unit, "upper 95 % bound of shrunk; rules to avoid are ranked by it") {
      $0.shrunk.high
    }
    number("q_value", .ratio, "p corrected for all rules tried") { $0.q }
    number("search_p", .ratio, "how often the search finds as much in shuffled outcomes") {
      $0.searchP
    }
    number("train", unit, "\(goal) on the rows the rule was found on") { $0.train.value }
    count("holdout_n", "rows held out that it covers") { $0.holdout?.n }
    number("holdout", unit, "\(goal) of those") { $0.holdout?.value }
    number("holdout_outside", unit, "\(goal) of the other rows held out") {
      $0.holdoutOutside?.value
    }
    number("holdout_lift", .ratio, "holdout / holdout_outside") { $0.holdoutLift }
    if rules.contains(where: { $0.foundInFolds != nil }) {
      count("folds", "of five folds, in how many it was found without the fold") {
        $0.foundInFolds
      }
    }
    if rules.contains(where: { $0.dealsInside != nil }) {
      number("win_rate", .share, "won / closed, inside") { $0.dealsInside?.winRate }
      number("win_rate_outside", .share, "won / closed, outside") { $0.dealsOutside?.winRate }
      number("acv", .money, "mean yearly amount of won deals, inside") { $0.dealsInside?.value }
      number("acv_outside", .money, "mean yearly amount of won deals, outside") {
        $0.dealsOutside?.value
      }
      number("cycle", .days, "median days to win, inside") { $0.dealsInside?.cycle }
      number("cycle_outside", .days, "median days to win, outside") { $0.dealsOutside?.cycle }
      number("per_deal", .money, "amount won per closed deal, inside") { $0.dealsInside?.perDeal }
      number("per_deal_outside", .money, "amount won per closed deal, outside") {
        $0.dealsOutside?.perDeal
      }
      number("velocity", .moneyPerDay, "amount won per selling day, inside") {
        $0.dealsInside?.perDay
      }
      number("velocity_outside", .moneyPerDay, "amount won per selling day, outside") {
        $0.dealsOutside?.perDay
      }
      number("days_spent", .days, "days from created to closed of all deals, inside") {
        $0.dealsInside?.days
      }
      number("cost_spent", .money, "the column cost of all deals, inside") { $0.dealsInside?.cost }
    }
    if rules.contains(where: { $0.accounts != nil }) {
      count("accounts", "accounts behind the rows") { $0.accounts }
    }
    number("share", .share, "share of all rows to choose from") { $0.share }
    add("because", Column(texts: rules.map(\.because)), .text, "why it has this status")
    return FigureTable(
      table: try Table(name: "rules", columns, rowCount: rules.count), definitions: definitions,
      notes: profile.verdict.isSignal
        ? [] : ["no reliable signal: these are hints, as good ones are found by chance"])
  }
}
