extension PlanBuilder {
  /// Works out a sum in the narrowest integers that hold all its conditions, then widens it.
  mutating func emitSum(_ sum: IntegerSum, into target: Int32?) -> Int32 {
    var byColumn: [(column: Int, values: [Int64])] = []
    var masked: [(condition: Condition, factor: Int64)] = []
    var others: [IntegerSum.ValueTerm] = []

    func addTable(_ column: Int, _ factor: Int64, _ values: some Sequence<Int64>) {
      let scaled = values.map { $0 &* factor }
      if let index = byColumn.firstIndex(where: { $0.column == column }) {
        for code in scaled.indices { byColumn[index].values[code] &+= scaled[code] }
      } else {
        byColumn.append((column, scaled))
      }
    }
    for term in sum.values {
      if case .integerByCode(let column, let table) = pool.node(term.value) {
        addTable(column, term.factor, pool.codeTables[table])
      } else {
        others.append(term)
      }
    }
    // All conditions on one dictionary are one table, however many there are.
    for term in sum.conditions {
      let condition = withoutNeedlessPresence(term.condition)
      if let column = pool.codedColumn(of: condition) {
        addTable(
          column, term.factor, pool.codeFlags(condition, column: column).map { $0 == 0 ? 0 : 1 })
      } else {
        masked.append((condition, term.factor))
      }
    }

    let bits = width(sum.constant, byColumn.map(\.values), masked.map(\.factor))
    let total = bits == 64 ? target ?? scratch(8) : scratch(bits / 8)
    emit(Instruction(opcode: Self.fills[bits]!, d: total, k: sum.constant))
    for (column, values) in byColumn { emitAdd(bits, total, column: column, values) }
    for (condition, factor) in masked {
      if bits == 8, let range = plainRange(condition) {
        emitAdd(total, range, factor)
      } else {
        let mask = mask(condition)
        emit(Instruction(opcode: Self.maskAdditions[bits]!, d: total, a: mask, factor: factor))
      }
    }
    var result = total
    if bits < 64 {
      result = target ?? scratch(8)
      emit(Instruction(opcode: Self.widenings[bits]!, d: result, a: total))
    }
    for term in others {
      let value = value(term.value)
      emit(Instruction(opcode: .addScaled, d: result, a: value, factor: term.factor))
    }
    return result
  }

  private static let fills: [Int: Opcode] = [8: .fill8, 16: .fill16, 32: .fill32, 64: .fill64]
  private static let maskAdditions: [Int: Opcode] = [
    8: .addMask8, 16: .addMask16, 32: .addMask32, 64: .addMask64,
  ]
  private static let codeAdditions: [Int: Opcode] = [
    8: .addByCode8, 16: .addByCode16, 32: .addByCode32, 64: .addByCode64,
  ]
  private static let widenings: [Int: Opcode] = [8: .widen8, 16: .widen16, 32: .widen32]

  /// Bits that hold every value of the sum. Steps on the way may wrap around: modulo 2^bits the
  /// end is right all the same, and constants that do not fit are cut off.
  private func width(_ constant: Int64, _ tables: [[Int64]], _ factors: [Int64]) -> Int {
    var (low, high, overflow) = (constant, constant, false)
    func widen(_ a: Int64, _ b: Int64) {
      let (newLow, first) = low.addingReportingOverflow(a)
      let (newHigh, second) = high.addingReportingOverflow(b)
      (low, high, overflow) = (newLow, newHigh, overflow || first || second)
    }
    for table in tables { widen(table.min() ?? 0, table.max() ?? 0) }
    for factor in factors { widen(min(factor, 0), max(factor, 0)) }
    if overflow { return 64 }
    for bits in [8, 16, 32] where low >= -(1 << (bits - 1)) && high < 1 << (bits - 1) {
      return bits
    }
    return 64
  }

  private mutating func emitAdd(_ bits: Int, _ total: Int32, column: Int, _ values: [Int64]) {
    let source = self.column(column)
    let table: PlanTable =
      switch bits {
      case 8: .bytes(Buffer(values.map { UInt8(truncatingIfNeeded: $0) }))
      case 16: .halves(Buffer(values.map { Int16(truncatingIfNeeded: $0) }))
      case 32: .words(Buffer(values.map { Int32(truncatingIfNeeded: $0) }))
      default: .wide(Buffer(values))
      }
    let number = self.table(table)
    emit(Instruction(opcode: Self.codeAdditions[bits]!, d: total, a: source, table: number))
  }

  private mutating func emitAdd(_ total: Int32, _ range: PlanRange, _ factor: Int64) {
    switch range {
    case .integers(let id, let low, let high):
      var opcode = Opcode.addInRange64
      let source: Int32
      if case .integerColumn(let column) = pool.node(id),
        case .date = pool.table.columns[column].storage
      {
        opcode = .addInRange32
        source = self.column(column)
      } else {
        source = value(id)
      }
      emit(Instruction(opcode: opcode, d: total, a: source, k: low, l: high, factor: factor))
    case .numbers(let id, let low, let high):
      let source = value(id)
      emit(
        Instruction(
          opcode: .addInNumberRange, d: total, a: source, k: Int64(bitPattern: low.bitPattern),
          l: Int64(bitPattern: high.bitPattern), factor: factor))
    }
  }
}
