import Columns

extension Lifter {
  /// Where `x < y` or `x <= y` holds.
  func compare(_ comparison: Comparison, _ x: Lifted, _ y: Lifted) throws -> Condition {
    let folded = try foldCondition(comparison == .less ? "<" : "<=", x, y) { a, b in
      switch (a, b) {
      case (.other, _), (_, .other), (.table, _), (_, .table):
        throw Refusal(reason: "it orders tables or objects")
      default: return a.compares(comparison, to: b)
      }
    }
    if let folded { return folded }
    let (x, y) = (try alternatives(x), try alternatives(y))
    // A missing value is neither less nor more than anything; that is no error.
    var handled = pool.or(x.missing, y.missing)
    var result = Condition.never
    func add(_ a: Condition, _ b: Condition, _ holds: @autoclosure () -> Condition) {
      let both = pool.and(a, b)
      guard isPossible(both) else { return }
      handled = pool.or(handled, both)
      result = pool.or(result, pool.and(both, holds()))
    }
    if let a = x.integers, let b = y.integers {
      add(x.integer, y.integer, pool.compareIntegers(comparison, a, b))
    }
    if let a = x.integers, let b = y.numbers {
      add(x.integer, y.number, pool.compare(comparison, integer: a, toNumber: b))
    }
    if let a = x.numbers, let b = y.integers {
      add(x.number, y.integer, pool.compare(comparison, number: a, toInteger: b))
    }
    if let a = x.numbers, let b = y.numbers {
      add(x.number, y.number, pool.compareNumbers(comparison, a, b))
    }
    if let a = x.texts, let b = y.texts {
      add(x.text, y.text, pool.compareTexts(comparison, a, b))
    }
    if let a = x.days, let b = y.days {
      add(x.date, y.date, pool.compareIntegers(comparison, a, b))
    }
    if let a = x.days, let b = y.micros {
      add(x.date, y.timestamp, pool.compareIntegers(comparison, micros(ofDays: a), b))
    }
    if let a = x.micros, let b = y.days {
      add(x.timestamp, y.date, pool.compareIntegers(comparison, a, micros(ofDays: b)))
    }
    if let a = x.micros, let b = y.micros {
      add(x.timestamp, y.timestamp, pool.compareIntegers(comparison, a, b))
    }
    leave(pool.not(handled))
    return pool.restricted(result, to: path)
  }

  /// Where `x == y` holds: Lua's own equality, in which two missing values are equal.
  func equals(_ x: Lifted, _ y: Lifted) throws -> Condition {
    let folded = try foldCondition("==", x, y) { a, b in
      guard let result = a.equals(b), !environment.isFresh(a), !environment.isFresh(b) else {
        throw Refusal(reason: "it compares objects")
      }
      if case (.table(let first), .table(let second)) = (a, b), first != second,
        environment.hasMetatable(first) || environment.hasMetatable(second)
      {
        throw Refusal(reason: "it compares tables with metatables")
      }
      return result
    }
    if let folded { return folded }
    switch (x, y) {
    case (.row, .row): return .always
    case (.row, _), (_, .row), (.environment, _), (_, .environment):
      throw Refusal(reason: "it compares the row itself")
    default: break
    }
    let (x, y) = (try alternatives(x), try alternatives(y))
    if isPossible(pool.and(x.other, y.other)) { throw Refusal(reason: "it compares objects") }
    var result = pool.and(x.missing, y.missing)
    func add(_ a: Condition, _ b: Condition, _ holds: @autoclosure () -> Condition) {
      let both = pool.and(a, b)
      guard isPossible(both) else { return }
      result = pool.or(result, pool.and(both, holds()))
    }
    add(x.boolean, y.boolean, pool.choose(x.truth, y.truth, pool.not(y.truth)))
    if let a = x.integers, let b = y.integers {
      add(x.integer, y.integer, pool.compareIntegers(.equal, a, b))
    }
    if let a = x.integers, let b = y.numbers {
      add(x.integer, y.number, pool.compare(.equal, integer: a, toNumber: b))
    }
    if let a = x.numbers, let b = y.integers {
      add(x.number, y.integer, pool.compare(.equal, integer: b, toNumber: a))
    }
    if let a = x.numbers, let b = y.numbers {
      add(x.number, y.number, pool.compareNumbers(.equal, a, b))
    }
    if let a = x.texts, let b = y.texts {
      add(x.text, y.text, pool.compareTexts(.equal, a, b))
    }
    // A date and a timestamp are never the same word.
    if let a = x.days, let b = y.days {
      add(x.date, y.date, pool.compareIntegers(.equal, a, b))
    }
    if let a = x.micros, let b = y.micros {
      add(x.timestamp, y.timestamp, pool.compareIntegers(.equal, a, b))
    }
    return pool.restricted(result, to: path)
  }
}
