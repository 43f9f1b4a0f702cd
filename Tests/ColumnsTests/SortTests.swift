import Basics
import Testing

@testable import Columns

@Suite("Table.sorted")
struct SortTests {
  /// Stable insertion by comparing cells.
  static func reference(_ keys: [(Column, Bool)], _ count: Int) -> [Int] {
    let values = keys.map { $0.0.values }
    return (0..<count).sorted { a, b in
      for (index, key) in keys.enumerated() {
        let (x, y) = (values[index][a], values[index][b])
        if x.isMissing != y.isMissing { return y.isMissing }
        if x.isMissing { continue }
        if x.precedes(y) { return !key.1 }
        if y.precedes(x) { return key.1 }
      }
      return a < b
    }
  }

  static func check(
    _ keys: [(Column, Bool)], _ count: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let table = try Table(
      keys.enumerated().map { ("k\($0)", $1.0) } + [
        ("row", Column(integers: (0..<count).map { Int64($0) }))
      ])
    let sorted = try table.sorted(
      by: keys.enumerated().map { SortKey(column: "k\($0)", descending: $1.1) })
    expectSame(
      sorted.columns[keys.count], reference(keys, count).map { .integer(Int64($0)) },
      sourceLocation: sourceLocation)
  }

  @Test("one key agrees with comparing cells", arguments: ColumnType.allCases)
  func oneKey(type: ColumnType) throws {
    for count in sizes {
      for spread in Spread.allCases {
        for missing in [0, 0.2, 1] {
          let column = Column.made(type, count, spread, missing: missing, seed: 4)
          try Self.check([(column, false)], count)
          try Self.check([(column, true)], count)
        }
      }
    }
  }

  @Test("several keys agree with comparing cells")
  func severalKeys() throws {
    for seed in 0..<20 {
      var dice = Draws(seed)
      let count = [65, 300][seed % 2]
      let keys = (0..<1 + dice.below(4)).map { index in
        let type = ColumnType.allCases[dice.below(7)]
        let spread = Spread.allCases[dice.below(3)]
        return (
          Column.made(type, count, spread, missing: 0.2, seed: seed + index), dice.isBelow(0.5)
        )
      }
      try Self.check(keys, count)
    }
  }

  @Test("long texts that share their beginnings")
  func sharedPrefixes() throws {
    var dice = Draws(77)
    let texts = (0..<500).map { _ in
      String(repeating: "abcdefg", count: dice.below(5))
        + String(repeating: "a", count: dice.below(9))
    }
    let views = TextArena()
    let column = Column(
      type: .text, storage: .text(Buffer(texts.map { views.view($0) }), [views]), validity: nil)
    try Self.check([(column, false)], 500)
    try Self.check([(column, true)], 500)
  }

  @Test("many rows are sorted by all cores, and stay stable")
  func manyRows() throws {
    let count = 300_000
    var dice = Draws(5)
    let keys = Column(integers: (0..<count).map { _ in Int64(dice.below(1000)) * 1_000_000_007 })
    let table = try Table([
      ("k", keys), ("row", Column(integers: (0..<count).map { Int64($0) })),
    ])
    for descending in [false, true] {
      let sorted = try table.sorted(by: [SortKey(column: "k", descending: descending)])
      let (k, row) = (try #require(sorted["k"]?.integers), try #require(sorted["row"]?.integers))
      #expect(
        (1..<count).allSatisfy {
          k[$0 - 1] == k[$0] ? row[$0 - 1] < row[$0] : (k[$0 - 1] < k[$0]) != descending
        })
      #expect(Set(row.elements).count == count)
    }
  }

  @Test("no keys and sorted rows give the same table")
  func unchanged() throws {
    let table = try Table([("a", Column(integers: [1, 2, 2, nil]))])
    #expect(try table.sorted(by: []) === table)
    #expect(try table.sorted(by: [SortKey(column: "a")]) === table)
    #expect(throws: Problem.self) { try table.sorted(by: [SortKey(column: "b")]) }
  }
}
