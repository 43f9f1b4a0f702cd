/// Values between two bounds, both included.
enum PlanRange {
  case integers(ValueID, Int64, Int64)
  case numbers(ValueID, Double, Double)
}

extension PlanBuilder {
  /// Two tests of the same value as one range: what holds inside it, and what outside.
  func fusedRange(_ id: Int32) -> (range: PlanRange, high: Int32, low: Int32)? {
    let nodes = pool.conditions.nodes
    let node = nodes[Int(id)]
    switch pool.tests[Int(node.test)] {
    case .atMost(let value, let first):
      // `first < x and x <= second`, asked in either order.
      if node.low > 1, case let inner = nodes[Int(node.low)], inner.low == node.high,
        case .atMost(value, let second) = pool.tests[Int(inner.test)], second > first
      {
        return (.integers(value, first + 1, second), inner.high, node.high)
      }
      if node.high > 1, case let inner = nodes[Int(node.high)], inner.high == node.low,
        case .atMost(value, let second) = pool.tests[Int(inner.test)], second < first
      {
        return (.integers(value, second + 1, first), inner.low, node.low)
      }
      // `first < x` and nothing more: the other side of the range.
      if first < .max, node.high == 0 {
        return (.integers(value, first + 1, .max), node.low, 0)
      }
      return (.integers(value, .min, first), node.high, node.low)
    case .equals(let value, let number):
      return (.integers(value, number, number), node.high, node.low)
    case .numberAtMost(let value, let bits):
      let limit = Double(bitPattern: bits)
      if node.high > 1, case let inner = nodes[Int(node.high)], inner.low == node.low,
        case .numberAtLeast(value, let least) = pool.tests[Int(inner.test)]
      {
        return (.numbers(value, Double(bitPattern: least), limit), inner.high, node.low)
      }
      return (.numbers(value, -.infinity, limit), node.high, node.low)
    case .numberAtLeast(let value, let bits):
      let limit = Double(bitPattern: bits)
      if node.high > 1, case let inner = nodes[Int(node.high)], inner.low == node.low,
        case .numberAtMost(value, let most) = pool.tests[Int(inner.test)]
      {
        return (.numbers(value, limit, Double(bitPattern: most)), inner.high, node.low)
      }
      return (.numbers(value, limit, .infinity), node.high, node.low)
    default: return nil
    }
  }

  /// The range, if a condition is nothing but "inside this range".
  func plainRange(_ condition: Condition) -> PlanRange? {
    guard condition.id > 1, let (range, high, low) = fusedRange(condition.id), high == 1, low == 0
    else { return nil }
    return range
  }

  mutating func emitRange(_ range: PlanRange) -> Int32 {
    switch range {
    case .integers(let id, let low, let high):
      if case .integerColumn(let column) = pool.node(id),
        case .date = pool.table.columns[column].storage
      {
        return emitMask(
          .maskInRange32, self.column(column), k: low, l: high)
      }
      return emitMask(.maskInRange64, value(id), k: low, l: high)
    case .numbers(let id, let low, let high):
      return emitMask(
        .maskInNumberRange, value(id), k: Int64(bitPattern: low.bitPattern),
        l: Int64(bitPattern: high.bitPattern))
    }
  }
}

extension ExpressionPool {
  /// The outcome of a test where the only value it looks at is the 0 of a missing cell of
  /// `column`; nil if that does not decide it.
  func outcome(_ number: Int, whereZero column: Int) -> Bool? {
    switch tests[number] {
    case .isTrue(column): return false
    case .atMost(let id, let limit): return node(id) == .integerColumn(column) ? 0 <= limit : nil
    case .equals(let id, let value): return node(id) == .integerColumn(column) ? 0 == value : nil
    case .numberAtMost(let id, let bits):
      return node(id) == .numberColumn(column) ? 0 <= Double(bitPattern: bits) : nil
    case .numberAtLeast(let id, let bits):
      return node(id) == .numberColumn(column) ? 0 >= Double(bitPattern: bits) : nil
    default: return nil
    }
  }
}
