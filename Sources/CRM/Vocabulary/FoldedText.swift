/// Text with everything taken away that people write in different ways: letter case, accents,
/// spaces and punctuation.
///
/// `Número de teléfono` and `numero_de_telefono` fold to the same text, composed or decomposed.
enum FoldedText {
  /// Letters and digits only, in lower case, without accents.
  static func of(_ text: String) -> String {
    var folded = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { append(scalar, to: &folded) }
    return String(folded)
  }

  /// The same, but word by word: runs of letters and digits. An apostrophe joins.
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let before = word.count
      append(scalar, to: &word)
      let joins = scalar == "'" || scalar == "\u{2019}" || scalar.properties.isDiacritic
      if word.count == before && !joins && !word.isEmpty {
        words.append(String(word))
        word = String.UnicodeScalarView()
      }
    }
    if !word.isEmpty { words.append(String(word)) }
    return words
  }

  private static func append(_ scalar: Unicode.Scalar, to folded: inout String.UnicodeScalarView) {
    switch scalar.value {
    case 0x30...0x39, 0x61...0x7a:
      folded.append(scalar)
    case 0x41...0x5a:
      folded.append(Unicode.Scalar(UInt8(scalar.value) | 0x20))
    case 0..<0x80:
      return
    default:
      if let plain = plain[scalar] {
        folded.append(contentsOf: plain.unicodeScalars)
        return
      }
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .modifierLetter,
        .decimalNumber, .letterNumber, .otherNumber:
        folded.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      default:
        return
      }
    }
  }

  /// Latin letters with marks, and what is left of them.
  private static let plain: [Unicode.Scalar: String] = {
    let groups = [
      "a": "àáâãäåāăąÀÁÂÃÄÅĀĂĄ", "ae": "æÆ", "c": "çćĉċčÇĆĈĊČ", "d": "ďđĎĐð",
      "e": "èéêëēĕėęěÈÉÊËĒĔĖĘĚ",
      "g": "ĝğġģĜĞĠĢ", "h": "ĥħĤĦ", "i": "ìíîïĩīĭįıÌÍÎÏĨĪĬĮİ", "j": "ĵĴ", "k": "ķĶ",
      "l": "ĺļľŀłĹĻĽĿŁ",
      "n": "ñńņňÑŃŅŇ", "o": "òóôõöøōŏőÒÓÔÕÖØŌŎŐ", "oe": "œŒ", "r": "ŕŗřŔŖŘ", "s": "śŝşšșŚŜŞŠȘ",
      "ss": "ßẞ",
      "t": "ţťŧțŢŤŦȚ", "u": "ùúûüũūŭůűųÙÚÛÜŨŪŬŮŰŲ", "w": "ŵŴ", "y": "ýÿŷÝŸŶ", "z": "źżžŹŻŽ",
    ]
    var plain: [Unicode.Scalar: String] = [:]
    for (letter, marked) in groups {
      for scalar in marked.unicodeScalars { plain[scalar] = letter }
    }
    return plain
  }()
}
