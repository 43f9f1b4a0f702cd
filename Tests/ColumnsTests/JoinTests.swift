import Basics
import Testing

@testable import Columns

@Suite("Table.join")
struct JoinTests {
  /// Every pair of rows, looked at one by one.
  static func reference(
    _ left: [Column], _ right: [Column], _ leftCount: Int, _ rightCount: Int, _ how: JoinKind
  ) -> [(Int, Int?)] {
    func keys(_ columns: [Column], _ count: Int) -> [String?] {
      let values = columns.map(\.values)
      return (0..<count).map { row in
        let cells = values.map { $0[row] }
        return cells.contains(.missing) ? nil : cells.map(\.key).joined(separator: "\u{1F}")
      }
    }
    let (leftKeys, rightKeys) = (keys(left, leftCount), keys(right, rightCount))
    var pairs: [(Int, Int?)] = []
    for a in 0..<leftCount {
      let matches =
        leftKeys[a].map { key in (0..<rightCount).filter { rightKeys[$0] == key } } ?? []
      switch how {
      case .inner: pairs += matches.map { (a, $0) }
      case .left: pairs += matches.isEmpty ? [(a, nil)] : matches.map { (a, $0) }
      case .semi: if !matches.isEmpty { pairs.append((a, nil)) }
      case .anti: if matches.isEmpty { pairs.append((a, nil)) }
      }
    }
    return pairs
  }

  static func check(
    _ left: [Column], _ right: [Column], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let (n, m) = (left[0].count, right[0].count)
    let keys = left.indices.map { (left: "k\($0)", right: "r\($0)") }
    let leftTable = try Table(
      name: "deals",
      left.enumerated().map { ("k\($0)", $1) } + [
        ("row", Column(integers: (0..<n).map { Int64($0) }))
      ])
    let rightTable = try Table(
      name: "accounts",
      right.enumerated().map { ("r\($0)", $1) } + [
        ("row", Column(integers: (0..<m).map { Int64($0) }))
      ])
    for how in JoinKind.allCases {
      let expected = reference(left, right, n, m, how)
      let joined = try leftTable.join(rightTable, on: keys, how: how)
      let hasRight = how == .inner || how == .left
      #expect(
        joined.names == leftTable.names + (hasRight ? ["accounts_row"] : []),
        sourceLocation: sourceLocation)
      expectSame(
        joined.columns[left.count], expected.map { .integer(Int64($0.0)) }, "\(how)",
        sourceLocation: sourceLocation)
      for index in left.indices {
        expectSame(
          joined.columns[index], expected.map { left[index][$0.0] }, sourceLocation: sourceLocation)
      }
      guard hasRight else { continue }
      expectSame(
        joined.columns[left.count + 1],
        expected.map { $0.1.map { .integer(Int64($0)) } ?? .missing }, "\(how)",
        sourceLocation: sourceLocation)
    }
  }

  @Test("agrees with comparing every pair of rows", arguments: ColumnType.allCases)
  func oneKey(type: ColumnType) throws {
    for n in sizes.prefix(7) {
      for m in sizes.prefix(7) {
        for (a, b) in [(Spread.few, Spread.few), (.many, .many), (.edges, .edges), (.few, .many)] {
          let left = Column.made(type, n, a, missing: n % 2 == 0 ? 0.2 : 0, seed: 1)
          let right = Column.made(type, m, b, missing: m % 2 == 0 ? 0.2 : 0, seed: 2)
          try Self.check([left], [right])
        }
      }
    }
  }

  @Test("integers match numbers of exactly their value")
  func integersAndNumbers() throws {
    for spread in Spread.allCases {
      let integers = Column.made(.integer, 100, spread, missing: 0.1, seed: 5)
      let numbers = Column.made(.number, 90, spread, missing: 0.1, seed: 6)
      try Self.check([integers], [numbers])
      try Self.check([numbers], [integers])
    }
    let integers = Column(integers: [0, 3, 1 << 53, 1 << 53 + 1, .max, .min])
    let numbers = Column(numbers: [3, 0x1p53, 0x1p63, -0x1p63, -0.0, .infinity, .nan, 0.5])
    try Self.check([integers], [numbers])
    try Self.check([numbers], [integers])
  }

  @Test("several keys must all match")
  func severalKeys() throws {
    for n in [0, 1, 64, 200] {
      for types in [
        [ColumnType.text, .integer], [.number, .text, .date], [.boolean, .text],
        [.timestamp, .number, .integer], [.set, .boolean, .boolean, .date],
      ] {
        for spread in Spread.allCases {
          let left = types.enumerated().map {
            Column.made($1, n, spread, missing: 0.1, seed: $0)
          }
          let right = types.enumerated().map {
            Column.made($1, 90, spread, missing: 0.1, seed: $0 + 10)
          }
          try Self.check(left, right)
        }
      }
    }
  }

  @Test("key columns of many spread values are hashed together")
  func wideKeys() throws {
    // The product of the ranges is far beyond any direct table.
    let left = (0..<3).map { key in
      Column(integers: (0..<300).map { Int64($0 % (7 + key)) * 1_000_000_007 })
    }
    let right = (0..<3).map { key in
      Column(integers: (0..<200).map { Int64($0 % (5 + key)) * 1_000_000_007 })
    }
    try Self.check(left, right)
  }

  @Test("a coded text finds the same text kept as a view, and the other way round")
  func codedAndViews() throws {
    let coded = Column(texts: ["b", "a", nil, "x", "b"])
    let views = Column(
      type: .text,
      storage: .text(Column(texts: ["a", "b", "b", "", "c"]).textViews() ?? Buffer(count: 0), []),
      validity: nil)
    try Self.check([coded], [views])
    try Self.check([views], [coded])
  }

  @Test("100,000 keys, each twice on the right")
  func manyKeys() throws {
    let count = 100_000
    for type in [ColumnType.integer, .text] {
      func key(_ index: Int) -> Value {
        type == .integer ? .integer(Int64(index) * 999_983) : .text("account \(index)")
      }
      let rightKeys = ColumnBuilder(type: type)
      for row in 0..<2 * count { rightKeys.append(key(row % count)) }
      let leftKeys = ColumnBuilder(type: type)
      for row in 0..<count { leftKeys.append(key(count - 1 - row)) }
      let left = try Table(name: "l", [("k", leftKeys.finish())])
      let right = try Table(
        name: "r",
        [("k", rightKeys.finish()), ("row", Column(integers: (0..<2 * count).map { Int64($0) }))])
      let joined = try left.join(right, on: [("k", "k")])
      #expect(joined.rowCount == 2 * count)
      let rows = try #require(joined["row"]?.integers)
      #expect(
        (0..<count).allSatisfy {
          rows[2 * $0] == Int64(count - 1 - $0) && rows[2 * $0 + 1] == Int64(2 * count - 1 - $0)
        })
    }
  }

  @Test("columns whose names are taken are called after their table")
  func names() throws {
    let left = try Table(
      name: "deals",
      [
        ("id", Column(integers: [1])), ("name", Column(texts: ["d"])),
        ("accounts_name", Column(texts: ["x"])),
      ])
    let right = try Table(
      name: "accounts",
      [
        ("name", Column(texts: ["a"])), ("id", Column(integers: [1])),
        ("accounts_name_2", Column(texts: ["y"])), ("size", Column(integers: [5])),
      ])
    let joined = try left.join(right, on: [("id", "id")])
    #expect(
      joined.names == ["id", "name", "accounts_name", "accounts_name_3", "accounts_name_2", "size"])
    #expect(joined["accounts_name_3"]?[0] == .text("a"))
  }

  @Test("keys that can never match are refused with both names")
  func refusals() throws {
    let left = try Table(name: "deals", [("account", Column(texts: ["1"]))])
    let right = try Table(name: "accounts", [("id", Column(integers: [1]))])
    let problem = #expect(throws: Problem.self) {
      try left.join(right, on: [("account", "id")])
    }
    #expect(
      problem?.message
        == "join of deals.account with accounts.id: text keys cannot match integer keys")
    #expect(throws: Problem.self) { try left.join(right, on: []) }
    #expect(throws: Problem.self) { try left.join(right, on: [("acount", "id")]) }
    #expect(throws: Problem.self) { try left.join(right, on: [("account", "idd")]) }
    // A column without any value was given a type only for want of a better one.
    let empty = try Table(name: "deals", [("account", Column(texts: [nil]))])
    #expect(try empty.join(right, on: [("account", "id")], how: .left).rowCount == 1)
  }

  @Test("a join with too many rows to number is refused before it is made")
  func tooManyRows() throws {
    let many = try Table(
      name: "many", [("k", Column(integers: Array(repeating: 1, count: 70_000)))])
    let problem = #expect(throws: Problem.self) { try many.join(many, on: [("k", "k")]) }
    #expect(problem?.kind == .limit)
  }

  @Test("joinLookup gives the first matching row")
  func lookup() throws {
    let left = try Table(name: "l", [("k", Column(texts: ["b", nil, "z", "a"]))])
    let right = try Table(name: "r", [("k", Column(texts: ["a", "b", "b", nil]))])
    let rows = try left.joinLookup(right, on: [("k", "k")])
    #expect(rows.array == [1, -1, -1, 0])
  }

  @Test("an index walks the rows of a key in order")
  func chains() throws {
    let index = try KeyIndex([Column(numbers: [2.5, 1, nil, 2.5, 2.5])])
    #expect(!index.isUnique)
    let first = try index.firstRows(of: [Column(numbers: [2.5, 7, 1])])
    #expect(first.array == [0, -1, 1])
    #expect(index.row(after: 0) == 3 && index.row(after: 3) == 4 && index.row(after: 4) == nil)
  }

  @Test("keys that all fall into one region of the hash table are still found")
  func skewed() {
    // 8-byte keys whose hashes share their top three bits: one region of eight gets them all.
    var keys: [Int64] = []
    var candidate: Int64 = 0
    while keys.count < 40_000 {
      if candidate.hash >> 61 == 5 { keys.append(candidate) }
      candidate += 1
    }
    let buffer = Buffer(keys)
    let built = HashedRows.build(buffer, present: nil, links: .first)
    #expect(!built.hasRepeats)
    let found = built.table.rows(of: buffer, present: nil)
    #expect(found.elements.enumerated().allSatisfy { Int($1) == $0 })
  }

  @Test("a hash table is the same for any number of regions", arguments: [1, 2, 8])
  func regions(count: Int) {
    let keys = Buffer((0..<5000).map { Int64($0 % 1700) })
    let present = Bitmap(count: 5000) { $0 % 11 != 0 }
    let built = HashedRows.build(keys, present: present, links: .next, regions: count)
    let found = built.table.rows(of: keys, present: present)
    var first: [Int64: Int] = [:]
    var next = [Int](repeating: 0, count: 5000)
    for row in (0..<5000).reversed() where present[row] {
      next[row] = first[keys[row]].map { $0 + 1 } ?? 0
      first[keys[row]] = row
    }
    #expect(built.hasRepeats)
    #expect(
      (0..<5000).allSatisfy {
        present[$0]
          ? Int(found[$0]) == first[keys[$0]] && Int(built.links[$0]) == next[$0]
          : found[$0] == .max
      })
  }
}
