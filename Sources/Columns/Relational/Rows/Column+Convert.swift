import Basics

extension Column {
  /// The same values as cells of another type.
  ///
  /// Only without loss: a number column becomes integer only if it holds whole numbers alone, a
  /// timestamp becomes a date only at midnight (UTC), text becomes a number or date only if every
  /// text reads as one. Booleans are 0 and 1 as numbers. Everything becomes text as it is written
  /// to a file. Missing cells stay missing.
  ///
  /// - Throws: ``Problem`` that names the first row (counted from 1) that does not fit.
  public func converted(to type: ColumnType) throws -> Column {
    try converted(to: type, exact: true)
  }

  /// - Parameter exact: Without it, integers beyond 2^53 may be rounded to numbers.
  func converted(to type: ColumnType, exact: Bool) throws -> Column {
    if self.type == type { return self }
    if hasNoValue { return .missing(type: type, count: count) }
    switch (storage, type) {
    case (.integer(let cells), .number):
      if exact { try require(cells, "an integer beyond 2^53") { Int64(exactly: Double($0)) == $0 } }
      return with(type, .number(cells.mapped { Double($0) }))
    case (.number(let cells), .integer):
      try require(cells, "no whole number that fits 64 bits") { Int64(exactly: $0) != nil }
      return with(type, .integer(cells.mapped { Int64(exactly: $0) ?? 0 }))
    case (.boolean(let cells), .integer): return with(type, .integer(cells.mapped { Int64($0) }))
    case (.boolean(let cells), .number): return with(type, .number(cells.mapped { Double($0) }))
    case (.integer(let cells), .boolean):
      try require(cells, "neither 0 nor 1") { $0 == 0 || $0 == 1 }
      return with(type, .boolean(cells.mapped { $0 == 1 ? 1 : 0 }))
    case (.number(let cells), .boolean):
      try require(cells, "neither 0 nor 1") { $0 == 0 || $0 == 1 }
      return with(type, .boolean(cells.mapped { $0 == 1 ? 1 : 0 }))
    case (.date(let cells), .timestamp):
      return with(type, .timestamp(cells.mapped { Int64($0) &* Calendar.microsPerDay }))
    case (.timestamp(let cells), .date):
      try require(cells, "not at midnight, or too far off to be a date") {
        let (days, micros) = Calendar.split($0)
        return micros == 0 && Int32(exactly: days) != nil
      }
      return with(
        type, .date(cells.mapped { Int32(truncatingIfNeeded: Calendar.split($0).days) }))
    case (.coded, .set), (.text, .set):
      guard let views = textViews() else { break }
      let storage = TextCoding.setStorage(views, validity: validity)
      return Column(type: .set, storage: storage, validity: validity)
    case (.coded, .text), (.text, .text):
      return Column(type: .text, storage: storage, validity: validity)
    case (_, .text):
      return try built(type) { builder, row in builder.append(self[row].written) }
    case (.coded, _), (.text, _): return try read(as: type)
    default: break
    }
    throw Problem(
      .script, "a \(self.type.rawValue) column cannot become \(type.rawValue)",
      hints: [
        "what can: integer, number and boolean among each other, date and timestamp, all to text"
      ])
  }

  private func with(_ type: ColumnType, _ storage: Storage) -> Column {
    Column(type: type, storage: storage, validity: validity)
  }

  /// Throws with the first present cell that does not fit.
  private func require<Element>(
    _ cells: Buffer<Element>, _ what: String, _ fits: (Element) -> Bool
  ) throws {
    for row in 0..<count where !isMissing(row) && !fits(cells.base[row]) {
      throw Problem(.data, "row \(row + 1) is \(what)")
    }
  }

  /// A column made cell by cell; missing cells stay missing.
  private func built(
    _ type: ColumnType, _ append: (ColumnBuilder, Int) throws -> Void
  ) throws -> Column {
    let builder = ColumnBuilder(type: type, capacity: count)
    for row in 0..<count {
      if isMissing(row) { builder.appendMissing() } else { try append(builder, row) }
    }
    return builder.finish()
  }

  /// Text read as values of `type`, each written the way this program writes them.
  private func read(as type: ColumnType) throws -> Column {
    try built(type) { builder, row in
      guard let text = self.text(row), let value = WrittenValue.read(text, as: type) else {
        throw Problem(
          .data, "row \(row + 1) does not read as \(type.rawValue)",
          hints: ["convert only columns in which every text does"])
      }
      builder.append(value)
    }
  }
}

/// Reading back what `Value.written` writes.
enum WrittenValue {
  static func read(_ text: String, as type: ColumnType) -> Value? {
    switch type {
    case .boolean: return text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : nil
    case .integer:
      if text.utf8.first == UInt8(ascii: "+") { return nil }
      return Int64(text).map { .integer($0) }
    case .number: return number(text).map { .number($0) }
    case .date: return days(text.utf8[...]).flatMap { Int32(exactly: $0) }.map { .date($0) }
    case .timestamp: return micros(text).map { .timestamp($0) }
    case .text, .set: return .text(text)
    }
  }

  /// Decimal digits with an optional sign, point and exponent; also `nan`, `inf` and `-inf`.
  private static func number(_ text: String) -> Double? {
    if text == "nan" || text == "inf" || text == "-inf" { return Double(text) }
    let allowed = text.utf8.allSatisfy {
      ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2d || $0 == 0x2b || $0 == 0x2e || $0 | 0x20 == 0x65
    }
    return allowed && text.utf8.first != UInt8(ascii: "+") ? Double(text) : nil
  }

  /// `YYYY-MM-DD` of a day that exists; more digits of the year and a minus sign are allowed.
  private static func days(_ text: Substring.UTF8View) -> Int? {
    var text = text
    let negative = text.first == UInt8(ascii: "-")
    if negative { text.removeFirst() }
    let parts = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 3, (4...7).contains(parts[0].count), parts[1].count == 2,
      parts[2].count == 2, let year = digits(parts[0]), let month = digits(parts[1]),
      let day = digits(parts[2]), (1...12).contains(month), day >= 1
    else { return nil }
    let signed = negative ? -year : year
    guard day <= Calendar.daysIn(month: month, year: signed) else { return nil }
    return Calendar.days(year: signed, month: month, day: day)
  }

  /// `YYYY-MM-DDTHH:MM:SS`, up to six digits of a fraction, `Z`; a day alone is its midnight.
  private static func micros(_ text: String) -> Int64? {
    let halves = text.utf8.split(
      separator: UInt8(ascii: "T"), maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = halves.first, let days = days(first) else { return nil }
    var micros: Int64 = 0
    if halves.count == 2 {
      var clock = halves[1]
      guard clock.popLast() == UInt8(ascii: "Z") else { return nil }
      let seconds = clock.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      let parts = seconds[0].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      guard seconds.count <= 2, parts.count == 3, parts.allSatisfy({ $0.count == 2 }),
        let hour = digits(parts[0]), let minute = digits(parts[1]), let second = digits(parts[2]),
        hour < 24, minute < 60, second < 60
      else { return nil }
      micros = Int64((hour * 60 + minute) * 60 + second) * 1_000_000
      if seconds.count == 2 {
        guard (1...6).contains(seconds[1].count), var fraction = digits(seconds[1]) else {
          return nil
        }
        for _ in seconds[1].count..<6 { fraction *= 10 }
        micros += Int64(fraction)
      }
    }
    return Int64(exactly: Int128(days) * Int128(Calendar.microsPerDay) + Int128(micros))
  }

  /// The value of up to nine digits and nothing else.
  private static func digits(_ text: Substring.UTF8View) -> Int? {
    guard !text.isEmpty, text.count <= 9 else { return nil }
    var value = 0
    for byte in text {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    return value
  }
}
