/// The states of the United States by their two-letter ANSI codes.
public enum UnitedStates {
  /// The code, in capitals, of a state, district or territory given by name or code; nil if `text` is
  /// neither.
  public static func state(_ text: String) -> String? {
    let key = TextForm.folded(TextForm.trimmed(text))
    return codes[key]
  }

  /// A ZIP code of five digits, with the four of its extension if they are given.
  ///
  /// Three and four digits lost their leading zeros in a spreadsheet (`2134` is Boston's `02134`).
  public static func zip(_ text: String) -> (five: String, extra: String?)? {
    var digits = text.utf8.filter { $0 >= 48 && $0 <= 57 }
    guard digits.count == text.utf8.filter({ $0 != 0x20 && $0 != 0x2D }).count else { return nil }
    let parts = text.utf8.split { $0 == 0x2D || $0 == 0x20 }
    guard parts.count == 1 || (parts.count == 2 && parts[1].count == 4) else { return nil }
    if parts.count == 2 { digits = Array(parts[0]) }
    var extra = parts.count == 2 ? String(decoding: Array(parts[1]), as: UTF8.self) : nil
    if parts.count == 1, digits.count == 9 {
      extra = String(decoding: digits[5...], as: UTF8.self)
      digits = Array(digits[..<5])
    }
    guard digits.count >= 3, digits.count <= 5 else { return nil }
    let five =
      String(repeating: "0", count: 5 - digits.count) + String(decoding: digits, as: UTF8.self)
    return (five, extra)
  }

  private static let codes: [String: String] = {
    let names = """
      AL Alabama;AK Alaska;AZ Arizona;AR Arkansas;CA California;CO Colorado;CT Connecticut;DE Delaware;\
      DC District of Columbia;FL Florida;GA Georgia;HI Hawaii;ID Idaho;IL Illinois;IN Indiana;IA Iowa;\
      KS Kansas;KY Kentucky;LA Louisiana;ME Maine;MD Maryland;MA Massachusetts;MI Michigan;\
      MN Minnesota;MS Mississippi;MO Missouri;MT Montana;NE Nebraska;NV Nevada;NH New Hampshire;\
      NJ New Jersey;NM New Mexico;NY New York;NC North Carolina;ND North Dakota;OH Ohio;OK Oklahoma;\
      OR Oregon;PA Pennsylvania;RI Rhode Island;SC South Carolina;SD South Dakota;TN Tennessee;\
      TX Texas;UT Utah;VT Vermont;VA Virginia;WA Washington;WV West Virginia;WI Wisconsin;WY Wyoming;\
      PR Puerto Rico;GU Guam;VI Virgin Islands;AS American Samoa;MP Northern Mariana Islands;\
      DC Washington DC;DC Washington, D.C.;VI U.S. Virgin Islands
      """
    var codes: [String: String] = [:]
    for entry in names.split(separator: ";") {
      let code = String(entry.prefix(2))
      codes[code.lowercased()] = code
      codes[TextForm.folded(String(entry.dropFirst(3)))] = code
    }
    return codes
  }()
}
