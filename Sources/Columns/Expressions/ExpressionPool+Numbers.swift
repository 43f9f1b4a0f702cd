extension ExpressionPool {
  public func number(_ value: Double) -> ValueID { insert(.number(value.bitPattern)) }

  /// The cells of a number column; 0 where missing.
  public func numbers(column: Int) -> ValueID { insert(.numberColumn(column)) }

  /// A number for each code of a dictionary-coded column.
  ///
  /// - Parameter values: One for each entry of the dictionary, and one for missing.
  public func numberByCode(column: Int, _ values: [Double]) -> ValueID {
    var bits = values.map { Int64(bitPattern: $0.bitPattern) }
    if table.columns[column].validity == nil { bits[bits.count - 1] = bits[0] }
    if bits.allSatisfy({ $0 == bits[0] }) { return number(values[0]) }
    return insert(.numberByCode(column: column, table: codeTables.insert(bits)))
  }

  /// The value of a constant number, or nil.
  public func constantNumber(_ id: ValueID) -> Double? {
    if case .number(let bits) = node(id) { return Double(bitPattern: bits) }
    return nil
  }

  /// The nearest number to an integer, ties to even.
  public func number(fromInteger id: ValueID) -> ValueID {
    if let value = constantInteger(id) { return number(Double(value)) }
    if let (column, values) = tableByCode(id) {
      return numberByCode(column: column, values.map { Double($0) })
    }
    return insert(.fromInteger(id))
  }

  public func number(_ operation: NumberOperation, _ a: ValueID, _ b: ValueID) -> ValueID {
    insert(.numberArithmetic(operation, a, b))
  }

  public func number(_ function: NumberFunction, _ a: ValueID) -> ValueID {
    insert(.numberFunction(function, a))
  }
}
