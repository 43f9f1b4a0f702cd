import Basics
import Columns
import LuaHost
import LuaLift
import Profiles

/// What is found out about personas: emerging roles, prevalence, spread, drift.
enum PersonaFigures {
  static var functions: [HostFunction] { [emerging, prevalence, spread, drift, changes] }

  private static let people = Parameter(
    "people", TableType.table, "contacts mapped to personas, as personas.map gives them")
  private static let deals = Parameter("deals", TableType.table, "the deals")
  private static let accounts = Parameter(
    "accounts", TableType.table, "the accounts to look at, scored by an ICP")
  private static let by = Parameter(
    "by", .any, "what divides the accounts: a column, an expression, bands, or a list of these",
    standard: "nothing")

  private static let mapped = """
    local crm = open()
    local ideal = icp.define{ name = "all", criteria = { { "size", 1, "firmographic", "employees >= 100" } } }
    local scored = ideal:score(crm.accounts)
    local eddy = personas.define{ name = "Eddy", department = { "engineering", "it" } }
    local people = personas.map(crm.contacts, { eddy })
    """

  private static var emerging: HostFunction {
    HostFunction(
      "emerging", "Which kinds of people turn up where deals are won, mapped to a persona or not",
      details: """
        One row for each department and level that titles of people at these accounts tell, with
        the share of won and of lost deals at whose start one was known. Ranked by what is certain
        of the difference; q is corrected for all roles.
        """,
      [
        Parameter("contacts", TableType.table, "the people"), deals, accounts,
        Parameter(
          "options",
          .options([
            Parameter("least", .integer, "fewer contacts are no role", standard: "5"),
            Parameter(
              "rules", .object(TitleRulesObject.luaType), "how titles are read",
              standard: "the standard rules"),
          ]), "how to count", standard: "as it comes"),
      ],
      returns: [Returned(TableType.table, "one row a role")],
      example: mapped + """

        print(personas.emerging(people, crm.deals, scored:where "tier == 'A'"):head(5))
        """,
      body: .swift { arguments in
        let options = try arguments.options("options")
        let rules = (options["rules"].object as? TitleRulesObject)?.rules ?? .standard
        let session = try Session.of(arguments.engine)
        let figures = try Personas.emerging(
          try table(arguments, "contacts"), try table(arguments, "deals"),
          accounts: try table(arguments, "accounts"), asOf: session.options.asOf,
          least: options["least"].int ?? 5, rules: rules)
        return [.object(TableObject(figures: figures))]
      })
  }

  private static var prevalence: HostFunction {
    HostFunction(
      "prevalence", "How common each persona is in each segment, and how often deals are won there",
      [people, deals, accounts, by],
      returns: [Returned(TableType.table, "one row a segment and persona")],
      errors: ["people who were not mapped"],
      example: mapped + """

        print(personas.prevalence(people, crm.deals, scored, "industry"):head(5))
        """,
      body: .swift { arguments in
        let session = try Session.of(arguments.engine)
        let figures = try Personas.prevalence(
          try table(arguments, "people"), try table(arguments, "deals"),
          accounts: try table(arguments, "accounts"), by: try keys(arguments),
          asOf: session.options.asOf)
        return [.object(TableObject(figures: figures))]
      })
  }

  private static var spread: HostFunction {
    HostFunction(
      "spread", "Whether the same persona buys alike in all segments of companies",
      details: """
        Where it does not, the persona alone says little: which company comes first. Win rates of
        deals at whose start such a person was known, by segment; p is of a chi-square test.
        """,
      [
        people, deals, accounts, by,
        Parameter(
          "least", .integer, "segments with fewer deals are neither lowest nor highest",
          standard: "10"),
      ],
      returns: [Returned(TableType.table, "one row a persona")],
      errors: ["people who were not mapped"],
      example: mapped + """

        print(personas.spread(people, crm.deals, scored, "industry"))
        """,
      body: .swift { arguments in
        let session = try Session.of(arguments.engine)
        let figures = try Personas.spread(
          try table(arguments, "people"), try table(arguments, "deals"),
          accounts: try table(arguments, "accounts"), by: try keys(arguments),
          asOf: session.options.asOf, least: arguments.int("least") ?? 10)
        return [.object(TableObject(figures: figures))]
      })
  }

  private static var drift: HostFunction {
    HostFunction(
      "drift", "What moved between two lists of people: shares of personas, and titles",
      [
        Parameter("before", TableType.table, "the people then, mapped to personas"),
        Parameter("after", TableType.table, "the people now, mapped to the same personas"),
      ],
      returns: [
        Returned(TableType.table, "one row a persona: shares before and after, with interval"),
        Returned(TableType.table, "the titles whose share moved most"),
      ],
      errors: ["people who were not mapped"],
      example: mapped + """

        local shares, titles = personas.drift(people:where(function(c) return c.created < date "2025-01-01" end), people)
        print(shares) print(titles:head(3))
        """,
      body: .swift { arguments in
        for name in ["before", "after"] where try table(arguments, name)["persona"] == nil {
          throw arguments.problem(
            "'\(name)' has no column persona", hints: ["map the people first: personas.map(…)"])
        }
        let result = try Personas.drift(
          from: try table(arguments, "before"), to: try table(arguments, "after"))
        return [
          .object(TableObject(figures: result.personas)), .object(TableObject(result.titles)),
        ]
      })
  }

  private static let definitions = LuaType.list(.object(PersonaObject.luaType))

  private static var changes: HostFunction {
    HostFunction(
      "changes", "What changed in the definitions: goals, fears, titles that came or went",
      [
        Parameter("before", definitions, "the personas as they were"),
        Parameter("after", definitions, "the personas now"),
      ],
      returns: [Returned(TableType.table, "one row for each entry that came or went")],
      example: """
        local old = personas.define{ name = "Eddy", department = "it", goals = { "cheap" } }
        local new = personas.define{ name = "Eddy", department = "it", goals = { "cheap", "secure" } }
        assert(personas.changes({ old }, { new })[1].entry == "secure")
        """,
      body: .swift { arguments in
        func list(_ name: String) throws -> [Persona] {
          try arguments[name].tableContent()?.list.compactMap {
            ($0.object as? PersonaObject)?.persona
          } ?? []
        }
        return [.object(TableObject(try Personas.changes(from: list("before"), to: list("after"))))]
      })
  }

  private static func table(_ arguments: Arguments, _ name: String) throws -> Table {
    try arguments.object(name, as: TableObject.self).table
  }

  private static func keys(_ arguments: Arguments) throws -> [CohortKey] {
    let value = arguments["by"]
    if value.isNil { return [] }
    let accounts = try table(arguments, "accounts")
    let list = try value.tableContent()?.pairs.map { ($0.key.text, $0.value) } ?? [(nil, value)]
    return try list.enumerated().map { position, entry in
      let (name, value) = entry
      switch value {
      case .text(let text) where accounts[text] != nil: return .column(text)
      case .object(let bands as BandsObject): return .bands(bands.bands)
      case .text, .function:
        return .value(
          try RowFunction(value, what: arguments.function.qualifiedName, in: arguments.engine),
          name: name ?? value.text ?? "by_\(position + 1)")
      default:
        throw arguments.problem(
          "a key must be a column, an expression, a function or bands, not \(value.kind)")
      }
    }
  }
}
