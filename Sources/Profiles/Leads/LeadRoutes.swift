import Basics
import Columns

/// Which way a lead goes, why, and what to do next (E6).
///
/// In this order; the first that holds decides:
/// 1. a route of one's own
/// 2. `disqualify`: opted out, failed a gate of the ICP, a customer already, or in the tier below
///    all with nothing unknown that could lift it out
/// 3. `fast-track`: in one of the fast tiers, and evaluating, engaged or in the market, with no
///    deal lost lately
/// 4. `nurture`: the rest
///
/// Nothing that people do rescues an account that does not fit.
struct LeadRoutes {
  private let options: LeadOptions
  private let fast: [String]
  private let below: String?
  /// The lowest fit of the lowest tier.
  private let leastFit: Double

  init(_ icp: ICP?, _ options: LeadOptions) {
    self.options = options
    fast = options.fastTiers ?? icp.map { $0.tiers.prefix(2).map(\.name) } ?? []
    below = icp?.below
    leastFit = icp?.tiers.last?.threshold ?? 0
  }

  /// What decides, apart from routes of one's own. Leads share few combinations of it.
  private struct Lead: Hashable {
    var tier: String?
    var stage: BuyingStage?
    var isInMarket, isOptedOut, lostLately, couldFit: Bool
  }

  private struct Decision {
    var route: LeadRoute
    var reason, action: String
  }

  /// The table with `route`, `route_reason` and `next_action`.
  func routed(_ table: Table) throws -> Table {
    let own = try options.routes.map { try $0.test.evaluate(on: table).passed }
    var decisions = options.routes.map { rule in
      Decision(
        route: rule.route, reason: rule.test.text, action: rule.action ?? Self.action(rule.route))
    }
    var numberOf: [Lead: UInt32] = [:]
    let numbers = Buffer<UInt32>(count: table.rowCount)
    let read = try LeadReader(table)
    for row in 0..<table.rowCount {
      if let chosen = own.firstIndex(where: { $0[row] }) {
        numbers.base[row] = UInt32(truncatingIfNeeded: chosen)
        continue
      }
      let lead = Lead(
        tier: read.tier(row), stage: read.stage(row), isInMarket: read.inMarket(row),
        isOptedOut: read.optedOut(row),
        lostLately: read.lostAgo(row).map { $0 < Double(options.restDays) } ?? false,
        couldFit: read.highestFit(row).map { $0 >= leastFit } ?? false)
      if let number = numberOf[lead] {
        numbers.base[row] = number
      } else {
        let number = UInt32(truncatingIfNeeded: decisions.count)
        decisions.append(decide(lead))
        numberOf[lead] = number
        numbers.base[row] = number
      }
    }
    return try table.with([
      ("route", Column(texts: decisions.map { $0.route.rawValue }).take(numbers)),
      ("route_reason", Column(texts: decisions.map(\.reason)).take(numbers)),
      ("next_action", Column(texts: decisions.map(\.action)).take(numbers)),
    ])
  }

  private func decide(_ lead: Lead) -> Decision {
    if lead.isOptedOut {
      return Decision(
        route: .disqualify, reason: "opted out", action: "do not contact; keep on suppression lists"
      )
    }
    if lead.tier == Tier.out {
      return Decision(
        route: .disqualify, reason: "failed a gate of the ICP",
        action: "do not pursue; points cannot outweigh a gate")
    }
    if lead.stage == .customer {
      return Decision(
        route: .disqualify, reason: "a customer already", action: "hand to customer success")
    }
    if let tier = lead.tier, tier == below, !lead.couldFit {
      return Decision(
        route: .disqualify, reason: "tier \(tier): does not fit, whatever is still unknown",
        action: "do not pursue; suppress from paid audiences")
    }
    let signal = Self.signal(lead)
    if let tier = lead.tier, fast.contains(tier), let signal {
      if lead.lostLately {
        return Decision(
          route: .nurture,
          reason: "tier \(tier) and \(signal), but a deal was lost in the last "
            + "\(options.restDays) days",
          action: "ask the owner what changed before calling")
      }
      return Decision(
        route: .fastTrack, reason: "tier \(tier) and \(signal)", action: Self.action(.fastTrack))
    }
    return nurture(lead, signal)
  }

  private func nurture(_ lead: Lead, _ signal: String?) -> Decision {
    guard let tier = lead.tier else {
      return Decision(
        route: .nurture, reason: "fit is not known", action: "score the account by an ICP first")
    }
    if tier == below {
      return Decision(
        route: .nurture, reason: "tier \(tier), but what is unknown could lift it",
        action: "look up the missing fields")
    }
    if fast.contains(tier) {
      return Decision(
        route: .nurture, reason: "tier \(tier), no sign of buying yet",
        action: lead.stage == .formerCustomer
          ? "win back: ask why they left" : "add to awareness campaigns for its persona")
    }
    return Decision(
      route: .nurture,
      reason: signal.map { "\($0), but tier \(tier)" } ?? "tier \(tier), no sign of buying yet",
      action: signal == nil ? "newsletter" : "send content; no sales time before the fit is better")
  }

  private static func signal(_ lead: Lead) -> String? {
    if lead.stage == .evaluating { return "evaluating" }
    if lead.isInMarket { return "in the market" }
    return lead.stage == .engaged ? "engaged" : nil
  }

  private static func action(_ route: LeadRoute) -> String {
    switch route {
    case .fastTrack: "call within one working day"
    case .nurture: "keep in nurture"
    case .disqualify: "do not pursue"
    }
  }
}

/// The columns that routes look at.
private struct LeadReader {
  private let tiers, stages: DistinctTexts?
  private let tierNames: [String]
  private let stageNames: [BuyingStage?]
  private let market, optOut: Bitmap?
  private let lost, high: Buffer<Double>?

  init(_ table: Table) throws {
    tiers = try table["tier"].flatMap { $0.type.isText ? try DistinctTexts($0) : nil }
    stages = try table["buying_stage"].flatMap { $0.type.isText ? try DistinctTexts($0) : nil }
    tierNames = tiers?.entries.map(\.string) ?? []
    stageNames = stages?.entries.map { BuyingStage(rawValue: $0.string) } ?? []
    func flags(_ name: String) throws -> Bitmap? {
      guard table[name]?.type == .boolean else { return nil }
      return try table.mask(name, equals: .boolean(true))
    }
    market = try flags("in_market")
    optOut = try flags("opt_out")
    lost = table["lost_days_ago"]?.finiteDoubles()
    high = table["fit_high"]?.finiteDoubles()
  }

  func tier(_ row: Int) -> String? {
    guard let code = tiers?.codes.base[row], code != DistinctTexts.missing else { return nil }
    return tierNames[Int(code)]
  }

  func stage(_ row: Int) -> BuyingStage? {
    guard let code = stages?.codes.base[row], code != DistinctTexts.missing else { return nil }
    return stageNames[Int(code)]
  }

  func inMarket(_ row: Int) -> Bool { market?[row] ?? false }
  func optedOut(_ row: Int) -> Bool { optOut?[row] ?? false }
  func lostAgo(_ row: Int) -> Double? { lost.flatMap { $0.base[row].isNaN ? nil : $0.base[row] } }
  func highestFit(_ row: Int) -> Double? {
    high.flatMap { $0.base[row].isNaN ? nil : $0.base[row] }
  }
}
