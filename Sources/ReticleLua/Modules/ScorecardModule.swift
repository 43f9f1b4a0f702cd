import Basics
import CRM
import Columns
import LuaHost
import LuaLift
import Profiles

/// `icp.learn`: scores from data, beside those made by hand.
enum ScorecardModule {
  static let table = LuaType.object(TableObject.luaType)
  static let scorecard = LuaType.object(ScorecardObject.luaType)

  static func declare(in registry: inout Registry) {
    registry.add(
      ScorecardTypes.scorecard,
      [
        ScorecardMethods.score, ScorecardMethods.explain, ScorecardMethods.quality,
        ScorecardMethods.compare, ScorecardMethods.icp, ScorecardMethods.save,
      ])
    registry.add(ScorecardTypes.quality)
    registry.add([learn, ScorecardMethods.profileQuality])
  }

  /// Options that say which rows and columns are meant.
  static let rowOptions: [Parameter] = [
    Parameter(
      "outcome", .rowFunction, "of a table: a condition that holds where the row was won",
      standard: "of a crm: the deal was won"),
    Parameter(
      "date", .text, "of a table: the column of the day the outcome was known",
      standard: "of a crm: closed"),
    Parameter(
      "traits", .list(.text), "columns to learn from",
      standard: "all that neither name the account nor follow from the outcome"),
    Parameter("except", .list(.text), "columns to leave out", standard: "none"),
    Parameter(
      "static", .oneOf([.text, .list(.text)]),
      "of a crm: columns of accounts that do not change, beyond name, industry, country and the like",
      standard: "none"),
  ]

  static var learn: HostFunction {
    HostFunction(
      "learn", in: "icp",
      "Points for traits, learnt from won and lost: a scorecard from 0 to 100 with a chance of winning",
      details: """
        Numbers are cut into ranges, texts into levels, a missing value is a bin of its own; weights
        come from a regularised logistic regression ("logistic"), from information values
        ("information_value"), or from weights = { industry = 40, … } ("hand"). The points of the best
        bins add up to exactly 100. Outcomes of the held-out time, or of the last part of the rows, are
        not learnt from: quality and compare judge by them. Where no trait differs after correction, or
        scores do not beat chance on rows not learnt from, the verdict is "no reliable signal" and
        every account gets the same fit.
        """,
      [
        Parameter(
          "data", .oneOf([.object(CRMObject.luaType), table]),
          "a crm: its won and lost deals with their accounts; or a table with an outcome"),
        Parameter(
          "options",
          .options(
            rowOptions + [
              Parameter(
                "method", .choice(Scorecard.Method.allCases.map(\.rawValue)), "how traits weigh",
                standard: "\"logistic\", with weights \"hand\""),
              Parameter(
                "monotone", .boolean, "win rates may only rise, or only fall, with a number",
                standard: "false"),
              Parameter("weights", .map(.number), "weights by hand, by column", standard: "none"),
              Parameter(
                "holdout", .oneOf([.object(SpanObject.luaType), .number]),
                "outcomes not to learn from: a time before the as-of date, or the last share of them",
                standard: "0.25"),
              Parameter("tiers", .map(.number), "the least fit of each tier", standard: "by rank"),
              Parameter("name", .text, "what it is called", standard: "\"Learnt from data\""),
              Parameter("folds", .integer, "parts for cross-validation, 2 to 20", standard: "5"),
              Parameter("seed", .integer, "for the parts", standard: "7"),
              Parameter("level", .number, "the confidence of intervals", standard: "0.95"),
            ]), "what to learn", standard: "the defaults"),
      ],
      returns: [Returned(scorecard, "the scorecard; print it")],
      errors: [
        "a trait that tells the outcome", "outcomes of one kind only",
        "a table without an outcome",
      ],
      example: """
        local crm = open()
        local card = icp.learn(crm, { traits = { "industry", "employees", "country", "tech_stack" },
          static = { "employees", "tech_stack" }, holdout = months(6) })
        print(card)
        local scored = card:score(crm.accounts)
        assert(scored[1].fit >= 0 and scored[1].fit <= 100)
        """,
      body: .swift { arguments in
        let options = try arguments.options("options")
        let rows = try self.rows(arguments["data"], options, arguments)
        var settings = ScorecardOptions()
        if let name = options["name"].text { settings.name = name }
        for (name, weight) in try options["weights"].tableContent()?.fields ?? [] {
          settings.weights[name] = weight.double
        }
        if !settings.weights.isEmpty { settings.method = .hand }
        if let method = options["method"].text.flatMap({ Scorecard.Method(rawValue: $0) }) {
          settings.method = method
        }
        settings.monotone = options["monotone"].bool ?? false
        if let folds = options["folds"].int { settings.folds = folds }
        if let seed = options["seed"].int { settings.seed = UInt64(truncatingIfNeeded: seed) }
        if let level = options["level"].double { settings.level = level }
        settings.tiers = try options["tiers"].tableContent()?.fields.compactMap { tier in
          tier.value.double.map { Tier(tier.name, from: $0) }
        }
        let parts = try split(rows, options["holdout"], seed: settings.seed, arguments)
        let card = try Scorecard.learn(parts.train, settings)
        return [
          .object(ScorecardObject(card, later: parts.later.count > 0 ? parts.later : nil))
        ]
      })
  }

  private static func split(
    _ rows: LearningRows, _ holdout: LuaValue, seed: UInt64, _ arguments: Arguments
  ) throws -> (train: LearningRows, later: LearningRows) {
    if let span = holdout.object as? SpanObject {
      let window: Window = span.months > 0 ? .months(span.months) : .days(span.days)
      let asOf = try Session.of(arguments.engine).options.asOf
      let day = (arguments["data"].object as? CRMObject)?.data.asOf ?? asOf
      return try rows.split(window, before: day)
    }
    let share = holdout.double ?? 0.25
    guard share >= 0, share < 1 else {
      throw arguments.problem("'holdout' must be a time, or a share of at least 0 and below 1")
    }
    return rows.split(share: share, seed: seed)
  }

  /// Rows with outcomes, of a crm or a table.
  static func rows(
    _ data: LuaValue, _ options: LuaTableContent, _ arguments: Arguments
  ) throws -> LearningRows {
    func texts(_ name: String) throws -> [String]? {
      try options[name].text.map { [$0] }
        ?? options[name].tableContent()?.list.compactMap(\.text)
    }
    let except = Set(try texts("except") ?? [])
    switch data.object {
    case let crm as CRMObject:
      for name in ["outcome", "date"] where !options[name].isNil {
        throw arguments.problem(
          "'\(name)' is for tables; of a crm the outcome is that of its deals")
      }
      return try LearningRows.deals(
        crm.data.table("deals"), accounts: crm.data.table("accounts"), traits: try texts("traits"),
        except: except, static: Set(try texts("static") ?? []))
    case let object as TableObject:
      guard !options["outcome"].isNil else {
        throw arguments.problem(
          "'outcome' is missing: a table needs a condition that holds where a row was won",
          hints: ["outcome = \"converted == 1\""])
      }
      let outcome = try RowFunction(
        options["outcome"], what: "\(arguments.function.qualifiedName): outcome",
        in: arguments.engine)
      return try LearningRows.rows(
        of: object.table, outcome: outcome, date: options["date"].text,
        traits: try texts("traits"), except: except)
    default: throw arguments.problem("'data' must be a crm or a table")
    }
  }
}
