import Columns

/// What a profile is derived for.
public enum DerivationGoal {
  /// Closed deals that are won.
  case winRate
  /// The yearly amount of won deals.
  case contractValue
  /// What a closed deal brings: amount × margin of a won one, less `cost` where deals have it.
  case profit
  /// Profit beyond what the days spent on a deal usually bring (profit per selling day, linearised).
  case velocity
  /// Revenue of a customer to date, from subscriptions, or else from won deals.
  case lifetimeValue
  /// Customers still there a year after they began.
  case retention
  /// A value of each closed deal: true/false as a rate, a number as a mean.
  case value(any RowValue, name: String)

  public static let names = ["win_rate", "acv", "profit", "velocity", "ltv", "retention"]

  public init?(named name: String) {
    switch name {
    case "win_rate": self = .winRate
    case "acv": self = .contractValue
    case "profit": self = .profit
    case "velocity": self = .velocity
    case "ltv": self = .lifetimeValue
    case "retention": self = .retention
    default: return nil
    }
  }
}

public struct DerivationOptions: Sendable {
  public enum Holdout: Sendable {
    /// In time where there are days, else by folds.
    case automatic
    /// What was decided in the last stretch of time.
    case last(Window)
    case folds
  }

  public var maxTerms = 3
  /// A rule covers at least so many rows.
  public var minRows = 30
  public var holdout = Holdout.automatic
  /// The columns to use; nil for all that can be traits.
  public var traits: [String]?
  /// How many times the whole search is repeated on shuffled outcomes.
  public var shuffles = 200
  public var beam = 50
  public var seed: UInt64 = 7
  /// The part of an amount that is left, for profit.
  public var margin = 1.0
  public var most = 10
  /// The day of looking, in days since 1970-01-01.
  public var asOf: Int32?

  public init() {}
}

/// What a derivation found: rules for whom to look, whom to avoid, and whether to believe them.
public struct DerivedProfile: Sendable {
  public var goal: String
  /// What rows are: `closed deals`.
  public var noun: String
  public var isRate: Bool
  public var rows: Int
  /// Rows the rules were found on, and those held out (0 with folds).
  public var trainRows: Int
  public var holdoutRows: Int
  /// How rows were held out, in words.
  public var holdoutText: String
  public var whole: DerivedRule.Figure
  /// The best first, by the lower bound of the shrunken figure.
  public var rules: [DerivedRule]
  public var avoid: [DerivedRule]
  public var verdict: Verdict
  public var power: DetectableGap?
  /// Lift of each level of each trait.
  public var traits: FigureTable
  /// Traits that repeat each other, with Cramér's V, the strongest first.
  public var repeated: [(a: String, b: String, v: Double)]
  /// What winners and losers share.
  public var tableStakes: [(text: String, winners: Double, losers: Double)]
  /// Different rules that the search tried.
  public var tried: Int
  public var warnings: [String]
  public var notes: [String]
  /// Accounts with the columns that rules may name, as of the day of looking; nil for a plain table.
  public var accounts: Table?

  /// Rules that may be called findings.
  public var established: [DerivedRule] {
    (rules + avoid).filter { $0.status == .established }
  }
}
