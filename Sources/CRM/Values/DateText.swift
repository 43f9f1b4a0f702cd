import Columns

/// A date as people write it, before the order of day and month is settled.
///
/// `3/4/2025`, `03.04.25`, `2025/04/03`, `3 Apr 2025`, `April 3, 2025`, `2025-04`, each with or
/// without a time of day. `5-Jan` and `20.maj` are no dates: they are what spreadsheets made of
/// something else.
struct DateText: Sendable, BitwiseCopyable {
  /// How the parts of the day stand.
  enum Layout: UInt8, Sendable, BitwiseCopyable {
    /// Year, month, day are known.
    case settled
    /// Two numbers and a year: either of them may be the month.
    case open
    /// Year and month only: the first of the month.
    case month
  }

  var layout: Layout
  /// Settled: month and day. Open: as written.
  var first: Int8
  var second: Int8
  var year: Int16
  var hasShortYear: Bool
  /// The separator between the first two parts.
  var separator: UInt8
  var hasTime: Bool
  /// Microseconds since midnight, UTC if there was a zone. May lie in the day before or after.
  var micros: Int64

  /// What a cell says about the order of its column.
  enum Evidence: Sendable {
    case dayFirst, monthFirst, either, none
  }

  var evidence: Evidence {
    guard layout == .open else { return .none }
    switch (first > 12, second > 12) {
    case (true, false): return .dayFirst
    case (false, true): return .monthFirst
    case (true, true): return .none
    // 4/4/2025 is the same day either way.
    case (false, false): return first == second ? .none : .either
    }
  }

  /// The day, if there is such a day in that order.
  func day(dayFirst: Bool) -> Int32? {
    let (month, day): (Int, Int) =
      switch layout {
      case .settled: (Int(first), Int(second))
      case .month: (Int(first), 1)
      case .open: dayFirst ? (Int(second), Int(first)) : (Int(first), Int(second))
      }
    guard (1...12).contains(month), day >= 1,
      day <= Calendar.daysIn(month: month, year: Int(year))
    else { return nil }
    return Int32(Calendar.days(year: Int(year), month: month, day: day))
  }

  /// The moment, in microseconds since 1970-01-01 00:00 UTC.
  func moment(dayFirst: Bool) -> Int64? {
    day(dayFirst: dayFirst).map { Int64($0) * Calendar.microsPerDay + micros }
  }
}

extension DateText {
  /// Reads one cell, or gives nil if it is no date.
  static func read(_ cell: UnsafeBufferPointer<UInt8>) -> DateText? {
    guard cell.count >= 6, cell.count <= 48 else { return nil }
    var tokens = Tokens(cell)
    guard var date = tokens.date() else { return nil }
    if tokens.isAtEnd { return date }
    guard let micros = tokens.time() else { return nil }
    date.hasTime = true
    date.micros = micros
    return date
  }

  /// Two digits of a year: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068 (POSIX).
  fileprivate static func fullYear(_ year: Int, digits: Int) -> Int? {
    if digits == 2 { return year >= 69 ? 1900 + year : 2000 + year }
    return digits == 4 && year >= 1000 ? year : nil
  }
}

/// Numbers, words and signs of a cell, in order.
private struct Tokens {
  enum Token {
    case number(Int, digits: Int)
    case word(String)
    case sign(UInt8)
  }

  private var tokens: [Token] = []
  private var next = 0

  init(_ cell: UnsafeBufferPointer<UInt8>) {
    var index = 0
    while index < cell.count {
      let byte = cell[index]
      if byte &- 0x30 < 10 {
        var (value, digits) = (0, 0)
        while index < cell.count, cell[index] &- 0x30 < 10 {
          // More than nine digits are no part of a date; the count tells.
          if digits < 9 { value = value * 10 + Int(cell[index] - 0x30) }
          digits += 1
          index += 1
        }
        tokens.append(.number(value, digits: digits))
      } else if byte >= 0x80 || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a {
        let start = index
        while index < cell.count,
          cell[index] >= 0x80 || cell[index] | 0x20 >= 0x61 && cell[index] | 0x20 <= 0x7a
        { index += 1 }
        let text = String(decoding: cell[start..<index], as: UTF8.self)
        tokens.append(.word(FoldedText.of(text)))
      } else {
        tokens.append(.sign(byte))
        index += 1
      }
    }
    while case .sign(0x20)? = tokens.last { tokens.removeLast() }
    while case .sign(0x20)? = tokens.first { tokens.removeFirst() }
  }

  var isAtEnd: Bool { next == tokens.count }

  private func peek(_ ahead: Int = 0) -> Token? {
    next + ahead < tokens.count ? tokens[next + ahead] : nil
  }

  private mutating func number() -> (value: Int, digits: Int)? {
    guard case .number(let value, let digits)? = peek(), digits <= 9 else { return nil }
    next += 1
    return (value, digits)
  }

  private mutating func take(_ signs: String) -> UInt8? {
    guard case .sign(let byte)? = peek(), signs.utf8.contains(byte) else { return nil }
    next += 1
    return byte
  }

  private mutating func blanks() { while take(" ,") != nil {} }

  mutating func date() -> DateText? {
    // Monday, 3 March 2025
    if case .word(let word)? = peek(), DateWords.weekdays.contains(word) {
      next += 1
      _ = take(".")
      blanks()
    }
    if case .word? = peek() { return monthNameFirst() }
    guard let first = number() else { return nil }
    if first.digits == 8 { return compact(first.value) }
    if first.digits == 4 { return yearFirst(first.value) }
    guard first.digits <= 2 else { return nil }
    let separator = take("/.-") ?? take(" ") ?? 0
    // 3. März 2025
    while take(" ") != nil {}
    if case .word(let word)? = peek() { return dayThenMonthName(first.value, word, separator) }
    guard separator != 0, let second = number(), second.digits <= 2, take([separator]),
      let third = number(), let year = DateText.fullYear(third.value, digits: third.digits)
    else { return nil }
    return make(.open, first.value, second.value, year, third.digits == 2, separator)
  }

  private mutating func take(_ sign: [UInt8]) -> Bool {
    guard case .sign(let byte)? = peek(), sign.contains(byte) else { return false }
    next += 1
    return true
  }

  private mutating func yearFirst(_ year: Int) -> DateText? {
    guard let separator = take("/.-"), let month = number(), month.digits <= 2, year >= 1000
    else { return nil }
    guard take([separator]) else {
      return make(.month, month.value, 1, year, false, separator)
    }
    guard let day = number(), day.digits <= 2 else { return nil }
    if case .word("t")? = peek() { next += 1 }
    return make(.settled, month.value, day.value, year, false, separator)
  }

  private func compact(_ value: Int) -> DateText? {
    make(.settled, value / 100 % 100, value % 100, value / 10_000, false, 0)
  }

  private mutating func monthNameFirst() -> DateText? {
    guard case .word(let word)? = peek(), let month = DateWords.months[word] else { return nil }
    next += 1
    _ = take(".")
    blanks()
    _ = take("-/")
    guard let first = number() else { return nil }
    // January 2024
    if first.digits == 4 {
      return make(.month, month, 1, first.value, false, 0x20)
    }
    guard first.digits <= 2 else { return nil }
    ordinal()
    let before = next
    blanks()
    _ = take("-/")
    // "Jan-05" alone is what a spreadsheet made of something.
    guard next > before, let third = number(),
      let year = DateText.fullYear(third.value, digits: third.digits)
    else { return nil }
    return make(.settled, month, first.value, year, third.digits == 2, 0x20)
  }

  private mutating func dayThenMonthName(
    _ day: Int, _ word: String, _ separator: UInt8
  ) -> DateText? {
    var word = word
    if ["st", "nd", "rd", "th", "de"].contains(word) {
      next += 1
      blanks()
      guard case .word(let following)? = peek() else { return nil }
      word = following
    }
    guard let month = DateWords.months[word] else { return nil }
    next += 1
    _ = take(".")
    blanks()
    if case .word("de")? = peek() {
      next += 1
      blanks()
    }
    _ = take("-/")
    guard let third = number(), let year = DateText.fullYear(third.value, digits: third.digits)
    else { return nil }
    return make(.settled, month, day, year, third.digits == 2, separator)
  }

  private mutating func ordinal() {
    if case .word(let word)? = peek(), ["st", "nd", "rd", "th"].contains(word) { next += 1 }
  }

  private func make(
    _ layout: DateText.Layout, _ first: Int, _ second: Int, _ year: Int, _ short: Bool,
    _ separator: UInt8
  ) -> DateText? {
    guard first <= 31, second <= 31, (1...9999).contains(year) else { return nil }
    let date = DateText(
      layout: layout, first: Int8(first), second: Int8(second), year: Int16(year),
      hasShortYear: short, separator: separator, hasTime: false, micros: 0)
    return date.day(dayFirst: true) != nil || date.day(dayFirst: false) != nil ? date : nil
  }

  /// `9:30`, `09:30:15.5`, `9:30 PM`, with a zone or without, to the end of the cell.
  mutating func time() -> Int64? {
    blanks()
    if case .word("t")? = peek() { next += 1 }
    if case .word("at")? = peek() {
      next += 1
      blanks()
    }
    guard var hour = number(), hour.digits <= 2, take(":") != nil, let minute = number(),
      minute.digits == 2, minute.value < 60
    else { return nil }
    var micros: Int64 = 0
    if take(":") != nil {
      guard let second = number(), second.digits == 2, second.value < 60 else { return nil }
      micros = Int64(second.value) * 1_000_000
      if take(".,") != nil {
        guard var fraction = number() else { return nil }
        while fraction.digits < 6 { fraction = (fraction.value * 10, fraction.digits + 1) }
        while fraction.digits > 6 { fraction = (fraction.value / 10, fraction.digits - 1) }
        micros += Int64(fraction.value)
      }
    }
    blanks()
    if case .word(let half)? = peek(), half == "am" || half == "pm" {
      guard (1...12).contains(hour.value) else { return nil }
      hour.value = hour.value % 12 + (half == "pm" ? 12 : 0)
      next += 1
      blanks()
    }
    guard hour.value < 24, let offset = zone() else { return nil }
    return micros + Int64(hour.value * 60 + minute.value) * 60_000_000 - offset
  }

  /// The offset from UTC in microseconds, if what is left is a zone or nothing.
  private mutating func zone() -> Int64? {
    if isAtEnd { return 0 }
    if case .word(let word)? = peek(), ["z", "utc", "gmt"].contains(word) {
      next += 1
      if isAtEnd { return 0 }
    }
    guard let sign = take("+-"), let hours = number() else { return nil }
    var minutes = 0
    if hours.digits == 2, take(":") != nil {
      guard let rest = number(), rest.digits == 2 else { return nil }
      minutes = rest.value
    }
    let total: Int
    switch hours.digits {
    case 1, 2: total = hours.value * 60 + minutes
    case 4: total = hours.value / 100 * 60 + hours.value % 100
    default: return nil
    }
    guard isAtEnd, total <= 14 * 60 else { return nil }
    return Int64(sign == UInt8(ascii: "+") ? total : -total) * 60_000_000
  }
}

/// Names of months and weekdays, folded: English, German, French, Spanish, Italian, Portuguese,
/// Dutch, and a few that spreadsheets write.
enum DateWords {
  static let months: [String: Int] = {
    let names = [
      "january jan januar janner janvier janv enero ene gennaio gen janeiro januari",
      "february feb februar fevrier fevr fev febrero febbraio fevereiro februari",
      "march mar marz mrz mars marzo marco maart mrt",
      "april apr avril avr abril abr aprile",
      "may mai mayo maggio mag maio mei maj",
      "june jun juni juin junio giugno giu junho",
      "july jul juli juillet juil julio luglio lug julho",
      "august aug aout agosto ago augustus",
      "september sep sept septembre septiembre settembre set setembro",
      "october oct oktober okt octobre octubre ottobre ott outubro out",
      "november nov novembre noviembre novembro",
      "december dec dezember dez decembre diciembre dic dicembre dezembro",
    ]
    var months: [String: Int] = [:]
    for (index, list) in names.enumerated() {
      for name in list.split(separator: " ") { months[String(name)] = index + 1 }
    }
    return months
  }()

  static let weekdays: Set<String> = Set(
    """
    monday mon tuesday tue tues wednesday wed thursday thu thurs friday fri saturday sat sunday sun \
    montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sa sonntag so lundi mardi \
    mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo
    """.split(separator: " ").map(String.init))

  /// A day and a month's name without a year: what spreadsheets make of other things.
  static func isSpreadsheetDamage(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    guard cell.count >= 4, cell.count <= 14, hasShapeOfDamage(cell) else { return false }
    let words = FoldedText.words(String(decoding: cell, as: UTF8.self))
    guard words.count == 2 else { return false }
    let isDay = { (word: String) in Int(word).map { (1...31).contains($0) } ?? false }
    return isDay(words[0]) && months[words[1]] != nil || months[words[0]] != nil && isDay(words[1])
  }

  /// One or two digits at one end, and something between them and the letters: the ids of millions
  /// of rows ("A360836") are told apart by their bytes.
  private static func hasShapeOfDamage(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    var (digits, others, letters) = (0, 0, 0)
    for byte in cell {
      if byte &- 0x30 < 10 {
        digits += 1
        if digits > 2 { return false }
      } else if byte >= 0x80 || (byte | 0x20) &- 0x61 < 26 {
        letters += 1
      } else {
        others += 1
      }
    }
    return digits > 0 && letters >= 3 && others > 0
  }
}
