import Columns

extension Lifter {
  /// A binary operator.
  ///
  /// - Parameters:
  ///   - otherwise: What Lua does when the left side is no number: the compiler turns `x - 1`
  ///     into `x + -1`, but a metamethod still sees the subtraction.
  func arithmetic(
    _ operation: LuaOperator, _ x: Lifted, _ y: Lifted,
    otherwise: (LuaOperator, PlainValue)? = nil
  ) throws -> Lifted {
    let name = otherwise.map { "\(operation.symbol)\($0.0.symbol)\($0.1)" } ?? operation.symbol
    let folded = try fold("binary " + name, [x, y], count: 1) { values in
      switch (values[0], otherwise) {
      case (.integer, _), (.number, _), (_, nil): environment.call(operation, values)
      case (_, let (other, right)?): environment.call(other, [values[0], right])
      }
    }
    if let folded { return folded[0] }
    return try arithmetic(operation, try alternatives(x), try alternatives(y))
  }

  private func arithmetic(
    _ operation: LuaOperator, _ x: Alternatives, _ y: Alternatives
  ) throws -> Lifted {
    var result = AlternativesBuilder(self)
    // Missing values make the result missing, whatever the other side is.
    var handled = pool.or(x.missing, y.missing)
    result.missing(handled)

    func both(_ a: Condition, _ b: Condition) -> Condition? {
      let condition = pool.and(a, b)
      guard isPossible(condition) else { return nil }
      handled = pool.or(handled, condition)
      return condition
    }
    if operation.isBitwise {
      for (first, a) in wholes(x) {
        for (second, b) in wholes(y) {
          if let c = both(first, second) { integers(operation, a, b, where: c, &result) }
        }
      }
      // Floats that are no integers raise an error, as everything else does.
      leave(pool.not(handled))
      return result.finish()
    }
    if let c = both(x.integer, y.integer), let a = x.integers, let b = y.integers {
      integers(operation, a, b, where: c, &result)
    }
    if let c = both(x.integer, y.number), let a = x.integers, let b = y.numbers {
      numbers(operation, pool.number(fromInteger: a), b, where: c, &result)
    }
    if let c = both(x.number, y.integer), let a = x.numbers, let b = y.integers {
      numbers(operation, a, pool.number(fromInteger: b), where: c, &result)
    }
    if let c = both(x.number, y.number), let a = x.numbers, let b = y.numbers {
      numbers(operation, a, b, where: c, &result)
    }
    if operation == .add || operation == .subtract {
      let sign: Int64 = operation == .add ? 1 : -1
      if let c = both(x.date, y.integer), let a = x.days, let b = y.integers {
        moveDate(a, by: b, sign: sign, where: c, &result)
      }
      if operation == .add, let c = both(x.integer, y.date), let a = x.integers, let b = y.days {
        moveDate(b, by: a, sign: 1, where: c, &result)
      }
      if operation == .subtract { differences(x, y, both, &result) }
    }
    // Everything else raises an error, or is rare enough to be left to Lua.
    leave(pool.not(handled))
    return result.finish()
  }

  private func integers(
    _ operation: LuaOperator, _ a: ValueID, _ b: ValueID, where condition: Condition,
    _ result: inout AlternativesBuilder
  ) {
    switch operation {
    case .add: result.integer(condition, pool.add(a, b))
    case .subtract: result.integer(condition, pool.subtract(a, b))
    case .multiply: result.integer(condition, pool.integer(.multiply, a, b))
    case .modulo, .floorDivide:
      leave(pool.and(condition, pool.compareIntegers(.equal, b, pool.integer(0))))
      result.integer(
        condition, pool.integer(operation == .modulo ? .modulo : .floorDivide, a, b))
    case .and: result.integer(condition, pool.integer(.and, a, b))
    case .or: result.integer(condition, pool.integer(.or, a, b))
    case .xor: result.integer(condition, pool.integer(.xor, a, b))
    case .shiftLeft: result.integer(condition, pool.integer(.shiftLeft, a, b))
    case .shiftRight: result.integer(condition, pool.integer(.shiftLeft, a, pool.negate(b)))
    default:
      numbers(
        operation, pool.number(fromInteger: a), pool.number(fromInteger: b), where: condition,
        &result)
    }
  }

  private func numbers(
    _ operation: LuaOperator, _ a: ValueID, _ b: ValueID, where condition: Condition,
    _ result: inout AlternativesBuilder
  ) {
    switch operation {
    case .add: result.number(condition, pool.number(.add, a, b))
    case .subtract: result.number(condition, pool.number(.subtract, a, b))
    case .multiply: result.number(condition, pool.number(.multiply, a, b))
    case .divide: result.number(condition, pool.number(.divide, a, b))
    case .modulo: result.number(condition, pool.number(.modulo, a, b))
    case .floorDivide: result.number(condition, pool.number(.floorDivide, a, b))
    case .power: result.number(condition, pool.number(.power, a, b))
    default: leave(condition)
    }
  }

  /// The parts of a value that have bits: integers, and floats that are equal to one.
  private func wholes(_ x: Alternatives) -> [(Condition, ValueID)] {
    var parts: [(Condition, ValueID)] = []
    if let id = x.integers, isPossible(x.integer) { parts.append((x.integer, id)) }
    if let id = x.numbers, isPossible(x.number) {
      parts.append((pool.and(x.number, pool.isWhole(id)), pool.whole(id)))
    }
    return parts
  }

  // MARK: One side

  func negate(_ x: Lifted) throws -> Lifted {
    if let folded = try fold("negate", [x], count: 1, { environment.call(.negate, $0) }) {
      return folded[0]
    }
    let x = try alternatives(x)
    var result = AlternativesBuilder(self)
    result.missing(x.missing)
    if let a = x.integers { result.integer(x.integer, pool.negate(a)) }
    if let a = x.numbers { result.number(x.number, pool.number(.negate, a)) }
    leave(pool.not(pool.or(x.missing, pool.or(x.integer, x.number))))
    return result.finish()
  }

  func complement(_ x: Lifted) throws -> Lifted {
    if let folded = try fold("complement", [x], count: 1, { environment.call(.complement, $0) }) {
      return folded[0]
    }
    let x = try alternatives(x)
    var result = AlternativesBuilder(self)
    result.missing(x.missing)
    // ~a is -1 - a.
    let minusOne = pool.integer(-1)
    if let a = x.integers { result.integer(x.integer, pool.subtract(minusOne, a)) }
    if let a = x.numbers, isPossible(x.number) {
      leave(pool.subtract(x.number, pool.isWhole(a)))
      result.integer(x.number, pool.subtract(minusOne, pool.whole(a)))
    }
    leave(pool.not(pool.or(x.missing, pool.or(x.integer, x.number))))
    return result.finish()
  }

  func length(_ x: Lifted) throws -> Lifted {
    if case .constructed(let table) = x {
      guard let length = table.length else {
        throw Refusal(reason: "it takes the length of a table with gaps")
      }
      return .constant(.integer(length))
    }
    if case .constant(.table(let table)) = x, environment.hasMetatable(table) {
      throw Refusal(reason: "it takes the length of a table with a metatable")
    }
    if case .constant(.other) = x {
      throw Refusal(reason: "it takes the length of something that is no text or table")
    }
    if let folded = try fold("length", [x], count: 1, { environment.call(.length, $0) }) {
      return folded[0]
    }
    let x = try alternatives(x)
    var result = AlternativesBuilder(self)
    result.missing(x.missing)
    if let text = x.texts { result.integer(x.text, pool.length(text)) }
    leave(pool.not(pool.or(x.missing, x.text)))
    return result.finish()
  }

  func concatenate(_ x: Lifted, _ y: Lifted) throws -> Lifted {
    if let folded = try fold("..", [x, y], count: 1, { environment.call(.concatenate, $0) }) {
      return folded[0]
    }
    let (x, y) = (try alternatives(x), try alternatives(y))
    var result = AlternativesBuilder(self)
    let missing = pool.or(x.missing, y.missing)
    result.missing(missing)
    var handled = missing
    for (first, a) in writable(x) {
      for (second, b) in writable(y) {
        let condition = pool.and(first, second)
        guard isPossible(condition) else { continue }
        result.text(condition, pool.concatenate(a, b))
        handled = pool.or(handled, condition)
      }
    }
    leave(pool.not(handled))
    return result.finish()
  }

  /// The parts of a value that `..` takes, as texts. How NaN is written depends on its sign,
  /// which says how it came to be: that is left to Lua.
  private func writable(_ x: Alternatives) -> [(Condition, TextValue)] {
    var parts: [(Condition, TextValue)] = []
    if let text = x.texts, isPossible(x.text) { parts.append((x.text, text)) }
    if let id = x.integers, isPossible(x.integer) {
      parts.append((x.integer, pool.text(ofInteger: id)))
    }
    if let id = x.numbers, isPossible(x.number) {
      let isNumber = pool.compareNumbers(.equal, id, id)
      parts.append((pool.and(x.number, isNumber), pool.text(ofNumber: id)))
    }
    return parts
  }
}
