import CRM

/// Each platform's rules for the input of its hashes.
///
/// One e-mail address gives different hashes for Google and for Meta: there is no shared form. The
/// rules are those of the platforms' own pages; the project's notes on destinations say which, and
/// where they contradict themselves.
public enum Normaliser {
  /// What `platform` wants to see for `value`.
  ///
  /// A value that is empty or stands for nothing (`n/a`) is dropped, never hashed; one that is a
  /// digest already is passed through.
  ///
  /// - Complexity: O(length); phones some 20 µs.
  public static func normalise(
    platform: Platform, field: Field, value: String,
    context: NormalisingContext = NormalisingContext()
  ) -> Normalised {
    if field == .raw { return value.isEmpty ? .drop(.missing) : .plain(value) }
    let trimmed = TextForm.trimmed(value)
    if MissingWords.contains(trimmed) { return .drop(.missing) }
    if platform == .plain { return PlainRules.normalise(field, trimmed, context) }
    let hashed = isHashed(platform, field)
    if let digest = digest(trimmed) {
      guard hashed, digest.utf8.count == platform.digest.byteCount * 2 else {
        return .drop(.wrongDigest)
      }
      return RefusedDigests.contains(digest) ? .drop(.emptyDigest) : .passthrough(digest)
    }
    let result = rule(platform, field, trimmed, context)
    if case .plain(let text) = result, hashed { return .hash(text) }
    return result
  }

  /// Whether `platform` hashes `field`. A file may still carry it plain where the platform hashes
  /// plain uploads itself.
  public static func isHashed(_ platform: Platform, _ field: Field) -> Bool {
    switch (platform, field) {
    case (.plain, _): false
    case (.googleAds, .country), (.googleAds, .zip): false
    case (.meta, .maid), (.meta, .idfa), (.meta, .aaid), (.meta, .userID), (.meta, .age): false
    case (.linkedin, let field): field == .email
    default: true
    }
  }

  /// Whether `platform` takes `field` at all.
  public static func isUsed(_ platform: Platform, _ field: Field) -> Bool {
    normalise(platform: platform, field: field, value: "x") != .drop(.notUsed)
  }

  /// 64, 40 or 32 hexadecimal digits, in lower case: SHA-256, SHA-1 or MD5.
  static func digest(_ trimmed: String) -> String? {
    let count = trimmed.utf8.count
    guard count == 64 || count == 40 || count == 32 else { return nil }
    guard trimmed.utf8.allSatisfy(isHexDigit) else { return nil }
    return TextForm.lowercased(trimmed)
  }

  @inline(__always)
  static func isHexDigit(_ byte: UInt8) -> Bool {
    (byte >= 48 && byte <= 57) || (byte | 0x20 >= 97 && byte | 0x20 <= 102)
  }

  /// `.plain` with the hash input, or `.drop`.
  private static func rule(
    _ platform: Platform, _ field: Field, _ text: String, _ context: NormalisingContext
  ) -> Normalised {
    switch (platform, field) {
    case (_, .email): EmailRules.normalise(platform, text)
    case (.googleAds, .phone), (.tiktok, .phone), (.x, .phone):
      PhoneRules.normalise(text, plus: true, context)
    case (.meta, .phone), (.tiktok, .phoneDigits):
      PhoneRules.normalise(text, plus: false, context)

    case (.googleAds, .firstName): NameRules.google(text, titles: .before)
    case (.googleAds, .lastName): NameRules.google(text, titles: .after)
    case (.googleAds, .country): PlaceRules.country(text, upper: true)
    case (.googleAds, .zip): PlaceRules.googleZip(text, context)

    case (.meta, .fn), (.meta, .firstName), (.meta, .ln), (.meta, .lastName): NameRules.meta(text)
    case (.meta, .ct), (.meta, .city): PlaceRules.metaCity(text)
    case (.meta, .st), (.meta, .state): PlaceRules.metaState(text, context)
    case (.meta, .zip): PlaceRules.metaZip(text, context)
    case (.meta, .country): PlaceRules.country(text, upper: false)
    case (.meta, .dob), (.meta, .doby), (.meta, .dobm), (.meta, .dobd):
      BirthRules.date(text, field)
    case (.meta, .gen): BirthRules.gender(text)
    case (.meta, .age): BirthRules.age(text)
    case (.meta, .userID): .plain(text)

    case (.linkedin, .country): PlaceRules.country(text, upper: true)
    case (.linkedin, .firstName), (.linkedin, .lastName): PlainRules.text(text, limit: 35)
    case (.linkedin, .jobTitle), (.linkedin, .company), (.linkedin, .companyName):
      PlainRules.text(text, limit: 50)

    case (.x, .handle): DeviceRules.handle(text)
    case (.x, .userID): DeviceRules.userID(text)
    case (.x, .androidID): DeviceRules.identifier(text, .lowerWithoutDashes)

    case (.reddit, .idfa): DeviceRules.identifier(text, .upper)
    case (.reddit, .aaid): DeviceRules.identifier(text, .lower)
    case (.reddit, .maid): DeviceRules.identifier(text, .asGiven)
    case (.linkedin, .maid), (.linkedin, .aaid), (.meta, .maid), (.meta, .idfa), (.meta, .aaid),
      (.x, .maid), (.x, .idfa), (.x, .aaid), (.tiktok, .maid), (.tiktok, .idfa), (.tiktok, .aaid),
      (.googleAds, .maid), (.googleAds, .idfa), (.googleAds, .aaid), (.pinterest, .maid),
      (.pinterest, .idfa), (.pinterest, .aaid):
      DeviceRules.identifier(text, .lower)
    default: .drop(.notUsed)
    }
  }
}
