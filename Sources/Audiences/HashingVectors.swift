import CRM

/// The whole way of one value, for checking it against published vectors.
public enum HashingVectors {
  /// What is made of `input`.
  ///
  /// - Parameters:
  ///   - platform: As in ``Platform``, such as `google_ads`.
  ///   - field: As in ``Field``, such as `email` or `fn`.
  ///   - defaultRegion: Two letters: the country of national phone numbers, if known.
  ///   - rule: Words that choose between two rules of one platform: TikTok hashes phones with and
  ///     without `+`, and `no plus` asks for the second.
  /// - Returns: `hash`, `plain`, `drop` or `passthrough`; the normalised value, nil when dropped; its
  ///   SHA-256, nil when dropped or plain.
  public static func run(
    platform: String, field: String, input: String, defaultRegion: String?, rule: String? = nil
  ) -> (action: String, normalised: String?, sha256: String?) {
    guard let platform = Platform(rawValue: platform), var field = Field(rawValue: field) else {
      return ("drop", nil, nil)
    }
    if field == .phone, let rule, TextForm.lowercased(rule).contains("no plus") {
      field = .phoneDigits
    }
    let context = NormalisingContext(country: defaultRegion.flatMap { Country($0) })
    switch Normaliser.normalise(platform: platform, field: field, value: input, context: context) {
    case .hash(let text): return ("hash", text, Digest.sha256(text))
    case .plain(let text): return ("plain", text, nil)
    case .passthrough(let digest): return ("passthrough", digest, digest)
    case .drop: return ("drop", nil, nil)
    }
  }
}
