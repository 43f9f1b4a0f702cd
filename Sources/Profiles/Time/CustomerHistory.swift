import Basics
import Columns

/// The tables of a CRM that tell what happened to customers, with the names that hold here.
/// Whatever is not there is nil.
public struct CustomerHistory: Sendable {
  public var accounts: Table
  public var deals: Table?
  public var subscriptions: Table?
  public var touches: Table?
  public var tickets: Table?
  public var usage: Table?
  public var surveys: Table?
  public var spend: Table?

  public init(
    accounts: Table, deals: Table? = nil, subscriptions: Table? = nil, touches: Table? = nil,
    tickets: Table? = nil, usage: Table? = nil, surveys: Table? = nil, spend: Table? = nil
  ) {
    (self.accounts, self.deals, self.subscriptions) = (accounts, deals, subscriptions)
    (self.touches, self.tickets, self.usage) = (touches, tickets, usage)
    (self.surveys, self.spend) = (surveys, spend)
  }
}

/// Columns that tell how things went: a score that reads them knows the answer.
public enum OutcomeColumns {
  public static let names: Set<String> = [
    "outcome", "is_won", "is_lost", "is_closed", "won", "lost", "closed", "closed_at", "close_date",
    "closed_date", "lost_reason", "won_reason", "closed_lost_reason", "closed_won_reason",
    "churned", "churn", "churn_flag", "is_churned", "churn_date", "churned_at", "churn_reason",
    "renewed",
  ]

  /// Tables whose rows tell it too.
  public static let tables: Set<String> = ["deals", "subscriptions"]

  /// - Throws: a ``Problem`` if one of the conditions names an outcome.
  static func refuse(_ conditions: [(name: String, columns: [String]?)]) throws {
    for condition in conditions {
      if let column = condition.columns?.first(where: { names.contains($0) }) {
        throw Problem(
          .script, "\"\(condition.name)\" reads \(column), which tells the outcome",
          hints: [
            "a score must not know how it went; filter with :where(…) what should not be scored"
          ])
      }
    }
  }
}
