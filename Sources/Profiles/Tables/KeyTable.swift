import Columns

/// Keys of a fixed number of words, numbered by first appearance.
struct KeyTable {
  let stride: Int
  private(set) var keys: [UInt64] = []
  private var slots = [Int32](repeating: -1, count: 1024)
  private var count = 0

  init(stride: Int) { self.stride = stride }

  @inline(__always)
  mutating func insert(_ key: UnsafePointer<UInt64>) -> Int {
    var hash = key[0]
    for word in 1..<max(1, stride) { hash = mixed(hash, key[word]) }
    var slot = Int(truncatingIfNeeded: mixed(hash, 0)) & (slots.count - 1)
    while true {
      let entry = Int(slots[slot])
      if entry < 0 { break }
      if equal(entry, key) { return entry }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(truncatingIfNeeded: count)
    for word in 0..<stride { keys.append(key[word]) }
    count += 1
    if count * 2 > slots.count { grow() }
    return count - 1
  }

  @inline(__always)
  private func equal(_ entry: Int, _ key: UnsafePointer<UInt64>) -> Bool {
    for word in 0..<stride where keys[entry * stride + word] != key[word] { return false }
    return true
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for entry in 0..<count {
      var hash = keys[entry * stride]
      for word in 1..<max(1, stride) { hash = mixed(hash, keys[entry * stride + word]) }
      var slot = Int(truncatingIfNeeded: mixed(hash, 0)) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(truncatingIfNeeded: entry)
    }
  }
}
