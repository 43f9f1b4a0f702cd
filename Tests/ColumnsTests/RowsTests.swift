import Basics
import Testing

@testable import Columns

@Suite("Rows of columns and tables")
struct RowsTests {
  @Test("take, filter and slice agree with arrays", arguments: ColumnType.allCases)
  func rows(type: ColumnType) {
    for count in sizes {
      for spread in Spread.allCases {
        for missing in [0, 0.3, 1] {
          let column = Column.made(type, count, spread, missing: missing, seed: 1)
          let values = column.values
          var dice = Draws(count)
          let picked = (0..<(count == 0 ? 0 : count + 3)).map { _ in dice.below(count) }
          expectSame(column.take(Buffer(picked.map { UInt32($0) })), picked.map { values[$0] })
          let optional = (0..<count + 3).map { _ in dice.below(count + 1) - 1 }
          expectSame(
            column.take(optional: Buffer(optional.map { Int32($0) })),
            optional.map { $0 < 0 ? .missing : values[$0] })
          let bits = values.indices.map { _ in dice.isBelow(0.5) }
          expectSame(
            column.filter(Bitmap(bits)), values.indices.filter { bits[$0] }.map { values[$0] })
          let (a, b) = (dice.below(count + 1), dice.below(count + 1))
          expectSame(column.slice(min(a, b)..<max(a, b)), Array(values[min(a, b)..<max(a, b)]))
        }
      }
    }
  }

  @Test("many rows are gathered by all cores into the same cells")
  func manyRows() {
    let count = 200_000
    let column = Column.made(.number, count, .many, missing: 0.1, seed: 3)
    var dice = Draws(9)
    let rows = Buffer((0..<count).map { _ in UInt32(dice.below(count)) })
    let taken = column.take(rows)
    #expect((0..<count).allSatisfy { taken[$0].isSame(as: column[Int(rows[$0])]) })
    let optional = Buffer((0..<count).map { _ in Int32(dice.below(count + 1) - 1) })
    let joined = column.take(optional: optional)
    #expect(
      (0..<count).allSatisfy {
        joined[$0].isSame(as: optional[$0] < 0 ? .missing : column[Int(optional[$0])])
      })
  }

  @Test("the slot of a missing cell stays zero, or the code past the last")
  func missingSlots() {
    let column = Column(texts: ["a", nil, "b"]).take(
      optional: Buffer([-1, 1, 2].map { Int32($0) }))
    guard case .coded(let codes, let dictionary) = column.storage else {
      Issue.record("not coded")
      return
    }
    #expect(codes[0] == UInt16(dictionary.count) && codes[1] == UInt16(dictionary.count))
    let numbers = Column(numbers: [1, nil]).take(optional: Buffer([-1, 1].map { Int32($0) }))
    guard case .number(let cells) = numbers.storage else { return }
    #expect(cells[0] == 0 && cells[1] == 0)
  }

  @Test("concatenating agrees with joining arrays", arguments: ColumnType.allCases)
  func concatenates(type: ColumnType) throws {
    for count in sizes {
      let parts = [
        Column.made(type, count, .few, missing: 0, seed: 1),
        Column.made(type, 65, .edges, missing: 0.2, seed: 2),
        Column.made(type, count / 2, .many, missing: 0.5, seed: 3),
        Column.made(type, 3, .few, missing: 1, seed: 4),
      ]
      expectSame(try Column.concatenate(parts), parts.flatMap(\.values))
      expectSame(try Column.concatenate([parts[0], parts[0]]), parts[0].values + parts[0].values)
    }
  }

  @Test("concatenating coded texts keeps them coded, in one sorted dictionary")
  func mergesDictionaries() throws {
    let joined = try Column.concatenate([
      Column(texts: ["m", nil, "c"]), Column(texts: ["a", "m", "z"]), Column(texts: []),
    ])
    #expect(
      joined.values == ["m", nil, "c", "a", "m", "z"].map { $0.map { .text($0) } ?? .missing })
    #expect(joined.dictionary?.entries.map(\.string) == ["a", "c", "m", "z"])
  }

  @Test("dictionaries too large for 16-bit codes become texts")
  func overflowsDictionary() throws {
    let halves = (0..<2).map { half in
      Column(texts: (0..<40_000).map { "value \($0 * 2 + half)" })
    }
    // 40,000 distinct texts of 40,000 rows are views; make them coded by repeating rows.
    let coded = try halves.map { half in
      let rows = Buffer((0..<120_000).map { UInt32($0 % 40_000) })
      let views = try #require(half.take(rows).textViews())
      let storage = try #require(
        TextCoding.code(views, arenas: half.arenas, validity: nil, cap: 65_534))
      return Column(type: .text, storage: storage, validity: nil)
    }
    let joined = try Column.concatenate(coded)
    #expect(joined.dictionary == nil)
    #expect(joined.count == 240_000)
    #expect(joined.text(39_999) == "value 79998" && joined.text(120_000) == "value 1")
  }

  @Test("integer and number become number, date and timestamp timestamp, and others are refused")
  func concatenatesKin() throws {
    let numbers = try Column.concatenate([Column(integers: [1, nil]), Column(numbers: [2.5])])
    expectSame(numbers, [.number(1), .missing, .number(2.5)])
    let moments = Column(type: .timestamp, storage: .timestamp(Buffer([5 as Int64])), validity: nil)
    expectSame(
      try Column.concatenate([Column(days: [2, nil]), moments]),
      [.timestamp(172_800_000_000), .missing, .timestamp(5)])
    expectSame(
      try Column.concatenate([Column(texts: [nil, nil]), Column(integers: [1])]),
      [.missing, .missing, .integer(1)])
    #expect(throws: Problem.self) {
      try Column.concatenate([Column(texts: ["a"]), Column(integers: [1])])
    }
    #expect(throws: Problem.self) {
      try Column.concatenate([Column(booleans: [true]), Column(integers: [1])])
    }
  }

  @Test("columns are selected, dropped, renamed and replaced")
  func columns() throws {
    let table = try Table(
      name: "accounts",
      [
        ("a", Column(integers: [1, 2])), ("b", Column(texts: ["x", "y"])),
        ("c", Column(days: [3, 4])),
      ])
    #expect(try table.select(["c", "a"]).names == ["c", "a"])
    #expect(try table.drop(["b"]).names == ["a", "c"])
    #expect(try table.drop(["a", "b", "c"]).rowCount == 2)
    let swapped = try table.rename([("a", "b"), ("b", "a")])
    #expect(swapped.names == ["b", "a", "c"])
    #expect(swapped["b"]?[0] == .integer(1))
    let more = try table.with([("d", Column(integers: [9, 9])), ("a", Column(texts: ["p", "q"]))])
    #expect(more.names == ["a", "b", "c", "d"])
    #expect(more["a"]?[1] == .text("q"))
    for wrong: () throws -> Table in [
      { try table.select(["aa"]) }, { try table.select(["a", "a"]) }, { try table.drop(["zz"]) },
      { try table.rename([("a", "c")]) }, { try table.rename([("a", "x"), ("a", "y")]) },
      { try table.with([("d", Column(integers: [1]))]) },
    ] {
      #expect(throws: Problem.self) { try wrong() }
    }
    let problem = #expect(throws: Problem.self) { try table.select(["bb"]) }
    #expect(problem?.message == "accounts: no column \"bb\" (did you mean \"b\"?)")
  }

  @Test("head and slice stop at the end")
  func head() throws {
    let table = try Table([("a", Column(integers: [1, 2, 3]))])
    #expect(table.head(2).rowCount == 2)
    #expect(table.head(9).rowCount == 3)
    #expect(table.head(-1).rowCount == 0)
    #expect(table.slice(1..<7).rows == [[.integer(2)], [.integer(3)]])
    #expect(table.slice(5..<7).rowCount == 0)
  }

  @Test("union goes by name, and a column of one side is missing on the other")
  func union() throws {
    let upper = try Table(
      name: "2024", [("id", Column(integers: [1])), ("name", Column(texts: ["x"]))])
    let lower = try Table(
      name: "2025", [("size", Column(numbers: [0.5])), ("id", Column(numbers: [2.5]))])
    let both = try upper.union(lower)
    #expect(both.names == ["id", "name", "size"])
    #expect(
      both.rows == [
        [.number(1), .text("x"), .missing], [.number(2.5), .missing, .number(0.5)],
      ])
    let wrong = try Table([("name", Column(integers: [1]))])
    let problem = #expect(throws: Problem.self) { try upper.union(wrong) }
    #expect(problem?.message.contains("column \"name\"") == true)
  }

  @Test("masks of equal cells agree with comparing cells", arguments: ColumnType.allCases)
  func masks(type: ColumnType) throws {
    for count in sizes {
      for spread in Spread.allCases {
        let column = Column.made(type, count, spread, missing: 0.2, seed: 6)
        let values = column.values
        for wanted in Set(values.map(\.written)).sorted().prefix(5) {
          guard let value = values.first(where: { $0.written == wanted }) else { continue }
          let mask = try column.mask(equals: value)
          #expect(
            (0..<count).map { mask[$0] }
              == values.map { !$0.isMissing && !value.isMissing && $0.key == value.key })
        }
      }
    }
  }

  @Test("find gives the first equal row and refuses what can never be equal")
  func find() throws {
    let table = try Table(
      name: "accounts",
      [
        ("n", Column(numbers: [nil, 1.5, .nan, 1.5])), ("t", Column(texts: ["", nil, "b", "a"])),
        ("i", Column(integers: [7, 8, 9, 8])),
      ])
    #expect(try table.find("n", equals: .number(1.5)) == 1)
    #expect(try table.find("n", equals: .number(.nan)) == 2)
    #expect(try table.find("n", equals: .integer(3)) == nil)
    #expect(try table.find("i", equals: .number(8)) == 1)
    #expect(try table.find("i", equals: .number(8.5)) == nil)
    #expect(try table.find("t", equals: .text("a")) == 3)
    #expect(try table.find("t", equals: .text("")) == 0)
    #expect(try table.find("t", equals: .text("zz")) == nil)
    #expect(try table.find("t", equals: .missing) == nil)
    #expect(throws: Problem.self) { try table.find("t", equals: .integer(1)) }
    #expect(throws: Problem.self) { try table.find("x", equals: .integer(1)) }
    let empty = try Table([("all", Column(texts: [nil]))])
    #expect(try empty.find("all", equals: .integer(1)) == nil)
  }

  @Test("choosing rows of chosen rows gathers each column once, when it is asked for")
  func deferred() throws {
    let count = 100_000
    var dice = Draws(21)
    let table = try Table([
      ("id", Column(integers: (0..<count).map { Int64($0) })),
      ("text", Column.made(.text, count, .few, missing: 0.2, seed: 1)),
    ])
    let right = try Table(
      name: "right",
      [
        ("id", Column(integers: (0..<count / 2).map { Int64($0 * 2) })),
        ("number", Column.made(.number, count / 2, .many, missing: 0.2, seed: 2)),
      ])
    let mask = Bitmap((0..<count).map { _ in dice.isBelow(0.9) })
    let joined = try table.filter(mask).join(right, on: [("id", "id")], how: .left)
    let sorted = try joined.sorted(by: [SortKey(column: "id", descending: true)])
    let chosen = sorted.filter(Bitmap((0..<sorted.rowCount).map { $0 % 2 == 0 }))
    #expect(chosen.parts.map(\.isReady) == [false, false, false])
    #expect(chosen.types == [.integer, .text, .number])
    let expected = (0..<count).filter { mask[$0] }.reversed().enumerated()
      .filter { $0.offset % 2 == 0 }.map(\.element)
    expectSame(try chosen.column("id"), expected.map { .integer(Int64($0)) })
    #expect(chosen.parts.map(\.isReady) == [true, false, false])
    let (text, number) = (table.column(at: 1), right.column(at: 1))
    expectSame(
      chosen.column(at: 2), expected.map { $0 % 2 == 0 ? number[$0 / 2] : .missing })
    expectSame(chosen.column(at: 1), expected.map { text[$0] })
    #expect(chosen.column(at: 1) === chosen.columns[1])
    // Few rows are gathered at once, so that they keep no large table alive.
    #expect(try chosen.head(10).join(right, on: [("id", "id")]).parts.allSatisfy(\.isReady))
  }

  @Test("optional rows of optional rows stay missing")
  func optionalOfOptional() {
    let column = Column(integers: [10, 11, nil, 13])
    let inner = RowChoice.optional(Buffer([3, -1, 0].map { Int32($0) }))
    let outer = RowChoice.optional(Buffer([-1, 0, 1, 2].map { Int32($0) }))
    expectSame(
      inner.choosing(outer).gathered(column),
      [.missing, .integer(13), .missing, .integer(10)])
    let rows = RowChoice.rows(Buffer([1, 0].map { UInt32($0) }))
    expectSame(
      rows.choosing(.optional(Buffer([-1, 0].map { Int32($0) }))).gathered(column),
      [.missing, .integer(11)])
    expectSame(inner.choosing(rows).gathered(column), [.missing, .integer(13)])
  }
}
