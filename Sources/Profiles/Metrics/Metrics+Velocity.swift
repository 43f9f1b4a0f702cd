import Basics
import Columns
import Statistics

extension Metrics {
  /// The profit that a day of selling brings, cohort by cohort (B22), with its parts beside it.
  ///
  /// win rate × value of a won deal × margin × years ÷ days a deal takes. Since win rate and value
  /// are of the same closed deals, this is the profit of all won deals over the days spent on all
  /// closed ones, lost deals too: their days are spent as well.
  ///
  /// - Parameters:
  ///   - deals: `outcome`, `amount` (of a year), `created`, `closed`; `cost` where the margin is
  ///     measured.
  ///   - margin: Share of the amount that is left; nil: what `cost` leaves of each won deal.
  ///   - lifetime: How long a customer stays.
  public static func velocity(
    deals: Table, accounts: Table? = nil, by keys: [CohortKey] = [], margin: Double? = 1,
    lifetime: Lifetime = .years(1), window: Window? = nil, asOf: Int32? = nil, level: Double = 0.95
  ) throws -> FigureTable {
    if let margin, !(margin.isFinite && margin <= 1) {
      throw Problem(.script, "velocity: a margin is at most 1", hints: ["0.8 means 80 %"])
    }
    try lifetime.check()
    let cost = margin == nil ? try number(deals, "cost").finiteDoubles() : nil
    let facts = try DealFacts(deals, window: window, asOf: asOf)
    guard let amount = facts.yearly else { throw deals.noSuchColumn("amount").at("velocity") }
    let rows = try AccountedRows(deals, accounts: accounts)
    let division = try CohortDivision(deals, rows.columns(keys))
    // A deal counts where all it takes is known: a won one its amount and days, a lost one its days.
    var unknown = 0
    var usable: [(deal: Int, value: Double, profit: Double, days: Double, won: Bool)] = []
    facts.closed.forEachSet { deal in
      let won = facts.won[deal]
      let days = facts.cycle.base[deal]
      let value = won ? amount.base[deal] : 0
      let kept =
        margin
        ?? cost.flatMap { cost in
          facts.amount.map { 1 - cost.base[deal] / $0.base[deal] }
        }
      let profit = won ? value * (kept ?? .nan) : 0
      if days.isNaN || profit.isNaN {
        unknown += 1
        return
      }
      // A deal that closed on the day it was created took that day.
      usable.append((deal, value, profit, max(1, days), won))
    }
    let lives = try lifetime.lives(of: deals, won: facts.won, asOf: asOf)
    var notes = facts.notes
    if unknown > 0 {
      notes.append(
        Wording.counted(unknown, "closed deal has", "closed deals have")
          + " no amount\(margin == nil ? ", no cost" : "") or no number of days: left out")
    }
    notes += lives?.notes ?? []
    let order = ["profit_per_day.low", "n"].map { SortKey(column: $0, descending: true) }
    return try division.table("velocity", level: level, order: order, notes: notes) {
      grouping, columns in
      let z = try Confidence(level).z
      let years = lifetime.years(lives, of: grouping)
      var pairs = [[(y: Double, x: Double)]](repeating: [], count: grouping.groupCount)
      var won = [Int](repeating: 0, count: grouping.groupCount)
      var value = [Double](repeating: 0, count: grouping.groupCount)
      var gained = value
      for entry in usable {
        let group = Int(grouping.groupOf.base[entry.deal])
        pairs[group].append((entry.profit * (years[group] ?? .nan), entry.days))
        value[group] += entry.value
        gained[group] += entry.profit
        if entry.won { won[group] += 1 }
      }
      let n = pairs.map(\.count)
      let days = pairs.map { $0.reduce(0) { $0 + $1.x } }
      columns.count("n", n, "closed deals with all that is needed")
      columns.interval(
        "profit_per_day", pairs.map { SumRatio.of($0, z: z) }, .moneyPerDay,
        "win_rate × value × margin × lifetime / cycle_days: expected profit of a day of selling",
        bounds: "by deals, linearised; the lifetime taken as known")
      columns.number(
        "win_rate", zip(won, n).map { ratio(Double($0), Double($1)) }, .share, "won / closed deals")
      columns.number(
        "value", zip(value, won).map { ratio($0, Double($1)) }, .money, "mean amount of won deals")
      columns.number(
        "margin", margin.map { margin in n.map { _ in margin } } ?? zip(gained, value).map(ratio),
        .ratio, margin == nil ? "(amount - cost) / amount of won deals" : "as given")
      columns.number("lifetime_years", years, .ratio, lifetime.definition)
      columns.number(
        "cycle_days", zip(days, n).map { ratio($0, Double($1)) }, .days,
        "mean days from created to closed of all closed deals, at least 1")
      columns.flag("small", n.map { $0 < smallBelow }, "fewer than \(smallBelow) closed deals")
    }
  }

  /// How hard deals are to bring home (B19): the mean place of each deal among all deals in what
  /// makes them hard, 0 the easiest, 100 the hardest.
  ///
  /// - Parameter parts: Numeric columns of deals of which more means harder, such as
  ///   `discount`, `back_steps`, `legal_days`; `cycle` is the days from created to closed.
  public static func friction(
    deals: Table, accounts: Table? = nil, by keys: [CohortKey] = [], parts: [String] = ["cycle"],
    level: Double = 0.95
  ) throws -> FigureTable {
    if parts.isEmpty { throw Problem(.script, "friction: name at least one part, such as cycle") }
    let facts = try DealFacts(deals)
    let columns = try parts.map { name in
      name == "cycle" && deals["cycle"] == nil
        ? facts.cycle : try number(deals, name).finiteDoubles()
    }
    let closed = facts.closed
    let places = columns.map { percentiles($0, of: closed) }
    let score = Buffer<Double>(repeating: .nan, count: deals.rowCount)
    closed.forEachSet { deal in
      let known = places.compactMap { $0[deal] }
      if !known.isEmpty { score.base[deal] = known.reduce(0, +) / Double(known.count) }
    }
    let rows = try AccountedRows(deals, accounts: accounts)
    let division = try CohortDivision(deals, rows.columns(keys))
    return try division.table(
      "friction", level: level, order: [SortKey(column: "friction")], notes: facts.notes
    ) { grouping, builder in
      let samples = try GroupedSamples(score, of: grouping, where: closed)
      let groups = Array(0..<grouping.groupCount)
      builder.count("n", groups.map { samples.count($0) }, "closed deals with any of the parts")
      builder.interval(
        "friction", groups.map { samples.mean($0, level: level) }, .points,
        "mean place among all closed deals in \(parts.joined(separator: ", ")): 0 easiest, 100 hardest",
        bounds: "Student's t")
      for (name, column) in zip(parts, columns) {
        let own = try GroupedSamples(column, of: grouping, where: closed)
        builder.number(
          "\(name)_median", try groups.map { try own.median($0, at: Confidence(level)).estimate },
          .ratio, "median of \(name)")
      }
      builder.flag(
        "small", groups.map { samples.count($0) < smallBelow }, "fewer than \(smallBelow) deals")
    }
  }

  /// The place of each value among those of the rows, 0 to 100; equal values share the middle.
  private static func percentiles(_ numbers: Buffer<Double>, of rows: Bitmap) -> [Double?] {
    var values: [(row: Int, value: Double)] = []
    rows.forEachSet { row in
      if !numbers.base[row].isNaN { values.append((row, numbers.base[row])) }
    }
    values.sort { ($0.value, $0.row) < ($1.value, $1.row) }
    var places = [Double?](repeating: nil, count: numbers.count)
    var first = 0
    while first < values.count {
      var end = first + 1
      while end < values.count, values[end].value == values[first].value { end += 1 }
      let middle = (Double(first) + Double(end - 1)) / 2
      let place = values.count > 1 ? 100 * middle / Double(values.count - 1) : 50
      for index in first..<end { places[values[index].row] = place }
      first = end
    }
    return places
  }
}
