/// The lines of a run: what was measured, and whether it is what it has to be.
struct Report {
  private(set) var passed = 0
  private(set) var failed = 0

  /// Says one figure and judges it.
  mutating func check(_ what: String, _ passes: Bool, _ figures: String) {
    if passes { passed += 1 } else { failed += 1 }
    print("  \(passes ? "pass" : "FAIL")  \(what): \(figures)")
  }

  func note(_ text: String) { print("        \(text)") }

  func heading(_ text: String) { print("\n\(text)") }

  /// The last line; machines count by it.
  var summary: String { "\(passed) passed, \(failed) failed" }
}

extension Double {
  /// With a fixed number of digits after the point.
  func digits(_ count: Int) -> String {
    guard isFinite, magnitude < 1e12 else { return "\(self)" }
    var scale = 1.0
    for _ in 0..<count { scale *= 10 }
    let whole = Int64((magnitude * scale).rounded())
    let text = String(whole)
    let padded = String(repeating: "0", count: max(0, count + 1 - text.count)) + text
    let sign = self < 0 && whole != 0 ? "-" : ""
    return count == 0 ? sign + padded : sign + padded.dropLast(count) + "." + padded.suffix(count)
  }

  /// With a sign in any case.
  func signed(_ count: Int) -> String { self < 0 ? digits(count) : "+" + digits(count) }
}
