import CPhone

/// A phone number as E.164 writes it, in one integer: country code and national number.
///
/// Country codes do not start with 0, so no leading zero is lost; Italian numbers keep theirs, which
/// stands after the country code.
public struct PhoneNumber: Sendable, Hashable {
  /// The digits of E.164.
  public let digits: UInt64

  init(digits: UInt64) { self.digits = digits }

  /// `+` and digits.
  public var e164: String { "+\(digits)" }

  /// Why a cell holds no phone number.
  public enum Fault: UInt8, Error, Sendable {
    /// Empty, or a word such as `n/a`.
    case missing = 1
    /// Not the form of a phone number, or only one digit repeated.
    case malformed
    /// Written without a country code, and the country is not known.
    case noCountry
    case tooShort
    case tooLong
    /// More than one number.
    case several
    /// Turned into `1.41555E+10` by a spreadsheet: digits are lost.
    case rounded
  }

  /// Reads one number, in any punctuation and any script's digits.
  ///
  /// A number with a country code needs no country. One without is read as people in `country`
  /// write it. Digits that are no number there, or whose country is not known, are read as if the
  /// `+` had been lost, provided that there are at least eleven and that they are then in a range
  /// that a country has given out; anything else is dropped, never guessed. Extensions are dropped.
  ///
  /// - Complexity: some 10 µs (libphonenumber); well under 1 µs for North American numbers in plain
  ///   digits, whose form is decided here.
  public static func read(_ cell: String, country: Country?) -> Result<Self, Fault> {
    var cell = cell
    if let number = cell.withUTF8({ plainNorthAmerican($0, country: country) }) {
      return .success(number)
    }
    let text = TextForm.trimmed(TextForm.withoutInvisible(cell))
    if MissingWords.contains(text) { return .failure(.missing) }
    if isRounded(text) { return .failure(.rounded) }
    if holdsSeveral(text) { return .failure(.several) }
    // Only a number that could have lost its `+` needs to be a valid one where it is.
    let withPlus = textWithPlus(text)
    let own = parse(text, country, checksValidity: withPlus != nil)
    if let withPlus {
      if case .success(let reading) = own, reading.valid { return checked(reading.number) }
      if case .success(let reading) = parse(withPlus, nil, checksValidity: true), reading.valid {
        return checked(reading.number)
      }
    }
    switch own {
    case .success(let reading): return checked(reading.number)
    case .failure(let fault): return .failure(fault)
    }
  }

  private static func parse(
    _ text: String, _ country: Country?, checksValidity: Bool
  ) -> Result<(number: UInt64, valid: Bool), Fault> {
    var text = text
    let checks: Int32 = checksValidity ? 1 : 0
    let result = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        guard let country else {
          return cphone_parse(characters.baseAddress, bytes.count, nil, checks)
        }
        return country.code.withCString {
          cphone_parse(characters.baseAddress, bytes.count, $0, checks)
        }
      }
    }
    switch result.status {
    case CPHONE_OK: return .success((result.number, result.valid != 0))
    case CPHONE_NO_COUNTRY: return .failure(.noCountry)
    case CPHONE_TOO_SHORT: return .failure(.tooShort)
    case CPHONE_TOO_LONG: return .failure(.tooLong)
    default: return .failure(.malformed)
    }
  }

  /// The text with a `+` in front, if it may have lost one: eleven digits or more, not starting with
  /// 0, and no letters.
  private static func textWithPlus(_ text: String) -> String? {
    var digits = 0
    for scalar in text.unicodeScalars {
      if scalar == "+" || scalar == "\u{FF0B}" { return nil }
      if scalar.value < 0x80 {
        if scalar.value &- 0x30 < 10 {
          if digits == 0 && scalar.value == 0x30 { return nil }
          digits += 1
        } else if (scalar.value | 0x20) &- 0x61 < 26 {
          return nil
        }
      } else if let value = scalar.properties.numericType == .decimal
        ? scalar.properties.numericValue : nil
      {
        if digits == 0 && value == 0 { return nil }
        digits += 1
      } else if TextForm.isLetterOrDigit(scalar) {
        return nil
      }
    }
    return digits >= 11 ? "+" + text : nil
  }

  /// `0000000000`, `9999999999`: typed to get past a form.
  private static func checked(_ number: UInt64) -> Result<Self, Fault> {
    var rest = number
    let last = rest % 10
    var repeated = 0
    while rest > 0, rest % 10 == last {
      repeated += 1
      rest /= 10
    }
    // Country codes have at most three digits, so seven alike at the end are the whole of a number
    // only when no more than that is left over.
    return repeated >= 7 && rest < 1000 ? .failure(.malformed) : .success(Self(digits: number))
  }

  /// `1.41555E+10`
  private static func isRounded(_ text: String) -> Bool {
    guard let e = text.utf8.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else {
      return false
    }
    let mantissa = text.utf8[..<e]
    let exponent = text.utf8[text.utf8.index(after: e)...]
    func isNumber(_ bytes: Substring.UTF8View, _ others: [UInt8]) -> Bool {
      !bytes.isEmpty && bytes.allSatisfy { ($0 >= 48 && $0 <= 57) || others.contains($0) }
    }
    return isNumber(Substring(mantissa).utf8, [UInt8(ascii: "."), UInt8(ascii: ",")])
      && exponent.first == UInt8(ascii: "+") && isNumber(Substring(exponent.dropFirst()).utf8, [])
  }

  private static func holdsSeveral(_ text: String) -> Bool {
    var pluses = 0
    for (index, scalar) in text.unicodeScalars.enumerated() {
      if scalar == "+" || scalar == "\u{FF0B}" { pluses += 1 }
      if scalar == "|" || scalar == "\n" || (scalar == "," && index > 0) { return true }
      if scalar == ";" { return !text.contains(";ext=") && !text.contains(";phone-context=") }
    }
    return pluses > 1
  }

  /// Ten digits of the North American plan, with or without `1`, in plain ASCII: what libphonenumber
  /// makes of them is known without asking it.
  ///
  /// Needs `+1`, or the country to be the United States or Canada. Area codes and exchanges do not
  /// start with 0 or 1.
  public static func plainNorthAmerican(
    _ bytes: UnsafeBufferPointer<UInt8>, country: Country?
  ) -> Self? {
    guard bytes.count >= 10, bytes.count <= 24 else { return nil }
    var number: UInt64 = 0
    var count = 0
    var hasPlus = false
    var opened = false
    for byte in bytes {
      switch byte {
      case 48...57:
        number = number &* 10 &+ UInt64(byte &- 48)
        count += 1
      case UInt8(ascii: "+"):
        if count > 0 || hasPlus || opened { return nil }
        hasPlus = true
      case UInt8(ascii: "("):
        if opened || count > 1 { return nil }
        opened = true
      case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ")"): break
      default: return nil
      }
    }
    if count == 11, number / 10_000_000_000 == 1, hasPlus || isNorthAmerican(country) {
      number -= 10_000_000_000
    } else if count != 10 || hasPlus || !isNorthAmerican(country) {
      return nil
    }
    // 2…9 for the first digits of area code and exchange.
    guard number >= 2_000_000_000, number / 1_000_000 % 10 >= 2 else { return nil }
    guard case .success(let known) = checked(10_000_000_000 + number) else { return nil }
    return known
  }

  private static func isNorthAmerican(_ country: Country?) -> Bool {
    country == .unitedStates || country == .canada
  }
}
