import Basics
import CRM
import Columns
import LuaHost
import LuaLift
import Profiles

/// `market`: how large the market is, how much of it is left, and where to look next.
enum MarketModule {
  static let module = ModuleDescription(
    "market", "The market: TAM, SAM and TRM, what is left of it, lookalikes, lists to work on")

  static var functions: [HostFunction] { [size, saturation, gap, frontier, lookalikes, list] }

  private static let accounts = LuaType.object(TableObject.luaType)
  private static let namedTests = LuaType.list(.any)

  /// Pairs { name, condition }, or conditions alone that are their own name.
  private static func rules(
    _ value: LuaValue, _ kind: MarketRule.Kind, _ option: String, _ arguments: Arguments
  ) throws -> [MarketRule] {
    try (value.tableContent()?.list ?? []).enumerated().map { position, item in
      let place = "market: \(option) \(position + 1)"
      let pair = try item.tableContent()?.list
      if let pair, pair.count != 2 || pair[0].text == nil {
        throw Problem(
          .script, "\(place) must be { name, condition } or a condition",
          hints: ["{ \"we ship there\", \"country == 'DE'\" }"])
      }
      let test = try RowFunction(pair?[1] ?? item, what: place, in: arguments.engine)
      return MarketRule(kind, pair?[0].text ?? test.text, test: test)
    }
  }

  private static var size: HostFunction {
    HostFunction(
      "size", "TAM, SAM and TRM as a funnel of what each rule removes",
      details: """
        All companies are the TAM. Those that pass every serviceable rule and no barred one are the
        SAM; those of them that the profile wants are the TRM. The market is a list of companies, or
        of kinds of companies with a column of counts. unknown says how many a rule removed only
        because a value is missing.
        """,
      [
        Parameter("market", accounts, "companies, one row each (or each kind)"),
        Parameter(
          "options",
          .options([
            Parameter(
              "serviceable", namedTests, "who can be served: { name, condition } each",
              standard: "all"),
            Parameter(
              "barred", namedTests, "who must not be pursued: { reason, condition } each",
              standard: "none"),
            Parameter(
              "relevant", namedTests, "who is worth pursuing: { name, condition } each",
              standard: "all"),
            Parameter(
              "icp", .object(ICPObject.luaType), "a profile: its gates and tiers make the TRM",
              standard: "none"),
            Parameter(
              "inside", .list(.text), "the tiers of the profile to pursue",
              standard: "all with a threshold"),
            Parameter(
              "value", .oneOf([.rowFunction, .number]), "what an account is worth in a year",
              standard: "none: no money"),
            Parameter(
              "count", .text, "the column that says how many companies a row stands for",
              standard: "1 each"),
          ]), "the rules", standard: "TAM only"),
      ],
      returns: [
        Returned(accounts, "one row a step"), Returned(.map(.number), "tam, sam and trm"),
      ],
      errors: ["a rule that reads a column the market does not have"],
      example: """
        local ideal = icp.define{ name = "Makers", criteria = { { "mid-market", 1, "firmographic", "employees >= 100" } } }
        local steps, sizes = market.size(open().accounts, {
          serviceable = { { "we sell there", "country == 'US' or country == 'DE'" } },
          barred = { { "a partner's customers", "industry == 'Retail'" } },
          icp = ideal, value = 12000 })
        print(steps)
        assert(sizes.trm <= sizes.sam and sizes.sam <= sizes.tam)
        """,
      body: .swift { arguments in
        let table = try arguments.object("market", as: TableObject.self).table
        let options = try arguments.options("options")
        var all = try rules(options["serviceable"], .serviceable, "serviceable", arguments)
        all += try rules(options["barred"], .barred, "barred", arguments)
        all += try rules(options["relevant"], .relevant, "relevant", arguments)
        if let icp = options["icp"].object as? ICPObject {
          all += try MarketFunnel.rules(
            of: icp.icp, on: table,
            inside: options["inside"].tableContent()?.list.compactMap(\.text))
        }
        let result = try MarketFunnel.table(
          table, rules: all, value: try value(options["value"], "market: value", arguments),
          count: options["count"].text)
        return [
          .object(TableObject(figures: result.table)),
          .fields([
            ("tam", whole(result.sizes.tam)), ("sam", whole(result.sizes.sam)),
            ("trm", whole(result.sizes.trm)),
          ]),
        ]
      })
  }

  /// A count as a whole number, where it is one.
  private static func whole(_ count: Double) -> LuaValue {
    Int64(exactly: count).map { .integer($0) } ?? .number(count)
  }

  /// A value of each row: an expression, a function, or one number for all.
  static func value(
    _ value: LuaValue, _ what: String, _ arguments: Arguments
  ) throws -> (any RowValue)? {
    if value.isNil { return nil }
    if let number = value.double, value.text == nil { return SameValue(number) }
    return try RowFunction(value, what: what, in: arguments.engine)
  }

  private static var saturation: HostFunction {
    HostFunction(
      "saturation", "How much of the market is used up, and the month the rest is",
      details: """
        An account is contacted with its first touch. months_left is what was never contacted
        divided by how many are first contacted in a month, of the last months; runs_out is the
        month that falls in. Restrict the accounts to those worth pursuing first.
        """,
      [
        Parameter("crm", .object(CRMObject.luaType), "the crm: its touches and customers"),
        Parameter(
          "options",
          .options([
            Parameter(
              "market", accounts, "the accounts worth pursuing, scored or not",
              standard: "all accounts"), CohortKeys.parameter,
            Parameter("months", .integer, "how far back the pace is measured", standard: "6"),
            FitOptions.level,
          ]), "which accounts, and what to split by", standard: "all accounts together"),
      ],
      returns: [Returned(accounts, "one row a cohort")],
      example: """
        local crm = open()
        print(market.saturation(crm, { market = crm.accounts:where "employees >= 100", by = "industry" }))
        """,
      body: .swift { arguments in
        let crm = try arguments.object("crm", as: CRMObject.self)
        let session = try Session.of(arguments.engine)
        let options = try arguments.options("options")
        let table =
          try (options["market"].object as? TableObject)?.table ?? crm.data.table("accounts")
        let keys = try CohortKeys.parse(
          options["by"], what: "market.saturation", known: table.names, arguments)
        let asOf = session.options.asOf
        let figures = try Metrics.saturation(
          market: table, customers: crm.table("customers").table,
          touches: crm.data.table("touches"),
          by: keys, asOf: asOf, months: options["months"].int ?? 6,
          level: FitOptions.level(options, arguments))
        return [.object(TableObject(figures: try SaturationClock.with(figures, asOf: asOf)))]
      })
  }

  private static var gap: HostFunction {
    HostFunction(
      "gap", "How far customers and pipeline are from the profile, criterion by criterion",
      [
        Parameter("crm", .object(CRMObject.luaType), "the crm"),
        Parameter("icp", .object(ICPObject.luaType), "the profile"),
        Parameter(
          "options",
          .options([
            Parameter(
              "window", .object(SpanObject.luaType), "customers won in it are new",
              standard: "12 months"),
            Parameter(
              "inside", .list(.text), "the tiers that count as inside",
              standard: "all with a threshold"), FitOptions.level,
          ]), "what is new and what is inside", standard: "as said"),
      ],
      returns: [Returned(accounts, "one row for the profile, then one a gate and criterion")],
      example: """
        local ideal = icp.define{ name = "Makers", criteria = { { "mid-market", 1, "firmographic", "employees >= 100" } } }
        print(market.gap(open(), ideal))
        """,
      body: .swift { arguments in
        let crm = try arguments.object("crm", as: CRMObject.self)
        let icp = try arguments.object("icp", as: ICPObject.self).icp
        let options = try arguments.options("options")
        let figures = try ProfileGap.table(
          icp, accounts: crm.data.table("accounts"), deals: crm.data.table("deals"),
          asOf: Session.of(arguments.engine).options.asOf,
          window: FitOptions.window(options, "window", months: 12),
          inside: options["inside"].tableContent()?.list.compactMap(\.text),
          level: FitOptions.level(options, arguments))
        return [.object(TableObject(figures: figures))]
      })
  }

  private static var frontier: HostFunction {
    HostFunction(
      "frontier", "Segments by what an opportunity is worth and how many accounts are left",
      details: """
        A segment is on the frontier where no other has both more accounts left and a higher value
        that is certain. Which of five industries not to pursue equally: those that are beaten in
        both.
        """,
      [
        Parameter("crm", .object(CRMObject.luaType), "the crm"),
        Parameter(
          "options", .options([CohortKeys.parameter, FitOptions.level]), "what divides the market"),
      ],
      returns: [Returned(accounts, "one row a segment, those on the frontier first")],
      example: "print(market.frontier(open(), { by = \"industry\" }))",
      body: .swift { arguments in
        let crm = try arguments.object("crm", as: CRMObject.self)
        let options = try arguments.options("options")
        let table = try crm.data.table("accounts")
        let keys = try CohortKeys.parse(
          options["by"], what: "market.frontier", known: table.names, arguments)
        let figures = try Frontier.table(
          deals: crm.data.table("deals"), accounts: table, by: keys,
          asOf: Session.of(arguments.engine).options.asOf,
          level: FitOptions.level(options, arguments))
        return [.object(TableObject(figures: figures))]
      })
  }

  private static var lookalikes: HostFunction {
    HostFunction(
      "lookalikes", "Accounts that resemble examples, with what matches and what does not",
      details: """
        Compared field by field: texts are alike or not, numbers as near as their ranks are, sets by
        what they share. similarity is the weighted mean, 0 to 1. What is missing matches nothing.
        """,
      [
        Parameter("examples", accounts, "the accounts to find more of"),
        Parameter("market", accounts, "where to look; the examples themselves are left out"),
        Parameter(
          "options",
          .options([
            Parameter("n", .integer, "how many to find", standard: "100"),
            Parameter(
              "fields", .oneOf([.list(.text), .map(.number)]),
              "what to compare: names, or weights by name", standard: "all traits both have"),
            Parameter("exclude", accounts, "accounts that are no answer", standard: "none"),
          ]), "how many and by what", standard: "100, by all traits"),
      ],
      returns: [Returned(accounts, "the accounts, most alike first")],
      errors: ["no example", "a field that one side does not have"],
      example: """
        local crm = open()
        local more = market.lookalikes(crm.customers:head(5), crm.accounts, {
          n = 20, fields = { industry = 2, employees = 1, tech_stack = 1 }, exclude = crm.customers })
        print(more:select("name", "similarity", "like", "because", "but"))
        """,
      body: .swift { arguments in
        let examples = try arguments.object("examples", as: TableObject.self).table
        let market = try arguments.object("market", as: TableObject.self).table
        let options = try arguments.options("options")
        var fields: [Lookalikes.Field]?
        if let content = try options["fields"].tableContent() {
          fields =
            content.list.isEmpty
            ? content.fields.map { .init($0.name, weight: $0.value.double ?? 1) }
            : content.list.compactMap { $0.text.map { .init($0) } }
        }
        var excluded: Bitmap?
        if let other = options["exclude"].object as? TableObject {
          let match = try market.joinLookup(other.table, on: [("account_id", "account_id")])
          excluded = Bitmap(count: market.rowCount) { match.base[$0] >= 0 }
        }
        let found = try Lookalikes(examples: examples, market: market, fields: fields)
          .table(options["n"].int ?? 100, excluding: excluded)
        return [.object(TableObject(figures: found))]
      })
  }

  private static var list: HostFunction {
    HostFunction(
      "list",
      "A fair list to work on: quotas, caps, pauses, equal shares, and why who is not on it",
      details: """
        Rows come in the order of the tiers and, within one, of their value. Each rep gets as much
        expected value as the others. Everything that is left out has a reason; list and left out
        together are all rows.
        """,
      [
        Parameter("rows", accounts, "accounts or people, scored where there are quotas"),
        Parameter(
          "options",
          .options([
            Parameter(
              "quota", .list(.any), "tiers in order: { \"A\", 50 } each, or a name for no limit",
              standard: "all rows"),
            Parameter(
              "cap",
              .options([
                Parameter("column", .text, "whose equal values are one company"),
                Parameter("most", .integer, "how many rows each may have"),
              ]), "at most so many rows of one company", standard: "none"),
            Parameter("reps", .list(.text), "who gets the rows", standard: "nobody in particular"),
            Parameter(
              "value", .oneOf([.rowFunction, .number]), "what a row is expected to bring",
              standard: "its fit"),
            Parameter(
              "exclude", .map(.oneOf([accounts, .rowFunction])),
              "reasons and whom they leave out: tables or conditions", standard: "none"),
            Parameter(
              "touches", accounts, "touches, to leave alone who was contacted lately",
              standard: "none"),
            Parameter("pause", .integer, "for so many days", standard: "90"),
          ]), "the rules", standard: "all rows by fit"),
      ],
      returns: [
        Returned(accounts, "the list"), Returned(accounts, "what was left out, and why"),
        Returned(accounts, "what each rep gets; nil without reps"),
      ],
      example: """
        local crm = open()
        local ideal = icp.define{ name = "Makers", criteria = { { "mid-market", 1, "firmographic", "employees >= 100" } } }
        local scored = ideal:score(crm.accounts)
        local list, left, reps = market.list(scored, { quota = { { "A", 30 }, { "B", 10 } },
          reps = { "Ann", "Bo" }, touches = crm.touches, pause = 60,
          exclude = { ["a customer already"] = crm.customers } })
        print(reps)
        assert(#list + #left == #scored)
        """,
      body: .swift { arguments in
        let rows = try arguments.object("rows", as: TableObject.self).table
        let options = try arguments.options("options")
        var list = FairList()
        list.quotas = try (options["quota"].tableContent()?.list ?? []).map { item in
          let pair = try item.tableContent()?.list
          guard let tier = pair?.first?.text ?? item.text else {
            throw arguments.problem("a quota is { \"A\", 50 } or the name of a tier")
          }
          guard let pair, pair.count > 1 else { return .init(tier, most: .max) }
          guard pair.count == 2, let most = pair[1].int, (0...1_000_000_000).contains(most) else {
            throw arguments.problem(
              "the quota of tier \(tier) must be a whole number", hints: ["{ \"A\", 50 }"])
          }
          return .init(tier, most: most)
        }
        if let cap = try options["cap"].tableContent() {
          list.cap = (cap["column"].text ?? "", cap["most"].int ?? 1)
        }
        list.reps = try options["reps"].tableContent()?.list.compactMap(\.text) ?? []
        list.value = try value(options["value"], "market.list: value", arguments)
        for (reason, what) in try options["exclude"].tableContent()?.fields ?? [] {
          list.exclusions.append(
            .init(reason, rows: try excluded(what, of: rows, reason, arguments)))
        }
        if let touches = options["touches"].object as? TableObject {
          list.pause = .init(touches: touches.table, days: options["pause"].int ?? 90)
        } else if !options["pause"].isNil {
          throw arguments.problem(
            "'pause' needs touches to know who was contacted", hints: ["touches = crm.touches"])
        }
        let result = try list.make(rows, asOf: Session.of(arguments.engine).options.asOf)
        return [
          .object(TableObject(figures: result.list)), .object(TableObject(result.left)),
          result.reps.map { .object(TableObject($0)) } ?? .nil,
        ]
      })
  }

  private static func excluded(
    _ what: LuaValue, of rows: Table, _ reason: String, _ arguments: Arguments
  ) throws -> Bitmap {
    guard let other = what.object as? TableObject else {
      return try RowFunction(what, what: "market.list: \(reason)", in: arguments.engine)
        .evaluate(on: rows).passed
    }
    let key = ["contact_id", "account_id", "domain", "email"].first {
      rows[$0] != nil && other.table[$0] != nil
    }
    guard let key else {
      throw arguments.problem(
        "\"\(reason)\": the rows and the table to exclude have no identifier in common",
        hints: ["both need contact_id, account_id, domain or email"])
    }
    let match = try rows.joinLookup(other.table, on: [(key, key)])
    return Bitmap(count: rows.rowCount) { match.base[$0] >= 0 }
  }
}

/// One number for every row.
private struct SameValue: RowValue {
  let number: Double

  init(_ number: Double) { self.number = number }

  var text: String { number.written }

  func column(on table: Table) throws -> Column {
    Column(numbers: [Double?](repeating: number, count: table.rowCount))
  }
}

/// The month a market runs out in.
enum SaturationClock {
  /// The figures with `runs_out`, the day that `months_left` lead to.
  static func with(_ figures: FigureTable, asOf: Int32) throws -> FigureTable {
    let months = try figures.table.column("months_left")
    let days = (0..<months.count).map { row -> Int32? in
      guard let left = months.double(row), left < 12_000 else { return nil }
      return Int32(clamping: Calendar.adding(months: Int(left.rounded(.up)), to: Int(asOf)))
    }
    return FigureTable(
      table: try figures.table.with([("runs_out", Column(days: days))]), total: figures.total,
      definitions: figures.definitions + [
        FigureDefinition("runs_out", "the as-of date + months_left", unit: .text)
      ], notes: figures.notes)
  }
}
