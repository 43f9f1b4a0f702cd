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
  /// Whether it is the text of an expression; else it is a Lua function.
  public let isExpression: Bool

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
        .script,
        "\(what): a row function must be a function of the row or an expression, not \(value.kind)")
    }
  }

  /// A function that is there already, or the chunk of an expression.
  package init(_ function: LuaFunction, isExpression: Bool, text: String) {
    self.function = function
    self.isExpression = isExpression
    self.text = text
  }

  /// Compiles the text of an expression; its columns are looked up when it runs.
  private static func compile(_ source: String, what: String, in engine: LuaEngine) throws
    -> LuaFunction
  {
    // A function is a value, and any value but nil and false holds: every row would pass.
    let opening = source.drop { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "(" }
    if opening.hasPrefix("function"), !(opening.dropFirst(8).first?.isLetter ?? false),
      source.hasSuffix("end")
    {
      throw Problem(
        .script, "\(what): a function in quotes is a text, not a condition",
        hints: ["leave the quotes out: t:where(function(a) return a.employees > 100 end)"])
    }
    do {
      // The line break keeps a comment at the end from hiding the bracket.
      return try engine.compile("local row = ...; return (\(source)\n)", chunk: "=expression")
    } catch let error as ScriptError {
      var message = error.problem.message
      if let range = message.firstRange(of: ": ") { message = String(message[range.upperBound...]) }
      if message.hasPrefix("1: ") || message.hasPrefix("2: ") {
        message = String(message.dropFirst(3))
      }
      let advice = NotLua.advice(on: source, message: message)
      message = NotLua.readable(message, on: source)
        .replacing("near ')'", with: "at its end").replacing("near <eof>", with: "at its end")
      let hint = advice ?? "write it as in an if:  industry == \"Software\" and employees >= 100"
      if advice == nil, message.hasSuffix("at its end") {
        throw Problem(
          .script, "\(what): the expression \"\(source)\" is not complete Lua: \(message)",
          hints: [hint])
      }
      // The bracket that Lua misses is not the user's.
      if message.hasPrefix("')' expected near") {
        message = message.replacing("')' expected", with: "unexpected symbol")
      }
      throw Problem(
        .script, "\(what): the expression \"\(source)\" is not Lua: \(message)", hints: [hint])
    }
  }

  /// What messages call the function.
  private var described: String {
    isExpression ? "the expression \"\(text)\"" : "the function at \(text)"
  }

  // MARK: Values

  /// The function's value for each row; missing where it gives nil.
  ///
  /// - Throws: ``ScriptError`` of the first row that raises an error; ``Problem`` if values are of
  ///   types that do not go into one column.
  public func column(on table: Table) throws -> Column {
    try observed([self], table) { try column(on: table, mode: .automatic) }
  }

  package func column(on table: Table, mode: RowMode) throws -> Column {
    if mode.tries(table), let lifted = try liftedColumn(on: table) {
      if let row = lifted.bail {
        try interpret(row, of: table)
      } else if let column = try lifted.column(what: described) {
        return column
      }
    }
    var result = ResultColumn()
    try run(over: table) { result.append($0) }
    return try result.finish(what: described)
  }

  private func liftedColumn(on table: Table) throws -> LiftedColumn? {
    var program = try RowProgram(table, in: try function.engine())
    do {
      try program.add(function, isExpression: isExpression)
    } catch is Refusal {
      return nil
    }
    return try LiftedColumn(program)
  }

  /// Calls the function for a row that it probably raises an error in.
  private func interpret(_ row: Int, of table: Table) throws {
    try run(over: table, rows: row..<(row + 1)) { _ in }
  }

  // MARK: Conditions

  /// Which rows it holds for: every value but false and nil counts as true, as in Lua.
  public func evaluate(on table: Table) throws -> RowTestResult {
    try observed([self], table) { try Self.evaluate([self], on: table, mode: .automatic)[0] }
  }

  public func evaluate(together tests: [any RowTest], on table: Table) throws -> [RowTestResult] {
    var results: [RowTestResult] = []
    var run: [RowFunction] = []
    for test in tests {
      if let function = test as? RowFunction {
        run.append(function)
      } else {
        results += try observed(run, table) {
          try Self.evaluate(run, on: table, mode: .automatic)
        }
        run = []
        results.append(try test.evaluate(on: table))
      }
    }
    return try results
      + observed(run, table) { try Self.evaluate(run, on: table, mode: .automatic) }
  }

  /// Evaluates conditions as if one after the other, those that can be lifted in one pass.
  ///
  /// A condition that runs row by row may change what later ones captured, so that these are
  /// lifted only after it ran.
  package static func evaluate(
    _ functions: [RowFunction], on table: Table, mode: RowMode
  ) throws -> [RowTestResult] {
    var results: [RowTestResult] = []
    while results.count < functions.count {
      let rest = Array(functions[results.count...])
      if mode.tries(table) {
        results += try lifted(rest, on: table)
        if results.count == functions.count { break }
      }
      results.append(try functions[results.count].interpreted(on: table))
    }
    return results
  }

  /// The results of the first functions, up to one that has to be interpreted.
  private static func lifted(
    _ functions: [RowFunction], on table: Table
  ) throws -> [RowTestResult] {
    var count = functions.count
    while count > 0 {
      let engine = try functions[0].function.engine()
      var program = try RowProgram(table, in: engine)
      var added = 0
      do {
        while added < count, try functions[added].function.engine() === engine {
          try program.add(functions[added].function, isExpression: functions[added].isExpression)
          added += 1
        }
      } catch is Refusal {
        // Too many conditions for one program are not too many for a smaller one.
        if program.isSpoilt && added > 0 {
          count = added
          continue
        }
      }
      guard added > 0 else { return [] }
      guard let tests = try LiftedTests(program) else {
        if added == 1 { return [] }
        count = added / 2
        continue
      }
      var results: [RowTestResult] = []
      for index in 0..<added {
        let (result, bail) = tests[index]
        if let bail {
          try functions[index].interpret(bail, of: table)
          // No error after all: this function runs row by row.
          return results
        }
        results.append(result)
      }
      return results
    }
    return []
  }

  private func interpreted(on table: Table) throws -> RowTestResult {
    let passed = Bitmap(count: table.rowCount)
    let unknown = Bitmap(count: table.rowCount)
    try run(over: table) { block in
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
