#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Loops over a batch of Doubles.
enum NumberKernels {
  typealias Numbers = UnsafePointer<Double>

  @inline(__always)
  private static func each(
    _ a: Numbers, _ b: Numbers, _ count: Int, _ out: UnsafeMutablePointer<Double>,
    _ body: (Double, Double) -> Double
  ) {
    for row in 0..<count { out[row] = body(a[row], b[row]) }
  }

  @inline(never)
  static func arithmetic(
    _ opcode: Opcode, _ a: Numbers, _ b: Numbers, _ count: Int,
    _ out: UnsafeMutablePointer<Double>
  ) {
    switch opcode {
    case .numberAdd: each(a, b, count, out) { $0 + $1 }
    case .numberSubtract: each(a, b, count, out) { $0 - $1 }
    case .numberMultiply: each(a, b, count, out) { $0 * $1 }
    case .numberDivide: each(a, b, count, out) { $0 / $1 }
    case .numberFloorDivide: each(a, b, count, out) { ($0 / $1).rounded(.down) }
    case .numberModulo: each(a, b, count, out, modulo)
    case .numberPower: each(a, b, count, out) { $1 == 2 ? $0 * $0 : pow($0, $1) }
    case .numberRemainder: each(a, b, count, out) { fmod($0, $1) }
    default: each(a, b, count, out) { atan2($0, $1) }
    }
  }

  @inline(__always)
  private static func modulo(_ a: Double, _ b: Double) -> Double {
    let rest = fmod(a, b)
    if rest > 0 ? b < 0 : rest < 0 && b > 0 { return rest + b }
    return rest
  }

  @inline(never)
  static func apply(
    _ function: NumberFunction, _ a: Numbers, _ count: Int, _ out: UnsafeMutablePointer<Double>
  ) {
    @inline(__always) func each(_ body: (Double) -> Double) {
      for row in 0..<count { out[row] = body(a[row]) }
    }
    switch function {
    case .negate: each { -$0 }
    case .floor: each { $0.rounded(.down) }
    case .ceiling: each { $0.rounded(.up) }
    case .magnitude: each { $0.magnitude }
    case .squareRoot: each { $0.squareRoot() }
    case .exponential: each { exp($0) }
    case .logarithm: each { log($0) }
    case .logarithm2: each { log2($0) }
    case .logarithm10: each { log10($0) }
    case .sine: each { sin($0) }
    case .cosine: each { cos($0) }
    case .tangent: each { tan($0) }
    case .arcSine: each { asin($0) }
    case .arcCosine: each { acos($0) }
    }
  }

  /// Adds `value` where the mask is set. Elsewhere the bits stay as they are: `-0.0 + 0` would not.
  @inline(never)
  static func addWhere(
    _ mask: UnsafePointer<UInt8>, _ a: Numbers, _ value: Double, _ count: Int,
    _ out: UnsafeMutablePointer<Double>
  ) {
    for row in 0..<count {
      let sum = a[row] + value
      out[row] = mask[row] != 0 ? sum : a[row]
    }
  }

  @inline(never)
  static func fromIntegers(
    _ a: UnsafePointer<Int64>, _ count: Int, _ out: UnsafeMutablePointer<Double>
  ) {
    for row in 0..<count { out[row] = Double(a[row]) }
  }

  @inline(never)
  static func whole(_ a: Numbers, _ count: Int, _ out: UnsafeMutablePointer<Int64>) {
    for row in 0..<count { out[row] = Int64(exactly: a[row]) ?? 0 }
  }

  @inline(never)
  static func isWhole(_ a: Numbers, _ count: Int, _ out: UnsafeMutablePointer<UInt8>) {
    for row in 0..<count { out[row] = Int64(exactly: a[row]) != nil ? 255 : 0 }
  }

  @inline(never)
  static func compare(
    _ opcode: Opcode, _ a: Numbers, _ b: Numbers, _ count: Int, _ out: UnsafeMutablePointer<UInt8>
  ) {
    switch opcode {
    case .maskNumbersLess: for row in 0..<count { out[row] = a[row] < b[row] ? 255 : 0 }
    case .maskNumbersAtMost: for row in 0..<count { out[row] = a[row] <= b[row] ? 255 : 0 }
    default: for row in 0..<count { out[row] = a[row] == b[row] ? 255 : 0 }
    }
  }

  /// Integers and numbers by their exact values. `integers` and `numbers` are given in this order
  /// whichever side of the comparison they stand on.
  @inline(never)
  static func compareMixed(
    _ opcode: Opcode, _ integers: UnsafePointer<Int64>, _ numbers: Numbers, _ count: Int,
    _ out: UnsafeMutablePointer<UInt8>
  ) {
    switch opcode {
    case .maskIntegerLessNumber:
      for row in 0..<count { out[row] = less(integers[row], numbers[row]) ? 255 : 0 }
    case .maskIntegerAtMostNumber:
      for row in 0..<count { out[row] = atMost(integers[row], numbers[row]) ? 255 : 0 }
    case .maskIntegerEqualsNumber:
      for row in 0..<count {
        out[row] = Int64(exactly: numbers[row]) == integers[row] ? 255 : 0
      }
    case .maskNumberLessInteger:
      for row in 0..<count {
        let number = numbers[row]
        out[row] = !number.isNaN && !atMost(integers[row], number) ? 255 : 0
      }
    default:
      for row in 0..<count {
        let number = numbers[row]
        out[row] = !number.isNaN && !less(integers[row], number) ? 255 : 0
      }
    }
  }

  /// `integer < number`, false for NaN.
  @inline(__always)
  private static func less(_ integer: Int64, _ number: Double) -> Bool {
    if number >= 0x1p63 { return true }
    // Also false for NaN.
    guard number > -0x1p63 else { return false }
    return integer < Int64(number.rounded(.up))
  }

  /// `integer <= number`, false for NaN.
  @inline(__always)
  private static func atMost(_ integer: Int64, _ number: Double) -> Bool {
    if number >= 0x1p63 { return true }
    guard number >= -0x1p63 else { return false }
    return integer <= Int64(number.rounded(.down))
  }
}
