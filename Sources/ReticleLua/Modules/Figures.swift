import Basics
import Columns
import LuaHost
import LuaLift

/// The figures of summarize: count, sum, mean and so on; and the same of the rows that belong to
/// a row.
enum FigureFunctions {
  private static let ofRows = """
    In a row function the figure can be one of the rows that belong to the row: a.contacts, a.deals, \
    a.touches, a.subscriptions, a.tickets, a.usage and a.surveys of an account, c.touches of a contact, \
    d.contacts of a deal; c.account is the one account of a contact, deal or touch.
    """
  private static let rows = LuaType.object(RelatedRows.luaType)
  private static let result = Returned(
    .any, "for summarize; of related rows the figure itself")
  private static let value = LuaType.rowFunction

  static var all: [HostFunction] {
    [
      HostFunction(
        "count", "How many rows", details: ofRows,
        [
          Parameter(
            "filter", .oneOf([.rowFunction, rows]),
            "only rows for which this holds; or related rows, then their filter comes next",
            standard: "all rows"),
          Parameter(
            "of_related", .rowFunction, "only related rows for which this holds",
            standard: "all of them"),
        ], returns: [result],
        example: """
          local crm = open()
          assert(crm.deals:summarize{ n = count(), won = count "outcome == 'won'" }.n > 0)
          local wide = crm.accounts:where(function(a)
            return count(a.contacts, "seniority == 'vp'") > 0 and count(a.touches) > 3
          end)
          assert(#wide == #crm.accounts:where [[count(contacts, "seniority == 'vp'") > 0 and count(touches) > 3]])
          """,
        body: .swift { arguments in
          if let rows = arguments["filter"].object as? RelatedRows {
            return [try of(rows, .count, value: .nil, filter: arguments["of_related"], arguments)]
          }
          return [try make("count", .count, value: .nil, filter: arguments["filter"], arguments)]
        }),
      of("sum", .sum, "The sum; missing values do not count"),
      of("mean", .mean, "The mean; of true/false values the share of true"),
      of("median", .median, "The median: half of the values are below it"),
      HostFunction(
        "quantile",
        "The value below which a share of the values lies (type 7: linear between neighbours)",
        [
          Parameter(
            "value", .oneOf([value, rows]),
            "a column, an expression, or a function of the row; or related rows, then these come next"
          ),
          Parameter("share", .oneOf([.number, value]), "from 0 to 1"),
          Parameter(
            "filter", .oneOf([value, .number]), "only rows for which this holds",
            standard: "all rows"),
          Parameter("of_related", value, "the filter of related rows", standard: "all of them"),
        ], returns: [result],
        example: "print(open().deals:summarize{ p90 = quantile(\"amount\", 0.9) })",
        body: .swift { arguments in
          let related = arguments["value"].object as? RelatedRows
          guard let share = arguments[related == nil ? "share" : "filter"].double, share >= 0,
            share <= 1
          else { throw arguments.problem("'share' must be from 0 to 1") }
          if let related {
            return [
              try of(
                related, .quantile(share), value: arguments["share"],
                filter: arguments["of_related"], arguments)
            ]
          }
          return [
            try make(
              "quantile", .quantile(share), value: arguments["value"],
              filter: arguments["filter"], arguments)
          ]
        }),
      of("min", .min, "The smallest value; of dates the earliest"),
      of("max", .max, "The largest value; of dates the latest"),
      of("first", .first, "The value of the first row that has one"),
      of("distinct_count", .distinctCount, "How many different values"),
      HostFunction(
        "share", "The share of rows for which a condition holds, from 0 to 1",
        [
          Parameter(
            "condition", .oneOf([.rowFunction, rows]),
            "the condition; or related rows, then their condition comes next"),
          Parameter(
            "of_related", .rowFunction, "the condition on related rows", standard: "none"),
        ],
        returns: [result],
        example: "assert(open().deals:summarize{ open = share \"outcome == 'open'\" }.open < 1)",
        body: .swift { arguments in
          if let rows = arguments["condition"].object as? RelatedRows {
            guard !arguments["of_related"].isNil else {
              throw arguments.problem("the share of which rows? give a condition")
            }
            return [try of(rows, .share, value: .nil, filter: arguments["of_related"], arguments)]
          }
          return [try make("share", .share, value: .nil, filter: arguments["condition"], arguments)]
        }),
    ]
  }

  private static func of(_ name: String, _ aggregate: Aggregate, _ summary: String) -> HostFunction
  {
    HostFunction(
      name, summary,
      [
        Parameter(
          "value", .oneOf([value, rows]),
          "a column, an expression, or a function of the row; or related rows, then these come next"
        ),
        Parameter(
          "filter", .rowFunction,
          "only rows for which this holds; of related rows: their value", standard: "all rows"),
        Parameter(
          "of_related", .rowFunction, "only related rows for which this holds",
          standard: "all of them"),
      ], returns: [result],
      example: """
        print(open().deals:summarize{ x = \(name)("amount", "outcome == 'won'") })
        local t = open().accounts:with{ x = function(a) return \(name)(a.deals, "amount", "outcome == 'won'") end }
        assert(#t:where "x ~= nil" > 0)
        """,
      body: .swift { arguments in
        if let rows = arguments["value"].object as? RelatedRows {
          guard !arguments["filter"].isNil else {
            throw arguments.problem(
              "\(name) of \(rows.relation.name): of which column?",
              hints: ["\(name)(a.\(rows.relation.name), \"amount\")"])
          }
          return [
            try of(
              rows, aggregate, value: arguments["filter"], filter: arguments["of_related"],
              arguments)
          ]
        }
        return [
          try make(
            name, aggregate, value: arguments["value"], filter: arguments["filter"], arguments)
        ]
      })
  }

  /// The figure of related rows, as a value.
  private static func of(
    _ rows: RelatedRows, _ aggregate: Aggregate, value: LuaValue, filter: LuaValue,
    _ arguments: Arguments
  ) throws -> LuaValue {
    func function(_ value: LuaValue) throws -> RowFunction? {
      value.isNil
        ? nil
        : try RowFunction(
          value, what: "\(aggregate.name) of \(rows.relation.name)", in: arguments.engine)
    }
    let figure = RelatedFigure(aggregate, value: try function(value), filter: try function(filter))
    return TableObject.value(try rows.figure(figure, in: arguments.engine))
  }

  private static func make(
    _ name: String, _ aggregate: Aggregate, value: LuaValue, filter: LuaValue,
    _ arguments: Arguments
  ) throws -> LuaValue {
    let serial = try Session.of(arguments.engine).nextSerial()
    return .object(FigureObject(name, aggregate, value: value, filter: filter, serial: serial))
  }
}
