import Basics
import Columns

/// A list of accounts or people to work on that is fair to those who get it and to those on it:
/// quotas by tier, a cap for each company, equal expected value for each rep, a pause after the
/// last contact, and a reason for everything that is left out (N15, H4).
public struct FairList {
  /// Rows that must not be on the list, and why.
  public struct Exclusion {
    public var reason: String
    public var rows: Bitmap

    public init(_ reason: String, rows: Bitmap) {
      self.reason = reason
      self.rows = rows
    }
  }

  /// How many rows a tier may have.
  public struct Quota: Sendable {
    public var tier: String
    public var most: Int

    public init(_ tier: String, most: Int) {
      self.tier = tier
      self.most = most
    }
  }

  /// Whoever was contacted within so many days is left alone for now.
  public struct Pause {
    /// `account_id` (or the key of the rows) and `date`.
    public var touches: Table
    public var days: Int

    public init(touches: Table, days: Int) {
      self.touches = touches
      self.days = days
    }
  }

  /// Tiers that may be on the list; empty: all rows, whatever their tier.
  public var quotas: [Quota] = []
  /// The column whose equal values are one company, and how many rows each may have.
  public var cap: (column: String, most: Int)?
  /// Who gets the rows; each gets as much expected value as the others, as nearly as whole rows
  /// allow. Empty: nobody in particular.
  public var reps: [String] = []
  /// What a row is expected to bring; nil: `fit`, or 1 each without one.
  public var value: (any RowValue)?
  public var exclusions: [Exclusion] = []
  public var pause: Pause?

  public init() {}

  /// The list, who gets how much, and what was left out.
  public struct Result: Sendable {
    /// The rows in order of value with `rank`, `expected` and (with reps) `rep` in front.
    public let list: FigureTable
    /// One row a rep: `rep`, `rows`, `expected`. Nil without reps.
    public let reps: Table?
    /// One row for each row that is not on the list: its identifier, `reason`, `free_from` (the
    /// day its pause ends). Together with the list: all rows.
    public let left: Table
    /// One row a reason: `reason`, `rows`.
    public let reasons: Table
  }

  /// - Parameters:
  ///   - rows: Accounts or people, with `tier` where there are quotas.
  ///   - asOf: The day pauses are counted to.
  /// - Throws: where a column is not there, a quota or cap is below 0, a rep is named twice, or an
  ///   exclusion has not one bit a row.
  /// - Complexity: O(*n* log *n*).
  public func make(_ rows: Table, asOf: Int32) throws -> Result {
    try check(rows)
    let count = rows.rowCount
    let worth = try values(rows)
    var reasons = [String?](repeating: nil, count: count)
    var free = [Int32?](repeating: nil, count: count)
    for exclusion in exclusions {
      exclusion.rows.forEachSet { if reasons[$0] == nil { reasons[$0] = exclusion.reason } }
    }
    if let pause { try hold(rows, pause, asOf, &reasons, &free) }
    let tiers = try quotas.isEmpty ? nil : rows.column("tier")
    var room: [String: Int] = [:]
    for quota in quotas { room[quota.tier] = quota.most }
    // A tier given first goes first; within a tier the highest value does.
    let priority = Dictionary(uniqueKeysWithValues: quotas.enumerated().map { ($1.tier, $0) })
    var order: [(row: Int, rank: Int)] = []
    for row in 0..<count where reasons[row] == nil {
      guard let tiers else {
        order.append((row, 0))
        continue
      }
      let tier = tiers.text(row)
      if let tier, let rank = priority[tier] {
        order.append((row, rank))
      } else {
        reasons[row] = tier.map { "tier \($0) is not on this list" } ?? "no tier"
      }
    }
    order.sort { a, b in
      if a.rank != b.rank { return a.rank < b.rank }
      if worth[a.row] != worth[b.row] { return worth[a.row] > worth[b.row] }
      return a.row < b.row
    }
    let companies = try cap.map { try rows.grouping(by: [rows.column($0.column)]) }
    var taken: [Int] = companies.map { [Int](repeating: 0, count: $0.groupCount) } ?? []
    var chosen: [Int] = []
    for (row, _) in order {
      if let companies, let cap, !(rows[cap.column]?.isMissing(row) ?? true) {
        let company = Int(companies.groupOf.base[row])
        if taken[company] >= cap.most {
          reasons[row] = "more than \(cap.most) with this \(cap.column)"
          continue
        }
      }
      if let tier = tiers?.text(row) {
        if room[tier] == 0 {
          reasons[row] = "the quota of tier \(tier) is full"
          continue
        }
        room[tier]? -= 1
      }
      if let companies { taken[Int(companies.groupOf.base[row])] += 1 }
      chosen.append(row)
    }
    return try result(rows, chosen, worth, reasons, free)
  }

  // MARK: Steps

  private func check(_ rows: Table) throws {
    for quota in quotas where quota.most < 0 {
      throw Problem(.script, "list: the quota of tier \(quota.tier) is below 0")
    }
    if Set(quotas.map(\.tier)).count < quotas.count {
      throw Problem(.script, "list: a tier has two quotas")
    }
    if let cap, cap.most < 1 {
      throw Problem(.script, "list: at most \(cap.most) with one \(cap.column) leaves nobody")
    }
    if Set(reps).count < reps.count { throw Problem(.script, "list: a rep is named twice") }
    for exclusion in exclusions where exclusion.rows.count != rows.rowCount {
      throw Problem(.fault, "list: \"\(exclusion.reason)\" is not about these rows")
    }
    if let pause, pause.days < 1 {
      throw Problem(.script, "list: a pause of \(pause.days) days is none")
    }
  }

  private func values(_ rows: Table) throws -> [Double] {
    let column: Column?
    if let value {
      let worked = try value.column(on: rows)
      guard worked.type.isNumeric || worked.missingCount == worked.count else {
        throw Problem(
          .script, "list: the value \(value.text) is \(worked.type.rawValue), not a number")
      }
      column = worked
    } else {
      column = rows["fit"].flatMap { $0.type.isNumeric ? $0 : nil }
    }
    guard let column else { return [Double](repeating: 1, count: rows.rowCount) }
    return column.finiteDoubles().array.map { $0.isNaN ? 0 : $0 }
  }

  private func hold(
    _ rows: Table, _ pause: Pause, _ asOf: Int32, _ reasons: inout [String?],
    _ free: inout [Int32?]
  ) throws {
    // A person's own touches count where both know persons, else those of the account.
    let key =
      ["contact_id", "account_id"].first { rows[$0] != nil && pause.touches[$0] != nil }
      ?? "account_id"
    let match = try pause.touches.joinLookup(rows, on: [(key, key)])
    let days = try SubscriptionFacts.dates(pause.touches, "date").days()
    var last = [Int32](repeating: Column.noDay, count: rows.rowCount)
    for touch in 0..<pause.touches.rowCount {
      let row = Int(match.base[touch])
      let day = days.base[touch]
      if row >= 0, day != Column.noDay, day <= asOf { last[row] = max(last[row], day) }
    }
    // Rows that share a key share its touches: the look-up finds only the first of them.
    let groups = try rows.grouping(by: [rows.column(key)])
    for row in 0..<rows.rowCount where reasons[row] == nil {
      let first = Int(groups.firstRow.base[Int(groups.groupOf.base[row])])
      let day = last[first]
      if day == Column.noDay || rows[key]?.isMissing(row) ?? true { continue }
      let end = Int(day) + pause.days
      if end > Int(asOf) {
        reasons[row] = "contacted within \(pause.days) days"
        free[row] = Int32(clamping: end)
      }
    }
  }

  /// Rows to reps, the most valuable first, each to whoever has least so far: no two reps differ
  /// by more than the value of one row (the "longest processing time" rule).
  private func deal(_ chosen: [Int], _ worth: [Double]) -> (rep: [Int], sums: [Double], rows: [Int])
  {
    var sums = [Double](repeating: 0, count: reps.count)
    var counts = [Int](repeating: 0, count: reps.count)
    var rep = [Int](repeating: 0, count: chosen.count)
    let order = chosen.indices.sorted { a, b in
      worth[chosen[a]] != worth[chosen[b]] ? worth[chosen[a]] > worth[chosen[b]] : a < b
    }
    for place in order {
      var least = 0
      for other in reps.indices.dropFirst()
      where (sums[other], counts[other]) < (sums[least], counts[least]) {
        least = other
      }
      rep[place] = least
      sums[least] += worth[chosen[place]]
      counts[least] += 1
    }
    return (rep, sums, counts)
  }

  private func result(
    _ rows: Table, _ chosen: [Int], _ worth: [Double], _ reasons: [String?], _ free: [Int32?]
  ) throws -> Result {
    var front = FigureBuilder(level: 0.95)
    front.count("rank", chosen.indices.map { $0 + 1 }, "place on the list")
    front.number(
      "expected", chosen.map { worth[$0] }, .ratio,
      value.map { "expected value: \($0.text)" } ?? "fit, or 1 each without a score")
    var shares: Table?
    if !reps.isEmpty {
      let dealt = deal(chosen, worth)
      front.text("rep", dealt.rep.map { reps[$0] }, "who gets it: equal expected value for each")
      shares = try Table(
        name: "reps",
        [
          ("rep", Column(texts: reps)), ("rows", Column(integers: dealt.rows.map { Int64($0) })),
          ("expected", Column(numbers: dealt.sums)),
        ])
    }
    let taken = front.columns.map(\.name)
    let picked = try rows.take(Buffer(chosen.map { UInt32(truncatingIfNeeded: $0) }))
      .drop(taken.filter { rows[$0] != nil })
    let left = reasons.indices.filter { reasons[$0] != nil }
    let key = ["contact_id", "account_id", "domain", "name"].first { rows[$0] != nil }
    let places = Buffer(left.map { UInt32(truncatingIfNeeded: $0) })
    let identity: [(name: String, column: Column)] =
      key.flatMap { name in rows[name].map { [(name, $0.take(places))] } }
      ?? [("row", Column(integers: left.map { Int64($0 + 1) }))]
    var totals: [(reason: String, rows: Int64)] = []
    for row in left {
      let reason = reasons[row] ?? ""
      if let known = totals.firstIndex(where: { $0.reason == reason }) {
        totals[known].rows += 1
      } else {
        totals.append((reason, 1))
      }
    }
    totals.sort { $0.rows != $1.rows ? $0.rows > $1.rows : $0.reason < $1.reason }
    let list = FigureTable(
      table: try Table(
        name: "list", front.columns + zip(picked.names, picked.columns).map { ($0, $1) },
        rowCount: chosen.count),
      definitions: front.definitions,
      notes: [
        "\(Wording.grouped(chosen.count)) of "
          + Wording.counted(rows.rowCount, "row is", "rows are")
          + " on the list, \(Wording.grouped(left.count)) left out"
      ] + totals.map { "left out: \(Wording.grouped(Int($0.rows))) \($0.reason)" })
    return Result(
      list: list, reps: shares,
      left: try Table(
        name: "left out",
        identity + [
          ("reason", Column(texts: left.map { reasons[$0] })),
          ("free_from", Column(days: left.map { free[$0] })),
        ], rowCount: left.count),
      reasons: try Table(
        name: "reasons",
        [
          ("reason", Column(texts: totals.map(\.reason))),
          ("rows", Column(integers: totals.map(\.rows))),
        ], rowCount: totals.count))
  }
}
