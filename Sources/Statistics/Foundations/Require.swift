/// The checks that the functions of this module make of their inputs, once each.
///
/// Every check names the parameter; positions in messages count from 1.
enum Require {
  /// Counts and sums of counts stay exact in a `Double` and far from overflow below this.
  static let largestCount = 1 << 50

  static func count(_ value: Int, _ name: @autoclosure () -> String) throws {
    if value < 0 { throw StatError(name(), "is negative; it is a count") }
    if value > largestCount { throw StatError(name(), "is too large for a count") }
  }

  static func wins(
    _ wins: Int, of n: Int, _ winsName: @autoclosure () -> String = "wins",
    _ nName: @autoclosure () -> String = "n"
  ) throws {
    try count(wins, winsName())
    try count(n, nName())
    if wins > n {
      throw StatError(
        winsName(), "is larger than \(nName())",
        hint: "\(winsName()) counts the won among the \(nName()) rows")
    }
  }

  /// Inside the closed interval from 0 to 1.
  static func share(_ value: Double, _ name: @autoclosure () -> String) throws {
    guard value >= 0, value <= 1 else {
      throw StatError(name(), "is not between 0 and 1", hint: "a share, not a percentage")
    }
  }

  static func finite(_ value: Double, _ name: @autoclosure () -> String) throws {
    guard value.isFinite else { throw StatError(name(), "is not a finite number") }
  }

  static func positive(_ value: Double, _ name: @autoclosure () -> String) throws {
    guard value > 0, value.isFinite else {
      throw StatError(name(), "is not a finite number above 0")
    }
  }

  static func notNegative(_ value: Double, _ name: @autoclosure () -> String) throws {
    guard value >= 0, value.isFinite else {
      throw StatError(name(), "is not a finite number of at least 0")
    }
  }

  static func sameLength(_ first: Int, _ second: Int, _ name: String, _ other: String) throws {
    guard first == second else {
      throw StatError(
        name, "has \(first) entries, but \(other) has \(second)",
        hint: "both describe the same rows, in the same order")
    }
  }

  /// No infinity in `values`; a NaN stands for a missing value and passes.
  static func noInfinity(_ values: [Double], _ name: String) throws {
    guard let position = values.firstIndex(where: { $0.isInfinite }) else { return }
    throw StatError("\(name)[\(position + 1)]", "is infinite")
  }

  static func allFinite(_ values: [Double], _ name: String) throws {
    guard let position = values.firstIndex(where: { !$0.isFinite }) else { return }
    throw StatError("\(name)[\(position + 1)]", "is not a finite number")
  }

  static func allNotNegative(_ values: [Double], _ name: String) throws {
    guard let position = values.firstIndex(where: { !($0 >= 0) || $0.isInfinite }) else { return }
    throw StatError("\(name)[\(position + 1)]", "is not a finite number of at least 0")
  }
}

extension Double {
  /// Nil for NaN and infinity: an undefined result is never a number.
  @inline(__always)
  var ifFinite: Double? { isFinite ? self : nil }
}
