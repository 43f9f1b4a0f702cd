import Testing

@testable import Columns

@Suite("Spare memory")
struct SpareMemoryTests {
  @Test("a block that was given back serves again, and zeroed memory is always zero")
  func reuse() {
    for count in [1 << 17, (1 << 17) + 1, 300_000, 1 << 20, 700_000] {
      for _ in 0..<3 {
        let dirty = Buffer<UInt64>(repeating: .max, count: count)
        #expect(dirty[count - 1] == .max)
      }
      let plain = Buffer<UInt64>(count: count)
      plain.base.initialize(repeating: 7, count: count)
      let zeroed = Buffer<UInt64>(count: count, zeroed: true)
      #expect(zeroed.elements.allSatisfy { $0 == 0 })
      #expect(plain.elements.allSatisfy { $0 == 7 })
    }
  }

  @Test("a block much larger than asked for is left for others")
  func fits() {
    let bytes = 48 << 20
    // What other tests give back may be taken instead; only its size can be told.
    do { _ = Buffer<UInt8>(repeating: 1, count: bytes) }
    if let block = SpareMemory.take(bytes / 2) {
      #expect(block.bytes >= bytes / 2 && block.bytes <= bytes / 2 + bytes / 8)
      SpareMemory.give(block.base, block.bytes)
    }
  }

  @Test("large memory begins at a huge page, and is readable past its end")
  func aligned() {
    for count in [1 << 20, 5 << 20, (5 << 20) + 1, 9_999_999] {
      let buffer = Buffer<UInt8>(count: count, zeroed: true)
      if count >= 4 << 20 { #expect(Int(bitPattern: buffer.base) % (1 << 21) == 0) }
      var sum = 0
      for index in 0..<count + 64 { sum += Int(buffer.base[index]) }
      #expect(sum == 0)
    }
  }
}
