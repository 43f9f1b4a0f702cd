import Basics
import Columns

/// Where accounts stand on their way to buying: from their touches, deals and subscriptions.
struct AccountSignals: Sendable {
  let stages: [BuyingStage]
  let market: [(isIn: Bool, p: Double, lift: Double?)?]
  /// Days since the last lost deal closed, by account.
  let lostAgo: [Int?]
  let notes: [String]

  /// - Parameters:
  ///   - deals, subscriptions: As the CRM has them; what was not known on the day is not seen.
  init(
    _ accounts: Table, behaviour: Behaviour?, deals: Table?, subscriptions: Table?, asOf: Int32,
    _ options: LeadOptions
  ) throws {
    let count = accounts.rowCount
    var notes: [String] = []
    var stages = [BuyingStage](repeating: .unaware, count: count)
    market = (0..<count).map { account in behaviour.flatMap { $0.inMarket(account, options) } }
    if let behaviour {
      for account in 0..<count {
        let recent = behaviour.recent.base[account]
        if recent >= Int64(options.leastTouches) || market[account]?.isIn == true {
          stages[account] = .engaged
        } else if recent > 0 || behaviour.before.base[account] > 0 {
          stages[account] = .aware
        }
      }
      if behaviour.baselineDays < options.recentDays {
        notes.append(
          "the touches do not reach back far enough to say who is in the market: "
            + "\(behaviour.baselineDays) days before the last \(options.recentDays)")
      } else {
        let tried = market.count { ($0?.p ?? 1) < 1 }
        notes.append(
          "by chance alone \(Wording.grouped(Int((Double(tried) * options.alpha).rounded(.up)))) "
            + "of \(Wording.counted(tried, "account", "accounts")) with recent touches would be "
            + "in the market at most (alpha \(options.alpha))")
      }
    } else {
      notes.append("there are no touches: behaviour and in-market are not known")
    }
    var lostAgo = [Int?](repeating: nil, count: count)
    if let deals, deals["outcome"] != nil, deals["account_id"] != nil {
      let facts = try DealFacts(deals, asOf: asOf)
      let accountOf = try deals.joinLookup(accounts, on: [("account_id", "account_id")])
      facts.open.forEachSet { deal in
        let account = Int(accountOf.base[deal])
        if account >= 0 { stages[account] = .evaluating }
      }
      facts.won.forEachSet { deal in
        let account = Int(accountOf.base[deal])
        if account >= 0 { stages[account] = .customer }
      }
      if let closed = deals["closed"]?.days() {
        facts.lost.forEachSet { deal in
          let account = Int(accountOf.base[deal])
          let day = closed.base[deal]
          guard account >= 0, day != Column.noDay, day <= asOf else { return }
          let ago = Int(asOf) - Int(day)
          lostAgo[account] = min(lostAgo[account] ?? ago, ago)
        }
      }
    }
    if let subscriptions, subscriptions["account_id"] != nil {
      try Self.read(subscriptions, accounts, asOf: asOf, into: &stages)
    }
    self.stages = stages
    self.lostAgo = lostAgo
    self.notes = notes
  }

  /// A running subscription makes a customer, whatever the deals say; where all have ended the
  /// account was one.
  private static func read(
    _ subscriptions: Table, _ accounts: Table, asOf: Int32, into stages: inout [BuyingStage]
  ) throws {
    let accountOf = try subscriptions.joinLookup(accounts, on: [("account_id", "account_id")])
    let starts = subscriptions["start"]?.days()
    let ends = subscriptions["end"]?.days()
    var runs = [Bool?](repeating: nil, count: accounts.rowCount)
    for row in 0..<subscriptions.rowCount {
      let account = Int(accountOf.base[row])
      if account < 0 { continue }
      if let start = starts?.base[row], start != Column.noDay, start > asOf { continue }
      let end = ends?.base[row] ?? Column.noDay
      runs[account] = (runs[account] ?? false) || end == Column.noDay || end > asOf
    }
    for (account, running) in runs.enumerated() {
      switch running {
      case true?: stages[account] = .customer
      case false? where stages[account] != .evaluating: stages[account] = .formerCustomer
      default: break
      }
    }
  }
}
