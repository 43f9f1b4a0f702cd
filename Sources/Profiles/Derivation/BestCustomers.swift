import Basics
import Columns
import Statistics

/// The best customers by a chosen mix of outcomes (feature D1): not by revenue alone.
public enum BestCustomers {
  /// An outcome that counts. More is better, except for days and tickets.
  public enum Outcome: String, Sendable, CaseIterable {
    /// Yearly amounts of won deals.
    case revenue
    /// Won deals of closed ones.
    case winRate = "win_rate"
    /// Median days to win; fewer are better.
    case speed
    /// Days as a customer by subscriptions; who left counts until then.
    case retention
    /// What is paid now against what was paid first.
    case expansion
    /// Tickets in a year as a customer; fewer are better.
    case support

    var isLowBetter: Bool { self == .speed || self == .support }

    var text: String {
      switch self {
      case .revenue: "yearly amounts of won deals"
      case .winRate: "won / closed deals"
      case .speed: "median days to win"
      case .retention: "days as a customer"
      case .expansion: "paid a month now / at first"
      case .support: "tickets in a year as a customer"
      }
    }
  }

  public static let usualMix: [(Outcome, Double)] = [
    (.revenue, 0.4), (.retention, 0.3), (.support, 0.2), (.speed, 0.1),
  ]

  /// Customers, the best first: the mean of their places among all customers (0 to 100, equal values
  /// share the middle), weighted by the mix. An outcome that is not known of a customer is left out of
  /// its mean, and said.
  ///
  /// - Throws: a ``Problem`` where no outcome of the mix can be worked out.
  public static func table(
    _ history: CustomerHistory, mix: [(Outcome, Double)] = usualMix, asOf: Int32
  ) throws -> FigureTable {
    guard !mix.isEmpty, mix.allSatisfy({ $0.1.isFinite && $0.1 > 0 }) else {
      throw Problem(.script, "best customers: weights must be above 0")
    }
    let accounts = history.accounts
    var notes: [String] = []
    let facts = try AccountOutcomes(history, asOf: asOf, notes: &notes)
    var parts: [(outcome: Outcome, weight: Double, values: [Double?], places: [Double?])] = []
    for (outcome, weight) in mix {
      let values = facts.values(outcome)
      if values.allSatisfy({ $0 == nil }) {
        notes.append("\(outcome.rawValue) is not known of any customer: left out of the mix")
        continue
      }
      parts.append((outcome, weight, values, places(values, isLowBetter: outcome.isLowBetter)))
    }
    guard !parts.isEmpty else {
      throw Problem(
        .data, "best customers: nothing of the mix is known of any customer", hints: notes)
    }
    var rows: [(account: Int, score: Double, known: Double)] = []
    let full = parts.reduce(0.0) { $0 + $1.weight }
    for account in 0..<accounts.rowCount where facts.isCustomer[account] {
      var (sum, known) = (0.0, 0.0)
      for part in parts {
        if let place = part.places[account] {
          sum += place * part.weight
          known += part.weight
        }
      }
      if known > 0 { rows.append((account, sum / known, known / full)) }
    }
    rows.sort { ($1.score, $1.known, $0.account) < ($0.score, $0.known, $1.account) }
    var builder = FigureBuilder(level: 0.95)
    let order = Buffer(rows.map { UInt32(truncatingIfNeeded: $0.account) })
    builder.number("score", rows.map(\.score), .points, "weighted mean of the places, 0 to 100")
    builder.number("known", rows.map(\.known), .share, "share of the mix that is known")
    for part in parts {
      builder.number(
        part.outcome.rawValue, rows.map { part.values[$0.account] },
        part.outcome == .winRate ? .share : .ratio, part.outcome.text)
    }
    builder.text(
      "reasons",
      rows.map { row in
        parts.map { part in
          part.places[row.account].map { "\(part.outcome.rawValue) \(Int($0.rounded()))" }
            ?? "\(part.outcome.rawValue) unknown"
        }.joined(separator: ", ")
      }, "the place in each outcome, 100 the best")
    var columns: [(name: String, column: Column)] = []
    for name in ["account_id", "name"] {
      if let column = accounts[name] { columns.append((name, column.take(order))) }
    }
    return FigureTable(
      table: try Table(name: "best_customers", columns + builder.columns, rowCount: rows.count),
      definitions: builder.definitions, notes: notes)
  }

  /// The place of each value among those that are known, 0 the worst, 100 the best.
  static func places(_ values: [Double?], isLowBetter: Bool) -> [Double?] {
    let known = values.indices.compactMap { index in
      values[index].map { (value: isLowBetter ? -$0 : $0, index: index) }
    }.sorted { ($0.value, $0.index) < ($1.value, $1.index) }
    var places = [Double?](repeating: nil, count: values.count)
    var first = 0
    while first < known.count {
      var end = first + 1
      while end < known.count, known[end].value == known[first].value { end += 1 }
      let middle = Double(first + end - 1) / 2
      let place = known.count > 1 ? 100 * middle / Double(known.count - 1) : 50
      for index in first..<end { places[known[index].index] = place }
      first = end
    }
    return places
  }
}

/// What became of each account.
struct AccountOutcomes {
  private(set) var isCustomer: [Bool]
  private var found: [BestCustomers.Outcome: [Double?]] = [:]
  private let count: Int

  func values(_ outcome: BestCustomers.Outcome) -> [Double?] {
    found[outcome] ?? [Double?](repeating: nil, count: count)
  }

  init(_ history: CustomerHistory, asOf: Int32, notes: inout [String]) throws {
    let accounts = history.accounts
    count = accounts.rowCount
    isCustomer = [Bool](repeating: false, count: count)
    if let deals = history.deals { try read(deals, accounts, asOf, &notes) }
    var lives: [CustomerLives.Life] = []
    if let subscriptions = history.subscriptions {
      lives = try read(subscriptions: subscriptions, accounts, asOf, &notes)
    }
    if let tickets = history.tickets, !lives.isEmpty {
      let rows = try AccountRows(tickets, accounts)
      let counts = rows.counts(Bitmap(count: tickets.rowCount, filled: true))
      var support = [Double?](repeating: nil, count: count)
      for life in lives where life.days >= 30 {
        support[life.account] = Double(counts[life.account]) / (life.days / 365.25)
      }
      found[.support] = support
    }
  }

  private mutating func read(
    _ deals: Table, _ accounts: Table, _ asOf: Int32, _ notes: inout [String]
  ) throws {
    let facts = try DealFacts(deals, asOf: asOf)
    notes += facts.notes
    let rows = try AccountRows(deals, accounts)
    let (won, closed) = (rows.counts(facts.won), rows.counts(facts.closed))
    for account in 0..<count where won[account] > 0 { isCustomer[account] = true }
    found[.winRate] = zip(won, closed).map { $1 > 0 ? Double($0) / Double($1) : nil }
    if let amount = facts.yearly {
      let sums = rows.sums(amount, facts.won)
      found[.revenue] = zip(sums, won).map { $1 > 0 ? $0 : nil }
    }
    var cycles = [[Double]](repeating: [], count: count)
    facts.won.forEachSet { row in
      let account = Int(rows.accountOf.base[row])
      let days = facts.cycle.base[row]
      if account >= 0 && !days.isNaN { cycles[account].append(days) }
    }
    found[.speed] = cycles.map { Quantile.type7(sorted: $0.sorted(), 0.5) }
  }

  private mutating func read(
    subscriptions: Table, _ accounts: Table, _ asOf: Int32, _ notes: inout [String]
  ) throws -> [CustomerLives.Life] {
    let facts = try SubscriptionFacts(subscriptions, accounts)
    notes += facts.notes
    let lives = CustomerLives(facts, accounts: count, asOf: asOf, grace: 30)
    var days = [Double?](repeating: nil, count: count)
    var first = [Double](repeating: 0, count: count)
    for life in lives.lives {
      isCustomer[life.account] = true
      days[life.account] = life.days
    }
    found[.retention] = days
    let now = facts.paid(on: asOf, accounts: count)
    var starts = [Int32?](repeating: nil, count: count)
    for life in lives.lives { starts[life.account] = life.start }
    for row in facts.account.indices where starts[facts.account[row]] == facts.start[row] {
      first[facts.account[row]] += facts.mrr[row]
    }
    found[.expansion] = (0..<count).map { first[$0] > 0 && now[$0] > 0 ? now[$0] / first[$0] : nil }
    return lives.lives
  }
}
