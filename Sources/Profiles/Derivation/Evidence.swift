import Basics
import Columns
import Statistics

/// The rows a profile is derived from: traits, what became of them, and what goes with it.
struct Evidence: Sendable {
  /// What a row is: `closed deals`, `customers`, `rows`.
  var noun: String
  /// What the goal is called: `win rate`, `profit`.
  var goal: String
  var columns: [(name: String, column: Column)]
  /// What the search looks at; values of a mean are capped.
  var target: SearchTarget
  /// The values as they are, for figures.
  var values: Buffer<Double>
  /// The account of each row; nil where every row stands for itself.
  var groups: [Int32]?
  /// The day each row was decided, for a holdout in time.
  var days: Buffer<Int32>?
  /// What deals were worth, for figures beside the goal.
  var deals: DealEvidence?
  /// All accounts that could be meant, by the same columns: for the share a rule covers.
  var population: Table?
  var notes: [String] = []
  var warnings: [String] = []

  var count: Int { target.count }

  /// A mean is searched with values above the 99th percentile counted as that: one giant deal
  /// must not make a rule.
  static func capped(_ values: Buffer<Double>) -> Buffer<Double> {
    let sorted = values.array.sorted()
    guard let top = Quantile.type7(sorted: sorted, 0.99),
      let bottom = Quantile.type7(sorted: sorted, 0.01)
    else { return values }
    let result = Buffer<Double>(count: values.count)
    for row in 0..<values.count { result.base[row] = max(bottom, min(top, values.base[row])) }
    return result
  }

  /// Some of the rows.
  func filtered(_ mask: Bitmap) -> Evidence {
    let rows = mask.rows()
    let numbers = Array(rows.elements)
    var result = self
    result.columns = columns.map { ($0.name, $0.column.take(rows)) }
    result.target = target.taking(numbers)
    result.values = Buffer(numbers.map { values.base[Int($0)] })
    result.groups = groups.map { groups in numbers.map { groups[Int($0)] } }
    result.days = days.map { days in Buffer(numbers.map { days.base[Int($0)] }) }
    result.deals = deals?.taking(numbers)
    return result
  }
}

/// What closed deals were worth and took, row by row; NaN where it is not known.
struct DealEvidence: Sendable {
  var won: [Bool]
  var amount: [Double]
  var cycle: [Double]
  /// What was spent on each deal, where deals have a column `cost`.
  var cost: [Double]

  func taking(_ rows: [UInt32]) -> DealEvidence {
    DealEvidence(
      won: rows.map { won[Int($0)] }, amount: rows.map { amount[Int($0)] },
      cycle: rows.map { cycle[Int($0)] }, cost: rows.map { cost[Int($0)] })
  }

  /// Figures of some rows, by name; missing where nothing is known.
  func figures(_ rows: Bitmap) -> DealFigures {
    var figures = DealFigures()
    var amounts: [Double] = []
    var cycles: [Double] = []
    var (wins, days, money) = (0, 0.0, 0.0)
    var complete = 0
    rows.forEachSet { row in
      if !cost[row].isNaN { figures.cost = (figures.cost ?? 0) + cost[row] }
      if !cycle[row].isNaN { figures.days = (figures.days ?? 0) + cycle[row] }
      if won[row] {
        wins += 1
        if !amount[row].isNaN { amounts.append(amount[row]) }
        if !cycle[row].isNaN { cycles.append(cycle[row]) }
      }
      if !cycle[row].isNaN && (!won[row] || !amount[row].isNaN) {
        complete += 1
        days += max(1, cycle[row])
        money += won[row] ? amount[row] : 0
      }
    }
    figures.n = rows.countOfSet
    figures.won = wins
    if figures.n > 0 { figures.winRate = Double(wins) / Double(figures.n) }
    if !amounts.isEmpty { figures.value = amounts.reduce(0, +) / Double(amounts.count) }
    if !cycles.isEmpty { figures.cycle = Quantile.type7(sorted: cycles.sorted(), 0.5) }
    if complete > 0 {
      figures.perDeal = money / Double(complete)
      if days > 0 { figures.perDay = money / days }
    }
    return figures
  }
}

/// Figures of deals beside the goal.
public struct DealFigures: Sendable, Equatable {
  public var n = 0
  public var won = 0
  public var winRate: Double?
  /// Mean yearly amount of won deals.
  public var value: Double?
  /// Median days from created to closed of won deals.
  public var cycle: Double?
  /// Amount won per closed deal.
  public var perDeal: Double?
  /// Amount won per day of selling, lost deals' days too.
  public var perDay: Double?
  /// Days from created to closed of all deals together: what they have taken of the sales team's time.
  public var days: Double?
  /// What was spent on them, where deals have a cost.
  public var cost: Double?
}
