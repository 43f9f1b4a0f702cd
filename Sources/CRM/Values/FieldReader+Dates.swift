import Basics
import Columns

extension FieldReader {
  /// Dates in any of the common orders; one order holds for the whole column.
  func readDate(_ reading: inout FieldReading, _ field: Field, _ format: ValueFormat?) throws {
    let column = reading.column
    switch column.storage {
    case .date: return
    case .timestamp(let cells):
      if field.kind == .day {
        reading.column = Column(
          type: .date,
          storage: .date(Buffer(cells.elements.map { Int32(clamping: Calendar.split($0).days) })),
          validity: column.validity)
        let hasTime = cells.elements.contains { Calendar.split($0).micros != 0 }
        if hasTime { reading.notes.append("the time of day was left out (days are those of UTC)") }
      }
    case .integer(let cells): readNumbers(&reading, cells, field)
    case .coded, .text:
      guard let slots = TextSlots(column) else { return }
      if slots.rowCount == column.missingCount {
        reading.column = .missing(type: .date, count: column.count)
      } else {
        try readDateTexts(&reading, slots, field, format)
      }
    default:
      if column.missingCount < column.count { refuse(&reading, "dates") }
    }
  }

  /// Days or moments that were written as numbers: `20250301`, spreadsheet days, Unix time.
  private func readNumbers(_ reading: inout FieldReading, _ cells: Buffer<Int64>, _ field: Field) {
    let column = reading.column
    var low = Int64.max
    var high = Int64.min
    var compact = true
    for row in 0..<column.count where !column.isMissing(row) {
      let value = cells[row]
      (low, high) = (min(low, value), max(high, value))
      if compact, Self.compactDay(value) == nil { compact = false }
    }
    guard low <= high else { return }
    let days: (Int64) -> Int32
    let note: String
    switch (low, high) {
    case (_, _) where compact:
      days = { Self.compactDay($0) ?? 0 }
      note = "numbers like 20250301 were read as year, month and day"
    case (20_000...80_000, 20_000...80_000):
      // Day 25569 of the 1900 calendar of spreadsheets is 1970-01-01.
      days = { Int32(clamping: $0 - 25_569) }
      note = "numbers were read as the day numbers of a spreadsheet"
    case (100_000_000...5_000_000_000, 100_000_000...5_000_000_000):
      return readMoments(&reading, cells, field, unit: 1_000_000, note: "seconds since 1970")
    case (100_000_000_000...5_000_000_000_000, 100_000_000_000...5_000_000_000_000):
      return readMoments(&reading, cells, field, unit: 1000, note: "milliseconds since 1970")
    default:
      return refuse(&reading, "dates")
    }
    let buffer = Buffer<Int32>(count: column.count, zeroed: true)
    for row in 0..<column.count where !column.isMissing(row) { buffer[row] = days(cells[row]) }
    reading.column = Column(type: .date, storage: .date(buffer), validity: column.validity)
    reading.notes.append(note)
  }

  private func readMoments(
    _ reading: inout FieldReading, _ cells: Buffer<Int64>, _ field: Field, unit: Int64, note: String
  ) {
    let micros = Buffer<Int64>(cells.elements.map { $0 &* unit })
    reading.notes.append("numbers were read as \(note)")
    let validity = reading.column.validity
    if field.kind == .moment {
      reading.column = Column(type: .timestamp, storage: .timestamp(micros), validity: validity)
    } else {
      let days = Buffer(micros.elements.map { Int32(clamping: Calendar.split($0).days) })
      reading.column = Column(type: .date, storage: .date(days), validity: validity)
    }
  }

  private static func compactDay(_ value: Int64) -> Int32? {
    guard (19_000_101...21_001_231).contains(value) else { return nil }
    let (year, month, day) = (Int(value / 10_000), Int(value / 100 % 100), Int(value % 100))
    guard (1...12).contains(month), day >= 1, day <= Calendar.daysIn(month: month, year: year)
    else { return nil }
    return Int32(Calendar.days(year: year, month: month, day: day))
  }

  private func readDateTexts(
    _ reading: inout FieldReading, _ slots: TextSlots, _ field: Field, _ format: ValueFormat?
  ) throws {
    let none = DateText(
      layout: .settled, first: 0, second: 0, year: 0, hasShortYear: false, separator: 0,
      hasTime: false, micros: 0)
    let (dates, read) = try slots.map(none) { DateText.read($0) }
    let own = try WritingStyle.of(reading.column, field.kind)
    var (hasTime, shortYears, months, open) = (false, false, false, false)
    var separator: UInt8?
    read.forEachSet { slot in
      let date = dates.base[slot]
      if date.hasTime { hasTime = true }
      if date.hasShortYear { shortYears = true }
      if date.layout == .month { months = true }
      if date.layout == .open { open = true }
      if date.evidence == .either, separator == nil { separator = date.separator }
    }
    let settled = own.dayFirst(file: style, format: format, separator: separator ?? 0x2f)
    let valid = Bitmap(count: slots.count) { slot in
      read[slot] && dates.base[slot].day(dayFirst: settled.choice) != nil
    }
    let keepsTime = hasTime && field.kind == .moment
    try finish(&reading, slots, valid, what: "dates") {
      if keepsTime {
        let micros = Buffer<Int64>(count: slots.count, zeroed: true)
        valid.forEachSet {
          micros.base[$0] = dates.base[$0].moment(dayFirst: settled.choice) ?? 0
        }
        let (cells, validity) = slots.spread(micros, valid, none: 0)
        return Column(type: .timestamp, storage: .timestamp(cells), validity: validity.orNil)
      }
      let days = Buffer<Int32>(count: slots.count, zeroed: true)
      valid.forEachSet { slot in
        // A zone may move the moment to the day before or after.
        let micros = dates.base[slot].moment(dayFirst: settled.choice) ?? 0
        days.base[slot] = Int32(clamping: Calendar.split(micros).days)
      }
      let (cells, validity) = slots.spread(days, valid, none: 0)
      return Column(type: .date, storage: .date(cells), validity: validity.orNil)
    }
    reportDamage(&reading, slots)
    if reading.isRefused { return }
    if open {
      reading.notes.append(
        "dates were read as \(settled.choice ? "day, month, year" : "month, day, year")")
    }
    if separator != nil, let guess = settled.guess {
      reading.warnings.append(
        "its dates could be day/month or month/day; they were read \(settled.choice ? "day" : "month")"
          + " first, \(guess)")
    } else if own.dayFirstCells > 0, own.monthFirstCells > 0 {
      reading.warnings.append(
        "some dates can only be day/month and some only month/day; "
          + "\(settled.choice ? "day" : "month") first was taken")
    }
    if shortYears { reading.notes.append("two-digit years 69 to 99 are 19.., 00 to 68 are 20..") }
    if months { reading.notes.append("months without a day were read as the first of the month") }
    if hasTime, field.kind == .day {
      reading.notes.append("the time of day was left out (days are those of UTC)")
    }
  }

  private func reportDamage(_ reading: inout FieldReading, _ slots: TextSlots) {
    var cells = 0
    let rows = slots.codes == nil ? nil : slots.rowsBySlot()
    for slot in 0..<slots.count where slots.isUsed(slot) {
      if slots.views[slot].withBytes(DateWords.isSpreadsheetDamage) { cells += rows?[slot] ?? 1 }
    }
    if cells > 0 {
      reading.warnings.append(
        "\(Wording.cells(cells)) with a day and a month but no year look like damage done by a "
          + "spreadsheet; never read as dates")
    }
  }
}
