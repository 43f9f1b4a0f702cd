import Columns
import LuaHost

/// Days and lengths of time. The clock is the run's as-of date, so that the same inputs give the
/// same bytes.
enum DateFunctions {
  private static let day = Returned(.date, "a day")
  private static let span = Returned(.object(SpanObject.luaType), "a length of time, for windows")

  static var all: [HostFunction] {
    [
      HostFunction(
        "date", "A day",
        [
          Parameter("day", .oneOf([.text, .integer]), "\"2025-01-31\", or the year"),
          Parameter("month", .integer, "1 to 12, if the year was given", standard: "none"),
          Parameter("dayOfMonth", .integer, "1 to 31", standard: "1"),
        ],
        returns: [day], errors: ["a day that does not exist"],
        example: """
          local d = date "2025-03-31"
          assert(d.quarter == 1 and d - date(2025, 1, 1) == 89 and d + 1 == date "2025-04-01")
          """,
        body: .swift { arguments in
          if let text = arguments.text("day") {
            guard let moment = parse(text) else {
              throw arguments.problem(
                "\"\(text)\" is no day", hints: ["write it as \"2025-01-31\""])
            }
            return [.moment(moment)]
          }
          let year = arguments.int("day")!
          let month = arguments.int("month") ?? 1
          let day = arguments.int("dayOfMonth") ?? 1
          guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Calendar.daysIn(month: month, year: year)
          else { throw arguments.problem("there is no such day") }
          return [.moment(Moment(days: Int32(Calendar.days(year: year, month: month, day: day))))]
        }),
      HostFunction(
        "today", "The as-of date of this run (--as-of)", returns: [day],
        example: "assert(days_ago(0) == today())",
        body: .swift { [.moment(Moment(days: try Session.of($0.engine).options.asOf))] }),
      HostFunction(
        "days_ago", "The day this many days before the as-of date",
        [Parameter("n", .integer, "days; negative for days to come")], returns: [day],
        example:
          "print(#open().accounts:where(function(a) return a.last_activity > days_ago(90) end))",
        body: .swift { arguments in
          let asOf = Int(try Session.of(arguments.engine).options.asOf)
          let n = arguments.int("n")!
          guard (-4_000_000...4_000_000).contains(n) else {
            throw arguments.problem("'n' is out of range")
          }
          return [.moment(Moment(days: Int32(clamping: asOf - n)))]
        }),
      HostFunction(
        "months_ago", "The same day of the month this many months before the as-of date",
        [Parameter("n", .integer, "months")], returns: [day],
        example: "assert(months_ago(12) < today())",
        body: .swift { arguments in
          let asOf = Int(try Session.of(arguments.engine).options.asOf)
          let n = arguments.int("n")!
          guard (-100_000...100_000).contains(n) else {
            throw arguments.problem("'n' is out of range")
          }
          return [.moment(Moment(days: Int32(clamping: Calendar.adding(months: -n, to: asOf))))]
        }),
      length("days", "A length of time in days", months: 0, days: 1),
      length("months", "A length of time in calendar months", months: 1, days: 0),
      length("years", "A length of time in calendar years", months: 12, days: 0),
    ]
  }

  private static func length(_ name: String, _ summary: String, months: Int, days: Int)
    -> HostFunction
  {
    HostFunction(
      name, summary, [Parameter("n", .integer, "how many, 1 or more")], returns: [span],
      example:
        "print(cohorts(open(), { by = \"industry\", window = \(name)(\(days == 1 ? 365 : 12 / months)) }))",
      body: .swift { arguments in
        let n = arguments.int("n")!
        guard (1...36_500).contains(n) else {
          throw arguments.problem("'n' must be from 1 to 36500")
        }
        return [.object(SpanObject(months: n * months, days: n * days))]
      })
  }

  /// A day or moment as CSV files write them.
  static func parse(_ text: String) -> Moment? {
    if let days = Calendar.day(written: text) { return Moment(days: days) }
    return Calendar.moment(written: text).map { Moment(micros: $0) }
  }
}
