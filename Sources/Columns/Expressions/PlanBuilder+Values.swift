extension PlanBuilder {
  /// The place of a value.
  mutating func value(_ id: ValueID) -> Int32 {
    if let known = valuePlaces[id] { return known }
    let place = emitValue(id, into: nil)
    valuePlaces[id] = place
    return place
  }

  /// Works out a value straight into a result, unless it is there already.
  mutating func value(_ id: ValueID, into target: Int32) {
    let isText = pool.kind(of: id) == .text
    if valuePlaces[id] == nil {
      let place = emitValue(id, into: target)
      valuePlaces[id] = place
    }
    if let place = valuePlaces[id], place != target {
      emit(Instruction(opcode: isText ? .copy128 : .copy64, d: target, a: place))
    }
  }

  private mutating func emitValue(_ id: ValueID, into target: Int32?) -> Int32 {
    func emitted(_ instruction: Instruction, _ stride: Int = 8) -> Int32 {
      var instruction = instruction
      instruction.d = target ?? scratch(stride)
      emit(instruction)
      return instruction.d
    }
    switch pool.node(id) {
    case .integer(let value): return constant(UInt64(bitPattern: value))
    case .number(let bits): return constant(bits)
    case .integerColumn(let index):
      let source = column(index)
      if case .date = pool.table.columns[index].storage {
        return emitted(Instruction(opcode: .widen32, a: source))
      }
      return source
    case .numberColumn(let index), .textColumn(let index): return column(index)
    case .integerByCode(let index, let number), .numberByCode(let index, let number):
      let source = column(index)
      let table = table(.wide(Buffer(pool.codeTables[number])))
      return emitted(Instruction(opcode: .byCode64, a: source, table: table))
    case .sum(let number):
      if let (index, values) = pool.tableByCode(id) {
        let source = column(index)
        let table = table(.wide(Buffer(values)))
        return emitted(Instruction(opcode: .byCode64, a: source, table: table))
      }
      return emitSum(pool.sums[number], into: target)
    case .integerArithmetic(let operation, let a, let b):
      let (x, y) = (value(a), value(b))
      return emitted(Instruction(opcode: operation.opcode, a: x, b: y))
    case .numberArithmetic(let operation, let a, let b):
      let (x, y) = (value(a), value(b))
      return emitted(Instruction(opcode: operation.opcode, a: x, b: y))
    case .numberFunction(let function, let a):
      let x = value(a)
      return emitted(Instruction(opcode: .numberFunction, a: x, k: Int64(function.rawValue)))
    case .fromInteger(let a):
      let x = value(a)
      return emitted(Instruction(opcode: .fromInteger, a: x))
    case .whole(let a):
      let x = value(a)
      return emitted(Instruction(opcode: .whole, a: x))
    case .calendar(let part, let a):
      let x = value(a)
      let opcode: Opcode =
        switch part {
        case .year: .year
        case .month: .month
        case .day: .day
        }
      return emitted(Instruction(opcode: opcode, a: x))
    case .chooseInteger(let condition, let a, let b):
      let (mask, x, y) = (mask(condition), value(a), value(b))
      return emitted(Instruction(opcode: .choose64, a: mask, b: x, c: y))
    case .chooseNumber(let condition, let a, let b):
      // `if c then s = s + 7.5 end`, the usual step of a score in floats.
      if case .numberArithmetic(.add, b, let added) = pool.node(a),
        case .number(let bits) = pool.node(added)
      {
        let (mask, x) = (mask(condition), value(b))
        return emitted(
          Instruction(opcode: .numberAddWhere, a: mask, b: x, k: Int64(bitPattern: bits)))
      }
      let (mask, x, y) = (mask(condition), value(a), value(b))
      return emitted(Instruction(opcode: .choose64, a: mask, b: x, c: y))
    case .chooseText(let condition, let a, let b):
      let (mask, x, y) = (mask(condition), value(a), value(b))
      return emitted(Instruction(opcode: .choose128, a: mask, b: x, c: y), 16)
    case .textLength(let a):
      let x = value(a)
      return emitted(Instruction(opcode: .textLength, a: x))
    case .textPosition(let a, let pattern):
      let x = value(a)
      return emitted(Instruction(opcode: .textPosition, a: x, k: Int64(pattern)))
    case .poolText(let a):
      let x = value(a)
      return emitted(Instruction(opcode: .poolText, a: x), 16)
    case .textFunction(let function, let a):
      let x = value(a)
      let opcode: Opcode =
        switch function {
        case .lower: .textLower
        case .upper: .textUpper
        case .reverse: .textReverse
        }
      return emitted(Instruction(opcode: opcode, a: x), 16)
    case .concatenation(let a, let b):
      let (x, y) = (value(a), value(b))
      return emitted(Instruction(opcode: .concatenate, a: x, b: y), 16)
    case .textPart(let a, let first, let last):
      let (x, y, z) = (value(a), value(first), value(last))
      return emitted(Instruction(opcode: .textPart, a: x, b: y, c: z), 16)
    case .integerText(let a):
      let x = value(a)
      return emitted(Instruction(opcode: .integerText, a: x), 16)
    case .numberText(let a):
      let x = value(a)
      return emitted(Instruction(opcode: .numberText, a: x), 16)
    }
  }
}

extension IntegerOperation {
  var opcode: Opcode {
    switch self {
    case .multiply: .multiply
    case .floorDivide: .floorDivide
    case .modulo: .modulo
    case .and: .bitAnd
    case .or: .bitOr
    case .xor: .bitXor
    case .shiftLeft: .shiftLeft
    case .remainder: .remainder
    }
  }
}

extension NumberOperation {
  var opcode: Opcode {
    switch self {
    case .add: .numberAdd
    case .subtract: .numberSubtract
    case .multiply: .numberMultiply
    case .divide: .numberDivide
    case .floorDivide: .numberFloorDivide
    case .modulo: .numberModulo
    case .power: .numberPower
    case .remainder: .numberRemainder
    case .arcTangent: .numberArcTangent
    }
  }
}
