import Basics
import CScan

/// A key that can be looked up by hashing.
protocol HashableKey: BitwiseCopyable, Sendable {
  var hash: UInt64 { get }
  func equals(_ other: Self) -> Bool
}

extension TextView: HashableKey {}

extension Int64: HashableKey {
  @inline(__always) var hash: UInt64 { mixed(UInt64(bitPattern: self), 0) }
  @inline(__always) func equals(_ other: Int64) -> Bool { self == other }
}

/// What a table of hashed rows remembers beside the first row of each key.
enum KeyLinks {
  /// For each row the first row with the same key.
  case first
  /// For each row the next row with the same key, plus one; zero at the end.
  case next
}

/// An open-addressing table from keys to the first row that has them.
///
/// A slot is 8 bytes: a 32-bit tag of the hash above the row plus one; zero is free. The top bits
/// of the hash choose a slot, and the topmost of them a region. Each region is filled by one
/// thread, in the order of the rows, so the table is the same for any number of threads. Keys
/// stay where they are and are compared only when the tags agree.
///
/// Layout and batch size were measured: 16-byte slots that hold the key were half as fast.
struct HashedRows<Key: HashableKey>: Sendable {
  let keys: Buffer<Key>
  private let slots: Buffer<UInt64>
  /// Shift that leaves the slot's number of a hash.
  private let shift: UInt64
  /// Slots a region, less one.
  private let regionMask: Int

  /// Rows looked at together, so that their slots arrive from memory at the same time.
  private static var batch: Int { 128 }

  /// - Parameters:
  ///   - present: Rows whose bit is clear have no key; their link is left as it is (zero).
  ///   - regions: A power of two, for tests; by default from the row count.
  /// - Returns: The table, its links, and whether a key occurs twice.
  static func build(
    _ keys: Buffer<Key>, present: Bitmap?, links kind: KeyLinks, regions: Int? = nil
  ) -> (table: HashedRows, links: Buffer<UInt32>, hasRepeats: Bool) {
    let table = HashedRows(keys, regions: regions ?? (keys.count < 1 << 15 ? 1 : 8))
    let links = Buffer<UInt32>(count: keys.count, zeroed: true)
    let count = (table.slots.count / (table.regionMask + 1))
    let outcomes = Buffer<UInt8>(count: count, zeroed: true)
    if !table.fill(present, links, kind, outcomes) {
      // Nearly all keys fell into one region: only keys made for it do. One region holds any.
      return build(keys, present: present, links: kind, regions: 1)
    }
    return (table, links, outcomes.elements.contains(1))
  }

  private init(_ keys: Buffer<Key>, regions: Int) {
    self.keys = keys
    var bits: UInt64 = 6
    while 1 << bits < keys.count * 2 { bits += 1 }
    slots = Buffer(count: 1 << Int(bits), zeroed: true)
    shift = 64 - bits
    regionMask = slots.count / regions - 1
  }

  /// Fills all regions. False if one would get too full to end a search in it.
  private func fill(
    _ present: Bitmap?, _ links: Buffer<UInt32>, _ kind: KeyLinks, _ outcomes: Buffer<UInt8>
  ) -> Bool {
    Parallel.forEach(outcomes.count) { region in
      outcomes.base[region] =
        switch kind {
        case .first: fill(region, present, links, first: true)
        case .next: fill(region, present, links, first: false)
        }
    }
    return !outcomes.elements.contains(2)
  }

  /// Puts the keys of one region into the table. Returns 0 when all were distinct, 1 when some
  /// repeat, 2 when the region is too full.
  ///
  /// For first rows, rows come in ascending order, and the first one stays in the slot. For
  /// chains they come in descending order, and each one goes in front of those before it.
  @inline(__always)
  private func fill(
    _ region: Int, _ present: Bitmap?, _ links: Buffer<UInt32>, first: Bool
  ) -> UInt8 {
    let (keys, slots, links, total) = (self.keys.base, self.slots.base, links.base, keys.count)
    let present = present?.words.base
    let (shift, regionMask) = (shift, regionMask)
    let start = region * (regionMask + 1)
    // Searches stay short, and there is always a free slot to end one.
    let most = regionMask - regionMask / 8
    var used = 0
    var repeats = false
    let space = Buffer<UInt64>(count: 2 * Self.batch)
    return withExtendedLifetime(space) {
      let (hashes, rows) = (space.base, space.base + Self.batch)
      var done = 0
      while done < total {
        // Which rows of this batch belong to the region.
        let stop = min(done + Self.batch, total)
        var chosen = 0
        while done < stop {
          let row = first ? done : total - 1 - done
          done += 1
          if let present, present[row >> 6] >> UInt64(row & 63) & 1 == 0 { continue }
          let hash = keys[row].hash
          hashes[chosen] = hash
          rows[chosen] = UInt64(truncatingIfNeeded: row)
          let slot = Int(truncatingIfNeeded: hash >> shift)
          chosen += slot & ~regionMask == start ? 1 : 0
        }
        for index in 0..<chosen {
          cscan_prefetch(slots + Int(truncatingIfNeeded: hashes[index] >> shift))
        }
        for index in 0..<chosen {
          let row = Int(truncatingIfNeeded: rows[index])
          let tag = hashes[index] << 32
          let entry = tag | UInt64(truncatingIfNeeded: row + 1)
          var slot = Int(truncatingIfNeeded: hashes[index] >> shift)
          while true {
            let there = slots[slot]
            if there == 0 {
              if used == most { return 2 }
              used += 1
              slots[slot] = entry
              if first { links[row] = UInt32(truncatingIfNeeded: row) }
              break
            }
            let other = Int(truncatingIfNeeded: there & 0xffff_ffff) - 1
            if there ^ tag < 1 << 32, keys[other].equals(keys[row]) {
              repeats = true
              if first {
                links[row] = UInt32(truncatingIfNeeded: other)
              } else {
                links[row] = UInt32(truncatingIfNeeded: other + 1)
                slots[slot] = entry
              }
              break
            }
            slot = start | (slot + 1) & regionMask
          }
        }
      }
      return repeats ? 1 : 0
    }
  }

  /// For each of `wanted` the first row that has that key; `UInt32.max` if none has, or if the
  /// wanted key itself is missing.
  ///
  /// - Complexity: O(1) expected a key; memory is asked for in batches ahead of its use.
  func rows(of wanted: Buffer<Key>, present: Bitmap?) -> Buffer<UInt32> {
    let result = Buffer<UInt32>(count: wanted.count)
    Parallel.overRows(wanted.count, size: 1 << 15) { range in
      search(wanted.base, present?.words.base, result.base, range)
    }
    return result
  }

  private func search(
    _ wanted: UnsafeMutablePointer<Key>, _ present: UnsafeMutablePointer<UInt64>?,
    _ result: UnsafeMutablePointer<UInt32>, _ range: Range<Int>
  ) {
    let (keys, slots) = (self.keys.base, self.slots.base)
    let (shift, regionMask) = (shift, regionMask)
    let space = Buffer<UInt64>(count: Self.batch)
    withExtendedLifetime(space) {
      let hashes = space.base
      var done = range.lowerBound
      while done < range.upperBound {
        let stop = min(done + Self.batch, range.upperBound)
        for row in done..<stop {
          let hash = wanted[row].hash
          hashes[row - done] = hash
          cscan_prefetch(slots + Int(truncatingIfNeeded: hash >> shift))
        }
        for row in done..<stop {
          let there = slots[Int(truncatingIfNeeded: hashes[row - done] >> shift)]
          cscan_prefetch(keys + Int(truncatingIfNeeded: there & 0xffff_ffff))
        }
        for row in done..<stop {
          if let present, present[row >> 6] >> UInt64(row & 63) & 1 == 0 {
            result[row] = .max
            continue
          }
          let tag = hashes[row - done] << 32
          var slot = Int(truncatingIfNeeded: hashes[row - done] >> shift)
          let start = slot & ~regionMask
          var found = UInt32.max
          while true {
            let there = slots[slot]
            if there == 0 { break }
            let other = Int(truncatingIfNeeded: there & 0xffff_ffff) - 1
            if there ^ tag < 1 << 32, keys[other].equals(wanted[row]) {
              found = UInt32(truncatingIfNeeded: other)
              break
            }
            slot = start | (slot + 1) & regionMask
          }
          result[row] = found
        }
        done = stop
      }
    }
  }
}
