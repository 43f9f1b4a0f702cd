import Basics
import CRM
import Columns
import LuaHost
import LuaLift
import Profiles

/// One call of a metric: its rows, its accounts, its keys, its time.
struct MetricCall {
  let arguments: Arguments
  let options: LuaTableContent
  /// The CRM behind it; nil for a table that came from a single file.
  let data: CRMData?
  /// What is divided and counted.
  var rows: Table
  private(set) var accounts: Table?
  private(set) var keys: [CohortKey]
  let level: Double
  /// The day of looking, in days since 1970-01-01.
  let asOf: Int32

  /// - Parameters:
  ///   - entity: The table of the CRM that the metric is about, where none was given.
  ///   - rowsOf: Another way to the rows, such as revenue from deals.
  init(
    _ arguments: Arguments, rows entity: String,
    rowsOf: ((CRMData, LuaTableContent) throws -> Table)? = nil
  ) throws {
    self.arguments = arguments
    let options = try arguments.options("options")
    self.options = options
    let session = try Session.of(arguments.engine)
    let data: CRMData?
    let rows: Table
    switch arguments["crm"].object {
    case let crm as CRMObject:
      data = crm.data
      rows = try rowsOf?(crm.data, options) ?? crm.data.table(entity)
    case let object as TableObject:
      data = object.context.crm
      rows = object.table
    default: throw arguments.problem("'crm' must be a crm or a table")
    }
    self.data = data
    self.rows = rows
    asOf = Self.day(options["as_of"]) ?? data?.asOf ?? session.options.asOf
    level = options["level"].double ?? 0.95
    guard level > 0, level < 1 else { throw arguments.problem("'level' must be between 0 and 1") }
    let accounts = (options["accounts"].object as? TableObject)?.table ?? data?.accounts
    keys = try CohortKeys.parse(
      options["by"], what: arguments.function.qualifiedName,
      known: (accounts?.names ?? []) + rows.names + (data?.deals?.names ?? []), arguments)
    self.accounts = accounts
    if let data {
      let isDeals = rows["deal_id"] != nil && rows["outcome"] != nil
      self.accounts = try FirstPurchases.added(
        to: accounts, of: data, for: keys.filter { Self.isNotOf(rows, $0) }, deals: !isDeals)
    }
  }

  /// Columns of the rows themselves need nothing from elsewhere.
  private static func isNotOf(_ rows: Table, _ key: CohortKey) -> Bool {
    !(key.columnNames ?? []).allSatisfy { rows[$0] != nil } || key.columnNames == nil
  }

  // MARK: options

  /// The accounts, for metrics that count those without a row too.
  func allAccounts() throws -> Table {
    if let accounts { return accounts }
    throw arguments.problem(
      "it counts accounts, and the table is of no crm", hints: ["accounts = TABLE gives them"])
  }

  func table(_ name: String) throws -> Table {
    guard let data else {
      throw arguments.problem("it needs \(name), and the table is of no crm")
    }
    return try data.table(name)
  }

  /// A table given as an option, else that of the crm, if there is one.
  func optional(_ name: String) -> Table? {
    (options[name].object as? TableObject)?.table
      ?? Entity(rawValue: name).flatMap { data?[$0] }
  }

  /// A table given as an option, else that of the crm.
  func given(_ name: String) throws -> Table {
    try (options[name].object as? TableObject)?.table ?? table(name)
  }

  /// Texts of an option that takes one or a list.
  func texts(_ name: String) throws -> [String] {
    try options[name].text.map { [$0] } ?? options[name].tableContent()?.list.compactMap(\.text)
      ?? []
  }

  func date(_ name: String) -> Int32? { Self.day(options[name]) }

  static func day(_ value: LuaValue) -> Int32? {
    value.moment.map { moment in
      moment.isTimestamp
        ? Int32(clamping: Calendar.split(moment.value).days) : Int32(clamping: moment.value)
    }
  }

  /// The window given, if any.
  func window() -> Window? {
    (options["window"].object as? SpanObject).map {
      $0.months > 0 ? .months($0.months) : .days($0.days)
    }
  }

  /// The day that lies a window before another.
  func day(before day: Int32, _ window: Window) -> Int32 { window.start(before: day) - 1 }

  /// The first and the last day of the time looked at: `from` and `to`, or a window up to the
  /// as-of date.
  func time(_ standard: Window) throws -> (from: Int32, to: Int32) {
    let to = date("to") ?? asOf
    let from = date("from") ?? (window() ?? standard).start(before: to)
    if to < from {
      throw arguments.problem(
        "\(Calendar.text(days: to)) comes before \(Calendar.text(days: from))")
    }
    return (from, to)
  }

  /// A span in days, such as a grace of `days(30)`, or a plain number of days.
  func days(_ name: String, standard: Int) throws -> Int {
    if let span = options[name].object as? SpanObject {
      return span.months > 0 ? Int(Double(span.months) * 365.25 / 12) : span.days
    }
    let number = options[name].int ?? standard
    guard (0...100_000).contains(number) else {
      throw arguments.problem("'\(name)' must be from 0 to 100000 days")
    }
    return number
  }

  // MARK: results

  /// Figures of accounts by their traits, or of parts of the rows where keys are columns of those.
  func parts(
    _ figures: (_ rows: Table, _ accounts: Table?, _ keys: [CohortKey]) throws -> FigureTable
  ) throws -> [LuaValue] {
    try result {
      try Metrics.parts(of: rows, accounts: accounts, by: keys) {
        try figures($0, accounts, $1)
      }
    }
  }

  func result(_ figures: () throws -> FigureTable) throws -> [LuaValue] {
    do {
      return [.object(TableObject(figures: try figures(), crm: data))]
    } catch let problem as Problem where problem.message.hasPrefix("cohorts") {
      // The layer below calls all division into groups that.
      var named = problem
      named.message =
        arguments.function.qualifiedName + problem.message.dropFirst("cohorts".count)
      throw named
    }
  }
}

/// Options that metrics have in common.
enum MetricOptions {
  static let span = LuaType.object(SpanObject.luaType)
  static let table = LuaType.object(TableObject.luaType)

  static let accounts = Parameter(
    "accounts", table, "the accounts, where not those of the crm: scored ones, some of them",
    standard: "crm.accounts")
  static let level = Parameter("level", .number, "the confidence of intervals", standard: "0.95")
  static let asOf = Parameter("as_of", .date, "the day of looking", standard: "the as-of date")
  static let window = Parameter(
    "window", span, "how long a time, up to the last day", standard: "years(1)")
  static let from = Parameter("from", .date, "the first day", standard: "a window before the last")
  static let to = Parameter("to", .date, "the last day", standard: "the as-of date")
  static let grace = Parameter(
    "grace", .oneOf([span, .integer]),
    "days without a subscription after which a customer is lost", standard: "days(30)")

  static func subject(_ name: String) -> Parameter {
    Parameter(
      "crm", .oneOf([.object(CRMObject.luaType), table]), "the crm, or a table of \(name)")
  }

  /// The options table: those of all metrics, then some of its own.
  static func options(_ own: [Parameter]) -> Parameter {
    Parameter(
      "options", .options([CohortKeys.parameter] + own + [accounts, asOf, level]),
      "what to divide by, and when",
      standard: "none")
  }

  static let returned = Returned(
    table, "one row a cohort: figures with n and bounds; definition(column) says what each means")
}
