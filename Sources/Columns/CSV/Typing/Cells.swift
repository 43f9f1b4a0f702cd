/// What one cell says.
enum CellValue {
  case missing
  case boolean(Bool)
  case integer(Int64)
  case number(Double)
  case date(Int32)
  case timestamp(Int64)
  case text

  var kind: CellKind {
    switch self {
    case .missing: .unknown
    case .boolean: .boolean
    case .integer: .integer
    case .number: .number
    case .date: .date
    case .timestamp: .timestamp
    case .text: .text
    }
  }
}

/// The texts that are values of a type, cell by cell: the definition that all readers share.
///
/// Every function takes the whole cell, without blanks cut off, and gives nil if it is anything
/// else.
enum Cells {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  /// The narrowest kind of a cell that is not missing.
  static func kind(_ cell: Bytes) -> CellKind { value(cell).kind }

  /// What a cell says in its narrowest kind.
  static func value(_ cell: Bytes) -> CellValue {
    // Most text is told by its first byte.
    guard let first = cell.first else { return .missing }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
      if let value = integer(cell) { return .integer(value) }
      if let value = number(cell) { return .number(value) }
      if let days = day(cell) { return .date(days) }
      return moment(cell).map { .timestamp($0) } ?? .text
    case UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"):
      return boolean(cell).map { .boolean($0) } ?? .text
    default: return .text
    }
  }

  /// `true` or `false`, in any mix of upper and lower case.
  static func boolean(_ cell: Bytes) -> Bool? {
    func isWord(_ word: StaticString) -> Bool {
      guard cell.count == word.utf8CodeUnitCount else { return false }
      return (0..<cell.count).allSatisfy { cell[$0] | 0x20 == word.utf8Start[$0] }
    }
    if isWord("true") { return true }
    return isWord("false") ? false : nil
  }

  /// Digits with at most a minus in front, no needless zeros, within 64 bits. `-0` is 0.
  static func integer(_ cell: Bytes) -> Int64? {
    let negative = cell.first == UInt8(ascii: "-")
    let digits = negative ? cell.dropFirst() : cell[...]
    guard let first = digits.first, digits.count <= 19 else { return nil }
    // A leading zero is part of an identifier, a postal code, a telephone number.
    if first == UInt8(ascii: "0"), digits.count > 1 { return nil }
    var magnitude: UInt64 = 0
    for byte in digits {
      guard let digit = digit(byte) else { return nil }
      // 19 digits fit an unsigned 64-bit integer.
      magnitude = magnitude * 10 + UInt64(digit)
    }
    if negative {
      return magnitude <= UInt64(Int64.max) + 1 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
    }
    return Int64(exactly: magnitude)
  }

  /// Digits with a decimal point, an exponent or both: `12.5`, `-.5`, `1e6`, `2.5E-3`.
  ///
  /// Needless zeros in front, digits missing after the point, and what no finite number is near
  /// make text. The result is correctly rounded. Integers are `integer`'s.
  static func number(_ cell: Bytes) -> Double? {
    var rest = cell[...]
    func digits() -> Int {
      let count = rest.prefix { digit($0) != nil }.count
      rest = rest.dropFirst(count)
      return count
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let leadsWithZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    if leadsWithZero, whole > 1 { return nil }
    var isNumber = false
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      if digits() == 0 { return nil }
      isNumber = true
    } else if whole == 0 {
      return nil
    }
    if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
        rest = rest.dropFirst()
      }
      if digits() == 0 { return nil }
      isNumber = true
    }
    guard isNumber, rest.isEmpty else { return nil }
    guard let value = Double(String(decoding: cell, as: UTF8.self)), value.isFinite else {
      return nil
    }
    return value
  }

  /// `2025-03-01`, if there is such a day: days since 1970-01-01.
  static func day(_ cell: Bytes) -> Int32? {
    guard cell.count == 10 else { return nil }
    return days(cell).map { Int32($0) }
  }

  /// A day, `T` or a blank, `9:30`, `09:30:15` or `09:30:15.123456789`, and perhaps a zone: `Z`,
  /// `+02:00`, `-0530`, `+02`, each with or without a blank before, or ` UTC`.
  ///
  /// - Returns: microseconds since 1970-01-01 00:00 UTC, what is finer cut off. Without a zone
  ///   the time is UTC.
  static func moment(_ cell: Bytes) -> Int64? {
    guard cell.count >= 15, let days = days(cell), cell[10] == UInt8(ascii: "T") || cell[10] == 0x20
    else { return nil }
    var rest = cell.dropFirst(11)
    func take(_ byte: UInt8) -> Bool {
      guard rest.first == byte else { return false }
      rest = rest.dropFirst()
      return true
    }
    func pair(below limit: Int) -> Int? {
      guard rest.count >= 2, let tens = digit(rest[rest.startIndex]),
        let ones = digit(rest[rest.startIndex + 1]), tens * 10 + ones < limit
      else { return nil }
      rest = rest.dropFirst(2)
      return tens * 10 + ones
    }
    func hour() -> Int? {
      if rest.count >= 2, rest[rest.startIndex + 1] == UInt8(ascii: ":") {
        guard let ones = digit(rest[rest.startIndex]) else { return nil }
        rest = rest.dropFirst()
        return ones
      }
      return pair(below: 24)
    }
    guard let hour = hour(), take(UInt8(ascii: ":")), let minute = pair(below: 60) else {
      return nil
    }
    var micros = Int64(hour * 60 + minute) * 60_000_000
    if take(UInt8(ascii: ":")) {
      guard let second = pair(below: 60) else { return nil }
      micros += Int64(second) * 1_000_000
      if take(UInt8(ascii: ".")) {
        let fraction = rest.prefix { digit($0) != nil }
        guard (1...9).contains(fraction.count) else { return nil }
        var unit: Int64 = 100_000
        for byte in fraction.prefix(6) {
          micros += Int64(byte - 0x30) * unit
          unit /= 10
        }
        rest = rest.dropFirst(fraction.count)
      }
    }
    let start = Int64(days) * Calendar.microsPerDay + micros
    if rest.isEmpty { return start }
    let isApart = take(0x20)
    if isApart, rest.elementsEqual("UTC".utf8) { return start }
    if take(UInt8(ascii: "Z")) { return rest.isEmpty ? start : nil }
    let east = take(UInt8(ascii: "+"))
    guard east || take(UInt8(ascii: "-")), let hours = pair(below: 24) else { return nil }
    var minutes = 0
    if !rest.isEmpty {
      _ = take(UInt8(ascii: ":"))
      guard let some = pair(below: 60), rest.isEmpty else { return nil }
      minutes = some
    }
    let offset = Int64(hours * 60 + minutes) * 60_000_000
    return east ? start - offset : start + offset
  }

  /// The day that the first ten bytes name.
  private static func days(_ cell: Bytes) -> Int? {
    guard cell[4] == UInt8(ascii: "-"), cell[7] == UInt8(ascii: "-") else { return nil }
    var parts = [0, 0, 0]
    for (part, range) in [0..<4, 5..<7, 8..<10].enumerated() {
      for index in range {
        guard let digit = digit(cell[index]) else { return nil }
        parts[part] = parts[part] * 10 + digit
      }
    }
    let (year, month, day) = (parts[0], parts[1], parts[2])
    guard (1...12).contains(month), day >= 1, day <= Calendar.daysIn(month: month, year: year)
    else { return nil }
    return Calendar.days(year: year, month: month, day: day)
  }

  private static func digit(_ byte: UInt8) -> Int? {
    let value = byte &- 0x30
    return value < 10 ? Int(value) : nil
  }
}

/// The texts that mean missing.
struct MissingMarks: Sendable {
  let marks: [[UInt8]]

  init(_ marks: [String]) {
    var unique: [[UInt8]] = []
    for mark in marks.map({ Array($0.utf8) }) where !mark.isEmpty && !unique.contains(mark) {
      unique.append(mark)
    }
    self.marks = unique
  }

  /// Whether a cell is missing: empty, or one of the marks.
  @inline(__always)
  func contains(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    if cell.isEmpty { return true }
    if marks.isEmpty { return false }
    return marks.contains { $0.count == cell.count && $0.elementsEqual(cell) }
  }
}
