import Basics
import CRM
import Columns
import LuaHost
import Reports

/// `enrich`: what another source knows of the same companies or people.
enum EnrichmentModule {
  static let module = ModuleDescription(
    "enrich", "What another source knows of the same records: match rate, conflicts, provenance")

  static var functions: [HostFunction] { [join] }

  private static let table = LuaType.object(TableObject.luaType)
  private static let rule = LuaType.choice(SourceRule.allCases.map(\.rawValue))

  private static var join: HostFunction {
    HostFunction(
      "join", "A table with the fields of another source, and where and when each value is from",
      details: """
        Rows are found by the columns in on, or, without on, by who they are, as identity.match does.
        Where both sources have a value, rule says which stays: own (the other only fills what is
        missing), other, or newest (by date and own_date). For each field come FIELD_source and
        FIELD_date, which the next enrichment reads: sources can be joined one after the other.
        """,
      [
        Parameter("own", table, "accounts or people"),
        Parameter("other", table, "the other source"),
        Parameter(
          "options",
          .options(
            [
              Parameter(
                "source", .text, "what the other source is called in FIELD_source",
                standard: "its table's name"),
              Parameter(
                "on", .oneOf([.text, .map(.text), .list(.text)]),
                "key columns, as \"account_id\" or { domain = \"Website domain\" } (own = other)",
                standard: "who they are"),
              Parameter(
                "fields", .oneOf([.list(.text), .map(.text)]),
                "the fields to take, or { own name = \"other's name\" }",
                standard: "all but ids and keys"),
              Parameter(
                "date", .oneOf([.date, .text]),
                "when the other source saw it: a day, or its column of days",
                standard: "the as-of day"),
              Parameter("own_date", .text, "the own column of days", standard: "none"),
              Parameter("own_source", .text, "what the own table is called", standard: "\"own\""),
              Parameter("rule", rule, "which value stays", standard: "\"own\""),
              Parameter("rules", .map(rule), "which value stays, by field", standard: "rule"),
              Parameter(
                "provenance", .boolean, "whether FIELD_source and FIELD_date are added",
                standard: "true"),
              Parameter(
                "other_columns", .map(.text), "columns by field of the other table, for matching",
                standard: "by their canonical names"),
            ] + IdentityModule.matching), "keys, fields, rules", standard: "none"),
      ],
      returns: [
        Returned(table, "all own rows with the fields"),
        Returned(
          table, "a row a field: filled before and after, agreeing, conflicting, taken, the rule"),
        Returned(table, "a row a conflict: field, own, other, kept"),
        Returned(.number, "the match rate, 0 to 1"),
      ],
      errors: [
        "keys or fields that do not exist", "a field of different types that cannot be joined",
      ],
      example: """
        local accounts = open().accounts
        local bought = accounts:head(50):select("domain", "name", "employees"):with{ employees = "employees * 2" }
        local all, report, conflicts, rate = enrich.join(accounts, bought,
          { source = "vendor", on = "domain", fields = { "employees" }, rule = "other" })
        assert(#all == #accounts and rate > 0)
        assert(all[1].employees_source == "vendor")
        print(report)
        """,
      body: .swift { arguments in
        let own = try arguments.object("own", as: TableObject.self)
        let other = try arguments.object("other", as: TableObject.self)
        let content = try arguments.options("options")
        let made = try IdentityModule.placed(arguments) {
          try Enrichment(own.table, from: other.table, try options(content, other.table, arguments))
        }
        var context = own.context
        context.notes.append(
          "\(Figures.count(made.matched)) of \(Figures.count(made.rows)) rows matched "
            + "(\(Figures.percent(made.matchRate))); \(Figures.count(made.unused)) of "
            + "\(other.table.name) match none")
        context.notes += made.notes
        return [
          .object(TableObject(made.table, whole: own.whole, context: context)),
          .object(TableObject(try made.report())), .object(TableObject(made.conflicts)),
          .number(made.matchRate),
        ]
      })
  }

  private static func options(
    _ content: LuaTableContent, _ other: Table, _ arguments: Arguments
  ) throws -> EnrichmentOptions {
    var options = EnrichmentOptions(source: content["source"].text ?? other.name)
    options.matching = try IdentityModule.options(content)
    options.matching.bestOnly = true
    options.keys = try pairs(content["on"])
    if !content["fields"].isNil {
      options.columns = try pairs(content["fields"]).map { (other: $0.other, own: $0.own) }
    }
    switch content["date"] {
    case .moment(let moment):
      options.date =
        moment.isTimestamp
        ? Int32(clamping: Calendar.split(moment.value).days) : Int32(clamping: moment.value)
    case .text(let text):
      if other.position(of: text) != nil {
        options.dateColumn = text
      } else if let day = Calendar.day(written: text) {
        options.date = day
      } else {
        throw other.noSuchColumn(text)
      }
    default: options.date = try Session.of(arguments.engine).options.asOf
    }
    options.ownDateColumn = content["own_date"].text
    options.ownSource = content["own_source"].text ?? options.ownSource
    options.rule = content["rule"].text.flatMap(SourceRule.init(rawValue:)) ?? options.rule
    for (field, rule) in try content["rules"].tableContent()?.fields ?? [] {
      options.rules[field] = rule.text.flatMap(SourceRule.init(rawValue:))
    }
    options.keepsProvenance = content["provenance"].bool ?? true
    return options
  }

  /// `"a"`, `{ "a", "b" }`, `{ own = "other" }`.
  private static func pairs(_ value: LuaValue) throws -> [(own: String, other: String)] {
    if let name = value.text { return [(name, name)] }
    return try value.tableContent()?.pairs.compactMap { key, value in
      value.text.map { (key.text ?? $0, $0) }
    } ?? []
  }
}
