import Basics
import Columns

/// Which columns a derivation may use as traits, and why not the others.
public enum TraitChoice {
  /// Columns that identify a row, or reach a person, and so cannot describe a kind.
  static let identifiers: Set<String> = [
    "id", "name", "account", "company", "account_name", "company_name", "domain", "website", "url",
    "email", "phone", "fax", "linkedin_url", "address", "street", "zip", "postal_code",
    "first_name",
    "last_name", "full_name", "record_id", "uuid", "guid", "row", "parent", "description", "notes",
  ]

  /// Columns of accounts that are filled in by becoming a customer, or by working with one: they
  /// know the outcome, or hold a value of today that follows from it.
  static let learntLater: Set<String> = [
    "is_customer", "customer", "customer_since", "lifecycle_stage", "lifecycle", "customer_status",
    "account_status", "status", "mrr", "arr", "acv", "tcv", "ltv", "revenue_to_date", "won_deals",
    "lost_deals", "open_deals", "last_activity", "last_modified", "last_contacted", "health",
    "health_score", "nps", "csat", "tickets", "seats_used", "usage", "next_step", "renewal_date",
    "account_type", "fit", "fit_low", "fit_high", "tier", "reasons", "score", "amount",
    "close_value",
    "stage_name", "deal_stage", "probability", "forecast", "close_reason", "discount",
  ]

  /// Columns that tell who of us works with them: no trait of a customer.
  static let ours: Set<String> = [
    "owner", "account_owner", "deal_owner", "sales_agent", "sales_rep", "rep", "agent", "manager",
    "csm", "account_manager", "regional_office", "territory", "team", "created_by", "assigned_to",
  ]

  struct Choice {
    var columns: [(name: String, column: Column)] = []
    var notes: [String] = []
  }

  /// The columns of a table that can be traits.
  ///
  /// - Parameters:
  ///   - asked: The traits that were asked for by name; nil for all that can be. Asking for a column
  ///     overrides the rules about names, except for those of outcomes.
  ///   - outcomes: Columns the outcome is worked out from.
  ///   - isAccount: Columns that are only learnt about customers are left out.
  /// - Throws: where an outcome is asked for as a trait, or a column that is not there.
  static func choose(
    from table: Table, asked: [String]?, outcomes: Set<String>, isAccount: Bool
  ) throws -> Choice {
    var choice = Choice()
    if let asked {
      for name in asked {
        let column = try table.column(name)
        if OutcomeColumns.names.contains(name) || outcomes.contains(name) {
          throw Problem(
            .script, "\(name) cannot be a trait: it tells the outcome",
            hints: ["a rule that reads how it went finds only what is known already"])
        }
        choice.columns.append((name, column))
        if isAccount && learntLater.contains(name) {
          choice.notes.append(
            "\(name) was asked for, but is learnt from being a customer: rules with it may only "
              + "say what is known already")
        }
      }
      return choice
    }
    var left: [String: [String]] = [:]
    for (name, column) in zip(table.names, table.columns) {
      if let reason = reason(against: name, column, outcomes: outcomes, isAccount: isAccount) {
        if let reason = reason.text { left[reason, default: []].append(name) }
      } else {
        choice.columns.append((name, column))
      }
    }
    for reason in left.keys.sorted() {
      let names = left[reason] ?? []
      choice.notes.append("no trait, \(reason): \(names.joined(separator: ", "))")
    }
    return choice
  }

  struct Reason { var text: String? }

  private static func reason(
    against name: String, _ column: Column, outcomes: Set<String>, isAccount: Bool
  ) -> Reason? {
    let spelled = name.lowercased().map { $0 == " " || $0 == "-" ? "_" : String($0) }.joined()
    if outcomes.contains(name) || OutcomeColumns.names.contains(spelled) {
      return Reason(text: "it tells the outcome")
    }
    if identifiers.contains(spelled) || spelled.hasSuffix("_id") || isCamelID(name)
      || spelled.hasSuffix("_url") || spelled.hasSuffix("_name")
    {
      return Reason(text: "it names one row")
    }
    if isAccount && learntLater.contains(spelled) {
      return Reason(text: "it is learnt from being a customer")
    }
    if ours.contains(spelled) { return Reason(text: "it is about us, not about the customer") }
    if spelled == "date" || (isAccount && column.type.isTemporal) {
      return Reason(text: "it is a date of the record")
    }
    if column.missingCount == column.count { return Reason(text: nil) }
    if isNearUnique(column) { return Reason(text: "nearly every row has a value of its own") }
    return nil
  }

  /// `customerID`, `LeadId`.
  private static func isCamelID(_ name: String) -> Bool {
    name.hasSuffix("ID") || name.hasSuffix("Id") || name.hasSuffix(" Number")
  }

  /// More than half of the texts occur once; or a whole number counts rows through.
  private static func isNearUnique(_ column: Column) -> Bool {
    let present = column.count - column.missingCount
    guard present > 20 else { return false }
    switch column.storage {
    case .coded, .text:
      guard column.type == .text, let texts = try? DistinctTexts(column) else { return false }
      var seen = [Bool](repeating: false, count: texts.entries.count)
      var distinct = 0
      for code in texts.codes.elements where code != DistinctTexts.missing {
        if !seen[Int(code)] {
          seen[Int(code)] = true
          distinct += 1
        }
      }
      return distinct * 2 > present
    case .integer(let cells):
      guard present == column.count else { return false }
      // Consecutive numbers in the order of the rows are row numbers.
      for row in 1..<column.count where cells.base[row] &- cells.base[row - 1] != 1 { return false }
      return true
    default: return false
    }
  }
}
