/// The forms of a text that hashes and comparisons need, the same on every machine and in every
/// locale.
public enum TextForm {
  /// Canonical composition (NFC): `e` + U+0308 becomes `ë`. Swift's `==` does not see the
  /// difference, a hash of the bytes does.
  public static func composed(_ text: String) -> String {
    if isASCII(text) { return text }
    return string(Composition.composed(Array(text.unicodeScalars)))
  }

  /// Lower case by Unicode's full mapping, then composed.
  ///
  /// A final capital sigma becomes `ς`, as JavaScript, Python and Java do it (Swift's own
  /// `lowercased()` gives `σ`): those are what platforms and browsers hash with.
  public static func lowercased(_ text: String) -> String {
    if isASCII(text) {
      return String(decoding: text.utf8.map { $0 &- 65 < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
    let scalars = Array(text.unicodeScalars)
    var lowered: [Unicode.Scalar] = []
    lowered.reserveCapacity(scalars.count + 2)
    for (index, scalar) in scalars.enumerated() {
      if scalar == "\u{3A3}" {
        lowered.append(isFinal(scalars, index) ? "\u{3C2}" : "\u{3C3}")
      } else {
        lowered.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      }
    }
    return string(Composition.composed(lowered))
  }

  /// Without white space, control and invisible characters at both ends: spaces of all kinds, line
  /// ends, a byte-order mark, zero-width and direction marks.
  public static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !isBlank($0) }),
      let last = scalars.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(scalars[first...last])
  }

  /// Without invisible format characters, wherever they are: zero-width spaces, byte-order marks,
  /// direction marks. With `keepingJoiners`, the joiners that Persian and Indic spelling needs
  /// (U+200C, U+200D) stay.
  public static func withoutInvisible(_ text: String, keepingJoiners: Bool = false) -> String {
    if isASCII(text) { return text }
    let kept = text.unicodeScalars.filter { scalar in
      if keepingJoiners && (scalar == "\u{200C}" || scalar == "\u{200D}") { return true }
      return scalar.properties.generalCategory != .format
    }
    return string(kept)
  }

  /// Letters and digits only, lower-case and without accents: equal for spellings of one name that
  /// differ in case, accents, punctuation or spaces. For looking names up, never for hashing.
  public static func folded(_ text: String) -> String {
    if isASCII(text) {
      return String(
        decoding: text.utf8.compactMap { byte -> UInt8? in
          switch byte {
          case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
          default: nil
          }
        }, as: UTF8.self)
    }
    var kept: [Unicode.Scalar] = []
    for scalar in lowercased(text).unicodeScalars {
      if let plain = unaccented[scalar] {
        kept.append(contentsOf: plain.unicodeScalars)
        continue
      }
      for part in Composition.decomposed(scalar) where isLetterOrDigit(part) { kept.append(part) }
    }
    return string(kept)
  }

  public static func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }

  /// White space, a control character, or one that cannot be seen.
  public static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x80 { return scalar.value <= 0x20 || scalar.value == 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .format: return true
    default: return scalar.properties.isWhitespace
    }
  }

  public static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x80 {
      let byte = UInt8(truncatingIfNeeded: scalar.value)
      return byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
    }
    return switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber:
      true
    default: false
    }
  }

  /// A mark that belongs to the letter before it, such as a vowel sign.
  public static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x80 { return false }
    return switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  public static func isPunctuationOrSymbol(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol,
      .modifierSymbol, .otherSymbol:
      true
    default: false
    }
  }

  /// Letters whose stroke or shape is not a mark that decomposition takes off.
  private static let unaccented: [Unicode.Scalar: String] = [
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
  ]

  public static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// Unicode's `Final_Sigma`: a cased letter before, none after, case-ignorable ones aside.
  private static func isFinal(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
    let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
    return before?.properties.isCased == true && after?.properties.isCased != true
  }
}
