import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Large blocks that columns have given back, kept for the next columns.
///
/// A new block costs a page fault and zeroing for every page, which on a virtual machine takes
/// longer than most operations on the cells; and one operation's scratch space is as large as
/// the next one's.
enum SpareMemory {
  private struct Block {
    let address: UInt
    let bytes: Int
  }

  /// The oldest first.
  private static let blocks = Mutex<[Block]>([])

  /// What is kept stays small beside what columns hold anyway.
  private static var limit: Int { max(64 << 20, ColumnMemory.bytes / 4) }

  /// A block of at least `bytes` and not much more, cut off a larger one if need be. It holds
  /// anything.
  static func take(_ bytes: Int) -> (base: UnsafeMutableRawPointer, bytes: Int)? {
    blocks.withLock { blocks in
      var best: Int?
      for (place, block) in blocks.enumerated()
      where block.bytes >= bytes && block.bytes < best.map({ blocks[$0].bytes }) ?? .max {
        best = place
      }
      guard let best else { return nil }
      let block = blocks[best]
      guard let base = UnsafeMutableRawPointer(bitPattern: block.address) else { return nil }
      let cut = (bytes + HugePages.size - 1) / HugePages.size * HugePages.size
      if block.bytes - cut >= max(HugePages.size, bytes / 4) {
        blocks[best] = Block(address: block.address + UInt(cut), bytes: block.bytes - cut)
        return (base, cut)
      }
      blocks.remove(at: best)
      return (base, block.bytes)
    }
  }

  /// Keeps a block, or gives it, or older ones, back to the system.
  static func give(_ base: UnsafeMutableRawPointer, _ bytes: Int) {
    let limit = limit
    if bytes > limit {
      munmap(base, bytes)
      return
    }
    let evicted = blocks.withLock { blocks in
      blocks.append(Block(address: UInt(bitPattern: base), bytes: bytes))
      var total = blocks.reduce(0) { $0 + $1.bytes }
      var evicted: [Block] = []
      while total > limit {
        let oldest = blocks.removeFirst()
        total -= oldest.bytes
        evicted.append(oldest)
      }
      return evicted
    }
    for block in evicted { munmap(UnsafeMutableRawPointer(bitPattern: block.address), block.bytes) }
  }
}
