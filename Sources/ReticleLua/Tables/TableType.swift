import Basics
import Columns
import LuaHost
import LuaLift
import Profiles
import Reports

/// The type `table`: columns, rows, and everything that makes one table from another.
enum TableType {
  static let table = LuaType.object(TableObject.luaType)

  static func declare(in registry: inout Registry) {
    registry.add(
      ObjectType(
        TableObject.self,
        "Rows and columns, such as crm.accounts. A table never changes: every method gives a new one.",
        fields: [
          FieldDescription("columns", .list(.text), "the names of the columns, in order"),
          FieldDescription("name", .text, "what messages call the table"),
        ],
        index: index,
        describe: { table, engine in table.describe(try Session.of(engine)) },
        metamethods: [
          (
            "__len",
            { values, _ in
              guard case .object(let table as TableObject)? = values.first else {
                return [.integer(0)]
              }
              return [.integer(Int64(table.table.rowCount))]
            }
          ),
          ("__pairs", { _, _ in throw loop("a table of rows has no pairs") }),
          ("__call", { _, _ in throw loop("a table of rows cannot be called, nor walked by for") }),
        ],
        changeHint: "t:with{ name = function(row) … end } gives a table with another column"),
      TableMethods.rows + TableMethods.columns + TableMethods.groups + TableMethods.joins
        + TableMethods.looks + [QualityFunctions.ofTable])
    registry.add(
      ObjectType(
        RowsObject.self, "The rows of a table, one after the other",
        metamethods: [
          (
            "__call",
            { values, _ in
              guard case .object(let rows as RowsObject)? = values.first,
                rows.next < rows.view.table.rowCount
              else { return [.nil] }
              rows.next += 1
              return [.row(owner: rows.view.owner, row: rows.next - 1)]
            }
          )
        ]))
    registry.add(
      ObjectType(
        GroupedObject.self, "A table split into groups",
        describe: { groups, _ in
          "\(groups.grouping.groupCount) groups of \(groups.table.name) by \(groups.keys.map(\.name).joined(separator: ", "))"
        },
        metamethods: [
          ("__pairs", { _, _ in throw groupLoop("groups have no pairs") }),
          ("__call", { _, _ in throw groupLoop("groups cannot be called, nor walked by for") }),
        ]),
      [TableMethods.summarizeGroups])
    registry.add(
      ObjectType(
        RelatedRows.self,
        "The rows of another table that belong to a row, such as a.contacts; good for figures of "
          + "them: count(a.contacts, \"seniority == 'vp'\")",
        describe: { rows, _ in
          "the \(rows.relation.name) of row \(rows.row + 1) of \(rows.table.name)"
        }))
    registry.add(
      ObjectType(
        FigureObject.self, "A figure to be worked out, such as mean \"amount\"",
        describe: { figure, _ in "the figure \(figure.name), for summarize" }))
    registry.add(
      ObjectType(
        BandsObject.self, "Ranges of a number to group by",
        describe: { bands, _ in "bands of \(bands.bands.column)" }))
    registry.add(
      ObjectType(
        SpanObject.self, "A length of time",
        describe: { span, _ in span.months != 0 ? "\(span.months) months" : "\(span.days) days" },
        metamethods: SpanArithmetic.metamethods))
  }

  private static func loop(_ message: String) -> Problem {
    Problem(
      .script, message,
      hints: ["for row in t:rows() do … end  goes through its rows; t.columns lists its columns"])
  }

  private static func groupLoop(_ message: String) -> Problem {
    Problem(
      .script, message,
      hints: ["for row in g:summarize{ n = count() }:rows() do … end  goes through them"])
  }

  private static func missing(_ position: Int, of table: Table) -> String {
    let count = table.rowCount
    let what = "\(table.name)[\(position)] is nil: "
    if count == 0 { return what + "the table has no rows" }
    return what + "rows begin at 1, and there \(count == 1 ? "is 1" : "are \(count)")"
  }

  /// `t[3]` is a row; `t.columns`; and a column of a table of one row is its value.
  private static func index(_ object: TableObject, _ key: LuaValue, _ engine: LuaEngine) throws
    -> LuaValue?
  {
    let table = object.table
    if let position = key.int, key.text == nil {
      guard position >= 1, position <= table.rowCount else {
        engine.noteNothing(missing(position, of: table))
        return .nil
      }
      return .row(owner: try TableView.of(table, in: engine).owner, row: position - 1)
    }
    guard let name = key.text else { return nil }
    if let column = table[name] {
      if table.rowCount == 1 { return TableObject.value(column[0]) }
      throw Problem(
        .script,
        "\(table.name).\(name): the table has \(table.rowCount) rows, so there is no one value",
        hints: ["t[1].\(name) is that of the first row; t:column \"\(name)\" is a list of all"])
    }
    switch name {
    case "columns": return .list(table.names.map { .text($0) })
    case "name": return .text(table.name)
    default: break
    }
    // A misspelt column is likelier than a misspelt method where there is one row.
    if nearest(to: name, in: table.names) != nil { throw table.noSuchColumn(name) }
    return nil
  }
}
