import Basics
import Columns
import LuaHost
import LuaLift
import Profiles

/// An ideal customer profile in a script's hands.
final class ICPObject: HostObject {
  static var luaType: String { "ideal customer profile" }
  let icp: ICP

  init(_ icp: ICP) { self.icp = icp }
}

/// `icp`: profiles as files that people can read, review and diff.
enum ICPModule {
  static let module = ModuleDescription(
    "icp", "Ideal customer profiles: which companies, with points and reasons")

  static func declare(in registry: inout Registry) {
    registry.add(
      ObjectType(
        ICPObject.self, "An ideal customer profile: gates, weighted criteria, tiers",
        fields: [
          FieldDescription("name", .text, "its name"),
          FieldDescription("criteria", .list(.text), "the names of its criteria"),
        ],
        index: { object, key, _ in
          switch key.text {
          case "name": .text(object.icp.name)
          case "criteria": .list(object.icp.criteria.map { .text($0.name) })
          default: nil
          }
        },
        describe: { object, _ in describe(object.icp) },
        changeHint: "change the file that defines it"),
      [ICPScoring.function, explain, AccountPlanModule.function])
    AccountPlanModule.declare(in: &registry)
    registry.add(module, [define, DiffModule.function, ICPSetsModule.function])
    DiffModule.declare(in: &registry)
    ICPSetsModule.declare(in: &registry)
    BacktestModule.declare(in: &registry)
  }

  private static let criterion = """
    A criterion is { "right industry", 20, "firmographic", "industry == 'Software'", used_by = { "sales" } }: \
    name, weight, category, condition. A gate is { "not government", "industry ~= 'Government'" }.
    """

  private static var define: HostFunction {
    HostFunction(
      "define", "A profile: gates that points cannot outweigh, criteria with weights, tiers by fit",
      details: criterion,
      [
        Parameter(
          "definition",
          .options([
            Parameter("name", .text, "what the profile is called"),
            Parameter("owner", .text, "who answers for it", standard: "nobody"),
            Parameter(
              "reviewed", .text, "the day it was last reviewed, as \"2026-10-01\"",
              standard: "never"),
            Parameter(
              "gates", .list(.any), "conditions that must hold: { name, condition }",
              standard: "none"),
            Parameter(
              "criteria", .list(.any), "what earns points: { name, weight, category, condition }"),
            Parameter(
              "tiers", .map(.number), "the least fit of each tier",
              standard: "A = 70, B = 50, C = 30"),
            Parameter(
              "coverage", .number,
              "the share, 0 to 1, of rows that must have a value in each field that is scored on",
              standard: "any"),
          ]), "the profile")
      ],
      returns: [Returned(.object(ICPObject.luaType), "the profile")],
      errors: ["a criterion without a weight or a condition", "a category that does not exist"],
      example: """
        local ideal = icp.define {
          name = "Mid-market makers",
          gates = { { "not government", "industry ~= 'Government Administration'" } },
          criteria = {
            { "mid-market", 15, "firmographic", "employees >= 100 and employees <= 1000", used_by = { "sales" } },
            { "runs SAP", 8, "technographic", function(a) return has(a.tech_stack, "sap") end },
          },
          tiers = { A = 70, B = 40 },
        }
        print(ideal)
        """,
      body: .swift { arguments in
        let content = try arguments.options("definition")
        let name = content["name"].text!
        let place = "icp \"\(name)\""
        let gates = try (content["gates"].tableContent()?.list ?? []).enumerated().map {
          position, value in
          try gate(value, "\(place): gate \(position + 1)", arguments.engine)
        }
        let criteria = try (content["criteria"].tableContent()?.list ?? []).enumerated().map {
          position, value in
          try Self.criterion(value, "\(place): criterion \(position + 1)", arguments.engine)
        }
        var reviewed: Int32?
        if let text = content["reviewed"].text {
          guard let day = Calendar.day(written: text) else {
            throw Problem(
              .script, "\(place): reviewed \"\(text)\" is no day",
              hints: ["write it as \"2026-10-01\""])
          }
          reviewed = day
        }
        let tiers = try content["tiers"].tableContent()?.fields.map {
          Tier($0.name, from: $0.value.double!)
        }
        var icp = try ICP(
          name: name, owner: content["owner"].text, reviewed: reviewed, gates: gates,
          criteria: criteria,
          tiers: tiers ?? ICP.defaultTiers)
        if let coverage = content["coverage"].double {
          guard coverage >= 0, coverage <= 1 else {
            throw Problem(.script, "\(place): coverage must be a share from 0 to 1")
          }
          icp.leastCoverage = coverage
        }
        return [.object(ICPObject(icp))]
      })
  }

  private static func gate(_ value: LuaValue, _ place: String, _ engine: LuaEngine) throws -> Gate {
    guard let list = try value.tableContent()?.list, list.count == 2, let name = list[0].text else {
      throw Problem(
        .script, "\(place) must be { name, condition }",
        hints: ["{ \"not government\", \"industry ~= 'Government'\" }"])
    }
    return Gate(name, test: try RowFunction(list[1], what: "\(place) \"\(name)\"", in: engine))
  }

  private static func criterion(_ value: LuaValue, _ place: String, _ engine: LuaEngine) throws
    -> Criterion
  {
    let hint =
      "{ \"mid-market\", 15, \"firmographic\", \"employees >= 100\", used_by = { \"sales\" } }"
    guard let content = try value.tableContent() else {
      throw Problem(.script, "\(place) must be a table, not \(value.kind)", hints: [hint])
    }
    let list = content.list
    guard list.count == 4, let name = list[0].text, let weight = list[1].double,
      let category = list[2].text
    else {
      throw Problem(
        .script, "\(place) must be { name, weight, category, condition }", hints: [hint])
    }
    for (field, _) in content.fields where !["used_by", "source", "hunch"].contains(field) {
      throw Problem.unknown("option", field, known: ["used_by", "source", "hunch"]).at(
        "\(place) \"\(name)\"")
    }
    let users =
      try content["used_by"].tableContent()?.list.compactMap(\.text) ?? content["used_by"].text.map
    { [$0] } ?? []
    do {
      return Criterion(
        name, weight: weight, category: try Criterion.Category(named: category),
        test: try RowFunction(list[3], what: "\(place) \"\(name)\"", in: engine), usedBy: users,
        source: content["source"].text, hunch: content["hunch"].bool ?? false)
    } catch let problem as Problem where !problem.message.hasPrefix(place) {
      throw problem.at("\(place) \"\(name)\"")
    }
  }

  private static var explain: HostFunction {
    HostFunction(
      "explain",
      "Why an account has its fit: points by criterion, what to look up next, the smallest step up",
      [
        Parameter("account", .row, "a row of the accounts, as t[1] or t:find \"acme.com\" gives it")
      ],
      returns: [Returned(.text, "lines to print")],
      example: """
        local ideal = icp.define{ name = "Large", criteria = { { "large", 1, "firmographic", "employees >= 1000" } } }
        print(ideal:explain(open().accounts[1]))
        """,
      body: .swift { arguments in
        let icp = try arguments.this(ICPObject.self).icp
        guard case .row(let owner, let row) = arguments["account"],
          let table = (owner as? TableView.Owner)?.table
        else { throw arguments.problem("'account' must be a row of a table") }
        let account = table.slice(row..<row + 1)
        return [.text(try icp.explain(account, row: 0).description)]
      })
  }

  private static func describe(_ icp: ICP) -> String {
    lines(icp).joined(separator: "\n")
  }

  /// A profile as text, one rule a line.
  static func lines(_ icp: ICP) -> [String] {
    var lines = ["ICP \"\(icp.name)\""]
    if let owner = icp.owner { lines[0] += ", owned by \(owner)" }
    if let reviewed = icp.reviewed { lines[0] += ", reviewed \(Calendar.text(days: reviewed))" }
    lines += icp.gates.map { "  gate  \($0.name): \($0.test.text)" }
    for criterion in icp.criteria {
      let weight =
        criterion.weight == criterion.weight.rounded()
        ? "\(Int(criterion.weight))" : criterion.weight.written
      let users = criterion.usedBy.isEmpty ? "" : " (\(criterion.usedBy.joined(separator: ", ")))"
      lines.append(
        "  \(criterion.weight > 0 ? "+" : "")\(weight)  \(criterion.name) [\(criterion.category.rawValue)]: \(criterion.test.text)\(users)"
      )
    }
    lines.append(
      "  tiers: "
        + icp.tiers.map { "\($0.name) from \($0.threshold.written.replacing(".0", with: ""))" }
        .joined(separator: ", ") + ", \(icp.below) below")
    return lines
  }
}
