import Basics
import Columns
import LuaHost
import LuaLift
import LuaSyntax

/// Row functions: functions of the row, and expressions over its columns.
extension Checker {
  /// Visits what is passed as a row function, for the table it will be called on if that is known.
  func rowFunction(_ expression: Expression, _ function: HostFunction, _ what: String) {
    let schema = contexts.last ?? nil
    switch expression {
    case .text(let literal):
      if let schema {
        // The name of a column means that column, whatever it looks like.
        if !schema.has(literal.text) { rowExpression(literal, schema) }
      } else if function.name == "where" || function.name == "with" {
        rowExpression(literal, nil)
      }
      return
    case .function(let body):
      walk(body, row: schema)
      checkReturn(of: body, function)
      if let schema { noteLifting(of: body, schema) }
      return
    case .local(let variable, _):
      if case .luaFunction(let body)? = known[ObjectIdentifier(variable)], let schema {
        walk(body, row: schema)
        checkReturn(of: body, function)
        noteLifting(of: body, schema)
        return
      }
    default: break
    }
    let shape = visit(expression)
    switch shape {
    case .luaFunction, .hostFunction, .plainFunction, .text, .nothing: return
    default:
      if let kind = shape.kind {
        say(
          expression.start,
          "\(function.qualifiedName): \(what) must be a function of the row or an expression, not \(kind)"
        )
      }
    }
  }

  func walk(_ body: FunctionBody, row schema: Schema?) {
    guard !walking.contains(ObjectIdentifier(body)) else { return }
    walking.append(ObjectIdentifier(body))
    if let first = body.parameters.first {
      let before = known[ObjectIdentifier(first)]
      know(first, .row(schema))
      walk(body.block)
      known[ObjectIdentifier(first)] = before
    } else {
      walk(body.block)
    }
    walking.removeLast()
  }

  // MARK: expressions

  /// - Parameter schema: The columns, if they are known: only then names are looked at.
  func rowExpression(_ literal: TextLiteral, _ schema: Schema?) {
    let place = literal.isPlain ? literal.content : literal.at
    let expression: Expression
    do {
      expression = try Parser.parse(expression: literal.bytes, at: place)
    } catch let problem as SyntaxProblem {
      if !problem.isOwnLimit {
        let place = literal.isPlain ? problem.at : literal.at
        let advice = NotLua.advice(on: literal.text, message: problem.message)
        let reason = NotLua.readable(problem.message, on: literal.text)
          .replacing("near <eof>", with: "at its end")
        if advice == nil, reason.hasSuffix("at its end") {
          say(place, "the expression \"\(literal.text)\" is not complete Lua: \(reason)")
        } else {
          let next = advice.map { " (\($0))" } ?? ""
          say(place, "the expression \"\(literal.text)\" is not Lua: \(reason)\(next)")
        }
      }
      return
    } catch { return }
    guard let schema else { return }
    let inner = ExpressionChecker(self, schema, literal)
    _ = inner.visit(expression)
    noteLifting(of: literal, schema)
  }

  // MARK: how it will run

  /// Says so if an expression will run row by row.
  private func noteLifting(of literal: TextLiteral, _ schema: Schema) {
    guard let table = schema.table,
      let function = try? RowFunction(.text(literal.text), what: "check", in: check.engine)
    else { return }
    note(function, table, literal.at, isOneLine: true)
  }

  /// The same for a function, if all it uses is written out: nothing of the script runs for this.
  private func noteLifting(of body: FunctionBody, _ schema: Schema) {
    guard let table = schema.table, body.bytes.upperBound <= source.count else { return }
    var declared = ""
    for variable in body.captured {
      guard let shape = known[ObjectIdentifier(variable)], let value = Self.written(shape) else {
        return
      }
      declared += "local \(variable.name) = \(value) "
    }
    let text = String(decoding: source[body.bytes], as: UTF8.self)
    // As many lines before it as in the script, so that lines in reasons are the script's.
    let padding = String(repeating: "\n", count: max(0, body.at.line - 1))
    guard
      let chunk = try? check.engine.compile(
        "\(padding)\(declared)return \(text)", chunk: "@\(file)"),
      let value = try? check.engine.call(chunk).first,
      let function = try? RowFunction(value, what: "check", in: check.engine)
    else { return }
    note(function, table, body.at, isOneLine: false)
  }

  private static func written(_ shape: Shape) -> String? {
    switch shape {
    case .number(let value?) where value == value.rounded() && value.magnitude < 1e15:
      return "\(Int64(value))"
    case .number(let value?) where value.isFinite: return "\(value)"
    case .text(let text?):
      // Quoted byte by byte: no character of it can end the text.
      return "\"" + text.utf8.map { "\\x" + hex($0) }.joined() + "\""
    default: return nil
    }
  }

  private static func hex(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return text.count == 1 ? "0" + text : text
  }

  private func note(_ function: RowFunction, _ table: Table, _ at: Position, isOneLine: Bool) {
    guard let explanation = try? function.explanation(on: table), !explanation.isLifted,
      let reason = explanation.reason
    else { return }
    let line = explanation.line
    let place = !isOneLine && line > at.line ? " (line \(line))" : ""
    say(at, "this runs row by row, because \(reason)\(place)", isNote: true)
  }
}

/// Visits an expression whose names are columns first, and globals then.
private final class ExpressionChecker {
  private let outer: Checker
  private let schema: Schema
  private let literal: TextLiteral
  private let inner: Checker

  init(_ outer: Checker, _ schema: Schema, _ literal: TextLiteral) {
    self.outer = outer
    self.schema = schema
    self.literal = literal
    inner = RowNames(outer, schema)
  }

  func visit(_ expression: Expression) -> Shape {
    let shape = inner.visit(expression)
    for message in inner.found {
      // Within a text with escapes columns cannot be told: the text's own place then.
      let at =
        literal.isPlain ? Position(line: message.line, column: message.column) : literal.at
      outer.say(at, message.text, isNote: message.isNote)
    }
    return shape
  }
}

private final class RowNames: Checker {
  private let schema: Schema

  init(_ outer: Checker, _ schema: Schema) {
    self.schema = schema
    super.init(outer.check, file: outer.file, source: outer.source)
  }

  override func global(_ name: String, _ at: Position) -> Shape {
    if schema.has(name) { return schema.cell(name) }
    if name == "row" { return .row(schema) }
    if Checker.related.contains(name) { return .unknown }
    let globals = registry.globalNames + Checker.plainGlobals
    if globals.contains(name) { return super.global(name, at) }
    let advice = NotLua.advice(onName: name).map { " (\($0))" }
    let message = unknownColumn(name, schema)
    let isPlain = advice == nil && nearest(to: name, in: schema.names + globals) == nil
    // Any word of a text looks like a column.
    let quotes = isPlain && !message.hasSuffix(")") ? " (a text stands in quotes: '\(name)')" : ""
    say(at, advice.map { "\(schema.name) has no column \"\(name)\"\($0)" } ?? message + quotes)
    return .unknown
  }
}
