import CRM

/// Countries, states, cities and postal codes as platforms want them.
enum PlaceRules {
  /// ISO 3166-1 alpha-2.
  static func country(_ text: String, upper: Bool) -> Normalised {
    guard let country = Country(text) else { return .drop(.unknownName) }
    return .plain(upper ? country.code : TextForm.lowercased(country.code))
  }

  /// Google: five digits or five and four in the United States, elsewhere as it is written.
  static func googleZip(_ text: String, _ context: NormalisingContext) -> Normalised {
    let tidy = TextForm.composed(TextForm.withoutInvisible(text))
    guard context.country == .unitedStates, let zip = UnitedStates.zip(tidy) else {
      return .plain(tidy)
    }
    return .plain(zip.extra.map { "\(zip.five)-\($0)" } ?? zip.five)
  }

  /// Meta: lower-case, without spaces and dashes; in the United States the first five digits.
  static func metaZip(_ text: String, _ context: NormalisingContext) -> Normalised {
    let lowered = TextForm.lowercased(TextForm.withoutInvisible(text))
    if context.country == nil || context.country == .unitedStates,
      let zip = UnitedStates.zip(lowered),
      context.country != nil || (lowered.utf8.count == 10 && zip.extra != nil)
    {
      return .plain(zip.five)
    }
    return compact(lowered)
  }

  /// Meta: lower-case letters and digits only, accents kept.
  static func metaCity(_ text: String) -> Normalised { compact(TextForm.lowercased(text)) }

  /// Meta: the two-letter code of a state of the United States; elsewhere as for a city.
  static func metaState(_ text: String, _ context: NormalisingContext) -> Normalised {
    if context.country == nil || context.country == .unitedStates,
      let code = UnitedStates.state(text)
    {
      return .plain(TextForm.lowercased(code))
    }
    return compact(TextForm.lowercased(text))
  }

  private static func compact(_ text: String) -> Normalised {
    let kept = text.unicodeScalars.filter { TextForm.isLetterOrDigit($0) || TextForm.isMark($0) }
    return kept.isEmpty ? .drop(.malformed) : .plain(String(String.UnicodeScalarView(kept)))
  }
}
