import Basics
import Columns

/// How many whole days the rows of each group took.
struct DayCounts: Sendable {
  private let values: Buffer<UInt32>
  private let starts: [Int]
  /// The largest number of days; -1 without rows.
  let lastDay: Int

  /// - Parameters:
  ///   - days: Whole numbers from 0 on, one a row; NaN is left out.
  ///   - rows: The rows that count.
  init(_ days: Buffer<Double>, of grouping: Grouping, where rows: Bitmap) {
    let groups = grouping.groupCount
    let pieces = grouping.pieces
    let places = Buffer<Int>(count: max(1, pieces.count) * groups, zeroed: true)
    let most = Buffer<Int>(repeating: -1, count: max(1, pieces.count))
    Parallel.forEach(pieces.count) { piece in
      let (groupOf, days) = (grouping.groupOf.base, days.base)
      let counts = places.base + piece * groups
      var last = -1
      rows.forEachSet(in: pieces[piece]) { row in
        if days[row].isNaN { return }
        counts[Int(groupOf[row])] += 1
        last = max(last, Int(days[row]))
      }
      most.base[piece] = last
    }
    var starts = [0]
    var total = 0
    for group in 0..<groups {
      for piece in 0..<pieces.count {
        let count = places.base[piece * groups + group]
        places.base[piece * groups + group] = total
        total += count
      }
      starts.append(total)
    }
    let values = Buffer<UInt32>(count: total)
    Parallel.forEach(pieces.count) { piece in
      let (groupOf, days, values) = (grouping.groupOf.base, days.base, values.base)
      let next = places.base + piece * groups
      rows.forEachSet(in: pieces[piece]) { row in
        if days[row].isNaN { return }
        let group = Int(groupOf[row])
        // Days have 32 bits, and so have differences that are not negative.
        values[next[group]] = UInt32(days[row])
        next[group] += 1
      }
    }
    self.values = values
    self.starts = starts
    lastDay = most.elements.max() ?? -1
  }

  /// The days of a group's rows, in their order.
  func durations(_ group: Int) -> [Double] {
    (starts[group]..<starts[group + 1]).map { Double(values.base[$0]) }
  }

  /// At index *d* how many rows of a group took *d* days.
  func counts(_ group: Int, upTo last: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: last + 1)
    for index in starts[group]..<starts[group + 1] { counts[Int(values.base[index])] += 1 }
    return counts
  }
}
