import Columns

/// Dates and timestamps: the rules of `moments.c`.
extension Lifter {
  private var microsPerDay: ValueID { pool.integer(Calendar.microsPerDay) }

  /// A date moved by a whole number of days. Beyond the calendar's range it is an error.
  func moveDate(
    _ days: ValueID, by amount: ValueID, sign: Int64, where condition: Condition,
    _ result: inout AlternativesBuilder
  ) {
    let moved = pool.add(days, pool.integer(.multiply, amount, pool.integer(sign)))
    let allowed = pool.and(
      isWithin(amount, 2 * Moments.limit), isWithin(moved, Moments.limit))
    leave(pool.subtract(condition, allowed))
    result.date(condition, moved)
  }

  private func isWithin(_ id: ValueID, _ limit: Int64) -> Condition {
    pool.and(
      pool.compareIntegers(.atMost, pool.integer(-limit), id),
      pool.compareIntegers(.atMost, id, pool.integer(limit)))
  }

  /// Days between two moments: whole ones between dates, fractions where a timestamp is involved.
  func differences(
    _ x: Alternatives, _ y: Alternatives, _ both: (Condition, Condition) -> Condition?,
    _ result: inout AlternativesBuilder
  ) {
    if let c = both(x.date, y.date), let a = x.days, let b = y.days {
      result.integer(c, pool.subtract(a, b))
    }
    let left = (date: x.days.map { micros(ofDays: $0) }, timestamp: x.micros)
    let right = (date: y.days.map { micros(ofDays: $0) }, timestamp: y.micros)
    for (first, a, second, b) in [
      (x.date, left.date, y.timestamp, right.timestamp),
      (x.timestamp, left.timestamp, y.date, right.date),
      (x.timestamp, left.timestamp, y.timestamp, right.timestamp),
    ] {
      guard let a, let b, let c = both(first, second) else { continue }
      let micros = pool.number(fromInteger: pool.subtract(a, b))
      result.number(
        c, pool.number(.divide, micros, pool.number(Double(Calendar.microsPerDay))))
    }
  }

  func micros(ofDays days: ValueID) -> ValueID { pool.integer(.multiply, days, microsPerDay) }

  /// A field of a moment, such as `.year`.
  ///
  /// - Returns: nil where every moment raises an error.
  func field(_ name: String, of x: Alternatives, _ result: inout AlternativesBuilder) -> Condition {
    var handled = Condition.never
    if let days = x.days, isPossible(x.date) {
      if addField(name, days, where: x.date, &result) { handled = pool.or(handled, x.date) }
    }
    if let micros = x.micros, isPossible(x.timestamp) {
      let days = pool.integer(.floorDivide, micros, microsPerDay)
      let known: Bool
      switch name {
      case "hour":
        result.integer(x.timestamp, part(micros, of: 3_600_000_000, modulo: nil))
        known = true
      case "minute":
        result.integer(x.timestamp, part(micros, of: 60_000_000, modulo: 60))
        known = true
      default: known = addField(name, days, where: x.timestamp, &result)
      }
      if known { handled = pool.or(handled, x.timestamp) }
    }
    return handled
  }

  private func part(_ micros: ValueID, of unit: Int64, modulo: Int64?) -> ValueID {
    let ofDay = pool.integer(.modulo, micros, microsPerDay)
    let count = pool.integer(.floorDivide, ofDay, pool.integer(unit))
    return modulo.map { pool.integer(.modulo, count, pool.integer($0)) } ?? count
  }

  private func addField(
    _ name: String, _ days: ValueID, where condition: Condition,
    _ result: inout AlternativesBuilder
  ) -> Bool {
    switch name {
    case "year": result.integer(condition, pool.calendar(.year, ofDay: days))
    case "month": result.integer(condition, pool.calendar(.month, ofDay: days))
    case "day": result.integer(condition, pool.calendar(.day, ofDay: days))
    case "quarter":
      let month = pool.calendar(.month, ofDay: days)
      result.integer(
        condition,
        pool.integer(.floorDivide, pool.add(month, pool.integer(2)), pool.integer(3)))
    case "weekday":
      let shifted = pool.add(days, pool.integer(3))
      result.integer(
        condition,
        pool.add(pool.integer(.modulo, shifted, pool.integer(7)), pool.integer(1)))
    case "date":
      leave(pool.subtract(condition, isWithin(days, Moments.limit)))
      result.date(condition, days)
    default: return false
    }
    return true
  }
}
