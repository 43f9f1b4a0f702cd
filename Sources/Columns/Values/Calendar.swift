/// Days and moments of the proleptic Gregorian calendar, in UTC, as plain integers.
///
/// Formulas: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
public enum Calendar {
  public static let microsPerDay: Int64 = 86_400_000_000

  /// Days since 1970-01-01 of a day that is known to exist.
  @inline(__always)
  public static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  public struct Parts: Sendable, Equatable {
    public var year, month, day: Int
  }

  @inline(__always)
  public static func parts(days: Int) -> Parts {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    return Parts(
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
      day: dayOfYear - (153 * monthIndex + 2) / 5 + 1)
  }

  public static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  public static func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The same day of the month `months` later, or that month's last day if it is shorter.
  public static func adding(months: Int, to days: Int) -> Int {
    let start = parts(days: days)
    let index = start.year * 12 + start.month - 1 + months
    let year = Int((Double(index) / 12).rounded(.down))
    let month = index - year * 12 + 1
    return self.days(
      year: year, month: month, day: min(start.day, daysIn(month: month, year: year)))
  }

  /// ISO weekday: Monday is 1, Sunday is 7.
  public static func weekday(days: Int) -> Int {
    let index = (days + 3) % 7
    return (index < 0 ? index + 7 : index) + 1
  }

  /// `2025-03-01`
  public static func text(days: Int32) -> String {
    let parts = parts(days: Int(days))
    return "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))"
  }

  /// `2025-03-01T09:30:00Z`; a fraction of a second only if there is one.
  public static func text(micros: Int64) -> String {
    let (days, rest) = split(micros)
    let seconds = rest / 1_000_000
    let fraction = rest % 1_000_000
    var text = Self.text(days: Int32(clamping: days))
    text += "T\(padded(Int(seconds / 3600), 2)):\(padded(Int(seconds / 60 % 60), 2))"
    text += ":\(padded(Int(seconds % 60), 2))"
    if fraction != 0 {
      var digits = padded(Int(fraction), 6)
      while digits.hasSuffix("0") { digits.removeLast() }
      text += "." + digits
    }
    return text + "Z"
  }

  /// The day a moment falls on, and the microseconds since its midnight (never negative).
  @inline(__always)
  public static func split(_ micros: Int64) -> (days: Int64, micros: Int64) {
    var days = micros / microsPerDay
    var rest = micros % microsPerDay
    if rest < 0 {
      days -= 1
      rest += microsPerDay
    }
    return (days, rest)
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.count))
    return (value < 0 ? "-" : "") + zeros + digits
  }
}
