/// How many values lie in each of some ranges of equal width.
public enum Histogram {
  /// A range and its count; the last one takes its upper end in.
  public struct Bin: Sendable, Equatable {
    public var from, to: Double
    public var count: Int
  }

  /// Ranges with round ends: 1, 2 or 5 times a power of ten wide.
  ///
  /// - Parameter bins: About how many.
  public static func bins(_ values: [Double], about bins: Int) -> [Bin] {
    let finite = values.filter(\.isFinite)
    guard let least = finite.min(), let most = finite.max(), bins > 0 else { return [] }
    if least == most { return [Bin(from: least, to: least, count: finite.count)] }
    let step = Scale.step((most - least) / Double(bins))
    guard step > 0, step.isFinite else { return [] }
    let first = (least / step).rounded(.down)
    let count = max(1, min(1000, Int((most / step - first).rounded(.up))))
    var counts = [Int](repeating: 0, count: count)
    for value in finite {
      counts[max(0, min(count - 1, Int((value / step - first).rounded(.down))))] += 1
    }
    return counts.indices.map { index in
      Bin(
        from: (first + Double(index)) * step, to: (first + Double(index) + 1) * step,
        count: counts[index])
    }
  }

  public static func lines(
    _ values: [Double], width: Int, bins: Int = 12, shown: (Double) -> String
  ) -> [String] {
    let ranges = self.bins(values, about: bins)
    let bars = ranges.map { bin in
      BarChart.Bar(
        bin.from == bin.to ? shown(bin.from) : "\(shown(bin.from)) to \(shown(bin.to))",
        Double(bin.count))
    }
    return BarChart.lines(bars, width: width) { Figures.count(Int($0)) }
  }
}

/// Round numbers for axes.
enum Scale {
  /// Whether numbers from `least` to `most` can be told apart on a scale.
  static func canDraw(_ least: Double, _ most: Double) -> Bool {
    most == least || (1e-300...1e300).contains(most - least)
  }

  /// The least of 1, 2 or 5 times a power of ten that is not below `raw`.
  static func step(_ raw: Double) -> Double {
    guard raw > 0, raw.isFinite else { return 0 }
    var power = 1.0
    while power * 10 <= raw { power *= 10 }
    while power > raw { power /= 10 }
    for factor in [1.0, 2, 5, 10] where factor * power >= raw { return factor * power }
    return 10 * power
  }
}
