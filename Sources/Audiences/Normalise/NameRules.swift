import CRM

/// What platforms do to people's names before they hash them.
enum NameRules {
  /// Where titles stand that Google does not want: `Mrs.` before a first name, `Jr.` after a last one.
  enum Titles { case before, after }

  /// Google: trimmed, lower-case, composed; inner spaces, punctuation, digits and accents stay.
  static func google(_ text: String, titles: Titles) -> Normalised {
    let name = lowered(text)
    let bare = titles == .before ? withoutPrefixes(name) : withoutSuffixes(name)
    return bare.isEmpty ? .drop(.missing) : .plain(bare)
  }

  /// Meta: lower-case, without punctuation; inner spaces and accents stay.
  static func meta(_ text: String) -> Normalised {
    let kept = lowered(text).unicodeScalars.filter { !TextForm.isPunctuationOrSymbol($0) }
    let name = TextForm.trimmed(String(String.UnicodeScalarView(kept)))
    return name.isEmpty ? .drop(.malformed) : .plain(name)
  }

  private static func lowered(_ text: String) -> String {
    TextForm.trimmed(TextForm.lowercased(TextForm.withoutInvisible(text, keepingJoiners: true)))
  }

  /// Titles without their dots. Words that are also given names (`Hon Wai`) count only with a dot.
  private static let prefixes: Set<String> = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "madam", "herr", "frau", "mme", "mlle",
  ]
  private static let prefixesWithDot: Set<String> = ["hon", "rev", "sr", "sra", "ing"]
  private static let suffixes: Set<String> = [
    "jr", "sr", "jnr", "snr", "ii", "iii", "iv", "phd", "md", "esq", "cpa", "dds", "mba", "jd",
    "pe",
    "rn",
  ]

  /// Takes titles off the front: words that stand before a space or end in a dot.
  private static func withoutPrefixes(_ name: String) -> String {
    let scalars = name.unicodeScalars
    let end = scalars.firstIndex { TextForm.isBlank($0) || $0 == "." } ?? scalars.endIndex
    let word = String(scalars[..<end])
    let hasDot = end < scalars.endIndex && scalars[end] == "."
    guard prefixes.contains(word) || (hasDot && prefixesWithDot.contains(word)) else { return name }
    let rest = TextForm.trimmed(String(scalars[end...].dropFirst(hasDot ? 1 : 0)))
    // "Frau" or "Miss" alone may be what the person is called; "Mrs." alone is only a title.
    if rest.isEmpty { return hasDot ? "" : name }
    return withoutPrefixes(rest)
  }

  /// Takes suffixes off the end: words after a space or a comma.
  private static func withoutSuffixes(_ name: String) -> String {
    let scalars = Array(name.unicodeScalars)
    guard let space = scalars.lastIndex(where: { TextForm.isBlank($0) || $0 == "," }) else {
      return name
    }
    let word = TextForm.string(scalars[(space + 1)...].filter { $0 != "." })
    guard word.isEmpty || suffixes.contains(word) else { return name }
    var end = space
    while end > 0, TextForm.isBlank(scalars[end - 1]) || scalars[end - 1] == "," { end -= 1 }
    if end == 0 { return name }
    return withoutSuffixes(TextForm.string(scalars[..<end]))
  }
}
