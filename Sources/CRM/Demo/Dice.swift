/// Random numbers for one thing: one account's traits, one account's deals, one week of spend.
///
/// The stream depends on the seed, the kind of thing and its number, and on nothing else, so
/// an account is the same whatever was made before it, by whichever thread, in a demo of any
/// size. Everything here is integer arithmetic or plain IEEE addition and multiplication: no
/// call into the C library's mathematics, whose last bit differs between systems.
///
/// Generator: SplitMix64 (Steele, Lea & Flood, "Fast Splittable Pseudorandom Number
/// Generators", 2014).
struct Dice {
  /// What a stream of numbers is for. Raw values are part of the output: never reuse one.
  enum Stream: UInt64 {
    case traits = 1
    case duplicate = 2
    case cells = 3
    case contacts = 4
    case deals = 5
    case subscriptions = 6
    case touches = 7
    case tickets = 8
    case usage = 9
    case surveys = 10
    case spend = 11
    case names = 12
    case people = 13
    case dealCells = 14
    case touchCells = 15
  }

  private var state: UInt64

  init(seed: UInt64, _ stream: Stream, _ id: Int) {
    let kind = Self.mix(seed &+ stream.rawValue &* 0xD1B5_4A32_D192_ED03)
    state = Self.mix(kind ^ (UInt64(truncatingIfNeeded: id) &* 0x9FB2_1C65_1E98_DF25))
  }

  @inline(__always)
  static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  @inline(__always)
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// A whole number in `0..<count`; 0 if `count` is below 1.
  @inline(__always)
  mutating func below(_ count: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(max(count, 1))).high)
  }

  /// A whole number in `low...high`; `low` if the range is empty.
  @inline(__always)
  mutating func between(_ low: Int, _ high: Int) -> Int {
    low &+ below(high &- low &+ 1)
  }

  /// A number in `0..<1`.
  @inline(__always)
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  @inline(__always)
  mutating func chance(_ probability: Double) -> Bool { unit() < probability }

  /// Mean 0, standard deviation 1, never beyond ±3.47: the sum of four even numbers.
  @inline(__always)
  mutating func normal() -> Double {
    let bits = next()
    let sum =
      (bits & 0xFFFF) &+ (bits >> 16 & 0xFFFF) &+ (bits >> 32 & 0xFFFF) &+ (bits >> 48)
    return (Double(sum) - 131_070) * (1.7320508075688772 / 65_536)
  }

  /// `median · 2^(octaves · normal)`: a bell on the logarithmic scale.
  @inline(__always)
  mutating func spread(median: Double, octaves: Double) -> Double {
    median * Self.power2(octaves * normal())
  }

  /// How many of something that happens `mean` times on average: from 0.4 to 1.6 times that.
  @inline(__always)
  mutating func count(mean: Double, atMost limit: Int) -> Int {
    let level = mean * (0.4 + 1.2 * unit())
    return min(Int(level + unit()), limit)
  }

  /// 2 to the power `x` to about 5 digits, the same bits on every machine. `x` is held
  /// within ±60.
  static func power2(_ x: Double) -> Double {
    let held = min(max(x, -60), 60)
    let whole = held.rounded(.down)
    let r = held - whole
    let fraction =
      1 + r
      * (0.693_147_180 + r
        * (0.240_226_507 + r
          * (0.055_504_109 + r
            * (0.009_618_129
              + r * 0.001_504_075))))
    return Double(sign: .plus, exponent: Int(whole), significand: fraction)
  }
}

/// A choice among up to 256 things with given weights, in one look-up.
///
/// The weights are dealt out over 1,024 slots, so a thing's share is exact to a thousandth.
struct WeightedChoice: @unchecked Sendable {
  // Written once here, never changed or freed: safe to share between threads.
  private let slots: UnsafePointer<UInt8>
  private static let size = 1024

  /// - Parameter weights: Any positive scale. All zero (or none): always 0.
  init(_ weights: [Double]) {
    let slots = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.size)
    let total = weights.reduce(0, +)
    var reached = 0.0
    var slot = 0
    for (index, weight) in weights.prefix(256).enumerated() where total > 0 {
      reached += weight
      let end = min(Int((reached / total * Double(Self.size)).rounded()), Self.size)
      while slot < end {
        slots[slot] = UInt8(index)
        slot += 1
      }
    }
    let last = slot > 0 ? slots[slot - 1] : 0
    while slot < Self.size {
      slots[slot] = last
      slot += 1
    }
    self.slots = UnsafePointer(slots)
  }

  @inline(__always)
  func pick(_ dice: inout Dice) -> Int { Int(slots[Int(dice.next() >> 54)]) }
}
