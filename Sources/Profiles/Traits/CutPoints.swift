/// Where to cut numbers into intervals, and how to say it with round numbers.
enum CutPoints {
  /// Cuts into intervals of about equal frequency.
  ///
  /// The cut of part i is the value at place i n / parts of the sorted values; one that was taken
  /// already moves up to the next value that was not. So the fifths are those of the usual
  /// equal-frequency discretisation.
  ///
  /// - Parameter sorted: Ascending, without NaN.
  static func equalFrequency(_ sorted: [Double], parts: Int) -> [Double] {
    var cuts: [Double] = []
    for part in stride(from: 1, to: parts, by: 1) {
      var place = part * sorted.count / parts
      while place < sorted.count, let last = cuts.last, sorted[place] <= last { place += 1 }
      if place < sorted.count { cuts.append(sorted[place]) }
    }
    // A cut at the smallest value leaves nothing below it.
    if let first = sorted.first { cuts.removeAll { $0 <= first } }
    return cuts
  }

  /// Cuts for a rule search: each value by itself where there are few, else fifths and finer
  /// parts together.
  static func forSearch(_ sorted: [Double], parts: Int) -> [Double] {
    var distinct: [Double] = []
    for value in sorted where distinct.last != value {
      distinct.append(value)
      if distinct.count > parts { break }
    }
    if distinct.count <= parts { return Array(distinct.dropFirst()) }
    var cuts = equalFrequency(sorted, parts: 5)
    if parts > 5 { cuts += equalFrequency(sorted, parts: parts) }
    cuts.sort()
    var unique: [Double] = []
    for cut in cuts where unique.last != cut { unique.append(cut) }
    return unique
  }

  /// The roundest number between two, of which `closed` may be taken itself: a multiple of 1,000
  /// before one of 500, of 200, of 100, of 250, of 50, and so on; of those the nearest to `closed`.
  /// Between whole numbers it is a whole number.
  ///
  /// A threshold anywhere between two neighbouring values means the same for the rows at hand:
  /// people read 100 more easily than 97.5.
  static func round(open: Double, closed: Double) -> Double {
    guard open.isFinite, closed.isFinite, open != closed else { return closed }
    let (low, high) = (min(open, closed), max(open, closed))
    let includes = { (value: Double) -> Bool in
      value == closed || (value > low && value < high)
    }
    if includes(0) { return 0 }
    let largest = max(low.magnitude, high.magnitude)
    guard largest > 0 else { return closed }
    let isWhole = open == open.rounded() && closed == closed.rounded()
    var step = 1.0
    while step <= largest { step *= 10 }
    // From coarse to fine: the first multiple of a step that is inside has the fewest digits.
    for _ in 0..<24 {
      for factor in [10.0, 5, 2, 1, 2.5] {
        let unit = step * factor / 10
        if isWhole && unit != unit.rounded() { continue }
        let nearest = closed > open ? (closed / unit).rounded(.down) : (closed / unit).rounded(.up)
        let value = unit < 1 ? nearest / (1 / unit).rounded() : nearest * unit
        if includes(value) { return value }
      }
      step /= 10
    }
    return closed
  }
}
