import Basics
import CLuaBridge
import Columns
import LuaHost
import LuaLift

/// What a function gave for one row, word for word.
public enum Outcome: Equatable, CustomStringConvertible {
  case missing
  case boolean(Bool)
  case integer(Int64)
  /// The bits; all NaNs are the same.
  case number(UInt64)
  case text([UInt8])
  case moment(Int64)
  case other
  case left

  public var description: String {
    switch self {
    case .missing: "nil"
    case .boolean(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let bits): "float \(Double(bitPattern: bits))"
    case .text(let bytes): "\"\(String(decoding: bytes, as: UTF8.self))\" \(bytes)"
    case .moment(let value): "moment \(value >> 1)\(value & 1 == 0 ? "d" : "µs")"
    case .other: "other"
    case .left: "left to Lua"
    }
  }

  public static func number(_ value: Double) -> Outcome {
    .number(value.isNaN ? Double.nan.bitPattern : value.bitPattern)
  }
}

/// The outcomes of all rows up to the first that raised an error.
public struct Outcomes {
  public var values: [Outcome] = []
  /// Where a missing value was read.
  public var missing: [Bool] = []
  /// The row that raised an error, and its message.
  public var error: (row: Int, message: String)?
}

/// Row by row, by Lua: what is right.
public func interpreted(
  _ function: LuaFunction, isExpression: Bool = false, on table: Table, in engine: LuaEngine
) throws -> Outcomes {
  var outcomes = Outcomes()
  let interpreter = RowInterpreter(function, isExpression: isExpression, in: engine)
  func take(_ block: RowInterpreter.Block) {
    for index in 0..<block.count {
      let payload = block.payloads[index]
      let value: Outcome
      switch Int(block.tags[index]) {
      case RL_NIL: value = .missing
      case RL_BOOLEAN: value = .boolean(payload != 0)
      case RL_INTEGER: value = .integer(payload)
      case RL_NUMBER: value = .number(Double(bitPattern: UInt64(bitPattern: payload)))
      case RL_STRING: value = .text(Array(block.text(index)))
      case RL_MOMENT: value = .moment(payload)
      default: value = .other
      }
      outcomes.values.append(value)
      outcomes.missing.append(block.missing[index] != 0)
    }
  }
  do {
    try interpreter.run(over: table) { take($0) }
  } catch let error as ScriptError {
    // The rows before the one that failed are worked out again, to compare them too.
    guard let hint = error.problem.hints.last, hint.hasPrefix("in row "),
      let row = Int(hint.dropFirst(7).prefix { $0.isNumber })
    else { throw error }
    outcomes = Outcomes(error: (row - 1, error.problem.message))
    try interpreter.run(over: table, rows: 0..<(row - 1)) { take($0) }
  }
  return outcomes
}

/// By columns. Rows that are left to Lua have the outcome `left`.
///
/// - Throws: ``Refusal`` if the function is not lifted.
public func lifted(
  _ function: LuaFunction, isExpression: Bool = false, on table: Table, in engine: LuaEngine
) throws -> Outcomes {
  var program = try RowProgram(table, in: engine)
  try program.add(function, isExpression: isExpression)
  let (pool, result) = (program.pool, program.results[0])
  let value = result.value
  let conditions = [
    result.bail, value.missing, value.boolean, value.truth, value.integer, value.number, value.text,
    value.date, value.timestamp, value.other, result.missingRead,
  ]
  var outputs = conditions.map { ExpressionOutput.bits($0) }
  func add(_ output: ExpressionOutput?) -> Int? {
    guard let output else { return nil }
    outputs.append(output)
    return outputs.count - 1
  }
  let integers = add(value.integers.map { .integers($0) })
  let numbers = add(value.numbers.map { .numbers($0) })
  let texts = add(value.texts.map { .texts($0, present: value.text) })
  let days = add(value.days.map { .integers($0) })
  let micros = add(value.micros.map { .integers($0) })
  if pool.isFull { throw Refusal(reason: "full") }
  guard let all = try ExpressionPlan(pool, outputs).run() else { throw Refusal(reason: "too long") }
  func bits(_ index: Int, _ row: Int) -> Bool {
    if case .bits(let bitmap) = all[index] { bitmap[row] } else { false }
  }
  func integer(_ index: Int?, _ row: Int) -> Int64 {
    if let index, case .integers(let buffer) = all[index] { buffer[row] } else { 0 }
  }
  func text(_ row: Int) -> [UInt8] {
    guard let texts, case .texts(let storage) = all[texts] else { return [] }
    switch storage {
    case .coded(let codes, let dictionary):
      return dictionary.entries[Int(codes[row])].withBytes { Array($0) }
    case .text(let views, _): return views[row].withBytes { Array($0) }
    default: return []
    }
  }
  var outcomes = Outcomes()
  for row in 0..<table.rowCount {
    outcomes.missing.append(bits(10, row))
    if bits(0, row) {
      outcomes.values.append(.left)
      continue
    }
    let kinds = (1...9).filter { $0 != 3 && bits($0, row) }
    guard kinds.count == 1 else {
      outcomes.values.append(.text(Array("kinds \(kinds)".utf8)))
      continue
    }
    switch kinds[0] {
    case 1: outcomes.values.append(.missing)
    case 2: outcomes.values.append(.boolean(bits(3, row)))
    case 4: outcomes.values.append(.integer(integer(integers, row)))
    case 5:
      if let numbers, case .numbers(let buffer) = all[numbers] {
        outcomes.values.append(.number(buffer[row]))
      } else {
        outcomes.values.append(.other)
      }
    case 6: outcomes.values.append(.text(text(row)))
    case 7: outcomes.values.append(.moment(integer(days, row) << 1))
    case 8: outcomes.values.append(.moment(integer(micros, row) << 1 | 1))
    default: outcomes.values.append(.other)
    }
  }
  return outcomes
}

/// The first difference between the two ways, said in words; nil if there is none.
public func difference(_ right: Outcomes, _ other: Outcomes, rowCount: Int) -> String? {
  let end = right.error?.row ?? rowCount
  for row in 0..<end {
    if other.values[row] == .left { continue }
    if right.values[row] != other.values[row] {
      return "row \(row): Lua gives \(right.values[row]), by columns it is \(other.values[row])"
    }
    if right.missing[row] != other.missing[row] {
      return
        "row \(row): Lua read a missing value: \(right.missing[row]), by columns: \(other.missing[row])"
    }
  }
  if let error = right.error, other.values[error.row] != .left {
    return
      "row \(error.row): Lua raises \(error.message), by columns it is \(other.values[error.row])"
  }
  return nil
}
