/// Names of companies for people to read.
public enum PlainCompanyName {
  /// A name as it is, without the legal form at its end: `Müller & Söhne` of
  /// `Müller & Söhne GmbH & Co. KG`. A name of nothing else stays; nil for words such as `n/a`.
  public static func withoutLegalForm(_ name: String) -> String? {
    let trimmed = TextForm.trimmed(name)
    if MissingWords.contains(trimmed) { return nil }
    let words = trimmed.split { $0 == " " || $0 == "\t" || $0 == "\u{A0}" }
    var end = words.count
    let known = NameVocabulary.standard
    func folded(_ word: Substring) -> String {
      TextForm.folded(word.filter { $0 != "." && $0 != "," && $0 != "(" && $0 != ")" })
    }
    while end > 1 {
      let word = folded(words[end - 1])
      if !word.isEmpty, known.isLegal(ByteHash.of(word)) {
        end -= 1
      } else if end < words.count, end > 1,
        word.isEmpty || known.isEmpty(ByteHash.of(word)),
        end > 2, known.isLegal(ByteHash.of(folded(words[end - 2])))
      {
        // `GmbH & Co. KG`, `S.A. de C.V.`
        end -= 1
      } else {
        break
      }
    }
    var kept = words[..<end].joined(separator: " ")
    while let last = kept.last, last == "," || last == "&" || last == "-" || last == " " {
      kept.removeLast()
    }
    return kept.isEmpty ? trimmed : kept
  }
}
