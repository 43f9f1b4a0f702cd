extension ExpressionPool {
  public func integer(_ value: Int64) -> ValueID { insert(.integer(value)) }

  /// The cells of an integer, date (days) or timestamp (microseconds) column; 0 where missing.
  public func integers(column: Int) -> ValueID { insert(.integerColumn(column)) }

  /// An integer for each code of a dictionary-coded column.
  ///
  /// - Parameter values: One for each entry of the dictionary, and one for missing.
  public func integerByCode(column: Int, _ values: [Int64]) -> ValueID {
    var values = values
    if table.columns[column].validity == nil { values[values.count - 1] = values[0] }
    let first = values[0]
    if values.allSatisfy({ $0 == first }) { return integer(first) }
    // Tables that differ by a constant are one table: a score stays a sum when points are added.
    if first != 0 { for code in values.indices { values[code] &-= first } }
    let node = insert(.integerByCode(column: column, table: codeTables.insert(values)))
    return first == 0
      ? node : insert(IntegerSum(constant: first, values: [.init(value: node, factor: 1)]))
  }

  /// The column and the table, if an integer is looked up by the code of one dictionary.
  func tableByCode(_ id: ValueID) -> (column: Int, values: [Int64])? {
    switch node(id) {
    case .integerByCode(let column, let table): return (column, codeTables[table])
    case .sum(let number):
      let sum = sums[number]
      guard sum.conditions.isEmpty, sum.values.count == 1,
        case .integerByCode(let column, let table) = node(sum.values[0].value)
      else { return nil }
      return (column, codeTables[table].map { sum.constant &+ $0 &* sum.values[0].factor })
    default: return nil
    }
  }

  /// The value of a constant integer, or nil.
  public func constantInteger(_ id: ValueID) -> Int64? {
    if case .integer(let value) = node(id) { return value }
    return nil
  }

  func sum(_ id: ValueID) -> IntegerSum {
    switch node(id) {
    case .integer(let value): IntegerSum(constant: value)
    case .sum(let number): sums[number]
    default: IntegerSum(constant: 0, values: [.init(value: id, factor: 1)])
    }
  }

  /// `a + b`, wrapping around.
  public func add(_ a: ValueID, _ b: ValueID) -> ValueID { insert(sum(a).adding(sum(b))) }
  /// `a - b`, wrapping around.
  public func subtract(_ a: ValueID, _ b: ValueID) -> ValueID { insert(sum(a).subtracting(sum(b))) }
  /// `-a`, wrapping around.
  public func negate(_ a: ValueID) -> ValueID { insert(sum(a).scaled(by: -1)) }

  public func integer(_ operation: IntegerOperation, _ a: ValueID, _ b: ValueID) -> ValueID {
    switch (constantInteger(a), constantInteger(b)) {
    case (let x?, let y?): return integer(operation.apply(x, y))
    case (let x?, nil) where operation == .multiply: return insert(sum(b).scaled(by: x))
    case (nil, let y?) where operation == .multiply: return insert(sum(a).scaled(by: y))
    case (nil, 1) where operation == .floorDivide: return a
    default: return insert(.integerArithmetic(operation, a, b))
    }
  }

  /// 1 where the condition holds, 0 elsewhere.
  public func integer(_ condition: Condition) -> ValueID {
    choose(condition, integer(1), integer(0))
  }

  /// `a` where the condition holds, `b` elsewhere; both integers, numbers or texts.
  public func choose(_ condition: Condition, _ a: ValueID, _ b: ValueID) -> ValueID {
    if condition.isAlways || a == b { return a }
    if condition.isNever { return b }
    switch kind(of: a) {
    case .integer: return chooseInteger(condition, a, b)
    case .number: return insert(.chooseNumber(condition, a, b))
    case .text: return insert(.chooseText(condition, a, b))
    }
  }

  /// As a sum of conditions where that is short, so that a score stays one sum.
  private func chooseInteger(_ condition: Condition, _ a: ValueID, _ b: ValueID) -> ValueID {
    let (x, y) = (sum(a), sum(b))
    let difference = x.subtracting(y)
    guard difference.values.isEmpty, difference.conditions.count <= 4,
      x.count + y.count < IntegerSum.limit
    else { return insert(.chooseInteger(condition, a, b)) }
    // Either b + [c]·(a - b) or a + [not c]·(b - a): a ladder of results stays short one way
    // and doubles with each step the other way.
    let first = y.adding(masked(difference, condition))
    if first.count <= 1 { return insert(first) }
    let second = x.adding(masked(difference.scaled(by: -1), not(condition)))
    return insert(second.count < first.count ? second : first)
  }

  /// A sum of conditions where `condition` holds, 0 elsewhere.
  private func masked(_ sum: IntegerSum, _ condition: Condition) -> IntegerSum {
    var result = IntegerSum(constant: 0)
    func add(_ `where`: Condition, _ factor: Int64) {
      // k·[c] and k - k·[not c] are the same: one form, so that equal sums look equal.
      if conditions.evaluate(`where`, { _ in false }) {
        let rest = not(`where`)
        result.constant &+= factor
        if !rest.isNever && factor != 0 {
          result = result.adding(
            IntegerSum(constant: 0, conditions: [.init(condition: rest, factor: 0 &- factor)]))
        }
      } else if !`where`.isNever && factor != 0 {
        result = result.adding(
          IntegerSum(constant: 0, conditions: [.init(condition: `where`, factor: factor)]))
      }
    }
    add(condition, sum.constant)
    for term in sum.conditions { add(and(condition, term.condition), term.factor) }
    return result
  }

  /// The integer that a number is equal to, where there is one (see ``isWhole(_:)``).
  public func whole(_ number: ValueID) -> ValueID {
    if case .fromInteger(let value) = node(number), bounds(value).isExactInDouble { return value }
    return insert(.whole(number))
  }

  /// A part of a day, counted from 1970-01-01.
  public func calendar(_ part: CalendarPart, ofDay day: ValueID) -> ValueID {
    insert(.calendar(part, day))
  }

  /// The least and the greatest value an integer can take, as far as is known.
  public func bounds(_ id: ValueID) -> ClosedRange<Int64> {
    switch node(id) {
    case .integer(let value): return value...value
    case .integerByCode(_, let table):
      let values = codeTables[table]
      return (values.min() ?? 0)...(values.max() ?? 0)
    case .sum(let number): return bounds(sums[number])
    case .chooseInteger(_, let a, let b):
      let (x, y) = (bounds(a), bounds(b))
      return min(x.lowerBound, y.lowerBound)...max(x.upperBound, y.upperBound)
    case .calendar(.month, _): return 1...12
    case .calendar(.day, _): return 1...31
    case .integerColumn(let column):
      if case .date = table.columns[column].storage {
        return Int64(Int32.min)...Int64(Int32.max)
      }
      return Int64.min...Int64.max
    case .textLength, .textPosition: return 0...Int64(UInt32.max)
    default: return Int64.min...Int64.max
    }
  }

  private func bounds(_ sum: IntegerSum) -> ClosedRange<Int64> {
    let all = Int64.min...Int64.max
    var (low, high) = (sum.constant, sum.constant)
    func widen(_ a: Int64, _ b: Int64) -> Bool {
      let (newLow, lowOverflow) = low.addingReportingOverflow(min(a, b))
      let (newHigh, highOverflow) = high.addingReportingOverflow(max(a, b))
      (low, high) = (newLow, newHigh)
      return !lowOverflow && !highOverflow
    }
    for term in sum.conditions where !widen(0, term.factor) { return all }
    for term in sum.values {
      let inner = bounds(term.value)
      let (a, first) = inner.lowerBound.multipliedReportingOverflow(by: term.factor)
      let (b, second) = inner.upperBound.multipliedReportingOverflow(by: term.factor)
      if first || second || !widen(a, b) { return all }
    }
    return low...high
  }
}

extension ClosedRange<Int64> {
  /// Whether every integer in the range is a Double too.
  var isExactInDouble: Bool { lowerBound >= -(1 << 53) && upperBound <= 1 << 53 }
}
