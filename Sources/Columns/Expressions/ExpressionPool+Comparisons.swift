extension ExpressionPool {
  /// Compares two integers.
  public func compareIntegers(_ comparison: Comparison, _ a: ValueID, _ b: ValueID) -> Condition {
    if a == b { return comparison == .less ? .never : .always }
    switch (comparison, constantInteger(a), constantInteger(b)) {
    case (.equal, let k?, nil): return equals(b, k)
    case (.equal, nil, let k?): return equals(a, k)
    case (.equal, let x?, let y?): return x == y ? .always : .never
    case (.equal, nil, nil):
      let difference = sum(a).subtracting(sum(b))
      if difference.isConstant { return difference.constant == 0 ? .always : .never }
      let ordered = a.index < b.index ? (a, b) : (b, a)
      return test(.integers(.equal, ordered.0, ordered.1))
    case (.less, _, let k?): return k == .min ? .never : atMost(a, k - 1)
    case (.less, let k?, nil): return not(atMost(b, k))
    case (.atMost, _, let k?): return atMost(a, k)
    case (.atMost, let k?, nil): return k == .min ? .always : not(atMost(b, k - 1))
    // a <= b is not b < a: one test for both.
    case (.atMost, nil, nil): return not(test(.integers(.less, b, a)))
    case (.less, nil, nil): return test(.integers(.less, a, b))
    }
  }

  private func atMost(_ id: ValueID, _ limit: Int64) -> Condition {
    let range = bounds(id)
    if range.upperBound <= limit { return .always }
    if range.lowerBound > limit { return .never }
    return decided(id, leaves: 8) { $0 <= limit } ?? test(.atMost(id, limit))
  }

  private func equals(_ id: ValueID, _ value: Int64) -> Condition {
    guard bounds(id).contains(value) else { return .never }
    return decided(id, leaves: 8) { $0 == value } ?? test(.equals(id, value))
  }

  /// Where a property of an integer holds, if the integer takes few values that are all known;
  /// else nil. No test of the value itself is needed then.
  ///
  /// - Parameter leaves: How many different values to follow.
  func decided(_ id: ValueID, leaves: Int, _ property: (Int64) -> Bool) -> Condition? {
    var budget = leaves
    return decided(id, under: .always, &budget, property)
  }

  private func decided(
    _ id: ValueID, under path: Condition, _ budget: inout Int, _ property: (Int64) -> Bool
  ) -> Condition? {
    switch node(id) {
    case .integer(let value):
      budget -= 1
      return property(value) ? .always : .never
    case .integerByCode(let column, let table):
      budget -= 1
      return code(column: column, in: codeTables[table].map { property($0) ? 255 : 0 })
    case .chooseInteger(let condition, let a, let b):
      guard budget > 0 else { return nil }
      let (inside, outside) = (and(path, condition), subtract(path, condition))
      if inside.isNever { return decided(b, under: outside, &budget, property) }
      if outside.isNever { return decided(a, under: inside, &budget, property) }
      guard let x = decided(a, under: inside, &budget, property),
        let y = decided(b, under: outside, &budget, property)
      else { return nil }
      return choose(condition, x, y)
    case .sum(let number):
      let sum = sums[number]
      guard sum.values.count <= 1, sum.conditions.count <= budget else { return nil }
      return decided(sum, from: 0, at: sum.constant, under: path, &budget, property)
    default: return nil
    }
  }

  private func decided(
    _ sum: IntegerSum, from index: Int, at total: Int64, under path: Condition,
    _ budget: inout Int, _ property: (Int64) -> Bool
  ) -> Condition? {
    guard budget > 0 else { return nil }
    if index == sum.conditions.count {
      guard let last = sum.values.first else {
        budget -= 1
        return property(total) ? .always : .never
      }
      return decided(last.value, under: path, &budget) { property(total &+ $0 &* last.factor) }
    }
    let term = sum.conditions[index]
    let (inside, outside) = (and(path, term.condition), subtract(path, term.condition))
    let with = total &+ term.factor
    if outside.isNever {
      return decided(sum, from: index + 1, at: with, under: path, &budget, property)
    }
    if inside.isNever {
      return decided(sum, from: index + 1, at: total, under: path, &budget, property)
    }
    guard
      let x = decided(sum, from: index + 1, at: with, under: inside, &budget, property),
      let y = decided(sum, from: index + 1, at: total, under: outside, &budget, property)
    else { return nil }
    return choose(term.condition, x, y)
  }

  /// Compares two numbers; NaN is neither less than, at most, nor equal to anything.
  public func compareNumbers(_ comparison: Comparison, _ a: ValueID, _ b: ValueID) -> Condition {
    switch (comparison, constantNumber(a), constantNumber(b)) {
    case (.less, let x?, let y?): return x < y ? .always : .never
    case (.atMost, let x?, let y?): return x <= y ? .always : .never
    case (.equal, let x?, let y?): return x == y ? .always : .never
    case (.less, nil, let k?): return k == -.infinity ? .never : atMost(a, k.nextDown)
    case (.less, let k?, nil): return k == .infinity ? .never : atLeast(b, k.nextUp)
    case (.atMost, nil, let k?): return atMost(a, k)
    case (.atMost, let k?, nil): return atLeast(b, k)
    case (.equal, let k?, nil): return and(atLeast(b, k), atMost(b, k))
    case (.equal, nil, let k?): return and(atLeast(a, k), atMost(a, k))
    case (.equal, nil, nil):
      let ordered = a.index < b.index ? (a, b) : (b, a)
      return test(.numbers(.equal, ordered.0, ordered.1))
    default: return test(.numbers(comparison, a, b))
    }
  }

  private func atMost(_ id: ValueID, _ limit: Double) -> Condition {
    if limit.isNaN { return .never }
    if case .numberByCode(let column, let table) = node(id) {
      return code(column: column, in: flags(table) { $0 <= limit })
    }
    return test(.numberAtMost(id, (limit + 0).bitPattern))
  }

  private func atLeast(_ id: ValueID, _ limit: Double) -> Condition {
    if limit.isNaN { return .never }
    if case .numberByCode(let column, let table) = node(id) {
      return code(column: column, in: flags(table) { $0 >= limit })
    }
    return test(.numberAtLeast(id, (limit + 0).bitPattern))
  }

  private func flags(_ table: Int, _ property: (Double) -> Bool) -> [UInt8] {
    codeTables[table].map { property(Double(bitPattern: UInt64(bitPattern: $0))) ? 255 : 0 }
  }

  /// Compares an integer with a number, exactly: neither is rounded.
  public func compare(
    _ comparison: Comparison, integer: ValueID, toNumber number: ValueID
  ) -> Condition {
    if let limit = constantNumber(number) {
      switch comparison {
      case .less:
        if limit.isNaN || limit <= -0x1p63 { return .never }
        if limit >= 0x1p63 { return .always }
        return compareIntegers(.less, integer, self.integer(Int64(limit.rounded(.up))))
      case .atMost:
        if limit.isNaN || limit < -0x1p63 { return .never }
        if limit >= 0x1p63 { return .always }
        return compareIntegers(.atMost, integer, self.integer(Int64(limit.rounded(.down))))
      case .equal:
        guard let value = Int64(exactly: limit) else { return .never }
        return compareIntegers(.equal, integer, self.integer(value))
      }
    }
    if let value = constantInteger(integer) {
      switch comparison {
      case .less: return atLeast(number, Double(atMost: value).nextUp)
      case .atMost: return atLeast(number, Double(atLeast: value))
      case .equal:
        guard let value = Double(exactly: value) else { return .never }
        return compareNumbers(.equal, number, self.number(value))
      }
    }
    if bounds(integer).isExactInDouble {
      return compareNumbers(comparison, self.number(fromInteger: integer), number)
    }
    return test(.integerToNumber(comparison, integer, number))
  }

  /// Compares a number with an integer, exactly: neither is rounded.
  public func compare(
    _ comparison: Comparison, number: ValueID, toInteger integer: ValueID
  ) -> Condition {
    if comparison == .equal { return compare(.equal, integer: integer, toNumber: number) }
    if let limit = constantNumber(number) {
      if limit.isNaN { return .never }
      let opposite: Comparison = comparison == .less ? .atMost : .less
      return not(compare(opposite, integer: integer, toNumber: number))
    }
    if let value = constantInteger(integer) {
      return comparison == .less
        ? atMost(number, Double(atLeast: value).nextDown) : atMost(number, Double(atMost: value))
    }
    if bounds(integer).isExactInDouble {
      return compareNumbers(comparison, number, self.number(fromInteger: integer))
    }
    return test(.numberToInteger(comparison, number, integer))
  }

  /// Holds where a number is equal to some integer of 64 bits.
  public func isWhole(_ number: ValueID) -> Condition {
    switch node(number) {
    case .number(let bits): Int64(exactly: Double(bitPattern: bits)) != nil ? .always : .never
    case .numberByCode(let column, let table):
      code(column: column, in: flags(table) { Int64(exactly: $0) != nil })
    default: test(.isWhole(number))
    }
  }
}

extension Double {
  /// The greatest Double that is at most an integer.
  init(atMost value: Int64) {
    let nearest = Double(value)
    self = nearest >= 0x1p63 || Int64(nearest) > value ? nearest.nextDown : nearest
  }

  /// The least Double that is at least an integer.
  init(atLeast value: Int64) {
    let nearest = Double(value)
    self = nearest < 0x1p63 && Int64(nearest) < value ? nearest.nextUp : nearest
  }
}
