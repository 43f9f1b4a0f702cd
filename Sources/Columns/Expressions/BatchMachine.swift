import CScan

/// Runs the instructions of a plan over one batch of rows. One machine a thread.
struct BatchMachine {
  let instructions: UnsafeBufferPointer<Instruction>
  let tables: UnsafeBufferPointer<(base: UnsafeRawPointer, count: Int)>
  let poolTexts: UnsafeBufferPointer<TextView>
  /// The address of each place for the batch.
  let addresses: UnsafeMutablePointer<UnsafeMutableRawPointer>
  /// Where texts go that instructions make.
  var arena: TextArena
  /// The first row of each `storeFirst`, or -1.
  var firstRows: [Int]
  /// Which numbers of texts `storeTextNumbers` has seen.
  var seenTexts: [UInt8]
  /// False once a text would have become too long.
  var isWhole = true
  private var buffer = [UInt8](repeating: 0, count: 256)

  init(
    instructions: UnsafeBufferPointer<Instruction>,
    tables: UnsafeBufferPointer<(base: UnsafeRawPointer, count: Int)>,
    poolTexts: UnsafeBufferPointer<TextView>,
    addresses: UnsafeMutablePointer<UnsafeMutableRawPointer>, firstCount: Int
  ) {
    self.instructions = instructions
    self.tables = tables
    self.poolTexts = poolTexts
    self.addresses = addresses
    arena = TextArena()
    firstRows = [Int](repeating: -1, count: firstCount)
    seenTexts = [UInt8](repeating: 0, count: poolTexts.count)
  }

  /// - Parameters:
  ///   - row: The number of the first row of the batch.
  ///   - count: At most as many rows as scratch was laid out for.
  mutating func run(from row: Int, count n: Int) {
    for index in 0..<instructions.count { execute(instructions[index], row, n) }
  }

  @inline(__always)
  private func read<T>(_ place: Int32, _: T.Type = T.self) -> UnsafePointer<T> {
    UnsafePointer(addresses[Int(place)].assumingMemoryBound(to: T.self))
  }

  @inline(__always)
  private func write<T>(_ place: Int32, _: T.Type = T.self) -> UnsafeMutablePointer<T> {
    addresses[Int(place)].assumingMemoryBound(to: T.self)
  }

  @inline(__always)
  private func table<T>(_ number: Int32, _: T.Type = T.self) -> UnsafePointer<T> {
    tables[Int(number)].base.assumingMemoryBound(to: T.self)
  }

  /// A number that an instruction carries as bits.
  @inline(__always)
  private func number(_ bits: Int64) -> Double { Double(bitPattern: UInt64(bitPattern: bits)) }

  private mutating func execute(_ i: Instruction, _ row: Int, _ n: Int) {
    switch i.opcode {
    case .maskFromBits: row_mask(read(i.a), n, write(i.d))
    case .maskFromBytes: row_truth(read(i.a), n, write(i.d))
    case .maskByCode:
      row_lookup_8(read(i.a), n, table(i.table), tables[Int(i.table)].count, write(i.d))
    case .maskInRange64: row_range_i64(read(i.a), n, i.k, i.l, write(i.d))
    case .maskInRange32:
      row_range_i32(read(i.a), n, Int32(clamping: i.k), Int32(clamping: i.l), write(i.d))
    case .maskInNumberRange: row_range_f64(read(i.a), n, number(i.k), number(i.l), write(i.d))
    case .maskAnd: row_and(read(i.a), read(i.b), n, write(i.d))
    case .maskOr: row_or(read(i.a), read(i.b), n, write(i.d))
    case .maskAndNot: row_and_not(read(i.a), read(i.b), n, write(i.d))
    case .maskOrNot: row_or_not(read(i.a), read(i.b), n, write(i.d))
    case .maskNot: row_not(read(i.a), n, write(i.d))
    case .maskChoose: row_choose_8(read(i.a), read(i.b), read(i.c), n, write(i.d))
    case .maskIntegersLess, .maskIntegersEqual:
      IntegerKernels.compare(i.opcode, read(i.a), read(i.b), n, write(i.d))
    case .maskNumbersLess, .maskNumbersAtMost, .maskNumbersEqual:
      NumberKernels.compare(i.opcode, read(i.a), read(i.b), n, write(i.d))
    case .maskIntegerLessNumber, .maskIntegerAtMostNumber, .maskIntegerEqualsNumber:
      NumberKernels.compareMixed(i.opcode, read(i.a), read(i.b), n, write(i.d))
    case .maskNumberLessInteger, .maskNumberAtMostInteger:
      NumberKernels.compareMixed(i.opcode, read(i.b), read(i.a), n, write(i.d))
    case .maskIsWhole: NumberKernels.isWhole(read(i.a), n, write(i.d))
    case .maskTextsLess, .maskTextsAtMost, .maskTextsEqual:
      TextKernels.compare(i.opcode, read(i.a), read(i.b), n, write(i.d))
    case .maskTextEquals: TextKernels.equals(read(i.a), poolTexts[Int(i.k)], n, write(i.d))
    case .maskContains: match(.contains, i, n)
    case .maskStartsWith: match(.startsWith, i, n)
    case .maskEndsWith: match(.endsWith, i, n)
    case .maskHasMember: match(.hasMember, i, n)

    case .fill8: IntegerKernels.fill(i.k, n, write(i.d, Int8.self))
    case .fill16: IntegerKernels.fill(i.k, n, write(i.d, Int16.self))
    case .fill32: IntegerKernels.fill(i.k, n, write(i.d, Int32.self))
    case .fill64: IntegerKernels.fill(i.k, n, write(i.d, Int64.self))
    case .addMask8: row_add_mask_8(read(i.a), n, Int8(truncatingIfNeeded: i.factor), write(i.d))
    case .addMask16: row_add_mask_16(read(i.a), n, Int16(truncatingIfNeeded: i.factor), write(i.d))
    case .addMask32: row_add_mask_32(read(i.a), n, Int32(truncatingIfNeeded: i.factor), write(i.d))
    case .addMask64: row_add_mask_64(read(i.a), n, i.factor, write(i.d))
    case .addInRange64:
      row_add_range_i64(read(i.a), n, i.k, i.l, Int8(truncatingIfNeeded: i.factor), write(i.d))
    case .addInRange32:
      row_add_range_i32(
        read(i.a), n, Int32(clamping: i.k), Int32(clamping: i.l),
        Int8(truncatingIfNeeded: i.factor), write(i.d))
    case .addInNumberRange:
      row_add_range_f64(
        read(i.a), n, number(i.k), number(i.l), Int8(truncatingIfNeeded: i.factor), write(i.d))
    case .addByCode8:
      row_add_lookup_8(read(i.a), n, table(i.table), tables[Int(i.table)].count, write(i.d))
    case .addByCode16:
      IntegerKernels.addByCode(read(i.a), table(i.table, Int16.self), n, write(i.d))
    case .addByCode32:
      IntegerKernels.addByCode(read(i.a), table(i.table, Int32.self), n, write(i.d))
    case .addByCode64:
      IntegerKernels.addByCode(read(i.a), table(i.table, Int64.self), n, write(i.d))
    case .addScaled: IntegerKernels.addScaled(read(i.a), i.factor, n, write(i.d))
    case .widen8: row_widen_8(read(i.a), n, write(i.d))
    case .widen16: row_widen_16(read(i.a), n, write(i.d))
    case .widen32: row_widen_32(read(i.a), n, write(i.d))

    case .byCode64: IntegerKernels.byCode(read(i.a), table(i.table), n, write(i.d))
    case .choose64: row_choose_64(read(i.a), read(i.b), read(i.c), n, write(i.d))
    case .copy64: write(i.d, Int64.self).update(from: read(i.a), count: n)
    case .multiply, .floorDivide, .modulo, .bitAnd, .bitOr, .bitXor, .shiftLeft, .remainder:
      IntegerKernels.arithmetic(i.opcode, read(i.a), read(i.b), n, write(i.d))
    case .whole: NumberKernels.whole(read(i.a), n, write(i.d))
    case .year, .month, .day: IntegerKernels.calendar(i.opcode, read(i.a), n, write(i.d))
    case .textLength: TextKernels.lengths(read(i.a), n, write(i.d))
    case .textPosition: TextKernels.positions(read(i.a), poolTexts[Int(i.k)], n, write(i.d))
    case .fromInteger: NumberKernels.fromIntegers(read(i.a), n, write(i.d))
    case .numberAdd, .numberSubtract, .numberMultiply, .numberDivide, .numberFloorDivide,
      .numberModulo, .numberPower, .numberRemainder, .numberArcTangent:
      NumberKernels.arithmetic(i.opcode, read(i.a), read(i.b), n, write(i.d))
    case .numberAddWhere:
      NumberKernels.addWhere(read(i.a), read(i.b), number(i.k), n, write(i.d))
    case .numberFunction:
      if let function = NumberFunction(rawValue: UInt8(truncatingIfNeeded: i.k)) {
        NumberKernels.apply(function, read(i.a), n, write(i.d))
      }

    case .poolText: TextKernels.pool(read(i.a), poolTexts, n, write(i.d))
    case .choose128: TextKernels.choose(read(i.a), read(i.b), read(i.c), n, write(i.d))
    case .copy128: write(i.d, TextView.self).update(from: read(i.a), count: n)
    case .textLower, .textUpper, .textReverse:
      TextKernels.change(i.opcode, read(i.a), n, arena, &buffer, write(i.d))
    case .concatenate:
      if !TextKernels.concatenate(read(i.a), read(i.b), n, arena, &buffer, write(i.d)) {
        isWhole = false
      }
    case .textPart: TextKernels.parts(read(i.a), read(i.b), read(i.c), n, arena, write(i.d))
    case .integerText: TextKernels.digits(read(i.a, Int64.self), n, arena, write(i.d))
    case .numberText: TextKernels.digits(read(i.a, Double.self), n, arena, write(i.d))

    case .storeBits: row_bits(read(i.a), n, write(i.d))
    case .storeFirst:
      let found = row_first(read(i.a), n)
      if found < n && firstRows[Int(i.k)] < 0 { firstRows[Int(i.k)] = row + found }
    case .storeDays:
      let (days, out) = (read(i.a, Int64.self), write(i.d, Int32.self))
      for row in 0..<n { out[row] = Int32(clamping: days[row]) }
    case .storeTextNumbers: storeTextNumbers(read(i.a), n, write(i.d))
    }
  }

  private func match(_ match: TextMatch, _ i: Instruction, _ n: Int) {
    TextKernels.match(match, read(i.a), poolTexts[Int(i.k)], n, write(i.d))
  }

  /// Numbers outside the pool mean "missing" and become the number of texts in it.
  private mutating func storeTextNumbers(
    _ numbers: UnsafePointer<Int64>, _ n: Int, _ out: UnsafeMutablePointer<UInt16>
  ) {
    let limit = Int64(poolTexts.count)
    seenTexts.withUnsafeMutableBufferPointer { seen in
      for row in 0..<n {
        let number = numbers[row]
        if number >= 0 && number < limit {
          seen[Int(number)] = 1
          out[row] = UInt16(truncatingIfNeeded: number)
        } else {
          out[row] = UInt16(truncatingIfNeeded: limit)
        }
      }
    }
  }
}
