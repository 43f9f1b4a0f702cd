extension ExpressionPool {
  /// The column, if a condition depends on the code of one dictionary-coded column and on nothing
  /// else; nil for `always` and `never` too.
  public func codedColumn(of condition: Condition) -> Int? {
    let column = codedColumn(condition.id)
    return column >= 0 ? column : nil
  }

  private static let constant = -1
  private static let mixed = -2

  private func codedColumn(_ id: Int32) -> Int {
    if id <= 1 { return Self.constant }
    if let known = codedColumns[id] { return known }
    let node = conditions.nodes[Int(id)]
    var result = Self.mixed
    if case .code(let column, _) = tests[Int(node.test)] { result = column }
    for child in [node.high, node.low] where result >= 0 {
      let other = codedColumn(child)
      if other != Self.constant && other != result { result = Self.mixed }
    }
    codedColumns[id] = result
    return result
  }

  /// The outcome of a condition that depends on one dictionary only: 0 or 255 for each entry,
  /// and one for missing.
  ///
  /// - Precondition: ``codedColumn(of:)`` is `column`, or the condition is `always` or `never`.
  /// - Complexity: O(entries · nodes of the condition).
  public func codeFlags(_ condition: Condition, column: Int) -> [UInt8] {
    guard case .coded(_, let dictionary) = table.columns[column].storage else { return [] }
    var known: [Int32: [UInt8]] = [:]
    return codeFlags(condition.id, dictionary.count + 1, &known)
  }

  private func codeFlags(_ id: Int32, _ count: Int, _ known: inout [Int32: [UInt8]]) -> [UInt8] {
    if id <= 1 { return [UInt8](repeating: id == 1 ? 255 : 0, count: count) }
    if let result = known[id] { return result }
    let node = conditions.nodes[Int(id)]
    guard case .code(_, let number) = tests[Int(node.test)] else {
      return [UInt8](repeating: 0, count: count)
    }
    let set = codeSets[number]
    if node.high == 1 && node.low == 0 { return set }
    let (high, low) = (codeFlags(node.high, count, &known), codeFlags(node.low, count, &known))
    var result = [UInt8](repeating: 0, count: count)
    for code in 0..<count { result[code] = (set[code] & high[code]) | (~set[code] & low[code]) }
    known[id] = result
    return result
  }
}
