import Basics
import Columns

/// Counting rows on all cores.
enum RowCounts {
  /// Adds up what `body` counts in each stretch of rows.
  static func sum<Counts: AdditiveArithmetic & Sendable>(
    _ rows: Int, _ zero: Counts, _ body: @Sendable (Range<Int>, inout Counts) -> Void
  ) -> Counts {
    let pieces = Parallel.ranges(rows)
    let counts = SharedSlots<Counts>(count: pieces.count)
    Parallel.forEach(pieces.count) { piece in
      var own = zero
      body(pieces[piece], &own)
      counts[piece] = own
    }
    return counts.values.reduce(zero, +)
  }

  /// How many rows `body` holds for.
  static func count(_ rows: Int, where body: @Sendable (Int) -> Bool) -> Int {
    sum(rows, 0) { range, count in
      for row in range where body(row) { count += 1 }
    }
  }
}

/// Three counts, each of what a check calls it.
struct ThreeCounts: AdditiveArithmetic, Sendable {
  var first = 0
  var second = 0
  var third = 0

  static let zero = ThreeCounts()

  static func + (a: Self, b: Self) -> Self {
    Self(first: a.first + b.first, second: a.second + b.second, third: a.third + b.third)
  }

  static func - (a: Self, b: Self) -> Self {
    Self(first: a.first - b.first, second: a.second - b.second, third: a.third - b.third)
  }
}
