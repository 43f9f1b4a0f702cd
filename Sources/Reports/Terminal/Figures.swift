#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Figures as people read them: thousands marked, no more digits than they mean.
public enum Figures {
  /// `12,345`
  public static func count(_ value: Int) -> String { grouped(String(value)) }

  /// `12.3 %`
  public static func percent(_ share: Double, digits: Int = 1) -> String {
    share.isFinite ? fixed(share * 100, digits) + " %" : "-"
  }

  /// A number in a table: whole numbers as they are, large ones to the unit, small ones to four
  /// significant digits.
  public static func number(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    let size = value.magnitude
    if size >= 1e15 { return value.description }
    if value == value.rounded() { return grouped(fixed(value, 0)) }
    if size >= 1000 { return grouped(fixed(value, 2)) }
    if size >= 1 { return trimmed(fixed(value, 3)) }
    if size >= 0.0001 { return trimmed(fixed(value, 4)) }
    if value == 0 { return "0" }
    return scientific(value)
  }

  /// `4.4e-13`: what is too small to be written out.
  private static func scientific(_ value: Double) -> String {
    var exponent = Int(log10(value.magnitude).rounded(.down))
    var mantissa = fixed(value / pow(10, Double(exponent)), 1)
    if mantissa == "10.0" || mantissa == "-10.0" {
      exponent += 1
      mantissa = mantissa.hasPrefix("-") ? "-1.0" : "1.0"
    }
    return "\(mantissa)e\(exponent)"
  }

  /// Decimal digits, rounded half away from zero as people expect of printed figures.
  public static func fixed(_ value: Double, _ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 9e15 else { return value.description }
    let whole = Int64(scaled)
    var text = String(whole)
    while text.utf8.count <= digits { text = "0" + text }
    if digits > 0 {
      let split = text.index(text.endIndex, offsetBy: -digits)
      text = text[..<split] + "." + text[split...]
    }
    return value < 0 && whole != 0 ? "-" + text : text
  }

  private static func trimmed(_ text: String) -> String {
    var text = text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  private static func grouped(_ text: String) -> String {
    let sign = text.hasPrefix("-") ? "-" : ""
    let parts = text.dropFirst(sign.count).split(separator: ".", maxSplits: 1)
    let digits = Array(parts[0])
    var result = ""
    for (position, digit) in digits.enumerated() {
      if position > 0, (digits.count - position) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return sign + result + (parts.count > 1 ? "." + parts[1] : "")
  }
}
