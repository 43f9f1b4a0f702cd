import Basics
import CRM
import Columns
import LuaHost
import Profiles

/// Options of everything that looks back at a day.
enum AsOfOptions {
  static let staticColumns = Parameter(
    "static", .oneOf([.text, .list(.text)]),
    "columns of accounts that do not change, beyond name, industry, country and the like",
    standard: "none")

  static func day(_ value: LuaValue, of data: CRMData, in arguments: Arguments) throws -> Int32 {
    guard let day = MetricCall.day(value) else {
      throw arguments.problem("'as_of' must be a date", hints: ["as_of = date \"2025-07-01\""])
    }
    if day > data.asOf {
      throw arguments.problem(
        "\(Calendar.text(days: day)) comes after the as-of date \(Calendar.text(days: data.asOf))")
    }
    return day
  }

  static func texts(_ value: LuaValue) throws -> Set<String> {
    Set(try value.text.map { [$0] } ?? value.tableContent()?.list.compactMap(\.text) ?? [])
  }

  /// A column that an as-of view keeps back was asked for: why it is not there.
  static func explained(_ error: any Error, _ hidden: [(column: String, reason: String)])
    -> any Error
  {
    let text = "\(error)"
    guard let found = hidden.first(where: { text.contains("no column \"\($0.column)\"") }) else {
      return error
    }
    return Problem(
      .script, "the column \(found.column) cannot be seen here: \(found.reason)",
      hints: [
        "if it does not change, say so: crm:as_of(date, { static = { \"\(found.column)\" } })"
      ])
  }
}

/// `crm:as_of`: the CRM as it was known on a day.
enum AsOfView {
  static var function: HostFunction {
    HostFunction(
      "as_of", of: CRMObject.luaType, "The crm as it was known on a day",
      details: """
        Deals, subscriptions, touches, tickets, usage, surveys and spend are seen as they stood: later
        ones are not there, deals that closed later are open, later dates are missing. A column of
        accounts holds today's value, so it is only there if it does not change (name, industry,
        country, … and those declared static), or can be worked out from dated things: is_customer, mrr,
        open_deals, last_activity, touches_90d, tickets_90d.
        """,
      [
        Parameter("day", .date, "the day"),
        Parameter(
          "options", .options([AsOfOptions.staticColumns]), "what does not change",
          standard: "none"),
      ],
      returns: [Returned(.object(CRMObject.luaType), "the crm of that day")],
      errors: ["a day after the as-of date", "a static column that does not exist"],
      example: """
        local crm = open()
        local then_ = crm:as_of(date "2025-01-01", { static = { "employees" } })
        assert(#then_.deals < #crm.deals)
        print(then_.accounts)
        """,
      body: .swift { arguments in
        let crm = try arguments.this(CRMObject.self)
        let day = try AsOfOptions.day(arguments["day"], of: crm.data, in: arguments)
        let declared = try AsOfOptions.texts(arguments.options("options")["static"])
        let (data, view) = try AsOf(day, static: declared).view(of: crm.data)
        return [
          .object(
            CRMObject(
              data, source: "\(crm.source) as of \(Calendar.text(days: day))", view: view))
        ]
      })
  }
}
