extension Grouping {
  /// How many different chosen cells each group has.
  func distinctCount(_ column: Column, _ chosen: Chosen) -> Column {
    let counts = Buffer<Int64>(count: groupCount, zeroed: true)
    if rowCount > 0 {
      let values = GroupNumbers.of([column])
      let (pairs, overflow) = groupCount.multipliedReportingOverflow(by: values.count)
      if !overflow, pairs <= GroupNumbers.directLimit(rows: rowCount) {
        let seen = Buffer<UInt8>(count: pairs, zeroed: true)
        let (groups, codes, marks) = (groupOf.base, values.groupOf.base, seen.base)
        let width = values.count
        chosen.forEach(in: 0..<rowCount) { marks[Int(groups[$0]) * width + Int(codes[$0])] = 1 }
        for group in 0..<groupCount {
          var count = 0
          for value in 0..<width { count += Int(seen.base[group * width + value]) }
          counts.base[group] = Int64(count)
        }
      } else {
        let keys = GroupNumbers.pairs(groupOf, values.groupOf)
        let first = HashedRows.build(keys, present: chosen.bitmap, links: .first).links
        let (groups, leaders, counts) = (groupOf.base, first.base, counts.base)
        chosen.forEach(in: 0..<rowCount) { row in
          if Int(leaders[row]) == row { counts[Int(groups[row])] += 1 }
        }
      }
    }
    return Column(type: .integer, storage: .integer(counts), validity: nil)
  }
}
