/// A small, fast, seeded source of random numbers: the same seed gives the same numbers, on every
/// machine and in every version.
///
/// The generator is xoshiro256++ (Blackman, Vigna 2019), its state filled by SplitMix64. Streams
/// of one seed with different indices are independent for all practical purposes, so that pieces
/// of work may run on any thread.
public struct RandomStream: Sendable, RandomNumberGenerator {
  private var a, b, c, d: UInt64

  public init(seed: UInt64, stream: UInt64 = 0) {
    var mixer = SplitMix(state: seed ^ (SplitMix.scrambled(stream &+ 1)))
    a = mixer.next()
    b = mixer.next()
    c = mixer.next()
    d = mixer.next()
    if a | b | c | d == 0 { a = 1 }
  }

  @inline(__always)
  public mutating func next() -> UInt64 {
    let result = rotated(a &+ d, 23) &+ a
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotated(d, 45)
    return result
  }

  /// An even draw from `0..<bound`.
  ///
  /// Source: D. Lemire (2019), "Fast Random Integer Generation in an Interval".
  @inline(__always)
  mutating func below(_ bound: UInt64) -> UInt64 {
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// An even draw from [0, 1) with 53 bits.
  @inline(__always)
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  @inline(__always)
  private func rotated(_ value: UInt64, _ by: UInt64) -> UInt64 {
    (value << by) | (value >> (64 - by))
  }
}

private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &+ 0x9E37_79B9_7F4A_7C15
    return Self.scrambled(state)
  }

  static func scrambled(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
