import Basics
import Columns
import LuaHost

/// What to write where a comparison meets two kinds of values: the same words when a script runs
/// and when it is checked.
public enum ComparisonAdvice {
  /// For a number in quotes; nil if the text is none.
  public static func number(_ text: String) -> String? {
    guard let value = Double(text) else { return nil }
    return "write \(value == value.rounded() ? text : "\(value)") without quotes"
  }

  /// For a day in quotes.
  public static func date(_ text: String) -> String { "write date \"\(text)\"" }
}

extension RowFunction {
  /// Runs the function row by row. An error in an expression names it and the script's line.
  ///
  /// - Throws: ``ScriptError`` of the first row that raised an error.
  func run(
    over table: Table, rows: Range<Int>? = nil, _ body: (RowInterpreter.Block) throws -> Void
  ) throws {
    let engine = try function.engine()
    let interpreter = RowInterpreter(function, isExpression: isExpression, in: engine)
    do {
      try interpreter.run(over: table, rows: rows ?? 0..<table.rowCount, body)
    } catch var error as ScriptError {
      explain(&error.problem, on: table, in: engine)
      throw error
    }
  }

  private func explain(_ problem: inout Problem, on table: Table, in engine: LuaEngine) {
    if isExpression, let cause = Self.cause(problem.message) {
      let place = engine.scriptPosition.map { "\($0): " } ?? ""
      let shown = text.split(whereSeparator: \.isNewline).joined(separator: " ")
      problem.message = "\(place)the expression \"\(shown)\": \(cause)"
    }
    // The last hint names the row: an error without it comes from elsewhere.
    guard problem.hints.last?.hasPrefix("in row ") == true,
      let hint = advice(on: problem.message, table, engine), !problem.hints.contains(hint)
    else { return }
    problem.hints.removeAll { $0.hasPrefix("write a date as ") }
    problem.hints.insert(hint, at: problem.hints.count - 1)
  }

  /// The message without `expression:1: `, which is no place of the script.
  private static func cause(_ message: String) -> String? {
    let mark = "expression:"
    guard message.hasPrefix(mark) else { return nil }
    let rest = message.dropFirst(mark.count)
    let line = rest.prefix { $0.isNumber }
    guard !line.isEmpty, rest.dropFirst(line.count).hasPrefix(": ") else { return nil }
    return String(rest.dropFirst(line.count + 2))
  }

  // MARK: advice

  private func advice(on message: String, _ table: Table, _ engine: LuaEngine) -> String? {
    func says(_ words: String) -> Bool { message.contains("attempt to " + words) }
    if says("compare string with number") || says("compare number with string") {
      if let number = texts(engine).lazy.compactMap({ ComparisonAdvice.number($0) }).first {
        return held(table, "numbers", \.isNumeric) + number
      }
      let name = held(table, "texts", \.isText)
      return name.isEmpty ? nil : name + "compare it with a text in quotes"
    }
    if says("compare a ") {
      let dates = held(table, "dates") { $0 == .date || $0 == .timestamp }
      if message.contains("text"),
        let day = texts(engine).first(where: { Calendar.day(written: $0) != nil })
      {
        return dates + ComparisonAdvice.date(day)
      }
      if message.contains("number"), let day = unquotedDay {
        return dates + ComparisonAdvice.date(day)
      }
      return nil
    }
    if says("compare boolean with number") || says("compare number with boolean") {
      return "a comparison gives true or false; compare twice:  "
        + "employees >= 100 and employees <= 1000"
    }
    if says("divide by zero") || says("perform 'n//0'") || says("perform 'n%%0'") {
      return "no whole number can be divided by 0: leave those rows out before, or divide with /"
    }
    if message.contains("to 'has' (") {
      return "the column comes first:  has(tech_stack, \"sap\")"
    }
    return nil
  }

  /// `"employees" holds numbers: `, if the function reads one column of that kind.
  private func held(_ table: Table, _ what: String, _ isMeant: (ColumnType) -> Bool) -> String {
    let names = (columnNames ?? []).filter { name in
      table[name].map { isMeant($0.type) } ?? false
    }
    return names.count == 1 ? "\"\(names[0])\" holds \(what): " : ""
  }

  /// The texts that are written in the function.
  private func texts(_ engine: LuaEngine) -> [String] {
    guard let environment = try? LiftEnvironment(engine),
      let number = environment.number(of: function),
      let prototype = try? environment.prototype(number)
    else { return [] }
    return prototype.constants.compactMap { constant in
      if case .text(let bytes) = constant { String(decoding: bytes, as: UTF8.self) } else { nil }
    }
  }

  /// A day that an expression writes as a number: `2025`, or `2025-01-31`, which is a difference.
  private var unquotedDay: String? {
    guard isExpression else { return nil }
    let words = text.split { !$0.isNumber && $0 != "-" }
    let days = words.filter { $0.utf8.count == 10 && Calendar.day(written: String($0)) != nil }
    if let day = days.first { return String(day) }
    return words.first { $0.utf8.count == 4 && ($0.hasPrefix("19") || $0.hasPrefix("20")) }
      .map { "\($0)-01-01" }
  }
}
