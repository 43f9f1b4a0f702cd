import Basics
import Columns
import LuaHost
import LuaLift
import Profiles

/// A committee in a script's hands.
final class CommitteeObject: HostObject {
  static var luaType: String { "buying committee" }
  let committee: Committee

  init(_ committee: Committee) { self.committee = committee }
}

/// `committee`: who has to agree at an account, and who of them is known.
enum CommitteeModule {
  static let module = ModuleDescription(
    "committee", "Buying committees: which roles an account needs, and who fills them")

  static func declare(in registry: inout Registry) {
    registry.add(
      ObjectType(
        CommitteeObject.self, "The roles that have to agree before an account buys",
        describe: { object, _ in describe(object.committee) },
        changeHint: "define another committee"))
    registry.add(module, [define, coverage, authority, winRate, winRateByRole])
  }

  private static let texts = LuaType.oneOf([.text, .list(.text)])

  private static let role = LuaType.oneOf([
    .text, .object(PersonaObject.luaType),
    .options([
      Parameter("name", .text, "what the role is called"),
      Parameter(
        "persona", .oneOf([.text, .object(PersonaObject.luaType)]),
        "a persona that fills it, or the name of one that people were mapped to",
        standard: "none"),
      Parameter("department", texts, "departments of people who fill it", standard: "any"),
      Parameter("seniority", texts, "their levels", standard: "any"),
      Parameter("titles", texts, "phrases of their titles", standard: "none"),
      Parameter("where", .rowFunction, "a further condition on the contact", standard: "none"),
      Parameter("required", .boolean, "whether it counts in the coverage", standard: "true"),
    ]),
  ])

  private static let fields = [
    Parameter(
      "roles", .list(role),
      "the roles: { name = \"budget\", department = \"finance\", seniority = \"c-level\" }, a persona, "
        + "or the name of a persona that people were mapped to"),
    Parameter("name", .text, "what the committee is called", standard: "none"),
    Parameter(
      "deciding", texts, "levels that can sign on their own", standard: "{ \"c-level\", \"vp\" }"),
  ]

  private static var define: HostFunction {
    HostFunction(
      "define", "The roles that have to agree, as a file that people can read",
      [Parameter("definition", .options(fields), "the roles")],
      returns: [Returned(.object(CommitteeObject.luaType), "the committee")],
      errors: ["no required role", "two roles of one name"],
      example: """
        local needed = committee.define{ name = "Mid-market", roles = {
          { name = "budget", department = { "finance", "executive" }, seniority = { "c-level", "vp" } },
          { name = "technology", department = { "it", "engineering" } },
          { name = "buying", department = "procurement", required = false },
        } }
        print(needed)
        """,
      body: .swift { arguments in
        let committee = try committee(arguments["definition"], arguments)
        return [.object(CommitteeObject(committee))]
      })
  }

  private static let accounts = Parameter(
    "accounts", TableType.table, "the accounts, scored by an ICP")
  private static let people = Parameter(
    "people", TableType.table, "contacts, mapped to personas where roles ask for that")
  private static let wanted = Parameter(
    "committee",
    .oneOf([
      .object(CommitteeObject.luaType),
      .options(
        fields + [
          Parameter(
            "touches", TableType.table, "who was in touch: for engaged and single_threaded",
            standard: "not looked at"),
          Parameter("days", .integer, "how long ago a touch may be", standard: "90"),
        ]),
    ]), "a committee, or { roles = … }")

  private static var coverage: HostFunction {
    HostFunction(
      "coverage", "Which roles are known at each account, which are missing, and who can decide",
      details: """
        Adds contacts_known; committee, the contacts that fill a role; coverage, the share of
        required roles that somebody fills; roles_filled and roles_missing; decision_makers, those
        with a deciding level or whom the CRM's buying_role calls one; single_threaded, whether all
        hangs on one person (of those in touch lately, where touches are given).
        """,
      [accounts, people, wanted],
      returns: [
        Returned(TableType.table, "the accounts"),
        Returned(TableType.table, "one row a role: at how many accounts it is filled"),
      ],
      errors: ["contacts without a column that tells the position"],
      example: """
        local crm = open()
        local ideal = icp.define{ name = "all", criteria = { { "size", 1, "firmographic", "employees >= 100" } } }
        local covered, roles = committee.coverage(ideal:score(crm.accounts), crm.contacts, {
          touches = crm.touches,
          roles = { { name = "budget", department = "finance" }, { name = "technology", department = "it" } } })
        print(covered:where "tier == 'A' and single_threaded":select("name", "roles_missing"):head(3))
        assert(#roles == 2)
        """,
      body: .swift { arguments in
        let accounts = try arguments.object("accounts", as: TableObject.self)
        let people = try arguments.object("people", as: TableObject.self)
        let session = try Session.of(arguments.engine)
        let options = try arguments["committee"].tableContent()
        let touches = (options?["touches"].object as? TableObject)?.table
        let days = options?["days"].int ?? 90
        guard days > 0 else { throw arguments.problem("'days' must be above 0") }
        let result = try Committees.coverage(
          accounts.table, people.table, try committee(arguments["committee"], arguments),
          touches: touches, asOf: session.options.asOf, days: days)
        var context = accounts.context
        context.notes += result.notes
        return [
          .object(TableObject(result.accounts, whole: accounts.whole, context: context)),
          .object(TableObject(figures: result.roles)),
        ]
      })
  }

  private static var authority: HostFunction {
    HostFunction(
      "authority",
      "The part each person has in a purchase: who signs, who has to agree, who uses it",
      details: """
        Adds authority (decision maker, approver, influencer, user, gatekeeper) and authority_why.
        What the CRM's buying_role says comes first; else the level decides (c-level and vp sign),
        then the department (procurement, legal and finance have to agree). Missing where nothing tells.
        """,
      [
        Parameter("people", TableType.table, "contacts"),
        Parameter(
          "options",
          .options([
            Parameter(
              "deciding", texts, "levels that can sign", standard: "{ \"c-level\", \"vp\" }")
          ]), "who signs", standard: "as it is usual"),
      ],
      returns: [Returned(TableType.table, "the people")],
      example: """
        local people = committee.authority(open().contacts, { deciding = { "c-level", "vp", "director" } })
        print(people:group_by "authority":summarize{ n = count() })
        """,
      body: .swift { arguments in
        let people = try arguments.object("people", as: TableObject.self)
        let deciding = try list(try arguments.options("options")["deciding"]).map {
          try Seniority(named: $0)
        }
        let table = try Committees.authority(
          people.table,
          deciding: deciding.isEmpty ? Committee.decidingLevels : Set(deciding))
        return [.object(people.changed(table))]
      })
  }

  private static let deals = Parameter("deals", TableType.table, "the deals")

  private static var winRate: HostFunction {
    HostFunction(
      "win_rate", "How often deals are won, by how much of the committee was known at their start",
      details: """
        Only contacts created no later than the deal count, so that people whom a deal that went
        well brought in do not make it look as if they had won it.
        """,
      [accounts, people, deals, wanted],
      returns: [
        Returned(TableType.table, "one row a number of roles: closed deals, won, win rate")
      ],
      example: """
        local crm = open()
        print(committee.win_rate(crm.accounts, crm.contacts, crm.deals,
          { roles = { { name = "technology", department = { "it", "engineering" } } } }))
        """,
      body: .swift { try rates($0, Committees.winRate) })
  }

  private static var winRateByRole: HostFunction {
    HostFunction(
      "win_rate_by_role", "How often deals are won with and without each role known at their start",
      [accounts, people, deals, wanted],
      returns: [Returned(TableType.table, "one row a role, with the difference and its interval")],
      example: """
        local crm = open()
        print(committee.win_rate_by_role(crm.accounts, crm.contacts, crm.deals,
          { roles = { { name = "technology", department = { "it", "engineering" } } } }))
        """,
      body: .swift { try rates($0, Committees.winRateByRole) })
  }

  private typealias Rates = (
    Table, Table, Table, Committee, _ asOf: Int32, _ level: Double, _ rules: TitleRules
  ) throws -> FigureTable

  private static func rates(_ arguments: Arguments, _ body: Rates) throws -> [LuaValue] {
    let session = try Session.of(arguments.engine)
    let figures = try body(
      try arguments.object("accounts", as: TableObject.self).table,
      try arguments.object("people", as: TableObject.self).table,
      try arguments.object("deals", as: TableObject.self).table,
      try committee(arguments["committee"], arguments), session.options.asOf, 0.95, .standard)
    return [.object(TableObject(figures: figures))]
  }

  // MARK: Reading definitions

  private static func committee(_ value: LuaValue, _ arguments: Arguments) throws -> Committee {
    if let object = value.object as? CommitteeObject { return object.committee }
    let content = try value.tableContent() ?? LuaTableContent(pairs: [])
    let roles = try (content["roles"].tableContent()?.list ?? []).enumerated().map {
      try role($1, position: $0 + 1, arguments)
    }
    let deciding = try list(content["deciding"]).map { try Seniority(named: $0) }
    return try Committee(
      name: content["name"].text, roles: roles,
      deciding: deciding.isEmpty ? Committee.decidingLevels : Set(deciding))
  }

  private static func list(_ value: LuaValue) throws -> [String] {
    try value.text.map { [$0] } ?? value.tableContent()?.list.compactMap(\.text) ?? []
  }

  private static func role(
    _ value: LuaValue, position: Int, _ arguments: Arguments
  ) throws -> Committee.Role {
    if let name = value.text { return Committee.Role(name, who: .persona(name)) }
    if let object = value.object as? PersonaObject {
      return Committee.Role(object.persona.name, who: .position(object.persona))
    }
    let content = try value.tableContent() ?? LuaTableContent(pairs: [])
    let name = content["name"].text ?? "role \(position)"
    let isRequired = content["required"].bool ?? true
    if let persona = content["persona"].text {
      return Committee.Role(name, who: .persona(persona), isRequired: isRequired)
    }
    if let object = content["persona"].object as? PersonaObject {
      return Committee.Role(name, who: .position(object.persona), isRequired: isRequired)
    }
    do {
      let persona = try Persona(
        name: name,
        departments: Set(try list(content["department"]).map { try Department(named: $0) }),
        seniorities: Set(try list(content["seniority"]).map { try Seniority(named: $0) }),
        titles: try list(content["titles"]),
        test: content["where"].isNil
          ? nil
          : try RowFunction(
            content["where"], what: "role \"\(name)\": where", in: arguments.engine))
      return Committee.Role(name, who: .position(persona), isRequired: isRequired)
    } catch let problem as Problem where !problem.message.hasPrefix("role") {
      throw problem.at("role \"\(name)\"")
    }
  }

  private static func describe(_ committee: Committee) -> String {
    let roles = committee.roles.map { $0.isRequired ? $0.name : "\($0.name) (not required)" }
    return "buying committee\(committee.name.map { " \"\($0)\"" } ?? ""): "
      + roles.joined(separator: ", ")
  }
}
