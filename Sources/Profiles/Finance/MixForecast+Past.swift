import Basics
import Columns
import Statistics

extension MixForecast {
  /// The most blocks of companies that one side is drawn from.
  static let blocks = 2000

  /// What opportunities, customers and costs of either side came to.
  struct Past {
    /// Sums over the companies of a block.
    struct Sums {
      var opportunities = 0.0
      var won = 0.0
      var revenue = 0.0
      var paying = 0.0
      var stayed = 0.0
      var customers = 0.0
      var service = 0.0

      static func += (a: inout Sums, b: Sums) {
        a.opportunities += b.opportunities
        a.won += b.won
        a.revenue += b.revenue
        a.paying += b.paying
        a.stayed += b.stayed
        a.customers += b.customers
        a.service += b.service
      }
    }

    /// Companies outside and inside, in blocks that are drawn together.
    private(set) var blocks: [[Sums]] = [[], []]
    let opportunities: Int
    let decided: [Int]
    let insideShare: Double
    let spend: Double?
    let notes: [String]

    init(
      _ accounts: Table, _ sources: Sources, _ inside: Bitmap, window: Window, asOf: Int32
    ) throws {
      let facts = try DealFacts(sources.deals, window: window, asOf: asOf)
      guard let amount = facts.amount else {
        throw sources.deals.noSuchColumn("amount").at("forecast")
      }
      let start = window.start(before: asOf)
      let rows = try AccountRows(sources.deals, accounts)
      var notes = facts.notes
      var sums = [Sums](repeating: Sums(), count: accounts.rowCount)
      for (account, count) in rows.counts(facts.closed).enumerated() {
        sums[account].opportunities = Double(count)
      }
      for (account, count) in rows.counts(facts.won).enumerated() {
        sums[account].won = Double(count)
      }
      for (account, value) in rows.sums(amount, facts.won).enumerated() {
        sums[account].revenue = value
      }
      if let subscriptions = sources.subscriptions {
        let paying = try SubscriptionFacts(subscriptions, accounts)
        notes += paying.notes
        let before = paying.paid(on: start, accounts: accounts.rowCount)
        let after = paying.paid(on: asOf, accounts: accounts.rowCount)
        for account in sums.indices where before[account] > 0 {
          sums[account].paying = 1
          sums[account].stayed = after[account] > 0 ? 1 : 0
        }
      }
      if let tickets = sources.tickets {
        let load = try ServiceLoad(tickets, accounts, sources.costs)
        notes += load.notes
        for account in sums.indices {
          sums[account].service = load.cost[account]
          sums[account].customers = sums[account].won > 0 || sums[account].paying > 0 ? 1 : 0
          if sums[account].customers == 0 { sums[account].service = 0 }
        }
      }
      if let spend = sources.spend {
        let money = try SpendRows(spend, from: start, to: asOf)
        self.spend = money.total
        notes += money.notes
      } else {
        spend = nil
      }
      var counts = [0, 0]
      var members: [[Int]] = [[], []]
      for account in sums.indices {
        let side = inside[account] ? 1 : 0
        counts[side] += Int(sums[account].opportunities)
        if sums[account].opportunities > 0 || sums[account].paying > 0 {
          members[side].append(account)
        }
      }
      decided = counts
      opportunities = counts[0] + counts[1]
      insideShare = opportunities > 0 ? Double(counts[1]) / Double(opportunities) : 0
      self.notes = notes
      for side in 0...1 where counts[side] > 0 {
        let own = members[side]
        var blocks = [Sums](repeating: Sums(), count: min(own.count, MixForecast.blocks))
        for (place, account) in own.enumerated() { blocks[place % blocks.count] += sums[account] }
        self.blocks[side] = blocks
      }
    }

    func sums(_ side: Int) -> Sums {
      var total = Sums()
      for block in blocks[side] { total += block }
      return total
    }

    /// As many blocks as there are, drawn with replacement.
    func draw(_ side: Int, _ random: inout RandomStream) -> Sums {
      var total = Sums()
      let own = blocks[side]
      for _ in own.indices { total += own[Int.random(in: own.indices, using: &random)] }
      return total
    }
  }
}
