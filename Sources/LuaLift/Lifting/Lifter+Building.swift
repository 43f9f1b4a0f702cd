import Columns

/// Puts a value together from parts that hold under different conditions.
struct AlternativesBuilder {
  private(set) var value = Alternatives()
  private let lifter: Lifter

  init(_ lifter: Lifter) { self.lifter = lifter }

  private var pool: ExpressionPool { lifter.pool }

  mutating func missing(_ condition: Condition) {
    guard lifter.isPossible(condition) else { return }
    value.missing = pool.or(value.missing, condition)
  }

  mutating func boolean(_ condition: Condition, _ truth: Condition) {
    guard lifter.isPossible(condition) else { return }
    value.truth = pool.choose(condition, truth, value.truth)
    value.boolean = pool.or(value.boolean, condition)
  }

  mutating func integer(_ condition: Condition, _ id: @autoclosure () -> ValueID) {
    guard lifter.isPossible(condition) else { return }
    let id = id()
    value.integers = value.integers.map { pool.choose(condition, id, $0) } ?? id
    value.integer = pool.or(value.integer, condition)
  }

  mutating func number(_ condition: Condition, _ id: @autoclosure () -> ValueID) {
    guard lifter.isPossible(condition) else { return }
    let id = id()
    value.numbers = value.numbers.map { pool.choose(condition, id, $0) } ?? id
    value.number = pool.or(value.number, condition)
  }

  mutating func text(_ condition: Condition, _ text: @autoclosure () -> TextValue) {
    guard lifter.isPossible(condition) else { return }
    let text = text()
    value.texts = value.texts.map { pool.choose(condition, text, $0) } ?? text
    value.text = pool.or(value.text, condition)
  }

  mutating func date(_ condition: Condition, _ id: @autoclosure () -> ValueID) {
    guard lifter.isPossible(condition) else { return }
    let id = id()
    value.days = value.days.map { pool.choose(condition, id, $0) } ?? id
    value.date = pool.or(value.date, condition)
  }

  mutating func timestamp(_ condition: Condition, _ id: @autoclosure () -> ValueID) {
    guard lifter.isPossible(condition) else { return }
    let id = id()
    value.micros = value.micros.map { pool.choose(condition, id, $0) } ?? id
    value.timestamp = pool.or(value.timestamp, condition)
  }

  mutating func other(_ condition: Condition) {
    guard lifter.isPossible(condition) else { return }
    value.other = pool.or(value.other, condition)
  }

  func finish() -> Lifted { lifter.settled(value) }
}
