import Columns

/// What a cell's number format says the number is.
enum NumberFormat: Sendable, Equatable {
  case plain
  /// Year, month or day, and no time.
  case day
  /// A day and a time.
  case moment
  /// A time without a day, or a length of time.
  case time

  /// A format that has a number instead of a code (ECMA-376 part 1, 18.8.30, and the East Asian ones).
  init(builtIn id: Int) {
    switch id {
    case 14...17, 27...31, 34...36, 50...54, 57, 58: self = .day
    case 22: self = .moment
    case 18...21, 32, 33, 45...47, 55, 56: self = .time
    default: self = .plain
    }
  }

  /// A format by its code, such as `yyyy\-mm\-dd`. What is quoted, escaped or in brackets is text,
  /// colours and locales, but `[h]`, `[mm]` and `[ss]` are lengths of time. The first section counts.
  init(code: String) {
    var hasDay = false
    var hasTime = false
    var hasMonthOrMinute = false
    let bytes = Array(code.utf8)
    var index = 0
    scan: while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: ";"): break scan
      case UInt8(ascii: "\""):
        index += 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") { index += 1 }
      case UInt8(ascii: "\\"), UInt8(ascii: "_"), UInt8(ascii: "*"): index += 1
      case UInt8(ascii: "["):
        let start = index + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "]") { index += 1 }
        let inside = bytes[min(start, bytes.count)..<min(index, bytes.count)].map { $0 | 0x20 }
        if let first = inside.first, inside.allSatisfy({ $0 == first }),
          [UInt8(ascii: "h"), UInt8(ascii: "m"), UInt8(ascii: "s")].contains(first)
        {
          hasTime = true
        }
      default:
        switch byte | 0x20 {
        case UInt8(ascii: "y"), UInt8(ascii: "d"): hasDay = true
        case UInt8(ascii: "h"), UInt8(ascii: "s"): hasTime = true
        case UInt8(ascii: "m"): hasMonthOrMinute = true
        // `General` is no format of dates, and `AM/PM` belongs to a time.
        case UInt8(ascii: "g"):
          let rest = bytes[index...].prefix(7).map { $0 | 0x20 }
          if rest == Array("general".utf8) { index += 6 }
        case UInt8(ascii: "a"):
          let rest = bytes[index...].prefix(5).map { $0 | 0x20 }
          if rest == Array("am/pm".utf8) { index += 4 }
        default: break
        }
      }
      index += 1
    }
    if hasDay && hasTime {
      self = .moment
    } else if hasTime {
      self = .time
    } else {
      self = hasDay || hasMonthOrMinute ? .day : .plain
    }
  }
}

/// Days as spreadsheets count them.
struct SerialDates: Sendable {
  /// Whether day 0 is 1904-01-01; if not, day 1 is 1900-01-01, and there is a 1900-02-29 (day 60), as
  /// Lotus 1-2-3 had it.
  let from1904: Bool

  /// 9999-12-31.
  static let last: Int64 = 2_958_465

  /// Days since 1970-01-01, or nil for what is no day: day 60, those before the first, those after
  /// the year 9999.
  func days(_ serial: Int64) -> Int32? {
    guard serial >= 0, serial <= Self.last else { return nil }
    if from1904 { return Int32(serial - 24_107) }
    if serial == 60 || serial == 0 { return nil }
    return Int32(serial < 60 ? serial - 25_568 : serial - 25_569)
  }

  /// Microseconds since 1970-01-01 00:00, to the nearest.
  func micros(_ serial: Double) -> Int64? {
    let whole = serial.rounded(.down)
    guard whole >= 0, whole <= Double(Self.last), let days = days(Int64(whole)) else { return nil }
    let rest = ((serial - whole) * Double(Calendar.microsPerDay)).rounded()
    return Int64(days) * Calendar.microsPerDay + Int64(rest)
  }

  /// The serial number of a moment, if it reads back as that moment.
  func serial(micros: Int64) -> Double? {
    let (days, rest) = Calendar.split(micros)
    // Before March 1900 programs do not agree.
    let number = days + (from1904 ? 24_107 : 25_569)
    guard number >= 61, number <= Self.last else { return nil }
    let serial = Double(number) + Double(rest) / Double(Calendar.microsPerDay)
    return self.micros(serial) == micros ? serial : nil
  }

  func serial(days: Int32) -> Int64? {
    let number = Int64(days) + (from1904 ? 24_107 : 25_569)
    return number >= 61 && number <= Self.last ? number : nil
  }

  /// A time of day or a length of time: `26:30:00`.
  static func time(_ serial: Double) -> String? {
    guard serial >= 0, serial < 1e6 else { return nil }
    let micros = Int64((serial * Double(Calendar.microsPerDay)).rounded())
    let seconds = micros / 1_000_000
    func pair(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
    var text = "\(pair(seconds / 3600)):\(pair(seconds / 60 % 60)):\(pair(seconds % 60))"
    var fraction = String(micros % 1_000_000)
    if fraction != "0" {
      fraction = String(repeating: "0", count: 6 - fraction.count) + fraction
      while fraction.hasSuffix("0") { fraction.removeLast() }
      text += "." + fraction
    }
    return text
  }
}
