import Basics
import CRM
import Columns
import LuaHost
import Profiles
import Reports

/// What changes when one profile takes the place of another.
final class DiffObject: HostObject {
  static var luaType: String { "profile difference" }
  let diff: ICPDiff
  let names: (before: String, after: String)

  init(_ diff: ICPDiff, names: (before: String, after: String)) {
    (self.diff, self.names) = (diff, names)
  }
}

/// `icp.diff`: two profiles, or two dates, account by account.
enum DiffModule {
  private static let table = LuaType.object(TableObject.luaType)

  static func declare(in registry: inout Registry) {
    registry.add(
      ObjectType(
        DiffObject.self, "Two profiles compared account by account",
        fields: [
          FieldDescription(
            "changes", table,
            "one row an account whose tier changes: change, tiers, fits, why, pipeline, revenue"),
          FieldDescription("summary", table, "accounts and money by kind of change"),
          FieldDescription("transitions", table, "accounts and money by pair of tiers"),
          FieldDescription("notes", .list(.text), "what a reader has to know"),
        ] + counts.map { FieldDescription($0.name, .integer, $0.about) },
        index: { object, key, _ in
          if let count = counts.first(where: { $0.name == key.text }) {
            return LuaValue(object.diff.accounts(count.change))
          }
          return switch key.text {
          case "changes": .object(TableObject(object.diff.table))
          case "summary": .object(TableObject(object.diff.summary))
          case "transitions": .object(TableObject(object.diff.transitions))
          case "notes": .list(object.diff.notes.map { .text($0) })
          default: nil
          }
        },
        describe: { object, engine in
          describe(object, width: try Session.of(engine).output.width ?? 120)
        }))
  }

  private static let counts: [(name: String, change: ICPDiff.Change, about: String)] = [
    ("enters", .enters, "how many accounts come into the profile"),
    ("leaves", .leaves, "how many fall out of it"),
    ("up", .up, "how many rise to a better tier"), ("down", .down, "how many fall to a worse one"),
    ("same", .same, "how many keep their tier"),
    ("new", .new, "how many are only among the later accounts"),
    ("gone", .gone, "how many are only among the earlier ones"),
  ]

  static var function: HostFunction {
    HostFunction(
      "diff", in: "icp",
      "What changes if one profile takes the place of another, account by account",
      details: """
        An account is inside a profile if its tier has a threshold. With deals the money at stake is
        shown: open deals (pipeline) and won ones (revenue). With later accounts (now) two dates are
        compared, with the same profile or two. For a check that can fail:
          expect(icp.diff(old, new, accounts).leaves):equals(0)
        """,
      [
        Parameter("before", .object(ICPObject.luaType), "the profile that holds"),
        Parameter("after", .object(ICPObject.luaType), "the one that would take its place"),
        Parameter("accounts", table, "the accounts"),
        Parameter(
          "crm",
          .oneOf([
            .object(CRMObject.luaType),
            .options([
              Parameter("deals", table, "deals, for the money at stake", standard: "none"),
              Parameter("now", table, "the accounts of a later date", standard: "the same"),
            ]),
          ]), "the crm, for the money at stake; or deals and later accounts",
          standard: "the crm the accounts come from"),
      ],
      returns: [Returned(.object(DiffObject.luaType), "the difference; print it")],
      errors: ["accounts without an account_id, or with one that repeats"],
      example: """
        local crm = open()
        local old = icp.define{ name = "Large", criteria = { { "large", 1, "firmographic", "employees >= 1000" } } }
        local new = icp.define{ name = "Larger", criteria = { { "large", 1, "firmographic", "employees >= 5000" } } }
        local d = icp.diff(old, new, crm.accounts, crm)
        print(d)
        assert(d.leaves > 0 and d.enters == 0 and #d.changes == d.leaves)
        """,
      body: .swift { arguments in
        let before = try arguments.object("before", as: ICPObject.self).icp
        let after = try arguments.object("after", as: ICPObject.self).icp
        let accounts = try arguments.object("accounts", as: TableObject.self)
        var deals = accounts.context.crm?.deals
        var now: Table?
        if let crm = arguments["crm"].object as? CRMObject {
          deals = crm.data.deals
        } else {
          let options = try arguments.options("crm")
          if let given = options["deals"].object as? TableObject { deals = given.table }
          now = (options["now"].object as? TableObject)?.table
        }
        if deals?["amount"] == nil || deals?["account_id"] == nil || deals?["outcome"] == nil {
          deals = nil
        }
        let diff = try ICP.diff(
          before, after, accounts: accounts.table, nowAccounts: now, deals: deals)
        return [.object(DiffObject(diff, names: (before.name, after.name)))]
      })
  }

  private static func describe(_ object: DiffObject, width: Int) -> String {
    let diff = object.diff
    let same = object.names.before == object.names.after
    var lines = [
      same
        ? "ICP \"\(object.names.before)\" at two dates or in two versions"
        : "from ICP \"\(object.names.before)\" to \"\(object.names.after)\""
    ]
    lines.append(TableText.render(diff.summary, rows: 10, width: width))
    if diff.table.rowCount > 0 {
      lines.append("")
      lines.append(TableText.render(diff.table, rows: 10, width: width))
    }
    lines += diff.notes.map { "note: \($0)" }
    return lines.joined(separator: "\n")
  }
}
