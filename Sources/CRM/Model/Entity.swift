/// What a table of a CRM is about.
public enum Entity: String, Sendable, CaseIterable, Comparable {
  // What scripts work with.
  case accounts, contacts, deals, subscriptions, touches, spend, tickets, usage, surveys, market
  case leads
  // What the others refer to.
  case products, owners, stages, cancellations
  case stageHistory = "stage_history"
  // What only tells how records belong together; used while loading.
  case mergedAccounts = "merged_accounts"
  case mergedContacts = "merged_contacts"
  case mergedDeals = "merged_deals"
  case links

  /// How the entity is called in scripts and mappings, such as `stage_history`.
  public var name: String { rawValue }

  /// The column that names one record, if the entity has one.
  public var key: String? {
    switch self {
    case .accounts: "account_id"
    case .contacts: "contact_id"
    case .leads: "lead_id"
    case .deals: "deal_id"
    case .subscriptions: "subscription_id"
    case .touches: "touch_id"
    case .tickets: "ticket_id"
    case .usage: "usage_id"
    case .surveys: "survey_id"
    case .cancellations: "cancellation_id"
    case .owners: "owner_id"
    case .products: "product_id"
    case .stages: "stage_id"
    default: nil
    }
  }

  /// Whether scripts see a table of this entity.
  public var isTable: Bool {
    switch self {
    case .mergedAccounts, .mergedContacts, .mergedDeals, .links: false
    default: true
    }
  }

  /// Entities that a mapping may name, in the order to list them.
  public static var mappable: [Entity] { allCases.filter { $0 != .links } }

  public static func < (a: Entity, b: Entity) -> Bool { a.position < b.position }

  var position: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
