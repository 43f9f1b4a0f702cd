/// Writes values as `Value.written` does, straight into memory.
///
/// Each function gives the place behind what it wrote, at most 32 bytes on.
enum Digits {
  typealias Place = UnsafeMutablePointer<UInt8>

  @inline(__always)
  static func write(_ value: Bool, _ place: Place) -> Place {
    let word: StaticString = value ? "true" : "false"
    place.update(from: word.utf8Start, count: word.utf8CodeUnitCount)
    return place + word.utf8CodeUnitCount
  }

  @inline(__always)
  static func write(_ value: Int64, _ place: Place) -> Place {
    guard value < 0 else { return write(value.magnitude, place) }
    place[0] = UInt8(ascii: "-")
    return write(value.magnitude, place + 1)
  }

  static func write(_ value: UInt64, _ place: Place) -> Place {
    let count = digitCount(value)
    write(value, digits: count, place)
    return place + count
  }

  /// How many digits a number has.
  @inline(__always)
  private static func digitCount(_ value: UInt64) -> Int {
    var count = 1
    var rest = value
    while rest >= 10_000 {
      rest /= 10_000
      count += 4
    }
    return count + (rest >= 1000 ? 3 : rest >= 100 ? 2 : rest >= 10 ? 1 : 0)
  }

  /// The last `digits` digits, with zeros in front.
  @inline(__always)
  private static func write(_ value: UInt64, digits: Int, _ place: Place) {
    var rest = value
    var index = digits
    while index >= 2 {
      let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
      index -= 2
      put(pair: Int(truncatingIfNeeded: pair), place + index)
      rest = quotient
    }
    if index == 1 { place[0] = UInt8(truncatingIfNeeded: 0x30 + rest % 10) }
  }

  @inline(__always)
  private static func put(pair: Int, _ place: Place) {
    let tens = pair / 10
    place[0] = UInt8(truncatingIfNeeded: 0x30 + tens)
    place[1] = UInt8(truncatingIfNeeded: 0x30 + pair - tens * 10)
  }

  /// Numbers of up to 15 digits, most with two behind the point, are told by a product and a
  /// quotient; the others are left to the standard library.
  ///
  /// If `scaled / 10^k` is the number, with both exact, then `scaled` with its point moved reads
  /// back as the number. There is only one decimal of at most 15 digits that does, so without
  /// its last zeros it is the shortest.
  static func write(_ value: Double, _ place: Place) -> Place {
    let magnitude = value.magnitude
    // Beyond these bounds (and for what is no number) the form has an exponent or is a word.
    guard magnitude >= 0.001, magnitude < 1e15 else { return spell(value, place) }
    var next = place
    if value < 0 {
      next[0] = UInt8(ascii: "-")
      next += 1
    }
    let whole = magnitude.rounded(.down)
    if whole == magnitude {
      next = write(UInt64(whole), next)
      next[0] = UInt8(ascii: ".")
      next[1] = UInt8(ascii: "0")
      return next + 2
    }
    if let end = write(magnitude, behindPoint: 2, 1e2, next) { return end }
    if let end = write(magnitude, behindPoint: 4, 1e4, next) { return end }
    if let end = write(magnitude, behindPoint: 7, 1e7, next) { return end }
    if let end = write(magnitude, behindPoint: 11, 1e11, next) { return end }
    return spell(value, place)
  }

  /// nil if it takes more digits behind the point, or more than 15 in all.
  @inline(__always)
  private static func write(
    _ magnitude: Double, behindPoint digits: Int, _ power: Double, _ place: Place
  ) -> Place? {
    let scaled = (magnitude * power).rounded()
    guard scaled < 1e15, scaled / power == magnitude else { return nil }
    return write(UInt64(scaled), behindPoint: digits, place)
  }

  private static func write(_ scaled: UInt64, behindPoint digits: Int, _ place: Place) -> Place {
    var (scaled, digits) = (scaled, digits)
    while scaled % 10 == 0 {
      scaled /= 10
      digits -= 1
    }
    var power: UInt64 = 1
    for _ in 0..<digits { power *= 10 }
    let next = write(scaled / power, place)
    next[0] = UInt8(ascii: ".")
    write(scaled % power, digits: digits, next + 1)
    return next + 1 + digits
  }

  private static func spell(_ value: Double, _ place: Place) -> Place {
    var next = place
    for byte in value.written.utf8 {
      next[0] = byte
      next += 1
    }
    return next
  }

  static func write(days: Int32, _ place: Place) -> Place {
    let parts = Calendar.parts(days: Int(days))
    guard parts.year >= 0, parts.year <= 9999 else { return copy(Calendar.text(days: days), place) }
    put(pair: parts.year / 100, place)
    put(pair: parts.year % 100, place + 2)
    place[4] = UInt8(ascii: "-")
    put(pair: parts.month, place + 5)
    place[7] = UInt8(ascii: "-")
    put(pair: parts.day, place + 8)
    return place + 10
  }

  static func write(micros: Int64, _ place: Place) -> Place {
    let (days, rest) = Calendar.split(micros)
    // The years 0 to 9999.
    guard (-719_528...2_932_896).contains(days), let day = Int32(exactly: days) else {
      return copy(Calendar.text(micros: micros), place)
    }
    var next = write(days: day, place)
    let seconds = Int(rest / 1_000_000)
    next[0] = UInt8(ascii: "T")
    put(pair: seconds / 3600, next + 1)
    next[3] = UInt8(ascii: ":")
    put(pair: seconds / 60 % 60, next + 4)
    next[6] = UInt8(ascii: ":")
    put(pair: seconds % 60, next + 7)
    next += 9
    var fraction = UInt64(rest % 1_000_000)
    if fraction != 0 {
      var digits = 6
      while fraction % 10 == 0 {
        fraction /= 10
        digits -= 1
      }
      next[0] = UInt8(ascii: ".")
      write(fraction, digits: digits, next + 1)
      next += 1 + digits
    }
    next[0] = UInt8(ascii: "Z")
    return next + 1
  }

  private static func copy(_ text: String, _ place: Place) -> Place {
    var next = place
    for byte in text.utf8 {
      next[0] = byte
      next += 1
    }
    return next
  }
}
