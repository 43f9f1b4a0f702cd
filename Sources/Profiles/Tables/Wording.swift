/// Numbers in sentences.
enum Wording {
  /// `1 deal has`, `1,425 deals have`.
  static func counted(_ count: Int, _ one: String, _ many: String) -> String {
    "\(grouped(count)) \(count == 1 ? one : many)"
  }

  /// `1,425`.
  static func grouped(_ count: Int) -> String {
    let digits = Array(String(count.magnitude))
    var text = count < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// `10 %`, `2.5 %`.
  static func percent(_ share: Double) -> String {
    let percent = (share * 1000).rounded() / 10
    guard percent.magnitude < 1e15 else { return "\(percent) %" }
    return (percent == percent.rounded() ? String(Int(percent)) : String(percent)) + " %"
  }

  /// `0.523`: a fixed number of digits after the point.
  static func decimals(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, value.magnitude < 1e12 else { return "\(value)" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let whole = String(Int64((value.magnitude * scale).rounded()))
    let padded = String(repeating: "0", count: max(0, digits + 1 - whole.count)) + whole
    let sign = value < 0 && padded.contains(where: { $0 != "0" }) ? "-" : ""
    return digits == 0
      ? sign + padded : sign + padded.dropLast(digits) + "." + padded.suffix(digits)
  }
}
