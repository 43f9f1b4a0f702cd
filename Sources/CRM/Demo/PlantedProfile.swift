/// The three kinds of account that a demo is made of, and what follows from each.
///
/// Membership depends on traits alone; outcomes depend on membership alone (and, mildly, on
/// the intent score). Everything else in a demo is independent of the outcomes.
enum PlantedProfile: UInt8, CaseIterable {
  case ideal = 0
  case negative = 1
  case rest = 2

  /// Employees of the ideal profile.
  static let idealEmployees = 100...1000
  /// The negative profile is below this many employees.
  static let negativeEmployees = 20

  /// The rule, in the language of the project's row functions; nil for what neither rule covers.
  var rule: String? {
    switch self {
    case .ideal:
      "industry == 'Industrial Automation' and employees >= 100 and employees <= 1000 "
        + "and has(tech_stack, 'sap')"
    case .negative:
      "industry == 'Retail' and employees < 20 and has(tech_stack, 'shopify')"
    case .rest: nil
    }
  }

  init(industry: Int, employees: Int, technologies: UInt32) {
    if industry == 0, Self.idealEmployees.contains(employees),
      technologies & (1 << UInt32(Firmographics.sap)) != 0
    {
      self = .ideal
    } else if industry == 1, employees < Self.negativeEmployees,
      technologies & (1 << UInt32(Firmographics.shopify)) != 0
    {
      self = .negative
    } else {
      self = .rest
    }
  }

  /// A kind drawn without looking at any trait, as often as the traits would give it.
  static func drawn(_ dice: inout Dice) -> PlantedProfile {
    let place = dice.unit()
    return place < idealShare ? .ideal : place < idealShare + negativeShare ? .negative : .rest
  }

  /// The expected share of accounts, from the weights in ``AccountTraits``.
  static let idealShare = 0.28 * 0.42 * 0.75
  static let negativeShare = 0.20 * 0.50 * 0.78

  var effects: Effects { Self.table[Int(rawValue)] }

  struct Effects: BitwiseCopyable {
    /// The share of closed deals that are won, at an intent score of 50.
    let winRate: Double
    /// Median days from created to closed.
    let cycle: Double
    /// Median amount of a deal, a year.
    let amount: Double
    /// At the end of each year: the share of subscriptions that goes on.
    let renewal: Double
    /// Of those renewed: the share that grows, and the share that shrinks.
    let expansion: Double
    let contraction: Double
    /// The share of yearly terms that end before their year is over.
    let earlyEnd: Double
    /// Support tickets in a year as a customer.
    let tickets: Double
    /// Median hours to solve a ticket.
    let hours: Double
    /// Mean answer to "how likely are you to recommend us", 0 to 10.
    let recommends: Double
    /// The share of seats in use.
    let usage: Double
  }

  private static let table = FixedList([
    Effects(
      winRate: 0.66, cycle: 60, amount: 30_000, renewal: 0.94, expansion: 0.40, contraction: 0.05,
      earlyEnd: 0.01, tickets: 1.0, hours: 5, recommends: 8.8, usage: 0.75),
    Effects(
      winRate: 0.05, cycle: 120, amount: 7_000, renewal: 0.50, expansion: 0.06, contraction: 0.22,
      earlyEnd: 0.25, tickets: 9.0, hours: 14, recommends: 4.6, usage: 0.25),
    Effects(
      winRate: 0.21, cycle: 100, amount: 15_000, renewal: 0.82, expansion: 0.20, contraction: 0.10,
      earlyEnd: 0.04, tickets: 3.0, hours: 8, recommends: 7.2, usage: 0.50),
  ])

  /// The mild effect: an intent score of 0 makes a win 0.92 times as likely, 100 makes it 1.08
  /// times as likely.
  static func winProbability(_ effects: Effects, intent: Int) -> Double {
    effects.winRate * (0.92 + 0.0016 * Double(intent))
  }
}
