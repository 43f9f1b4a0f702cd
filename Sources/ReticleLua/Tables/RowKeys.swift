import Basics
import Columns
import LuaHost
import LuaLift
import Profiles

/// What scripts name a value of a row by: a column, an expression, a function, or bands.
enum RowKeys {
  /// The column for a key, and a name for it.
  ///
  /// A text that is the name of a column means that column, whatever it looks like; any other
  /// text is an expression.
  static func column(
    _ key: LuaValue, of table: Table, what: String, position: Int, engine: LuaEngine
  ) throws -> (name: String, column: Column) {
    switch key {
    case .text(let text):
      if let column = table[text] { return (text, column) }
      return (text, try RowFunction(key, what: what, in: engine).column(on: table))
    case .function:
      return ("by_\(position)", try RowFunction(key, what: what, in: engine).column(on: table))
    case .object(let bands as BandsObject):
      return (bands.bands.column, try bands.bands.cut(table.column(bands.bands.column)))
    case .object(let periods as PeriodsObject):
      return (periods.key.name, try periods.key.column(of: table))
    default:
      throw Problem(
        .script,
        "\(what): a key must be a column, an expression, a function, bands or periods, not "
          + key.kind)
    }
  }

  /// The keys of a call: one by one, or in a table that may name them.
  static func columns(
    _ keys: [LuaValue], of table: Table, what: String, engine: LuaEngine
  ) throws -> [(name: String, column: Column)] {
    var result: [(name: String, column: Column)] = []
    for key in keys {
      if let content = try key.tableContent() {
        for (name, value) in content.pairs {
          let made = try column(
            value, of: table, what: what, position: result.count + 1, engine: engine)
          result.append((name.text ?? made.name, made.column))
        }
      } else {
        result.append(
          try column(key, of: table, what: what, position: result.count + 1, engine: engine))
      }
    }
    return result
  }

  /// Names of columns: one by one, or in lists.
  static func names(_ values: [LuaValue], _ arguments: Arguments) throws -> [String] {
    var names: [String] = []
    for value in values {
      if let name = value.text {
        names.append(name)
      } else if let content = try value.tableContent() {
        for item in content.list {
          guard let name = item.text else {
            throw arguments.problem("a list of column names has \(item.kind) in it")
          }
          names.append(name)
        }
      } else {
        throw arguments.problem("expected names of columns, not \(value.kind)")
      }
    }
    return names
  }
}
