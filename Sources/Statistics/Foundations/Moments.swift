/// Sum, mean and spread of a sample, right to the last digits even far from zero.
///
/// The values are summed as distances from the first one, with Neumaier's compensation; the squares
/// are summed around the mean in a second pass (Chan, Golub, LeVeque 1983, "corrected two-pass").
/// A constant sample has a spread of exactly 0.
public struct Moments: Sendable, Equatable {
  /// How many values there are; NaN (missing) is left out.
  public private(set) var n = 0
  /// How many were missing.
  public private(set) var missing = 0
  public private(set) var sum = 0.0
  /// Nil when there is no value.
  public private(set) var mean: Double?
  /// Sum of the squared distances from the mean over n - 1; nil below two values.
  public private(set) var variance: Double?
  public private(set) var min: Double?
  public private(set) var max: Double?

  /// The sample standard deviation (n - 1); nil below two values.
  public var standardDeviation: Double? { variance?.squareRoot() }

  /// - Parameter values: NaN stands for a missing value.
  /// - Complexity: O(*n*), two passes.
  public init(_ values: [Double]) {
    self = values.withUnsafeBufferPointer { Moments(buffer: $0) }
  }

  init(buffer values: UnsafeBufferPointer<Double>) {
    var count = 0
    var first = 0.0
    var least = Double.infinity
    var most = -Double.infinity
    var shifted = CompensatedSum()
    var total = CompensatedSum()
    for value in values where !value.isNaN {
      if count == 0 { first = value }
      count += 1
      if value < least { least = value }
      if value > most { most = value }
      shifted.add(value - first)
      total.add(value)
    }
    n = count
    missing = values.count - count
    guard count > 0 else { return }
    min = least
    max = most
    sum = total.value
    if least == most {
      mean = least
      variance = count > 1 ? 0 : nil
      return
    }
    let centre = first + shifted.value / Double(count)
    mean = centre
    guard count > 1 else { return }
    var squares = CompensatedSum()
    var rest = CompensatedSum()
    for value in values where !value.isNaN {
      let distance = value - centre
      squares.add(distance * distance)
      rest.add(distance)
    }
    let corrected = squares.value - rest.value * rest.value / Double(count)
    variance = Swift.max(0, corrected) / Double(count - 1)
  }
}

/// A running sum that carries the digits which a plain sum would lose.
///
/// Source: A. Neumaier (1974), "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher
/// Summen".
struct CompensatedSum {
  private var sum = 0.0
  private var lost = 0.0

  @inline(__always)
  mutating func add(_ value: Double) {
    let next = sum + value
    lost += sum.magnitude >= value.magnitude ? (sum - next) + value : (value - next) + sum
    sum = next
  }

  /// An infinite term makes the carried digits meaningless, so the plain sum stands then.
  var value: Double { sum.isFinite ? sum + lost : sum }

  static func of(_ values: some Sequence<Double>) -> Double {
    var sum = CompensatedSum()
    for value in values { sum.add(value) }
    return sum.value
  }
}
