import Basics

extension Grouping {
  func quantile(
    _ share: Double, _ aggregate: Aggregate, _ column: Column, _ chosen: Chosen
  ) throws -> Column {
    guard share >= 0, share <= 1 else {
      throw Problem(
        .script, "a quantile must lie within 0 and 1",
        hints: ["0.9 is the value that nine in ten do not exceed"])
    }
    let sorted: GroupedNumbers
    switch column.storage {
    case .integer(let cells): sorted = scattered(cells, chosen) { Double($0) }
    case .number(let cells): sorted = scattered(cells, chosen) { $0 }
    default:
      guard column.hasNoValue else { throw Self.meaningless(aggregate, column.type) }
      return .missing(type: .number, count: groupCount)
    }
    let results = Buffer<Double>(count: groupCount, zeroed: true)
    let pieces = sorted.pieces()
    try Parallel.forEach(pieces.count) { piece in
      try Interruption.check()
      let (values, starts, results) = (sorted.values.base, sorted.starts.base, results.base)
      for group in pieces[piece] where starts[group] < starts[group + 1] {
        let cells = UnsafeMutableBufferPointer(
          start: values + starts[group], count: starts[group + 1] - starts[group])
        results[group] = Selection.quantile(cells, share)
      }
    }
    let validity = Bitmap(count: groupCount) { sorted.starts[$0] < sorted.starts[$0 + 1] }
    return Column(type: .number, storage: .number(results), validity: validity)
  }

  /// The chosen cells, those of one group beside each other, in the order of the rows.
  @inline(__always)
  private func scattered<Cell: BitwiseCopyable>(
    _ cells: Buffer<Cell>, _ chosen: Chosen, _ number: @Sendable (Cell) -> Double
  ) -> GroupedNumbers {
    let groups = groupCount
    let starts = Buffer<Int>(count: groups + 1)
    if groups > Self.fewGroups {
      let counts = counts(chosen)
      let next = Buffer<Int>(count: groups)
      var total = 0
      for group in 0..<groups {
        starts.base[group] = total
        next.base[group] = total
        total += Int(counts.base[group])
      }
      starts.base[groups] = total
      let values = Buffer<Double>(count: total)
      let parts = rowCount < Parallel.worthSplitting ? 1 : min(8, Parallel.width)
      let size = (groups + parts - 1) / parts
      Parallel.forEach(parts) { part in
        let (cells, groupOf, next) = (cells.base, groupOf.base, next.base)
        let values = values.base
        let (low, span) = (UInt32(part * size), UInt32(size))
        chosen.forEach(in: 0..<rowCount) { row in
          let group = groupOf[row]
          if group &- low < span {
            values[next[Int(group)]] = number(cells[row])
            next[Int(group)] += 1
          }
        }
      }
      return GroupedNumbers(values: values, starts: starts)
    }
    // Each block counts, then knows where its cells of each group go: order is kept.
    let blocks = Self.blocks(rowCount)
    let spacing = Self.spacing(groups, of: Int.self)
    let places = Buffer<Int>(count: spacing * blocks.count, zeroed: true)
    Parallel.forEach(blocks.count) { block in
      let groupOf = groupOf.base
      let counts = places.base + block * spacing
      chosen.forEach(in: blocks[block]) { counts[Int(groupOf[$0])] += 1 }
    }
    var total = 0
    for group in 0..<groups {
      starts.base[group] = total
      for block in 0..<blocks.count {
        let count = places.base[block * spacing + group]
        places.base[block * spacing + group] = total
        total += count
      }
    }
    starts.base[groups] = total
    let values = Buffer<Double>(count: total)
    Parallel.forEach(blocks.count) { block in
      let (cells, groupOf, values) = (cells.base, groupOf.base, values.base)
      let next = places.base + block * spacing
      chosen.forEach(in: blocks[block]) { row in
        let group = Int(groupOf[row])
        values[next[group]] = number(cells[row])
        next[group] += 1
      }
    }
    return GroupedNumbers(values: values, starts: starts)
  }
}

/// Numbers of groups: those of group *g* at `starts[g]..<starts[g + 1]`.
struct GroupedNumbers: Sendable {
  let values: Buffer<Double>
  let starts: Buffer<Int>

  /// Ranges of groups with about as much work each; a large group is alone.
  func pieces() -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var first = 0
    let groups = starts.count - 1
    for group in 0..<groups where starts[group + 1] - starts[first] >= 1 << 14 {
      pieces.append(first..<group + 1)
      first = group + 1
    }
    if first < groups { pieces.append(first..<groups) }
    return pieces
  }
}
