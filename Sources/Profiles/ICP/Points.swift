/// Whole points that add up exactly to a whole total.
enum Points {
  /// Rounds parts so that their sum is `total`: every part is rounded down, and what is then
  /// missing goes, one each, to the parts that lost most (the earlier on a tie).
  ///
  /// The method of largest remainders. `total` must be the sum of the parts rounded to a
  /// neighbouring whole number; parts may be negative. A part that is whole stays as it is.
  static func rounded(_ parts: [Double], to total: Int) -> [Int] {
    let floors = parts.map { $0.rounded(.down) }
    var whole = floors.map { Int($0) }
    var rest = total - whole.reduce(0, +)
    let order = parts.indices.sorted { a, b in
      let (left, right) = (parts[a] - floors[a], parts[b] - floors[b])
      return left != right ? left > right : a < b
    }
    // Twice round can only be needed where the parts do not add up to about `total`.
    while rest > 0, !order.isEmpty {
      for index in order where rest > 0 {
        whole[index] += 1
        rest -= 1
      }
    }
    while rest < 0, !order.isEmpty {
      for index in order.reversed() where rest < 0 {
        whole[index] -= 1
        rest += 1
      }
    }
    return whole
  }
}
