import Basics
import Testing

@testable import Columns

@Suite("Grouping")
struct GroupingTests {
  static func reference(_ columns: [Column], _ count: Int) -> (groupOf: [Int], first: [Int]) {
    var known: [String: Int] = [:]
    var first: [Int] = []
    let values = columns.map(\.values)
    let groupOf = (0..<count).map { row in
      let key = values.map { $0[row].key }.joined(separator: "\u{1F}")
      if let group = known[key] { return group }
      known[key] = first.count
      first.append(row)
      return first.count - 1
    }
    return (groupOf, first)
  }

  static func check(
    _ columns: [Column], _ count: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let grouping = try Grouping(columns, rowCount: count)
    let expected = reference(columns, count)
    #expect(
      grouping.groupOf.array.map { Int($0) } == expected.groupOf, sourceLocation: sourceLocation)
    #expect(
      grouping.firstRow.array.map { Int($0) } == expected.first, sourceLocation: sourceLocation)
    #expect(grouping.groupCount == expected.first.count, sourceLocation: sourceLocation)
    for (keys, column) in zip(grouping.keyColumns(), columns) {
      expectSame(keys, expected.first.map { column[$0] }, sourceLocation: sourceLocation)
    }
    var sizes = [Int](repeating: 0, count: expected.first.count)
    for group in expected.groupOf { sizes[group] += 1 }
    #expect(grouping.sizes.array.map { Int($0) } == sizes, sourceLocation: sourceLocation)
  }

  @Test("one key agrees with a dictionary", arguments: ColumnType.allCases)
  func oneKey(type: ColumnType) throws {
    for count in sizes {
      for spread in Spread.allCases {
        for missing in [0, 0.2, 1] {
          try Self.check([Column.made(type, count, spread, missing: missing, seed: 2)], count)
        }
      }
    }
  }

  @Test("several keys agree with a dictionary")
  func severalKeys() throws {
    for seed in 0..<60 {
      var dice = Draws(seed)
      let count = [0, 64, 65, 1000][seed % 4]
      let columns = (0..<2 + dice.below(3)).map { index in
        Column.made(
          ColumnType.allCases[dice.below(7)], count, Spread.allCases[dice.below(3)], missing: 0.2,
          seed: seed + index)
      }
      try Self.check(columns, count)
    }
  }

  @Test("keys beyond a direct table are hashed in pairs")
  func widePairs() throws {
    let columns = [3, 5, 7].map { step in
      Column(integers: (0..<900).map { Int64($0 % step) * 40_000 })
    }
    try Self.check(columns, 900)
    try Self.check(Array(columns.reversed()) + [Column(texts: (0..<900).map { "\($0 % 2)" })], 900)
  }

  @Test("200,000 rows are grouped the same by all cores")
  func manyRows() throws {
    let count = 200_000
    for columns in [
      [Column.made(.integer, count, .few, missing: 0.1, seed: 1)],
      [Column(integers: (0..<count).map { Int64($0 / 2 + 5) })],
      [Column(numbers: (0..<count).map { Double($0 % 70_001) / 3 })],
      [
        Column(integers: (0..<count).map { Int64($0 % 90_000) * 1_000_000_007 }),
        Column(booleans: (0..<count).map { $0 % 3 == 0 }),
      ],
    ] {
      try Self.check(columns, count)
    }
  }

  @Test("without keys there is one group, also of no rows")
  func wholeTable() throws {
    for count in [0, 1, 65] {
      let grouping = try Grouping([], rowCount: count)
      #expect(grouping.groupCount == 1)
      #expect(grouping.keyColumns().isEmpty)
      #expect(grouping.sizes.array == [UInt32(count)])
    }
  }

  @Test("distinct keeps the first row of each key, in order")
  func distinct() throws {
    let table = try Table([
      ("a", Column(texts: ["x", "y", "x", nil, nil])), ("b", Column(integers: [1, 2, 3, 4, 4])),
    ])
    #expect(try table.distinct(by: ["a"])["b"]?.values == [.integer(1), .integer(2), .integer(4)])
    #expect(try table.distinct().rowCount == 4)
    #expect(try table.head(0).distinct().rowCount == 0)
    #expect(throws: Problem.self) { try table.distinct(by: ["c"]) }
  }
}
