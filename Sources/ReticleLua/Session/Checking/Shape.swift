import Basics
import Columns
import LuaHost
import LuaSyntax

/// What is known of a value without running the script. `unknown` is always right.
indirect enum Shape {
  case unknown
  case nothing
  case boolean
  /// With its value if it is written out.
  case number(Double?)
  case text(String?)
  case moment
  case luaTable
  case luaFunction(FunctionBody)
  case hostFunction(HostFunction)
  /// One of Lua's own functions.
  case plainFunction
  /// A library: the host's or Lua's.
  case library(String)
  case crm
  case table(Schema?)
  case groups(Schema?)
  case row(Schema?)
  /// A host object of another type.
  case object(String)
  /// The value of a column, which may be missing; with the data, where it is at hand.
  case cell(name: String, type: ColumnType, column: Column?)

  /// What messages call it; nil if it is not known well enough.
  var kind: String? {
    switch self {
    case .unknown, .cell: nil
    case .nothing: "nil"
    case .boolean: "a boolean"
    case .number: "a number"
    case .text: "a text"
    case .moment: "a date"
    case .luaTable: "a Lua table"
    case .luaFunction, .hostFunction, .plainFunction: "a function"
    case .library: "a library"
    case .crm: "a crm"
    case .table: "a table"
    case .groups: "a groups"
    case .row: "a row"
    case .object(let name): name.withArticle
    }
  }

  /// The type of host object that it is, by the name of its type.
  var objectType: String? {
    switch self {
    case .crm: CRMObject.luaType
    case .table: TableObject.luaType
    case .groups: GroupedObject.luaType
    case .object(let name): name
    default: nil
    }
  }

  /// What a function of the registry gives.
  init(_ type: LuaType?) {
    switch type {
    case .boolean: self = .boolean
    case .integer, .number: self = .number(nil)
    case .text, .choice: self = .text(nil)
    case .date: self = .moment
    case .row: self = .row(nil)
    case .list, .map, .options: self = .luaTable
    case .object(CRMObject.luaType): self = .crm
    case .object(TableObject.luaType): self = .table(nil)
    case .object(GroupedObject.luaType): self = .groups(nil)
    case .object(let name): self = .object(name)
    default: self = .unknown
    }
  }
}

/// How values are compared: a number with a text is a mistake, whatever their values are.
enum ComparedKind: String {
  case number = "a number"
  case text = "a text"
  case date = "a date"
  case boolean = "a boolean"

  init?(_ shape: Shape) {
    switch shape {
    case .number: self = .number
    case .text: self = .text
    case .moment: self = .date
    case .boolean: self = .boolean
    case .cell(_, let type, _):
      switch type {
      case .integer, .number: self = .number
      case .text, .set: self = .text
      case .date, .timestamp: self = .date
      case .boolean: self = .boolean
      }
    default: return nil
    }
  }
}

/// The columns of a table, as far as they are known.
final class Schema {
  let name: String
  let columns: [(name: String, type: ColumnType?)]
  /// The data itself, where nothing has been added to it.
  let table: Table?

  init(name: String, columns: [(name: String, type: ColumnType?)], table: Table?) {
    self.name = name
    self.columns = columns
    self.table = table
  }

  convenience init(_ table: Table) {
    self.init(
      name: table.name, columns: zip(table.names, table.columns).map { ($0, $1.type) },
      table: table)
  }

  var names: [String] { columns.map(\.name) }

  func has(_ name: String) -> Bool { columns.contains { $0.name == name } }

  /// What reading that column gives.
  func cell(_ name: String) -> Shape {
    guard let type = columns.first(where: { $0.name == name })?.type else { return .unknown }
    return .cell(name: name, type: type, column: table?[name])
  }

  func adding(_ names: [String]) -> Schema {
    let kept = columns.filter { !names.contains($0.name) }
    return Schema(name: name, columns: kept + names.map { ($0, nil) }, table: nil)
  }

  /// With names that may be columns too, of whatever type.
  func widened(by names: Set<String>) -> Schema {
    let new = names.filter { !has($0) }.sorted()
    return Schema(name: name, columns: columns + new.map { ($0, nil) }, table: table)
  }

  func renaming(_ names: [String: String]) -> Schema {
    Schema(
      name: name, columns: columns.map { (names[$0.name] ?? $0.name, $0.type) }, table: nil)
  }

  func selecting(_ names: [String]) -> Schema {
    Schema(name: name, columns: columns.filter { names.contains($0.name) }, table: nil)
  }
}
