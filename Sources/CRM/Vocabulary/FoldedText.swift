/// Text with everything taken away that people write in different ways: letter case, accents,
/// spaces and punctuation.
///
/// `Número de teléfono` and `numero_de_telefono` fold to the same text, composed or decomposed.
enum FoldedText {
  /// Letters and digits only, in lower case, without accents.
  static func of(_ text: String) -> String { TextForm.folded(text) }

  /// The same, but word by word: runs of letters and digits. An apostrophe joins, so that "Won't"
  /// is not won.
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    func close() {
      let folded = of(String(word))
      if !folded.isEmpty { words.append(folded) }
      word = String.UnicodeScalarView()
    }
    for scalar in text.unicodeScalars {
      let joins = scalar == "'" || scalar == "\u{2019}" || TextForm.isMark(scalar)
      if joins || TextForm.isLetterOrDigit(scalar) { word.append(scalar) } else { close() }
    }
    close()
    return words
  }
}
