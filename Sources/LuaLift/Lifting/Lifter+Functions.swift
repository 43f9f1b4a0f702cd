import Columns

/// Functions of the math library, and the general ones, of values that are many different ones.
extension Lifter {
  func mathematics(_ name: String, _ arguments: [Lifted], _ function: Int32) throws -> Lifted? {
    switch name {
    case "math.floor": return try rounded(arguments, .floor)
    case "math.ceil": return try rounded(arguments, .ceiling)
    case "math.abs": return try magnitude(arguments)
    case "math.sqrt": return try ofNumber(arguments, .squareRoot)
    case "math.exp": return try ofNumber(arguments, .exponential)
    case "math.sin": return try ofNumber(arguments, .sine)
    case "math.cos": return try ofNumber(arguments, .cosine)
    case "math.tan": return try ofNumber(arguments, .tangent)
    case "math.asin": return try ofNumber(arguments, .arcSine)
    case "math.acos": return try ofNumber(arguments, .arcCosine)
    case "math.log": return try logarithm(arguments, function)
    case "math.max": return try extreme(arguments, largest: true)
    case "math.min": return try extreme(arguments, largest: false)
    case "math.fmod": return try remainder(arguments)
    case "math.tointeger": return try toInteger(arguments)
    case "math.type":
      return try byType(arguments, integer: "integer", number: "float", others: nil)
    default: return nil
    }
  }

  private func number(_ x: Alternatives) -> (condition: Condition, value: ValueID)? {
    let condition = pool.or(x.integer, x.number)
    guard isPossible(condition) else { return nil }
    let converted = x.integers.map { pool.number(fromInteger: $0) }
    switch (converted, x.numbers) {
    case (let a?, let b?): return (condition, pool.choose(x.number, b, a))
    case (let a?, nil): return (condition, a)
    case (nil, let b?): return (condition, b)
    case (nil, nil): return nil
    }
  }

  private func ofNumber(_ arguments: [Lifted], _ function: NumberFunction) throws -> Lifted? {
    guard let first = arguments.first else { return leaveAll() }
    guard let x = number(try alternatives(first)) else { return leaveAll() }
    leave(pool.not(x.condition))
    var result = AlternativesBuilder(self)
    result.number(x.condition, pool.number(function, x.value))
    return result.finish()
  }

  private func logarithm(_ arguments: [Lifted], _ function: Int32) throws -> Lifted? {
    guard arguments.count > 1 else { return try ofNumber(arguments, .logarithm) }
    guard case .constant(let base) = arguments[1] else { return nil }
    switch base {
    case .missing: return try ofNumber([arguments[0]], .logarithm)
    case .integer(2), .number(2): return try ofNumber([arguments[0]], .logarithm2)
    case .integer(10), .number(10): return try ofNumber([arguments[0]], .logarithm10)
    case .integer, .number:
      // Lua divides by the logarithm of the base; the same library works that out here.
      guard case .number(let divisor)? = environment.call(function, [base])?.first,
        let quotient = try ofNumber([arguments[0]], .logarithm)
      else { return nil }
      return try arithmetic(.divide, quotient, .constant(.number(divisor)))
    default: return nil
    }
  }

  /// `floor` and `ceil`: an integer if it fits, else a float.
  private func rounded(_ arguments: [Lifted], _ function: NumberFunction) throws -> Lifted? {
    guard let first = arguments.first else { return leaveAll() }
    let x = try alternatives(first)
    var result = AlternativesBuilder(self)
    if let id = x.integers { result.integer(x.integer, id) }
    if let id = x.numbers, isPossible(x.number) {
      let rounded = pool.number(function, id)
      let fits = pool.isWhole(rounded)
      result.integer(pool.and(x.number, fits), pool.whole(rounded))
      result.number(pool.subtract(x.number, fits), rounded)
    }
    leave(pool.not(pool.or(x.integer, x.number)))
    return result.finish()
  }

  private func magnitude(_ arguments: [Lifted]) throws -> Lifted? {
    guard let first = arguments.first else { return leaveAll() }
    let x = try alternatives(first)
    var result = AlternativesBuilder(self)
    if let id = x.integers, isPossible(x.integer) {
      let isNegative = pool.compareIntegers(.less, id, pool.integer(0))
      result.integer(x.integer, pool.choose(isNegative, pool.negate(id), id))
    }
    if let id = x.numbers { result.number(x.number, pool.number(.magnitude, id)) }
    leave(pool.not(pool.or(x.integer, x.number)))
    return result.finish()
  }

  /// `max` and `min` compare as `<` does, and keep the type of what they choose.
  private func extreme(_ arguments: [Lifted], largest: Bool) throws -> Lifted? {
    guard var best = arguments.first else { return leaveAll() }
    for next in arguments.dropFirst() {
      let isBetter = largest ? try compare(.less, best, next) : try compare(.less, next, best)
      best = choose(isBetter, next, best, path, path)
    }
    return best
  }

  private func remainder(_ arguments: [Lifted]) throws -> Lifted? {
    guard arguments.count >= 2 else { return leaveAll() }
    let (x, y) = (try alternatives(arguments[0]), try alternatives(arguments[1]))
    var result = AlternativesBuilder(self)
    let bothIntegers = pool.and(x.integer, y.integer)
    if let a = x.integers, let b = y.integers, isPossible(bothIntegers) {
      leave(pool.and(bothIntegers, pool.compareIntegers(.equal, b, pool.integer(0))))
      result.integer(bothIntegers, pool.integer(.remainder, a, b))
    }
    if let a = number(x), let b = number(y) {
      let others = pool.subtract(pool.and(a.condition, b.condition), bothIntegers)
      result.number(others, pool.number(.remainder, a.value, b.value))
    }
    let handled = pool.and(pool.or(x.integer, x.number), pool.or(y.integer, y.number))
    leave(pool.not(handled))
    return result.finish()
  }

  private func toInteger(_ arguments: [Lifted]) throws -> Lifted? {
    guard let first = arguments.first else { return leaveAll() }
    let x = try alternatives(first)
    var result = AlternativesBuilder(self)
    if let id = x.integers { result.integer(x.integer, id) }
    var absent = pool.or(x.missing, pool.or(x.boolean, pool.or(x.date, x.timestamp)))
    if let id = x.numbers, isPossible(x.number) {
      let fits = pool.isWhole(id)
      result.integer(pool.and(x.number, fits), pool.whole(id))
      absent = pool.or(absent, pool.subtract(x.number, fits))
    }
    result.missing(absent)
    leave(pool.or(x.text, x.other))
    return result.finish()
  }

  // MARK: General functions

  func general(_ name: String, _ arguments: [Lifted]) throws -> Lifted? {
    guard let first = arguments.first else { return nil }
    switch name {
    case "type":
      return try byType(
        arguments, integer: "number", number: "number",
        others: [
          (\.missing, "nil"), (\.boolean, "boolean"), (\.text, "string"), (\.date, "userdata"),
          (\.timestamp, "userdata"),
        ])
    case "tostring": return try written(try alternatives(first))
    case "tonumber":
      guard arguments.count == 1 else { return nil }
      let x = try alternatives(first)
      var result = AlternativesBuilder(self)
      if let id = x.integers { result.integer(x.integer, id) }
      if let id = x.numbers { result.number(x.number, id) }
      result.missing(pool.or(x.missing, pool.or(x.boolean, pool.or(x.date, x.timestamp))))
      leave(pool.or(x.text, x.other))
      return result.finish()
    case "assert":
      leave(pool.not(try truth(first)))
      return arguments.count == 1 ? first : nil
    default: return nil
    }
  }

  private func byType(
    _ arguments: [Lifted], integer: String, number: String,
    others: [(KeyPath<Alternatives, Condition>, String)]?
  ) throws -> Lifted? {
    guard let first = arguments.first else { return leaveAll() }
    let x = try alternatives(first)
    var result = AlternativesBuilder(self)
    func name(_ text: String) -> TextValue {
      pool.text(pool.text(environment.text(Array(text.utf8))))
    }
    var handled = pool.or(x.integer, x.number)
    result.text(x.integer, name(integer))
    result.text(x.number, name(number))
    if let others {
      for (path, text) in others {
        result.text(x[keyPath: path], name(text))
        handled = pool.or(handled, x[keyPath: path])
      }
    } else {
      let rest = pool.subtract(pool.not(handled), x.other)
      result.missing(rest)
      handled = pool.or(handled, rest)
    }
    leave(pool.not(handled))
    return result.finish()
  }

  private func written(_ x: Alternatives) throws -> Lifted {
    var result = AlternativesBuilder(self)
    func name(_ text: String) -> TextValue {
      pool.text(pool.text(environment.text(Array(text.utf8))))
    }
    result.text(x.missing, name("nil"))
    result.text(x.boolean, pool.choose(x.truth, name("true"), name("false")))
    var handled = pool.or(x.missing, pool.or(x.boolean, pool.or(x.text, x.integer)))
    if let text = x.texts { result.text(x.text, text) }
    if let id = x.integers { result.text(x.integer, pool.text(ofInteger: id)) }
    if let id = x.numbers, isPossible(x.number) {
      // How NaN is written tells how it came to be.
      let isNumber = pool.and(x.number, pool.compareNumbers(.equal, id, id))
      result.text(isNumber, pool.text(ofNumber: id))
      handled = pool.or(handled, isNumber)
    }
    leave(pool.not(handled))
    return result.finish()
  }
}
