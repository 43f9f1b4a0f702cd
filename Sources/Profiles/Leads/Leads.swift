import Basics
import Columns

/// What leads are scored from.
public struct LeadSources {
  public var accounts: Table
  public var contacts: Table?
  public var touches, deals, subscriptions: Table?

  public init(
    accounts: Table, contacts: Table? = nil, touches: Table? = nil, deals: Table? = nil,
    subscriptions: Table? = nil
  ) {
    (self.accounts, self.contacts) = (accounts, contacts)
    (self.touches, self.deals, self.subscriptions) = (touches, deals, subscriptions)
  }
}

public enum Leads {
  /// Accounts, or the people at them, with four scores that are kept apart, and a route.
  ///
  /// Columns after the table's own:
  /// - from the ICP: `fit`, `fit_low`, `fit_high`, `tier`, `reasons`, as ``ICP/score(_:prefix:)``
  /// - `firmographic_fit`, `technographic_fit`: 0 to 100, the fit by those criteria alone
  /// - `behaviour`: points, each touch fading by half in `halfLife` days; for people their own
  ///   touches, for accounts all of theirs
  /// - `last_touch`: a date
  /// - `buying_stage`: ``BuyingStage`` of the account
  /// - `in_market`, `in_market_p`, `surge`: whether the account's recent touches are more than its
  ///   own former pace explains, how likely they were by chance, and recent pace ÷ former pace
  /// - `route`, `route_reason`, `next_action`: see ``LeadRoutes``
  ///
  /// Engagement is never added to fit: a busy account that does not fit stays one.
  ///
  /// - Parameters:
  ///   - people: One row a contact instead of one an account.
  ///   - asOf: What happened later is not seen.
  /// - Throws: for columns that are not there, and what the ICP's conditions throw.
  public static func score(
    _ sources: LeadSources, icp: ICP?, people: Bool = false, asOf: Int32,
    options: LeadOptions = LeadOptions()
  ) throws -> FigureTable {
    try options.check()
    let accounts = sources.accounts
    var notes: [String] = []
    let touchedAccount = try sources.touches.map {
      try $0.joinLookup(accounts, on: [("account_id", "account_id")])
    }
    let behaviour = try sources.touches.map {
      try Behaviour(
        $0, ownerOf: touchedAccount ?? Buffer(count: 0), owners: accounts.rowCount, asOf: asOf,
        options)
    }
    notes += behaviour?.notes ?? []
    let signals = try AccountSignals(
      accounts, behaviour: behaviour, deals: sources.deals, subscriptions: sources.subscriptions,
      asOf: asOf, options)
    notes += signals.notes
    var table = accounts
    if let icp {
      table = try icp.score(accounts)
      for (name, categories) in [
        ("firmographic_fit", ICP.firmographic), ("technographic_fit", ICP.technographic),
      ] {
        guard let fit = try icp.fit(of: accounts, by: categories) else {
          notes.append("icp \"\(icp.name)\" has no criteria for \(name): it is missing")
          table = try table.with([(name, .missing(type: .integer, count: accounts.rowCount))])
          continue
        }
        table = try table.with([(name, fit)])
      }
    } else {
      notes.append("no ICP was given: fit is not known, and nobody goes on the fast track")
    }
    let market = signals.market
    let stages = BuyingStage.allCases.map { Optional($0.rawValue) }
    let stageRows = Buffer(
      signals.stages.map {
        UInt32(truncatingIfNeeded: BuyingStage.allCases.firstIndex(of: $0) ?? 0)
      })
    var columns: [(name: String, column: Column)] = []
    if let behaviour, !people { columns += behaviour.columns }
    columns += [
      ("buying_stage", Column(texts: stages).take(stageRows)),
      ("in_market", Column(booleans: market.map { $0?.isIn })),
      ("in_market_p", Column(numbers: market.map { $0?.p })),
      ("surge", Column(numbers: market.map { $0?.lift })),
      ("lost_days_ago", Column(integers: signals.lostAgo.map { $0.map(Int64.init) })),
    ]
    table = try table.with(columns)
    if people { table = try Self.people(sources, table, asOf: asOf, options, &notes) }
    table = try LeadRoutes(icp, options).routed(table)
    return FigureTable(table: table, definitions: [], notes: notes)
  }

  /// The contacts with what is known of their accounts, and their own behaviour.
  private static func people(
    _ sources: LeadSources, _ accounts: Table, asOf: Int32, _ options: LeadOptions,
    _ notes: inout [String]
  ) throws -> Table {
    guard let contacts = sources.contacts else {
      throw Problem(
        .data, "leads: there are no contacts", hints: ["leave by = \"contacts\" out for accounts"])
    }
    let accountOf = try contacts.joinLookup(accounts, on: [("account_id", "account_id")])
    let own = Set(sources.accounts.names)
    var columns = try accounts.names.filter { !own.contains($0) || $0 == "tier" || $0 == "fit" }
      .map { (name: $0, column: try accounts.column($0).take(optional: accountOf)) }
    if let touches = sources.touches {
      if touches["contact_id"] != nil, contacts["contact_id"] != nil {
        let contactOf = try touches.joinLookup(contacts, on: [("contact_id", "contact_id")])
        let behaviour = try Behaviour(
          touches, ownerOf: contactOf, owners: contacts.rowCount, asOf: asOf, options)
        columns += behaviour.columns
      } else {
        notes.append("touches do not say which contact: behaviour of people is not known")
      }
    }
    return try contacts.with(columns)
  }
}

extension Behaviour {
  var columns: [(name: String, column: Column)] {
    [
      ("behaviour", Column(type: .number, storage: .number(points), validity: nil)),
      (
        "last_touch",
        Column(days: last.elements.map { $0 == Column.noDay ? nil : $0 })
      ),
    ]
  }
}
