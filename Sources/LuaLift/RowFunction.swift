import Basics
import CLuaBridge
import Columns
import LuaHost

/// A function of the row, as scripts write it: a Lua function, or the text of an expression.
///
/// The one seam between those who need row functions evaluated and how that is done.
public final class RowFunction: RowTest, RowValue {
  public let text: String
  let function: LuaFunction
  let isExpression: Bool

  /// - Parameter what: What messages call it, such as `table:where`.
  /// - Throws: ``Problem`` if the value is no row function, or the expression does not compile.
  public init(_ value: LuaValue, what: String, in engine: LuaEngine) throws {
    switch value {
    case .function(let function):
      self.function = function
      isExpression = false
      text = (try? function.place()) ?? "function"
    case .text(let source):
      text = source
      isExpression = true
      function = try Self.compile(source, what: what, in: engine)
    default:
      throw Problem(
        .script, "\(what): a row function must be a function of the row or an expression, not \(value.kind)")
    }
  }

  /// Compiles the text of an expression; its columns are looked up when it runs.
  private static func compile(_ source: String, what: String, in engine: LuaEngine) throws -> LuaFunction {
    do {
      // The line break keeps a comment at the end from hiding the bracket.
      return try engine.compile("local row = ...; return (\(source)\n)", chunk: "=expression")
    } catch let error as ScriptError {
      var message = error.problem.message
      if let range = message.firstRange(of: ": ") { message = String(message[range.upperBound...]) }
      if message.hasPrefix("1: ") || message.hasPrefix("2: ") { message = String(message.dropFirst(3)) }
      message = message.replacing("near ')'", with: "at its end").replacing("near <eof>", with: "at its end")
      throw Problem(
        .script, "\(what): the expression \"\(source)\" is not complete Lua: \(message)",
        hints: ["write it as in an if:  industry == \"Software\" and employees >= 100"])
    }
  }

  private func interpreter() throws -> RowInterpreter {
    RowInterpreter(function, isExpression: isExpression, in: try function.engine())
  }

  /// The function's value for each row; missing where it gives nil.
  public func column(on table: Table) throws -> Column {
    var result = ResultColumn()
    try interpreter().run(over: table) { result.append($0) }
    return try result.finish(what: isExpression ? "the expression \"\(text)\"" : "the function at \(text)")
  }

  /// Which rows it holds for: every value but false and nil counts as true, as in Lua.
  public func evaluate(on table: Table) throws -> RowTestResult {
    let passed = Bitmap(count: table.rowCount)
    let unknown = Bitmap(count: table.rowCount)
    try interpreter().run(over: table) { block in
      for index in 0..<block.count {
        let tag = Int(block.tags[index])
        let holds = tag != RL_NIL && (tag != RL_BOOLEAN || block.payloads[index] != 0)
        if holds {
          passed[block.start + index] = true
        } else if block.missing[index] != 0 {
          unknown[block.start + index] = true
        }
      }
    }
    return RowTestResult(passed: passed, unknown: unknown)
  }
}
