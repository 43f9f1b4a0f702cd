import Basics
import CRM
import Columns

extension CustomerHistory {
  /// The tables of a CRM that can be looked at as of a day: those with accounts and dates.
  ///
  /// - Throws: where there are no accounts.
  public init(_ data: CRMData) throws {
    func usable(_ table: Table?, _ columns: String...) -> Table? {
      table.flatMap { table in columns.allSatisfy { table[$0] != nil } ? table : nil }
    }
    func dated(_ table: Table?) -> Table? {
      table.flatMap { usable($0, AsOf.dateColumn($0)) }
    }
    self.init(
      accounts: try data.table("accounts"),
      deals: usable(data.deals, "account_id", "outcome", "closed"),
      subscriptions: usable(data.subscriptions, "account_id", "start"),
      touches: usable(data.touches, "account_id", "date"),
      tickets: dated(usable(data.tickets, "account_id")), usage: dated(data.usage),
      surveys: usable(data.surveys, "date"), spend: usable(data.spend, "date"))
  }
}

extension AsOf {
  /// A whole CRM as it was known on the day.
  ///
  /// Tables of events hold what had happened by then; dates after the day are missing wherever
  /// they stand. Of contacts and leads those that had been created are there, without what tells
  /// where they are today. Tables without dates (products, owners, stages, the market) stay as
  /// they are; a table of events without a date is empty, for nothing can be said of it.
  ///
  /// - Throws: where there are no accounts, or a date is of the wrong type.
  public func view(of data: CRMData) throws -> (data: CRMData, accounts: AccountView) {
    let history = try CustomerHistory(data)
    var view = try accounts(of: history)
    var tables: [Entity: Table] = [.accounts: view.table]
    var undated: [String] = []
    func put(_ entity: Entity, _ seen: Table?) {
      if let seen {
        tables[entity] = seen
      } else if let table = data[entity] {
        tables[entity] = table.head(0)
        undated.append(entity.name)
      }
    }
    put(.deals, try history.deals.map(deals))
    put(.subscriptions, try history.subscriptions.map(subscriptions))
    put(.touches, try history.touches.map { try events($0) })
    put(.tickets, try history.tickets.map(tickets))
    put(.usage, try history.usage.map { try events($0, date: Self.dateColumn($0)) })
    put(.surveys, try history.surveys.map { try events($0) })
    put(.spend, try history.spend.map { try events($0) })
    put(.cancellations, try data[.cancellations].flatMap { try dated($0, "date") })
    put(.stageHistory, try data[.stageHistory].flatMap { try dated($0, "entered") })
    if let contacts = data.contacts { tables[.contacts] = try people(contacts) }
    if let leads = data.leads { tables[.leads] = try people(leads) }
    if !undated.isEmpty {
      view = AccountView(
        table: view.table, refused: view.refused,
        notes: view.notes + [
          "without dates or accounts, so nothing is seen of: " + undated.joined(separator: ", ")
        ])
    }
    return (data.replacing(tables, asOf: day), view)
  }

  private func dated(_ table: Table, _ date: String) throws -> Table? {
    table[date] == nil ? nil : try events(table, date: date)
  }

  /// Tickets as they stood: what is learnt when one is closed is missing before that.
  private func tickets(_ tickets: Table) throws -> Table {
    let seen = try events(tickets, date: Self.dateColumn(tickets))
    guard let closed = seen["closed"], closed.type.isTemporal else { return seen }
    let settled = Bitmap(count: seen.rowCount) { !closed.isMissing($0) }
    let hidden = try ["hours", "satisfaction", "status", "cost"].filter { seen[$0] != nil }.map {
      name in
      let column = try seen.column(name)
      return (
        name: name, column: column.masked(by: column.validity.map { $0.and(settled) } ?? settled)
      )
    }
    return try seen.with(hidden)
  }

  /// People who were there, without the columns that tell today's state. Whether they opted out
  /// is today's on purpose.
  private func people(_ people: Table) throws -> Table {
    let today: Set<String> = [
      "lifecycle_stage", "lead_status", "status", "lead_score", "converted", "converted_date",
      "converted_account_id", "converted_contact_id", "converted_deal_id", "last_activity",
      "last_modified", "email_bounced",
    ]
    let seen = try people.drop(people.names.filter { today.contains($0) })
    guard let created = people["created"], created.type.isTemporal else { return seen }
    return seen.filter(
      Bitmap(count: people.rowCount) { row in created.day(row).map { $0 <= day } ?? true })
  }
}
