import Basics
import Testing

@testable import Columns

@Suite("Column.converted")
struct ConvertTests {
  @Test("everything becomes text as it is written, and reads back the same")
  func roundTrips() throws {
    for type in ColumnType.allCases where !type.isText {
      for spread in Spread.allCases {
        let column = Column.made(type, 130, spread, missing: 0.2, seed: 8)
        let text = try column.converted(to: .text)
        #expect(text.type == .text)
        expectSame(text, column.values.map { $0.isMissing ? .missing : .text($0.written) })
        expectSame(try text.converted(to: type), column.values, "\(type) \(spread)")
      }
    }
  }

  @Test("what loses nothing converts")
  func exact() throws {
    expectSame(
      try Column(numbers: [1, nil, -3]).converted(to: .integer),
      [.integer(1), .missing, .integer(-3)])
    expectSame(try Column(integers: [1, nil]).converted(to: .number), [.number(1), .missing])
    expectSame(
      try Column(booleans: [true, nil, false]).converted(to: .integer),
      [.integer(1), .missing, .integer(0)])
    expectSame(
      try Column(integers: [0, 1]).converted(to: .boolean), [.boolean(false), .boolean(true)])
    expectSame(
      try Column(days: [-1, nil]).converted(to: .timestamp),
      [.timestamp(-86_400_000_000), .missing])
    let midnight = Column(
      type: .timestamp, storage: .timestamp(Buffer([-86_400_000_000 as Int64])), validity: nil)
    expectSame(try midnight.converted(to: .date), [.date(-1)])
    expectSame(try Column(texts: [" b; a;b"]).converted(to: .set), [.text("a;b")])
    #expect(try Column(texts: [nil]).converted(to: .date).type == .date)
  }

  @Test("what would lose something is refused with the row")
  func refusals() {
    let micro = Column(type: .timestamp, storage: .timestamp(Buffer([1 as Int64])), validity: nil)
    let cases: [(Column, ColumnType)] = [
      (Column(numbers: [1, 1.5]), .integer), (Column(numbers: [1, .nan]), .integer),
      (Column(numbers: [1, 1e19]), .integer), (Column(integers: [1, 1 << 53 + 1]), .number),
      (Column(integers: [0, 2]), .boolean), (micro, .date), (Column(texts: ["1", "x"]), .integer),
      (Column(texts: ["2024-02-29", "2023-02-29"]), .date), (Column(texts: ["1", "+2"]), .integer),
      (Column(texts: ["1", "0x10"]), .number), (Column(texts: ["true", "yes"]), .boolean),
    ]
    for (column, type) in cases {
      let problem = #expect(throws: Problem.self) { try column.converted(to: type) }
      let row = column.count
      #expect(problem?.message.contains("row \(row)") == true, "\(problem?.message ?? "")")
    }
    #expect(throws: Problem.self) { try Column(days: [1]).converted(to: .integer) }
    #expect(throws: Problem.self) { try Column(integers: [1]).converted(to: .date) }
  }

  @Test("cells are equal as keys are: exactly, NaN and missing with themselves")
  func equalCells() {
    let integers = Column(integers: [1, nil, 1 << 53 + 1])
    let numbers = Column(numbers: [1, nil, 0x1p53, .nan])
    #expect(integers.equalsCell(0, numbers, 0))
    #expect(integers.equalsCell(1, numbers, 1))
    #expect(!integers.equalsCell(2, numbers, 2))
    #expect(numbers.equalsCell(3, numbers, 3))
    #expect(!numbers.equalsCell(3, numbers, 0))
    #expect(!integers.equalsCell(0, Column(texts: ["1"]), 0))
  }
}
