import Basics
import Columns
import Statistics

/// What serving customers costs.
public struct ServiceCosts: Sendable {
  /// Money for each ticket, whatever its length.
  public var perTicket: Double
  /// Money for each hour of work on it.
  public var perHour: Double
  /// The column of tickets that tells the hours; nil: hours are not counted. Beware of columns
  /// that tell how long a ticket was open: that is not work.
  public var hours: String?

  public init(perTicket: Double = 0, perHour: Double = 0, hours: String? = nil) {
    (self.perTicket, self.perHour, self.hours) = (perTicket, perHour, hours)
  }
}

/// The work that tickets of each account made.
struct ServiceLoad {
  let tickets: [Int]
  let hours: [Double]
  let cost: [Double]
  let notes: [String]

  init(_ tickets: Table, _ accounts: Table, _ costs: ServiceCosts) throws {
    guard costs.perTicket >= 0, costs.perHour >= 0 else {
      throw Problem(.script, "cost to serve: a cost cannot be below 0")
    }
    let rows = try AccountRows(tickets, accounts)
    let all = Bitmap(count: tickets.rowCount, filled: true)
    var notes: [String] = []
    if rows.unknown > 0 {
      notes.append(
        Wording.counted(rows.unknown, "ticket belongs", "tickets belong")
          + " to no known account: left out")
    }
    self.tickets = rows.counts(all)
    if let name = costs.hours {
      let column = try tickets.column(name)
      guard column.type.isNumeric || column.missingCount == column.count else {
        throw Problem(.data, "\(tickets.name): \(name) is \(column.type.rawValue), not a number")
      }
      let sound = Bitmap(count: tickets.rowCount) { (column.double($0) ?? -1) >= 0 }
      let unsound = tickets.rowCount - sound.countOfSet
      if unsound > 0 {
        notes.append(
          Wording.counted(unsound, "ticket has", "tickets have")
            + " no hours, or less than 0: hours not counted")
      }
      hours = rows.sums(column, sound)
    } else {
      hours = [Double](repeating: 0, count: accounts.rowCount)
    }
    cost = zip(self.tickets, hours).map { Double($0) * costs.perTicket + $1 * costs.perHour }
    self.notes = notes
  }
}

extension Metrics {
  /// What customers bring after what they cost (B4, B11): revenue, cost of goods, cost to serve,
  /// margin.
  ///
  /// - Parameters:
  ///   - revenue: `account_id`, `amount`, and `profit` or `cost` where goods cost something.
  ///   - tickets: `account_id` and the hours column of `costs`; nil: service costs nothing.
  public static func margin(
    revenue: Table, tickets: Table? = nil, costs: ServiceCosts = ServiceCosts(),
    accounts: Table? = nil, by keys: [CohortKey] = [], level: Double = 0.95
  ) throws -> FigureTable {
    let accounts = try accounts ?? AccountCohorts.named(in: revenue)
    let cohorts = try AccountCohorts(accounts, by: keys)
    let rows = try AccountRows(revenue, accounts)
    let sold = try number(revenue, "amount")
    let complete = try costed(revenue, sold)
    var notes = complete.notes
    if rows.unknown > 0 {
      notes.append(
        Wording.counted(rows.unknown, "row of revenue belongs", "rows of revenue belong")
          + " to no known account: left out")
    }
    let income = rows.sums(sold, complete.rows)
    let goods = complete.cost.map { rows.sums($0, complete.rows) } ?? income.map { _ in 0 }
    let load = try tickets.map { try ServiceLoad($0, accounts, costs) }
    notes += load?.notes ?? []
    let served = load?.cost ?? income.map { _ in 0 }
    let orders = rows.counts(complete.rows)
    return try cohorts.table("margin", level: level, rank: ["margin.low", "revenue"], notes: notes)
    {
      grouping, columns in
      let z = try Confidence(level).z
      let members = AccountCohorts.members(grouping).map {
        $0.filter { income[$0] != 0 || served[$0] != 0 }
      }
      columns.count("accounts", members.map(\.count), "accounts with revenue or cost")
      columns.count(
        "rows", grouping.sums(orders.map(Double.init)).map { Int($0) }, "rows of revenue")
      columns.number("revenue", grouping.sums(income), .money, "sum of amount")
      columns.number("cost_of_goods", grouping.sums(goods), .money, complete.definition)
      columns.number("cost_to_serve", grouping.sums(served), .money, service(costs, tickets != nil))
      let profit = zip(zip(income, goods), served).map { $0.0 - $0.1 - $1 }
      columns.number(
        "profit", grouping.sums(profit), .money, "revenue - cost_of_goods - cost_to_serve")
      columns.interval(
        "margin", members.map { SumRatio.of($0.map { (profit[$0], income[$0]) }, z: z) }, .ratio,
        "profit / revenue", bounds: "by accounts, linearised")
      columns.number(
        "profit_per_account",
        zip(grouping.sums(profit), members).map { ratio($0, Double($1.count)) }, .money,
        "profit / accounts")
      columns.flag(
        "small", members.map { $0.count < smallBelow }, "fewer than \(smallBelow) accounts")
    }
  }

  /// Tickets, hours and money that serving a customer takes (B11).
  ///
  /// - Parameter revenue: `account_id`, `amount`, for the share of revenue; nil: without it.
  public static func costToServe(
    tickets: Table, costs: ServiceCosts, revenue: Table? = nil, accounts: Table,
    by keys: [CohortKey] = [], level: Double = 0.95
  ) throws -> FigureTable {
    let cohorts = try AccountCohorts(accounts, by: keys)
    let load = try ServiceLoad(tickets, accounts, costs)
    let income = try revenue.map { revenue -> [Double] in
      let amount = try number(revenue, "amount")
      return try AccountRows(revenue, accounts).sums(
        amount, Bitmap(count: revenue.rowCount, filled: true))
    }
    return try cohorts.table(
      "cost to serve", level: level, rank: ["cost_per_account", "tickets"], notes: load.notes
    ) { grouping, columns in
      let z = try Confidence(level).z
      let members = AccountCohorts.members(grouping)
      let counts = grouping.sums(load.tickets.map(Double.init)).map { Int($0) }
      columns.count("accounts", members.map(\.count), "all accounts, those without a ticket too")
      columns.count("tickets", counts, "tickets of these accounts")
      columns.interval(
        "tickets_per_account",
        members.map { SumRatio.of($0.map { (Double(load.tickets[$0]), 1) }, z: z) }, .ratio,
        "tickets / accounts", bounds: "by accounts, linearised")
      if costs.hours != nil {
        columns.number("hours", grouping.sums(load.hours), .count, "hours of work on tickets")
      }
      columns.number("cost", grouping.sums(load.cost), .money, service(costs, true))
      columns.interval(
        "cost_per_account", members.map { SumRatio.of($0.map { (load.cost[$0], 1) }, z: z) },
        .money,
        "cost / accounts", bounds: "by accounts, linearised")
      if let income {
        columns.interval(
          "cost_share", members.map { SumRatio.of($0.map { (load.cost[$0], income[$0]) }, z: z) },
          .ratio, "cost / revenue", bounds: "by accounts, linearised")
      }
      columns.flag(
        "small", members.map { $0.count < smallBelow }, "fewer than \(smallBelow) accounts")
    }
  }

  private static func service(_ costs: ServiceCosts, _ counted: Bool) -> String {
    if !counted { return "no tickets were given: nothing" }
    return "tickets × \(costs.perTicket.written)"
      + (costs.hours.map { " + \($0) × \(costs.perHour.written)" } ?? "")
  }

  static func number(_ table: Table, _ name: String) throws -> Column {
    let column = try table.column(name)
    guard column.type.isNumeric || column.missingCount == column.count else {
      throw Problem(.data, "\(table.name): \(name) is \(column.type.rawValue), not a number")
    }
    return column
  }

  /// Rows of revenue whose amount and cost are known: half a row would bend the margin.
  private static func costed(
    _ revenue: Table, _ amount: Column
  ) throws -> (rows: Bitmap, cost: Column?, definition: String, notes: [String]) {
    let source = ["cost", "profit"].first { revenue[$0] != nil }
    guard let source else {
      let known = Bitmap(count: revenue.rowCount) { amount.double($0)?.isFinite ?? false }
      return (known, nil, "no column cost or profit was given: nothing", [])
    }
    let other = try number(revenue, source)
    var values: [Double?] = []
    values.reserveCapacity(revenue.rowCount)
    for row in 0..<revenue.rowCount {
      guard let sold = amount.double(row), let part = other.double(row), sold.isFinite,
        part.isFinite
      else {
        values.append(nil)
        continue
      }
      values.append(source == "cost" ? part : sold - part)
    }
    let known = Bitmap(values.map { $0 != nil })
    let missing = revenue.rowCount - known.countOfSet
    return (
      known, Column(numbers: values), source == "cost" ? "sum of cost" : "amount - profit",
      missing > 0
        ? [
          Wording.counted(missing, "row has", "rows have") + " no amount or no \(source): left out"
        ] : []
    )
  }
}
