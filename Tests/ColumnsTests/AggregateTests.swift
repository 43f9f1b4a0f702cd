import Basics
import Testing

@testable import Columns

@Suite("Grouping.aggregate")
struct AggregateTests {
  /// The chosen present cells of each group, in the order of the rows.
  static func cells(_ grouping: Grouping, _ column: Column, _ mask: Bitmap?) -> [[Value]] {
    var cells = [[Value]](repeating: [], count: grouping.groupCount)
    for row in 0..<column.count where mask?[row] ?? true && !column.isMissing(row) {
      cells[Int(grouping.groupOf[row])].append(column[row])
    }
    return cells
  }

  static func quantile(_ numbers: [Double], _ share: Double) -> Value {
    if numbers.isEmpty { return .missing }
    let sorted = numbers.sorted { $0 < $1 || $1.isNaN && !$0.isNaN }
    let place = Double(sorted.count - 1) * share
    let low = Int(place)
    if place == Double(low) || sorted[low] == sorted[low + 1] { return .number(sorted[low] + 0) }
    let (a, b, part) = (sorted[low], sorted[low + 1], place - Double(low))
    if a.isFinite, b.isFinite, !(b - a).isFinite { return .number(a * (1 - part) + b * part) }
    return .number(a + (b - a) * part)
  }

  static func expected(_ aggregate: Aggregate, _ cells: [Value], _ size: Int) -> Value {
    let numbers = cells.compactMap(\.double)
    switch aggregate {
    case .count: return .integer(Int64(cells.count))
    case .share: return size == 0 ? .missing : .number(Double(cells.count) / Double(size))
    case .first: return cells.first ?? .missing
    case .min:
      return cells.dropFirst().reduce(cells.first ?? .missing) { $1.precedes($0) ? $1 : $0 }
    case .max:
      return cells.dropFirst().reduce(cells.first ?? .missing) { $0.precedes($1) ? $1 : $0 }
    case .distinctCount: return .integer(Int64(Set(cells.map(\.key)).count))
    case .median: return quantile(numbers, 0.5)
    case .quantile(let share): return quantile(numbers, share)
    case .sum, .mean: return .missing
    }
  }

  @Test("agrees with lists of cells", arguments: ColumnType.allCases)
  func agrees(type: ColumnType) throws {
    for count in sizes {
      let keys: [[Column]] = [
        [], [Column.made(.text, count, .few, missing: 0.2, seed: 3)],
        [Column.made(.number, count, .many, missing: 0, seed: 4)],
      ]
      for (index, key) in keys.enumerated() {
        let grouping = try Grouping(key, rowCount: count)
        for spread in Spread.allCases {
          for missing in [0, 0.3, 1] {
            let column = Column.made(type, count, spread, missing: missing, seed: index)
            for mask in [nil, Bitmap(count: count) { $0 % 3 != 1 }, Bitmap(count: count)] {
              var aggregates: [Aggregate] = [.count, .share, .first, .min, .max, .distinctCount]
              if type.isNumeric {
                aggregates += [.median] + [0, 0.1, 0.25, 0.99, 1].map { .quantile($0) }
              }
              let cells = Self.cells(grouping, column, mask)
              for aggregate in aggregates {
                let result = try grouping.aggregate(aggregate, of: column, where: mask)
                expectSame(
                  result,
                  cells.indices.map {
                    Self.expected(aggregate, cells[$0], Int(grouping.sizes[$0]))
                  }, "\(aggregate) of \(type) \(spread), \(count) rows")
              }
            }
          }
        }
      }
    }
  }

  @Test("sums and means of integers are exact, and a sum that does not fit is a number")
  func integerSums() throws {
    let key = Column(texts: ["a", "b", "a", "c", "b"])
    let grouping = try Grouping([key], rowCount: 5)
    let cells = Column(integers: [.max, 5, 1, nil, -7])
    let sums = try grouping.aggregate(.sum, of: cells)
    #expect(sums.values == [.number(0x1p63), .number(-2), .number(0)])
    let small = try grouping.aggregate(
      .sum, of: cells, where: Bitmap([false, true, true, true, true]))
    #expect(small.values == [.integer(1), .integer(-2), .integer(0)])
    let means = try grouping.aggregate(.mean, of: cells)
    #expect(means.values == [.number(0x1p62), .number(-1), .missing])
  }

  @Test("of booleans sum counts the true ones and mean is their share")
  func booleans() throws {
    let grouping = try Grouping([Column(texts: ["a", "a", "a", "b"])], rowCount: 4)
    let cells = Column(booleans: [true, false, nil, nil])
    #expect(try grouping.aggregate(.sum, of: cells).values == [.integer(1), .integer(0)])
    #expect(try grouping.aggregate(.mean, of: cells).values == [.number(0.5), .missing])
  }

  @Test("a sum of numbers loses no digits over many rows of very different size")
  func compensated() throws {
    // 400,000 cells: large ones cancel, and 0.1 a row is left.
    let count = 400_000
    let cells = Column(
      numbers: (0..<count).map { $0 % 4 == 0 ? 1e16 : $0 % 4 == 2 ? -1e16 : 0.1 })
    let whole = try Grouping([], rowCount: count)
    let sum = try #require(try whole.aggregate(.sum, of: cells).double(0))
    #expect(abs(sum - 20_000) < 1e-7)
    let keyed = try Grouping(
      [Column(integers: (0..<count).map { Int64($0 % 8 / 4) })], rowCount: count)
    for value in try keyed.aggregate(.mean, of: cells).values {
      #expect(abs((value.double ?? 0) - 0.05) < 1e-12)
    }
  }

  @Test("sums of whole numbers are exact for every size, mask and number of groups")
  func exactSums() throws {
    for count in sizes + [127, 128, 129, 600_000] {
      for groups in [1, 3, 20_000] where groups <= max(1, count) {
        let key = Column(integers: (0..<count).map { Int64($0 % groups) })
        let grouping = try Grouping(groups == 1 ? [] : [key], rowCount: count)
        for missing in count < 2000 ? [0, 0.3, 1] : [0.3] {
          let numbers = Column.made(.integer, count, .few, missing: missing, seed: 5)
          let cells = try numbers.converted(to: .number)
          for mask in [nil, Bitmap(count: count) { $0 % 7 != 2 }] {
            var expected = [Int](repeating: 0, count: grouping.groupCount)
            var counts = expected
            for row in 0..<count where mask?[row] ?? true && !numbers.isMissing(row) {
              expected[Int(grouping.groupOf[row])] += Int(numbers.double(row) ?? 0)
              counts[Int(grouping.groupOf[row])] += 1
            }
            expectSame(
              try grouping.aggregate(.sum, of: cells, where: mask),
              expected.map { .number(Double($0)) })
            expectSame(
              try grouping.aggregate(.mean, of: cells, where: mask),
              expected.indices.map {
                counts[$0] == 0 ? .missing : .number(Double(expected[$0]) / Double(counts[$0]))
              })
            expectSame(
              try grouping.aggregate(.count, of: cells, where: mask),
              counts.map { .integer(Int64($0)) })
            expectSame(
              try grouping.aggregate(.sum, of: numbers, where: mask),
              expected.map { .integer(Int64($0)) })
          }
        }
      }
    }
  }

  @Test("infinities and NaN come through sums as they do through plain addition")
  func notFinite() throws {
    let key = Column(integers: [1, 1, 2, 2, 3, 4, 4])
    let grouping = try Grouping([key], rowCount: 7)
    let sums = try grouping.aggregate(
      .sum, of: Column(numbers: [.infinity, 1, .infinity, -.infinity, .nan, 1e308, 1e308]))
    let values = sums.values.compactMap(\.double)
    #expect(values[0] == .infinity && values[1].isNaN && values[2].isNaN && values[3] == .infinity)
    let whole = try Grouping([], rowCount: 70)
    for odd in [Double.infinity, -.infinity, .nan] {
      let cells = Column(numbers: (0..<70).map { $0 == 66 ? odd : 1 })
      let sum = try #require(try whole.aggregate(.sum, of: cells).double(0))
      #expect(sum == odd || sum.isNaN && odd.isNaN)
      // A cell that is not chosen does not count, whatever it holds.
      let mask = Bitmap(count: 70) { $0 != 66 }
      #expect(try whole.aggregate(.sum, of: cells, where: mask).double(0) == 69)
    }
  }

  @Test("more groups than counters a block give the same results")
  func manyGroups() throws {
    let count = 150_000
    let groups = 40_000
    let key = Column(integers: (0..<count).map { Int64($0 % groups) })
    let grouping = try Grouping([key], rowCount: count)
    let cells = Column.made(.number, count, .many, missing: 0.2, seed: 7)
    let mask = Bitmap(count: count) { $0 % 5 != 0 }
    let lists = Self.cells(grouping, cells, mask)
    for aggregate in [
      Aggregate.count, .median, .quantile(0.9), .min, .max, .first, .distinctCount, .share,
    ] {
      expectSame(
        try grouping.aggregate(aggregate, of: cells, where: mask),
        lists.indices.map { Self.expected(aggregate, lists[$0], Int(grouping.sizes[$0])) },
        "\(aggregate)")
    }
    let sums = try grouping.aggregate(.sum, of: cells, where: mask)
    for group in 0..<groups {
      let plain = lists[group].compactMap(\.double).reduce(0, +)
      #expect(abs((sums.double(group) ?? .nan) - plain) <= 1e-9 * max(1, abs(plain)))
    }
  }

  @Test("medians of large groups agree with sorting")
  func largeMedians() throws {
    let count = 300_000
    var dice = Draws(12)
    for kind in 0..<4 {
      let numbers = (0..<count).map { row -> Double? in
        switch kind {
        case 0: Double(dice.below(1 << 30)) / 7
        case 1: Double(dice.below(3))
        case 2: Double(row)
        default: dice.isBelow(0.1) ? nil : Double(count - row)
        }
      }
      let key = Column(integers: (0..<count).map { Int64($0 % 10 == 0 ? 1 : 0) })
      let grouping = try Grouping([key], rowCount: count)
      let cells = Column(numbers: numbers)
      let lists = Self.cells(grouping, cells, nil).map { $0.compactMap(\.double) }
      for share in [0.0, 0.5, 0.77, 1] {
        expectSame(
          try grouping.aggregate(.quantile(share), of: cells),
          lists.map { Self.quantile($0, share) }, "kind \(kind)")
      }
    }
  }

  @Test("min, max and first keep the type")
  func types() throws {
    for type in ColumnType.allCases {
      let column = Column.made(type, 65, .few, missing: 0.2, seed: 1)
      let whole = try Grouping([], rowCount: 65)
      for aggregate in [Aggregate.min, .max, .first] {
        #expect(try whole.aggregate(aggregate, of: column).type == type)
      }
    }
  }

  @Test("what has no meaning is refused and explained")
  func refusals() throws {
    let whole = try Grouping([], rowCount: 2)
    let dates = Column(days: [1, 2])
    let problem = #expect(throws: Problem.self) { try whole.aggregate(.mean, of: dates) }
    #expect(problem?.message == "there is no mean of dates")
    for aggregate in [Aggregate.sum, .median, .quantile(0.5)] {
      #expect(throws: Problem.self) { try whole.aggregate(aggregate, of: dates) }
      #expect(throws: Problem.self) {
        try whole.aggregate(aggregate, of: Column(texts: ["a", nil]))
      }
    }
    let numbers = Column(numbers: [1, 2])
    for share in [-0.1, 1.1, .nan, .infinity] {
      #expect(throws: Problem.self) { try whole.aggregate(.quantile(share), of: numbers) }
    }
    #expect(throws: Problem.self) { try whole.aggregate(.sum) }
    #expect(throws: Problem.self) { try whole.aggregate(.count, where: Bitmap(count: 3)) }
    #expect(throws: Problem.self) { try whole.aggregate(.sum, of: Column(numbers: [1])) }
  }

  @Test("a column without any value sums to zero and has no mean, whatever its type")
  func allMissing() throws {
    let whole = try Grouping([], rowCount: 2)
    let empty = Column(texts: [nil, nil])
    #expect(try whole.aggregate(.sum, of: empty).values == [.integer(0)])
    #expect(try whole.aggregate(.mean, of: empty).values == [.missing])
    #expect(try whole.aggregate(.median, of: empty).values == [.missing])
  }

  @Test("a summary of no rows has counts of zero, sums of zero, and nothing else")
  func noRows() throws {
    let whole = try Grouping([], rowCount: 0)
    let none = Column(numbers: [])
    #expect(try whole.aggregate(.count).values == [.integer(0)])
    #expect(try whole.aggregate(.sum, of: none).values == [.number(0)])
    for aggregate in [Aggregate.mean, .median, .min, .max, .first, .share] {
      #expect(try whole.aggregate(aggregate, of: none).values == [.missing])
    }
  }
}

@Suite("Table.describe")
struct DescribeTests {
  @Test("says what is in each column without any text")
  func describes() throws {
    let table = try Table(
      name: "accounts",
      [
        ("name", Column(texts: ["Ann", "Bob", "Ann", nil])),
        ("size", Column(integers: [1, 2, 3, 10])),
        ("paid", Column(booleans: [true, nil, false, true])),
        ("since", Column(days: [10, nil, 30, 20])),
      ])
    let described = try table.describe()
    #expect(described["column"]?.values.map(\.written) == ["name", "size", "paid", "since"])
    #expect(described["type"]?.values.map(\.written) == ["text", "integer", "boolean", "date"])
    expectSame(
      try described.column("filled"), [.number(0.75), .number(1), .number(0.75), .number(0.75)])
    #expect(described["distinct"]?.values == [.integer(2), .integer(4), .integer(2), .integer(3)])
    expectSame(
      try described.column("top_share"),
      [.number(2.0 / 3), .number(0.25), .number(2.0 / 3), .number(1.0 / 3)])
    expectSame(try described.column("mean"), [.missing, .number(4), .number(2.0 / 3), .missing])
    expectSame(try described.column("median"), [.missing, .number(2.5), .missing, .missing])
    expectSame(try described.column("max"), [.missing, .number(10), .missing, .missing])
    expectSame(try described.column("earliest"), [.missing, .missing, .missing, .date(10)])
    expectSame(try described.column("latest"), [.missing, .missing, .missing, .date(30)])
    #expect(!described.rows.flatMap { $0 }.contains(.text("Ann")))
  }

  @Test("describes a table without rows")
  func empty() throws {
    let described = try Table([("a", Column(numbers: []))]).describe()
    #expect(described.rowCount == 1)
    expectSame(try described.column("filled"), [.missing])
    expectSame(try described.column("distinct"), [.integer(0)])
  }
}
