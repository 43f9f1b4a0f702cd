import Basics
import Columns
import Statistics

extension ICP {
  /// How the fit of accounts, as it is now, goes with the outcome of their deals.
  ///
  /// This looks back with today's knowledge, so it flatters the ICP: see ``backtest(_:asOf:options:)``
  /// for what the score would have said beforehand.
  ///
  /// - Parameters:
  ///   - accounts: With `account_id` and what the conditions read.
  ///   - deals: With `account_id` and `outcome`. Open deals and deals without a known account do
  ///     not count, and are told in the notes.
  ///   - mask: Which deals count; nil for all.
  public func quality(
    accounts: Table, deals: Table, where mask: Bitmap? = nil, level: Double = 0.95
  ) throws -> ScoreQuality {
    let scores = try PatternScores(rule, answers(on: accounts, knockouts: gates.count))
    let facts = try DealFacts(deals)
    let accountOf = try deals.joinLookup(accounts, on: [("account_id", "account_id")])
    var counted = facts.closed
    if let mask { counted = counted.and(mask) }
    var scored = ScoredDeals(
      scores: [], won: [], tiers: [], tierNames: tierNames, inside: Set(tiers.indices),
      accounts: [])
    let rankOf = (0..<scores.tierNames.count).map { code in
      tierNames.firstIndex(of: scores.tierNames[code]) ?? 0
    }
    var unknown = 0
    counted.forEachSet { deal in
      let account = Int(accountOf.base[deal])
      guard account >= 0 else {
        unknown += 1
        return
      }
      let pattern = Int(scores.patterns.patternOf.base[account])
      scored.scores.append(Double(scores.fit.base[pattern]))
      scored.won.append(facts.won[deal])
      scored.tiers.append(rankOf[Int(scores.tier.base[pattern])])
      scored.accounts.append(account)
    }
    let notes =
      unknown > 0
      ? [
        Wording.counted(unknown, "closed deal has", "closed deals have")
          + " no scored account: left out"
      ] : []
    return try ScoreQuality(scored, level: level, notes: facts.notes + notes)
  }
}
