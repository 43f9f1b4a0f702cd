import Basics
import Columns

/// How leads are scored: the numbers behind the four groups.
public struct LeadOptions {
  /// After so many days a touch counts half.
  public var halfLife = 14.0
  /// What a touch of a kind counts; other kinds count their `weight`, or 1.
  public var weights: [(kind: String, points: Double)] = []
  /// The last so many days are compared with the days before them.
  public var recentDays = 30
  public var baselineDays = 180
  /// How unlikely the recent touches must be at the account's own former pace.
  public var alpha = 0.01
  /// Fewer recent touches are no sign, however quiet it was before.
  public var leastTouches = 3
  /// A lost deal keeps an account out of the fast track for so many days.
  public var restDays = 90
  /// Tiers that may go on the fast track, best first; nil: the best two of the ICP.
  public var fastTiers: [String]?
  /// Routes of one's own, asked in order before the standard ones.
  public var routes: [OwnRoute] = []

  public struct OwnRoute {
    public var route: LeadRoute
    public var test: any RowTest
    public var action: String?

    public init(_ route: LeadRoute, where test: any RowTest, action: String? = nil) {
      (self.route, self.test, self.action) = (route, test, action)
    }
  }

  public init() {}

  /// - Throws: a ``Problem`` for a number that makes no sense.
  func check() throws {
    guard halfLife > 0, halfLife.isFinite else {
      throw Problem(.script, "leads: half_life must be above 0 days")
    }
    guard recentDays > 0, baselineDays > 0, recentDays < 10_000, baselineDays < 100_000 else {
      throw Problem(.script, "leads: recent and baseline must be above 0 days")
    }
    guard alpha > 0, alpha < 1 else { throw Problem(.script, "leads: alpha is between 0 and 1") }
    for (kind, points) in weights where !points.isFinite {
      throw Problem(.script, "leads: the weight of \"\(kind)\" is no number")
    }
  }
}

/// What to do with a lead.
public enum LeadRoute: String, Sendable, CaseIterable {
  case fastTrack = "fast-track"
  case nurture
  case disqualify

  /// - Throws: a ``Problem`` that names the nearest one.
  public init(named name: String) throws {
    let folded = foldedName(name)
    guard let route = Self.allCases.first(where: { foldedName($0.rawValue) == folded }) else {
      throw Problem.unknown("route", name, known: Self.allCases.map(\.rawValue))
    }
    self = route
  }
}

/// How far an account is on its way to buying.
public enum BuyingStage: String, Sendable, CaseIterable {
  /// No touch in the recent days and the baseline.
  case unaware
  /// Some touch in that time.
  case aware
  /// As many recent touches as are asked for, or in the market.
  case engaged
  /// An open deal.
  case evaluating
  /// A won deal or a running subscription.
  case customer
  /// Bought once, and all subscriptions have ended.
  case formerCustomer = "former customer"
}
