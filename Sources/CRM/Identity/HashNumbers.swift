import Columns

/// Hashes as small numbers in the order in which they come: 1, 2, 3, … A hash of 0 has number 0: no
/// value.
///
/// What is compared in matching are 64-bit hashes of normalised values. Two of a million different
/// values share one with a chance of 1 in 37 million.
struct HashNumbers {
  private var slots: Buffer<UInt64>
  private var numbers: Buffer<UInt32>
  private var mask: Int
  /// The greatest number so far.
  private(set) var count = 0

  init(capacity: Int) {
    let size = 1 << (Int.bitWidth - max(16, capacity * 2).leadingZeroBitCount)
    slots = Buffer(count: size, zeroed: true)
    numbers = Buffer(count: size, zeroed: true)
    mask = size - 1
  }

  /// The number of a hash, a new one if it has none yet. O(1) expected.
  mutating func insert(_ hash: UInt64) -> UInt32 {
    if hash == 0 { return 0 }
    if count * 2 > mask { grow() }
    let (slots, numbers) = (slots.base, numbers.base)
    var slot = Int(truncatingIfNeeded: hash >> 17) & mask
    while slots[slot] != 0 {
      if slots[slot] == hash { return numbers[slot] }
      slot = (slot + 1) & mask
    }
    count += 1
    slots[slot] = hash
    numbers[slot] = UInt32(truncatingIfNeeded: count)
    return UInt32(truncatingIfNeeded: count)
  }

  /// The number of a hash, or 0.
  func number(of hash: UInt64) -> UInt32 {
    if hash == 0 { return 0 }
    var slot = Int(truncatingIfNeeded: hash >> 17) & mask
    while slots.base[slot] != 0 {
      if slots.base[slot] == hash { return numbers.base[slot] }
      slot = (slot + 1) & mask
    }
    return 0
  }

  private mutating func grow() {
    let (oldSlots, oldNumbers) = (slots, numbers)
    let size = oldSlots.count * 2
    slots = Buffer(count: size, zeroed: true)
    numbers = Buffer(count: size, zeroed: true)
    mask = size - 1
    for old in 0..<oldSlots.count where oldSlots.base[old] != 0 {
      var slot = Int(truncatingIfNeeded: oldSlots.base[old] >> 17) & mask
      while slots.base[slot] != 0 { slot = (slot + 1) & mask }
      slots.base[slot] = oldSlots.base[old]
      numbers.base[slot] = oldNumbers.base[old]
    }
  }
}

/// A hash of bytes, never 0: equal bytes have equal hashes, in every run.
struct ByteHash {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  @inline(__always)
  mutating func add(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }

  @inline(__always)
  mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    for byte in bytes { add(byte) }
  }

  /// FNV's lower bits are weak; one multiplication spreads them.
  @inline(__always)
  var value: UInt64 {
    let spread = mixed(state, 0x2545_F491_4F6C_DD1D)
    return spread == 0 ? 1 : spread
  }

  static func of(_ text: String) -> UInt64 {
    var hash = Self()
    for byte in text.utf8 { hash.add(byte) }
    return hash.value
  }

  static func of(_ view: TextView) -> UInt64 {
    var hash = Self()
    view.withBytes { hash.add($0) }
    return hash.value
  }
}
