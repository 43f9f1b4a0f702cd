import Basics
import Columns

/// Random expressions built twice: in a pool, and as closures over a row that are obviously right.
struct ExpressionReference {
  typealias Row = Int
  let pool: ExpressionPool
  let table: Table
  private var state: UInt64

  init(table: Table, seed: UInt64) {
    pool = ExpressionPool(table: table)
    self.table = table
    state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
  }

  mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(limit))
  }

  mutating func pick<T>(_ values: [T]) -> T { values[below(values.count)] }

  // Columns of the table of ``expressionTable(rows:)``.
  static let integer = 0
  static let other = 1
  static let number = 2
  static let flag = 3
  static let code = 4
  static let text = 5
  static let day = 6

  mutating func condition(_ depth: Int) -> (Condition, (Row) -> Bool) {
    guard depth > 0 else { return leaf() }
    switch below(9) {
    case 0:
      let (a, x) = condition(depth - 1)
      return (pool.not(a), { !x($0) })
    case 1, 2:
      let (a, x) = condition(depth - 1)
      let (b, y) = condition(depth - 1)
      return (pool.and(a, b), { x($0) && y($0) })
    case 3, 4:
      let (a, x) = condition(depth - 1)
      let (b, y) = condition(depth - 1)
      return (pool.or(a, b), { x($0) || y($0) })
    case 5:
      let (a, x) = condition(depth - 1)
      let (b, y) = condition(depth - 1)
      let (c, z) = condition(depth - 1)
      return (pool.choose(a, b, c), { x($0) ? y($0) : z($0) })
    case 6:
      let (a, x) = integer(depth - 1)
      let (b, y) = integer(depth - 1)
      switch below(3) {
      case 0: return (pool.compareIntegers(.less, a, b), { x($0) < y($0) })
      case 1: return (pool.compareIntegers(.atMost, a, b), { x($0) <= y($0) })
      default: return (pool.compareIntegers(.equal, a, b), { x($0) == y($0) })
      }
    case 7:
      let (a, x) = number(depth - 1)
      let (b, y) = number(depth - 1)
      switch below(3) {
      case 0: return (pool.compareNumbers(.less, a, b), { x($0) < y($0) })
      case 1: return (pool.compareNumbers(.atMost, a, b), { x($0) <= y($0) })
      default: return (pool.compareNumbers(.equal, a, b), { x($0) == y($0) })
      }
    default: return leaf()
    }
  }

  private mutating func leaf() -> (Condition, (Row) -> Bool) {
    let table = table
    switch below(7) {
    case 0:
      let column = pick([Self.integer, Self.number, Self.flag, Self.code, Self.text, Self.day])
      return (pool.present(column: column), { !table.columns[column].isMissing($0) })
    case 1:
      return (pool.isTrue(column: Self.flag), { table.columns[Self.flag][$0] == .boolean(true) })
    case 2:
      guard case .coded(let codes, let dictionary) = table.columns[Self.code].storage else {
        return (.never, { _ in false })
      }
      let flags = (0...dictionary.count).map { _ in below(2) == 0 ? UInt8(0) : 255 }
      return (pool.code(column: Self.code, in: flags), { flags[Int(codes[$0])] != 0 })
    case 3:
      let pattern = pick(["a", "", "Company 1", ";", "x"])
      let number = pool.text(TextArena().view(pattern))
      return (
        pool.match(.contains, pool.texts(column: Self.text), pattern: number),
        { (table.columns[Self.text].text($0) ?? "").contains(pattern) || pattern.isEmpty }
      )
    case 4:
      let limit = Int64(below(12)) - 4
      return (
        pool.compareIntegers(.atMost, pool.integers(column: Self.integer), pool.integer(limit)),
        { Self.integerCell(table, Self.integer, $0) <= limit }
      )
    case 5:
      let limit = pick([-1, 0, 0.5, 2.25, .infinity, .nan])
      return (
        pool.compareNumbers(.less, pool.number(limit), pool.numbers(column: Self.number)),
        { limit < Self.numberCell(table, Self.number, $0) }
      )
    default:
      let limit = Int64(below(100)) - 50
      return (
        pool.compareIntegers(.less, pool.integer(limit), pool.integers(column: Self.day)),
        { limit < Self.integerCell(table, Self.day, $0) }
      )
    }
  }

  /// What stands in a slot: 0 where the cell is missing.
  static func integerCell(_ table: Table, _ column: Int, _ row: Int) -> Int64 {
    switch table.columns[column][row] {
    case .integer(let value): value
    case .date(let days): Int64(days)
    default: 0
    }
  }

  static func numberCell(_ table: Table, _ column: Int, _ row: Int) -> Double {
    table.columns[column].double(row) ?? 0
  }

  mutating func integer(_ depth: Int) -> (ValueID, (Row) -> Int64) {
    let table = table
    guard depth > 0 else {
      switch below(4) {
      case 0:
        let value: Int64 = pick([0, 1, -1, 7, 127, 128, -129, 40_000, .max, .min])
        return (pool.integer(value), { _ in value })
      case 1:
        guard case .coded(let codes, let dictionary) = table.columns[Self.code].storage else {
          return (pool.integer(0), { _ in 0 })
        }
        let values = (0...dictionary.count).map { Int64($0 * 3) - 5 }
        return (pool.integerByCode(column: Self.code, values), { values[Int(codes[$0])] })
      default:
        let column = pick([Self.integer, Self.other, Self.day])
        return (pool.integers(column: column), { Self.integerCell(table, column, $0) })
      }
    }
    let (a, x) = integer(depth - 1)
    switch below(9) {
    case 0, 1, 2:
      let (c, holds) = condition(depth - 1)
      let points = Int64(pick([1, 5, 20, -10, 127, 1000, 3_000_000_000]))
      let more = pool.add(a, pool.integer(points))
      return (pool.choose(c, more, a), { holds($0) ? x($0) &+ points : x($0) })
    case 3:
      let (b, y) = integer(depth - 1)
      return (pool.add(a, b), { x($0) &+ y($0) })
    case 4:
      let (b, y) = integer(depth - 1)
      return (pool.subtract(a, b), { x($0) &- y($0) })
    case 5:
      let (b, y) = integer(depth - 1)
      return (pool.integer(.multiply, a, b), { x($0) &* y($0) })
    case 6:
      let (c, holds) = condition(depth - 1)
      let (b, y) = integer(depth - 1)
      return (pool.choose(c, a, b), { holds($0) ? x($0) : y($0) })
    case 7:
      let divisor = pick([3, -3, 7, 1, -1] as [Int64])
      return (
        pool.integer(.modulo, a, pool.integer(divisor)),
        { row in
          let rest = divisor == -1 ? 0 : x(row) % divisor
          return rest != 0 && (rest < 0) != (divisor < 0) ? rest + divisor : rest
        }
      )
    default: return (pool.negate(a), { 0 &- x($0) })
    }
  }

  mutating func number(_ depth: Int) -> (ValueID, (Row) -> Double) {
    let table = table
    guard depth > 0 else {
      if below(3) == 0 {
        let value = pick([0, -0.0, 1.5, -2.5, 1e300, .nan])
        return (pool.number(value), { _ in value })
      }
      return (
        pool.numbers(column: Self.number), { Self.numberCell(table, Self.number, $0) }
      )
    }
    let (a, x) = number(depth - 1)
    switch below(6) {
    case 0:
      let (c, holds) = condition(depth - 1)
      let more = pool.number(.add, a, pool.number(7.5))
      return (pool.choose(c, more, a), { holds($0) ? x($0) + 7.5 : x($0) })
    case 1:
      let (b, y) = number(depth - 1)
      return (pool.number(.multiply, a, b), { x($0) * y($0) })
    case 2:
      let (b, y) = number(depth - 1)
      return (pool.number(.subtract, a, b), { x($0) - y($0) })
    case 3:
      let (b, y) = integer(depth - 1)
      return (pool.number(fromInteger: b), { Double(y($0)) })
    case 4:
      let (c, holds) = condition(depth - 1)
      let (b, y) = number(depth - 1)
      return (pool.choose(c, a, b), { holds($0) ? x($0) : y($0) })
    default: return (pool.number(.floor, a), { x($0).rounded(.down) })
    }
  }
}

/// A column of each type that expressions read; `missing` in ten cells have no value.
func expressionTable(rows: Int, missing: Int) throws -> Table {
  func cell<T>(_ row: Int, _ salt: Int, _ values: [T]) -> T? {
    (row * 7 + salt) % 10 < missing ? nil : values[(row * 5 + row / 3 + salt) % values.count]
  }
  let arena = TextArena()
  let texts = (0..<rows).map { cell($0, 5, ["", "a", "Company 1 of many", "x;y", "Company 12"]) }
  let views = Buffer(texts.map { arena.view($0 ?? "") })
  return try Table(
    [
      ("i", Column(integers: (0..<rows).map { cell($0, 0, [0, 1, -3, 5, .max, .min, 7, 2]) })),
      ("j", Column(integers: (0..<rows).map { cell($0, 1, [0, 1, 2, 3, 4]) })),
      ("n", Column(numbers: (0..<rows).map { cell($0, 2, [0, 0.5, -0.0, .nan, 2.25, -7, 1e9]) })),
      ("b", Column(booleans: (0..<rows).map { cell($0, 3, [true, false]) })),
      ("c", Column(texts: (0..<rows).map { cell($0, 4, ["p", "q", "r", "s", "t", "u"]) })),
      (
        "t",
        Column(
          type: .text, storage: .text(views, [arena]), validity: Bitmap(texts.map { $0 != nil }))
      ),
      ("d", Column(days: (0..<rows).map { cell($0, 6, [0, 20, -20, 19_000]) })),
    ], rowCount: rows)
}
