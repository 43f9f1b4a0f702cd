extension ExpressionPool {
  /// The values an integer takes on a path, each with the condition under which it does.
  ///
  /// - Returns: nil if they are not all known, or more than `limit`.
  /// - Complexity: bounded by a number of steps, past which the answer is nil.
  public func fewValues(
    of id: ValueID, under path: Condition, limit: Int = 64
  ) -> [(condition: Condition, value: Int64)]? {
    var found = FewValues(limit: limit)
    guard collect(id, 0, 1, path, &found) else { return nil }
    return found.conditions.keys.sorted().map { (found.conditions[$0] ?? .never, $0) }
  }

  private struct FewValues {
    let limit: Int
    var conditions: [Int64: Condition] = [:]
    var steps = 1000
  }

  private func add(_ value: Int64, _ path: Condition, _ found: inout FewValues) -> Bool {
    if path.isNever { return true }
    found.conditions[value] = or(found.conditions[value] ?? .never, path)
    return found.conditions.count <= found.limit
  }

  private func collect(
    _ id: ValueID, _ offset: Int64, _ factor: Int64, _ path: Condition, _ found: inout FewValues
  ) -> Bool {
    if path.isNever { return true }
    found.steps -= 1
    guard found.steps > 0 else { return false }
    switch node(id) {
    case .integer(let value): return add(offset &+ value &* factor, path, &found)
    case .integerByCode(let column, let table):
      let entries = codeTables[table]
      let distinct = Set(entries)
      guard distinct.count <= found.limit else { return false }
      for value in distinct.sorted() {
        let holds = code(column: column, in: entries.map { $0 == value ? 255 : 0 })
        if !add(offset &+ value &* factor, and(path, holds), &found) { return false }
      }
      return true
    case .chooseInteger(let condition, let a, let b):
      return collect(a, offset, factor, and(path, condition), &found)
        && collect(b, offset, factor, subtract(path, condition), &found)
    case .sum(let number):
      let sum = sums[number]
      guard sum.values.count <= 1 else { return false }
      return collect(sum, 0, offset &+ sum.constant &* factor, factor, path, &found)
    default: return false
    }
  }

  private func collect(
    _ sum: IntegerSum, _ index: Int, _ total: Int64, _ factor: Int64, _ path: Condition,
    _ found: inout FewValues
  ) -> Bool {
    if path.isNever { return true }
    found.steps -= 1
    guard found.steps > 0 else { return false }
    if index == sum.conditions.count {
      guard let last = sum.values.first else { return add(total, path, &found) }
      return collect(last.value, total, factor &* last.factor, path, &found)
    }
    let term = sum.conditions[index]
    let with = total &+ term.factor &* factor
    return collect(sum, index + 1, with, factor, and(path, term.condition), &found)
      && collect(sum, index + 1, total, factor, subtract(path, term.condition), &found)
  }
}
