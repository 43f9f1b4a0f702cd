/// What one instruction of a plan does to a batch of rows. `d` is where the result goes; `a`, `b`
/// and `c` are places read; `k` and `l` are constants, `factor` is what is added, and `table` is the
/// number of a table.
enum Opcode: UInt8 {
  // Masks: one byte a row, 0 or 255.
  case maskFromBits, maskFromBytes, maskByCode
  case maskInRange64, maskInRange32, maskInNumberRange
  case maskAnd, maskOr, maskAndNot, maskOrNot, maskNot, maskChoose
  case maskIntegersLess, maskIntegersEqual
  case maskNumbersLess, maskNumbersAtMost, maskNumbersEqual
  case maskIntegerLessNumber, maskIntegerAtMostNumber, maskIntegerEqualsNumber
  case maskNumberLessInteger, maskNumberAtMostInteger
  case maskIsWhole
  case maskTextsLess, maskTextsAtMost, maskTextsEqual, maskTextEquals
  case maskContains, maskStartsWith, maskEndsWith, maskHasMember

  // Sums in 8, 16, 32 or 64 bits, `d` being read and written.
  case fill8, fill16, fill32, fill64
  case addMask8, addMask16, addMask32, addMask64
  case addInRange64, addInRange32, addInNumberRange
  case addByCode8, addByCode16, addByCode32, addByCode64
  case addScaled
  case widen8, widen16, widen32

  // Integers and numbers: eight bytes a row.
  case byCode64, choose64, copy64
  case multiply, floorDivide, modulo, bitAnd, bitOr, bitXor, shiftLeft, remainder
  case whole, year, month, day
  case textLength, textPosition
  case fromInteger
  case numberAdd, numberSubtract, numberMultiply, numberDivide, numberFloorDivide, numberModulo
  case numberPower, numberRemainder, numberArcTangent
  case numberAddWhere
  case numberFunction

  // Texts: sixteen bytes a row.
  case poolText, choose128, copy128
  case textLower, textUpper, textReverse
  case concatenate, textPart, integerText, numberText

  // Results.
  case storeBits, storeFirst, storeDays, storeTextNumbers
}

struct Instruction {
  var opcode: Opcode
  var d: Int32 = -1
  var a: Int32 = -1
  var b: Int32 = -1
  var c: Int32 = -1
  var table: Int32 = -1
  var k: Int64 = 0
  var l: Int64 = 0
  /// What an addition adds.
  var factor: Int64 = 0
}

/// Where a batch of values is.
enum Place {
  /// Memory of the thread that works, this many bytes a row.
  case scratch(stride: Int)
  /// The same value in all rows; as scratch, filled once.
  case constant(bits: UInt64)
  /// The storage of a column.
  case column(Int)
  /// The validity bits of a column.
  case validity(Int)
  /// A result, this many bytes a row.
  case output(Int, stride: Int)
  /// A result of one bit a row.
  case outputBits(Int)
}

/// A table that instructions look codes up in, in memory with readable bytes past its end.
enum PlanTable {
  case bytes(Buffer<UInt8>)
  case halves(Buffer<Int16>)
  case words(Buffer<Int32>)
  case wide(Buffer<Int64>)

  var base: UnsafeRawPointer {
    switch self {
    case .bytes(let buffer): UnsafeRawPointer(buffer.base)
    case .halves(let buffer): UnsafeRawPointer(buffer.base)
    case .words(let buffer): UnsafeRawPointer(buffer.base)
    case .wide(let buffer): UnsafeRawPointer(buffer.base)
    }
  }

  var count: Int {
    switch self {
    case .bytes(let buffer): buffer.count
    case .halves(let buffer): buffer.count
    case .words(let buffer): buffer.count
    case .wide(let buffer): buffer.count
    }
  }
}
