import Basics
import Columns
import LuaHost
import LuaLift

/// `explain`: how a row function is evaluated.
enum ExplainFunction {
  static var explain: HostFunction {
    HostFunction(
      "explain", "How a row function is evaluated on a table: by columns or row by row, and why",
      [
        Parameter("f", .rowFunction, "a function of the row or an expression"),
        Parameter("t", .object(TableObject.luaType), "the table"),
      ],
      returns: [
        Returned(.text, "lines to print: columns read, the expression, or the reason and its line")
      ],
      example: """
        local text = explain("employees >= 100 and has(tech_stack, 'sap')", open().accounts)
        assert(text:find("by columns", 1, true))
        """,
      body: .swift { arguments in
        let table = try arguments.object("t", as: TableObject.self).table
        let function = try RowFunction(arguments["f"], what: "explain", in: arguments.engine)
        return [.text(try function.explanation(on: table).description)]
      })
  }
}
