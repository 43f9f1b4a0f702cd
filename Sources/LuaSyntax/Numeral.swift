/// The value of a number as it is written in a script.
enum Numeral {
  /// Nil if it is malformed. Whole numbers too large for an integer become floats if they are
  /// decimal, and wrap around if they are hexadecimal.
  static func value(of text: String) -> TokenKind? {
    let bytes = Array(text.utf8)
    if bytes.count > 1, bytes[0] == UInt8(ascii: "0"), bytes[1] | 0x20 == UInt8(ascii: "x") {
      return hexadecimal(bytes[2...])
    }
    guard isWellFormed(bytes[...], exponent: UInt8(ascii: "e"), isDigit: isDecimal) else {
      return nil
    }
    if bytes.allSatisfy(isDecimal) {
      if let integer = Int64(text) { return .integer(integer) }
    }
    // Swift wants digits on both sides of the point.
    var written = text
    if bytes.first == UInt8(ascii: ".") { written = "0" + written }
    written = written.replacing(".e", with: ".0e").replacing(".E", with: ".0E")
    if written.utf8.last == UInt8(ascii: ".") { written += "0" }
    return Double(written).map { .number($0) }
  }

  private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> TokenKind? {
    guard isWellFormed(digits, exponent: UInt8(ascii: "p"), isDigit: isHexadecimal) else {
      return nil
    }
    if digits.allSatisfy(isHexadecimal) {
      var value: UInt64 = 0
      for digit in digits { value = value << 4 | UInt64(worth(digit)) }
      return .integer(Int64(bitPattern: value))
    }
    var value = 0.0
    var scale = 0
    var isFraction = false
    for (place, byte) in zip(digits.indices, digits) {
      if byte == UInt8(ascii: ".") {
        isFraction = true
      } else if byte | 0x20 == UInt8(ascii: "p") {
        let exponent = Int(String(decoding: digits[(place + 1)...], as: UTF8.self)) ?? 0
        scale += max(-100_000, min(100_000, exponent))
        break
      } else {
        value = value * 16 + Double(worth(byte))
        if isFraction { scale -= 4 }
      }
    }
    return .number(Double(sign: .plus, exponent: 0, significand: value) * power(scale))
  }

  private static func power(_ exponent: Int) -> Double {
    exponent > 1023
      ? .infinity : exponent < -1074 ? 0 : Double(sign: .plus, exponent: exponent, significand: 1)
  }

  /// Digits with at most one point and at least one digit, then perhaps an exponent with digits.
  private static func isWellFormed(
    _ bytes: ArraySlice<UInt8>, exponent: UInt8, isDigit: (UInt8) -> Bool
  ) -> Bool {
    var rest = bytes
    var digits = 0
    var points = 0
    while let next = rest.first {
      if isDigit(next) {
        digits += 1
      } else if next == UInt8(ascii: ".") {
        points += 1
      } else {
        break
      }
      rest = rest.dropFirst()
    }
    guard digits > 0, points <= 1 else { return false }
    guard let mark = rest.first else { return true }
    guard mark | 0x20 == exponent else { return false }
    rest = rest.dropFirst()
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
      rest = rest.dropFirst()
    }
    return !rest.isEmpty && rest.allSatisfy(isDecimal)
  }

  private static func isDecimal(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDecimal(byte) || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66
  }

  private static func worth(_ byte: UInt8) -> UInt8 {
    isDecimal(byte) ? byte - 0x30 : (byte | 0x20) - 0x61 + 10
  }
}
