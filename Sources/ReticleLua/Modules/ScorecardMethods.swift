import Basics
import CRM
import Columns
import LuaHost
import LuaLift
import Profiles

/// What a learnt scorecard can do; and the quality of a profile made by hand.
enum ScorecardMethods {
  private static let small = """
    local crm = open()
    local card = icp.learn(crm, { traits = { "industry", "employees" }, static = { "employees" } })
    """

  static var score: HostFunction {
    HostFunction(
      "score", "Accounts with their fit, its range, tier, chance of winning and reasons",
      details: """
        fit is the sum of points, 0 to 100; fit_low and fit_high say what it could become once missing
        values are known; probability is the chance of winning that goes with the fit. The points in
        reasons add up exactly to fit.
        """,
      [Parameter("accounts", ScorecardModule.table, "rows with the columns learnt from")],
      returns: [
        Returned(
          ScorecardModule.table,
          "all rows, with fit, fit_low, fit_high, tier, probability, reasons")
      ],
      errors: ["a column that is not there, or of another type than the one learnt from"],
      example: small + """

        local scored = card:score(crm.accounts)
        assert(scored[1].fit_low <= scored[1].fit and scored[1].fit <= scored[1].fit_high)
        """,
      body: .swift { arguments in
        let card = try arguments.this(ScorecardObject.self).card
        let object = try arguments.object("accounts", as: TableObject.self)
        return [.object(object.changed(try card.score(object.table)))]
      })
  }

  static var explain: HostFunction {
    HostFunction(
      "explain",
      "Why an account has its fit: points by trait, what to look up next, the smallest step up",
      [
        Parameter("account", .row, "a row of the accounts, as t[1] or t:find \"acme.com\" gives it")
      ],
      returns: [Returned(.text, "lines to print")],
      example: small + """

        print(card:explain(crm.accounts[1]))
        """,
      body: .swift { arguments in
        let card = try arguments.this(ScorecardObject.self).card
        guard case .row(let owner, let row) = arguments["account"],
          let table = (owner as? TableView.Owner)?.table
        else { throw arguments.problem("'account' must be a row of a table") }
        return [.text(try card.explain(table, row: row).description)]
      })
  }

  private static let judged = Parameter(
    "data", .oneOf([.object(CRMObject.luaType), ScorecardModule.table]),
    "other outcomes to judge by", standard: "the outcomes held out when it was learnt")

  private static let judgedOptions = Parameter(
    "options",
    .options(
      Array(ScorecardModule.rowOptions.prefix(2)) + [
        Parameter("after", .date, "only outcomes after this day", standard: "all"),
        Parameter("level", .number, "the confidence of intervals", standard: "0.95"),
      ]), "which outcomes", standard: "all of them")

  /// The outcomes to judge by.
  private static func rows(
    _ arguments: Arguments, data: LuaValue, held: LearningRows?
  ) throws -> LearningRows {
    let options = try arguments.options("options")
    guard !data.isNil else {
      guard let held else {
        throw arguments.problem(
          "no outcomes were held out", hints: ["give later ones, or learn with holdout = 0.25"])
      }
      return try later(held, options["after"], arguments)
    }
    return try later(
      try ScorecardModule.rows(data, options, arguments), options["after"], arguments)
  }

  private static func later(
    _ rows: LearningRows, _ day: LuaValue, _ arguments: Arguments
  ) throws -> LearningRows {
    guard case .moment(let moment) = day else { return rows }
    guard let days = rows.days else {
      throw arguments.problem("'after' needs the day of each outcome", hints: ["date = \"closed\""])
    }
    let first = moment.isTimestamp ? Int64(Calendar.split(moment.value).days) : moment.value
    return rows.part(days.indices.filter { days[$0].map { Int64($0) > first } ?? false })
  }

  static var quality: HostFunction {
    HostFunction(
      "quality",
      "How well the scorecard tells who wins: win rate by tier, gains, AUC, KS, Brier, calibration",
      details: "Judge by outcomes that it was not learnt from, or it flatters itself.",
      [judged, judgedOptions],
      returns: [Returned(.object(QualityObject.luaType), "figures and verdict; print it")],
      errors: ["no outcomes were held out"],
      example: small + """

        local quality = card:quality()
        print(quality)
        assert(quality.auc and #quality.tiers > 1)
        """,
      body: .swift { arguments in
        let object = try arguments.this(ScorecardObject.self)
        let rows = try rows(arguments, data: arguments["data"], held: object.later)
        let level = try arguments.options("options")["level"].double ?? 0.95
        return [
          .object(
            QualityObject(object.card.name, try object.card.quality(rows, level: level)))
        ]
      })
  }

  static var profileQuality: HostFunction {
    HostFunction(
      "quality", of: ICPObject.luaType,
      "How well the profile tells who wins: win rate by tier, gains, AUC, KS, Brier, calibration",
      details: """
        Accounts are scored as they are now, so criteria that read what changed since flatter the
        profile: backtest scores them as they were known on a day.
        """,
      [
        Parameter(
          "data", .oneOf([.object(CRMObject.luaType), ScorecardModule.table]),
          "a crm: its won and lost deals; or a table with an outcome"), judgedOptions,
      ],
      returns: [Returned(.object(QualityObject.luaType), "figures and verdict; print it")],
      errors: ["a criterion that reads an outcome"],
      example: """
        local ideal = icp.define{ name = "Large", criteria = { { "large", 1, "firmographic", "employees >= 1000" } } }
        local quality = ideal:quality(open(), { after = date "2024-01-01" })
        print(quality)
        assert(quality.auc >= 0 and quality.auc <= 1)
        """,
      body: .swift { arguments in
        let icp = try arguments.this(ICPObject.self).icp
        let rows = try rows(arguments, data: arguments["data"], held: nil)
        let level = try arguments.options("options")["level"].double ?? 0.95
        let scored = try icp.compared(rows)
        return [
          .object(
            QualityObject(
              icp.name, try ScoreQuality(scored.deals, level: level, notes: rows.notes)))
        ]
      })
  }

  static var compare: HostFunction {
    HostFunction(
      "compare", "The scorecard beside others, learnt or made by hand, on outcomes held out",
      details: """
        One row a score: AUC with its interval, KS, Brier, calibration, win rate of the best tier, lift
        of the best tenth, and the difference to the first in AUC with its p-value (paired, DeLong).
        """,
      [
        Parameter(
          "others", .list(.oneOf([.object(ICPObject.luaType), ScorecardModule.scorecard])),
          "profiles and scorecards"),
        judged, judgedOptions,
      ],
      returns: [Returned(ScorecardModule.table, "one row a score, this one first")],
      errors: ["no outcomes were held out"],
      example: small + """

        local hand = icp.define{ name = "By hand", criteria = { { "large", 1, "firmographic", "employees >= 1000" } } }
        local sides = card:compare{ hand }
        print(sides)
        assert(#sides == 2 and sides[2].score == "By hand")
        """,
      body: .swift { arguments in
        let object = try arguments.this(ScorecardObject.self)
        let rows = try rows(arguments, data: arguments["data"], held: object.later)
        var scores = [try object.card.compared(rows)]
        for other in try arguments["others"].tableContent()?.list ?? [] {
          switch other.object {
          case let other as ICPObject: scores.append(try other.icp.compared(rows))
          case let other as ScorecardObject: scores.append(try other.card.compared(rows))
          default: break
          }
        }
        let level = try arguments.options("options")["level"].double ?? 0.95
        return [.object(try ScoreComparison.table(scores, level: level).object)]
      })
  }

  static var icp: HostFunction {
    HostFunction(
      "icp", "The scorecard as a profile of criteria, with the same fit for each account",
      details: """
        The ranges and levels of a trait become nested criteria: the widest first, so that the best
        meets all of them. A criterion that reads a missing value is unknown, as in any profile.
        """,
      returns: [Returned(.object(ICPObject.luaType), "the profile")],
      errors: ["no reliable signal"],
      example: small + """

        if card.established then print(card:icp()) end
        """,
      body: .swift { arguments in
        let card = try arguments.this(ScorecardObject.self).card
        let criteria = try card.criteria().map { criterion in
          Criterion(
            criterion.name, weight: Double(criterion.points), category: criterion.category,
            test: try RowFunction(
              .text(criterion.condition), what: "\(card.name): \(criterion.name)",
              in: arguments.engine), source: "learnt from \(card.n) outcomes")
        }
        return [
          .object(ICPObject(try ICP(name: card.name, criteria: criteria, tiers: card.tiers)))
        ]
      })
  }

  static var save: HostFunction {
    HostFunction(
      "save", "Writes the scorecard as a profile that people can read, review and change",
      [Parameter("path", .text, "the file, such as \"learnt.lua\"")],
      returns: [Returned(ScorecardModule.scorecard, "the scorecard itself")],
      errors: ["no reliable signal", "a path that leads out of the output folder"],
      example: small + """

        if card.established then card:save "learnt.lua" end
        """,
      body: .swift { arguments in
        let object = try arguments.this(ScorecardObject.self)
        let session = try Session.of(arguments.engine)
        let path = arguments.text("path") ?? ""
        guard path.lowercased().hasSuffix(".lua") else {
          throw arguments.problem("\"\(path)\" must end in .lua")
        }
        let full = try session.writable(path)
        try AtomicFile.write(Array(try object.card.script().utf8), to: full)
        session.noteOutput(full)
        return [.object(object)]
      })
  }
}
