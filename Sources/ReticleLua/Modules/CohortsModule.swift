import Basics
import CRM
import Columns
import LuaHost
import LuaLift
import Profiles
import Reports

/// `cohorts`: how each kind of company buys.
enum CohortFunctions {
  static var all: [HostFunction] {
    [
      HostFunction(
        "cohorts",
        "How each kind of company buys: win rate, contract value, cycle, with n and intervals",
        details: """
          Won and lost deals count; open ones are counted apart. Intervals are at 95 %: Wilson's for
          win rates. win_rate_shrunk is drawn towards the rate of the whole, the more so the fewer
          deals there are; cohorts are ranked by its lower bound, so that three lucky deals do not
          come first. q_value is corrected for all cohorts of the table. definition(column) says
          what each figure means.
          """,
        [
          Parameter("crm", .object(CRMObject.luaType), "the crm"),
          Parameter(
            "options",
            .options([
              Parameter(
                "by", .any,
                "a column of deals or accounts, an expression, a function, bands, or a list of these",
                standard: "the whole"),
              Parameter(
                "window", .object(SpanObject.luaType),
                "only deals created this long before the as-of date", standard: "all deals"),
              Parameter("level", .number, "the confidence of intervals", standard: "0.95"),
              Parameter(
                "small", .integer, "below this many closed deals a cohort is marked small",
                standard: "30"),
            ]), "what to split by", standard: "the whole"),
        ],
        returns: [Returned(.object(TableObject.luaType), "one row a cohort, ranked")],
        errors: ["a column that neither deals nor accounts have"],
        example: """
          local by = cohorts(open(), { by = { "industry", bands("employees", 50, 250, 1000) }, window = years(2) })
          print(by:sort "-win_rate.low":head(10))
          """,
        body: .swift { arguments in
          let crm = try arguments.object("crm", as: CRMObject.self)
          let session = try Session.of(arguments.engine)
          let options = try arguments.options("options")
          var keys: [CohortKey] = []
          let by = options["by"]
          let list: [LuaValue] =
            try by.isNil ? [] : by.tableContent().map { $0.pairs.map(\.value) } ?? [by]
          let names = try by.tableContent()?.pairs.map { $0.key.text } ?? [nil]
          for (position, value) in list.enumerated() {
            keys.append(
              try key(value, name: names[position], position: position + 1, crm, arguments))
          }
          var settings = CohortOptions()
          if let level = options["level"].double {
            guard level > 0, level < 1 else {
              throw arguments.problem("'level' must be between 0 and 1")
            }
            settings.level = level
          }
          if let small = options["small"].int { settings.smallBelow = small }
          var window: Window?
          if let span = options["window"].object as? SpanObject {
            window = span.months > 0 ? .months(span.months) : .days(span.days)
          }
          let table = try Cohorts.table(
            deals: crm.data.table("deals"), accounts: crm.data.accounts, by: keys, window: window,
            asOf: session.options.asOf, options: settings)
          var context = TableObject.Context()
          context.notes = table.notes
          context.definitions = table.definitions
          context.total = table.total
          return [.object(TableObject(table.table, context: context))]
        })
    ]
  }

  private static func key(
    _ value: LuaValue, name: String?, position: Int, _ crm: CRMObject, _ arguments: Arguments
  ) throws -> CohortKey {
    switch value {
    case .text(let text):
      let known = (crm.data.deals?.names ?? []) + (crm.data.accounts?.names ?? [])
      let prefixed = ["deals.", "accounts."].contains {
        text.hasPrefix($0) && known.contains(String(text.dropFirst($0.count)))
      }
      if known.contains(text) || prefixed { return .column(text) }
      // A single word that is no column is a column misspelt, not an expression.
      if text.utf8.allSatisfy({
        $0 == 0x5f || ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7a || $0 >= 0x30 && $0 <= 0x39
      }) {
        return .column(text)
      }
      return .value(
        try RowFunction(value, what: "cohorts", in: arguments.engine), name: name ?? text)
    case .function:
      return .value(
        try RowFunction(value, what: "cohorts", in: arguments.engine),
        name: name ?? "by_\(position)")
    case .object(let bands as BandsObject):
      return .bands(bands.bands)
    default:
      throw arguments.problem(
        "a key must be a column, an expression, a function or bands, not \(value.kind)")
    }
  }
}
