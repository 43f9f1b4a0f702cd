import Basics

extension Grouping {
  /// Up to this many groups, every block of rows has counters of its own.
  static let fewGroups = 1 << 14

  /// Stretches of rows that are added up by themselves and then merged in order. They depend on
  /// the number of rows alone, so that rounding does not depend on the machine.
  static func blocks(_ rows: Int) -> [Range<Int>] {
    let size = max(1 << 18, (rows / 32 + 63) & ~63)
    return Parallel.ranges(rows, size: size)
  }

  /// How far apart the states of two blocks of rows lie: two cores that write into one cache line
  /// would wait for each other at every row.
  static func spacing<State>(_ groups: Int, of state: State.Type) -> Int {
    groups + (128 + MemoryLayout<State>.stride - 1) / MemoryLayout<State>.stride
  }

  /// Brings the chosen cells of each group together in one state.
  ///
  /// With few groups each block of rows has its own states, merged in the order of the blocks.
  /// With many, each core goes over all rows and keeps the states of a part of the groups, so
  /// that a state is only ever changed by one core, in the order of the rows.
  ///
  /// - Parameters:
  ///   - cells: One for each row.
  ///   - update: Gets the state of the row's group, the cell and the row.
  ///   - merge: Adds the state of a later block to that of all blocks before.
  @inline(__always)
  func accumulate<Cell: BitwiseCopyable, State: BitwiseCopyable & Sendable>(
    _ cells: Buffer<Cell>, _ chosen: Chosen, from initial: State,
    update: @Sendable (inout State, Cell, Int) -> Void,
    merge: @Sendable (inout State, State) -> Void
  ) -> Buffer<State> {
    let groups = groupCount
    let states: Buffer<State>
    if groups <= Self.fewGroups {
      let blocks = Self.blocks(rowCount)
      let spacing = Self.spacing(groups, of: State.self)
      states = Buffer<State>(repeating: initial, count: spacing * max(1, blocks.count))
      Parallel.forEach(blocks.count) { block in
        let (cells, groupOf) = (cells.base, groupOf.base)
        let states = states.base + block * spacing
        chosen.forEach(in: blocks[block]) { row in
          update(&states[Int(groupOf[row])], cells[row], row)
        }
      }
      for block in 1..<max(1, blocks.count) {
        let later = states.base + block * spacing
        for group in 0..<groups { merge(&states.base[group], later[group]) }
      }
      states.truncate(to: groups)
    } else {
      states = Buffer<State>(repeating: initial, count: groups)
      let parts = rowCount < Parallel.worthSplitting ? 1 : min(8, Parallel.width)
      let size = (groups + parts - 1) / parts
      Parallel.forEach(parts) { part in
        let (cells, groupOf, states) = (cells.base, groupOf.base, states.base)
        let (low, span) = (UInt32(part * size), UInt32(size))
        chosen.forEach(in: 0..<rowCount) { row in
          if groupOf[row] &- low < span { update(&states[Int(groupOf[row])], cells[row], row) }
        }
      }
    }
    return states
  }

  /// How many chosen rows each group has.
  func counts(_ chosen: Chosen) -> Buffer<UInt32> {
    if groupCount == 1 { return Buffer([UInt32(truncatingIfNeeded: chosen.countOfRows)]) }
    if chosen.isEverything, groupCount <= 1 << 10 { return countsOfFewGroups() }
    return accumulate(
      groupOf, chosen, from: UInt32(0), update: { count, _, _ in count &+= 1 },
      merge: { $0 &+= $1 })
  }

  /// Rows of one group often follow each other, and a counter that was just written has to be waited
  /// for: so neighbouring rows have counters of their own.
  private func countsOfFewGroups() -> Buffer<UInt32> {
    let (groups, lanes) = (groupCount, 4)
    let blocks = Self.blocks(rowCount)
    let spacing = Self.spacing(groups * lanes, of: UInt32.self)
    let counts = Buffer<UInt32>(repeating: 0, count: spacing * max(1, blocks.count))
    Parallel.forEach(blocks.count) { block in
      let groupOf = groupOf.base
      let first = counts.base + block * spacing
      let (second, third, fourth) = (first + groups, first + 2 * groups, first + 3 * groups)
      var row = blocks[block].lowerBound
      let end = blocks[block].upperBound
      while row + 4 <= end {
        first[Int(groupOf[row])] &+= 1
        second[Int(groupOf[row + 1])] &+= 1
        third[Int(groupOf[row + 2])] &+= 1
        fourth[Int(groupOf[row + 3])] &+= 1
        row += 4
      }
      while row < end {
        first[Int(groupOf[row])] &+= 1
        row += 1
      }
    }
    let total = Buffer<UInt32>(repeating: 0, count: groups)
    for block in blocks.indices {
      for place in 0..<(groups * lanes) {
        total.base[place % groups] &+= counts.base[block * spacing + place]
      }
    }
    return total
  }

  /// The first chosen row of each group, or -1.
  func firstRows(_ chosen: Chosen) -> Buffer<Int32> {
    accumulate(
      groupOf, chosen, from: UInt32.max,
      update: { first, _, row in first = min(first, UInt32(truncatingIfNeeded: row)) },
      merge: { $0 = min($0, $1) }
    ).reinterpreted(as: Int32.self)
  }
}
