import Basics
import CRM
import Columns
import LuaHost
import LuaLift
import Profiles
import Reports

/// A table in a script's hands.
final class TableObject: HostObject {
  static var luaType: String { "table" }
  let table: Table
  /// The table this is a selection of: what "share of the whole" refers to.
  let whole: (name: String, rows: Int)
  let context: Context

  /// What goes along with a table from one to those made of it.
  struct Context {
    /// Lines that are printed below the table.
    var notes: [String] = []
    /// What each figure means, for tables of figures.
    var definitions: [FigureDefinition] = []
    /// The figures of the whole, in one row.
    var total: Table?
    /// The personas its people were mapped to.
    var personas: PersonaMap?
    /// Its people were kept to accounts of an ICP.
    var isWithinICP = false
    /// The CRM it comes from, where other tables of it are needed: accounts of deals.
    var crm: CRMData?
    /// Columns that an as-of view keeps back, each with the reason.
    var hidden: [(column: String, reason: String)] = []
  }

  init(_ table: Table, whole: (name: String, rows: Int)? = nil, context: Context = Context()) {
    self.table = table
    self.whole = whole ?? (table.name, table.rowCount)
    self.context = context
  }

  convenience init(_ table: Table, notes: [String]) {
    self.init(table, context: Context(notes: notes))
  }

  /// Some of the rows, or other columns of the same rows.
  func changed(_ table: Table) -> TableObject {
    TableObject(table, whole: whole, context: context)
  }

  /// The value of a cell as scripts see it.
  static func value(_ value: Value) -> LuaValue {
    switch value {
    case .missing: .nil
    case .boolean(let flag): .boolean(flag)
    case .integer(let integer): .integer(integer)
    case .number(let number): .number(number)
    case .date(let days): .moment(Moment(days: days))
    case .timestamp(let micros): .moment(Moment(micros: micros))
    case .text(let text): .text(text)
    }
  }

  /// A script's value as a cell.
  static func cell(_ value: LuaValue) -> Value? {
    switch value {
    case .nil: .missing
    case .boolean(let flag): .boolean(flag)
    case .integer(let integer): .integer(integer)
    case .number(let number): .number(number)
    case .text(let text): .text(text)
    case .moment(let moment):
      moment.isTimestamp ? .timestamp(moment.value) : .date(Int32(clamping: moment.value))
    default: nil
    }
  }

  /// Figures that are shares of one.
  var shares: Set<String> {
    Set(context.definitions.filter { $0.unit == .share }.map(\.column))
  }

  func describe(_ session: Session) -> String {
    var lines = [
      TableText.render(table, rows: 10, width: session.output.width ?? 120, shares: shares)
    ]
    var footer = "\(Figures.count(table.rowCount)) row\(table.rowCount == 1 ? "" : "s")"
    if whole.rows != table.rowCount, whole.rows > 0 {
      let share = Double(table.rowCount) / Double(whole.rows)
      footer += ", \(Figures.percent(share)) of \(whole.name) (\(Figures.count(whole.rows)))"
    }
    lines.append(footer)
    if let total = context.total, table.rowCount != 1 {
      lines.append("the whole: " + TotalLine.text(total, shownIn: table, shares: shares))
    }
    lines += context.notes.map { "note: \($0)" }
    return lines.joined(separator: "\n")
  }
}

/// The rows of a table one after the other, for a `for` loop.
final class RowsObject: HostObject {
  static var luaType: String { "rows" }
  let view: TableView
  var next = 0

  init(_ view: TableView) { self.view = view }
}

/// A table split into groups, waiting to be summarised.
final class GroupedObject: HostObject {
  static var luaType: String { "groups" }
  let table: Table
  let keys: [(name: String, column: Column)]
  let grouping: Grouping

  init(_ table: Table, keys: [(name: String, column: Column)], grouping: Grouping) {
    self.table = table
    self.keys = keys
    self.grouping = grouping
  }
}

/// A figure to be worked out for each group, such as `mean "amount"`.
final class FigureObject: HostObject {
  static var luaType: String { "figure" }
  let name: String
  let aggregate: Aggregate
  let value: LuaValue
  let filter: LuaValue
  /// Figures become columns in the order they were made.
  let serial: Int

  init(_ name: String, _ aggregate: Aggregate, value: LuaValue, filter: LuaValue, serial: Int) {
    self.name = name
    self.aggregate = aggregate
    self.value = value
    self.filter = filter
    self.serial = serial
  }
}

/// Ranges of a number to group by, such as `bands("employees", 50, 250, 1000)`.
final class BandsObject: HostObject {
  static var luaType: String { "bands" }
  let bands: Bands

  init(_ bands: Bands) { self.bands = bands }
}

/// A length of time, such as `years(2)`.
final class SpanObject: HostObject {
  static var luaType: String { "span" }
  let months: Int
  let days: Int

  init(months: Int, days: Int) {
    self.months = months
    self.days = days
  }
}
