import Basics
import Columns

/// An ideal customer profile: gates that must hold, criteria that earn points, tiers.
///
/// The **fit** of an account is 100 × the weights of the criteria it meets ÷ the sum of all
/// positive weights, in whole points from 0 to 100. Criteria of negative weight take points off;
/// the fit never falls below 0. An account that fails a gate has fit 0 and is in the tier `out`.
///
/// A criterion that did not hold and read a missing value is unknown: it earns nothing, and
/// `fit_low` and `fit_high` say what the fit could become once the missing values are known.
/// Tiers go by the fit as shown, so an account that shows 70 is in a tier that begins at 70.
public struct ICP {
  public let name: String
  public let owner: String?
  /// When people last agreed on it, in days since 1970-01-01.
  public let reviewed: Int32?
  public let gates: [Gate]
  public let criteria: [Criterion]
  /// The best first.
  public let tiers: [Tier]
  /// The tier of accounts below every threshold: `D`, or the first letter after it that no
  /// tier bears.
  public let below: String

  /// The share, 0 to 1, of rows that must have a value in each column that is scored on; nil: any.
  public var leastCoverage: Double?

  /// The sum of the positive weights: what a fit of 100 stands for.
  public let fullWeight: Double

  /// The largest weight of a criterion.
  static let heaviest = 1e6

  public static let defaultTiers = [
    Tier("A", from: 70), Tier("B", from: 50), Tier("C", from: 30),
  ]

  /// - Parameter tiers: In any order; they are sorted by threshold.
  /// - Throws: a ``Problem`` that names the first thing wrong with the definition.
  public init(
    name: String, owner: String? = nil, reviewed: Int32? = nil, gates: [Gate] = [],
    criteria: [Criterion], tiers: [Tier] = ICP.defaultTiers
  ) throws {
    let place = name.isEmpty ? "icp" : "icp \"\(name)\""
    if name.isEmpty {
      throw Problem(.script, "an ICP needs a name", hints: ["name = \"Mid-market manufacturers\""])
    }
    if criteria.isEmpty {
      throw Problem(
        .script, "\(place): it has no criteria",
        hints: ["without criteria nobody fits better than anybody else; give at least one"])
    }
    try Self.checkNames(gates.map(\.name), kind: "gate", place: place)
    try Self.checkNames(criteria.map(\.name), kind: "criterion", place: place)
    for criterion in criteria where !criterion.weight.isFinite || criterion.weight == 0 {
      throw Problem(
        .script, "\(place): the weight of \"\(criterion.name)\" is \(criterion.weight.written)",
        hints: ["a weight is a number other than 0; below 0 it takes points off"])
    }
    var full = 0.0
    for criterion in criteria where criterion.weight > 0 { full += criterion.weight }
    if full == 0 {
      throw Problem(
        .script, "\(place): no criterion has a weight above 0, so no account could fit",
        hints: ["use a gate for what must not be; criteria say what an ideal customer is"])
    }
    if let heavy = criteria.first(where: { $0.weight > Self.heaviest }) {
      throw Problem(
        .script, "\(place): the weight of \"\(heavy.name)\" is too large: at most 1,000,000",
        hints: ["weights are shares of each other: 5, 10 and 20 do"])
    }
    for criterion in criteria where -criterion.weight > 1000 * full {
      throw Problem(
        .script, "\(place): \"\(criterion.name)\" would take off more than 100,000 points",
        hints: ["what no other trait can outweigh is a gate, not a criterion"])
    }
    self.tiers = try Self.checked(tiers, place: place)
    let taken = Set(tiers.map(\.name))
    below =
      "DEFGHIJKLMNOPQRSTUVWXYZ".map(String.init).first { !taken.contains($0) } ?? "below"
    self.name = name
    self.owner = owner
    self.reviewed = reviewed
    self.gates = gates
    self.criteria = criteria
    fullWeight = full
  }

  /// The tier names from best to worst, with those for "below all" and "failed a gate".
  public var tierNames: [String] { rule.tierNames }

  /// The tier of a fit of whole points, for an account that fails no gate.
  public func tier(of fit: Int) -> String { rule.tier(of: fit) }

  var rule: FitRule {
    FitRule(
      gates: gates.map(\.name), criteria: criteria.map(\.name), weights: criteria.map(\.weight),
      fullWeight: fullWeight, tiers: tiers, below: below)
  }

  private static func checkNames(_ names: [String], kind: String, place: String) throws {
    var seen: Set<String> = []
    for (position, name) in names.enumerated() {
      if name.isEmpty {
        throw Problem(
          .script, "\(place): \(kind) \(position + 1) has no name",
          hints: ["the name is what people read as the reason for a score"])
      }
      if !seen.insert(name).inserted {
        throw Problem(
          .script,
          "\(place): two of its \(kind == "gate" ? "gates" : "criteria") are named \"\(name)\"",
          hints: ["reasons could not tell them apart; give one another name"])
      }
    }
  }

  private static func checked(_ tiers: [Tier], place: String) throws -> [Tier] {
    var seen: Set<String> = []
    for tier in tiers {
      if tier.name.isEmpty || tier.name == Tier.out || !seen.insert(tier.name).inserted {
        throw Problem(
          .script, "\(place): \"\(tier.name)\" cannot name a tier",
          hints: ["tier names are not empty, occur once, and \"out\" is kept for failed gates"])
      }
      if !(tier.threshold >= 0 && tier.threshold <= 100) {
        throw Problem(
          .script,
          "\(place): tier \(tier.name) begins at \(tier.threshold.written), but a fit goes from 0 to 100"
        )
      }
    }
    let sorted = tiers.sorted { $0.threshold > $1.threshold }
    for (upper, lower) in zip(sorted, sorted.dropFirst()) where upper.threshold == lower.threshold {
      throw Problem(
        .script,
        "\(place): tiers \(upper.name) and \(lower.name) both begin at \(upper.threshold.written)")
    }
    return sorted
  }
}
