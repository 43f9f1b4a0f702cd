import Basics
import Columns

/// How long customers stay, for what they are worth in all.
public enum Lifetime {
  /// As given, for all cohorts.
  case years(Double)
  /// From subscriptions, cohort by cohort: one over the share of customers lost in a year, at most
  /// `cap` years. `grace`: days without a subscription after which a customer is lost.
  case measured(subscriptions: Table, cap: Double, grace: Int)

  var definition: String {
    switch self {
    case .years: "as given"
    case .measured(_, let cap, _):
      "1 / share of the cohort's customers lost in a year, at most \(cap.written); missing "
        + "without customers"
    }
  }

  func check() throws {
    let years =
      switch self {
      case .years(let years): years
      case .measured(_, let cap, _): cap
      }
    guard years.isFinite, years >= 0 else {
      throw Problem(.script, "velocity: a lifetime is a number of years, not below 0")
    }
  }

  /// The lives of customers beside the deals that won them.
  struct Lives {
    /// One a won deal whose account is or was a customer.
    var deals: [(deal: Int, account: Int)]
    var months: [Double]
    var isOver: [Bool]
    var notes: [String]
  }

  func lives(of deals: Table, won: Bitmap, asOf: Int32?) throws -> Lives? {
    guard case .measured(let subscriptions, _, let grace) = self else { return nil }
    guard let asOf else {
      throw Problem(.fault, "velocity: a lifetime from subscriptions needs the day of looking")
    }
    let accounts = try AccountCohorts.named(in: subscriptions)
    let facts = try SubscriptionFacts(subscriptions, accounts)
    let lives = CustomerLives(
      facts, accounts: accounts.rowCount, asOf: asOf, grace: Int32(clamping: grace))
    var months = [Double](repeating: 0, count: accounts.rowCount)
    var isOver = [Bool](repeating: false, count: accounts.rowCount)
    for life in lives.lives {
      months[life.account] = life.days / Metrics.daysPerMonth
      isOver[life.account] = life.isOver
    }
    let accountOf = try deals.joinLookup(accounts, on: [("account_id", "account_id")])
    var pairs: [(deal: Int, account: Int)] = []
    won.forEachSet { deal in
      let account = Int(accountOf.base[deal])
      if account >= 0, months[account] > 0 { pairs.append((deal, account)) }
    }
    return Lives(deals: pairs, months: months, isOver: isOver, notes: facts.notes + lives.notes)
  }

  /// The lifetime of each group of deals; an account counts once in each.
  func years(_ lives: Lives?, of grouping: Grouping) -> [Double?] {
    guard case .measured(_, let cap, _) = self, let lives else {
      if case .years(let years) = self {
        return [Double?](repeating: years, count: grouping.groupCount)
      }
      return [Double?](repeating: nil, count: grouping.groupCount)
    }
    var months = [Double](repeating: 0, count: grouping.groupCount)
    var lost = [Int](repeating: 0, count: grouping.groupCount)
    var seen: Set<Int> = []
    for (deal, account) in lives.deals {
      let group = Int(grouping.groupOf.base[deal])
      guard seen.insert(group * lives.months.count + account).inserted else { continue }
      months[group] += lives.months[account]
      if lives.isOver[account] { lost[group] += 1 }
    }
    return zip(lost, months).map { lost, months in
      guard months > 0 else { return nil }
      return lost == 0 ? cap : min(cap, months / Double(lost) / 12)
    }
  }
}
