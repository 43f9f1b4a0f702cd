/// Words that people and programs write where there is no value.
///
/// A visible list on purpose: what is on it is never hashed and never sent. Short words that are
/// also names (`Na`, `Nil`) or codes (`NA`, Namibia) are not on it.
public enum MissingWords {
  public static let list = [
    "null", "(null)", "<null>", "[null]", "none", "(none)", "[none]", "n/a", "(n/a)", "#n/a",
    "n.a.", "nan", "#nan", "undefined", "(undefined)", "unknown", "(unknown)", "[unknown]",
    "unbekannt", "not available", "not applicable", "not provided", "not set", "(not set)",
    "no value", "(no value)", "empty", "(empty)", "[empty]", "<empty>", "blank", "(blank)",
    "[blank]", "<blank>", "missing", "(missing)", "[object object]", "#ref!", "#value!", "#name?",
    "#null!", "#div/0!", "#num!", "\\n", "tbd", "tba",
  ]

  private static let words = Set(list)

  /// Whether `text` stands for no value: empty, blank, only dashes, dots, or question marks, or on
  /// the list. Case and surrounding space do not count.
  public static func contains(_ text: String) -> Bool {
    let trimmed = TextForm.trimmed(text)
    if trimmed.isEmpty || trimmed.unicodeScalars.allSatisfy(isFiller) { return true }
    // The longest entry has 16 bytes; most values are longer and need no lookup.
    return trimmed.utf8.count <= 24 && words.contains(TextForm.lowercased(trimmed))
  }

  private static func isFiller(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "-", ".", "?", "_", "*", "/", "\\", "\u{2010}"..."\u{2015}", "\u{2212}", "\u{2026}": true
    default: false
    }
  }
}
