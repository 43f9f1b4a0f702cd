/// What a demo consists of, and what was planted in it.
public struct DemoSummary: Sendable, Equatable {
  public struct File: Sendable, Equatable {
    public var name: String
    /// Rows without the header; nil for a file that is no table.
    public var rows: Int?
    public var bytes: Int
  }

  /// One of the kinds of account that a demo is made of, and how it came out.
  public struct Segment: Sendable, Equatable {
    /// `ideal`, `negative` or `rest`.
    public var name: String
    /// The rule over account columns, as a row function's text; nil for the rest.
    public var rule: String?
    /// Accounts that are of this kind.
    public var accounts: Int
    /// Of those, the accounts whose industry and employees can be read in `accounts.csv`:
    /// neither missing nor mistyped.
    public var visibleAccounts: Int
    /// Accounts that ever won a deal.
    public var customers: Int
    /// Deals by outcome. Deals filed under unknown accounts are not counted.
    public var won: Int
    public var lost: Int
    public var open: Int

    /// Won deals as a share of closed ones; nil if none is closed.
    public var winRate: Double? {
      won + lost > 0 ? Double(won) / Double(won + lost) : nil
    }

    init(_ profile: PlantedProfile, _ kind: DemoTally.Kind) {
      name = "\(profile)"
      rule = profile.rule
      accounts = kind.accounts
      visibleAccounts = kind.visible
      customers = kind.customers
      won = kind.won
      lost = kind.lost
      open = kind.open
    }
  }

  public var folder: String
  public var shuffledOutcomes: Bool
  /// Ideal, negative, rest. With shuffled outcomes the kinds are still counted, and do not
  /// differ in their outcomes.
  public var segments: [Segment]
  /// In the order of ``DemoCRM/fileNames``.
  public var files: [File]
}
