import Basics
import Columns
import LuaHost
import Profiles

/// Several profiles over the same accounts.
final class ICPSetObject: HostObject {
  static var luaType: String { "set of profiles" }
  let set: ICPSet

  init(_ set: ICPSet) { self.set = set }
}

/// `icp.set`: several profiles, the best one named for each account.
enum ICPSetsModule {
  private static let table = LuaType.object(TableObject.luaType)

  static func declare(in registry: inout Registry) {
    registry.add(
      ObjectType(
        ICPSetObject.self, "Several ideal customer profiles, such as one a product",
        fields: [FieldDescription("names", .list(.text), "the names of its profiles")],
        index: { object, key, _ in
          key.text == "names" ? .list(object.set.icps.map { .text($0.name) }) : nil
        },
        describe: { object, _ in
          (["\(object.set.icps.count) ICPs"] + object.set.icps.map { "  \($0.name)" })
            .joined(separator: "\n")
        }), [score])
  }

  static var function: HostFunction {
    HostFunction(
      "set", in: "icp", "Several profiles, to score accounts by all of them",
      [Parameter("profiles", .list(.object(ICPObject.luaType)), "the profiles; names must differ")],
      returns: [Returned(.object(ICPSetObject.luaType), "the set")],
      errors: ["two profiles of one name"],
      example: """
        local set = icp.set {
          icp.define{ name = "Large", criteria = { { "large", 1, "firmographic", "employees >= 1000" } } },
          icp.define{ name = "German", criteria = { { "german", 1, "geographic", "country == 'DE'" } } },
        }
        local scored, overlap = set:score(open().accounts)
        print(scored:group_by "icp":summarize{ n = count() })
        print(overlap)
        """,
      body: .swift { arguments in
        let list = try arguments["profiles"].tableContent()?.list ?? []
        return [
          .object(
            ICPSetObject(try ICPSet(list.compactMap { ($0.object as? ICPObject)?.icp })))
        ]
      })
  }

  private static var score: HostFunction {
    HostFunction(
      "score", "Accounts scored by every profile, the best one named; how the profiles overlap",
      details: """
        icp is the profile of the highest fit (the first of equal ones), with its fit, range, tier and
        reasons; a column "fit: NAME" for each profile. Inside a profile is who is in a tier with a
        threshold.
        """,
      [Parameter("accounts", table, "the accounts")],
      returns: [
        Returned(table, "all rows, with icp, fit, fit_low, fit_high, tier, reasons, fit: NAME"),
        Returned(table, "accounts inside each profile and inside each pair, with shares"),
        Returned(table, "how many profiles accounts are inside of"),
      ],
      example: """
        local large = icp.define{ name = "Large", criteria = { { "large", 1, "firmographic", "employees >= 1000" } } }
        local scored, overlap, fitting = icp.set{ large }:score(open().accounts)
        assert(scored[1]["fit: Large"] and overlap[1].icp == "Large" and #fitting == 2)
        """,
      body: .swift { arguments in
        let set = try arguments.this(ICPSetObject.self).set
        let object = try arguments.object("accounts", as: TableObject.self)
        do {
          let scores = try set.score(object.table)
          return [
            .object(object.changed(scores.table)), .object(TableObject(scores.overlap)),
            .object(TableObject(scores.fitting)),
          ]
        } catch {
          throw AsOfOptions.explained(error, object.context.hidden)
        }
      })
  }
}
