import Basics
import Columns

/// A stretch of time before a day.
public enum Window: Sendable, Equatable {
  case days(Int)
  case months(Int)

  public static func years(_ count: Int) -> Window { .months(count * 12) }

  /// The first day that belongs to it, if `day` is the last. Both in days since 1970-01-01.
  public func start(before day: Int32) -> Int32 {
    switch self {
    case .days(let count): Int32(clamping: Int(day) - count + 1)
    case .months(let count): Int32(clamping: Calendar.adding(months: -count, to: Int(day)) + 1)
    }
  }

  var text: String {
    switch self {
    case .days(let count): "\(count) days"
    case .months(let count) where count % 12 == 0 && count > 0: "\(count / 12) years"
    case .months(let count): "\(count) months"
    }
  }
}

/// What became of each deal, as far as it was known at a day and counts for a window.
struct DealFacts: Sendable {
  let count: Int
  let won, lost, open: Bitmap
  /// Money of each deal; a year's worth where `term_months` is known. Nil without `amount`.
  let amount: Column?
  /// Days from created to closed of closed deals, missing where a date is or the order is wrong.
  let cycle: Column
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
    let outcomes = try Self.outcomes(deals)
    var notes = outcomes.notes
    var (won, lost, open) = (outcomes.won, outcomes.lost, outcomes.open)
    let created = try Self.days(deals, "created")
    let closed = try Self.days(deals, "closed")
    if let asOf {
      let later = Self.after(asOf, closed, count)
      let future = Self.after(asOf, created, count)
      let reopened = won.or(lost).and(later)
      (won, lost) = (won.subtracting(later), lost.subtracting(later))
      open = open.or(reopened).subtracting(future)
      (won, lost) = (won.subtracting(future), lost.subtracting(future))
      if reopened.countOfSet > 0 {
        notes.append(
          "\(reopened.countOfSet) deals closed after \(Calendar.text(days: asOf)) count as open")
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
      let inside = Self.after(start - 1, closed, count)
      let undated = won.or(lost).and(Self.missing(closed, count))
      if undated.countOfSet > 0 {
        notes.append("\(undated.countOfSet) closed deals have no closing date and are left out")
      }
      (won, lost) = (won.and(inside), lost.and(inside))
      if let created {
        open = open.and(Self.after(start - 1, created, count).or(Self.missing(created, count)))
      }
    }
    (self.won, self.lost, self.open) = (won, lost, open)
    let cycles = Self.cycles(created, closed, of: won.or(lost))
    cycle = cycles.column
    if cycles.negative > 0 {
      notes.append(
        "\(cycles.negative) deals closed before they were created: left out of cycle figures")
    }
    amount = try Self.amounts(deals)
    if let amount {
      let unpriced = won.and(Self.missing(amount, count)).countOfSet
      if unpriced > 0 {
        notes.append("\(unpriced) won deals have no amount: left out of money figures")
      }
      var found = false
      lost.forEachSet { row in
        if let value = amount.double(row), value != 0 { found = true }
      }
      lostHaveAmounts = found
    } else {
      lostHaveAmounts = false
      notes.append("the deals have no column amount: there are no money figures")
    }
    self.notes = notes
  }

  private static func outcomes(
    _ deals: Table
  ) throws -> (won: Bitmap, lost: Bitmap, open: Bitmap, notes: [String]) {
    let column = try deals.column("outcome")
    guard column.type.isText || column.missingCount == column.count else {
      throw Problem(
        .data, "\(deals.name): outcome is \(column.type.rawValue), not won, lost or open")
    }
    let texts = try DistinctTexts(column)
    let kinds: [UInt8] = texts.entries.map { view in
      switch view.string {
      case "won": 1
      case "lost": 2
      case "open": 3
      default: 0
      }
    }
    let count = column.count
    let codes = texts.codes
    let kind = { (row: Int) -> UInt8 in
      let code = codes.base[row]
      return code == DistinctTexts.missing ? 0 : kinds[Int(code)]
    }
    let won = Bitmap(count: count) { kind($0) == 1 }
    let lost = Bitmap(count: count) { kind($0) == 2 }
    let open = Bitmap(count: count) { kind($0) == 3 }
    let rest = count - won.countOfSet - lost.countOfSet - open.countOfSet
    let note = "\(rest) deals have no outcome of won, lost or open and are left out"
    return (won, lost, open, rest > 0 ? [note] : [])
  }

  private static func days(_ deals: Table, _ name: String) throws -> Column? {
    guard let column = deals[name] else { return nil }
    guard column.type.isTemporal || column.missingCount == column.count else {
      throw Problem(.data, "\(deals.name): \(name) is \(column.type.rawValue), not a date")
    }
    return column
  }

  private static func after(_ day: Int32, _ column: Column?, _ count: Int) -> Bitmap {
    guard let column else { return Bitmap(count: count) }
    return Bitmap(count: count) { row in column.day(row).map { $0 > day } ?? false }
  }

  private static func missing(_ column: Column, _ count: Int) -> Bitmap {
    column.validity?.inverted() ?? Bitmap(count: count)
  }

  private static func cycles(
    _ created: Column?, _ closed: Column?, of deals: Bitmap
  ) -> (column: Column, negative: Int) {
    let days = Buffer<Double>(count: deals.count, zeroed: true)
    let valid = Bitmap(count: deals.count)
    var negative = 0
    if let created, let closed {
      deals.forEachSet { row in
        guard let start = created.day(row), let end = closed.day(row) else { return }
        if end < start {
          negative += 1
        } else {
          days.base[row] = Double(end) - Double(start)
          valid[row] = true
        }
      }
    }
    return (Column(type: .number, storage: .number(days), validity: valid), negative)
  }

  /// A year's worth of each deal where its term is known, else what it is worth.
  private static func amounts(_ deals: Table) throws -> Column? {
    guard let amount = deals["amount"] else { return nil }
    guard amount.type.isNumeric || amount.missingCount == amount.count else {
      throw Problem(.data, "\(deals.name): amount is \(amount.type.rawValue), not a number")
    }
    let term = deals["term_months"].flatMap { $0.type.isNumeric ? $0 : nil }
    let values = Buffer<Double>(count: amount.count, zeroed: true)
    let valid = Bitmap(count: amount.count)
    let ranges = Parallel.ranges(amount.count)
    Parallel.forEach(ranges.count) { piece in
      for row in ranges[piece] {
        guard let value = amount.double(row), value.isFinite else { continue }
        let months = term?.double(row).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
        values.base[row] = months.map { value * 12 / $0 } ?? value
        // Ranges begin at multiples of 64 rows: no word is written by two threads.
        valid[row] = true
      }
    }
    return Column(type: .number, storage: .number(values), validity: valid)
  }
}
