/// Numbers in ascending order, by their bits: a radix sort beats comparisons by far on a million
/// values, and is stable.
///
/// -0 and 0 are the same number. NaN is not a number: it has to be left out before.
enum Sorting {
  /// Below this many values plain comparison is faster.
  private static let radixFrom = 1024

  /// A key whose order as an unsigned integer is the order of the numbers.
  @inline(__always)
  private static func key(_ value: Double) -> UInt64 {
    // Adding zero turns -0 into 0.
    let bits = (value + 0).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | (1 << 63)
  }

  @inline(__always)
  private static func number(_ key: UInt64) -> Double {
    Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
  }

  /// The values that are not NaN, ascending.
  static func ascending(_ values: [Double]) -> [Double] {
    var kept = values.filter { !$0.isNaN }
    guard kept.count >= radixFrom else {
      kept.sort()
      return kept
    }
    var keys = kept.map(key)
    sortKeys(&keys)
    for index in kept.indices { kept[index] = number(keys[index]) }
    return kept
  }

  /// The positions of the values in ascending order; equal values in the order given.
  ///
  /// - Precondition: no NaN, and fewer than 2^32 values.
  static func order(_ values: [Double]) -> [UInt32] {
    var order = [UInt32](unsafeUninitializedCapacity: values.count) { buffer, count in
      for index in 0..<values.count { (buffer.baseAddress! + index).initialize(to: UInt32(index)) }
      count = values.count
    }
    guard values.count >= radixFrom else {
      // Swift's sort is stable in fact but not in its contract: the position decides ties.
      values.withUnsafeBufferPointer { values in
        order.sort { left, right in
          let (a, b) = (values[Int(left)], values[Int(right)])
          return a < b || (a == b && left < right)
        }
      }
      return order
    }
    var keys = values.map(key)
    sortKeys(&keys, with: &order)
    return order
  }

  private static let digitBits = 11
  private static let digits = 6

  /// How often each digit occurs at each place, in one pass.
  private static func histogram(_ keys: UnsafeMutableBufferPointer<UInt64>) -> [Int] {
    var counts = [Int](repeating: 0, count: digits << digitBits)
    counts.withUnsafeMutableBufferPointer { counts in
      for key in keys {
        var rest = key
        for place in 0..<digits {
          counts[place << digitBits | Int(rest & 0x7FF)] += 1
          rest >>= 11
        }
      }
    }
    return counts
  }

  /// Turns the counts of one place into starting positions; false when all keys share the digit.
  private static func starts(
    _ counts: UnsafeMutableBufferPointer<Int>, place: Int, total: Int
  ) -> Bool {
    let base = place << digitBits
    var next = 0
    for digit in 0..<(1 << digitBits) {
      let count = counts[base + digit]
      if count == total { return false }
      counts[base + digit] = next
      next += count
    }
    return true
  }

  private static func sortKeys(_ keys: inout [UInt64]) {
    var none: [UInt32] = []
    sortKeys(&keys, with: &none)
  }

  /// Sorts the keys and, when there are as many, the companions along with them.
  private static func sortKeys(_ keys: inout [UInt64], with companions: inout [UInt32]) {
    let total = keys.count
    let paired = companions.count == total
    var otherKeys = [UInt64](repeating: 0, count: total)
    var otherCompanions = [UInt32](repeating: 0, count: paired ? total : 0)
    var counts = keys.withUnsafeMutableBufferPointer { histogram($0) }
    counts.withUnsafeMutableBufferPointer { counts in
      for place in 0..<digits {
        guard starts(counts, place: place, total: total) else { continue }
        let shift = UInt64(place * digitBits)
        let base = place << digitBits
        keys.withUnsafeBufferPointer { source in
          otherKeys.withUnsafeMutableBufferPointer { target in
            if paired {
              companions.withUnsafeBufferPointer { from in
                otherCompanions.withUnsafeMutableBufferPointer { to in
                  for index in 0..<total {
                    let key = source[index]
                    let slot = base + Int((key >> shift) & 0x7FF)
                    let position = counts[slot]
                    counts[slot] = position + 1
                    target[position] = key
                    to[position] = from[index]
                  }
                }
              }
            } else {
              for index in 0..<total {
                let key = source[index]
                let slot = base + Int((key >> shift) & 0x7FF)
                let position = counts[slot]
                counts[slot] = position + 1
                target[position] = key
              }
            }
          }
        }
        swap(&keys, &otherKeys)
        if paired { swap(&companions, &otherCompanions) }
      }
    }
  }
}
