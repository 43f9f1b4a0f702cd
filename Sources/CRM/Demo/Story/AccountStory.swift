import Columns

/// What happened between one account and the vendor: worked out whole before any row is
/// written, because the account's own row already says how it ended.
///
/// One story is filled again for account after account, so its arrays are allocated once.
struct AccountStory {
  struct Deal {
    var created = 0
    /// The day it was won or lost; nil while it is open.
    var closed: Int?
    var isWon = false
    /// The days it reached the stages qualified, proposal and contract.
    var qualified: Int?
    var proposal: Int?
    var contract: Int?
    /// Hundredths of a dollar, a year.
    var amount = 0
    /// Hundredths: 15 is 15 %.
    var discount = 0
    var product = 0
    var source = 0
    var theme = 0
    var reason = 0
    var profile = PlantedProfile.rest
    /// Filed under an account that is not in the export.
    var isOrphan = false
  }

  /// A stretch of time at one price.
  struct Term {
    var start = 0
    /// The first day no longer covered; nil if the term runs on the as-of day.
    var end: Int?
    /// Hundredths of a dollar, a month.
    var monthly = 0
    var seats = 0
    var product = 0
  }

  struct Touch {
    var day = 0
    var kind = 0
    /// Which of the account's contacts; nil for an anonymous visit.
    var contact: Int?
  }

  private(set) var deals: [Deal] = []
  private(set) var terms: [Term] = []
  private(set) var touches: [Touch] = []
  private(set) var contacts = 0
  private(set) var created = 0
  private(set) var lastActivity = 0
  private(set) var isCustomer = false
  /// Which kind of account its years as a customer are like.
  private(set) var customerProfile = PlantedProfile.rest

  static let years = 3
  static let days = 1095
  private static let dealCounts = WeightedChoice([14, 26, 27, 18, 9, 6])
  private static let contactCounts = WeightedChoice([4, 12, 22, 26, 20, 12, 4])
  /// The last stage of lost deals: none, qualified, proposal, contract.
  private static let lostStages = WeightedChoice([25, 35, 28, 12])

  init() {
    deals.reserveCapacity(8)
    terms.reserveCapacity(32)
    touches.reserveCapacity(32)
  }

  mutating func tell(of account: AccountTraits, in world: DemoWorld) {
    deals.removeAll(keepingCapacity: true)
    terms.removeAll(keepingCapacity: true)
    touches.removeAll(keepingCapacity: true)
    var dice = Dice(seed: world.seed, .contacts, account.number)
    contacts = Self.contactCounts.pick(&dice)

    negotiate(account, world)
    subscribe(account, world)
    touch(account, world)

    lastActivity = created
    for deal in deals { lastActivity = max(lastActivity, deal.closed ?? deal.created) }
    for touch in touches { lastActivity = max(lastActivity, touch.day) }
  }

  // MARK: Deals

  private mutating func negotiate(_ account: AccountTraits, _ world: DemoWorld) {
    var dice = Dice(seed: world.seed, .deals, account.number)
    let count = Self.dealCounts.pick(&dice)
    created = world.asOf - 30 - dice.below(Self.days + 300)
    for _ in 0..<count { deals.append(Self.deal(account, world, &dice)) }
    // An account is in the CRM before its first deal.
    let lead = dice.below(365)
    isCustomer = false
    var first = world.asOf
    for deal in deals {
      first = min(first, deal.created)
      if deal.isWon, !deal.isOrphan { isCustomer = true }
    }
    if count > 0 { created = first - lead }
  }

  private static func deal(
    _ account: AccountTraits, _ world: DemoWorld, _ dice: inout Dice
  ) -> Deal {
    var deal = Deal()
    deal.created = world.asOf - 1 - dice.below(days)
    deal.profile = world.shuffledOutcomes ? .drawn(&dice) : account.profile
    let intent = world.shuffledOutcomes ? dice.below(101) : account.intent
    let effects = deal.profile.effects

    let wins = dice.chance(PlantedProfile.winProbability(effects, intent: intent))
    let cycle = max(Int(dice.spread(median: effects.cycle, octaves: 0.85)), 2)
    // A few deals are never closed by anybody.
    let isForgotten = dice.chance(0.05)
    let isOpen = isForgotten || deal.created + cycle >= world.asOf
    deal.isWon = wins && !isOpen
    if !isOpen { deal.closed = deal.created + cycle }

    let reached = wins && !isForgotten ? 3 : lostStages.pick(&dice)
    let until = min(deal.created + cycle, world.asOf) - 1
    func day(_ low: Double, _ high: Double, ifReached stage: Int) -> Int? {
      let day = deal.created + Int(Double(cycle) * (low + (high - low) * dice.unit()))
      return reached >= stage && day <= until ? day : nil
    }
    deal.qualified = day(0.05, 0.30, ifReached: 1)
    deal.proposal = day(0.35, 0.60, ifReached: 2)
    deal.contract = day(0.65, 0.95, ifReached: 3)
    // Each stage presumes the one before.
    if deal.qualified == nil { deal.proposal = nil }
    if deal.proposal == nil { deal.contract = nil }

    let amount = dice.spread(median: effects.amount, octaves: 0.9)
    deal.amount = Int(amount / 10) * 1000 + (dice.chance(0.12) ? 950 : 0)
    deal.product = CommerceWords.productWeights.pick(&dice)
    deal.discount = dice.chance(0.55) ? 0 : dice.between(1, 6) * 5
    deal.source = CommerceWords.sourceWeights.pick(&dice)
    deal.theme = dice.below(Campaigns.themes)
    let reasons =
      deal.profile == .negative ? CommerceWords.negativeReasons : CommerceWords.usualReasons
    deal.reason = reasons.pick(&dice)
    deal.isOrphan = dice.chance(DemoRates.dealOfUnknownAccount)
    return deal
  }

  // MARK: Subscriptions

  private mutating func subscribe(_ account: AccountTraits, _ world: DemoWorld) {
    customerProfile = account.profile
    guard isCustomer else { return }
    var dice = Dice(seed: world.seed, .subscriptions, account.number)
    if world.shuffledOutcomes { customerProfile = .drawn(&dice) }
    let effects = customerProfile.effects
    for deal in deals {
      guard deal.isWon, !deal.isOrphan, let signed = deal.closed else { continue }
      var term = Term()
      term.product = deal.product
      term.start = signed + dice.below(15)
      term.monthly = max(deal.amount / 12, 100)
      term.seats = max(term.monthly / dice.between(3500, 6500), 1)
      while term.start < world.asOf {
        var end = Calendar.adding(months: 12, to: term.start)
        let endsEarly = dice.chance(effects.earlyEnd)
        if endsEarly { end = Calendar.adding(months: dice.between(2, 11), to: term.start) }
        term.end = end <= world.asOf ? end : nil
        terms.append(term)
        let goesOn = dice.chance(effects.renewal)
        guard let next = term.end, !endsEarly, goesOn else { break }
        term.start = next
        Self.reprice(&term, effects, &dice)
      }
    }
  }

  private static func reprice(
    _ term: inout Term, _ effects: PlantedProfile.Effects, _ dice: inout Dice
  ) {
    let change = dice.unit()
    let size = dice.unit()
    var percent = 100
    if change < effects.expansion {
      percent = 110 + Int(size * 41)
    } else if change < effects.expansion + effects.contraction {
      percent = 60 + Int(size * 31)
    }
    term.monthly = max(term.monthly * percent / 100, 100)
    term.seats = max(term.seats * percent / 100, 1)
  }

  /// From the first day as a customer to the last (exclusive), before the as-of day; empty for
  /// those who are none.
  func customerDays(_ world: DemoWorld) -> Range<Int> {
    guard !terms.isEmpty else { return 0..<0 }
    var first = world.asOf
    var last = 0
    for term in terms {
      first = min(first, term.start)
      last = max(last, term.end ?? world.asOf)
    }
    return first..<max(first, min(last, world.asOf))
  }

  // MARK: Touches

  private mutating func touch(_ account: AccountTraits, _ world: DemoWorld) {
    var dice = Dice(seed: world.seed, .touches, account.number)
    // Interest shows: about one touch at a score of 0, five at 100.
    let count = dice.count(mean: 1 + 0.04 * Double(account.intent), atMost: 20)
    let first = max(created, world.asOf - 730)
    for _ in 0..<count {
      var touch = Touch()
      touch.day = dice.between(first, world.asOf - 1)
      touch.kind = CommerceWords.touchWeights.pick(&dice)
      let contact = dice.below(max(contacts, 1))
      let isKnown = dice.chance(touch.kind == 0 ? 0.4 : 0.95)
      touch.contact = isKnown && contacts > 0 ? contact : nil
      touches.append(touch)
    }
  }
}
