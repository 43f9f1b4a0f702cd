import Basics
import Columns

extension TraitBits.Draft {
  /// The traits of a column: one, or one for each member of a set.
  static func of(
    _ name: String, _ column: Column, source: Int, options: TraitBits.Options,
    notes: inout [String]
  ) throws -> [TraitBits.Draft] {
    switch column.type {
    case .integer, .number:
      return [number(name, .number, column.finiteDoubles(), source, options)].compactMap { $0 }
    case .date, .timestamp:
      let days = column.days()
      let numbers = Buffer<Double>(count: column.count)
      for row in 0..<column.count {
        numbers.base[row] = days.base[row] == Column.noDay ? .nan : Double(days.base[row])
      }
      return [number(name, .date, numbers, source, options)].compactMap { $0 }
    case .boolean: return [flag(name, column, source)].compactMap { $0 }
    case .text: return [try category(name, column, source, options, &notes)].compactMap { $0 }
    case .set: return try members(name, column, source, options, &notes)
    }
  }

  private static func number(
    _ name: String, _ kind: Trait.Kind, _ numbers: Buffer<Double>, _ source: Int,
    _ options: TraitBits.Options
  ) -> TraitBits.Draft? {
    let count = numbers.count
    var sorted: [Double] = []
    sorted.reserveCapacity(count)
    for value in numbers.elements where !value.isNaN { sorted.append(value) }
    let missing = count - sorted.count
    sorted.sort()
    let cuts = CutPoints.forSearch(sorted, parts: options.parts)
    // A constant that is never missing tells nothing; one that is may be a field merely filled in.
    if cuts.isEmpty && (missing == 0 || missing == count) { return nil }
    let intervals = cuts.count + 1
    var counts = [Int](repeating: 0, count: intervals)
    var below = 0
    for (index, cut) in cuts.enumerated() {
      let place = sorted.lowerBound(of: cut)
      counts[index] = place - below
      below = place
    }
    counts[intervals - 1] = sorted.count - below
    let slots = Buffer<UInt16>(count: count)
    let ranges = Parallel.ranges(count)
    Parallel.forEach(ranges.count) { piece in
      let (from, to) = (numbers.base, slots.base)
      for row in ranges[piece] {
        let value = from[row]
        to[row] = UInt16(
          truncatingIfNeeded: value.isNaN ? intervals : cuts.upperBound(of: value))
      }
    }
    var values = (0..<intervals).map { TraitAtom.Value.interval($0) }
    if missing > 0 {
      values.append(.missing)
      counts.append(missing)
    }
    var draft = TraitBits.Draft(
      column: name, kind: kind, source: source, values: values, counts: counts, slots: slots)
    draft.intervals = intervals
    draft.cuts = cuts
    draft.numbers = numbers
    return draft
  }

  private static func flag(_ name: String, _ column: Column, _ source: Int) -> TraitBits.Draft? {
    guard case .boolean(let flags) = column.storage else { return nil }
    let slots = Buffer<UInt16>(count: column.count)
    var counts = [0, 0, 0]
    for row in 0..<column.count {
      let slot = column.isMissing(row) ? 2 : flags.base[row] != 0 ? 0 : 1
      slots.base[row] = UInt16(truncatingIfNeeded: slot)
      counts[slot] += 1
    }
    guard counts.filter({ $0 > 0 }).count > 1 else { return nil }
    let kept = counts[2] > 0 ? 3 : 2
    return TraitBits.Draft(
      column: name, kind: .boolean, source: source,
      values: Array([.flag(true), .flag(false), .missing].prefix(kept)),
      counts: Array(counts.prefix(kept)), slots: slots)
  }

  private static func category(
    _ name: String, _ column: Column, _ source: Int, _ options: TraitBits.Options,
    _ notes: inout [String]
  ) throws -> TraitBits.Draft? {
    let texts = try DistinctTexts(column)
    var counts = [Int](repeating: 0, count: texts.entries.count)
    var missing = 0
    for code in texts.codes.elements {
      if code == DistinctTexts.missing { missing += 1 } else { counts[Int(code)] += 1 }
    }
    let names = texts.entries.map(\.string)
    let present = counts.indices.filter { counts[$0] > 0 }
    guard present.count + (missing > 0 ? 1 : 0) > 1 else { return nil }
    let order = present.filter { counts[$0] >= options.leastCount }
      .sorted { (-counts[$0], names[$0]) < (-counts[$1], names[$1]) }
      .prefix(options.mostLevels)
    if order.count < present.count {
      notes.append(
        "\(name): of \(Wording.grouped(present.count)) values the \(order.count) most frequent "
          + "are looked at one by one")
    }
    var place = [UInt16](repeating: UInt16(none), count: texts.entries.count)
    for (position, entry) in order.enumerated() {
      place[entry] = UInt16(truncatingIfNeeded: position)
    }
    var values = order.map { TraitAtom.Value.text(names[$0]) }
    var kept = order.map { counts[$0] }
    let slots = Buffer<UInt16>(count: column.count)
    let absent = UInt16(truncatingIfNeeded: missing > 0 ? order.count : none)
    for row in 0..<column.count {
      let code = texts.codes.base[row]
      slots.base[row] = code == DistinctTexts.missing ? absent : place[Int(code)]
    }
    if missing > 0 {
      values.append(.missing)
      kept.append(missing)
    }
    guard !values.isEmpty else { return nil }
    return TraitBits.Draft(
      column: name, kind: .category, source: source, values: values, counts: kept, slots: slots)
  }

  private static func members(
    _ name: String, _ column: Column, _ source: Int, _ options: TraitBits.Options,
    _ notes: inout [String]
  ) throws -> [TraitBits.Draft] {
    let texts = try DistinctTexts(column)
    var rows = [Int](repeating: 0, count: texts.entries.count)
    for code in texts.codes.elements where code != DistinctTexts.missing { rows[Int(code)] += 1 }
    var numbers: [String: Int] = [:]
    var counts: [Int] = []
    var names: [String] = []
    let sets = texts.entries.indices.map { entry -> [Int] in
      guard rows[entry] > 0 else { return [] }
      let members = texts.entries[entry].withBytes { SetText.members(Array($0)) }
      var own: [Int] = []
      for member in members {
        // has() does not tell capitals from small letters.
        let text = String(decoding: member, as: UTF8.self).lowercased()
        let number = numbers[text] ?? names.count
        if number == names.count {
          numbers[text] = number
          names.append(text)
          counts.append(0)
        }
        if !own.contains(number) {
          own.append(number)
          counts[number] += rows[entry]
        }
      }
      return own
    }
    let kept = names.indices.filter {
      counts[$0] >= options.leastCount && counts[$0] < column.count
    }.sorted { (-counts[$0], names[$0]) < (-counts[$1], names[$1]) }.prefix(options.mostLevels)
    if kept.count < names.count {
      notes.append(
        "\(name): of \(Wording.grouped(names.count)) members the \(kept.count) most frequent are "
          + "looked at one by one")
    }
    return kept.map { member in
      let holds = sets.map { $0.contains(member) }
      let slots = Buffer<UInt16>(count: column.count)
      for row in 0..<column.count {
        let code = texts.codes.base[row]
        slots.base[row] =
          code != DistinctTexts.missing && holds[Int(code)] ? 0 : UInt16(none)
      }
      return TraitBits.Draft(
        column: name, kind: .member(names[member]), source: source, values: [.holds],
        counts: [counts[member]], slots: slots)
    }
  }
}

extension [Double] {
  /// How many elements are below `value`, in an ascending array.
  func lowerBound(of value: Double) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// How many elements are at most `value`, in an ascending array.
  func upperBound(of value: Double) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
