import Columns
import Statistics

/// Outcomes dealt to rows by lot, to see what a search finds where there is nothing to find.
///
/// Rows of one account stay together: the outcomes of an account are moved as a block, so that an
/// account of many deals does not count as many independent ones.
struct OutcomeShuffle: Sendable {
  /// Rows sorted by group, in the order of the rows within one; where a group begins.
  private let order: [UInt32]
  private let starts: [Int]

  /// - Parameter groups: The account of each row; nil where every row stands for itself. A negative
  ///   number is a group of its own.
  init(count: Int, groups: [Int32]?) {
    guard let groups else {
      order = (0..<count).map { UInt32(truncatingIfNeeded: $0) }
      starts = Array(0...count)
      return
    }
    let sorted = (0..<count).sorted { (groups[$0], $0) < (groups[$1], $1) }
    var starts: [Int] = []
    for (place, row) in sorted.enumerated()
    where place == 0 || groups[row] < 0 || groups[row] != groups[sorted[place - 1]] {
      starts.append(place)
    }
    starts.append(count)
    order = sorted.map { UInt32(truncatingIfNeeded: $0) }
    self.starts = starts
  }

  /// For each row the row whose outcome it gets. The same number gives the same shuffle.
  func rows(_ number: Int, seed: UInt64) -> [UInt32] {
    var random = RandomStream(seed: seed, stream: UInt64(truncatingIfNeeded: number))
    var blocks = Array(0..<starts.count - 1)
    var last = blocks.count - 1
    while last > 0 {
      let other = Int(Self.below(UInt64(last + 1), &random))
      blocks.swapAt(last, other)
      last -= 1
    }
    var result = [UInt32](repeating: 0, count: order.count)
    var place = 0
    for block in blocks {
      for from in starts[block]..<starts[block + 1] {
        result[Int(order[place])] = order[from]
        place += 1
      }
    }
    return result
  }

  /// An even draw from `0..<bound` (Lemire's method).
  static func below(_ bound: UInt64, _ random: inout RandomStream) -> UInt64 {
    var product = random.next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold {
        product = random.next().multipliedFullWidth(by: bound)
      }
    }
    return product.high
  }
}
