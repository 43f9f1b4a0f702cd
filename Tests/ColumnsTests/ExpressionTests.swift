import Basics
import Testing

@testable import Columns

@Suite("Expressions")
struct ExpressionTests {
  @Test(
    "random expressions give what the obvious evaluation gives",
    arguments: [0, 1, 63, 64, 65, 300], [0, 3, 10])
  func reference(rows: Int, missing: Int) throws {
    let table = try expressionTable(rows: rows, missing: missing)
    for seed in 0..<40 {
      var random = ExpressionReference(table: table, seed: UInt64(seed * 31 + rows + missing))
      let (condition, holds) = random.condition(4)
      let (integer, integers) = random.integer(4)
      let (number, numbers) = random.number(3)
      guard !random.pool.isFull else { continue }
      let plan = ExpressionPlan(
        random.pool,
        [.bits(condition), .flags(condition), .firstRow(condition), .integers(integer), .numbers(number)])
      let results = try #require(try plan.run())
      guard case .bits(let bits) = results[0], case .flags(let flags) = results[1],
        case .firstRow(let first) = results[2], case .integers(let gotIntegers) = results[3],
        case .numbers(let gotNumbers) = results[4]
      else {
        Issue.record("results of other kinds than were asked for")
        return
      }
      let right = (0..<rows).map(holds)
      #expect((0..<rows).map { bits[$0] } == right, "seed \(seed)")
      #expect((0..<rows).map { flags[$0] } == right.map { $0 ? 1 : 0 }, "seed \(seed)")
      #expect(first == right.firstIndex(of: true), "seed \(seed)")
      #expect((0..<rows).map { gotIntegers[$0] } == (0..<rows).map(integers), "seed \(seed)")
      for row in 0..<rows {
        let (got, wanted) = (gotNumbers[row], numbers(row))
        #expect(got.bitPattern == wanted.bitPattern || got.isNaN && wanted.isNaN, "seed \(seed), row \(row)")
      }
    }
  }

  @Test("results do not depend on where batches and pieces begin")
  func seams() throws {
    // 65,536 rows a piece, 4,096 a batch: three rows past the first seam of both.
    let rows = 65_539
    let column = Column(integers: (0..<rows).map { $0 % 11 == 0 ? nil : Int64($0) })
    let table = try Table([("x", column)])
    let pool = ExpressionPool(table: table)
    let x = pool.integers(column: 0)
    let condition = pool.and(
      pool.present(column: 0), pool.compareIntegers(.less, pool.integer(4090), x))
    let last = pool.compareIntegers(.equal, x, pool.integer(65_537))
    let plan = ExpressionPlan(
      pool, [.bits(condition), .integers(pool.choose(condition, x, pool.integer(-1))), .firstRow(last)])
    let results = try #require(try plan.run())
    guard case .bits(let bits) = results[0], case .integers(let integers) = results[1],
      case .firstRow(let first) = results[2]
    else {
      Issue.record("results of other kinds than were asked for")
      return
    }
    var wrong = 0
    for row in 0..<rows {
      let holds = row % 11 != 0 && row > 4090
      if bits[row] != holds || integers[row] != (holds ? Int64(row) : -1) { wrong += 1 }
    }
    #expect(wrong == 0)
    #expect(first == 65_537)
  }

  @Test("a score of many conditions is one sum, in as few bits as hold it")
  func narrowSum() throws {
    let table = try expressionTable(rows: 200, missing: 3)
    let pool = ExpressionPool(table: table)
    let x = pool.integers(column: 0)
    for limit: Int64 in [100, 1000, 100_000, 10_000_000_000] {
      var score = pool.integer(0)
      for (index, points) in [limit, -7, 3].enumerated() {
        let condition = pool.compareIntegers(.less, x, pool.integer(Int64(index)))
        score = pool.choose(condition, pool.add(score, pool.integer(points)), score)
      }
      let plan = ExpressionPlan(pool, [.integers(score)])
      guard case .integers(let got)? = try plan.run()?[0] else {
        Issue.record("no integers")
        return
      }
      for row in 0..<200 {
        let cell = ExpressionReference.integerCell(table, 0, row)
        #expect(got[row] == (cell < 0 ? limit : 0) + (cell < 1 ? -7 : 0) + (cell < 2 ? 3 : 0))
      }
    }
  }

  @Test("equal questions are asked once")
  func sharing() throws {
    let table = try expressionTable(rows: 10, missing: 3)
    let pool = ExpressionPool(table: table)
    let x = pool.integers(column: 0)
    let atLeast = pool.compareIntegers(.atMost, pool.integer(100), x)
    let below = pool.compareIntegers(.less, x, pool.integer(100))
    #expect(pool.not(atLeast) == below)
    #expect(pool.or(atLeast, below).isAlways)
    #expect(pool.and(atLeast, below).isNever)
    let flags: [UInt8] = [255, 0, 0, 255, 0, 0, 0]
    let inverse = flags.map { ~$0 }
    #expect(pool.code(column: 4, in: flags) == pool.not(pool.code(column: 4, in: inverse)))
    #expect(pool.add(x, x) == pool.integer(.multiply, x, pool.integer(2)))
  }

  @Test("an integer is compared with a number without rounding either")
  func mixedComparison() throws {
    let integers: [Int64] = [
      0, 1, -1, 1 << 53, (1 << 53) + 1, -(1 << 53) - 1, .max, .min, .max - 1, 5,
    ]
    let numbers: [Double] = [
      0, -0.0, 0.5, 0x1p53, 0x1p53 + 2, -0x1p53, 0x1p63, -0x1p63, 0x1p64, .infinity, -.infinity,
      .nan, 5, 4.999, .leastNonzeroMagnitude,
    ]
    let pairs = integers.flatMap { i in numbers.map { (i, $0) } }
    let table = try Table([
      ("i", Column(integers: pairs.map { $0.0 })), ("n", Column(numbers: pairs.map { $0.1 })),
    ])
    let pool = ExpressionPool(table: table)
    let (i, n) = (pool.integers(column: 0), pool.numbers(column: 1))
    func rows(_ condition: Condition) throws -> [Bool] {
      guard case .bits(let bits)? = try ExpressionPlan(pool, [.bits(condition)]).run()?[0] else {
        return []
      }
      return (0..<pairs.count).map { bits[$0] }
    }
    #expect(try rows(pool.compare(.less, integer: i, toNumber: n)) == pairs.map { order($0.0, $0.1) == -1 })
    #expect(try rows(pool.compare(.atMost, integer: i, toNumber: n)) == pairs.map { [-1, 0].contains(order($0.0, $0.1)) })
    #expect(try rows(pool.compare(.equal, integer: i, toNumber: n)) == pairs.map { order($0.0, $0.1) == 0 })
    #expect(try rows(pool.compare(.less, number: n, toInteger: i)) == pairs.map { order($0.0, $0.1) == 1 })
    #expect(try rows(pool.compare(.atMost, number: n, toInteger: i)) == pairs.map { [1, 0].contains(order($0.0, $0.1)) })
    for value in integers {
      let constant = pool.integer(value)
      #expect(
        try rows(pool.compare(.less, integer: constant, toNumber: n)) == pairs.map { order(value, $0.1) == -1 })
      #expect(
        try rows(pool.compare(.atMost, number: n, toInteger: constant)) == pairs.map { [1, 0].contains(order(value, $0.1)) })
    }
    for value in numbers {
      let constant = pool.number(value)
      #expect(
        try rows(pool.compare(.less, integer: i, toNumber: constant)) == pairs.map { order($0.0, value) == -1 })
      #expect(
        try rows(pool.compare(.atMost, number: constant, toInteger: i)) == pairs.map { [1, 0].contains(order($0.0, value)) })
      #expect(
        try rows(pool.compare(.equal, integer: i, toNumber: constant)) == pairs.map { order($0.0, value) == 0 })
    }
  }

  @Test("texts of a result become a dictionary of just those that occur, in order")
  func textResults() throws {
    let table = try expressionTable(rows: 130, missing: 0)
    let pool = ExpressionPool(table: table)
    let arena = TextArena()
    func text(_ string: String) -> TextValue { pool.text(pool.text(arena.view(string))) }
    let x = pool.integers(column: 1)
    _ = text("never used")
    let tier = pool.choose(
      pool.compareIntegers(.less, x, pool.integer(2)), text("low"),
      pool.choose(pool.compareIntegers(.less, x, pool.integer(4)), text("high"), text("a tier with a longer name")))
    let present = pool.compareIntegers(.less, pool.integer(0), x)
    let plan = ExpressionPlan(pool, [.texts(tier, present: present)])
    guard case .texts(let storage)? = try plan.run()?[0], case .coded(_, let dictionary) = storage else {
      Issue.record("no coded texts")
      return
    }
    #expect((0..<dictionary.count).map { dictionary[$0] } == ["a tier with a longer name", "high", "low"])
    let column = Column(
      type: .text, storage: storage,
      validity: Bitmap(count: 130) { ExpressionReference.integerCell(table, 1, $0) > 0 })
    for row in 0..<130 {
      let cell = ExpressionReference.integerCell(table, 1, row)
      let wanted = cell <= 0 ? nil : cell < 2 ? "low" : cell < 4 ? "high" : "a tier with a longer name"
      #expect(column.text(row) == wanted)
    }
  }

  @Test("texts that are made row by row are right, short and long")
  func madeTexts() throws {
    let table = try expressionTable(rows: 70, missing: 3)
    let pool = ExpressionPool(table: table)
    let text = pool.texts(column: ExpressionReference.text)
    let upper = pool.text(.upper, text)
    let part = pool.part(text, first: pool.integer(-3), last: pool.integer(-1))
    let joined = pool.concatenate(upper, pool.concatenate(part, pool.text(ofInteger: pool.length(text))))
    let plan = ExpressionPlan(pool, [.texts(joined, present: .always)])
    guard case .texts(.text(let views, _))? = try plan.run()?[0] else {
      Issue.record("no texts")
      return
    }
    for row in 0..<70 {
      let cell = table.columns[ExpressionReference.text].text(row) ?? ""
      #expect(views[row].string == cell.uppercased() + cell.suffix(3) + "\(cell.utf8.count)")
    }
  }

  @Test("conditions past the limit are noticed, and cost bounded time")
  func limit() throws {
    let table = try expressionTable(rows: 1, missing: 0)
    let pool = ExpressionPool(table: table, limit: 300)
    let x = pool.integers(column: 0)
    var parity = Condition.never
    // A comparison of sums that hold different bits has many nodes in any order of its tests.
    for index in 0..<40 {
      let test = pool.compareIntegers(.equal, x, pool.integer(Int64(index)))
      let other = pool.compareIntegers(.equal, pool.integers(column: 1), pool.integer(Int64(40 - index)))
      parity = pool.choose(pool.and(test, other), pool.not(parity), parity)
    }
    #expect(pool.isFull)
  }
}

/// -1, 0 or 1 as the integer is less, equal or more, exactly; nil for NaN.
private func order(_ integer: Int64, _ number: Double) -> Int? {
  if number.isNaN { return nil }
  if number >= 0x1p63 { return -1 }
  if number < -0x1p63 { return 1 }
  let whole = Int64(number.rounded(.towardZero))
  if integer != whole { return integer < whole ? -1 : 1 }
  let fraction = number - number.rounded(.towardZero)
  return fraction == 0 ? 0 : fraction > 0 ? -1 : 1
}

@Suite("Conditions")
struct ConditionTests {
  @Test("every operation agrees with truth tables, whatever the order")
  func truthTables() {
    var store = ConditionStore()
    let tests = (0..<5).map { store.test($0) }
    var conditions: [(Condition, UInt32)] = [(.never, 0), (.always, ~0)]
    for (index, test) in tests.enumerated() {
      var table: UInt32 = 0
      for row in 0..<32 where row >> index & 1 != 0 { table |= 1 << UInt32(row) }
      conditions.append((test, table))
    }
    var state: UInt64 = 7
    func below(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }
    for _ in 0..<3000 {
      let (a, x) = conditions[below(conditions.count)]
      let (b, y) = conditions[below(conditions.count)]
      let (c, z) = conditions[below(conditions.count)]
      let made: (Condition, UInt32)
      switch below(5) {
      case 0: made = (store.and(a, b), x & y)
      case 1: made = (store.or(a, b), x | y)
      case 2: made = (store.not(a), ~x)
      case 3: made = (store.subtract(a, b), x & ~y)
      default: made = (store.choose(a, b, c), x & y | ~x & z)
      }
      for row in 0..<32 {
        #expect(store.evaluate(made.0) { row >> $0 & 1 != 0 } == (made.1 >> UInt32(row) & 1 != 0))
      }
      // The same function is the same condition.
      for (other, table) in conditions where table == made.1 { #expect(other == made.0) }
      let care = store.restricted(made.0, to: b)
      if !b.isNever {
        for row in 0..<32 where y >> UInt32(row) & 1 != 0 {
          #expect(store.evaluate(care) { row >> $0 & 1 != 0 } == (made.1 >> UInt32(row) & 1 != 0))
        }
      }
      let first = store.assuming(made.0) { $0 == 0 ? true : nil }
      for row in 0..<32 where row & 1 != 0 {
        #expect(store.evaluate(first) { row >> $0 & 1 != 0 } == (made.1 >> UInt32(row) & 1 != 0))
      }
      if conditions.count < 60 { conditions.append(made) }
    }
  }
}
