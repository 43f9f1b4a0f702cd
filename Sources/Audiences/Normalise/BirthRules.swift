import CRM
import Columns

/// Dates of birth, ages and genders as Meta wants them.
enum BirthRules {
  private struct Day {
    var year, month, day: Int
  }

  /// `YYYYMMDD`, or its year, month or day alone.
  static func date(_ text: String, _ field: Field) -> Normalised {
    if field == .doby, text.utf8.count == 4, let year = digits(text), isYear(year) {
      return .plain(text)
    }
    if field == .dobm || field == .dobd, text.utf8.count <= 2, let part = digits(text) {
      guard part >= 1, part <= (field == .dobm ? 12 : 31) else { return .drop(.malformed) }
      return .plain(padded(part, 2))
    }
    guard let day = parts(text) else { return .drop(.malformed) }
    switch field {
    case .doby: return .plain(padded(day.year, 4))
    case .dobm: return .plain(padded(day.month, 2))
    case .dobd: return .plain(padded(day.day, 2))
    default: return .plain(padded(day.year, 4) + padded(day.month, 2) + padded(day.day, 2))
    }
  }

  /// `f` or `m`; nothing else is known to the platform.
  static func gender(_ text: String) -> Normalised {
    switch TextForm.folded(text) {
    case "f", "female", "woman", "w", "weiblich", "femme", "mujer", "femenino", "feminin":
      .plain("f")
    case "m", "male", "man", "mannlich", "homme", "hombre", "masculino", "masculin": .plain("m")
    default: .drop(.unknownName)
    }
  }

  static func age(_ text: String) -> Normalised {
    guard let age = digits(text), age >= 1, age <= 120 else { return .drop(.malformed) }
    return .plain(String(age))
  }

  /// `1997-02-16`, `19970216`, `2/16/1997` (month first, as in the platform's template, unless the
  /// first number can only be a day), `16.2.1997` (day first).
  private static func parts(_ text: String) -> Day? {
    let bytes = Array(text.utf8)
    if bytes.count == 8, let number = digits(text) {
      return day(number / 10_000, number / 100 % 100, number % 100)
    }
    let date = bytes.prefix { $0 != UInt8(ascii: "T") && $0 != 0x20 }
    let pieces = date.split(omittingEmptySubsequences: false) {
      $0 == 0x2D || $0 == 0x2F || $0 == 0x2E
    }
    guard pieces.count == 3 else { return nil }
    let numbers = pieces.compactMap { digits(String(decoding: $0, as: UTF8.self)) }
    guard numbers.count == 3 else { return nil }
    if pieces[0].count == 4 { return day(numbers[0], numbers[1], numbers[2]) }
    // Two-digit years say no century that could be relied on.
    guard pieces[2].count == 4 else { return nil }
    if date.contains(0x2E) { return day(numbers[2], numbers[1], numbers[0]) }
    return day(numbers[2], numbers[0], numbers[1]) ?? day(numbers[2], numbers[1], numbers[0])
  }

  private static func day(_ year: Int, _ month: Int, _ day: Int) -> Day? {
    guard isYear(year), month >= 1, month <= 12, day >= 1,
      day <= Calendar.daysIn(month: month, year: year)
    else { return nil }
    return Day(year: year, month: month, day: day)
  }

  private static func isYear(_ year: Int) -> Bool { year >= 1900 && year <= 2100 }

  private static func digits(_ text: String) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else {
      return nil
    }
    return Int(text)
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
