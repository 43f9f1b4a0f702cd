import Basics
import CRM
import Columns
import LuaHost
import LuaLift
import Profiles

/// Account plans in a script's hands.
final class AccountPlansObject: HostObject {
  static var luaType: String { "account plans" }
  let plans: [AccountPlan]
  let table: TableObject

  init(_ plans: [AccountPlan], _ table: TableObject) { (self.plans, self.table) = (plans, table) }

  var text: String {
    plans.isEmpty ? "no accounts\n" : plans.map(\.text).joined(separator: "\n")
  }
}

/// `ideal:plans`: one sheet an account, for those who sell.
enum AccountPlanModule {
  static func declare(in registry: inout Registry) {
    registry.add(
      ObjectType(
        AccountPlansObject.self, "Account plans: fit, people, what moves them, next steps",
        fields: [
          FieldDescription(
            "accounts", TableType.table,
            "one row a plan: fit, tier, open_deals, quiet_days, the committee's columns, next_step")
        ],
        index: { object, key, _ in key.text == "accounts" ? .object(object.table) : nil },
        describe: { object, _ in object.text },
        metamethods: [
          (
            "__len",
            { values, _ in
              [.integer(Int64((values.first?.object as? AccountPlansObject)?.plans.count ?? 0))]
            }
          )
        ],
        changeHint: "make others: ideal:plans(…)"),
      [save])
  }

  private static let committeeAndPersonas = """
    local crm = open()
    local ideal = icp.define{ name = "Large", criteria = { { "large", 1, "firmographic", "employees >= 1000" } } }
    local eddy = personas.define{ name = "Eddy", department = { "engineering", "it" }, pains = { "manual releases" } }
    local plans = ideal:plans(crm, {
      committee = committee.define{ roles = { { name = "budget", department = "finance" }, eddy } },
      personas = { eddy }, top = 2,
      plays = { { "send the logistics case", "industry == 'Logistics'" } },
    })
    """

  /// `icp:plans`.
  static var function: HostFunction {
    HostFunction(
      "plans", "Account plans: fit, committee and its gaps, what moves the people, next steps",
      details: """
        One sheet for each account of the highest fit; print the plans, or plans:save "plans.md".
        Steps that follow from the sheet come by themselves (a role nobody fills, one person only,
        no touch for long, a value that decides the tier); plays are your own, each with a condition
        on the account, which may read open_deals, open_amount, won_deals, quiet_days and, with a
        committee, coverage, roles_missing and single_threaded.
        """,
      [
        Parameter("crm", .object(CRMObject.luaType), "the crm with contacts, deals, touches"),
        Parameter(
          "options",
          .options([
            Parameter("accounts", TableType.table, "the accounts to plan", standard: "all"),
            Parameter(
              "committee", .object(CommitteeObject.luaType), "the roles that are needed",
              standard: "none"),
            Parameter(
              "personas", .list(.object(PersonaObject.luaType)), "who people are", standard: "none"),
            Parameter("plays", .list(.any), "steps: { name, condition }", standard: "none"),
            Parameter("top", .integer, "how many accounts, 1 to 1000", standard: "10"),
            Parameter(
              "days", .integer, "after how many days without a touch to say so", standard: "90"),
          ]), "what to look at", standard: "fit and people only"),
      ],
      returns: [Returned(.object(AccountPlansObject.luaType), "the plans")],
      errors: ["accounts without an account_id", "a play that is no { name, condition }"],
      example: """
        \(committeeAndPersonas)
        print(plans)
        print(plans.accounts:select("name", "tier", "roles_missing", "next_step"))
        assert(#plans == 2)
        """,
      body: .swift { arguments in
        let icp = try arguments.this(ICPObject.self).icp
        let crm = try arguments.object("crm", as: CRMObject.self)
        let options = try arguments.options("options")
        let accounts = options["accounts"].object as? TableObject
        var sources = AccountPlanner.Sources(
          accounts: try accounts?.table ?? crm.table("accounts").table)
        sources.contacts = crm.data.contacts
        sources.deals = crm.data.deals
        sources.touches = crm.data.touches
        var planner = AccountPlanner()
        planner.committee = (options["committee"].object as? CommitteeObject)?.committee
        planner.personas =
          try options["personas"].tableContent()?.list.compactMap {
            ($0.object as? PersonaObject)?.persona
          } ?? []
        planner.plays = try plays(options["plays"], arguments)
        planner.top = try whole(options, "top", 1...1000, arguments) ?? 10
        planner.quietDays = try whole(options, "days", 1...36_500, arguments) ?? 90
        let result = try planner.plans(
          icp, sources, asOf: Session.of(arguments.engine).options.asOf)
        var context = try (accounts ?? crm.table("accounts")).context
        context.notes += result.notes
        return [
          .object(
            AccountPlansObject(result.plans, TableObject(result.accounts, context: context)))
        ]
      })
  }

  private static func whole(
    _ options: LuaTableContent, _ name: String, _ range: ClosedRange<Int>, _ arguments: Arguments
  ) throws -> Int? {
    guard let value = options[name].int else { return nil }
    guard range.contains(value) else {
      throw arguments.problem(
        "'\(name)' must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  private static func plays(
    _ value: LuaValue, _ arguments: Arguments
  ) throws -> [AccountPlanner.Play] {
    try (value.tableContent()?.list ?? []).enumerated().map { position, entry in
      guard let list = try entry.tableContent()?.list, list.count == 2, let name = list[0].text
      else {
        throw arguments.problem(
          "play \(position + 1) must be { name, condition }",
          hints: ["{ \"send the logistics case\", \"industry == 'Logistics'\" }"])
      }
      return AccountPlanner.Play(
        name, test: try RowFunction(list[1], what: "play \"\(name)\"", in: arguments.engine))
    }
  }

  private static var save: HostFunction {
    HostFunction(
      "save", "Writes the plans as one Markdown file below the output folder",
      [Parameter("file", .text, "the file, as \"plans.md\"")],
      returns: [Returned(.text, "the file written")],
      example: "\(committeeAndPersonas)\nplans:save \"plans.md\"",
      body: .swift { arguments in
        let plans = try arguments.this(AccountPlansObject.self)
        let session = try Session.of(arguments.engine)
        let path = try session.writable(arguments.text("file") ?? "plans.md")
        try AtomicFile.write(plans.text.utf8, to: path)
        session.noteOutput(path)
        return [.text(path)]
      })
  }
}
