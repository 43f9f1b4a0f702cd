/// Finding the *k*-th smallest of some numbers without sorting them all.
enum Selection {
  /// The quantile of type 7 of numbers that may be rearranged. NaN comes after all others, and
  /// zero is never -0: which of the two stood in the middle is chance.
  ///
  /// - Precondition: at least one number; `share` within 0 and 1.
  /// - Complexity: O(*n*) expected, O(*n* log *n*) at worst.
  static func quantile(_ numbers: UnsafeMutableBufferPointer<Double>, _ share: Double) -> Double {
    let place = Double(numbers.count - 1) * share
    let lower = min(Int(place), numbers.count - 1)
    let part = place - Double(lower)
    let ordered = movingNaNsLast(numbers)
    let low = (lower < ordered ? select(numbers, ordered, lower) : .nan) + 0
    if part == 0 { return low }
    // What lies above the place is not smaller: the next one is the least of it.
    var high = Double.nan
    if lower + 1 < ordered {
      high = numbers[lower + 1]
      for index in lower + 1..<ordered where numbers[index] < high { high = numbers[index] }
    }
    if low == high { return low }
    let step = high - low
    return step.isInfinite && low.isFinite && high.isFinite
      ? low * (1 - part) + high * part : low + step * part
  }

  /// Puts NaN at the end; returns how many other numbers there are.
  private static func movingNaNsLast(_ numbers: UnsafeMutableBufferPointer<Double>) -> Int {
    var kept = 0
    for index in 0..<numbers.count {
      let number = numbers[index]
      if !number.isNaN {
        numbers[index] = numbers[kept]
        numbers[kept] = number
        kept += 1
      }
    }
    return kept
  }

  /// The number that would stand at `place` if the first `count` were sorted. Afterwards smaller
  /// ones stand before that place and larger ones after it.
  private static func select(
    _ numbers: UnsafeMutableBufferPointer<Double>, _ count: Int, _ place: Int
  ) -> Double {
    guard let base = numbers.baseAddress else { return .nan }
    var (low, high) = (0, count - 1)
    // Twice the rounds that good pivots need: then sorting is surer.
    var rounds = 2 * (Int.bitWidth - count.leadingZeroBitCount)
    while high - low > 24 {
      if rounds == 0 {
        var rest = UnsafeMutableBufferPointer(start: base + low, count: high - low + 1)
        rest.sort()
        return base[place]
      }
      rounds -= 1
      let pivot = pivot(base, low, high, place)
      let (below, above) = partition(base, low, high, pivot)
      if place < below {
        high = below - 1
      } else if place >= above {
        low = above
      } else {
        return pivot
      }
    }
    var index = low + 1
    while index <= high {
      let number = base[index]
      var hole = index
      while hole > low, base[hole - 1] > number {
        base[hole] = base[hole - 1]
        hole -= 1
      }
      base[hole] = number
      index += 1
    }
    return base[place]
  }

  /// A number near the one that belongs at `place`: the like place of a sample of 2 to 31.
  private static func pivot(
    _ base: UnsafeMutablePointer<Double>, _ low: Int, _ high: Int, _ place: Int
  ) -> Double {
    let length = high - low + 1
    let size = length < 1024 ? 5 : 31
    let step = length / size
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: size) { sample in
      for index in 0..<size {
        let number = base[low + index * step + step / 2]
        var hole = index
        while hole > 0, sample[hole - 1] > number {
          sample[hole] = sample[hole - 1]
          hole -= 1
        }
        sample[hole] = number
      }
      return sample[min(size - 1, (place - low) * size / length)]
    }
  }

  /// Numbers below the pivot, then those equal to it, then those above. Returns where the equal
  /// ones begin and where those above do.
  private static func partition(
    _ base: UnsafeMutablePointer<Double>, _ low: Int, _ high: Int, _ pivot: Double
  ) -> (below: Int, above: Int) {
    // Each number is swapped with the first that is not below the pivot, and the boundary
    // moves by the comparison's outcome: no branch to guess wrong.
    var below = low
    var index = low
    while index <= high {
      let number = base[index]
      base[index] = base[below]
      base[below] = number
      below += number < pivot ? 1 : 0
      index += 1
    }
    var above = below
    index = below
    while index <= high {
      let number = base[index]
      if number == pivot {
        base[index] = base[above]
        base[above] = number
        above += 1
      }
      index += 1
    }
    return (below, above)
  }
}
