import Basics
import Columns
import Statistics

extension Metrics {
  /// How many of those who reach a stage reach the next (B15), by any keys: traits of accounts,
  /// channels, campaigns.
  ///
  /// A row reached a stage if it has its date, or that of a later stage. Rows still open in a stage
  /// have not failed it: they are counted apart and are in no rate.
  ///
  /// - Parameters:
  ///   - rows: Deals or leads with one date column a stage; `outcome` where known.
  ///   - stages: Name and date column of each stage, in order. A last stage `won` is added where
  ///     there is an outcome.
  /// - Returns: One row a cohort and stage.
  public static func funnel(
    _ rows: Table, stages: [(name: String, column: String)], accounts: Table? = nil,
    by keys: [CohortKey] = [], level: Double = 0.95
  ) throws -> FigureTable {
    if stages.isEmpty {
      throw Problem(.script, "funnel: name at least one stage and its date column")
    }
    let dates = try stages.map { try SubscriptionFacts.dates(rows, $0.column) }
    let facts = rows["outcome"] == nil ? nil : try DealFacts(rows)
    let names = stages.map(\.name) + (facts == nil ? [] : ["won"])
    let reached = furthest(rows.rowCount, dates, facts, stages: names.count)
    let keyed = try AccountedRows(rows, accounts: accounts).columns(keys)
    let grouping = try rows.grouping(by: keyed.map(\.column))
    var cells = [FunnelCell](repeating: FunnelCell(), count: grouping.groupCount * names.count)
    for (row, last) in reached.enumerated() where last >= 0 {
      let group = Int(grouping.groupOf.base[row])
      for stage in 0...last { cells[group * names.count + stage].reached += 1 }
      let isOpen = facts.map { $0.open[row] } ?? false
      if isOpen { cells[group * names.count + last].open += 1 }
    }
    return try statistics(for: "funnel") {
      try funnelTable(cells, names, keyed, grouping, level, notes: facts?.notes ?? [])
    }
  }

  private struct FunnelCell {
    var reached = 0
    /// Still in this stage, undecided.
    var open = 0
  }

  /// The last stage that each row reached, or -1.
  private static func furthest(
    _ count: Int, _ dates: [Column], _ facts: DealFacts?, stages: Int
  ) -> [Int] {
    (0..<count).map { row in
      if let facts, facts.won[row] { return stages - 1 }
      return dates.lastIndex { !$0.isMissing(row) } ?? -1
    }
  }

  private static func funnelTable(
    _ cells: [FunnelCell], _ names: [String], _ keyed: [(name: String, column: Column)],
    _ grouping: Grouping, _ level: Double, notes: [String]
  ) throws -> FigureTable {
    let count = names.count
    var columns = FigureBuilder(level: level)
    columns.text("stage", cells.indices.map { names[$0 % count] }, "in the order of the funnel")
    columns.count("step", cells.indices.map { $0 % count + 1 }, "number of the stage")
    columns.count("reached", cells.map(\.reached), "rows that came to this stage or beyond")
    columns.count("open", cells.map(\.open), "of which still are in it, undecided")
    let rates = try cells.indices.map { index -> Bounded in
      guard index % count + 1 < count else { return .none }
      let decided = cells[index].reached - cells[index].open
      return Bounded(
        try Proportion.wilson(wins: cells[index + 1].reached, n: decided, level: level))
    }
    columns.interval(
      "conversion", rates, .share, "rows that reached the next stage / (reached - open)",
      bounds: "Wilson's score interval")
    columns.number(
      "share_of_first",
      cells.indices.map {
        ratio(Double(cells[$0].reached), Double(cells[$0 - $0 % count].reached))
      },
      .share, "reached / rows that came to the first stage")
    let group = Buffer(cells.indices.map { UInt32(truncatingIfNeeded: $0 / count) })
    let keyColumns = zip(keyed, grouping.keyColumns()).map {
      (name: $0.name, column: $1.take(group))
    }
    let table = try Table(name: "funnel", keyColumns + columns.columns, rowCount: cells.count)
    return FigureTable(
      table: try table.sorted(
        by: keyed.map { SortKey(column: $0.name) } + [SortKey(column: "step")]),
      definitions: columns.definitions, notes: notes)
  }

  /// What shares of rows fall in each class, such as leads by fit tier (B17), by any keys: months,
  /// campaigns, owners.
  ///
  /// - Returns: One row a cohort and class, with n, share and Wilson's interval.
  public static func mix(
    _ rows: Table, of column: String, accounts: Table? = nil, by keys: [CohortKey] = [],
    level: Double = 0.95
  ) throws -> FigureTable {
    let joined = try AccountedRows(rows, accounts: accounts)
    let keyed = try joined.columns(keys + [.column(column)])
    let grouping = try rows.grouping(by: keyed.map(\.column))
    let outer = try rows.grouping(by: keyed.dropLast().map(\.column))
    let sizes = outer.sizes
    let n = (0..<grouping.groupCount).map { Int(grouping.sizes.base[$0]) }
    let all = (0..<grouping.groupCount).map { group in
      Int(sizes.base[Int(outer.groupOf.base[Int(grouping.firstRow.base[group])])])
    }
    return try statistics(for: "mix") {
      var columns = FigureBuilder(level: level)
      columns.count("n", n, "rows of this class")
      columns.count("of", all, "rows of the cohort")
      columns.interval(
        "share",
        try zip(n, all).map { Bounded(try Proportion.wilson(wins: $0, n: $1, level: level)) },
        .share, "n / of", bounds: "Wilson's score interval")
      let keyColumns = zip(keyed, grouping.keyColumns()).map { (name: $0.name, column: $1) }
      let table = try Table(
        name: "mix", keyColumns + columns.columns, rowCount: grouping.groupCount)
      return FigureTable(
        table: try table.sorted(by: keyed.map { SortKey(column: $0.name) }),
        definitions: columns.definitions)
    }
  }

  /// How much of the revenue hangs on few accounts (B13), by any keys of accounts.
  ///
  /// - Parameter top: How many of the largest accounts to look at.
  public static func concentration(
    revenue: Table, accounts: Table? = nil, by keys: [CohortKey] = [], top: [Int] = [1, 5, 10]
  ) throws -> FigureTable {
    let accounts = try accounts ?? AccountCohorts.named(in: revenue)
    let cohorts = try AccountCohorts(accounts, by: keys)
    let rows = try AccountRows(revenue, accounts)
    let income = rows.sums(
      try number(revenue, "amount"), Bitmap(count: revenue.rowCount, filled: true))
    let all = income.filter { $0 > 0 }.reduce(0, +)
    let below = income.count { $0 < 0 }
    var notes: [String] = []
    if rows.unknown > 0 {
      notes.append(
        Wording.counted(rows.unknown, "row of revenue belongs", "rows of revenue belong")
          + " to no known account: left out")
    }
    if below > 0 {
      notes.append(
        Wording.counted(below, "account has", "accounts have")
          + " a revenue below 0: left out of shares")
    }
    return try cohorts.table("concentration", level: 0.95, rank: ["revenue"], notes: notes) {
      grouping, columns in
      let sorted = AccountCohorts.members(grouping).map { group in
        group.map { income[$0] }.filter { $0 > 0 }.sorted(by: >)
      }
      let sums = sorted.map { $0.reduce(0, +) }
      columns.count("accounts", sorted.map(\.count), "accounts with revenue")
      columns.number("revenue", sums, .money, "sum of amount")
      columns.number(
        "revenue_share", sums.map { ratio($0, all) }, .share, "revenue / revenue of all")
      for count in top.sorted() where count > 0 {
        columns.number(
          "top_\(count)", zip(sorted, sums).map { ratio($0.prefix(count).reduce(0, +), $1) },
          .share,
          "revenue of the \(count) largest / revenue")
      }
      columns.number(
        "effective_accounts",
        zip(sorted, sums).map { values, sum in
          ratio(sum * sum, values.reduce(0) { $0 + $1 * $1 })
        }, .ratio,
        "as many accounts of equal size would be as concentrated: 1 / sum of squared shares")
    }
  }
}
