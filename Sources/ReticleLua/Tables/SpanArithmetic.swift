import Basics
import Columns
import LuaHost

/// A date plus or minus a length of time: `today() - days(90)`.
enum SpanArithmetic {
  static var metamethods: [(event: String, body: ObjectType.Metamethod)] {
    [
      ("__add", { values, _ in [try move(values, sign: 1)] }),
      ("__sub", { values, _ in [try move(values, sign: -1)] }),
    ]
  }

  private static func move(_ values: [LuaValue], sign: Int) throws -> LuaValue {
    let (left, right) = (values.first ?? .nil, values.dropFirst().first ?? .nil)
    if case .moment(let moment) = left, let span = right.object as? SpanObject {
      return .moment(try moved(moment, span, sign))
    }
    if sign > 0, let span = left.object as? SpanObject {
      if case .moment(let moment) = right { return .moment(try moved(moment, span, sign)) }
      // A missing date stays missing, as in every sum.
      if right.isNil { return .nil }
    }
    let verb = sign > 0 ? "add" : "subtract"
    throw Problem(
      .script, "attempt to \(verb) \(left.kind) and \(right.kind)",
      hints: ["a length of time moves a date: today() - days(90), closed + months(3)"])
  }

  private static func moved(_ moment: Moment, _ span: SpanObject, _ sign: Int) throws -> Moment {
    func day(_ days: Int) -> Int {
      let months = span.months == 0 ? days : Calendar.adding(months: sign * span.months, to: days)
      return months + sign * span.days
    }
    let limit = 5_000_000
    if moment.isTimestamp {
      let perDay = Int(Calendar.microsPerDay)
      let value = Int(moment.value)
      let rest = (value % perDay + perDay) % perDay
      let days = day((value - rest) / perDay)
      guard (-limit..<limit).contains(days) else { throw Self.outOfRange }
      return Moment(micros: Int64(days * perDay + rest))
    }
    let days = day(Int(moment.value))
    guard (-limit...limit).contains(days) else { throw Self.outOfRange }
    return Moment(days: Int32(days))
  }

  private static var outOfRange: Problem { Problem(.script, "the date is out of range") }
}
