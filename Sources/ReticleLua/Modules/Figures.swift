import Columns
import LuaHost

/// The figures of summarize: count, sum, mean and so on.
enum FigureFunctions {
  private static let filter = Parameter(
    "filter", .rowFunction, "only rows for which this holds", standard: "all rows")
  private static let value = Parameter(
    "value", .rowFunction, "a column, an expression, or a function of the row")
  private static let figure = Returned(.object(FigureObject.luaType), "for summarize")

  static var all: [HostFunction] {
    [
      HostFunction(
        "count", "How many rows", [filter], returns: [figure],
        example:
          "assert(open().deals:summarize{ n = count(), won = count \"outcome == 'won'\" }.n > 0)",
        body: .swift { arguments in
          try [make("count", .count, value: .nil, filter: arguments["filter"], arguments)]
        }),
      of("sum", .sum, "The sum; missing values do not count"),
      of("mean", .mean, "The mean; of true/false values the share of true"),
      of("median", .median, "The median: half of the values are below it"),
      HostFunction(
        "quantile",
        "The value below which a share of the values lies (type 7: linear between neighbours)",
        [value, Parameter("share", .number, "from 0 to 1"), filter], returns: [figure],
        example: "print(open().deals:summarize{ p90 = quantile(\"amount\", 0.9) })",
        body: .swift { arguments in
          let share = arguments.double("share")!
          guard share >= 0, share <= 1 else {
            throw arguments.problem("'share' must be from 0 to 1")
          }
          return try [
            make(
              "quantile", .quantile(share), value: arguments["value"], filter: arguments["filter"],
              arguments)
          ]
        }),
      of("min", .min, "The smallest value; of dates the earliest"),
      of("max", .max, "The largest value; of dates the latest"),
      of("first", .first, "The value of the first row that has one"),
      of("distinct_count", .distinctCount, "How many different values"),
      HostFunction(
        "share", "The share of rows for which a condition holds, from 0 to 1",
        [Parameter("condition", .rowFunction, "the condition")], returns: [figure],
        example: "assert(open().deals:summarize{ open = share \"outcome == 'open'\" }.open < 1)",
        body: .swift { arguments in
          try [make("share", .share, value: .nil, filter: arguments["condition"], arguments)]
        }),
    ]
  }

  private static func of(_ name: String, _ aggregate: Aggregate, _ summary: String) -> HostFunction
  {
    HostFunction(
      name, summary, [value, filter], returns: [figure],
      example: "print(open().deals:summarize{ x = \(name)(\"amount\", \"outcome == 'won'\") })",
      body: .swift { arguments in
        try [
          make(name, aggregate, value: arguments["value"], filter: arguments["filter"], arguments)
        ]
      })
  }

  private static func make(
    _ name: String, _ aggregate: Aggregate, value: LuaValue, filter: LuaValue,
    _ arguments: Arguments
  ) throws -> LuaValue {
    let serial = try Session.of(arguments.engine).nextSerial()
    return .object(FigureObject(name, aggregate, value: value, filter: filter, serial: serial))
  }
}
