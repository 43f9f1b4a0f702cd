import Basics
import Columns

/// What became of each deal, as far as it was known at a day and counts for a window.
struct DealFacts: Sendable {
  let count: Int
  let won, lost, open: Bitmap
  /// Money of each deal; NaN where there is none. Nil without the column `amount`.
  let amount: Buffer<Double>?
  /// A year's worth of each deal: `acv`, or the amount over `term_months`, or the amount itself.
  let yearly: Buffer<Double>?
  /// Days from created to closed of closed deals; NaN where a date is missing or the order wrong.
  let cycle: Buffer<Double>
  /// Days that open deals have been open, by the day of looking; NaN where the start is missing,
  /// and without such a day.
  let age: Buffer<Double>
  /// Whether any lost deal has an amount other than 0.
  let lostHaveAmounts: Bool
  let notes: [String]

  /// Won and lost deals.
  var closed: Bitmap { won.or(lost) }

  /// - Parameters:
  ///   - asOf: Deals created after this day are left out; deals closed after it count as open.
  ///   - window: Closed deals count if they closed in it, open ones if they were created in it (or
  ///     have no date of creation).
  /// - Throws: where there is no `outcome`, or a column has a type it cannot have, or a window is
  ///   asked for and there are no dates to tell by.
  init(_ deals: Table, window: Window? = nil, asOf: Int32? = nil) throws {
    count = deals.rowCount
    let outcomes = try DealOutcomes(deals)
    let created = try Self.days(deals, "created")
    let closed = try Self.days(deals, "closed")
    let counted = try Self.counted(
      outcomes, created: created, closed: closed, window: window, asOf: asOf, deals)
    (won, lost, open) = (counted.won, counted.lost, counted.open)
    var notes = outcomes.notes + counted.notes
    let cycles = Self.cycles(created, closed, of: won.or(lost))
    cycle = cycles.days
    if cycles.negative > 0 {
      notes.append(
        Wording.counted(
          cycles.negative, "deal closed before it was created",
          "deals closed before they were created") + ": left out of cycle figures")
    }
    age = Self.ages(created, of: open, asOf: asOf)
    amount = try Self.money(deals, "amount")
    yearly = try Self.yearly(deals, amount)
    var (unpriced, found) = (0, false)
    if let amount {
      won.forEachSet { if amount.base[$0].isNaN { unpriced += 1 } }
      lost.forEachSet { row in
        let value = amount.base[row]
        if value != 0 && !value.isNaN { found = true }
      }
      if unpriced > 0 {
        notes.append(
          Wording.counted(unpriced, "won deal has", "won deals have")
            + " no amount: left out of money figures")
      }
    } else {
      notes.append("the deals have no column amount: there are no money figures")
    }
    lostHaveAmounts = found
    self.notes = notes
  }

  /// The outcomes that count for the window, as they were known on the day.
  private static func counted(
    _ outcomes: DealOutcomes, created: Buffer<Int32>?, closed: Buffer<Int32>?, window: Window?,
    asOf: Int32?, _ deals: Table
  ) throws -> DealOutcomes {
    var (won, lost, open) = (outcomes.won, outcomes.lost, outcomes.open)
    var notes: [String] = []
    if let asOf {
      let later = after(asOf, closed, deals.rowCount)
      let future = after(asOf, created, deals.rowCount)
      let reopened = won.or(lost).and(later).subtracting(future)
      won = won.subtracting(later).subtracting(future)
      lost = lost.subtracting(later).subtracting(future)
      open = open.subtracting(future).or(reopened)
      let count = reopened.countOfSet
      if count > 0 {
        notes.append(
          Wording.counted(count, "deal that closed", "deals that closed")
            + " after \(Calendar.text(days: asOf)) \(count == 1 ? "counts" : "count") as open")
      }
    }
    if let window {
      guard let asOf else {
        throw Problem(.fault, "a window of time needs the day it ends on")
      }
      guard let closed else {
        throw deals.noSuchColumn("closed").at("a window of \(window.text)")
      }
      let start = window.start(before: asOf)
      let inside = after(start - 1, closed, deals.rowCount)
      let undated = won.or(lost).and(without(closed))
      if undated.countOfSet > 0 {
        notes.append(
          Wording.counted(undated.countOfSet, "closed deal has", "closed deals have")
            + " no closing date: left out")
      }
      (won, lost) = (won.and(inside), lost.and(inside))
      if let created {
        open = open.and(after(start - 1, created, deals.rowCount).or(without(created)))
      }
    }
    return DealOutcomes(won: won, lost: lost, open: open, notes: notes)
  }

  private static func days(_ deals: Table, _ name: String) throws -> Buffer<Int32>? {
    guard let column = deals[name] else { return nil }
    guard column.type.isTemporal || column.missingCount == column.count else {
      throw Problem(.data, "\(deals.name): \(name) is \(column.type.rawValue), not a date")
    }
    return column.days()
  }

  /// Rows whose day is known and comes after `day`.
  private static func after(_ day: Int32, _ days: Buffer<Int32>?, _ count: Int) -> Bitmap {
    guard let days else { return Bitmap(count: count) }
    // A missing day is the lowest number there is.
    return Bitmap.parallel(count) { days.base[$0] > day }
  }

  private static func without(_ days: Buffer<Int32>) -> Bitmap {
    Bitmap.parallel(days.count) { days.base[$0] == Column.noDay }
  }

  private static func cycles(
    _ created: Buffer<Int32>?, _ closed: Buffer<Int32>?, of deals: Bitmap
  ) -> (days: Buffer<Double>, negative: Int) {
    guard let created, let closed else {
      return (Buffer(repeating: .nan, count: deals.count), 0)
    }
    let days = Buffer<Double>(count: deals.count)
    let pieces = Parallel.ranges(deals.count)
    let negative = Buffer<Int>(count: pieces.count, zeroed: true)
    Parallel.forEach(pieces.count) { piece in
      let (created, closed, to) = (created.base, closed.base, days.base)
      for row in pieces[piece] { to[row] = .nan }
      var wrong = 0
      deals.forEachSet(in: pieces[piece]) { row in
        let (start, end) = (created[row], closed[row])
        if start == Column.noDay || end == Column.noDay { return }
        if end < start { wrong += 1 } else { to[row] = Double(end) - Double(start) }
      }
      negative.base[piece] = wrong
    }
    return (days, negative.elements.reduce(0, +))
  }

  private static func ages(
    _ created: Buffer<Int32>?, of deals: Bitmap, asOf: Int32?
  ) -> Buffer<Double> {
    guard let created, let asOf else { return Buffer(repeating: .nan, count: deals.count) }
    let days = Buffer<Double>(count: deals.count)
    let pieces = Parallel.ranges(deals.count)
    Parallel.forEach(pieces.count) { piece in
      let (created, to) = (created.base, days.base)
      for row in pieces[piece] { to[row] = .nan }
      deals.forEachSet(in: pieces[piece]) { row in
        let start = created[row]
        if start != Column.noDay && start <= asOf { to[row] = Double(asOf) - Double(start) }
      }
    }
    return days
  }

  private static func money(_ deals: Table, _ name: String) throws -> Buffer<Double>? {
    guard let column = deals[name] else { return nil }
    guard column.type.isNumeric || column.missingCount == column.count else {
      throw Problem(.data, "\(deals.name): \(name) is \(column.type.rawValue), not a number")
    }
    return column.finiteDoubles()
  }

  private static func yearly(
    _ deals: Table, _ amount: Buffer<Double>?
  ) throws -> Buffer<Double>? {
    let stated = try money(deals, "acv")
    let months = try money(deals, "term_months")
    guard let amount else { return stated }
    if stated == nil && months == nil { return amount }
    let values = Buffer<Double>(count: amount.count)
    for row in 0..<amount.count {
      var value = amount.base[row]
      if let months, months.base[row] > 0 { value = value * 12 / months.base[row] }
      if let stated, !stated.base[row].isNaN { value = stated.base[row] }
      values.base[row] = value
    }
    return values
  }
}

/// Deals by outcome.
struct DealOutcomes: Sendable {
  let won, lost, open: Bitmap
  let notes: [String]

  init(won: Bitmap, lost: Bitmap, open: Bitmap, notes: [String]) {
    (self.won, self.lost, self.open, self.notes) = (won, lost, open, notes)
  }

  /// - Throws: where there is no column `outcome`, or it is not text.
  init(_ deals: Table) throws {
    let column = try deals.column("outcome")
    guard column.type.isText || column.missingCount == column.count else {
      throw Problem(
        .data, "\(deals.name): outcome is \(column.type.rawValue), not won, lost or open")
    }
    let count = column.count
    guard column.type.isText else {
      let none = Bitmap(count: count)
      (won, lost, open) = (none, none, none)
      notes = count > 0 ? [Self.note(count)] : []
      return
    }
    let texts = try DistinctTexts(column)
    let code = { (name: String) -> UInt32 in
      let found = texts.entries.firstIndex { $0.string == name }
      // A number that no row has, if no row has the outcome.
      return found.map { UInt32(truncatingIfNeeded: $0) } ?? DistinctTexts.missing - 1
    }
    let (wonCode, lostCode, openCode) = (code("won"), code("lost"), code("open"))
    let codes = texts.codes
    won = Bitmap.parallel(count) { codes.base[$0] == wonCode }
    lost = Bitmap.parallel(count) { codes.base[$0] == lostCode }
    open = Bitmap.parallel(count) { codes.base[$0] == openCode }
    let rest = count - won.countOfSet - lost.countOfSet - open.countOfSet
    notes = rest > 0 ? [Self.note(rest)] : []
  }

  private static func note(_ count: Int) -> String {
    Wording.counted(count, "deal has", "deals have") + " no outcome of won, lost or open: left out"
  }
}
