import Basics
import CRM
import Columns
import LuaHost
import Profiles
import Reports

/// What a profile would have said on a day, and what came of it.
final class BacktestObject: HostObject {
  static var luaType: String { "backtest" }
  let icp: ICP
  let backtest: Backtest
  let horizon: String

  init(_ icp: ICP, _ backtest: Backtest, horizon: String) {
    (self.icp, self.backtest, self.horizon) = (icp, backtest, horizon)
  }
}

/// `ideal:backtest` and `ideal:last_wins`: profiles replayed with what was known then.
enum BacktestModule {
  private static let table = LuaType.object(TableObject.luaType)

  static func declare(in registry: inout Registry) {
    registry.add(
      ObjectType(
        BacktestObject.self, "A profile's scores of a day beside what became of the deals",
        fields: [
          FieldDescription("as_of", .date, "the day"),
          FieldDescription("accounts", table, "the accounts as they were known, scored"),
          FieldDescription("tiers", table, "win rate by tier after the day"),
          FieldDescription("summary", table, "AUC, KS, Brier, uplift and the verdict, one row"),
          FieldDescription("gains", table, "the list worked from the best score down, in tenths"),
          FieldDescription("calibration", table, "predicted against observed win rates"),
          FieldDescription("verdict", .text, "what the score says about chance"),
          FieldDescription("notes", .list(.text), "what a reader has to know"),
        ],
        index: { object, key, _ in
          let backtest = object.backtest
          let quality = backtest.quality
          return switch key.text {
          case "as_of": .moment(Moment(days: backtest.asOf))
          case "accounts": .object(TableObject(backtest.accounts))
          case "tiers": .object(TableObject(figures: quality.tiers))
          case "summary": .object(TableObject(figures: quality.summary))
          case "gains": .object(TableObject(figures: quality.gains))
          case "calibration": .object(TableObject(figures: quality.calibration))
          case "verdict": LuaValue(quality.summary.table["verdict"]?.text(0))
          case "notes": .list(quality.notes.map { .text($0) })
          default: nil
          }
        },
        describe: { object, engine in
          describe(object, width: try Session.of(engine).output.width ?? 120)
        }))
    registry.add([function, lastWins])
  }

  private static var function: HostFunction {
    HostFunction(
      "backtest", of: ICPObject.luaType,
      "What the profile would have said on a day, against the deals that closed after it",
      details: """
        Accounts are scored with what was known: dated things by their dates, and columns of accounts
        that do not change. A criterion that reads another column is an error that names it; declare
        the column static if it hardly changes. A criterion that reads an outcome (churned, outcome,
        lost_reason, …) is always an error.
        """,
      [
        Parameter("crm", .object(CRMObject.luaType), "the crm"),
        Parameter(
          "options",
          .options([
            Parameter("as_of", .date, "the day of scoring"),
            Parameter(
              "horizon", .object(SpanObject.luaType),
              "only deals that closed in this time after it",
              standard: "all later deals"), AsOfOptions.staticColumns,
            Parameter("level", .number, "the confidence of intervals", standard: "0.95"),
          ]), "the day, and what does not change"),
      ],
      returns: [Returned(.object(BacktestObject.luaType), "scores and outcomes; print it")],
      errors: ["a criterion that reads what could not be known that day"],
      example: """
        local crm = open()
        local ideal = icp.define{ name = "Mid", criteria = {
          { "mid", 2, "firmographic", "employees >= 100 and employees <= 1000" },
          { "runs SAP", 1, "technographic", "has(tech_stack, 'sap')" } }, tiers = { A = 70, B = 50 } }
        local back = ideal:backtest(crm, { as_of = date "2025-01-01", horizon = months(12), static = { "employees", "tech_stack" } })
        print(back)
        assert(#back.tiers == 4 and back.verdict)
        """,
      body: .swift { arguments in
        let icp = try arguments.this(ICPObject.self).icp
        let crm = try arguments.object("crm", as: CRMObject.self)
        let options = try arguments.options("options")
        let day = try AsOfOptions.day(options["as_of"], of: crm.data, in: arguments)
        let span = options["horizon"].object as? SpanObject
        let horizon = span.map { $0.months > 0 ? Window.months($0.months) : .days($0.days) }
        let backtest = try icp.backtest(
          CustomerHistory(crm.data), asOf: day,
          static: AsOfOptions.texts(options["static"]), horizon: horizon,
          level: options["level"].double ?? 0.95)
        let until =
          span.map { "within \($0.months > 0 ? "\($0.months) months" : "\($0.days) days")" }
          ?? "later"
        return [.object(BacktestObject(icp, backtest, horizon: until))]
      })
  }

  private static var lastWins: HostFunction {
    HostFunction(
      "last_wins", of: ICPObject.luaType,
      "The accounts of the last deals won, each scored as of the day before its deal was created",
      details: """
        Whether the profile would have called them, with what was known then. For tests:
          expect(ideal:last_wins(crm, 10, { static = { "employees" } })):share(0.8, "tier == 'A'")
        """,
      [
        Parameter("crm", .object(CRMObject.luaType), "the crm"),
        Parameter("n", .integer, "how many deals", standard: "10"),
        Parameter(
          "options", .options([AsOfOptions.staticColumns]), "what does not change",
          standard: "none"),
      ],
      returns: [
        Returned(table, "one row a deal, the newest first, with deal_closed, fit, tier, reasons")
      ],
      errors: ["no won deal with a known account"],
      example: """
        local ideal = icp.define{ name = "Large", criteria = { { "large", 1, "firmographic", "employees >= 1000" } } }
        local wins = ideal:last_wins(open(), 10, { static = { "employees" } })
        assert(#wins == 10 and wins[1].deal_closed >= wins[10].deal_closed)
        """,
      body: .swift { arguments in
        let icp = try arguments.this(ICPObject.self).icp
        let crm = try arguments.object("crm", as: CRMObject.self)
        let count = arguments.int("n") ?? 10
        guard (1...10_000).contains(count) else {
          throw arguments.problem("'n' must be from 1 to 10000")
        }
        let wins = try icp.lastWins(
          count, in: CustomerHistory(crm.data), before: crm.data.asOf,
          static: AsOfOptions.texts(arguments.options("options")["static"]))
        return [.object(TableObject(wins.named("the last \(wins.rowCount) wins")))]
      })
  }

  private static func describe(_ object: BacktestObject, width: Int) -> String {
    let quality = object.backtest.quality
    let summary = quality.summary.table
    func figure(_ name: String, digits: Int = 3) -> String {
      guard let value = summary[name]?.double(0) else { return "-" }
      var text = Figures.fixed(value, digits)
      if let low = summary[name + ".low"]?.double(0), let high = summary[name + ".high"]?.double(0)
      {
        text += " [\(Figures.fixed(low, digits)), \(Figures.fixed(high, digits))]"
      }
      return text
    }
    let n = Figures.count(Int(summary["n"]?.double(0) ?? 0))
    var lines = [
      "backtest of ICP \"\(object.icp.name)\": \(Figures.count(object.backtest.accounts.rowCount)) "
        + "accounts scored as of \(Calendar.text(days: object.backtest.asOf)), \(n) deals closed "
        + object.horizon,
      "AUC \(figure("auc")), KS \(figure("ks")), Brier \(figure("brier", digits: 4)) "
        + "(always the overall rate: \(figure("brier_base", digits: 4))), "
        + "win rate inside / outside \(figure("uplift", digits: 2))",
      summary["verdict"]?.text(0) ?? "",
      TableText.render(
        quality.tiers.table, rows: 20, width: width, shares: ["win_rate", "share", "capture"]),
    ]
    lines += quality.notes.map { "note: \($0)" }
    return lines.joined(separator: "\n")
  }
}
