import Basics
import Columns
import Testing

@testable import Profiles

/// What is planted for a goal is what is derived for it, and only for it.
@Suite("Derivation for each goal")
struct DerivationGoalTests {
  static let industries = ["Makers", "Shops", "Banks", "Clinics"]
  static let asOf = Int32(Calendar.days(year: 2026, month: 1, day: 1))

  /// 600 accounts with two deals each. All win alike; Banks pay three times as much, deals of Makers
  /// take a quarter of the days, Clinics stay, and the others mostly leave after half a year.
  static func history(seed: Int) throws -> CustomerHistory {
    var dice = Dice(seed)
    let count = 600
    let industry = (0..<count).map { _ in industries[Int.random(in: 0..<4, using: &dice)] }
    let accounts = try Table(
      name: "accounts",
      [
        ("account_id", Column(texts: (0..<count).map { "A\($0)" })),
        ("industry", Column(texts: industry)),
        (
          "employees", Column(integers: (0..<count).map { _ in .random(in: 1...900, using: &dice) })
        ),
        (
          "region",
          Column(texts: (0..<count).map { _ in ["N", "S"][.random(in: 0..<2, using: &dice)] })
        ),
      ])
    var owner: [String] = []
    var (outcome, amount, created, closed): ([String], [Double], [Int32], [Int32]) = (
      [], [], [], []
    )
    for row in 0..<(2 * count) {
      let kind = industry[row / 2]
      owner.append("A\(row / 2)")
      outcome.append(Double.random(in: 0..<1, using: &dice) < 0.5 ? "won" : "lost")
      amount.append((kind == "Banks" ? 30_000 : 10_000) * .random(in: 0.7..<1.3, using: &dice))
      let start = asOf - 900 + Int32.random(in: 0..<600, using: &dice)
      let days = (kind == "Makers" ? 20 : 80) + Int32.random(in: 0..<20, using: &dice)
      created.append(start)
      closed.append(start + days)
    }
    let deals = try Table(
      name: "deals",
      [
        ("deal_id", Column(texts: owner.indices.map { "D\($0)" })),
        ("account_id", Column(texts: owner)), ("outcome", Column(texts: outcome)),
        ("amount", Column(numbers: amount)), ("created", Column(days: created)),
        ("closed", Column(days: closed)),
      ])
    var (start, end): ([Int32], [Int32?]) = ([], [])
    for row in 0..<count {
      let begin = asOf - 1200 + Int32.random(in: 0..<400, using: &dice)
      let leaves = Double.random(in: 0..<1, using: &dice) < (industry[row] == "Clinics" ? 0.1 : 0.7)
      start.append(begin)
      end.append(leaves ? begin + 150 + Int32.random(in: 0..<60, using: &dice) : nil)
    }
    let subscriptions = try Table(
      name: "subscriptions",
      [
        ("account_id", Column(texts: (0..<count).map { "A\($0)" })),
        ("mrr", Column(numbers: [Double](repeating: 100, count: count))),
        ("start", Column(days: start)), ("end", Column(days: end)),
      ])
    return CustomerHistory(accounts: accounts, deals: deals, subscriptions: subscriptions)
  }

  static let cases: [(goal: String, finds: String)] = [
    ("acv", "Banks"), ("profit", "Banks"), ("velocity", "Banks"), ("ltv", "Clinics"),
    ("retention", "Clinics"),
  ]

  @Test("the planted industry comes first", arguments: cases)
  func planted(goal: String, finds: String) throws {
    var options = DerivationOptions()
    options.shuffles = 20
    options.asOf = Self.asOf
    let profile = try Derivation.derive(
      Self.history(seed: 5), goal: try #require(DerivationGoal(named: goal)), options: options)
    let rule = try #require(profile.rules.first)
    #expect(rule.text == "industry == '\(finds)'", "\(goal): \(rule.text)")
    #expect(rule.status == .established, "\(rule.because)")
    #expect(profile.isRate == (goal == "retention"))
    let (inside, outside) = (try #require(rule.inside.value), try #require(rule.outside.value))
    #expect(inside > outside)
  }

  @Test("of equal amounts, the quick ones have velocity")
  func quick() throws {
    let history = try Self.history(seed: 6)
    var options = DerivationOptions()
    options.shuffles = 20
    options.asOf = Self.asOf
    var flat = history
    let deals = try #require(history.deals)
    flat.deals = try deals.with([
      ("amount", Column(numbers: [Double](repeating: 10_000, count: deals.rowCount)))
    ])
    let profile = try Derivation.derive(flat, goal: .velocity, options: options)
    #expect(profile.rules.first?.text == "industry == 'Makers'")
    #expect(profile.notes.contains { $0.hasPrefix("velocity: profit of a deal beyond") })
  }

  @Test("nothing was planted in the win rate, and nothing is found in it")
  func winRate() throws {
    var options = DerivationOptions()
    options.shuffles = 20
    options.asOf = Self.asOf
    let profile = try Derivation.derive(
      Self.history(seed: 5), goal: .winRate, options: options)
    #expect(profile.established.isEmpty)
  }

  @Test("accounts that say they left while they pay are told of")
  func contradictions() throws {
    var history = try Self.history(seed: 7)
    history.accounts = try history.accounts.with([
      (
        "churned",
        Column(booleans: (0..<history.accounts.rowCount).map { $0 % 2 == 0 })
      )
    ])
    var options = DerivationOptions()
    options.shuffles = 5
    options.asOf = Self.asOf
    let profile = try Derivation.derive(history, goal: .retention, options: options)
    #expect(profile.warnings.contains { $0.contains("churned") }, "\(profile.warnings)")
  }

  @Test("what deals of a kind have cost so far is the sum over all of them")
  func spent() {
    var deals = DealEvidence(
      won: [true, false, false], amount: [100, .nan, .nan], cycle: [10, 30, .nan],
      cost: [5, 7, .nan])
    let all = Bitmap(count: 3, filled: true)
    #expect(deals.figures(all).days == 40)
    #expect(deals.figures(all).cost == 12)
    deals.cost = [.nan, .nan, .nan]
    #expect(deals.figures(all).cost == nil)
    #expect(deals.figures(Bitmap(count: 3)).days == nil)
  }
}
