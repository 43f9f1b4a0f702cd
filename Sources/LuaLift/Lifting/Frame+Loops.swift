import Columns

/// Loops whose turns are known are walked turn by turn.
extension Frame {
  /// Turns beyond which a loop is left to the interpreter.
  private static let turnLimit = 200

  /// `for i = first, last, step do`.
  func numericLoop(_ pc: Int, _ i: Instruction, _ state: Edge) throws -> Flow {
    let loop = pc + 1 + i.bx
    guard loop < prototype.code.count, prototype.code[loop].opcode == .forLoop else {
      throw Refusal(reason: "its code is not as the compiler makes it")
    }
    let bounds = (0..<3).map { state.registers[i.a + $0] }
    guard case .constant(let first) = bounds[0], case .constant(let last) = bounds[1],
      case .constant(let step) = bounds[2],
      let turns = try Self.turns(from: first, to: last, by: step)
    else { throw Refusal(reason: "the number of turns of a loop depends on the row") }
    var edge: Edge? = state
    for turn in turns {
      guard var current = edge else { break }
      current.registers[i.a + 3] = .constant(turn)
      edge = try walk(from: pc + 1, to: loop, current)
    }
    return .resume(loop + 1, edge)
  }

  /// The values that a numeric loop goes through; nil if its bounds are no numbers.
  ///
  /// Integers when first and step are, counted beforehand as `forprep` does, so that the end of
  /// the integers is no danger; else floats, added up as the interpreter adds them.
  private static func turns(
    from first: PlainValue, to last: PlainValue, by step: PlainValue
  ) throws -> [PlainValue]? {
    if case .integer(let first) = first, case .integer(let step) = step {
      if step == 0 { return nil }
      var end: Int64
      switch last {
      case .integer(let value): end = value
      case .number(let value):
        if value.isNaN { return [] }
        let rounded = value.rounded(step < 0 ? .up : .down)
        if let whole = Int64(exactly: rounded) {
          end = whole
        } else if value > 0 {
          if step < 0 { return [] }
          end = .max
        } else {
          if step > 0 { return [] }
          end = .min
        }
      default: return nil
      }
      if step > 0 ? first > end : first < end { return [] }
      let distance =
        step > 0
        ? UInt64(bitPattern: end) &- UInt64(bitPattern: first)
        : UInt64(bitPattern: first) &- UInt64(bitPattern: end)
      let count = distance / step.magnitude
      guard count < UInt64(turnLimit) else { throw Refusal(reason: "a loop has many turns") }
      return (0...Int64(count)).map { .integer(first &+ $0 &* step) }
    }
    guard let start = number(first), let end = number(last), let step = number(step), step != 0
    else { return nil }
    var values: [PlainValue] = []
    var value = start
    while step > 0 ? value <= end : end <= value {
      guard values.count < turnLimit else { throw Refusal(reason: "a loop has many turns") }
      values.append(.number(value))
      value += step
    }
    return values
  }

  private static func number(_ value: PlainValue) -> Double? {
    switch value {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// `for i, value in ipairs(list) do`, over a list that the function captured.
  func listLoop(_ pc: Int, _ i: Instruction, _ state: Edge) throws -> Flow {
    let call = pc + 1 + i.bx
    guard call + 1 < prototype.code.count, prototype.code[call].opcode == .tforCall,
      prototype.code[call + 1].opcode == .tforLoop
    else { throw Refusal(reason: "its code is not as the compiler makes it") }
    guard case .listIterator = state.registers[i.a],
      let element = element(of: state.registers[i.a + 1]),
      case .constant(.integer(let before)) = state.registers[i.a + 2],
      case .constant(.missing) = state.registers[i.a + 3]
    else { throw Refusal(reason: "it loops over something that is not known beforehand") }
    var edge: Edge? = state
    var index = before
    while var current = edge {
      index &+= 1
      guard let value = element(.integer(index)) else {
        throw Refusal(reason: "it walks a list that cannot be read")
      }
      if value.isMissing { break }
      guard index - before <= Self.turnLimit else { throw Refusal(reason: "a loop has many turns") }
      for register in 0..<prototype.code[call].c {
        current.registers[i.a + 4 + register] =
          switch register {
          case 0: .constant(.integer(index))
          case 1: lifter.lifted(value)
          default: .constant(.missing)
          }
      }
      edge = try walk(from: pc + 1, to: call, current)
    }
    return .resume(call + 2, edge)
  }

  /// How a list is read: a table that was captured, or one that the function makes.
  private func element(of list: Lifted) -> ((PlainValue) -> PlainValue?)? {
    switch list {
    case .constant(.table(let table)): { self.lifter.environment.rawGet(table, $0) }
    case .constructed(let table): { table[$0] }
    default: nil
    }
  }

  // MARK: Tables that the function makes

  /// `table[key] = value`, for a table that the function made itself, on the same path.
  func assign(_ table: Lifted, _ key: Lifted, _ value: Lifted, _ state: Edge) throws {
    guard case .constructed(let table) = table else { throw Refusal(reason: "it changes a table") }
    guard table.path == state.path, case .constant(let key) = key,
      case .constant(let value) = value,
      table.set(key, value)
    else { throw Refusal(reason: "it makes a table whose content depends on the row") }
  }
}
