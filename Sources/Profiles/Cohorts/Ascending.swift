/// Sorting many doubles: by digits rather than by comparison.
enum Ascending {
  /// Sorts numbers without NaN. -0 comes before 0.
  ///
  /// - Complexity: O(*n*) for each byte in which the numbers differ; O(*n* log *n*) for few.
  static func sort(_ numbers: UnsafeMutableBufferPointer<Double>) {
    guard numbers.count > 2048, let base = numbers.baseAddress else {
      var few = numbers
      few.sort()
      return
    }
    let count = numbers.count
    let keys = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
    let spare = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
    let digits = UnsafeMutablePointer<Int>.allocate(capacity: 8 * 256)
    defer {
      keys.deallocate()
      spare.deallocate()
      digits.deallocate()
    }
    digits.initialize(repeating: 0, count: 8 * 256)
    for index in 0..<count {
      let bits = base[index].bitPattern
      // Unsigned order of these is the order of the numbers.
      let key = bits >> 63 == 0 ? bits | 1 << 63 : ~bits
      keys[index] = key
      for byte in 0..<8 { digits[byte << 8 + Int(key >> UInt64(byte * 8) & 255)] += 1 }
    }
    var (from, to) = (keys, spare)
    for byte in 0..<8 {
      let counts = digits + byte << 8
      let shift = UInt64(byte * 8)
      // A byte that all numbers share orders nothing.
      if counts[Int(from[0] >> shift & 255)] == count { continue }
      var place = 0
      for digit in 0..<256 {
        let size = counts[digit]
        counts[digit] = place
        place += size
      }
      for index in 0..<count {
        let key = from[index]
        let digit = Int(key >> shift & 255)
        to[counts[digit]] = key
        counts[digit] += 1
      }
      swap(&from, &to)
    }
    for index in 0..<count {
      let key = from[index]
      base[index] = Double(bitPattern: key >> 63 == 0 ? ~key : key & ~(1 << 63))
    }
  }
}
