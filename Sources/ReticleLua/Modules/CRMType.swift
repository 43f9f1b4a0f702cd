import Basics
import CRM
import Columns
import LuaHost
import Reports

/// A CRM that was opened: tables with canonical names, and what was found on the way.
final class CRMObject: HostObject {
  static var luaType: String { "crm" }
  let data: CRMData
  /// What it was opened from, as the script wrote it.
  let source: String
  private var tables: [String: TableObject] = [:]
  private lazy var related = CRMRelations.of(data)

  init(_ data: CRMData, source: String) {
    self.data = data
    self.source = source
  }

  /// The same table gives the same object, so that its views are made once.
  func table(_ name: String) throws -> TableObject {
    if let table = tables[name] { return table }
    let table = try CRMLists.table(name, of: data) ?? data.table(name)
    let made = TableObject(
      table.relating(to: related.starting(from: CRMRelations.origin(name))))
    tables[name] = made
    return made
  }
}

/// Tables that are worked out from the others.
enum CRMLists {
  static let names = ["customers", "optouts"]

  static func table(_ name: String, of data: CRMData) throws -> Table? {
    switch name {
    case "customers": try customers(data)
    case "optouts": try optOuts(data)
    default: nil
    }
  }

  /// Accounts with a won deal, a subscription, or the mark of a customer.
  private static func customers(_ data: CRMData) throws -> Table {
    let accounts = try data.table("accounts")
    var chosen = Bitmap(count: accounts.rowCount)
    if let mark = accounts["is_customer"], mark.type == .boolean {
      chosen = chosen.or(try accounts.mask("is_customer", equals: .boolean(true)))
    }
    if let deals = data.deals, deals["outcome"] != nil, deals["account_id"] != nil {
      let won = deals.filter(try deals.mask("outcome", equals: .text("won")))
      chosen = chosen.or(try matching(accounts, won))
    }
    if let subscriptions = data.subscriptions, subscriptions["account_id"] != nil {
      chosen = chosen.or(try matching(accounts, subscriptions))
    }
    return accounts.filter(chosen).named("customers")
  }

  private static func matching(_ accounts: Table, _ other: Table) throws -> Bitmap {
    let rows = try accounts.joinLookup(other, on: [(left: "account_id", right: "account_id")])
    return Bitmap(count: accounts.rowCount) { rows.base[$0] >= 0 }
  }

  /// People who said no to marketing.
  private static func optOuts(_ data: CRMData) throws -> Table {
    let contacts = try data.table("contacts")
    guard contacts["opt_out"] != nil else {
      throw Problem(
        .data, "crm.optouts: contacts has no column opt_out",
        hints: [
          "map it: open(\"data\", { contacts = { columns = { opt_out = \"Unsubscribed\" } } })"
        ])
    }
    return contacts.filter(try contacts.mask("opt_out", equals: .boolean(true))).named("optouts")
  }
}

enum CRMType {
  static func declare(in registry: inout Registry) {
    registry.add(
      ObjectType(
        CRMObject.self,
        "A folder of CRM exports that was opened: tables with canonical column names",
        fields: Entity.allCases.filter(\.isTable).map {
          FieldDescription($0.name, .object(TableObject.luaType), "the table of \($0.name)")
        } + [
          FieldDescription(
            "customers", .object(TableObject.luaType),
            "accounts with a won deal, a subscription or the mark of a customer"),
          FieldDescription("optouts", .object(TableObject.luaType), "contacts that opted out"),
        ],
        index: { crm, key, _ in
          guard let name = key.text else { return nil }
          let known = Entity.allCases.filter(\.isTable).map(\.name) + CRMLists.names
          return known.contains(name) ? .object(try crm.table(name)) : nil
        },
        describe: { crm, engine in
          InspectText.summary(crm.data.report, width: try Session.of(engine).output.width ?? 120)
        },
        changeHint: "keep a table of your own in a local"),
      [
        HostFunction(
          "report", "Prints what was recognised, what was not, and what looks odd",
          details: "The same as reticle inspect.",
          returns: [Returned(.object(CRMObject.luaType), "the crm itself")],
          example: "open():report()",
          body: .swift { arguments in
            let crm = try arguments.this(CRMObject.self)
            let session = try Session.of(arguments.engine)
            session.output.write(
              InspectText.full(crm.data.report, width: session.output.width ?? 120) + "\n")
            return [.object(crm)]
          }),
        QualityFunctions.ofCRM,
      ])
  }
}
