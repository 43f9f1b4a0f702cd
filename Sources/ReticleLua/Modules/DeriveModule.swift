import Basics
import CRM
import Columns
import LuaHost
import LuaLift
import Profiles

/// What a derivation found, in a script's hands.
final class DerivationObject: HostObject {
  static var luaType: String { "derivation" }
  let profile: DerivedProfile

  init(_ profile: DerivedProfile) { self.profile = profile }
}

/// `icp.derive`: an ideal customer profile derived from outcomes, not dreamt up.
enum DeriveModule {
  static func declare(in registry: inout Registry) {
    registry.add(
      ObjectType(
        DerivationObject.self,
        "What a derivation found: rules, whom to avoid, and whether to believe it",
        fields: [
          FieldDescription("rules", table, "whom to look for, the best first, one row a rule"),
          FieldDescription("avoid", table, "whom to avoid, the worst first"),
          FieldDescription("traits", table, "lift of each level of each trait"),
          FieldDescription("signal", .boolean, "whether there is a reliable signal at all"),
          FieldDescription("verdict", .list(.text), "what speaks for and against a signal"),
          FieldDescription("warnings", .list(.text), "traps: leaks, calendar effects, …"),
          FieldDescription("notes", .list(.text), "what was left out, and why"),
          FieldDescription("table_stakes", .list(.text), "what winners and losers share"),
          FieldDescription(
            "accounts", table, "all accounts, with the columns that rules may name"),
          FieldDescription("tried", .integer, "how many rules were tried"),
          FieldDescription(
            "gap", .number, "the smallest gap that would have been found four times in five"),
        ], index: { object, key, _ in try index(object.profile, key) },
        describe: { object, _ in DeriveText(object.profile).text },
        changeHint: "keep a value of your own in a local"),
      [icp, save])
    registry.add([derive, DeriveSearch.search] + DeriveOutcomes.all)
  }

  private static let table = LuaType.object(TableObject.luaType)

  private static func index(_ profile: DerivedProfile, _ key: LuaValue) throws -> LuaValue? {
    switch key.text {
    case "rules": .object(try shown(DeriveTables.rules(profile.rules, profile)))
    case "avoid": .object(try shown(DeriveTables.rules(profile.avoid, profile)))
    case "traits": .object(try shown(profile.traits))
    case "signal": .boolean(profile.verdict.isSignal)
    case "verdict": .list(profile.verdict.parts.map { .text($0) })
    case "warnings": .list(profile.warnings.map { .text($0) })
    case "notes": .list(profile.notes.map { .text($0) })
    case "table_stakes": .list(profile.tableStakes.map { .text($0.text) })
    case "accounts": profile.accounts.map { LuaValue.object(TableObject($0)) } ?? LuaValue.nil
    case "tried": .integer(Int64(profile.tried))
    case "gap": profile.power.map { LuaValue.number($0.single) } ?? LuaValue.nil
    default: nil
    }
  }

  static func shown(_ figures: FigureTable) throws -> TableObject {
    var context = TableObject.Context()
    context.notes = figures.notes
    context.definitions = figures.definitions
    context.total = figures.total
    return TableObject(figures.table, context: context)
  }

  private static let options = LuaType.options([
    Parameter(
      "goal", .any,
      "\"win_rate\", \"acv\", \"profit\", \"velocity\", \"ltv\", \"retention\", or a row function of "
        + "the deal (of a table: of the row) that gives true/false or a number",
      standard: "win_rate"),
    Parameter(
      "outcome", .rowFunction, "of a table: what to look for, such as \"churn == 'Yes'\"",
      standard: "goal"),
    Parameter("date", .text, "of a table: the column of days to hold out by", standard: "folds"),
    Parameter("max_terms", .integer, "conditions of a rule, 1 to 5", standard: "3"),
    Parameter("min_deals", .integer, "rows a rule covers at the least", standard: "30"),
    Parameter(
      "holdout", .oneOf([.object(SpanObject.luaType), .choice(["folds"])]),
      "the last stretch of time, which the search does not see, such as months(6); or \"folds\"",
      standard: "the last fifth where there are days, else folds"),
    Parameter("traits", .list(.text), "the columns to use", standard: "all that can be traits"),
    Parameter(
      "shuffles", .integer, "how often the search is repeated on shuffled outcomes",
      standard: "200"),
    Parameter("beam", .integer, "rules of each length that are extended", standard: "50"),
    Parameter("margin", .number, "the part of an amount that is profit", standard: "1"),
    Parameter("seed", .integer, "of shuffles and folds", standard: "7"),
  ])

  private static var derive: HostFunction {
    HostFunction(
      "derive", in: "icp",
      "Searches rules for whom to sell to and whom to avoid, and says whether to believe them",
      details: """
        Conditions on industries, numbers (cut points are found), members of sets, true/false and
        missing values are put together to rules. Columns that tell the outcome, or are only learnt
        about customers, are left out. A rule is a hypothesis until it is beyond what the same search
        finds in shuffled outcomes (tested), and established once rows held out show it again.
        A signal as a whole needs three things: a trait that matters after correction, scores that
        rank rows they were not learnt on, and a best rule beyond that of 95 % of the shuffles.
        """,
      [
        Parameter(
          "from", .oneOf([.object(CRMObject.luaType), .object(TableObject.luaType)]),
          "a crm, or a table whose rows are customers or leads"),
        Parameter("options", options, "what to derive for, and how", standard: "win_rate"),
      ],
      returns: [Returned(.object(DerivationObject.luaType), "rules with all that speaks for them")],
      errors: [
        "a trait that tells the outcome", "too few rows, or all with the same outcome",
        "a holdout that leaves too little to learn from or to check with",
      ],
      example: """
        local found = icp.derive(open(), { goal = "win_rate", max_terms = 2, shuffles = 20 })
        print(found)
        print(found.rules)
        """,
      body: .swift { arguments in
        let session = try Session.of(arguments.engine)
        let given = try arguments.options("options")
        let settings = try settings(given, arguments, session)
        let progress = Progress(session)
        defer { progress.end() }
        let report: Derivation.Progress = { step, done in progress.report(step, done) }
        let profile: DerivedProfile
        if let table = arguments["from"].object as? TableObject {
          profile = try ofTable(table.table, given, settings, arguments, report)
        } else {
          let crm = try arguments.object("from", as: CRMObject.self)
          profile = try ofCRM(crm.data, given, settings, arguments, report)
        }
        return [.object(DerivationObject(profile))]
      })
  }

  private static func settings(
    _ given: LuaTableContent, _ arguments: Arguments, _ session: Session
  ) throws -> DerivationOptions {
    var settings = DerivationOptions()
    settings.asOf = session.options.asOf
    if let terms = given["max_terms"].int { settings.maxTerms = terms }
    if let least = given["min_deals"].int { settings.minRows = least }
    if let shuffles = given["shuffles"].int { settings.shuffles = shuffles }
    if let beam = given["beam"].int { settings.beam = beam }
    if let seed = given["seed"].int { settings.seed = UInt64(bitPattern: Int64(seed)) }
    if let margin = given["margin"].double {
      guard margin > 0, margin <= 1 else {
        throw arguments.problem("'margin' must be above 0 and at most 1: 0.8 means 80 %")
      }
      settings.margin = margin
    }
    if let traits = try given["traits"].tableContent() {
      settings.traits = traits.list.compactMap(\.text)
      if settings.traits?.isEmpty ?? true { throw arguments.problem("'traits' names no column") }
    }
    if let span = given["holdout"].object as? SpanObject {
      settings.holdout = .last(span.months > 0 ? .months(span.months) : .days(span.days))
    } else if given["holdout"].text == "folds" {
      settings.holdout = .folds
    }
    return settings
  }

  private static func ofTable(
    _ table: Table, _ given: LuaTableContent, _ settings: DerivationOptions,
    _ arguments: Arguments, _ progress: @escaping Derivation.Progress
  ) throws -> DerivedProfile {
    guard given["outcome"].isNil != given["goal"].isNil else {
      throw arguments.problem(
        given["goal"].isNil
          ? "of a table, say what to look for" : "give either 'outcome' or 'goal', not both",
        hints: ["icp.derive(t, { outcome = \"churn == 'Yes'\" })"])
    }
    let outcome =
      given["outcome"].isNil
      ? nil
      : try RowFunction(given["outcome"], what: "icp.derive: outcome", in: arguments.engine)
    let value =
      given["goal"].isNil
      ? nil : try RowFunction(given["goal"], what: "icp.derive: goal", in: arguments.engine)
    return try Derivation.derive(
      table, outcome: outcome, value: value, date: given["date"].text, options: settings,
      progress: progress)
  }

  private static func ofCRM(
    _ data: CRMData, _ given: LuaTableContent, _ settings: DerivationOptions,
    _ arguments: Arguments, _ progress: @escaping Derivation.Progress
  ) throws -> DerivedProfile {
    for option in ["outcome", "date"] where !given[option].isNil {
      throw arguments.problem(
        "'\(option)' is for tables; of a crm the goal says what is good",
        hints: ["icp.derive(crm, { goal = \"win_rate\" })"])
    }
    var goal = DerivationGoal.winRate
    switch given["goal"] {
    case .nil: break
    case .text(let text):
      if let named = DerivationGoal(named: text) {
        goal = named
      } else if text.utf8.allSatisfy({ $0 == 0x5f || ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7a }),
        !(data.deals?.names ?? []).contains(text)
      {
        // A single word that is no column is a goal misspelt, not an expression.
        throw Problem.unknown("goal", text, known: DerivationGoal.names).at("icp.derive")
      } else {
        goal = .value(
          try RowFunction(.text(text), what: "icp.derive: goal", in: arguments.engine), name: text)
      }
    case .function:
      let function = try RowFunction(
        given["goal"], what: "icp.derive: goal", in: arguments.engine)
      goal = .value(function, name: "the goal at \(function.text)")
    default:
      throw arguments.problem("'goal' must be a name, an expression or a function of the deal")
    }
    let history = CustomerHistory(
      accounts: try data.table("accounts"), deals: data.deals, subscriptions: data.subscriptions,
      touches: data.touches)
    return try Derivation.derive(history, goal: goal, options: settings, progress: progress)
  }

  private static var icpOptions: Parameter {
    Parameter(
      "options",
      .options([
        Parameter("name", .text, "what the profile is called", standard: "the rule"),
        Parameter("rule", .integer, "which rule, 1 is the best", standard: "1"),
        Parameter(
          "anyway", .boolean, "a profile of hypotheses, where there is no signal",
          standard: "false"),
      ]), "which rule", standard: "the best rule")
  }

  private static func made(_ arguments: Arguments) throws -> DerivedICP {
    let profile = try arguments.this(DerivationObject.self).profile
    let options = try arguments.options("options")
    return try DerivedICP(
      profile, rule: options["rule"].int ?? 1, name: options["name"].text,
      anyway: options["anyway"].bool ?? false)
  }

  private static var icp: HostFunction {
    HostFunction(
      "icp", "The profile of a rule, to score accounts with",
      details: """
        Each condition of the rule earns points, and meeting all of them more; rules to avoid that
        are more than hypotheses are gates.
        """,
      [icpOptions], returns: [Returned(.object(ICPObject.luaType), "the profile")],
      errors: ["no reliable signal, without anyway = true"],
      example: """
        local found = icp.derive(open(), { max_terms = 2, shuffles = 20 })
        local ideal = found:icp{ name = "Derived", anyway = true }
        print(ideal:score(found.accounts):where "tier == 'A'")
        """,
      body: .swift { arguments in
        [.object(ICPObject(try made(arguments).make(in: arguments.engine)))]
      })
  }

  private static var save: HostFunction {
    HostFunction(
      "save", "Writes the profile of a rule as a file of icp.define, to read, review and change",
      [Parameter("path", .text, "the file, such as \"derived.lua\""), icpOptions],
      returns: [Returned(.object(DerivationObject.luaType), "the derivation itself")],
      errors: ["no reliable signal, without anyway = true", "a path that leads out of the output"],
      example: """
        local found = icp.derive(open(), { max_terms = 2, shuffles = 20 })
        found:save("derived.lua", { anyway = true })
        """,
      body: .swift { arguments in
        let session = try Session.of(arguments.engine)
        let path = arguments.text("path") ?? ""
        guard path.lowercased().hasSuffix(".lua") else {
          throw arguments.problem("\"\(path)\" must end in .lua")
        }
        let script = try made(arguments).script
        let full = try session.writable(path)
        try AtomicFile.write(Array(script.utf8), to: full)
        session.noteOutput(full)
        return [.object(try arguments.this(DerivationObject.self))]
      })
  }
}
