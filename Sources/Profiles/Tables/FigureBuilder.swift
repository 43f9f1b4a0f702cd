import Columns
import Statistics

/// Puts figures of groups together to columns, each with its definition.
struct FigureBuilder {
  private(set) var columns: [(name: String, column: Column)] = []
  private(set) var definitions: [FigureDefinition] = []
  let level: Double

  init(level: Double) { self.level = level }

  mutating func count(_ name: String, _ values: [Int], _ text: String) {
    add(name, Column(integers: values.map { Int64($0) }), text, .count)
  }

  mutating func number(
    _ name: String, _ values: [Double?], _ unit: FigureDefinition.Unit, _ text: String
  ) {
    // A figure that is not a number is no figure.
    add(name, Column(numbers: values.map { $0.flatMap { $0.isNaN ? nil : $0 } }), text, unit)
  }

  mutating func flag(_ name: String, _ values: [Bool], _ text: String) {
    add(name, Column(booleans: values), text, .flag)
  }

  mutating func text(_ name: String, _ values: [String?], _ text: String) {
    add(name, Column(texts: values), text, .text)
  }

  /// A figure and its bounds: `name`, `name.low`, `name.high`. Bounds may be missing where there
  /// are too few values for an interval.
  mutating func interval(
    _ name: String, _ values: [Bounded], _ unit: FigureDefinition.Unit, _ text: String,
    bounds: String
  ) {
    number(name, values.map(\.estimate), unit, text)
    let shown = Wording.percent(level)
    number(name + ".low", values.map(\.low), unit, "lower \(shown) bound of \(name): \(bounds)")
    number(name + ".high", values.map(\.high), unit, "upper \(shown) bound of \(name): \(bounds)")
  }

  private mutating func add(
    _ name: String, _ column: Column, _ text: String, _ unit: FigureDefinition.Unit
  ) {
    columns.append((name, column))
    definitions.append(FigureDefinition(name, text, unit: unit))
  }
}

/// A figure with the interval it lies in, as far as there is one.
struct Bounded: Sendable, Equatable {
  var estimate, low, high: Double?

  static let none = Bounded(estimate: nil, low: nil, high: nil)

  init(estimate: Double?, low: Double?, high: Double?) {
    (self.estimate, self.low, self.high) = (estimate, low, high)
  }

  /// Of an interval without an estimate (no rows) nothing is shown.
  init(_ interval: Interval) {
    self.init(
      estimate: interval.estimate, low: interval.estimate.map { _ in interval.low },
      high: interval.estimate.map { _ in interval.high })
  }
}
