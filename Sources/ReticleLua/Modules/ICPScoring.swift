import Basics
import CRM
import Columns
import LuaHost
import Profiles

/// `ideal:score`: fit, range, tier and reasons for the rows of a table.
enum ICPScoring {
  static var function: HostFunction {
    HostFunction(
      "score", "Accounts with their fit, its range, tier and reasons",
      details: """
        fit is 100 × the weights of the criteria met ÷ all positive weights; fit_low and fit_high
        say what it could become once missing values are known. A failed gate gives the tier "out".
        The points in reasons add up exactly to fit. advice adds look_up_next (the unknown value that
        matters most) and step_up (the smallest change that moves the account up a tier).
        Rows of another table of the crm, such as deals, are scored by their accounts as these are
        now, where they lack a column that a criterion reads.
        """,
      [
        Parameter("accounts", .object(TableObject.luaType), "the accounts"),
        Parameter(
          "options",
          .options([
            Parameter("advice", .boolean, "add look_up_next and step_up", standard: "false")
          ]), "what to add", standard: "none"),
      ],
      returns: [
        Returned(
          .object(TableObject.luaType), "all rows, with fit, fit_low, fit_high, tier, reasons")
      ],
      errors: [
        "a criterion that reads a column the accounts do not have",
        "a field that is filled in fewer rows than the profile's coverage asks for",
        "a criterion that reads an outcome, such as churned",
      ],
      example: """
        local ideal = icp.define{ name = "Large", criteria = { { "large", 1, "firmographic", "employees >= 1000" } } }
        local scored = ideal:score(open().accounts, { advice = true })
        assert(scored[1].fit <= scored[1].fit_high)
        print(scored:select("name", "fit", "fit_low", "fit_high", "tier", "look_up_next", "step_up"):head(5))
        """,
      body: .swift { arguments in
        let icp = try arguments.this(ICPObject.self).icp
        let object = try arguments.object("accounts", as: TableObject.self)
        let wantsAdvice = try arguments.options("options")["advice"].bool ?? false
        do {
          if let accounts = accounts(for: icp, of: object) {
            return [.object(try scored(object, by: icp, accounts, advice: wantsAdvice))]
          }
          let table = try icp.score(object.table)
          return [.object(object.changed(wantsAdvice ? try icp.withAdvice(table) : table))]
        } catch {
          throw AsOfOptions.explained(error, object.context.hidden)
        }
      })
  }

  /// The accounts of a crm, where the table's rows are other things and lack what criteria read.
  private static func accounts(for icp: ICP, of object: TableObject) -> Table? {
    guard let crm = object.context.crm, let known = crm.accounts, known["account_id"] != nil,
      object.table["account_id"] != nil
    else { return nil }
    let accounts = known.relating(
      to: CRMRelations.of(crm).starting(from: CRMRelations.origin("accounts")))
    let read = (icp.gates.map(\.test) + icp.criteria.map(\.test)).flatMap { $0.columnNames ?? [] }
    return read.contains { object.table[$0] == nil && accounts[$0] != nil } ? accounts : nil
  }

  private static func scored(
    _ object: TableObject, by icp: ICP, _ accounts: Table, advice: Bool
  ) throws -> TableObject {
    let table = object.table
    let rows = try table.joinLookup(accounts, on: [("account_id", "account_id")])
    var scored = try icp.score(accounts)
    if advice { scored = try icp.withAdvice(scored) }
    let names =
      ["fit", "fit_low", "fit_high", "tier", "reasons"]
      + (advice ? ["look_up_next", "step_up"] : [])
    var added = try names.map { (name: $0, column: try scored.column($0).take(optional: rows)) }
    if table["account_name"] == nil, let name = accounts["name"] {
      added.insert((name: "account_name", column: name.take(optional: rows)), at: 0)
    }
    let unknown = rows.elements.count { $0 < 0 }
    var context = object.context
    if unknown > 0 {
      context.notes.append(
        "\(unknown) of \(table.rowCount) \(table.name) belong to no known account: not scored")
    }
    return TableObject(try table.with(added), whole: object.whole, context: context)
  }
}
