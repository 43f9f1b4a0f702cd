import Basics
import Columns
import Crypto

/// Rows that are the same person or company as an earlier one.
///
/// Rows are compared by 128 bits of a SHA-256 of what identifies them: two different ones agree by
/// chance less than once in 10^24 pairs.
struct Duplicates: Sendable {
  private let alternatives: [[ColumnGroup]]

  /// - Parameter alternatives: What identifies a row: the first whose columns are all filled counts.
  init(_ alternatives: [[ColumnGroup]]) { self.alternatives = alternatives }

  /// The rows among `rows` that repeat an earlier one.
  ///
  /// - Complexity: O(*n*) expected; 32 bytes a row while it works.
  func repeated(among rows: Buffer<UInt32>) throws -> [UInt32] {
    guard !alternatives.isEmpty, rows.count > 1 else { return [] }
    let prints = Buffer<UInt64>(count: rows.count * 2, zeroed: true)
    let ranges = Parallel.ranges(rows.count, size: 16_384)
    try Parallel.forEach(ranges.count) { piece in
      try Interruption.check()
      for index in ranges[piece] {
        let print = fingerprint(Int(rows.base[index]))
        prints.base[index * 2] = print.0
        prints.base[index * 2 + 1] = print.1
      }
    }
    let isRepeated = Buffer<UInt8>(count: rows.count, zeroed: true)
    // Each core takes its share of the prints, whatever row they are of.
    let shares = Parallel.width
    try Parallel.forEach(shares) { share in
      try Interruption.check()
      Self.mark(prints, share, of: shares, isRepeated)
    }
    return (0..<rows.count).filter { isRepeated.base[$0] != 0 }.map { rows.base[$0] }
  }

  /// Marks the prints of one share that are there before.
  private static func mark(
    _ prints: Buffer<UInt64>, _ share: Int, of shares: Int, _ isRepeated: Buffer<UInt8>
  ) {
    var size = 64
    while size < isRepeated.count * 2 / shares { size *= 2 }
    var table = Buffer<UInt32>(count: size, zeroed: true)
    var held = 0
    for index in 0..<isRepeated.count {
      let (high, low) = (prints.base[index * 2], prints.base[index * 2 + 1])
      guard Int(truncatingIfNeeded: high.multipliedFullWidth(by: UInt64(shares)).high) == share,
        high != 0 || low != 0
      else { continue }
      if held * 4 > size * 3 {
        size *= 2
        table = rehashed(table, size, prints)
      }
      var place = Int(truncatingIfNeeded: low) & (size - 1)
      while true {
        let entry = Int(table.base[place])
        if entry == 0 {
          table.base[place] = UInt32(index + 1)
          held += 1
          break
        }
        if prints.base[entry * 2 - 2] == high && prints.base[entry * 2 - 1] == low {
          isRepeated.base[index] = 1
          break
        }
        place = (place + 1) & (size - 1)
      }
    }
  }

  private static func rehashed(
    _ old: Buffer<UInt32>, _ size: Int, _ prints: Buffer<UInt64>
  ) -> Buffer<UInt32> {
    let table = Buffer<UInt32>(count: size, zeroed: true)
    for entry in old.elements where entry != 0 {
      var place = Int(truncatingIfNeeded: prints.base[Int(entry) * 2 - 1]) & (size - 1)
      while table.base[place] != 0 { place = (place + 1) & (size - 1) }
      table.base[place] = entry
    }
    return table
  }

  /// Zeros when nothing identifies the row: then it is like no other.
  private func fingerprint(_ row: Int) -> (UInt64, UInt64) {
    for (number, groups) in alternatives.enumerated() where groups.allSatisfy({ $0.filled[row] }) {
      if groups.count == 1, groups[0].digestSize >= 16 {
        // Digests are as good as random: their first half needs no further hashing.
        var print: (UInt64, UInt64) = (0, 0)
        groups[0].forEachValue(row) { bytes in
          let raw = UnsafeRawBufferPointer(bytes)
          print = (
            raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self) ^ UInt64(number),
            raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
          )
          return false
        }
        return print
      }
      var hash = SHA256()
      withUnsafeBytes(of: UInt64(number)) { hash.update(bufferPointer: $0) }
      for group in groups {
        group.forEachValue(row) { bytes in
          withUnsafeBytes(of: UInt64(bytes.count)) { hash.update(bufferPointer: $0) }
          hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
          return false
        }
      }
      return hash.finalize().withUnsafeBytes { raw in
        (
          raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
          raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        )
      }
    }
    return (0, 0)
  }
}
