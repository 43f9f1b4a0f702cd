extension IntegerOperation {
  /// The operation on two integers: what the kernels do, one row at a time.
  @inline(__always)
  func apply(_ a: Int64, _ b: Int64) -> Int64 {
    switch self {
    case .multiply: return a &* b
    case .floorDivide:
      // By 0 is for the caller to rule out; by -1 may overflow, so it is a negation.
      if b == 0 { return 0 }
      if b == -1 { return 0 &- a }
      let quotient = a / b
      return (a ^ b) < 0 && quotient &* b != a ? quotient &- 1 : quotient
    case .modulo:
      if b == 0 || b == -1 { return 0 }
      let rest = a % b
      return rest != 0 && (rest ^ b) < 0 ? rest &+ b : rest
    case .and: return a & b
    case .or: return a | b
    case .xor: return a ^ b
    case .shiftLeft:
      if b <= -64 || b >= 64 { return 0 }
      let bits = UInt64(bitPattern: a)
      return Int64(bitPattern: b < 0 ? bits &>> UInt64(-b) : bits &<< UInt64(b))
    case .remainder:
      if b == 0 || b == -1 { return 0 }
      return a % b
    }
  }
}

/// Loops over a batch of integers.
enum IntegerKernels {
  typealias Words = UnsafePointer<Int64>

  @inline(never)
  static func arithmetic(
    _ opcode: Opcode, _ a: Words, _ b: Words, _ count: Int, _ out: UnsafeMutablePointer<Int64>
  ) {
    switch opcode {
    case .multiply: for row in 0..<count { out[row] = a[row] &* b[row] }
    case .bitAnd: for row in 0..<count { out[row] = a[row] & b[row] }
    case .bitOr: for row in 0..<count { out[row] = a[row] | b[row] }
    case .bitXor: for row in 0..<count { out[row] = a[row] ^ b[row] }
    case .floorDivide:
      for row in 0..<count { out[row] = IntegerOperation.floorDivide.apply(a[row], b[row]) }
    case .modulo:
      for row in 0..<count { out[row] = IntegerOperation.modulo.apply(a[row], b[row]) }
    case .shiftLeft:
      for row in 0..<count { out[row] = IntegerOperation.shiftLeft.apply(a[row], b[row]) }
    default:
      for row in 0..<count { out[row] = IntegerOperation.remainder.apply(a[row], b[row]) }
    }
  }

  @inline(never)
  static func addScaled(
    _ a: Words, _ factor: Int64, _ count: Int, _ sum: UnsafeMutablePointer<Int64>
  ) {
    switch factor {
    case 1: for row in 0..<count { sum[row] = sum[row] &+ a[row] }
    case -1: for row in 0..<count { sum[row] = sum[row] &- a[row] }
    default: for row in 0..<count { sum[row] = sum[row] &+ a[row] &* factor }
    }
  }

  @inline(never)
  static func compare(
    _ opcode: Opcode, _ a: Words, _ b: Words, _ count: Int, _ out: UnsafeMutablePointer<UInt8>
  ) {
    if opcode == .maskIntegersEqual {
      for row in 0..<count { out[row] = a[row] == b[row] ? 255 : 0 }
    } else {
      for row in 0..<count { out[row] = a[row] < b[row] ? 255 : 0 }
    }
  }

  /// Parts of days. Days beyond 2^62 stand in slots that no result looks at; they wrap around.
  @inline(never)
  static func calendar(
    _ opcode: Opcode, _ a: Words, _ count: Int, _ out: UnsafeMutablePointer<Int64>
  ) {
    @inline(__always) func parts(_ days: Int64) -> Calendar.Parts {
      Calendar.parts(days: Int((days &<< 2) >> 2))
    }
    switch opcode {
    case .year: for row in 0..<count { out[row] = Int64(parts(a[row]).year) }
    case .month: for row in 0..<count { out[row] = Int64(parts(a[row]).month) }
    default: for row in 0..<count { out[row] = Int64(parts(a[row]).day) }
    }
  }

  @inline(never)
  static func addByCode<Sum: FixedWidthInteger>(
    _ codes: UnsafePointer<UInt16>, _ table: UnsafePointer<Sum>, _ count: Int,
    _ sum: UnsafeMutablePointer<Sum>
  ) {
    for row in 0..<count { sum[row] = sum[row] &+ table[Int(codes[row])] }
  }

  @inline(never)
  static func byCode(
    _ codes: UnsafePointer<UInt16>, _ table: Words, _ count: Int,
    _ out: UnsafeMutablePointer<Int64>
  ) {
    for row in 0..<count { out[row] = table[Int(codes[row])] }
  }

  @inline(never)
  static func fill<Sum: FixedWidthInteger>(
    _ value: Int64, _ count: Int, _ sum: UnsafeMutablePointer<Sum>
  ) {
    let value = Sum(truncatingIfNeeded: value)
    for row in 0..<count { sum[row] = value }
  }
}
