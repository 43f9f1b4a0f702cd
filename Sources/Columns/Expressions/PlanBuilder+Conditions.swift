extension PlanBuilder {
  /// The place of the mask of a condition.
  mutating func mask(_ condition: Condition) -> Int32 {
    let simple = withoutNeedlessPresence(condition)
    if simple.isNever { return constant(0) }
    if simple.isAlways { return constant(~0) }
    return mask(node: simple.id)
  }

  /// The condition without tests for missing values that the zero in their slot already answers.
  ///
  /// `present and x >= 100` is `x >= 100`, because a missing x is stored as 0. In general: if the
  /// rest of the condition, evaluated for a slot of 0, gives what the condition gives for a
  /// missing value, then presence need not be asked.
  mutating func withoutNeedlessPresence(_ condition: Condition) -> Condition {
    var condition = condition
    for number in pool.conditions.support(condition) {
      guard case .present(let column) = pool.tests[number] else { continue }
      let present = pool.conditions.assuming(condition) { $0 == number ? true : nil }
      let missing = pool.conditions.assuming(condition) { $0 == number ? false : nil }
      let atZero = pool.conditions.assuming(present) { pool.outcome($0, whereZero: column) }
      if atZero == missing { condition = present }
    }
    return condition
  }

  private mutating func mask(node id: Int32) -> Int32 {
    if let known = maskPlaces[id] { return known }
    let result = emitMask(id)
    maskPlaces[id] = result
    return result
  }

  private mutating func emitMask(_ id: Int32) -> Int32 {
    if let column = pool.codedColumn(of: Condition(id)) {
      let flags = pool.codeFlags(Condition(id), column: column)
      return emit(.maskByCode, column: column, table: .bytes(Buffer(flags)))
    }
    let node = pool.conditions.nodes[Int(id)]
    if let (range, high, low) = fusedRange(id) {
      return combine(emitRange(range), high: high, low: low)
    }
    return combine(emitTest(Int(node.test)), high: node.high, low: node.low)
  }

  /// Where `test` holds the mask of `high`, elsewhere the mask of `low`.
  private mutating func combine(_ test: Int32, high: Int32, low: Int32) -> Int32 {
    switch (high, low) {
    case (1, 0): return test
    case (0, 1): return emitMask(.maskNot, test)
    case (_, 0): return emitMask(.maskAnd, test, mask(node: high))
    case (0, _): return emitMask(.maskAndNot, test, mask(node: low))
    case (1, _): return emitMask(.maskOr, test, mask(node: low))
    case (_, 1): return emitMask(.maskOrNot, test, mask(node: high))
    default: return emitMask(.maskChoose, test, mask(node: high), mask(node: low))
    }
  }

  mutating func emitMask(
    _ opcode: Opcode, _ a: Int32, _ b: Int32 = -1, _ c: Int32 = -1, k: Int64 = 0, l: Int64 = 0
  ) -> Int32 {
    let d = scratch(1)
    emit(Instruction(opcode: opcode, d: d, a: a, b: b, c: c, k: k, l: l))
    return d
  }

  private mutating func emit(_ opcode: Opcode, column: Int, table: PlanTable) -> Int32 {
    let (source, number, d) = (self.column(column), self.table(table), scratch(1))
    emit(Instruction(opcode: opcode, d: d, a: source, table: number))
    return d
  }

  // MARK: Single tests

  private mutating func emitTest(_ number: Int) -> Int32 {
    switch pool.tests[number] {
    case .present(let column): return emitMask(.maskFromBits, validity(column))
    case .isTrue(let column): return emitMask(.maskFromBytes, self.column(column))
    case .code(let column, let set):
      return emit(.maskByCode, column: column, table: .bytes(Buffer(pool.codeSets[set])))
    case .atMost(let id, let limit): return emitRange(.integers(id, .min, limit))
    case .equals(let id, let value): return emitRange(.integers(id, value, value))
    case .numberAtMost(let id, let bits):
      return emitRange(.numbers(id, -.infinity, Double(bitPattern: bits)))
    case .numberAtLeast(let id, let bits):
      return emitRange(.numbers(id, Double(bitPattern: bits), .infinity))
    case .integers(let comparison, let a, let b):
      return emitMask(
        comparison == .equal ? .maskIntegersEqual : .maskIntegersLess, value(a), value(b))
    case .numbers(let comparison, let a, let b):
      let opcode: Opcode =
        switch comparison {
        case .less: .maskNumbersLess
        case .atMost: .maskNumbersAtMost
        case .equal: .maskNumbersEqual
        }
      return emitMask(opcode, value(a), value(b))
    case .integerToNumber(let comparison, let a, let b):
      let opcode: Opcode =
        switch comparison {
        case .less: .maskIntegerLessNumber
        case .atMost: .maskIntegerAtMostNumber
        case .equal: .maskIntegerEqualsNumber
        }
      return emitMask(opcode, value(a), value(b))
    case .numberToInteger(let comparison, let a, let b):
      return emitMask(
        comparison == .less ? .maskNumberLessInteger : .maskNumberAtMostInteger, value(a), value(b))
    case .isWhole(let id): return emitMask(.maskIsWhole, value(id))
    case .texts(let comparison, let a, let b): return emitTexts(comparison, a, b)
    case .text(let match, let id, let pattern):
      let opcode: Opcode =
        switch match {
        case .contains: .maskContains
        case .startsWith: .maskStartsWith
        case .endsWith: .maskEndsWith
        case .hasMember: .maskHasMember
        }
      return emitMask(opcode, value(id), k: Int64(pattern))
    }
  }

  private mutating func emitTexts(_ comparison: Comparison, _ a: ValueID, _ b: ValueID) -> Int32 {
    switch comparison {
    case .less: return emitMask(.maskTextsLess, value(a), value(b))
    case .atMost: return emitMask(.maskTextsAtMost, value(a), value(b))
    case .equal:
      for (text, other) in [(a, b), (b, a)] {
        guard case .poolText(let id) = pool.node(other), let number = pool.constantInteger(id)
        else { continue }
        return emitMask(.maskTextEquals, value(text), k: number)
      }
      return emitMask(.maskTextsEqual, value(a), value(b))
    }
  }
}
