import Basics
import Columns

/// Which columns may be learnt from.
enum ScorecardTraits {
  /// Columns of accounts that follow from having bought.
  static let follow: Set<String> = [
    "is_customer", "customer_since", "mrr", "arr", "ltv", "lifetime_value", "lifecycle_stage",
    "lifecycle", "stage", "deal_stage", "status", "probability", "forecast", "amount", "acv", "tcv",
    "close_value", "open_deals", "next_step", "type", "account_type",
  ]
  private static let identity: Set<String> = [
    "name", "domain", "website", "url", "linkedin_url", "phone", "email", "address", "zip", "owner",
    "description",
  ]

  /// Why a column is not learnt from unless it is asked for; nil where it may be.
  static func reason(_ name: String) -> String? {
    if OutcomeColumns.names.contains(name) { return "it tells the outcome" }
    if follow.contains(name) { return "it follows from the outcome; name it to learn from it" }
    let words = Scorecard.words(name)
    if identity.contains(name) || words.contains("id") || words.contains("uuid")
      || words.contains("url")
    {
      return "it names the account; name it to learn from it"
    }
    return nil
  }

  /// The columns to learn from.
  ///
  /// - Parameters:
  ///   - asked: Those asked for; nil for all that may be.
  ///   - outcome: Columns that the outcome is read from.
  /// - Throws: a ``Problem`` where one asked for does not exist or tells the outcome.
  static func columns(
    of table: Table, asked: [String]?, except: Set<String>, outcome: Set<String>
  ) throws -> (chosen: [String], left: [(column: String, reason: String)]) {
    for name in except.sorted() where table.position(of: name) == nil {
      throw table.noSuchColumn(name)
    }
    if let asked {
      for name in asked {
        if table.position(of: name) == nil { throw table.noSuchColumn(name) }
        if outcome.contains(name) || OutcomeColumns.names.contains(name) {
          throw Problem(
            .script, "\(name) tells the outcome, so it cannot be a trait",
            hints: ["a score must not know how it went"])
        }
      }
      return (asked.filter { !except.contains($0) }, [])
    }
    var chosen: [String] = []
    var left: [(column: String, reason: String)] = []
    for name in table.names where !except.contains(name) {
      if outcome.contains(name) {
        left.append((name, "it tells the outcome"))
      } else if let reason = reason(name) {
        left.append((name, reason))
      } else {
        chosen.append(name)
      }
    }
    return (chosen, left)
  }
}
