import Basics
import Columns
import LuaHost
import LuaLift

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
      return (bands.column, try self.bands(bands, of: table))
    default:
      throw Problem(
        .script, "\(what): a key must be a column, an expression, a function or bands, not \(key.kind)")
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
          let made = try column(value, of: table, what: what, position: result.count + 1, engine: engine)
          result.append((name.text ?? made.name, made.column))
        }
      } else {
        result.append(try column(key, of: table, what: what, position: result.count + 1, engine: engine))
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

  /// The label of the band each row is in, coded in the order of the bands.
  private static func bands(_ bands: BandsObject, of table: Table) throws -> Column {
    let column = try table.column(bands.column)
    guard column.type.isNumeric else {
      throw Problem(.script, "bands: the column \"\(bands.column)\" is \(column.type.rawValue), not a number")
    }
    let labels = BandLabels(edges: bands.edges)
    let builder = ColumnBuilder(type: .text, capacity: column.count)
    for row in 0..<column.count {
      if let value = column.double(row), !value.isNaN {
        builder.append(labels.label(of: value))
      } else {
        builder.appendMissing()
      }
    }
    return builder.finish()
  }
}

/// Names of the ranges between edges: `<50`, `50-249`, `>=1000`.
struct BandLabels {
  let edges: [Double]
  private let labels: [String]

  init(edges: [Double]) {
    self.edges = edges
    let whole = edges.allSatisfy { $0 == $0.rounded() && $0.magnitude < 1e15 }
    func text(_ value: Double) -> String { whole ? "\(Int64(value))" : value.written }
    var labels: [String] = []
    for (position, edge) in edges.enumerated() {
      if position == 0 { labels.append("<\(text(edge))") }
      if position + 1 < edges.count {
        let end = edges[position + 1]
        labels.append(whole ? "\(text(edge))-\(Int64(end) - 1)" : "\(text(edge))-<\(text(end))")
      } else {
        labels.append(">=\(text(edge))")
      }
    }
    self.labels = labels.isEmpty ? ["all"] : labels
  }

  func label(of value: Double) -> String {
    labels[min(edges.count(where: { value >= $0 }), labels.count - 1)]
  }
}
