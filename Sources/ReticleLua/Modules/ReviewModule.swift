import Basics
import CRM
import Columns
import LuaHost
import Profiles

/// `review`: what changed since last time.
enum ReviewModule {
  static let module = ModuleDescription(
    "review", "Reviews: what moved between two dates, symptoms of a bad profile, a history in text")

  static var functions: [HostFunction] { [drift, SurveyFunctions.needs, symptoms, record] }

  private static let table = LuaType.object(TableObject.luaType)
  private static let ideal = """
    local crm = open()
    local ideal = icp.define{ name = "Makers", criteria = { { "mid-market", 1, "firmographic", "employees >= 100" } } }
    local scored = ideal:score(crm.accounts)
    """

  private static var drift: HostFunction {
    HostFunction(
      "drift", "What moved between two sets of rows, trait by trait: winners then and now",
      details: """
        psi is the stability index: below 0.1 stable, to 0.25 moved, above shifted. With few rows
        chance alone gives a large one, so a verdict needs the chi-square test, corrected for all
        traits, to agree. Give winners of two periods, losers, contacts, survey waves.
        """,
      [
        Parameter("before", table, "the rows of then"), Parameter("after", table, "those of now"),
        Parameter("traits", .list(.text), "what to compare", standard: "all that both have"),
      ],
      returns: [Returned(table, "one row a trait, what moved most first")],
      example: """
        local crm = open()
        local won = crm.deals:where "outcome == 'won'":join(crm.accounts, "account_id")
        print(review.drift(won:where "closed < date '2025-01-01'", won:where "closed >= date '2025-01-01'",
          { "industry", "employees", "country" }))
        """,
      body: .swift { arguments in
        [
          .object(
            TableObject(
              figures: try Drift.table(
                then: arguments.object("before", as: TableObject.self).table,
                now: arguments.object("after", as: TableObject.self).table,
                traits: arguments["traits"].tableContent()?.list.compactMap(\.text))))
        ]
      })
  }

  private static var symptoms: HostFunction {
    HostFunction(
      "symptoms", "The symptoms of a bad profile as measures: now against the window before",
      details: """
        A symptom is worse only where the interval of its change leaves out 0. What the crm has no
        table for is named in the notes.
        """,
      [
        Parameter("crm", .object(CRMObject.luaType), "the crm"),
        Parameter("accounts", table, "the accounts, scored by a profile"),
        Parameter(
          "options",
          .options([
            Parameter(
              "window", .object(SpanObject.luaType), "how long now and then are",
              standard: "6 months"), FitOptions.inside, FitOptions.level,
          ]), "times and tiers", standard: "6 months"),
      ],
      returns: [Returned(table, "one row a symptom")],
      example: "\(ideal)\nprint(review.symptoms(crm, scored))",
      body: .swift { arguments in
        let crm = try arguments.object("crm", as: CRMObject.self).data
        let options = try arguments.options("options")
        var sources = Symptoms.Sources(deals: try crm.table("deals"))
        sources.subscriptions = crm.subscriptions
        sources.spend = crm.spend
        sources.touches = crm.touches
        sources.usage = crm.usage
        sources.surveys = crm.surveys
        var symptoms = Symptoms()
        symptoms.inside = try FitOptions.tiers(options)
        symptoms.level = try FitOptions.level(options, arguments)
        return [
          .object(
            TableObject(
              figures: try symptoms.table(
                arguments.object("accounts", as: TableObject.self).table, sources,
                window: FitOptions.window(options, "window", months: 6),
                asOf: Session.of(arguments.engine).options.asOf)))
        ]
      })
  }

  private static var record: HostFunction {
    HostFunction(
      "record", "Writes profile, figures and accounts as text that git diff reads well",
      details: """
        Into a folder below the output folder: profile.txt, figures.txt, accounts.txt, one fact a
        line, identifiers only. Keep the folder under version control and run it each quarter: the
        difference is the review.
        """,
      [
        Parameter("folder", .text, "the folder, as \"history\""),
        Parameter("icp", .object(ICPObject.luaType), "the profile"),
        Parameter("accounts", table, "the accounts as it scored them"),
        Parameter("deals", table, "deals, for the figures of each tier", standard: "none"),
      ],
      returns: [Returned(.list(.text), "the files written")],
      example: "\(ideal)\nreview.record(\"history\", ideal, scored, crm.deals)",
      body: .swift { arguments in
        let session = try Session.of(arguments.engine)
        let icp = try arguments.object("icp", as: ICPObject.self).icp
        let record = try ReviewRecord(
          icp, rules: ICPModule.lines(icp),
          scored: arguments.object("accounts", as: TableObject.self).table,
          deals: (arguments["deals"].object as? TableObject)?.table, asOf: session.options.asOf)
        let folder = arguments.text("folder") ?? "history"
        var written: [LuaValue] = []
        for (name, text) in record.files {
          let path = try session.writable("\(folder)/\(name)")
          try AtomicFile.write(text.utf8, to: path)
          session.noteOutput(path)
          written.append(.text(path))
        }
        return [.list(written)]
      })
  }
}
