import CRM
import Columns

/// Which rows of a CRM's tables belong together: what row functions reach as `a.contacts` and
/// `c.account`.
enum CRMRelations {
  /// By table: what belongs to each row, and by which column.
  private static let known: [(table: String, relations: [RelatedTables.Relation])] = {
    func many(_ name: String, _ key: String) -> RelatedTables.Relation {
      RelatedTables.Relation(name, target: name, own: key, other: key)
    }
    func one(_ name: String, _ table: String) -> RelatedTables.Relation {
      RelatedTables.Relation(
        name, target: table, own: "\(name)_id", other: "\(name)_id", isOne: true)
    }
    let ofAccount = [
      "contacts", "deals", "touches", "subscriptions", "tickets", "usage", "surveys",
    ]
    .map { many($0, "account_id") }
    let account = one("account", "accounts")
    let contact = one("contact", "contacts")
    func others(_ own: String) -> [RelatedTables.Relation] { ofAccount.filter { $0.name != own } }
    return [
      ("accounts", ofAccount),
      (
        "contacts",
        [account]
          + ofAccount.filter { !["contacts", "touches", "tickets", "surveys"].contains($0.name) }
          + ["touches", "tickets", "surveys"].map { many($0, "contact_id") }
      ),
      ("deals", [account, contact] + others("deals")),
      ("touches", [account, contact, one("deal", "deals")] + others("touches")),
      ("tickets", [account, contact] + others("tickets")),
      ("surveys", [account, contact] + others("surveys")),
      ("subscriptions", [account] + others("subscriptions")),
      ("usage", [account, one("subscription", "subscriptions")] + others("usage")),
    ]
  }()

  /// The relations of the tables there are.
  static func of(_ data: CRMData) -> RelatedTables {
    var tables: [String: Table] = [:]
    for entity in data.entities where entity.isTable { tables[entity.name] = data[entity] }
    var relations: [String: [RelatedTables.Relation]] = [:]
    for (name, list) in known {
      guard let table = tables[name] else { continue }
      relations[name] = list.filter { relation in
        guard let other = tables[relation.target] else { return false }
        return table.names.contains(relation.own) && other.names.contains(relation.other)
      }
    }
    return RelatedTables(tables, relations: relations, start: "accounts")
  }

  /// The table of the CRM that the rows of a list come from.
  static func origin(_ name: String) -> String {
    switch name {
    case "customers": "accounts"
    case "optouts": "contacts"
    default: name
    }
  }
}
