/// Random numbers that are the same in every run: SplitMix64 (Steele, Lea and Flood, 2014).
public struct FuzzRandom {
  private var state: UInt64

  public init(seed: UInt64) {
    state = seed
    // Neighbouring seeds must not give the same numbers one step apart.
    state = next() ^ 0x5851_F42D_4C95_7F2D
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number from 0 up to, and without, `limit`.
  public mutating func below(_ limit: Int) -> Int {
    Int(truncatingIfNeeded: next() >> 1) % max(1, limit)
  }

  public mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  public mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[below(elements.count)]
  }
}
