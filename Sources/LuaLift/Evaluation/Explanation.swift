import Basics
import Columns
import LuaHost

/// What becomes of a row function on a table: for `reticle explain`.
public struct RowFunctionExplanation: Sendable, CustomStringConvertible {
  /// Where the function is defined, or the text of the expression.
  public var text: String
  /// Whether it is evaluated by columns; row by row otherwise, with the same result.
  public var isLifted: Bool
  /// Why it is not lifted, and the line of its file where that was decided (0: none known).
  public var reason: String?
  public var line: Int
  /// Names of the columns that are read, in order of first use. Empty if it is not lifted.
  public var columns: [String]
  /// What is worked out, a line for each type that the value can have.
  public var expression: [String]
  /// Whether some rows may have to be left to Lua, because it would raise an error there.
  public var mayRaise: Bool
  /// Steps for each batch of rows.
  public var instructions: Int

  public var description: String {
    guard isLifted else {
      let place = line > 0 ? " (line \(line))" : ""
      return "\(text): row by row, because \(reason ?? "it is not understood")\(place)"
    }
    var lines = ["\(text): by columns, \(instructions) steps a batch"]
    if !columns.isEmpty { lines.append("  reads " + columns.joined(separator: ", ")) }
    lines += expression.map { "  " + $0 }
    if mayRaise { lines.append("  rows that raise an error are left to Lua") }
    return lines.joined(separator: "\n")
  }
}

extension RowFunction {
  /// Whether and how the function is evaluated by columns of this table, and if not, why.
  public func explanation(on table: Table) throws -> RowFunctionExplanation {
    var explanation = RowFunctionExplanation(
      text: text, isLifted: false, line: 0, columns: [], expression: [], mayRaise: false,
      instructions: 0)
    var program = try RowProgram(table, in: try function.engine())
    do {
      try program.add(function, isExpression: isExpression)
    } catch let refusal as Refusal {
      explanation.reason = refusal.reason
      explanation.line = refusal.line
      return explanation
    }
    let (pool, result) = (program.pool, program.results[0])
    explanation.isLifted = true
    explanation.columns = result.columnsRead.map {
      let name = program.table.names[$0]
      return name.hasPrefix(Lifter.addedMark) ? String(name.dropFirst()) : name
    }
    explanation.expression = Self.lines(result.value, pool)
    explanation.mayRaise = !result.bail.isNever
    let truth = pool.not(
      pool.or(result.value.missing, pool.subtract(result.value.boolean, result.value.truth)))
    var outputs: [ExpressionOutput] = [.firstRow(result.bail)]
    if result.value.boolean.isAlways { outputs.append(.bits(truth)) }
    if let id = result.value.integers { outputs.append(.integers(id)) }
    if let id = result.value.numbers { outputs.append(.numbers(id)) }
    if let text = result.value.texts {
      outputs.append(.texts(text, present: result.value.text))
    }
    if let id = result.value.days { outputs.append(.days(id)) }
    if let id = result.value.micros { outputs.append(.integers(id)) }
    explanation.instructions = ExpressionPlan(pool, outputs).instructionCount
    return explanation
  }

  private static func lines(_ value: Alternatives, _ pool: ExpressionPool) -> [String] {
    var parts: [(type: String, condition: Condition, text: String)] = []
    if !value.boolean.isNever {
      parts.append(("true or false", value.boolean, pool.describe(value.truth)))
    }
    if let id = value.integers, !value.integer.isNever {
      parts.append(("integer", value.integer, pool.describe(id)))
    }
    if let id = value.numbers, !value.number.isNever {
      parts.append(("float", value.number, pool.describe(id)))
    }
    if let text = value.texts, !value.text.isNever {
      parts.append(("text", value.text, pool.describe(text)))
    }
    if let id = value.days, !value.date.isNever {
      parts.append(("date", value.date, pool.describe(id)))
    }
    if let id = value.micros, !value.timestamp.isNever {
      parts.append(("timestamp", value.timestamp, pool.describe(id)))
    }
    if !value.other.isNever { parts.append(("table or function", value.other, "unchanged")) }
    if !value.missing.isNever { parts.append(("nil", value.missing, "")) }
    return parts.map { type, condition, text in
      let condition = condition.isAlways ? "" : ", where \(pool.describe(condition))"
      return text.isEmpty ? "\(type)\(condition)" : "\(type): \(text)\(condition)"
    }
  }

  /// The columns that the function names, found in its bytecode without a table; nil if that
  /// cannot be told.
  public var columnNames: [String]? {
    guard let environment = (try? function.engine()).flatMap({ try? LiftEnvironment($0) }),
      let number = environment.number(of: function),
      let prototype = try? environment.prototype(number)
    else { return nil }
    return NamedColumns.find(in: prototype, isExpression: isExpression) { name in
      guard let value = try? environment.lookup(nil, name) else { return false }
      return !value.isMissing
    }
  }
}
